/** Lifecycle: spec, result and cell in zod (INSIGHTS §3.5). */
import { z } from 'zod';
import { matcherSchema } from '../../model/filter';
import { intervalSchema } from '../../model/range';
import { refuseBadRange, specBase } from '../common';

export const lifecycleSpecSchema = z
  .strictObject({ kind: z.literal('lifecycle'), ...specBase, match: matcherSchema, interval: intervalSchema })
  .superRefine(refuseBadRange);
export type LifecycleSpec = z.infer<typeof lifecycleSpecSchema>;

/**
 * In this order in results: `new`: the first event ever is in this bucket; `returning`: active in this and the previous
 * bucket; `resurrecting`: active now, not in the previous, not new; `dormant`: active in the previous, not now.
 */
export const LIFECYCLE_STATUSES = ['new', 'returning', 'resurrecting', 'dormant'] as const;
export type LifecycleStatus = (typeof LIFECYCLE_STATUSES)[number];

export const lifecycleResultSchema = z.strictObject({
  kind: z.literal('lifecycle'),
  /** ISO instants of bucket starts, first and last bucket whole. */
  buckets: z.array(z.string()),
  new: z.array(z.number()),
  returning: z.array(z.number()),
  resurrecting: z.array(z.number()),
  /** Zero or less. */
  dormant: z.array(z.number()),
});
export type LifecycleResult = z.infer<typeof lifecycleResultSchema>;

export const lifecycleCellSchema = z.strictObject({
  bucket: z.number().int().min(0),
  status: z.enum(LIFECYCLE_STATUSES),
});
export type LifecycleCell = z.infer<typeof lifecycleCellSchema>;
