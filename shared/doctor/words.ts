/** What names of events say, whatever their spelling. */

/** `signedUp`, `Signed_Up` and `signed-up` → `signed up`. */
export const plainWords = (name: string): string =>
  name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

/** Letters and digits alone: what is left where case, spaces, underscores, dashes and dots differ. */
export const skeleton = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const SECONDS = 1000;
const UNITS = [
  { ms: 86_400 * SECONDS, one: 'day' },
  { ms: 3_600 * SECONDS, one: 'hour' },
  { ms: 60 * SECONDS, one: 'minute' },
  { ms: SECONDS, one: 'second' },
] as const;

/** A span of ms for a sentence: `12 ms`, `3 minutes`, `2 days`. */
export function spokenSpan(ms: number): string {
  const size = Math.abs(ms);
  const unit = UNITS.find((each) => size >= each.ms);
  if (unit === undefined) return `${Math.round(size)} ms`;
  const count = Math.round(size / unit.ms);
  return `${count} ${unit.one}${count === 1 ? '' : 's'}`;
}
