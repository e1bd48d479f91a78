/** Spans of time with a unit, in ms. */
import { DAY_MS, HOUR_MS } from './time';

export type TimeUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month';

const UNIT_MS: Record<TimeUnit, number> = {
  second: 1000,
  minute: 60_000,
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};

/** A conversion window in ms: days are 24 hours and a month is 30 days, whatever the calendar says. */
export const durationMs = ({ value, unit }: { readonly value: number; readonly unit: TimeUnit }): number =>
  value * UNIT_MS[unit];
