/**
 * Stores pieces of recordings, gzipped, each once: SDKs send again what was not answered, and what a page could not send
 * it sends when it is opened next. Packing runs beside commits; a piece is on disk when its storing resolves. All of them
 * together stay within a limit: the oldest recordings go first.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  BIGINT,
  BLOB,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBValue,
  UINTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import type { IngestBatch } from '../../../shared/contract/engine';
import { invalidRequest } from '../../../shared/contract/errors';
import { type RecordingChunk, recordingChunkSchema } from '../../../shared/model/recording';
import { storableText } from '../store/event-row';
import type { WriteLock } from '../store/lock';
import { readNumber, readRows } from '../store/read';
import { inTransaction, removeOldest, type Removed, removeRecordings, type Selection } from './removal';

const pack = promisify(gzip);

export interface PackedRecording {
  readonly chunk: RecordingChunk;
  readonly hash: string;
  readonly jsonBytes: number;
  readonly content: Buffer;
}

/** The batch with the pieces that can be stored; the others are among its rejects, and cost nothing else of it. */
export function judgeRecordings<Batch extends Pick<IngestBatch, 'recordings' | 'rejects'>>(batch: Batch): Batch {
  if (batch.recordings === undefined) return batch;
  const recordings: RecordingChunk[] = [];
  const rejects = [...batch.rejects];
  for (const [at, chunk] of batch.recordings.entries()) {
    const parsed = recordingChunkSchema.safeParse(chunk);
    if (parsed.success) recordings.push(parsed.data);
    else {
      rejects.push({
        code: 'malformed_event',
        message: invalidRequest(parsed.error).message,
        place: `recordings[${at}]`,
        raw: JSON.stringify({ ...chunk, events: '…' }),
        source: typeof chunk.source === 'string' && chunk.source !== '' ? chunk.source : 'unknown',
        receivedAt: Number.isSafeInteger(chunk.received_at) ? chunk.received_at : Date.now(),
      });
    }
  }
  return { ...batch, rejects, recordings };
}

/** Needs no turn at the database. */
export const packRecordings = (chunks: readonly RecordingChunk[]): Promise<PackedRecording[]> =>
  Promise.all(chunks.map(packOne));

/** What is to be written of some pieces. */
interface Pieces {
  /** Not stored yet, each once. */
  readonly fresh: readonly PackedRecording[];
  /** Hashes of those that an import brought. */
  readonly known: readonly string[];
}

export interface RecordingLimit {
  /** What all recordings together may take, as they are stored. */
  readonly bytes: () => number;
  /** Some went, so that the others fit. */
  readonly onRemoved: (removed: Removed) => void;
  /** Making room failed; nobody waits for it. */
  readonly onProblem: (error: unknown) => void;
}

/** A recording that got a piece so lately is still being written to, and stays whatever the limit is. */
const WRITTEN_MS = 30 * 60_000;
/** So much of the limit is free after it was reached, so that not every piece has to make room. */
const FREED_SHARE = 0.05;
/** Where everything is still written to, nobody looks again before. */
const LOOK_AGAIN_MS = 10_000;

export class RecordingStore {
  private readonly underWay = new Set<Promise<unknown>>();
  private nextId: number | undefined;
  /** Bytes that are stored; undefined until somebody has looked. */
  private stored: number | undefined;
  private quietUntil = 0;

