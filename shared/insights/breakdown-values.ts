/** Which values of a breakdown are shown by name and which fold into `$other`: INSIGHTS §3.1. */
import { NONE, OTHER } from './common';

/** How many values are shown where the spec does not say. */
export const DEFAULT_LIMIT = 25;

/** What people read for a dictionary code; -1 is a missing value. */
export const valueOfCode = (dictionary: readonly string[], code: number): string =>
  code < 0 ? NONE : (dictionary[code] ?? NONE);

/** Text order that is the same everywhere: by code unit. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The values shown by name: the `limit` greatest totals, equal ones by value. `$other` is never one of them. */
export function shownValues(totals: ReadonlyMap<string, number>, limit: number): string[] {
  return [...totals]
    .filter(([value]) => value !== OTHER)
    .sort(([a, totalA], [b, totalB]) => totalB - totalA || compareText(a, b))
    .slice(0, limit)
    .map(([value]) => value);
}
