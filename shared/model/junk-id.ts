/** Ids that stand for nobody. They never link two people, whatever event carries them (INSIGHTS §4, rule 4). */

/** In lower case. `shared/sql` prints the same list, so that both sides agree. */
export const JUNK_IDS = [
  '',
  'null',
  'undefined',
  '0',
  'none',
  'guest',
  'anonymous',
  'nan',
  '[object object]',
  'true',
  'false',
] as const;

/** An id of nothing but zeros and dashes, such as the all-zero UUID. RE2 and JavaScript read it alike. */
const ZERO_ID = '^[0-]+$';

const junk: ReadonlySet<string> = new Set(JUNK_IDS);
const zero = new RegExp(ZERO_ID);

export function isJunkId(id: string): boolean {
  const text = id.trim().toLowerCase();
  return junk.has(text) || zero.test(text);
}
