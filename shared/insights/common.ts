/** Parts that several specs share: INSIGHTS §2. */
import { z } from 'zod';
import { DAY_MS } from '../base/time';
import { filterSchema } from '../model/filter';
import { propertyPathSchema } from '../model/property-path';
import { rangeSchema, timezoneSchema, type Range } from '../model/range';

/** The members every spec may have beside its own. */
export const specBase = {
  range: rangeSchema.optional(),
  timezone: timezoneSchema.optional(),
  filter: filterSchema.optional(),
};

export const breakdownSchema = z
  .strictObject({
    property: propertyPathSchema,
    /** Values beyond the limit (by total, then value) fold into `$other`. Default 25. */
    limit: z.number().int().min(1).max(1000).optional(),
    /** The property's numbers in at most so many bins of equal, round width. */
    bins: z.number().int().min(2).max(100).optional(),
  })
  .refine(({ limit, bins }) => limit === undefined || bins === undefined, {
    path: ['limit'],
    message: 'must not be set with "bins": all bins are shown.',
  });
export type Breakdown = z.infer<typeof breakdownSchema>;

/** The name of the folded rest, and of a missing value. */
export const OTHER = '$other';
export const NONE = '$none';

const isDay = (instant: string): boolean => instant.length === 10;

/** Refuses ranges that cannot hold anything, at the offending member. For `superRefine` of every spec. */
export function refuseBadRange({ range }: { readonly range?: Range | undefined }, context: z.RefinementCtx): void {
  if (range === undefined) return;
  if ('last' in range) {
    if (!Number.isInteger(range.last.value)) {
      context.addIssue({
        code: 'custom',
        path: ['range', 'last', 'value'],
        message: 'must be a whole number of units; for parts of a unit use a smaller unit.',
      });
    }
    return;
  }
  const { from, to } = range;
  if (from === undefined || to === undefined) return;
  // Beside an instant, a day may begin up to a day earlier or end up to two days later, as the zone has it; only what is
  // backward in every zone is refused.
  const slack = isDay(from) === isDay(to) ? 0 : 2 * DAY_MS;
  if (Date.parse(from) > Date.parse(to) + slack) {
    context.addIssue({ code: 'custom', path: ['range', 'to'], message: `must not be before range.from (${from}).` });
  }
}

/** What planning refuses although the spec's form is right, such as more buckets than a chart can hold. */
export class SpecProblem extends Error {
  override readonly name = 'SpecProblem';
  /** `path` is the JSON path of the offender; the message says what is allowed there. */
  constructor(
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}
