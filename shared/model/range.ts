/** Instants, ranges, durations and intervals of a spec: INSIGHTS §2. What they mean in ms is base/time's business. */
import { z } from 'zod';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A calendar day in the spec's time zone, or an instant with its offset. */
export const instantSchema = z
  .string()
  .refine((text) => (DAY.test(text) || INSTANT.test(text)) && !Number.isNaN(Date.parse(text)) && isRealDay(text), {
    message: 'must be a day such as "2026-01-31" or an instant such as "2026-01-31T10:00:00Z"',
  });

/** `Date.parse` lets 2026-02-31 pass as 3 March; a calendar has no such day. */
function isRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) === day;
}

export const durationUnitSchema = z.enum(['second', 'minute', 'hour', 'day', 'week', 'month']);
export const durationSchema = z.strictObject({ value: z.number().positive(), unit: durationUnitSchema });
export type Duration = z.infer<typeof durationSchema>;

export const intervalSchema = z.enum(['hour', 'day', 'week', 'month']);
export type Interval = z.infer<typeof intervalSchema>;

export const rangeSchema = z.union([
  z.strictObject({ last: durationSchema, now: instantSchema.optional() }),
  z.strictObject({ from: instantSchema.optional(), to: instantSchema.optional() }),
]);
export type Range = z.infer<typeof rangeSchema>;

/** An IANA time zone name. `Intl` is the only judge of which exist. */
export const timezoneSchema = z.string().refine(
  (zone) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat;
    } catch {
      return false;
    }
  },
  { message: 'must be an IANA time zone such as "Europe/Berlin"' },
);
