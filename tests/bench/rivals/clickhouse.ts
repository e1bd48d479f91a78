/** ClickHouse in process: a MergeTree ordered by person and time, texts as LowCardinality. */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Contender } from './contender';
import { PROPERTIES } from './data';
import type { Answer } from './questions';

interface Session {
  queryAsync(sql: string, options: { format: string }): Promise<{ text(): string }>;
  close(): void;
}

const NUMBERS: Readonly<Record<string, string>> = { amount: 'Nullable(Float64)', items: 'Nullable(UInt8)' };
const NULLABLE = new Set(['campaign']);
const typeOf = (column: string): string =>
  NUMBERS[column] ?? `LowCardinality(${NULLABLE.has(column) ? 'Nullable(String)' : 'String'})`;

export async function openClickHouse(dataDir: string, parquet: string): Promise<Contender> {
  const require = createRequire(resolve('tests/bench/rivals/package.json'));
  const { Session } = require('chdb') as { Session: new (path: string) => Session };
  const session = new Session(dataDir);
  const run = async (sql: string): Promise<string> =>
    (await session.queryAsync(sql, { format: 'JSONCompactEachRow' })).text();
  const columns = Object.keys(PROPERTIES).map((column) => `"${column}" ${typeOf(column)}`);
  await run(
    `CREATE TABLE e (person UInt32, ts UInt64, name LowCardinality(String), ${columns.join(', ')}, session UInt32) ENGINE = MergeTree ORDER BY (person, ts)`,
  );
  const names = ['person', 'ts', 'name', ...Object.keys(PROPERTIES), 'session'].map((column) => `"${column}"`);
  await run(`INSERT INTO e SELECT ${names.join(', ')} FROM file('${parquet}', Parquet)`);
  await run('OPTIMIZE TABLE e FINAL');
  await run('SET max_threads = 2, output_format_json_quote_64bit_integers = 0');
  return {
    async ask({ clickhouse }) {
      const text = await run(clickhouse);
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Answer[number]);
    },
    close: () => {
      session.close();
      return Promise.resolve();
    },
  };
}