  /** `connection` is the one that `lock` guards. */
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly lock: WriteLock,
    private readonly limit: RecordingLimit,
  ) {}

  /** Resolves once all of them are on disk. `importId`: of the import that brings them; none for what was captured. */
  async store(chunks: readonly RecordingChunk[], importId?: number): Promise<void> {
    await this.tracked(this.write(chunks, importId));
  }

  /** Takes the chosen recordings out, whole. */
  remove(chosen: Selection): Promise<Removed> {
    return this.tracked(
      this.lock.run(async () => {
        const removed = await removeRecordings(this.connection, chosen);
        this.stored = undefined;
        return removed;
      }),
    );
  }

  /** Makes them fit the limit, should it have become smaller. */
  fit(): Promise<void> {
    this.stored = undefined;
    this.quietUntil = 0;
    return this.tracked(this.lock.run(() => this.keepLimit()));
  }

  /** Resolves once the connection is no longer in use. */
  async close(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private async tracked<T>(work: Promise<T>): Promise<T> {
    this.underWay.add(work);
    try {
      return await work;
    } finally {
      this.underWay.delete(work);
    }
  }

  private async write(chunks: readonly RecordingChunk[], importId: number | undefined): Promise<void> {
    const packed = await packRecordings(chunks);
    await this.lock.run(async () => {
      const pieces = await this.sorted(packed);
      if (pieces.fresh.length + pieces.known.length === 0) return;
      await inTransaction(this.connection, () => this.put(pieces, importId));
      if (pieces.fresh.length > 0) await this.keepLimit();
    });
  }

  /** To be asked by whoever holds the lock. */
  async sorted(packed: readonly PackedRecording[]): Promise<Pieces> {
    if (packed.length === 0) return { fresh: [], known: [] };
    const byHash = new Map(packed.map((one) => [one.hash, one]));
    const hashes = [...byHash.keys()];
    const stored = await readRows(
      this.connection,
      `SELECT hash, import_id FROM recordings WHERE hash IN (${placesOf(hashes)})`,
      hashes,
    );
    for (const { hash } of stored) byHash.delete(String(hash));
    const known = stored.filter(({ import_id: owner }) => owner !== null).map(({ hash }) => String(hash));
    return { fresh: [...byHash.values()], known };
  }

  /** Writes them, within the transaction of whoever holds the lock; {@link makeRoom} is to follow. */
  async put({ fresh, known }: Pieces, importId?: number): Promise<void> {
    if (fresh.length > 0) await this.append(fresh, importId);
    if (known.length > 0) await this.claim(known, importId);
  }

  /** Makes room for what was put there and is committed, which stands whatever becomes of this. Never rejects. */
  async makeRoom(): Promise<void> {
    await this.keepLimit().catch((error: unknown) => this.limit.onProblem(error));
  }

  private async append(fresh: readonly PackedRecording[], importId: number | undefined): Promise<void> {
    const firstId = (this.nextId ??= await readNumber(
      this.connection,
      'SELECT coalesce(max(id)::BIGINT + 1, 0) FROM recordings',
    ));
    // Numbers of a transaction that fails are not used again.
    this.nextId += fresh.length;
    // Where the transaction fails it is too much, until some are taken out or the next start: that does no harm.
    if (this.stored !== undefined) this.stored += fresh.reduce((sum, { content }) => sum + content.length, 0);
    const appender = await this.connection.createAppender('recordings');
    // One row at a time: a piece may be megabytes.
    for (const [at, one] of fresh.entries()) {
      const rows = DuckDBDataChunk.create(TYPES);
      rows.setRows([toRow(one, firstId + at, importId)]);
      appender.appendDataChunk(rows);
    }
    appender.closeSync();
  }

  /** What comes again, by another import or from an SDK, does not go with the import that brought it first. */
  private async claim(hashes: readonly string[], importId: number | undefined): Promise<void> {
    const places = placesOf(hashes);
    await this.connection.run(
      importId === undefined
        ? `UPDATE recordings SET import_id = NULL WHERE hash IN (${places})`
        : `INSERT INTO recording_claims SELECT hash, ${importId} FROM recordings r WHERE hash IN (${places}) AND import_id <> ${importId}
             AND NOT EXISTS (SELECT 1 FROM recording_claims c WHERE c.hash = r.hash AND c.import_id = ${importId})`,
      [...hashes],
    );
  }

  private async keepLimit(): Promise<void> {
    const limit = this.limit.bytes();
    this.stored ??= await readNumber(this.connection, 'SELECT coalesce(sum(bytes), 0) FROM recordings');
    const now = Date.now();
    if (this.stored <= limit || now < this.quietUntil) return;
    const removed = await removeOldest(this.connection, this.stored - limit * (1 - FREED_SHARE), now - WRITTEN_MS);
    this.stored = undefined;
    if (removed.recordings === 0) this.quietUntil = now + LOOK_AGAIN_MS;
    else this.limit.onRemoved(removed);
  }
}

const placesOf = (values: readonly unknown[]): string => values.map((_, at) => `$${at + 1}`).join(', ');

async function packOne(chunk: RecordingChunk): Promise<PackedRecording> {
  const json = Buffer.from(chunk.events);
  const hash = createHash('sha256')
    .update(JSON.stringify([chunk.source, chunk.recording, chunk.window_id ?? null]))
    .update(json)
    .digest('hex')
    .slice(0, 32);
  return { chunk, hash, jsonBytes: json.length, content: await pack(json) };
}

const TYPES = [
  UINTEGER,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  BIGINT,
  BIGINT,
  BIGINT,
  BIGINT,
  UINTEGER,
  UINTEGER,
  UINTEGER,
  BLOB,
  UINTEGER,
];

const text = (value: string | undefined): string | null => (value === undefined ? null : storableText(value));

function toRow(
  { chunk, hash, jsonBytes, content }: PackedRecording,
  id: number,
  importId: number | undefined,
): DuckDBValue[] {
  return [
    id,
    hash,
    chunk.source,
    storableText(chunk.recording),
    text(chunk.window_id),
    text(chunk.distinct_id),
    text(chunk.project),
    BigInt(chunk.received_at),
    BigInt(chunk.first),
    BigInt(chunk.last),
    BigInt(chunk.skew),
    chunk.count,
    jsonBytes,
    content.length,
    new DuckDBBlobValue(content),
    importId ?? null,
  ];
}
