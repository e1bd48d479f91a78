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

/** A row with what its reader made of it. */
export interface DecodedRow {
  readonly row: number;
  /** As the file has it: of a table, as the text of a JSON object that names its columns. */
  readonly text: string;
  readonly reading: RowReading;
}

/** So many rows take about as long as a turn may last, some tens of microseconds each. */
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

/** Rows read, in batches as they come; blank lines are no rows. Those before `from` are left out of `chunks`. */
export async function* decodeChunks(
  chunks: AsyncIterable<DuckDBDataChunk>,
  { readText }: VendorReading,
  onRead: (rows: number) => void = () => undefined,
  from = 0,
): AsyncGenerator<readonly DecodedRow[]> {
  let next = from;
  for await (const chunk of chunks) {
    const [numbers, texts] = [0, 1].map((index) => chunk.getColumnValues(index)) as [
      (bigint | null)[],
      (string | null)[],
    ];
    const decoded: DecodedRow[] = [];
    await inSteps(texts.length, STEP_ROWS, (start, end) => {
      for (let index = start; index < end; index++) {
        const line = texts[index] ?? '';
        if (line.trim() === '') continue;
        decoded.push({ row: Number(numbers[index] ?? next + index), text: line, reading: readText(line) });
      }
    });
    next += texts.length;
    onRead(decoded.length);
    yield decoded;
  }
}

/** The first `rows` of those that are staged. */
export async function* decodeRows(
  staging: Staging,
  format: VendorFormat,
  rows: number,
  receivedAt: number,
): AsyncGenerator<readonly DecodedRow[]> {
  const reading = await readingOf(staging, format, receivedAt);
  yield* decodeChunks(chunksOf(staging.connection, `${reading.sql} LIMIT ${rows}`), reading);
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
