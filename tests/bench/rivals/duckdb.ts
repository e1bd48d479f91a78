/** Plain DuckDB: one typed table ordered by person and time. */
import { DuckDBInstance } from '@duckdb/node-api';
import type { Contender } from './contender';
import type { Answer } from './questions';

export async function openDuckDb(parquet: string): Promise<Contender> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE e AS SELECT * REPLACE (ts::BIGINT AS ts) FROM '${parquet}'`);
  return {
    async ask({ duckdb }) {
      const rows = await connection.runAndReadAll(duckdb);
      return rows.getRowsJS().map((row) => row.map(plain)) as Answer;
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
      return Promise.resolve();
    },
  };
}

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
