/**
 * Which test run an event belongs to: whoever sends it says so by a header or in the address, and the event carries it as a
 * property, so that it can be filtered and broken down like any other.
 */
export const RUN_PROPERTY = '$waymark_run';
/** The request's header, and the parameter of its address. */
export const RUN_HEADER = 'x-waymark-run';

const LONGEST = 200;

/** The tag that a request carries; undefined where none. */
export function runOf(
  headers: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
): string | undefined {
  const tag = (headers[RUN_HEADER] ?? query[RUN_HEADER] ?? '').trim();
  return tag === '' ? undefined : tag.slice(0, LONGEST);
}
