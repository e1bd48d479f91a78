/** Median and 90th percentile of several columns in one go. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlName } from '../../../shared/sql/quote';
import { readRows } from '../store/read';

export type Metrics = Record<string, { readonly median: number; readonly p90: number }>;

/** `from`: `FROM … WHERE …` with the columns. Empty where there is no row. */
export async function readMetrics(
  connection: DuckDBConnection,
  columns: readonly string[],
  from: string,
): Promise<Metrics> {
  const lists = columns.map((column) => `quantile_cont(${sqlName(column)}::DOUBLE, [0.5, 0.9]) AS ${sqlName(column)}`);
  const sides = columns.flatMap((column) => [
    `${sqlName(column)}[1] AS ${sqlName(`${column} median`)}`,
    `${sqlName(column)}[2] AS ${sqlName(`${column} p90`)}`,
  ]);
  const [row] = await readRows(connection, `SELECT ${sides.join(', ')} FROM (SELECT ${lists.join(', ')} ${from})`);
  const metrics: Metrics = {};
  for (const column of columns) {
    const median = row?.[`${column} median`];
    const p90 = row?.[`${column} p90`];
    if (typeof median === 'number' && typeof p90 === 'number') metrics[column] = { median, p90 };
  }
  return metrics;
}
