/** Rows through a vendor's reader, some at a time, so that the engine goes on answering meanwhile. */
import { hash } from 'node:crypto';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { CellTypes } from '../../../shared/formats/rows';
import type { RowReading, VendorFormat } from '../../../shared/formats/vendor';
import { isTable } from '../../../shared/formats/import-map';
import { objectText } from '../../../shared/sql/import';
import { nativeObjectText } from '../../../shared/sql/native-columns';
import { sqlName } from '../../../shared/sql/quote';
import { inSteps } from '../sequences/cooperate';
import { describeFile } from './inspect';
import { readCells, readObjectText } from './row-text';
import { WHOLE_LINE } from './staged-rows';
import type { Staging } from './staging';
import { chunksOf } from './stream-rows';

/** So many rows take less than a turn may last, some tens of microseconds each. */
const STEP_ROWS = 128;

/** What the id of an event is derived from that has none: the row's content, as the database's `md5(trim(text))`. */
export const digestOf = (text: string): string => hash('md5', text.replace(/^\p{Zs}+|\p{Zs}+$/gu, ''), 'hex');

/** How the rows of a staged file become texts, and those events. */
export interface VendorReading {
  /** A SELECT of `row`, `text` and a third column that is NULL. */
  readonly sql: string;
  readonly readText: (text: string) => RowReading;
}

/** `first`: see {@link describeFile}. Where the file is a table of many columns, all of `rows` is looked at. */
export async function readingOf(
  staging: Staging,
  format: VendorFormat,
  receivedAt: number,
  first?: ReadonlyMap<string, string>,
): Promise<VendorReading> {
  const types = format.wantsTypes === true ? await typesOf(staging, first) : undefined;
  const read = format.reader(receivedAt, types);
  const text = await textOf(staging);
  return {
    sql: `SELECT row, ${text} AS text, NULL::VARCHAR AS nothing FROM rows`,
    readText: staging.headless
      ? (line) => readCells(line, staging.columns, read)
      : (line) => readObjectText(line, read, format.maxDepth),
  };
}

/** The expression for a row's text. */
async function textOf({ connection, format, columns, native, headless }: Staging): Promise<string> {
  if (headless) return sqlName(WHOLE_LINE);
  if (!isTable(format)) return 'json';
  const filled = new Set(await filledColumns(connection, columns));
  return native === undefined
    ? objectText([...filled])
    : nativeObjectText(native.filter(({ name }) => filled.has(name)));
}

/**
 * Takes a row with what its reader made of it. `text` is as the file has it; of a table, a JSON object that names its
 * columns. A row is made of hundreds of small objects, which cost least where none of them is kept beyond the call.
 */
export type TakeRow = (row: number, text: string, reading: RowReading) => void;

/**
 * Hands every row on as soon as it is read, and comes back after each chunk with how many rows were in it; blank lines are
 * no rows. Those before `from` are left out of `chunks`.
 */
export async function* decodeChunks(
  chunks: AsyncIterable<DuckDBDataChunk>,
  { readText }: VendorReading,
  take: TakeRow,
  from = 0,
): AsyncGenerator<number> {
  let next = from;
  for await (const chunk of chunks) {
    const [numbers, texts] = [0, 1].map((index) => chunk.getColumnValues(index)) as [
      (bigint | null)[],
      (string | null)[],
    ];
    let read = 0;
    await inSteps(texts.length, STEP_ROWS, (start, end) => {
      for (let index = start; index < end; index++) {
        const line = texts[index] ?? '';
        if (line.trim() === '') continue;
        read++;
        take(Number(numbers[index] ?? next + index), line, readText(line));
      }
    });
    next += texts.length;
    yield read;
  }
}

/** The first `rows` of those that are staged. */
export async function decodeRows(
  staging: Staging,
  format: VendorFormat,
  { rows, receivedAt }: { readonly rows: number; readonly receivedAt: number },
  take: TakeRow,
): Promise<void> {
  const reading = await readingOf(staging, format, receivedAt);
  const chunks = chunksOf(staging.connection, `${reading.sql} LIMIT ${rows}`);
  const decoding = decodeChunks(chunks, reading, take);
  while ((await decoding.next()).done !== true);
}

/** Exports have a column for whatever any event may say; those that say nothing in the whole file cost nothing per row. */
async function filledColumns(
  connection: Staging['connection'],
  columns: readonly string[],
): Promise<readonly string[]> {
  if (columns.length <= FEW_COLUMNS) return columns;
  const reader = await connection.runAndReadAll(
    `SELECT ${columns.map((name) => `count(${sqlName(name)}) > 0`).join(', ')} FROM rows`,
  );
  const [filled = []] = reader.getRows();
  return columns.filter((_, index) => filled[index] === true);
}

const FEW_COLUMNS = 32;

/** What the columns of a CSV file hold; elsewhere values have types of their own. */
async function typesOf(staging: Staging, first?: ReadonlyMap<string, string>): Promise<CellTypes | undefined> {
  const file = await describeFile(staging, first === undefined ? {} : { first });
  return file.format === 'csv' ? new Map(file.columns.map(({ name, type }) => [name, type])) : undefined;
}
