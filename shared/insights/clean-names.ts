/** Many spellings, one name: page paths with ids in them, and whatever rules a spec brings. */

export interface NameCleaning {
  /** Numeric and UUID parts of a path become `:id`; a trailing slash goes. */
  readonly foldIds: boolean;
  /** RE2 patterns and what takes the place of each match, applied in order. */
  readonly rules: readonly { readonly pattern: string; readonly as: string }[];
}

export interface CleanNames {
  /** Name code by dictionary code. */
  readonly table: Int32Array;
  /** Sorted by text. */
  readonly names: readonly string[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NUMERIC = /^\d+$/;

export function foldIds(path: string): string {
  const folded = path
    .split('/')
    .map((part) => (NUMERIC.test(part) || UUID.test(part) ? ':id' : part))
    .join('/');
  return folded.length > 1 && folded.endsWith('/') ? folded.slice(0, -1) : folded;
}

export function cleanNames(dictionary: readonly string[], { foldIds: fold, rules }: NameCleaning): CleanNames {
  const patterns = rules.map(({ pattern, as }) => ({ pattern: new RegExp(pattern, 'gu'), as }));
  const cleaned = dictionary.map((text) =>
    patterns.reduce((name, { pattern, as }) => name.replaceAll(pattern, () => as), fold ? foldIds(text) : text),
  );
  const names = [...new Set(cleaned)].sort();
  const codes = new Map(names.map((name, code) => [name, code]));
  return { table: Int32Array.from(cleaned, (name) => codes.get(name) ?? -1), names };
}
