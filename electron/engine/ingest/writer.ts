/**
 * Stores captured events, rejects and pieces of recordings, all of one call in one transaction, and with them how far the
 * journal is stored. What it resolves with is durable.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { IngestAnswer } from '../../../shared/contract/engine';
import type { RejectRow, StoredEvent } from '../../../shared/contract/commands';
import { ensure } from '../../../shared/base/assert';
import type { Signals } from '../../../shared/model/signals';
import type { ReadEntry } from '../../journal/entry';
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
import { type EventHash, eventHash, hashToBigInt } from './event-hash';
import { EventIdIndex } from './event-id-index';
import { type IncomingBatch, type IncomingEvent, toIncoming } from './incoming-event';
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

  /** Looks up which ids are stored before the first event has to wait for it: seconds at twenty million events. */
  warm(): Promise<void> {
    return this.lock.run(async () => {
      if (!this.drained) await this.index.catchUp(this.connection, this.counters.nextEid);
    });
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
          events.map(({ head }) => head.event_id),
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
    this.index.add(hashes, this.counters.nextEid);
    if (pieces.fresh.length > 0) await this.recordings.makeRoom();
    if (announce && fresh.length + rejects.length > 0) {
      this.onCommitted(toCommitted(fresh, firstEid, rejects, signals));
    }
    return answers;
  }

  /** The events that are new, in order, with what goes with them; each batch's count of both kinds. */
  private async withoutStored(batches: readonly IncomingBatch[]): Promise<{
    readonly fresh: IncomingEvent[];
    readonly hashes: EventHash[];
    readonly signals: ReadonlyMap<number, Signals>;
    readonly answers: IngestAnswer[];
  }> {
    const hashesOf = batches.map(({ events }) => events.map(({ head }) => eventHash(head.event_id)));
    const stored = await this.storedAmong(batches, hashesOf);
    const fresh: IncomingEvent[] = [];
    const hashes: EventHash[] = [];
    const signals = new Map<number, Signals>();
    const firstEid = this.counters.nextEid;
    const answers = batches.map(({ events, signals: asked }, b) => {
      let duplicates = 0;
      for (const [i, event] of events.entries()) {
        const { event_id } = event.head;
        if (stored.has(event_id)) {
          duplicates++;
          continue;
        }
        stored.add(event_id);
        if (asked !== undefined) signals.set(firstEid + fresh.length, asked);
        fresh.push(event);
        hashes.push((hashesOf[b] as EventHash[])[i] as EventHash);
      }
      return { stored: events.length - duplicates, duplicates };
    });
    return { fresh, hashes, signals, answers };
  }

  /** Of the batches' event ids, those that are stored already. */
  private async storedAmong(batches: readonly IncomingBatch[], hashes: readonly EventHash[][]): Promise<Set<string>> {
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
}

function toCommitted(
  fresh: readonly IncomingEvent[],
  firstEid: number,
  rejects: readonly RejectRow[],
  signals: ReadonlyMap<number, Signals>,
): Committed {
  let events: readonly StoredEvent[] | undefined;
  return {
    count: fresh.length,
    firstEid,
    eventAt: (place) => withEid(ensure(fresh[place], 'event by its place').event, firstEid + place),
    get events() {
      return (events ??= fresh.map(({ event }, i) => withEid(event, firstEid + i)));
    },
    rejects,
    ...(signals.size === 0 ? {} : { signals }),
  };
}
