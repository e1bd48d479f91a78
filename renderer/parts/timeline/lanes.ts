/** A session's events laid out in lanes. Built once per session; drawing only reads it. Pure. */
import type { EventKind } from '../../../shared/model/event';

/** One session's events as columns, in time order. */
export interface SessionEvents {
  readonly length: number;
  readonly eid: Float64Array;
  /** UTC ms. */
  readonly time: Float64Array;
  readonly event: readonly string[];
  readonly kind: readonly EventKind[];
  /** The page that was on screen when the event happened; empty before the first. */
  readonly page: readonly string[];
}

export const LANES = [
  { id: 'custom', label: 'Events' },
  { id: 'interaction', label: 'Clicks, forms' },
  { id: 'error', label: 'Errors' },
  { id: 'technical', label: 'Technical' },
] as const;
export type LaneId = (typeof LANES)[number]['id'];

const LANE_OF: Record<EventKind, LaneId | 'page'> = {
  page: 'page',
  screen: 'page',
  click: 'interaction',
  form: 'interaction',
  scroll: 'interaction',
  media: 'interaction',
  error: 'error',
  vitals: 'technical',
  network: 'technical',
  flag: 'technical',
  ping: 'technical',
  session: 'technical',
  identify: 'custom',
  group: 'custom',
  alias: 'custom',
  person: 'custom',
  custom: 'custom',
};

export const laneOf = (kind: EventKind): LaneId | 'page' => LANE_OF[kind];

/** A page on screen, until the next page or the end of the session. */
export interface PageSpan {
  /** The page event's index. */
  readonly index: number;
  readonly page: string;
  readonly from: number;
  readonly to: number;
}

export interface Lane {
  readonly id: LaneId;
  readonly label: string;
  /** Indexes of the lane's events, in time order. */
  readonly events: Int32Array;
  /** Their times, UTC ms. */
  readonly times: Float64Array;
}

export interface SessionLanes {
  readonly pages: readonly PageSpan[];
  /** Lanes that hold something, in drawing order. */
  readonly lanes: readonly Lane[];
}

export function layOutLanes(events: SessionEvents): SessionLanes {
  const pages: PageSpan[] = [];
  const members = new Map<LaneId, number[]>(LANES.map(({ id }) => [id, []]));
  const end = events.time[events.length - 1] ?? 0;
  for (let index = 0; index < events.length; index += 1) {
    const kind = events.kind[index] ?? 'custom';
    const lane = laneOf(kind);
    if (lane === 'page') {
      const from = events.time[index] ?? 0;
      const before = pages.at(-1);
      if (before !== undefined) pages[pages.length - 1] = { ...before, to: from };
      pages.push({ index, page: events.page[index] ?? '', from, to: end });
    } else members.get(lane)?.push(index);
  }
  const lanes = LANES.flatMap(({ id, label }): Lane[] => {
    const indexes = Int32Array.from(members.get(id) ?? []);
    if (indexes.length === 0) return [];
    const times = Float64Array.from(indexes, (index) => events.time[index] ?? 0);
    return [{ id, label, events: indexes, times }];
  });
  return { pages, lanes };
}

/** Carries each page forward over the events that happened on it. */
export function carryPages(pages: readonly string[]): string[] {
  let current = '';
  return pages.map((page) => {
    if (page !== '') current = page;
    return current;
  });
}
