/** The events that a spec names, and where. */
import type { EventMatcher } from '../../model/filter';

export interface PlacedMatcher {
  readonly matcher: EventMatcher;
  /** JSON path into the spec: `steps.0`. */
  readonly path: string;
  /** It is inside a behaviour or a condition, so that the spec's own filter and range are not its own. */
  readonly isInner: boolean;
}

const INNER: ReadonlySet<string> = new Set(['filter', 'where', 'segment', 'against']);

/** Every matcher of one event, in the order of the spec; those inside saved segments and actions are theirs to tell. */
export function matchersOf(spec: object): readonly PlacedMatcher[] {
  const found: PlacedMatcher[] = [];
  const visit = (value: unknown, path: string, isInner: boolean): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isEventMatcher(value)) found.push({ matcher: value, path, isInner });
    for (const [key, each] of Object.entries(value)) {
      visit(each, path === '' ? key : `${path}.${key}`, isInner || INNER.has(key));
    }
  };
  visit(spec, '', false);
  return found;
}

/** Specs are strict: nothing else in them has an `event` that is a text. */
const isEventMatcher = (value: object): value is EventMatcher => 'event' in value && typeof value.event === 'string';

/** The longest beginning of a path that the spec has: what is inside something saved is not in the spec that names it. */
export function pathIn(spec: unknown, path: string): string {
  const known: string[] = [];
  let at: unknown = spec;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) break;
    known.push(key);
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return known.join('.');
}
