/** The rows of a staged file, taken out as they are read: nothing of it is written down in between. */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { damagedRows, isInterrupt, rowGroups } from './stage-parquet';
import type { StagedRejects } from './staged-rows';
import { explain, type Staging } from './staging';

/** What `sql` answers, chunk by chunk and in order. Ends early where the connection is interrupted. */
export async function* chunksOf(connection: DuckDBConnection, sql: string): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

export interface StreamOptions {
  /** Each row of the file is one row of the answer. */
  readonly isRowByRow: boolean;
  /** Rows of Parquet before this one are left out. */
  readonly from: number;
  /** Hears of rows that are damaged: of Parquet, row groups are left out, and the others are read all the same. */
  readonly onDamaged: (rejects: StagedRejects) => void;
}

/** The answer to `sql` over all `rows` of the file. */
export async function* streamRows(
  staging: Staging,
  sql: string,
  { isRowByRow, from, onDamaged }: StreamOptions,
): AsyncGenerator<DuckDBDataChunk> {
  const { connection } = staging;
  if (staging.format !== 'parquet') {
    if (!staging.isWhole) await staging.widen(isRowByRow ? 'stream' : 'numbered');
    try {
      yield* chunksOf(connection, sql);
    } catch (error) {
      throw explain(error, staging.file);
    }
    return;
  }
  let next = from;
  if (isRowByRow) {
    await staging.widen('stream', from === 0 ? undefined : `row >= ${from}`);
    try {
      for await (const chunk of chunksOf(connection, sql)) {
        yield chunk;
        next += chunk.rowCount;
      }
      return;
    } catch (error) {
      if (isInterrupt(error)) throw explain(error, staging.file);
    }
  }
  for (const { first, end } of await rowGroups(connection, staging.path)) {
    if (end <= next) continue;
    const start = Math.max(first, next);
    let read = 0;
    try {
      await staging.widen('stream', `row >= ${start} AND row < ${end}`);
      for await (const chunk of chunksOf(connection, sql)) {
        yield chunk;
        read += chunk.rowCount;
      }
    } catch (error) {
      if (isInterrupt(error) || !(error instanceof Error)) throw explain(error, staging.file);
      onDamaged(damagedRows(isRowByRow ? start + read : start, end, error));
    }
  }
}
