/** Frequency: spec, result and cell in zod (INSIGHTS §3.5). */
import { z } from 'zod';
import { matcherSchema } from '../../model/filter';
import { intervalSchema } from '../../model/range';
import { refuseBadRange, specBase } from '../common';

export const frequencySpecSchema = z
  .strictObject({
    kind: z.literal('frequency'),
    ...specBase,
    match: matcherSchema,
    /** An interval: what one person did in one bucket is a unit. Units without a matching event do not count. */
    per: z.union([z.enum(['person', 'session']), intervalSchema]),
  })
  .superRefine(refuseBadRange);
export type FrequencySpec = z.infer<typeof frequencySpecSchema>;

export const frequencyResultSchema = z.strictObject({
  kind: z.literal('frequency'),
  units: z.number(),
  events: z.number(),
  /** Events per unit; null where there is no unit. Percentiles are linear between closest ranks. */
  min: z.number().nullable(),
  avg: z.number().nullable(),
  median: z.number().nullable(),
  p90: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
  /** Units with `from` to `to` events, both inclusive, without gaps; wider the higher. */
  histogram: z.array(z.strictObject({ from: z.number(), to: z.number(), units: z.number() })),
});
export type FrequencyResult = z.infer<typeof frequencyResultSchema>;

/** The persons with a unit of `from` to `to` events. */
export const frequencyCellSchema = z.strictObject({ from: z.number().int().min(1), to: z.number().int().min(1) });
export type FrequencyCell = z.infer<typeof frequencyCellSchema>;
