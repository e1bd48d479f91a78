/** Segment: spec, result and cell in zod (INSIGHTS §3.6). */
import { z } from 'zod';
import { rangeSchema, timezoneSchema } from '../../model/range';
import { segmentFilterSchema } from '../../model/saved';
import { refuseBadRange } from '../common';
import { personRowSchema } from '../person-row';

export const segmentSpecSchema = z
  .strictObject({
    kind: z.literal('segment'),
    /** The persons asked about are those with an event in it; whether they belong is asked of all they ever did. */
    range: rangeSchema.optional(),
    timezone: timezoneSchema.optional(),
    /** Over persons. */
    filter: segmentFilterSchema,
  })
  .superRefine(refuseBadRange);
export type SegmentSpec = z.infer<typeof segmentSpecSchema>;

export const segmentResultSchema = z.strictObject({
  kind: z.literal('segment'),
  /** Persons that belong, of `total`. */
  count: z.number(),
  total: z.number(),
  /** Absent where there is nobody. */
  share: z.number().optional(),
});
export type SegmentResult = z.infer<typeof segmentResultSchema>;

/** Beside the result: the first few persons that belong, in the order of first sight, as a drill would give them. */
export const segmentSampleSchema = z.array(personRowSchema);

/** The persons that belong, or those of `total` that do not. */
export const segmentCellSchema = z.strictObject({ belongs: z.boolean() });
export type SegmentCell = z.infer<typeof segmentCellSchema>;
