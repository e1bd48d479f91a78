/** Retention: spec, result and cell in zod (INSIGHTS §3.3). */
import { z } from 'zod';
import { matcherSchema } from '../../model/filter';
import { intervalSchema } from '../../model/range';
import { breakdownSchema, refuseBadRange, specBase } from '../common';

export const MAX_PERIODS = 1_000;

const bracketSchema = z
  .tuple([z.number().int().min(1), z.number().int().min(1).max(MAX_PERIODS)])
  .refine(([first, last]) => first <= last, { message: 'must be [first, last] with first ≤ last' });

export const retentionSpecSchema = z
  .strictObject({
    kind: z.literal('retention'),
    ...specBase,
    start: matcherSchema,
    return: matcherSchema,
    /** Default `first_ever`. */
    cohortBy: z.enum(['first_ever', 'first_in_range', 'recurring']).optional(),
    interval: intervalSchema,
    /** How many periods after the cohort's own. */
    periods: z.number().int().min(1).max(MAX_PERIODS),
    /** Brackets: `[first, last]` period, both inclusive, in the place of single periods. Default `on`. */
    mode: z
      .union([z.enum(['on', 'on_or_after']), z.strictObject({ brackets: z.array(bracketSchema).min(1).max(100) })])
      .optional(),
    /** Default `calendar`. */
    counting: z.enum(['calendar', 'rolling']).optional(),
    breakdown: breakdownSchema.optional(),
    /** Smaller cohorts are left out, of the average too. */
    minCohort: z.number().int().min(1).optional(),
  })
  .superRefine((spec, context) => {
    refuseBadRange(spec, context);
    if (typeof spec.mode !== 'object') return;
    for (const [place, [, last]] of spec.mode.brackets.entries()) {
      if (last <= spec.periods) continue;
      context.addIssue({
        code: 'custom',
        path: ['mode', 'brackets', place],
        message: `must end at period ${spec.periods} (periods) or before.`,
      });
    }
  });
export type RetentionSpec = z.infer<typeof retentionSpecSchema>;

const gridSchema = z.strictObject({
  cohorts: z.array(
    z.strictObject({
      /** ISO instant of the cohort's bucket. */
      start: z.string(),
      size: z.number(),
      /** `values[0]`: the cohort's own period; then one per period, or per bracket. */
      values: z.array(z.number()),
      /** False where the period had not ended when the data ends. */
      complete: z.array(z.boolean()),
    }),
  ),
  /** Share of the cohorts' members per period, over complete cells; null where there is none. */
  average: z.array(z.number().nullable()),
});
export type RetentionGrid = z.infer<typeof gridSchema>;

export const retentionResultSchema = gridSchema.extend({
  kind: z.literal('retention'),
  breakdowns: z.array(gridSchema.extend({ value: z.string() })).optional(),
});
export type RetentionResult = z.infer<typeof retentionResultSchema>;

export const retentionCellSchema = z.strictObject({
  /** ISO instant of the cohort's bucket, as in the result. */
  cohort: z.string(),
  /** Place in `values`; absent: the cohort itself. */
  period: z.number().int().min(0).optional(),
  /** False: those who did not return in the period. Default true. */
  returned: z.boolean().optional(),
  breakdown: z.string().optional(),
});
export type RetentionCell = z.infer<typeof retentionCellSchema>;
