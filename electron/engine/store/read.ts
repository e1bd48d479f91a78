/** Ways out of DuckDB: few rows as objects, many rows as typed columns. */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';
import { BugError } from '../../../shared/base/assert';
import { giveWay } from '../sequences/cooperate';
import { wholeStream } from './whole-stream';

/** A value as JSON would have it: 64-bit integers as numbers where they are safe. Throws beyond 2^53. */
export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;
export type Params = Record<string, DuckDBValue> | DuckDBValue[];

const toCell = (value: DuckDBValue): Cell => {
  if (typeof value !== 'bigint') return value as Cell;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new BugError(`${value} does not fit a number`);
  return number;
};

/** For answers of up to some thousand rows. */
export async function readRows(connection: DuckDBConnection, sql: string, params?: Params): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, params as DuckDBValue[]);
  const names = reader.columnNames();
  return reader.getRows().map((row) => Object.fromEntries(row.map((value, i) => [names[i] as string, toCell(value)])));
}

/** A single number, 0 where there is no row. */
export async function readNumber(connection: DuckDBConnection, sql: string, params?: Params): Promise<number> {
  const [row] = await readRows(connection, sql, params);
  return Number(Object.values(row ?? {})[0] ?? 0);
}

/** One column of text. */
export async function readStrings(connection: DuckDBConnection, sql: string, params?: Params): Promise<string[]> {
  const reader = await connection.runAndReadAll(sql, params as DuckDBValue[]);
  return (reader.getColumns()[0] ?? []) as string[];
}

/**
 * How a column's memory is laid out; the SQL must cast to it (`::UTINYINT`, `::INTEGER`, `::UINTEGER`, `::DOUBLE`).
 * `u64` (`::UBIGINT`) comes as two words a row, the low one first: nothing is made a BigInt.
 */
export type NumericType = 'u8' | 'i32' | 'u32' | 'u64' | 'f64';
const WIDTH = { u8: 1, i32: 4, u32: 4, u64: 8, f64: 8 } as const;
type ColumnOf<T extends NumericType> = {
  u8: Uint8Array;
  i32: Int32Array;
  u32: Uint32Array;
  u64: Uint32Array;
  f64: Float64Array;
}[T];
type ColumnsOf<Types extends readonly NumericType[]> = { -readonly [I in keyof Types]: ColumnOf<Types[I]> };

/**
 * Streams numeric columns, chunk by chunk (2,048 rows), to `onChunk`. The arrays belong to DuckDB and are gone after
 * the call returns: copy what is to stay. No nulls allowed: the memory of a null is undefined, so coalesce in SQL. Throws
 * where the rows stop before their end: what `onChunk` got is not the whole then.
 */
export async function readColumns<const Types extends readonly NumericType[]>(
  connection: DuckDBConnection,
  sql: string,
  types: Types,
  onChunk: (columns: ColumnsOf<Types>, rows: number) => void,
  params?: Params,
): Promise<void> {
  const { chunks } = await wholeStream(connection, sql, types.length, params as DuckDBValue[]);
  for await (const { chunk, rows } of chunks) {
    onChunk(columnsOf(chunk, types, rows), rows);
  }
}

/**
 * The same where all is worked out before the first rows are handed out: quicker where the result is small beside what it
 * takes, since DuckDB's threads never wait for who reads.
 */
export async function readWhole<const Types extends readonly NumericType[]>(
  connection: DuckDBConnection,
  sql: string,
  types: Types,
  onChunk: (columns: ColumnsOf<Types>, rows: number) => void,
): Promise<void> {
  const result = await connection.run(sql);
  for (let at = 0; at < result.chunkCount; at++) {
    const chunk = result.getChunk(at);
    onChunk(columnsOf(chunk, types, chunk.rowCount), chunk.rowCount);
    if (at % CHUNKS_PER_TURN === CHUNKS_PER_TURN - 1) await giveWay();
  }
}

/** Read between two turns of others: a millisecond or so. */
const CHUNKS_PER_TURN = 32;

function columnsOf<const Types extends readonly NumericType[]>(
  { chunk }: DuckDBDataChunk,
  types: Types,
  rows: number,
): ColumnsOf<Types> {
  const columns = types.map((type, index) => {
    const bytes = bindings.vector_get_data(bindings.data_chunk_get_vector(chunk, index), rows * WIDTH[type]);
    return view(type, bytes, rows);
  });
  return columns as ColumnsOf<Types>;
}

function view(type: NumericType, bytes: Uint8Array, rows: number): ColumnOf<NumericType> {
  const { buffer, byteOffset } = bytes;
  switch (type) {
    case 'u8':
      return new Uint8Array(buffer, byteOffset, rows);
    case 'i32':
      return new Int32Array(buffer, byteOffset, rows);
    case 'u32':
      return new Uint32Array(buffer, byteOffset, rows);
    case 'u64':
      return new Uint32Array(buffer, byteOffset, rows * 2);
    case 'f64':
      return new Float64Array(buffer, byteOffset, rows);
  }
}
