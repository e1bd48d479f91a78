/**
 * Events in the order of their storing, most of them still the text that they came in: only those that are looked at are
 * taken apart, so holding a hundred thousand costs little more than their bytes.
 */
import { BugError } from '../../shared/base/assert';
import { type StoredEvent, storedEventSchema } from '../../shared/contract/command-row';

/** Events that came together, oldest first: their numbers, and each as JSON text or taken apart already. */
export interface Arrivals {
  readonly eids: readonly number[];
  readonly rows: readonly (string | StoredEvent)[];
}

/** `events` oldest first. */
export const arrivalsOf = (events: readonly StoredEvent[]): Arrivals => ({
  eids: events.map(({ eid }) => eid),
  rows: events,
});

/** The oldest of them. */
export function firstOf({ rows: [row] }: Arrivals): StoredEvent | undefined {
  return typeof row === 'string' ? takeApart(row) : row;
}

export class EventRows implements Arrivals {
  #eids: number[];
  #rows: (string | StoredEvent)[];

  constructor({ eids, rows }: Arrivals = { eids: [], rows: [] }) {
    this.#eids = [...eids];
    this.#rows = [...rows];
  }

  get eids(): readonly number[] {
    return this.#eids;
  }

  get rows(): readonly (string | StoredEvent)[] {
    return this.#rows;
  }

  get length(): number {
    return this.#eids.length;
  }

  /** Counts from the oldest. The same object each time, so that it can be told apart by identity. */
  at(index: number): StoredEvent | undefined {
    const row = this.#rows[index];
    if (typeof row !== 'string') return row;
    const event = takeApart(row);
    this.#rows[index] = event;
    return event;
  }

  /** Adds those that pass and are newer than `afterEid`. */
  append({ eids, rows }: Arrivals, afterEid: number, passes?: (event: StoredEvent) => boolean): void {
    for (const [index, eid] of eids.entries()) {
      const row = rows[index];
      if (eid <= afterEid || row === undefined) continue;
      if (passes === undefined) this.#push(eid, row);
      else {
        // What passes stays text where it was: most of it leaves again unseen.
        if (passes(typeof row === 'string' ? takeApart(row) : row)) this.#push(eid, row);
      }
    }
  }

  /** Leaves only those that pass. */
  filter(passes: (event: StoredEvent) => boolean): void {
    const kept = new EventRows();
    kept.append(this, -1, passes);
    this.#eids = kept.#eids;
    this.#rows = kept.#rows;
  }

  /** Leaves only the newest `count`. */
  keepNewest(count: number): void {
    if (this.length <= count) return;
    this.#eids = this.#eids.slice(-count);
    this.#rows = this.#rows.slice(-count);
  }

  #push(eid: number, row: string | StoredEvent): void {
    this.#eids.push(eid);
    this.#rows.push(row);
  }
}

function takeApart(text: string): StoredEvent {
  const parsed = storedEventSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new BugError(`an event of the live feed is not what it should be: ${parsed.error.message}`);
  return parsed.data;
}
