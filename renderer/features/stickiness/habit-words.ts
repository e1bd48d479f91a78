/** Stickiness and frequency in words and figures. Pure. */
import type { StickinessResult } from '../../../shared/insights/stickiness/spec';
import { formatCount, formatPlural, formatShare } from '../../ui/number-format';

export { unitsName as unitName } from '../../../shared/insights/explain/habits';

/** `exact`: in exactly n buckets; `orMore`: in n or more. */
export type Reach = 'exact' | 'orMore';

/** One bar: persons by the number of buckets they were active in. */
export interface StickyBar {
  /** Active buckets, from 1. */
  readonly count: number;
  readonly persons: number;
  readonly share: number | null;
}

/** From 1 to the highest number anybody reached: what nobody did is only air at the right. */
export function stickyBars(result: StickinessResult, reach: Reach): readonly StickyBar[] {
  const { counts, persons } = result;
  const last = counts.findLastIndex((count) => count > 0);
  let orMore = persons;
  return Array.from({ length: Math.max(0, last) }, (_, index): StickyBar => {
    const exact = counts[index + 1] ?? 0;
    const shown = reach === 'exact' ? exact : orMore;
    orMore -= exact;
    return { count: index + 1, persons: shown, share: persons === 0 ? null : shown / persons };
  });
}

/** What the two ratios are of. */
export const ratioHint = (share: number | null, window: 'week' | 'month'): string =>
  share === null ? 'Nobody was active' : `of the ${window}’s people`;

export const binTitle = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`;

/** How many events: `exactly 3`, `11 to 20`. */
export const binWords = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from === to ? formatPlural(from, 'time') : `${formatCount(from)} to ${formatCount(to)} times`;

export const shareOf = (part: number, of: number): string => formatShare(of === 0 ? null : part / of);
