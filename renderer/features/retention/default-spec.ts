/** The retention one sees first: those who signed up, and whether they were there again later. */
import type { RetentionSpec } from '../../../shared/insights/retention/spec';
import type { Interval } from '../../../shared/model/range';
import { beginningEvent, presenceEvent, type CatalogEvent } from '../../parts/default-events';

const DAY_MS = 86_400_000;
const DAYS: Record<Interval, number> = { hour: 1 / 24, day: 1, week: 7, month: 30 };
/** A grid of more columns is not taken in at a glance. */
const MOST = 12;

/** So that there are some cohorts and some periods; times in UTC ms. */
export function cohortInterval(from: number, to: number): Interval {
  const days = (to - from) / DAY_MS;
  if (days <= 2) return 'hour';
  if (days <= 21) return 'day';
  return days <= 400 ? 'week' : 'month';
}

/** undefined while there is no event. */
export function defaultRetention(
  events: readonly CatalogEvent[],
  { from, to }: { readonly from: number; readonly to: number },
): RetentionSpec | undefined {
  const start = beginningEvent(events);
  const back = presenceEvent(events);
  if (start === undefined || back === undefined) return undefined;
  const interval = cohortInterval(from, to);
  const spanned = Math.ceil((to - from) / DAY_MS / DAYS[interval]);
  return {
    kind: 'retention',
    start: { event: start },
    return: { event: back },
    interval,
    periods: Math.max(1, Math.min(MOST, spanned)),
  };
}
