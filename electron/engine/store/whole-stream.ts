/**
 * Rows as DuckDB works them out, to their end. A stream that fails or is interrupted in the middle ends, in these bindings,
 * as if it had come to its end; so each is asked for one more row, and has failed where that is missing.
 */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';

/** The rows of a stream stopped coming before its end: what was read of it is not the whole. */
export class StreamBroken extends Error {}

export interface WholeStream {
  readonly names: readonly string[];
  readonly types: readonly DuckDBType[];
  /** In order. `rows` of a chunk count, from its first; it has one column more than were asked for. Throws {@link StreamBroken}. */
  readonly chunks: AsyncIterable<{ readonly chunk: DuckDBDataChunk; readonly rows: number }>;
}

/** `sql` is a SELECT of `width` columns. */
export async function wholeStream(
  connection: DuckDBConnection,
  sql: string,
  width: number,
  params?: Parameters<DuckDBConnection['stream']>[1],
): Promise<WholeStream> {
  const nothing = Array.from({ length: width }, () => 'NULL').join(', ');
  const result = await connection.stream(
    `SELECT *, 0::UTINYINT FROM (${sql}) UNION ALL SELECT ${nothing}, 1::UTINYINT`,
    params,
  );
  async function* chunks(): AsyncGenerator<{ chunk: DuckDBDataChunk; rows: number }> {
    for (let read = 0; ;) {
      const chunk = await result.fetchChunk();
      const count = chunk?.rowCount ?? 0;
      if (chunk === null || count === 0) {
        throw new StreamBroken(`The database stopped after ${read} rows of: ${sql.slice(0, SHOWN_SQL)}`);
      }
      const ends = bindings.vector_get_data(bindings.data_chunk_get_vector(chunk.chunk, width), count);
      const isEnd = ends[count - 1] === 1;
      const rows = isEnd ? count - 1 : count;
      if (rows > 0) yield { chunk, rows };
      if (isEnd) {
        // What nobody reads to its very end keeps its transaction open, which no checkpoint gets past.
        await result.fetchChunk();
        return;
      }
      read += rows;
    }
  }
  return {
    names: result.columnNames().slice(0, width),
    types: result.columnTypes().slice(0, width),
    chunks: chunks(),
  };
}

/** Enough to know a statement by. */
const SHOWN_SQL = 500;
