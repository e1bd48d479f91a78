/** Trends: spec, result and cell in zod (INSIGHTS §3.1). */
import { z } from 'zod';
import { matcherSchema } from '../../model/filter';
import { durationSchema, intervalSchema } from '../../model/range';
import { propertyPathSchema } from '../../model/property-path';
import { breakdownSchema, specBase } from '../common';
import { refuseImpossibleTrends } from './refuse';

export const PROPERTY_FNS = ['sum', 'avg', 'min', 'max', 'median', 'p75', 'p90', 'p95', 'p99', 'distinct'] as const;

export const mathSchema = z.union([
  z.enum(['events', 'persons', 'sessions', 'per_person']),
  z.strictObject({ fn: z.enum(PROPERTY_FNS), property: propertyPathSchema }),
  z.strictObject({ active: z.enum(['dau', 'wau', 'mau']) }),
  /** Distinct groups of a type, such as `company`. */
  z.strictObject({ group: z.string().min(1) }),
]);
export type Math = z.infer<typeof mathSchema>;

const trendsObject = z.strictObject({
  kind: z.literal('trends'),
  ...specBase,
  series: z
    .array(z.strictObject({ match: matcherSchema, math: mathSchema, label: z.string().optional() }))
    .min(1)
    .max(26),
  interval: intervalSchema,
  breakdown: z.array(breakdownSchema).max(3).optional(),
  /** Another span beside the range: the one of equal length right before it, or the range moved back. */
  compare: z
    .union([z.strictObject({ previous: z.literal(true) }), z.strictObject({ offset: durationSchema })])
    .optional(),
  /** Arithmetic over the series, such as "A / B * 100"; its lines take the place of theirs. */
  formula: z.string().min(1).max(500).optional(),
  /** Every bucket counts all since the beginning of the range. */
  cumulative: z.boolean().optional(),
  /** Every value is the average of so many buckets that end with its own. */
  smooth: z.number().int().min(2).max(1000).optional(),
});
export type TrendsDraft = z.infer<typeof trendsObject>;

export const trendsSpecSchema = trendsObject.superRefine(refuseImpossibleTrends);
export type TrendsSpec = z.infer<typeof trendsSpecSchema>;

const lineSchema = z.strictObject({
  label: z.string(),
  /** Which of the spec's series, 0-based; absent for a formula's lines. */
  series: z.number().int().optional(),
  breakdown: z.array(z.string()).optional(),
  /** null where a bucket has nothing to average, rank or divide by. */
  values: z.array(z.number().nullable()),
  total: z.number().nullable(),
});

export const trendsResultSchema = z.strictObject({
  kind: z.literal('trends'),
  /** ISO instants of bucket starts, first and last bucket whole. */
  buckets: z.array(z.string()),
  series: z.array(lineSchema),
  /** The compared span: its own buckets, the first beside the range's first. */
  compare: z.strictObject({ buckets: z.array(z.string()), series: z.array(lineSchema) }).optional(),
});
export type TrendsResult = z.infer<typeof trendsResultSchema>;

/** One point of one line. */
export const trendsCellSchema = z.strictObject({
  /** Absent: every series that the formula names, or all where there is none. */
  series: z.number().int().min(0).optional(),
  /** Absent: the line's total. */
  bucket: z.number().int().min(0).optional(),
  breakdown: z.array(z.string()).optional(),
  /** The point of the compared span. */
  compared: z.literal(true).optional(),
});
export type TrendsCell = z.infer<typeof trendsCellSchema>;
