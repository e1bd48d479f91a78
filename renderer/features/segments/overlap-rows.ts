/** Which segments overlap and by how much, as rows to draw: one for each combination that anybody is in. */
import { formatCount, formatShare } from '../../ui/number-format';

export interface OverlapRow {
  /** Bit i: the i-th segment. 0: in none of them. */
  readonly mask: number;
  readonly count: number;
  /** Of all persons; 0 to 1. */
  readonly share: number;
}

export const isIn = (mask: number, segment: number): boolean => ((mask >> segment) & 1) === 1;

/** The largest combination first, those in none of the segments last; empty combinations are left out. */
export function overlapRows(counts: readonly number[], total: number): readonly OverlapRow[] {
  return counts
    .map((count, mask) => ({ mask, count, share: total === 0 ? 0 : count / total }))
    .filter(({ mask, count }) => count > 0 || mask === 0)
    .toSorted((a, b) => Number(a.mask === 0) - Number(b.mask === 0) || b.count - a.count || a.mask - b.mask);
}

/** How many are in one segment, whatever else they are in. */
export const sizeOf = (counts: readonly number[], segment: number): number =>
  counts.reduce((sum, count, mask) => sum + (isIn(mask, segment) ? count : 0), 0);

/** How many are in both. */
export const bothOf = (counts: readonly number[], a: number, b: number): number =>
  counts.reduce((sum, count, mask) => sum + (isIn(mask, a) && isIn(mask, b) ? count : 0), 0);

/** `in Power users and Payers, not in Newcomers`. */
export function combinationWords(mask: number, names: readonly string[]): string {
  const inside = names.filter((_, index) => isIn(mask, index));
  const outside = names.filter((_, index) => !isIn(mask, index));
  if (inside.length === 0) return 'in none of them';
  const only = outside.length === 0 ? '' : `, not in ${outside.join(' or ')}`;
  return `in ${inside.join(' and ')}${only}`;
}

/** `34 of the 120 (28 %) are also in Payers`. */
export function alsoWords(both: number, own: number, name: string): string {
  const share = own === 0 ? '' : ` (${formatShare(both / own)})`;
  return `${formatCount(both)} of the ${formatCount(own)}${share} are also in ${name}`;
}
