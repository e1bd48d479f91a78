/**
 * Stores captured events, rejects and pieces of recordings, all of one call in one transaction, and with them how far the
 * journal is stored. What it resolves with is durable.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { IngestAnswer } from '../../../shared/contract/engine';
import type { RejectRow, StoredEvent } from '../../../shared/contract/commands';
import { assert } from '../../../shared/base/assert';
import type { Signals } from '../../../shared/model/signals';
import type { ReadEntry } from '../../journal/entry';
import { type EventTable, joinTables, valueAt } from '../../journal/event-table';
import {
  judgeRecordings,
  packRecordings,
  type PackedRecording,
  type RecordingStore,
} from '../recordings/recording-store';
import { storableText, withEid } from '../store/event-row';
import type { WriteLock } from '../store/lock';
import { readNumber, readStrings } from '../store/read';
import type { Counters } from '../store/counters';
import { writeColumns } from '../store/write-columns';
import { eventColumns } from './event-columns';
import { eventHashes, hashToBigInt } from './event-hash';
import { EventIdIndex } from './event-id-index';
import { type IncomingBatch, toIncoming } from './incoming-batch';
import { markRepaired, rejectColumns } from './reject-rows';

/** Told after each commit, in order. */
export interface Committed {
  readonly count: number;
  /** The number of the first event; the others follow. */
  readonly firstEid: number;
  /** One of the events, by its place. Made when asked for: while many arrive nobody may look at each. */
  readonly eventAt: (place: number) => StoredEvent;
  /** All of them, made when first asked for. */
  readonly events: readonly StoredEvent[];
  readonly rejects: readonly RejectRow[];
  /** By event number, of those that came with any. */
  readonly signals?: ReadonlyMap<number, Signals>;
}

interface StoreOptions {
  /** False for bulk loads, which are not told event by event. */
  readonly announce?: boolean | undefined;
  /** The batches are what the journal holds up to this number. */
  readonly position?: number | undefined;
}

/** Some tenths of a second. */
const IDS_PER_TURN = 1 << 20;

