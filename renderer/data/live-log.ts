/**
 * The events on the live screen, oldest to newest: history from the store at one end, arrivals at the other. Holding
 * keeps the list still while arrivals wait. At most {@link LiveLog.limit} events are kept. Knows neither page nor clock.
 */
import type { StoredEvent } from '../../shared/contract/commands';
import type { Filter } from '../../shared/model/filter';
import { type Arrivals, arrivalsOf, EventRows } from './event-rows';

/** What the live screen is narrowed to. */
export interface LiveFilter {
  /** Looked for in event name, ids, source, project and library, in any case; empty finds all. */
  readonly text: string;
  /** One event name, exactly. */
  readonly event?: string | undefined;
  /** Conditions on anything else; only the store can judge these. */
  readonly where?: Filter | undefined;
}

export const NO_FILTER: LiveFilter = { text: '' };

/** The fields that the text is looked for in. */
const FIELDS = ['event', 'distinct_id', 'user_id', 'anonymous_id', 'source', 'project', 'lib'] as const;

/** Whether an event passes all but `where`; the same test as {@link toFilter} makes in the store. */
export function passes({ text, event }: LiveFilter, stored: StoredEvent): boolean {
  if (event !== undefined && stored.event !== event) return false;
  if (text === '') return true;
  const wanted = text.toLowerCase();
  return FIELDS.some((field) => stored[field]?.toLowerCase().includes(wanted) === true);
}

/** The filter as the store understands it; undefined where everything passes. */
export function toFilter({ text, event, where }: LiveFilter): Filter | undefined {
  const tests: Filter[] = [];
  if (event !== undefined) tests.push({ property: 'event', op: 'eq', value: event });
  if (text !== '') {
    tests.push({ any: FIELDS.map((property) => ({ property, op: 'contains', value: text })) });
  }
  if (where !== undefined) tests.push(where);
  return tests.length === 0 ? undefined : { all: tests };
}

const RATE_SECONDS = 60;

export class LiveLog {
  static readonly limit = 100_000;
  readonly #schedule: (notify: () => void) => void;
  readonly #listeners = new Set<() => void>();
  readonly #perSecond = new Map<number, number>();
  #events = new EventRows();
  #waiting = new EventRows();
  #filter: LiveFilter = NO_FILTER;
  #held = false;
  #version = 0;
  #scheduled = false;

  /** `schedule` runs its argument soon, such as at the next frame: many arrivals become one redraw. */
  constructor(schedule: (notify: () => void) => void) {
    this.#schedule = schedule;
  }

  /** Grows with every visible change. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get length(): number {
    return this.#events.length;
  }

  /** Arrivals that wait while the list is held. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Counts from the newest: 0 is the latest event. */
  newest(index: number): StoredEvent | undefined {
    return this.#events.at(this.#events.length - 1 - index);
  }

  /** The number of that event, without taking it apart. */
  newestEidAt(index: number): number | undefined {
    return this.#events.eids[this.#events.length - 1 - index];
  }

  get oldestEid(): number | undefined {
    return this.#events.eids[0];
  }

  /** The newest event it has, waiting ones included. */
  get newestEid(): number | undefined {
    return this.#waiting.eids.at(-1) ?? this.#events.eids.at(-1);
  }

  /** Takes arrivals in. Those that the list already has (the stream overlaps history) are left out. */
  push(arrivals: Arrivals, nowMs: number): void {
    this.count(arrivals.eids.length, nowMs);
    this.take(arrivals);
  }

  /** Counts arrivals, whether or not they come into the list. */
  count(arrived: number, nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    this.#perSecond.set(second, (this.#perSecond.get(second) ?? 0) + arrived);
    for (const old of this.#perSecond.keys()) if (old < second - RATE_SECONDS) this.#perSecond.delete(old);
  }

  /** Takes events in, oldest first, that pass `where`. */
  take(arrivals: Arrivals): void {
    const into = this.#held ? this.#waiting : this.#events;
    into.append(arrivals, this.newestEid ?? -1, this.#test());
    // What waits beyond the limit would push itself out on release.
    this.#cut(into);
    this.#touch();
  }

  /** Adds stored events, newest first, before what is there. */
  addHistory(newestFirst: readonly StoredEvent[]): void {
    const oldest = this.oldestEid ?? Number.POSITIVE_INFINITY;
    const older = new EventRows(arrivalsOf(newestFirst.filter((event) => event.eid < oldest).toReversed()));
    older.append(this.#events, -1);
    older.keepNewest(LiveLog.limit);
    this.#events = older;
    this.#touch();
  }

  /** Starts over from stored events, newest first; arrivals that are newer than those stay. */
  restart(newestFirst: readonly StoredEvent[]): void {
    const stored = new EventRows(arrivalsOf(newestFirst.toReversed()));
    stored.append(this.#events, newestFirst[0]?.eid ?? -1);
    stored.keepNewest(LiveLog.limit);
    this.#events = stored;
    this.#touch();
  }

  /** Narrows what is shown and what arrivals are let in; history under the new filter is the caller's to fetch. */
  setFilter(filter: LiveFilter): void {
    this.#filter = filter;
    const test = this.#test();
    if (test !== undefined) {
      this.#events.filter(test);
      this.#waiting.filter(test);
    }
    this.#touch();
  }

  /** While held, arrivals wait. Letting go shows them. */
  hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    if (!held) {
      this.#events.append(this.#waiting, -1);
      // Whole even where waiting events were cut off: then only what waited is left, without a hole before it.
      this.#events.keepNewest(LiveLog.limit);
      this.#waiting = new EventRows();
    }
    this.#touch();
  }

  /** Arrivals per second over the last minute, oldest first, the running second last. */
  rates(nowMs: number): readonly number[] {
    const second = Math.floor(nowMs / 1000);
    return Array.from({ length: RATE_SECONDS }, (_, index) => {
      return this.#perSecond.get(second - RATE_SECONDS + 1 + index) ?? 0;
    });
  }

  /** What arrivals must pass; undefined where all do, so that nothing is taken apart for it. */
  #test(): ((event: StoredEvent) => boolean) | undefined {
    const filter = this.#filter;
    return filter.event === undefined && filter.text === '' ? undefined : (event) => passes(filter, event);
  }

  /** In steps: moving a hundred thousand entries for each arrival would be felt. */
  #cut(rows: EventRows): void {
    if (rows.length > LiveLog.limit * 1.1) rows.keepNewest(LiveLog.limit);
  }

  #touch(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    });
  }
}
