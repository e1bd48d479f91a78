/** Whether the last bucket of a result has ended, as far as the data tells. */
import { DAY_MS, HOUR_MS } from '../../base/time';
import type { Interval } from '../../model/range';

/**
 * How long before a bucket's end the data may end with it still counting as whole: nights and weekends are quiet, while
 * an export that stops on a Wednesday cuts its week.
 */
const QUIET_MS: Readonly<Record<Interval, number>> = {
  hour: Infinity,
  day: 6 * HOUR_MS,
  week: DAY_MS,
  month: DAY_MS,
};

/** The end of the bucket that starts at `start` (UTC ms), give or take the hour by which clocks change. */
function roughEnd(start: number, interval: Interval): number {
  if (interval !== 'month') return start + { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS }[interval];
  // Its middle is in that month in every zone.
  const middle = new Date(start + 14 * DAY_MS);
  return start + new Date(Date.UTC(middle.getUTCFullYear(), middle.getUTCMonth() + 1, 0)).getUTCDate() * DAY_MS;
}

export interface Clock {
  /** UTC ms. */
  readonly now: number;
  /** First and last event there is, UTC ms; undefined while there is none. */
  readonly extent: { readonly from: number; readonly to: number } | undefined;
}

/**
 * Whether the last of the buckets (ISO instants of their starts) still runs at `now`, or the data ends so long before it
 * does that what is missing may be the data's.
 */
export function isLastBucketOpen(buckets: readonly string[], interval: Interval, { now, extent }: Clock): boolean {
  const last = buckets.at(-1);
  if (last === undefined) return false;
  const start = Date.parse(last);
  const end = roughEnd(start, interval);
  if (start <= now && now < end) return true;
  return extent !== undefined && extent.to >= start && extent.to < end - QUIET_MS[interval];
}