export class Writer {
  private readonly index = new EventIdIndex();
  /** Which ids are stored; imports ask it and add to it under the lock. */
  get ids(): EventIdIndex {
    return this.index;
  }
  private drained = false;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly lock: WriteLock,
    private readonly counters: Counters,
    private readonly recordings: RecordingStore,
    private readonly onCommitted: (committed: Committed) => void,
  ) {}

  /**
   * Resolves once all of the batches are on disk, with what became of each. Events and recordings that break the contract
   * are kept as rejects.
   */
  async store(given: readonly ReadEntry[], { announce = true, position }: StoreOptions = {}): Promise<IngestAnswer[]> {
    const batches = given.map((batch) => judgeRecordings(toIncoming(batch)));
    const packed = await packRecordings(batches.flatMap(({ recordings = [] }) => recordings));
    return this.lock.run(() => this.commit(batches, packed, announce, position));
  }

  /** What the set of stored ids takes. */
  get idBytes(): number {
    return this.index.bytes;
  }

  /**
   * Looks up which ids are stored before the first event has to wait for it: seconds at twenty million events. Where they
   * are many, `turn` is waited for again and again, so that whoever asks goes first.
   */
  async warm(turn: () => Promise<void>): Promise<void> {
    const { connection, counters, index } = this;
    const more = (): Promise<boolean> => index.catchUp(connection, counters.nextEid, IDS_PER_TURN);
    while (!(await this.lock.run(async () => this.drained || (await more())))) await turn();
  }

  /** Up to where the journal is stored. */
  position(): Promise<number> {
    return this.lock.run(() => readNumber(this.connection, 'SELECT sequence FROM journal_position'));
  }

  /** Resolves once the connection is no longer in use. */
  async drain(): Promise<void> {
    this.drained = true;
    await this.lock.run(() => Promise.resolve());
  }

  private async commit(
    batches: readonly IncomingBatch[],
    packed: readonly PackedRecording[],
    announce: boolean,
    position: number | undefined,
  ): Promise<IngestAnswer[]> {
    await this.index.catchUp(this.connection, this.counters.nextEid);
    const { fresh, hashes, signals, answers } = await this.withoutStored(batches);
    const firstEid = this.counters.nextEid;
    const firstReject = this.counters.nextReject;
    const given = batches.flatMap((batch) => batch.rejects);
    const repairs = batches.filter((batch) => batch.repairs !== undefined);
    const pieces = await this.recordings.sorted(packed);
    const rejects = given.map((reject, i) => ({
      id: firstReject + i,
      receivedAt: reject.receivedAt,
      source: storableText(reject.source),
      code: reject.code,
      message: storableText(reject.message),
      place: storableText(reject.place),
      raw: storableText(reject.raw),
    }));
    const nothing = fresh.length + rejects.length + repairs.length + pieces.fresh.length + pieces.known.length === 0;
    if (nothing && position === undefined) return answers;
    await this.connection.run('BEGIN');
    try {
      await writeColumns(this.connection, { table: 'events' }, eventColumns(fresh, hashes, firstEid), fresh.length);
      const requests = given.map(({ request }) => request);
      await writeColumns(this.connection, { table: 'rejects' }, rejectColumns(rejects, requests), rejects.length);
      await this.recordings.put(pieces);
      for (const { repairs: id = -1, events } of repairs) {
        await markRepaired(
          this.connection,
          id,
          events.properties.map((_, place) => valueAt(events.heads.event_id, place) ?? ''),
        );
      }
      if (position !== undefined) await this.connection.run(`UPDATE journal_position SET sequence = ${position}`);
      await this.connection.run('COMMIT');
    } catch (error) {
      // Where the commit itself failed there is nothing left to roll back; the first error is the one to report.
      await this.connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    this.counters.nextEid += fresh.length;
    this.counters.nextReject += rejects.length;
    this.index.covers(this.counters.nextEid);
    if (pieces.fresh.length > 0) await this.recordings.makeRoom();
    if (announce && fresh.length + rejects.length > 0) {
      this.onCommitted(toCommitted(fresh, firstEid, rejects, signals));
    }
    return answers;
  }

  /** The events that are new, in order, with what goes with them; each batch's count of both kinds. */
  private async withoutStored(batches: readonly IncomingBatch[]): Promise<{
    readonly fresh: EventTable;
    readonly hashes: Uint32Array<ArrayBuffer>;
    readonly signals: ReadonlyMap<number, Signals>;
    readonly answers: IngestAnswer[];
  }> {
    const tables = batches.map(({ events }) => events);
    const all = joinTables(tables);
    const hashes = eventHashes(all.heads.event_id ?? [], all.length);
    const duplicates = await this.duplicates(all, hashes);
    const signals = new Map<number, Signals>();
    let eid = this.counters.nextEid;
    let place = 0;
    const answers = batches.map(({ events: { length }, signals: asked }) => {
      const end = place + length;
      if (asked === undefined && duplicates.size === 0) {
        place = end;
        eid += length;
        return { stored: length, duplicates: 0 };
      }
      const first = eid;
      for (; place < end; place++) {
        if (duplicates.has(place)) continue;
        if (asked !== undefined) signals.set(eid, asked);
        eid++;
      }
      return { stored: eid - first, duplicates: length - (eid - first) };
    });
    if (duplicates.size === 0) return { fresh: all, hashes, signals, answers };
    const isNew = (i: number): boolean => !duplicates.has(i);
    const fresh = joinTables([all], isNew);
    return { fresh, hashes: hashes.filter((_, word) => isNew(word >>> 1)), signals, answers };
  }

  /** The places of the events whose ids are stored already, or stood before among them. */
  private async duplicates({ heads }: EventTable, hashes: Uint32Array): Promise<ReadonlySet<number>> {
    const duplicates = new Set<number>();
    const suspects = this.index.suspects(hashes);
    if (suspects.length === 0) return duplicates;
    const lowOf = (place: number): number => hashes[2 * place] as number;
    const highOf = (place: number): number => hashes[2 * place + 1] as number;
    const wanted = new Set(suspects.map((place) => `${hashToBigInt(highOf(place), lowOf(place))}::UBIGINT`));
    const stored = new Set(
      await readStrings(this.connection, `SELECT event_id FROM events WHERE event_hash IN (${[...wanted].join(', ')})`),
    );
    // An event that stood before has the same hash; looking at numbers spares looking at the texts of all others.
    const lows = new Set(suspects.map(lowOf));
    for (let place = 0; 2 * place < hashes.length; place++) {
      if (!lows.has(lowOf(place))) continue;
      const id = valueAt(heads.event_id, place) ?? '';
      if (stored.has(id)) duplicates.add(place);
      stored.add(id);
    }
    return duplicates;
  }
}

function toCommitted(
  fresh: EventTable,
  firstEid: number,
  rejects: readonly RejectRow[],
  signals: ReadonlyMap<number, Signals>,
): Committed {
  let events: readonly StoredEvent[] | undefined;
  const eventAt = (place: number): StoredEvent => {
    assert(place < fresh.length, 'there is no event at that place');
    return withEid(fresh.eventAt(place), firstEid + place);
  };
  return {
    count: fresh.length,
    firstEid,
    eventAt,
    get events() {
      return (events ??= fresh.properties.map((_, place) => eventAt(place)));
    },
    rejects,
    ...(signals.size === 0 ? {} : { signals }),
  };
}
