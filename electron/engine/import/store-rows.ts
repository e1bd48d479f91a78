/**
 * Canonical rows into `events`. They come as vectors of DuckDB and are gathered in a database in memory, without an object
 * per cell; each time so many are there they are stored in one transaction, while the next ones are gathered. What is
 * stored already is passed over: suspected by the set of ids that the writer keeps, settled by the ids themselves.
 */
import type { DuckDBAppender, DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';
import type { EventIdIndex } from '../ingest/event-id-index';
import { sqlEventHash } from '../ingest/event-hash';
import { sqlText } from '../../../shared/sql/quote';
import { cooperate } from '../sequences/cooperate';
import type { Counters } from '../store/counters';
import type { Database } from '../store/database';
import type { WriteLock } from '../store/lock';
import { readColumns, readNumber, readStrings } from '../store/read';
import { writeColumns } from '../store/write-columns';
import { CANONICAL, columnAt, derivedId } from './canonical';
import { cancelled } from './import-control';
import { recallRepeats, type StoredEids } from './resumed-rows';

export interface ImportSteps {
  /** So many are stored in one transaction: what captured events have to wait for at most. */
  readonly rows: number;
  /** Awaited after each. */
  readonly onStored?: () => Promise<void>;
}

/** Two row groups of the store, so that two threads write them. */
export const IMPORT_STEPS: ImportSteps = { rows: 245_760 };

const HASH = columnAt('event_hash');
const DIGEST = columnAt('digest');
const REASON = columnAt('reason');
const PROPERTIES = columnAt('properties');

export interface StoreDeps {
  readonly database: Database;
  readonly lock: WriteLock;
  readonly counters: Counters;
  readonly ids: EventIdIndex;
  readonly steps: ImportSteps;
  readonly signal: AbortSignal;
}

export interface StoreOptions {
  readonly importId: number;
  /** Of events that name none. */
  readonly source: string;
  /** Rows to come, as far as anybody knows. */
  readonly expected: number;
  /** Of rows of the file that are passed over, since an earlier attempt stored them. */
  readonly passedOver?: StoredEids | undefined;
}

/** Events stored, and those that were there already. */
export interface Stored {
  /** Rows of the file that this is of, from the first on. */
  readonly rows: number;
  readonly imported: number;
  readonly duplicates: number;
  /** The numbers that its events have lie among these, with those of rows that were passed over. */
  readonly eids: StoredEids;
}

interface Batch {
  readonly table: string;
  readonly appender: DuckDBAppender;
  readonly hashes: Uint32Array;
  /** Of rows that are events, their positions in the table. */
  readonly good: Uint32Array;
  rows: number;
  chunks: number;
  events: number;
  /** Of its properties. */
  bytes: number;
  hasDerived: boolean;
}

export class RowStore {
  private batch: Batch | undefined;
  private batches = 0;
  private storing: Promise<void> = Promise.resolve();
  private rows = 0;
  private eids: StoredEids;
  private imported = 0;
  private duplicates = 0;
  /** Hashes of rows without an id are kept from the first on, to tell the how manieth of its content a row is. */
  private derives = false;
  private starts: readonly number[] | undefined;

  private constructor(
    private readonly deps: StoreDeps,
    private readonly options: StoreOptions,
    private readonly name: string,
    /** Gathers. */
    private readonly gathering: DuckDBConnection,
    /** Stores. */
    private readonly connection: DuckDBConnection,
  ) {
    const { nextEid } = deps.counters;
    this.eids = [options.passedOver?.[0] ?? nextEid, options.passedOver?.[1] ?? nextEid];
  }

  static async open(deps: StoreDeps, options: StoreOptions): Promise<RowStore> {
    const name = `import_${options.importId}`;
    const gathering = await deps.database.connect();
    const connection = await deps.database.connect();
    await connection.run(`ATTACH ':memory:' AS ${name}`);
    await connection.run(`CREATE TABLE ${name}.seen (event_hash UBIGINT)`);
    await connection.run(`CREATE TABLE ${name}.suspects (position UINTEGER)`);
    deps.ids.expect(options.expected);
    return new RowStore(deps, options, name, gathering, connection);
  }

  get stored(): Stored {
    return { rows: this.rows, imported: this.imported, duplicates: this.duplicates, eids: this.eids };
  }

  /** Whether any row that is stored had no id of its own. */
  get hasDerived(): boolean {
    return this.derives;
  }

  /** `chunk` has the columns of {@link CANONICAL}. True where a batch was completed with it. */
  async push(chunk: DuckDBDataChunk): Promise<boolean> {
    this.batch ??= await this.begin();
    const { batch } = this;
    note(batch, chunk);
    batch.appender.appendDataChunk(chunk);
    // What the appender holds goes into the table while nothing else can run: little at a time.
    if (++batch.chunks % FLUSHED_CHUNKS === 0) batch.appender.flushSync();
    if (batch.rows + CHUNK_ROWS <= this.deps.steps.rows && batch.bytes < BATCH_BYTES) return false;
    await this.complete(batch);
    return true;
  }

  /**
   * Resolves once everything that was handed over is stored. `starts`: of several files as one, the first row of each; none
   * of it may be stored by then.
   */
  async settle(starts?: readonly number[]): Promise<Stored> {
    this.starts = starts;
    if (this.batch !== undefined) await this.complete(this.batch);
    await this.storing;
    return this.stored;
  }

  /** What is under way ends first; what is not stored by then is dropped. */
  async close(): Promise<void> {
    this.batch?.appender.clear();
    this.batch?.appender.closeSync();
    await this.storing.catch(() => undefined);
    this.gathering.closeSync();
    await this.connection.run(`DETACH DATABASE IF EXISTS ${this.name}`);
    this.connection.closeSync();
  }

  private async begin(): Promise<Batch> {
    const table = `rows_${++this.batches}`;
    const columns = CANONICAL.map(([name, type]) => `"${name}" ${type}`).join(', ');
    const room = this.deps.steps.rows + CHUNK_ROWS;
    await this.gathering.run(`CREATE TABLE ${this.name}.${table} (${columns})`);
    return {
      table: `${this.name}.${table}`,
      appender: await this.gathering.createAppender(table, 'main', this.name),
      hashes: new Uint32Array(2 * room),
      good: new Uint32Array(room),
      rows: 0,
      chunks: 0,
      events: 0,
      bytes: 0,
      hasDerived: false,
    };
  }

  private async complete(batch: Batch): Promise<void> {
    this.batch = undefined;
    batch.appender.closeSync();
    await this.storing;
    this.storing = this.store(batch);
    // Heard by whoever waits for it next.
    this.storing.catch(() => undefined);
  }

  private async store(batch: Batch): Promise<void> {
    const { lock, signal, steps } = this.deps;
    if (signal.aborted) throw cancelled();
    const interrupt = (): void => this.connection.interrupt();
    signal.addEventListener('abort', interrupt);
    try {
      if (batch.events > 0) await lock.run(() => this.storeBatch(batch));
      this.rows += batch.rows;
      await this.connection.run(`DROP TABLE ${batch.table}`);
      await steps.onStored?.();
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  private async storeBatch(batch: Batch): Promise<void> {
    const { connection } = this;
    const { ids, counters } = this.deps;
    const { table } = batch;
    await ids.catchUp(connection, counters.nextEid);
    const suspects: number[] = [];
    const good = batch.good.subarray(0, batch.events);
    await cooperate(ids.takeIn(batch.hashes, good, (position) => suspects.push(position)));
    const hasSuspects = suspects.length > 0;
    if (hasSuspects) await this.writeSuspects(suspects);
    if (batch.hasDerived) {
      this.derives = true;
      if (hasSuspects) {
        await this.recall(table);
        await this.findRepeats(table);
      }
      // By their first hash, as the next equal row will look for them.
      await connection.run(`INSERT INTO ${this.name}.seen SELECT event_hash FROM ${table} WHERE ${IS_DERIVED}`);
      if (hasSuspects) await this.renameRepeats(table);
    }
    const known = hasSuspects ? await this.findKnown(table, suspects.length) : 0;
    const added = batch.events - known;
    this.duplicates += known;
    if (added === 0) return;
    const isWhole = added === batch.rows;
    // Numbering rows takes a window, which only one thread works at; rows without a gap are numbered already.
    const position = isWhole ? 'rowid' : '(row_number() OVER () - 1)';
    const unknown = known === 0 ? '' : ` AND rowid NOT IN (SELECT position FROM ${this.name}.known)`;
    const { importId, source } = this.options;
    await connection.run(
      `INSERT INTO events SELECT (${counters.nextEid} + ${position})::UINTEGER, event_id, event_hash, "timestamp",
         original_timestamp, sent_at, coalesce(received_at, ${Date.now()}), event, kind, distinct_id, anonymous_id, user_id, session_hint,
         groups, properties, coalesce(source, ${sqlText(source)}), project, lib, lib_version, ${importId}, page, is_server, campaign, has_operations
       FROM ${table}${isWhole ? '' : ` WHERE reason IS NULL${unknown}`}`,
    );
    counters.nextEid += added;
    ids.covers(counters.nextEid);
    this.imported += added;
    this.eids = [this.eids[0], counters.nextEid];
  }

  private async writeSuspects(positions: readonly number[]): Promise<void> {
    await this.connection.run(`DELETE FROM ${this.name}.suspects`);
    const values = Uint32Array.from(positions);
    const target = { table: 'suspects', catalog: this.name };
    await writeColumns(this.connection, target, [{ type: 'u32', values }], values.length);
  }

  private suspected(table: string): string {
    return `SELECT event_hash FROM ${table} WHERE rowid IN (SELECT position FROM ${this.name}.suspects)`;
  }

  private async recall(table: string): Promise<void> {
    const { connection, name } = this;
    const { importId, passedOver } = this.options;
    if (passedOver === undefined) return;
    const suspects = `SELECT digest, event_hash FROM ${table} WHERE ${IS_DERIVED} AND rowid IN (SELECT position FROM ${name}.suspects)`;
    await recallRepeats({ connection, name, importId, eids: passedOver, suspects });
  }

  /** Equal rows of a file are separate events; importing the file again must give each its id again: which one it is. */
  private async findRepeats(table: string): Promise<void> {
    const { connection, name } = this;
    const suspected = this.suspected(table);
    await this.writeStarts();
    await connection.run(
      `CREATE OR REPLACE TABLE ${name}.repeats AS SELECT position, nth FROM (
         SELECT position, n + coalesce(before, 0) AS nth FROM (
           SELECT position, event_hash, row_number() OVER (PARTITION BY event_hash, start ORDER BY position) AS n
           FROM (SELECT rowid AS position, "row", event_hash FROM ${table} WHERE ${IS_DERIVED} AND event_hash IN (${suspected})) r
           ASOF LEFT JOIN ${name}.starts s ON coalesce(r."row", r.position) >= s.start)
         LEFT JOIN (SELECT event_hash, count(*) AS before FROM ${name}.seen WHERE event_hash IN (${suspected}) GROUP BY event_hash) USING (event_hash))
       WHERE nth > 1`,
    );
  }

  /** In each of several files equal rows are counted anew. */
  private async writeStarts(): Promise<void> {
    const { connection, name, starts = [] } = this;
    await connection.run(`CREATE OR REPLACE TABLE ${name}.starts (start BIGINT)`);
    if (starts.length === 0) return;
    const values = Float64Array.from(starts);
    const target = { table: 'starts', catalog: name };
    await writeColumns(connection, target, [{ type: 'i64', values, missing: Number.NaN }], values.length);
  }

  private async renameRepeats(table: string): Promise<void> {
    const { connection, name } = this;
    const { ids } = this.deps;
    const id = derivedId('digest', 'r.nth');
    await connection.run(
      `UPDATE ${table} t SET event_id = ${id}, event_hash = ${sqlEventHash(id)} FROM ${name}.repeats r WHERE t.rowid = r.position`,
    );
    await readColumns(
      connection,
      `SELECT event_hash FROM ${table} WHERE rowid IN (SELECT position FROM ${name}.repeats)`,
      ['u64'],
      ([hashes], rows) => {
        for (let row = 0; row < rows; row++) ids.insert(hashes[2 * row + 1] as number, hashes[2 * row] as number);
      },
    );
  }

  /** Writes down which rows are stored already, or stood before in this batch; gives how many. */
  private async findKnown(table: string, suspects: number): Promise<number> {
    const { connection, name } = this;
    const suspected = this.suspected(table);
    // A few are looked for by their hash alone, without the ids of all events.
    const hashes =
      suspects > FEW_SUSPECTS
        ? suspected
        : (await readStrings(connection, `SELECT event_hash::VARCHAR FROM (${suspected})`)).join(', ');
    await connection.run(
      `CREATE OR REPLACE TABLE ${name}.known AS SELECT position FROM (
         SELECT rowid AS position, event_id, row_number() OVER (PARTITION BY event_id ORDER BY rowid) AS n
         FROM ${table} WHERE reason IS NULL AND event_hash IN (${suspected}))
       WHERE n > 1 OR event_id IN (SELECT event_id FROM events WHERE event_hash IN (${hashes}))`,
    );
    return readNumber(connection, `SELECT count(*) FROM ${name}.known`);
  }
}

const CHUNK_ROWS = 2_048;
const FLUSHED_CHUNKS = 60;
/** A step has fewer rows where they are large. */
const BATCH_BYTES = 256e6;
const FEW_SUSPECTS = 100;
const IS_DERIVED = 'digest IS NOT NULL AND reason IS NULL';

/** Takes down what of a chunk is to be stored, before it is handed to the database. */
function note(batch: Batch, chunk: DuckDBDataChunk): void {
  const { rowCount } = chunk;
  const isMissing = missing(chunk, REASON);
  const hashes = bindings.vector_get_data(bindings.data_chunk_get_vector(chunk.chunk, HASH), rowCount * 8);
  const words = new Uint32Array(hashes.buffer, hashes.byteOffset, rowCount * 2);
  batch.hashes.set(words, 2 * batch.rows);
  const hasId = missing(chunk, DIGEST);
  for (let row = 0; row < rowCount; row++) {
    if (!isMissing(row)) continue;
    batch.good[batch.events++] = batch.rows + row;
    batch.hasDerived ||= !hasId(row);
  }
  batch.rows += rowCount;
  batch.bytes += textBytes(chunk, PROPERTIES);
}

/** A text's place in a vector takes 16 bytes and begins with its length. */
function textBytes(chunk: DuckDBDataChunk, column: number): number {
  const { rowCount } = chunk;
  const isMissing = missing(chunk, column);
  const places = bindings.vector_get_data(bindings.data_chunk_get_vector(chunk.chunk, column), rowCount * 16);
  const words = new Uint32Array(places.buffer, places.byteOffset, rowCount * 4);
  let bytes = 0;
  for (let row = 0; row < rowCount; row++) if (!isMissing(row)) bytes += words[4 * row] as number;
  return bytes;
}

/** Tells of a column of a chunk which cells are NULL. */
export function missing(chunk: DuckDBDataChunk, column: number): (row: number) => boolean {
  const vector = bindings.data_chunk_get_vector(chunk.chunk, column);
  const bytes = bindings.vector_get_validity(vector, Math.ceil(chunk.rowCount / 64) * 8) as Uint8Array | null;
  if (bytes === null) return () => false;
  return (row) => ((bytes[row >>> 3] ?? 0) & (1 << (row & 7))) === 0;
}
