/**
 * Stores captured events and rejects. Batches that wait while a commit runs, or arrive within the gathering time, are
 * committed together (a commit costs milliseconds, an event microseconds). A batch is answered once it is durable.
 */
import { DuckDBDataChunk, type DuckDBConnection, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import { BIGINT, BOOLEAN, UBIGINT, UINTEGER, VARCHAR } from '@duckdb/node-api';
import type { IngestAnswer, IngestBatch } from '../../../shared/contract/engine';
import type { RejectRow, StoredEvent } from '../../../shared/contract/commands';
import { invalidRequest } from '../../../shared/contract/errors';
import { campaignOf, hasOperations, isServerEvent, pageOf } from '../../../shared/model/derived';
import { type CanonicalEvent, canonicalEventSchema } from '../../../shared/model/event';
import type { Signals } from '../../../shared/model/signals';
import { storableJson, storableText, withEid } from '../store/event-row';
import type { WriteLock } from '../store/lock';
import { readRows, readStrings } from '../store/read';
import type { Counters } from '../store/counters';
import { type EventHash, eventHash, hashToBigInt } from './event-hash';
import { EventIdIndex } from './event-id-index';
import { isPlainlyCanonical } from './plainly-canonical';
import { markRepaired, REJECT_TYPES, rejectRow } from './reject-rows';

/** Told after each commit, in order. */
export interface Committed {
  readonly events: readonly StoredEvent[];
  readonly rejects: readonly RejectRow[];
  /** By event number, of those that came with any. */
  readonly signals?: ReadonlyMap<number, Signals>;
}

const GATHER_MS = 3;
const MAX_EVENTS_PER_COMMIT = 5_000;
const CHUNK_ROWS = 2_048;
const MAX_RAW = 65_536;

interface StoreOptions {
  /** False for bulk loads, which are not told event by event. */
  readonly announce?: boolean | undefined;
  /** An engine before this one may have stored the batch and died before it said so. */
  readonly again?: boolean | undefined;
}

interface Waiting {
  readonly batch: IngestBatch;
  readonly announce: boolean;
  readonly again: boolean;
  readonly resolve: (answer: IngestAnswer) => void;
  readonly reject: (error: unknown) => void;
}

export class Writer {
  private readonly index = new EventIdIndex();
  /** Which ids are stored; imports ask it and add to it under the lock. */
  get ids(): EventIdIndex {
    return this.index;
  }
  private drained = false;
  private waiting: Waiting[] = [];
  private scheduled = false;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly lock: WriteLock,
    private readonly counters: Counters,
    private readonly onCommitted: (committed: Committed) => void,
  ) {}

  /** Resolves once all of the batch is on disk. Events that break the contract are kept as rejects. */
  store(batch: IngestBatch, { announce = true, again = false }: StoreOptions = {}): Promise<IngestAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ batch: quarantine(batch), announce, again, resolve, reject });
      this.schedule();
    });
  }

  /** What the set of stored ids takes. */
  get idBytes(): number {
    return this.index.bytes;
  }

  /** Looks up which ids are stored before the first event has to wait for it: seconds at twenty million events. */
  warm(): Promise<void> {
    return this.lock.run(async () => {
      if (!this.drained) await this.index.catchUp(this.connection, this.counters.nextEid);
    });
  }

  /** Resolves once everything handed over so far is answered, and the connection is no longer in use. */
  async drain(): Promise<void> {
    this.drained = true;
    // Not left to the timer: a loop of settled promises would never let it run.
    while (this.waiting.length > 0) await this.lock.run(() => this.commitWaiting());
    await this.lock.run(() => Promise.resolve());
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setTimeout(() => {
      void this.lock.run(() => this.commitWaiting());
    }, GATHER_MS);
  }

  private async commitWaiting(): Promise<void> {
    const group: Waiting[] = [];
    let events = 0;
    while (this.waiting.length > 0 && events < MAX_EVENTS_PER_COMMIT) {
      const next = this.waiting.shift() as Waiting;
      group.push(next);
      events += next.batch.events.length;
    }
    this.scheduled = false;
    if (this.waiting.length > 0) this.schedule();
    if (group.length === 0) return;
    try {
      const batches: IngestBatch[] = [];
      for (const { batch, again } of group) {
        batches.push(again ? await withoutStoredRejects(this.connection, batch) : batch);
      }
      const answers = await this.commit(
        batches,
        group.some(({ announce }) => announce),
      );
      for (const [i, { resolve }] of group.entries()) resolve(answers[i] as IngestAnswer);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  private async commit(batches: readonly IngestBatch[], announce: boolean): Promise<IngestAnswer[]> {
    await this.index.catchUp(this.connection, this.counters.nextEid);
    const hashes = batches.map(({ events }) => events.map((event) => eventHash(event.event_id)));
    const stored = await this.storedAmong(batches, hashes);
    const fresh: CanonicalEvent[] = [];
    const freshHashes: EventHash[] = [];
    const signals = new Map<number, Signals>();
    const firstEid = this.counters.nextEid;
    const answers = batches.map(({ events, signals: asked }, b) => {
      let duplicates = 0;
      for (const [i, event] of events.entries()) {
        if (stored.has(event.event_id)) {
          duplicates++;
          continue;
        }
        stored.add(event.event_id);
        if (asked !== undefined) signals.set(firstEid + fresh.length, asked);
        fresh.push(event);
        freshHashes.push((hashes[b] as EventHash[])[i] as EventHash);
      }
      return { stored: events.length - duplicates, duplicates };
    });
    const firstReject = this.counters.nextReject;
    const given = batches.flatMap((batch) => batch.rejects);
    const repairs = batches.filter((batch) => batch.repairs !== undefined);
    const rejects = given.map((reject, i) => ({
      id: firstReject + i,
      receivedAt: reject.receivedAt,
      source: reject.source,
      code: reject.code,
      message: reject.message,
      place: reject.place,
      raw: storableText(reject.raw),
    }));
    if (fresh.length === 0 && rejects.length === 0 && repairs.length === 0) return answers;
    await this.connection.run('BEGIN');
    try {
      await this.append(
        'events',
        EVENT_TYPES,
        fresh.map((event, i) => toRow(event, firstEid + i, freshHashes[i] as EventHash)),
      );
      await this.append(
        'rejects',
        REJECT_TYPES,
        rejects.map((reject, i) => rejectRow(reject, given[i]?.request)),
      );
      for (const { repairs: id = -1, events } of repairs) await markRepaired(this.connection, id, events);
      await this.connection.run('COMMIT');
    } catch (error) {
      // Where the commit itself failed there is nothing left to roll back; the first error is the one to report.
      await this.connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    this.counters.nextEid += fresh.length;
    this.counters.nextReject += rejects.length;
    this.index.add(freshHashes, this.counters.nextEid);
    if (announce) {
      const events = fresh.map((event, i) => withEid(event, firstEid + i));
      this.onCommitted({ events, rejects, ...(signals.size === 0 ? {} : { signals }) });
    }
    return answers;
  }

  /** Of the batches' event ids, those that are stored already. */
  private async storedAmong(batches: readonly IngestBatch[], hashes: readonly EventHash[][]): Promise<Set<string>> {
    const suspects = new Set<bigint>();
    for (const [b, { events }] of batches.entries()) {
      for (const i of events.keys()) {
        const hash = (hashes[b] as EventHash[])[i] as EventHash;
        if (this.index.has(hash)) suspects.add(hashToBigInt(hash));
      }
    }
    if (suspects.size === 0) return new Set();
    return new Set(
      await readStrings(
        this.connection,
        `SELECT event_id FROM events WHERE event_hash IN (${[...suspects].map((hash) => `${hash}::UBIGINT`).join(', ')})`,
      ),
    );
  }

  private async append(table: string, types: readonly DuckDBType[], rows: readonly DuckDBValue[][]): Promise<void> {
    if (rows.length === 0) return;
    const appender = await this.connection.createAppender(table);
    for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
      const chunk = DuckDBDataChunk.create(types);
      chunk.setRows(rows.slice(from, from + CHUNK_ROWS));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }
}

/** Rejects have no ids. One that is stored with the same bytes, of the same millisecond and sender, is the same. */
async function withoutStoredRejects(connection: DuckDBConnection, batch: IngestBatch): Promise<IngestBatch> {
  if (batch.rejects.length === 0) return batch;
  const times = [...new Set(batch.rejects.map(({ receivedAt }) => BigInt(receivedAt)))].join(', ');
  const rows = await readRows(
    connection,
    `SELECT received_at, source, place, raw FROM rejects WHERE received_at IN (${times})`,
  );
  const keyOf = (parts: readonly unknown[]): string => JSON.stringify(parts);
  const stored = new Set(
    rows.map((row) => keyOf([Number(row['received_at']), row['source'], row['place'], row['raw']])),
  );
  return {
    ...batch,
    rejects: batch.rejects.filter(
      ({ receivedAt, source, place, raw }) => !stored.has(keyOf([receivedAt, source, place, storableText(raw)])),
    ),
  };
}

/** One event that the store cannot hold must not cost the others of its batch. */
function quarantine(batch: IngestBatch): IngestBatch {
  if (batch.events.every(isPlainlyCanonical)) return batch;
  const events: CanonicalEvent[] = [];
  const rejects = [...batch.rejects];
  for (const [i, event] of batch.events.entries()) {
    const parsed = canonicalEventSchema.safeParse(event);
    if (parsed.success) events.push(event);
    else {
      rejects.push({
        code: 'malformed_event',
        message: invalidRequest(parsed.error).message,
        place: `events[${i}]`,
        raw: (JSON.stringify(event) ?? '').slice(0, MAX_RAW),
        source: typeof event.source === 'string' ? event.source : 'unknown',
        receivedAt: Number.isSafeInteger(event.received_at) ? event.received_at : Date.now(),
      });
    }
  }
  if (rejects.length === batch.rejects.length) return batch;
  // What did not become an event repaired nothing.
  const { repairs: _repairs, ...rest } = batch;
  return { ...rest, events, rejects };
}

const EVENT_TYPES = [
  UINTEGER,
  VARCHAR,
  UBIGINT,
  BIGINT,
  BIGINT,
  BIGINT,
  BIGINT,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  UINTEGER,
  VARCHAR,
  BOOLEAN,
  VARCHAR,
  BOOLEAN,
];

const text = (value: string | undefined): string | null => (value === undefined ? null : storableText(value));
const time = (value: number | undefined): bigint | null => (value === undefined ? null : BigInt(value));

function toRow(event: CanonicalEvent, eid: number, hash: EventHash): DuckDBValue[] {
  return [
    eid,
    storableText(event.event_id),
    hashToBigInt(hash),
    BigInt(event.timestamp),
    time(event.original_timestamp),
    time(event.sent_at),
    BigInt(event.received_at),
    storableText(event.event),
    event.kind,
    storableText(event.distinct_id),
    text(event.anonymous_id),
    text(event.user_id),
    text(event.session_id),
    storableJson(event.groups),
    storableJson(event.properties),
    event.source,
    text(event.project),
    text(event.lib),
    text(event.lib_version),
    null,
    text(pageOf(event.kind, event.properties)),
    isServerEvent(event.lib, event.properties),
    text(campaignOf(event.properties)),
    hasOperations(event.properties),
  ];
}
