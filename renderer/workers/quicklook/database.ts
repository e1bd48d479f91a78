/**
 * DuckDB-Wasm as the quick look runs it: from our own files, single-threaded, without extensions. The stock helpers
 * point at a public CDN and are not used.
 */
import { AsyncDuckDB, VoidLogger, type AsyncDuckDBConnection } from '@duckdb/duckdb-wasm';
import duckdbWorkerUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import duckdbWasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';

export interface LookDatabase {
  readonly db: AsyncDuckDB;
  readonly connection: AsyncDuckDBConnection;
  /** Rows as objects; numbers are plain numbers, NULL is null. For small results. */
  readonly rows: (sql: string) => Promise<Record<string, unknown>[]>;
}

/** Starts the database; about 0.7 s. `noExtensions` is a path of our origin that answers 404. */
export async function openDatabase(noExtensions: string): Promise<LookDatabase> {
  const db = new AsyncDuckDB(new VoidLogger(), new Worker(duckdbWorkerUrl));
  await db.instantiate(duckdbWasmUrl);
  await db.open({ query: { castBigIntToDouble: true, castDecimalToDouble: true } });
  const connection = await db.connect();
  // An extension that is asked for would be fetched; offline that request kills the wasm. Refused, it is a clean error.
  await connection.query('SET autoinstall_known_extensions = false');
  await connection.query('SET autoload_known_extensions = false');
  await connection.query(`SET custom_extension_repository = '${noExtensions.replaceAll("'", "''")}'`);
  return {
    db,
    connection,
    rows: async (sql) => {
      const table = await connection.query(sql);
      return table.toArray().map((row: { toJSON: () => Record<string, unknown> }) => row.toJSON());
    },
  };
}
