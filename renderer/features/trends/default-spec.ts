/** The trends one sees first: people per day on the pages, and on the most frequent event beside them. */
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import type { Interval } from '../../../shared/model/range';
import { meantEvents, presenceEvent, type CatalogEvent } from '../../parts/default-events';

const DAY_MS = 86_400_000;

/** Between ten and a hundred buckets, roughly: what fits the eye. Times in UTC ms. */
export function fittingInterval(from: number, to: number): Interval {
  const days = (to - from) / DAY_MS;
  if (days <= 3) return 'hour';
  if (days <= 120) return 'day';
  return days <= 900 ? 'week' : 'month';
}

/** undefined while there is no event. */
export function defaultTrends(
  events: readonly CatalogEvent[],
  extent: { readonly from: number; readonly to: number },
): TrendsSpec | undefined {
  const first = presenceEvent(events);
  if (first === undefined) return undefined;
  const second = meantEvents(events).find(({ event }) => event !== first)?.event;
  return {
    kind: 'trends',
    series: [first, ...(second === undefined ? [] : [second])].map((event) => ({
      match: { event },
      math: 'persons' as const,
    })),
    interval: fittingInterval(extent.from, extent.to),
  };
}
