/** Stickiness: spec, result and cell in zod (INSIGHTS §3.5). */
import { z } from 'zod';
import { matcherSchema } from '../../model/filter';
import { intervalSchema } from '../../model/range';
import { refuseBadRange, specBase } from '../common';

export const stickinessSpecSchema = z
  .strictObject({ kind: z.literal('stickiness'), ...specBase, match: matcherSchema, interval: intervalSchema })
  .superRefine(refuseBadRange);
export type StickinessSpec = z.infer<typeof stickinessSpecSchema>;

export const stickinessResultSchema = z.strictObject({
  kind: z.literal('stickiness'),
  /** Buckets in the range. */
  intervals: z.number().int(),
  /** `counts[n]`: persons active in exactly n distinct buckets; `counts[0]` is 0. */
  counts: z.array(z.number()),
  /** Persons active at all. */
  persons: z.number(),
  /** Buckets per active person; null where there is none. */
  average: z.number().nullable(),
  /**
   * Of the persons active in the 7 (30) days that end with a day, the share active on that day: sums over the days of
   * the range. Null where nobody was.
   */
  dauWau: z.number().nullable(),
  dauMau: z.number().nullable(),
});
export type StickinessResult = z.infer<typeof stickinessResultSchema>;

/** The persons active in exactly `count` buckets; with `orMore` in at least as many. */
export const stickinessCellSchema = z.strictObject({
  count: z.number().int().min(1),
  orMore: z.boolean().optional(),
});
export type StickinessCell = z.infer<typeof stickinessCellSchema>;
