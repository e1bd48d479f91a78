/** Parts that several specs share: INSIGHTS §2. */
import { z } from 'zod';
import { filterSchema } from '../model/filter';
import { propertyPathSchema } from '../model/property-path';
import { rangeSchema, timezoneSchema } from '../model/range';

/** The members every spec may have beside its own. */
export const specBase = {
  range: rangeSchema.optional(),
  timezone: timezoneSchema.optional(),
  filter: filterSchema.optional(),
};

export const breakdownSchema = z.strictObject({
  property: propertyPathSchema,
  /** Values beyond the limit (by total, then value) fold into `$other`. Default 25. */
  limit: z.number().int().min(1).max(1000).optional(),
});
export type Breakdown = z.infer<typeof breakdownSchema>;

/** The name of the folded rest, and of a missing value. */
export const OTHER = '$other';
export const NONE = '$none';
