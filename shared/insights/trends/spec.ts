/** Trends: spec, result and cell in zod (INSIGHTS §3.1). */
import { z } from 'zod';
import { matcherSchema } from '../../model/filter';
import { intervalSchema } from '../../model/range';
import { propertyPathSchema } from '../../model/property-path';
import { breakdownSchema, refuseBadRange, specBase } from '../common';

export const PROPERTY_FNS = ['sum', 'avg', 'min', 'max', 'median', 'p75', 'p90', 'p95', 'p99', 'distinct'] as const;

export const mathSchema = z.union([
  z.enum(['events', 'persons', 'sessions', 'per_person']),
  z.strictObject({ fn: z.enum(PROPERTY_FNS), property: propertyPathSchema }),
  z.strictObject({ active: z.enum(['dau', 'wau', 'mau']) }),
]);
export type Math = z.infer<typeof mathSchema>;

export const trendsSpecSchema = z
  .strictObject({
    kind: z.literal('trends'),
    ...specBase,
    series: z
      .array(z.strictObject({ match: matcherSchema, math: mathSchema, label: z.string().optional() }))
      .min(1)
      .max(26),
    interval: intervalSchema,
    breakdown: z.array(breakdownSchema).max(3).optional(),
  })
  .superRefine(refuseBadRange);
export type TrendsSpec = z.infer<typeof trendsSpecSchema>;

export const trendsResultSchema = z.strictObject({
  kind: z.literal('trends'),
  /** ISO instants of bucket starts, first and last bucket whole. */
  buckets: z.array(z.string()),
  series: z.array(
    z.strictObject({
      label: z.string(),
      /** Which of the spec's series, 0-based. */
      series: z.number().int(),
      breakdown: z.array(z.string()).optional(),
      /** null where a bucket has nothing to average or rank. */
      values: z.array(z.number().nullable()),
      total: z.number().nullable(),
    }),
  ),
});
export type TrendsResult = z.infer<typeof trendsResultSchema>;

/** One point of one line. */
export const trendsCellSchema = z.strictObject({
  series: z.number().int().min(0),
  bucket: z.number().int().min(0),
  breakdown: z.array(z.string()).optional(),
});
export type TrendsCell = z.infer<typeof trendsCellSchema>;
