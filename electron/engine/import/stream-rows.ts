/**
 * The rows of a staged file, taken out as they are read: nothing of it is written down in between. A stream of DuckDB that
 * fails ends as if it had come to its end; so each is asked for one more row, and has failed where that is missing.
 */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { AppFailure } from '../../../shared/contract/errors';
import { CANONICAL, columnAt } from './canonical';
import { damagedRows, isInterrupt, rowGroups } from './stage-parquet';
import type { StagedRejects } from './staged-rows';
import { ENDING, explain, type Staging } from './staging';
import { missing } from './store-rows';

/** What `sql` answers, all of it worked out before the first chunk. */
export async function* chunksOf(connection: DuckDBConnection, sql: string): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.run(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

/** A SELECT, and the row that says that it came to its end: a text in a column that no other row has there. */
export interface Streamed {
  readonly sql: string;
  readonly end: string;
  readonly endColumn: number;
}

/** `sql` has the columns of CANONICAL. */
export const canonicalStream = (sql: string): Streamed => ({
  sql,
  end: `SELECT ${CANONICAL.map(([name, type]) => (name === 'reason' ? ENDING.column : `NULL::${type}`)).join(', ')} FROM ${ENDING.table}`,
  endColumn: columnAt('reason'),
});

/** `sql` has the columns `row`, `text` and `digest`. */
export const textStream = (sql: string): Streamed => ({
  sql,
  end: `SELECT NULL::BIGINT, NULL::VARCHAR, ${ENDING.column} FROM ${ENDING.table}`,
  endColumn: 2,
});

/** Looks at every value, and keeps none. */
const HASH_ALL = 'bit_xor(hash(COLUMNS(*)))';

class Failed extends Error {}

/** Chunk by chunk and in order. Throws {@link Failed} where it ends early. */
async function* streamOf(
  connection: DuckDBConnection,
  { sql, end, endColumn }: Streamed,
): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(`(${sql}) UNION ALL ${end}`);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) throw new Failed();
    // The one row of another SELECT is a chunk of its own.
    const isEnd =
      chunk.rowCount === 1 &&
      !missing(chunk, endColumn)(0) &&
      chunk.getColumnVector(endColumn).getItem(0) === ENDING.text;
    if (isEnd) {
      // Only a stream that was asked to its very end writes down which lines it could not read.
      await result.fetchChunk();
      return;
    }
    yield chunk;
  }
}

export interface StreamOptions {
  /** Each row of the file is one row of the answer. */
  readonly isRowByRow: boolean;
  /** Rows of Parquet and lines before this one are left out. */
  readonly from: number;
  /** Hears of rows that are damaged: of Parquet, row groups are left out, and the others are read all the same. */
  readonly onDamaged: (rejects: StagedRejects) => void;
  /** Once it aborts, the stream just ends. */
  readonly signal: AbortSignal;
}

/** What {@link Staging.widen} is told to leave out. */
const partFrom = (from: number, isParquet: boolean): string | number | undefined =>
  from === 0 ? undefined : isParquet ? `row >= ${from}` : from;

/** The answer over all `rows` of the file. */
export async function* streamRows(
  staging: Staging,
  asked: Streamed,
  { isRowByRow, from, onDamaged, signal }: StreamOptions,
): AsyncGenerator<DuckDBDataChunk> {
  const { connection } = staging;
  let next = from;
  const isParquet = staging.format === 'parquet';
  if (!isParquet || isRowByRow) {
    if (isParquet || !staging.isWhole)
      await staging.widen(isRowByRow ? 'stream' : 'numbered', partFrom(from, isParquet));
    try {
      // How far a stream gets before it meets damage is chance; what is stored of a damaged file must not be.
      if (isParquet) await connection.run(`SELECT ${HASH_ALL} FROM rows`);
      for await (const chunk of streamOf(connection, asked)) {
        yield chunk;
        next += chunk.rowCount;
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (isInterrupt(error) || !isParquet) throw await reasonOf(staging, asked, error);
    }
  }
  for (const { first, end } of await rowGroups(connection, staging.path)) {
    if (end <= next) continue;
    const start = Math.max(first, next);
    try {
      await staging.widen('stream', `row >= ${start} AND row < ${end}`);
      // Whole before the first of it is handed on: what is damaged is left out as a whole.
      yield* chunksOf(connection, asked.sql);
    } catch (error) {
      if (signal.aborted) return;
      if (isInterrupt(error) || !(error instanceof Error)) throw explain(error, staging.file);
      onDamaged(damagedRows(start, end, error));
    }
  }
}

/** A stream does not say why it failed; asked again for nothing but that, DuckDB does. */
async function reasonOf({ connection, file }: Staging, { sql }: Streamed, error: unknown): Promise<unknown> {
  if (!(error instanceof Failed)) return explain(error, file);
  try {
    await connection.run(`SELECT ${HASH_ALL} FROM (${sql})`);
  } catch (why) {
    return explain(why, file);
  }
  return new AppFailure({
    code: 'file_not_understood',
    message: `${file.name} could not be read to its end. Import it again: what is stored is known.`,
  });
}
