/** What happened within a range of time: what the timeline says of a selected stretch. Pure. */
import type { TimelineEvents } from './events';
import { isFailed } from './event-words';
import { lowerBound } from './cull';

/** UTC ms, both ends included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface RangeFacts {
  readonly durationMs: number;
  readonly events: number;
  /** Sessions that have an event in it. */
  readonly sessions: number;
  /** Most frequent first. */
  readonly byEvent: readonly { readonly event: string; readonly count: number }[];
  /** On screen the longest first: visits that began in it, and time on screen in it. */
  readonly pages: readonly { readonly page: string; readonly views: number; readonly ms: number }[];
  readonly errors: number;
  /** What they say, most frequent first. */
  readonly errorDetails: readonly { readonly detail: string; readonly count: number }[];
  readonly requests: number;
  readonly failedRequests: number;
  readonly medianRequestMs: number | undefined;
  readonly slowestRequestMs: number | undefined;
}

const tally = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
const ranked = (counts: Map<string, number>): [string, number][] => [...counts].sort((a, b) => b[1] - a[1]);

/** Indexes of the events in it: `first` up to, not with, `end`. */
export function eventsWithin(
  events: TimelineEvents,
  { from, to }: TimeRange,
): { readonly first: number; readonly end: number } {
  const first = lowerBound(events.time, from);
  let end = lowerBound(events.time, to, first);
  while (end < events.length && (events.time[end] ?? 0) <= to) end += 1;
  return { first, end };
}

export function rangeFacts(events: TimelineEvents, range: TimeRange): RangeFacts {
  const { first, end } = eventsWithin(events, range);
  const names = new Map<string, number>();
  const details = new Map<string, number>();
  const sessions = new Set<string>();
  const durations: number[] = [];
  let requests = 0;
  let failedRequests = 0;
  let errors = 0;
  for (let index = first; index < end; index += 1) {
    tally(names, events.event[index] ?? '');
    sessions.add(events.session[index] ?? '');
    const kind = events.kind[index];
    if (kind === 'error') {
      errors += 1;
      tally(details, events.detail[index] ?? '');
    } else if (kind === 'network') {
      requests += 1;
      if (isFailed(events.status[index] ?? Number.NaN)) failedRequests += 1;
      const duration = events.durationMs[index] ?? Number.NaN;
      if (!Number.isNaN(duration)) durations.push(duration);
    }
  }
  durations.sort((a, b) => a - b);
  return {
    durationMs: range.to - range.from,
    events: end - first,
    sessions: sessions.size,
    byEvent: ranked(names).map(([event, count]) => ({ event, count })),
    pages: pagesWithin(events, range, first, end),
    errors,
    errorDetails: ranked(details)
      .filter(([detail]) => detail !== '')
      .map(([detail, count]) => ({ detail, count })),
    requests,
    failedRequests,
    medianRequestMs: durations[Math.floor((durations.length - 1) / 2)],
    slowestRequestMs: durations.at(-1),
  };
}

/** A page is on screen from its event to the next event of another page, or the last event of its session. */
function pagesWithin(events: TimelineEvents, range: TimeRange, first: number, end: number): RangeFacts['pages'] {
  const found = new Map<string, { views: number; ms: number }>();
  // The event before the range tells which page was on screen when it began.
  for (let index = Math.max(0, first - 1); index < end; index += 1) {
    const page = events.page[index] ?? '';
    if (page === '') continue;
    const entry = found.get(page) ?? { views: 0, ms: 0 };
    const kind = events.kind[index];
    if (index >= first && (kind === 'page' || kind === 'screen')) entry.views += 1;
    const isLastOfSession = events.session[index + 1] !== events.session[index];
    const until = isLastOfSession ? (events.time[index] ?? 0) : (events.time[index + 1] ?? 0);
    entry.ms += Math.max(0, Math.min(until, range.to) - Math.max(events.time[index] ?? 0, range.from));
    if (entry.views > 0 || entry.ms > 0) found.set(page, entry);
  }
  return [...found].map(([page, entry]) => ({ page, ...entry })).sort((a, b) => b.ms - a.ms || b.views - a.views);
}
