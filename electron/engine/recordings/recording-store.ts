/**
 * Stores pieces of recordings, gzipped, each once: SDKs send again what was not answered, and what a page could not send
 * it sends when it is opened next. Packing runs beside commits; a piece is on disk when its storing resolves.
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
import { readNumber, readStrings } from '../store/read';

const pack = promisify(gzip);

interface Packed {
  readonly chunk: RecordingChunk;
  readonly hash: string;
  readonly jsonBytes: number;
  readonly content: Buffer;
}

/** The pieces of a batch that can be stored; the others are among its rejects, and cost nothing else of it. */
export function judgeRecordings(batch: IngestBatch): {
  readonly batch: IngestBatch;
  readonly chunks: readonly RecordingChunk[];
} {
  const chunks: RecordingChunk[] = [];
  const rejects = [...batch.rejects];
  for (const [at, chunk] of (batch.recordings ?? []).entries()) {
    const parsed = recordingChunkSchema.safeParse(chunk);
    if (parsed.success) chunks.push(parsed.data);
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
  return { batch: rejects.length === batch.rejects.length ? batch : { ...batch, rejects }, chunks };
}

export class RecordingStore {
  private readonly underWay = new Set<Promise<void>>();
  private nextId: number | undefined;

  /** `connection` is the one that `lock` guards. */
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly lock: WriteLock,
  ) {}

  /** Resolves once all of them are on disk. */
  async store(chunks: readonly RecordingChunk[]): Promise<void> {
    const work = this.write(chunks);
    this.underWay.add(work);
    try {
      await work;
    } finally {
      this.underWay.delete(work);
    }
  }

  /** Resolves once the connection is no longer in use. */
  async close(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private async write(chunks: readonly RecordingChunk[]): Promise<void> {
    const packed = await Promise.all(chunks.map(packOne));
    await this.lock.run(async () => {
      const fresh = await this.notStored(packed);
      if (fresh.length > 0) await this.commit(fresh);
    });
  }

  private async notStored(packed: readonly Packed[]): Promise<readonly Packed[]> {
    const byHash = new Map(packed.map((one) => [one.hash, one]));
    const hashes = [...byHash.keys()];
    const places = hashes.map((_, at) => `$${at + 1}`).join(', ');
    const stored = await readStrings(this.connection, `SELECT hash FROM recordings WHERE hash IN (${places})`, hashes);
    for (const hash of stored) byHash.delete(hash);
    return [...byHash.values()];
  }

  private async commit(fresh: readonly Packed[]): Promise<void> {
    const firstId = (this.nextId ??= await readNumber(
      this.connection,
      'SELECT coalesce(max(id)::BIGINT + 1, 0) FROM recordings',
    ));
    await this.connection.run('BEGIN');
    try {
      const appender = await this.connection.createAppender('recordings');
      // One row at a time: a piece may be megabytes.
      for (const [at, one] of fresh.entries()) {
        const rows = DuckDBDataChunk.create(TYPES);
        rows.setRows([toRow(one, firstId + at)]);
        appender.appendDataChunk(rows);
      }
      appender.closeSync();
      await this.connection.run('COMMIT');
    } catch (error) {
      // Where the commit itself failed there is nothing left to roll back; the first error is the one to report.
      await this.connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    this.nextId = firstId + fresh.length;
  }
}

async function packOne(chunk: RecordingChunk): Promise<Packed> {
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
];

const text = (value: string | undefined): string | null => (value === undefined ? null : storableText(value));

function toRow({ chunk, hash, jsonBytes, content }: Packed, id: number): DuckDBValue[] {
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
  ];
}
