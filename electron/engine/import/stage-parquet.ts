/**
 * A Parquet file's rows, with the types that its columns have. What is damaged is left out by row group: the others are
 * read all the same.
 */
import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '../../../shared/contract/errors';
import { uniqueNames } from '../../../shared/formats/csv-head';
import { stageNative } from '../../../shared/sql/native-columns';
import { sqlName, sqlText } from '../../../shared/sql/quote';
import { readRows } from '../store/read';
import { MAX_COLUMNS, type StagedRejects, type StagedRows } from './staged-rows';
import type { PlainFile } from './unpack';

export async function stageParquet(connection: DuckDBConnection, file: PlainFile, limit: number): Promise<StagedRows> {
  await assertWhole(file);
  const from = `read_parquet([${sqlText(file.path)}], file_row_number = true, union_by_name = false, hive_partitioning = false)`;
  const described = await readRows(connection, `DESCRIBE SELECT * EXCLUDE (file_row_number) FROM ${from}`);
  if (described.length > MAX_COLUMNS) {
    return fail(
      'file_not_understood',
      `${file.name} has ${described.length} columns; up to ${MAX_COLUMNS} can be read.`,
    );
  }
  const sources = described.map((row) => String(row['column_name']));
  const names = uniqueNames(sources, ['row']);
  const columns = described.map((row, index) => ({
    name: names[index] as string,
    ...stageColumn(file, String(row['column_name']), String(row['column_type'])),
  }));
  const select = (where: string): string =>
    `SELECT f.file_row_number::BIGINT AS row, ${columns.map(({ name, expression }) => `${expression} AS ${sqlName(name)}`).join(', ')} FROM ${from} f ${where}`;
  const native = columns.map(({ name, type }) => ({ name, type }));
  await connection.run(`CREATE TABLE rows AS ${select('LIMIT 0')}`);
  const rejects: StagedRejects[] = [];
  try {
    await connection.run(`INSERT INTO rows ${select(`WHERE file_row_number < ${limit}`)}`);
  } catch (error) {
    if (isInterrupt(error)) throw error;
    rejects.push(...(await stageGroups(connection, file, select, limit)));
  }
  return { columns: names, native, rejects, all: select(''), quiet: select('') };
}

function stageColumn(file: PlainFile, name: string, sqlType: string): ReturnType<typeof stageNative> {
  try {
    return stageNative(`f.${sqlName(name)}`, sqlType);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return fail('file_not_understood', `${file.name} has a column that cannot be read, «${name}»: ${error.message}.`);
  }
}

/** What a Parquet file holds is listed at its end, so without its end nothing of it can be read. */
async function assertWhole({ path, name }: PlainFile): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(4);
    await handle.read(tail, 0, 4, Math.max(0, size - 4));
    if (size < 12 || tail.toString('latin1') !== 'PAR1') {
      fail(
        'file_not_understood',
        `${name} is a Parquet file that breaks off: the list of its contents, which stands at its end, is missing.`,
      );
    }
  } finally {
    await handle.close();
  }
}

export const isInterrupt = (error: unknown): boolean => error instanceof Error && /INTERRUPT/i.test(error.message);

/** One row group after the other; those that cannot be read become a reject each. */
async function stageGroups(
  connection: DuckDBConnection,
  file: PlainFile,
  select: (where: string) => string,
  limit: number,
): Promise<StagedRejects[]> {
  const rejects: StagedRejects[] = [];
  for (const { first, end } of await rowGroups(connection, file.path)) {
    if (first >= limit) break;
    try {
      await connection.run(
        `INSERT INTO rows ${select(`WHERE file_row_number >= ${first} AND file_row_number < ${Math.min(end, limit)}`)}`,
      );
    } catch (error) {
      if (isInterrupt(error) || !(error instanceof Error)) throw error;
      rejects.push(damagedRows(first, end, error));
    }
  }
  return rejects;
}

/** Rows from `first` on, and before `end`. */
export interface RowGroup {
  readonly first: number;
  readonly end: number;
}

export async function rowGroups(connection: DuckDBConnection, path: string): Promise<RowGroup[]> {
  const counts = await readRows(
    connection,
    `SELECT row_group_id, any_value(row_group_num_rows)::BIGINT AS rows FROM parquet_metadata(${sqlText(path)}) GROUP BY row_group_id ORDER BY row_group_id`,
  );
  let end = 0;
  return counts.map(({ rows }) => ({ first: end, end: (end += Number(rows)) }));
}

export const damagedRows = (first: number, end: number, error: Error): StagedRejects => ({
  line: first + 1,
  message: `Rows ${first + 1} to ${end} cannot be read: the file is damaged there. ${error.message.split('\n')[0] ?? ''}`,
  raw: '',
  count: end - first,
});
