/** The stickiness insight: INSIGHTS §3.5. */
import type { Insight } from '../insight';
import { drillStickiness, foldStickiness, mergeStickiness, type StickinessPartial } from './fold';
import { planStickiness, type StickinessParams } from './plan';
import {
  type StickinessCell,
  stickinessCellSchema,
  type StickinessResult,
  stickinessResultSchema,
  type StickinessSpec,
  stickinessSpecSchema,
} from './spec';

function shapeStickiness(_spec: StickinessSpec, params: StickinessParams, sums: StickinessPartial): StickinessResult {
  const { counts, daily, weekly, monthly } = sums;
  let persons = 0;
  let buckets = 0;
  for (const [active, count] of counts.entries()) {
    persons += count;
    buckets += active * count;
  }
  const share = (part: number, of: number): number | null => (of === 0 ? null : part / of);
  return {
    kind: 'stickiness',
    intervals: Math.max(0, params.buckets.length - 1),
    counts: Array.from(counts),
    persons,
    average: share(buckets, persons),
    dauWau: share(daily, weekly),
    dauMau: share(daily, monthly),
  };
}

export const stickiness: Insight<
  StickinessSpec,
  StickinessParams,
  StickinessPartial,
  StickinessResult,
  StickinessCell
> = {
  kind: 'stickiness',
  spec: stickinessSpecSchema,
  result: stickinessResultSchema,
  cell: stickinessCellSchema,
  plan: planStickiness,
  fold: foldStickiness,
  merge: mergeStickiness,
  shape: shapeStickiness,
  drill: drillStickiness,
};
