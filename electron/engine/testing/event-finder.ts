/** Finds stored events that match, and waits for them where they have not arrived yet. */
import type { StoredEvent } from '../../../shared/contract/commands';
import type { FindEvents, FoundEvents } from '../../../shared/contract/testing';
import { isJsonObject, type Json } from '../../../shared/model/json';
import { carries, isWrittenAs } from '../../../shared/plan/match';
import { sqlText } from '../../../shared/sql/quote';
import type { Counters } from '../store/counters';
import { EVENT_FIELDS_SQL, toStoredEvent } from '../store/event-row';
import { readRows } from '../store/read';
import type { Readers } from '../store/readers';
import { throwIfTakenBack } from '../store/taken-back';

const LIMIT = 1_000;
const TIMEOUT_MS = 5_000;
const CHUNK = 2_000;
const NEAR = 3;
const OTHERS = 20;

export class EventFinder {
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly readers: Readers,
    private readonly counters: Counters,
  ) {}

  /** Something was stored. */
  stored(): void {
    for (const wake of this.waiting) wake();
  }

  async find(input: FindEvents, signal: AbortSignal): Promise<FoundEvents> {
    const { count, timeoutMs = TIMEOUT_MS, limit = LIMIT } = input;
    const deadline = Date.now() + timeoutMs;
    const events: StoredEvent[] = [];
    const near: StoredEvent[] = [];
    const wanted = Math.max(count ?? 0, limit);
    let from = (input.after ?? -1) + 1;
    for (;;) {
      const to = this.counters.nextEid;
      while (from < to && events.length < wanted) {
        throwIfTakenBack(signal);
        const part = await this.read(input, from, to);
        for (const event of part) {
          if (matches(event, input)) events.push(event);
          else if (input.event !== undefined) near.push(event);
        }
        near.splice(0, near.length - NEAR);
        from = part.length < CHUNK ? to : (part.at(-1) as StoredEvent).eid + 1;
      }
      const enough = count === undefined || events.length >= count;
      if (enough || !(await this.more(from, deadline, signal))) {
        const next = this.counters.nextEid - 1;
        const shown = events.slice(0, wanted);
        if (enough) return { events: shown, enough, next, near: [], others: [] };
        return { events: shown, enough, next, near, others: await this.others(input) };
      }
    }
  }

  private async read({ event, distinct_id, since }: FindEvents, from: number, to: number): Promise<StoredEvent[]> {
    const conditions = [`eid >= ${from}`, `eid < ${to}`];
    if (event !== undefined) conditions.push(`event = ${sqlText(event)}`);
    if (distinct_id !== undefined) conditions.push(`distinct_id = ${sqlText(distinct_id)}`);
    if (since !== undefined) conditions.push(`received_at >= ${since}`);
    const sql = `SELECT ${EVENT_FIELDS_SQL} FROM events WHERE ${conditions.join(' AND ')} ORDER BY eid LIMIT ${CHUNK}`;
    const rows = await this.readers.use((connection) => readRows(connection, sql));
    return rows.map(toStoredEvent);
  }

  /** True once events numbered `from` or higher are there; false at the deadline. */
  private async more(from: number, deadline: number, signal: AbortSignal): Promise<boolean> {
    while (this.counters.nextEid <= from) {
      throwIfTakenBack(signal);
      const left = deadline - Date.now();
      if (left <= 0) return false;
      await this.nextStored(left, signal);
    }
    return true;
  }

  private nextStored(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  private async others({ after, since }: FindEvents): Promise<FoundEvents['others']> {
    const conditions = [`eid > ${after ?? -1}`, ...(since === undefined ? [] : [`received_at >= ${since}`])];
    const rows = await this.readers.use((connection) =>
      readRows(
        connection,
        `SELECT event, count(*) AS count FROM events WHERE ${conditions.join(' AND ')}
         GROUP BY event ORDER BY count DESC, event LIMIT ${OTHERS}`,
      ),
    );
    return rows.map((row) => ({ event: String(row['event']), count: Number(row['count']) }));
  }
}

function matches({ properties }: StoredEvent, { match, equals = [] }: FindEvents): boolean {
  if (match !== undefined && !carries(properties, match)) return false;
  return equals.every(({ keys, text }) => isWrittenAs(valueAt(properties, keys), text));
}

function valueAt(properties: StoredEvent['properties'], keys: readonly string[]): Json | undefined {
  let value: Json | undefined = properties;
  for (const key of keys) {
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isJsonObject(value) ? value[key] : undefined;
  }
  return value;
}
