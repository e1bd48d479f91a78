/** The trends one sees first: people per day on the pages, and on the most frequent event beside them. */
import type { CommandOutput } from '../../../shared/contract/commands';
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import type { Interval } from '../../../shared/model/range';

type CatalogEvent = CommandOutput<'catalog.events'>[number];

const DAY_MS = 86_400_000;

/** What SDKs send beside the events that people mean. */
const BACKGROUND = new Set(['identify', 'group', 'alias', 'person', 'ping', 'session', 'vitals', 'network', 'flag']);

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
  const shown = events.filter(({ kind }) => !BACKGROUND.has(kind));
  const usable = (shown.length > 0 ? shown : events).toSorted((a, b) => b.count - a.count);
  const first = usable.find(({ kind }) => kind === 'page' || kind === 'screen') ?? usable[0];
  if (first === undefined) return undefined;
  const second = usable.find(({ event }) => event !== first.event);
  return {
    kind: 'trends',
    series: [first, ...(second ? [second] : [])].map(({ event }) => ({ match: { event }, math: 'persons' as const })),
    interval: fittingInterval(extent.from, extent.to),
  };
}
