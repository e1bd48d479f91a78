/**
 * How the texts of `events` lie in the file. Left to itself the database tries every encoding on every column, which takes
 * half the time of storing: properties and ids go by Zstandard, which is faster than what it would choose and takes a third
 * of the room; what repeats, by dictionary. An encoding belongs to a table from its beginning, so workspaces made before
 * keep theirs, and read and write as they did.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlName } from '../../../shared/sql/quote';
import { readRows } from './read';

/** The oldest DuckDB that can open the file: older layouts know none of these encodings. */
export const FILE_LAYOUT = { storage_compatibility_version: 'v1.4.0' } as const;

const ZSTD = new Set(['event_id', 'properties']);

/** Makes the empty table `events` anew; its columns stay as they are. */
export async function encodeEvents(connection: DuckDBConnection): Promise<void> {
  const columns = await readRows(
    connection,
    "SELECT column_name AS name, data_type AS type, is_nullable AS nullable FROM duckdb_columns() WHERE table_name = 'events' AND database_name = current_database() AND schema_name = 'main' ORDER BY column_index",
  );
  const printed = columns.map(({ name, type, nullable }) => {
    const isText = type === 'VARCHAR' || type === 'JSON';
    const encoding = isText ? ` USING COMPRESSION ${ZSTD.has(String(name)) ? 'zstd' : 'dict_fsst'}` : '';
    return `${sqlName(String(name))} ${String(type)}${nullable === true ? '' : ' NOT NULL'}${encoding}`;
  });
  await connection.run('DROP TABLE events');
  await connection.run(`CREATE TABLE events (${printed.join(', ')})`);
}
