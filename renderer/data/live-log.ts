/**
 * The events on the live screen, oldest to newest: history from the store at one end, arrivals at the other. Holding
 * keeps the list still while arrivals wait. At most {@link LiveLog.limit} events are kept. Knows neither page nor clock.
 */
import type { StoredEvent } from '../../shared/contract/commands';
import type { Filter } from '../../shared/model/filter';

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
  static readonly limit = 50_000;
  readonly #schedule: (notify: () => void) => void;
  readonly #listeners = new Set<() => void>();
  readonly #perSecond = new Map<number, number>();
  #events: StoredEvent[] = [];
  #waiting: StoredEvent[] = [];
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
    return this.#events[this.#events.length - 1 - index];
  }

  get oldestEid(): number | undefined {
    return this.#events[0]?.eid;
  }

  /** The newest event it has, waiting ones included. */
  get newestEid(): number | undefined {
    return this.#waiting.at(-1)?.eid ?? this.#events.at(-1)?.eid;
  }

  /** Takes arrivals in. Those that the list already has (the stream overlaps history) are left out. */
  push(events: readonly StoredEvent[], nowMs: number): void {
    this.count(events.length, nowMs);
    this.take(events);
  }

  /** Counts arrivals, whether or not they come into the list. */
  count(arrived: number, nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    this.#perSecond.set(second, (this.#perSecond.get(second) ?? 0) + arrived);
    for (const old of this.#perSecond.keys()) if (old < second - RATE_SECONDS) this.#perSecond.delete(old);
  }

  /** Takes events in, oldest first, that pass `where`. */
  take(events: readonly StoredEvent[]): void {
    const last = this.newestEid ?? -1;
    const fresh = events.filter((event) => event.eid > last && passes(this.#filter, event));
    if (this.#held) {
      this.#waiting.push(...fresh);
      // What waits beyond the limit would push itself out on release.
      if (this.#waiting.length > LiveLog.limit) this.#waiting = this.#waiting.slice(-LiveLog.limit);
    } else this.#append(fresh);
    this.#touch();
  }

  /** Adds stored events, newest first, before what is there. */
  addHistory(newestFirst: readonly StoredEvent[]): void {
    const oldest = this.#events[0]?.eid ?? Number.POSITIVE_INFINITY;
    const older = newestFirst.filter((event) => event.eid < oldest).toReversed();
    this.#events = [...older, ...this.#events].slice(-LiveLog.limit);
    this.#touch();
  }

  /** Starts over from stored events, newest first; arrivals that are newer than those stay. */
  restart(newestFirst: readonly StoredEvent[]): void {
    const newest = newestFirst[0]?.eid ?? -1;
    const arrived = this.#events.filter((event) => event.eid > newest);
    this.#events = [...newestFirst.toReversed(), ...arrived].slice(-LiveLog.limit);
    this.#touch();
  }

  /** Narrows what is shown and what arrivals are let in; history under the new filter is the caller's to fetch. */
  setFilter(filter: LiveFilter): void {
    this.#filter = filter;
    this.#events = this.#events.filter((event) => passes(filter, event));
    this.#waiting = this.#waiting.filter((event) => passes(filter, event));
    this.#touch();
  }

  /** While held, arrivals wait. Letting go shows them. */
  hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    if (!held) {
      this.#append(this.#waiting);
      this.#waiting = [];
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

  #append(events: readonly StoredEvent[]): void {
    for (const event of events) this.#events.push(event);
    // Cut in steps: moving fifty thousand entries for each arrival would be felt.
    if (this.#events.length > LiveLog.limit * 1.1) this.#events = this.#events.slice(-LiveLog.limit);
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
