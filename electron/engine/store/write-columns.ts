/**
 * The bulk way into DuckDB: typed arrays and texts are copied into an appender's vectors by memory copy, without an object
 * or a call per cell.
 */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  INTEGER,
  UBIGINT,
  UINTEGER,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import bindings, { type Vector } from '@duckdb/node-bindings';
import { assert, ensure } from '../../../shared/base/assert';

/**
 * A column and how it is stored. `values` may be longer than the rows written. A value equal to `missing` (NaN too) is
 * stored as NULL. `i64` takes whole numbers from doubles, `bool` zeros and ones.
 */
export type NumberColumn = { readonly missing?: number } & (
  | { readonly type: 'u8' | 'bool'; readonly values: Uint8Array }
  | { readonly type: 'i32'; readonly values: Int32Array }
  | { readonly type: 'u32'; readonly values: Uint32Array }
  | { readonly type: 'f64' | 'i64'; readonly values: Float64Array }
);
/** A text that is null is stored as NULL; the same text is that of every row. `u64` is two words a row, the low one first. */
export type WriteColumn =
  | NumberColumn
  | { readonly type: 'same text'; readonly value: string | null }
  | { readonly type: 'text'; readonly values: readonly (string | null)[] }
  | { readonly type: 'u64'; readonly values: Uint32Array };

const SQL_TYPES = {
  u8: UTINYINT,
  bool: BOOLEAN,
  i32: INTEGER,
  u32: UINTEGER,
  f64: DOUBLE,
  i64: BIGINT,
  u64: UBIGINT,
  text: VARCHAR,
  'same text': VARCHAR,
} as const;
const WIDTH = { u8: 1, bool: 1, i32: 4, u32: 4, f64: 8, i64: 8 } as const;

/** As many as a vector of DuckDB holds. */
export const CHUNK_ROWS = 2_048;
/** Between two pauses, so that a write of millions of rows does not hold up every other question. */
const ROWS_PER_TURN = 64 * CHUNK_ROWS;
const TWO_TO_32 = 2 ** 32;

export interface WriteTarget {
  readonly table: string;
  readonly schema?: string;
  readonly catalog?: string;
}

/**
 * Appends `rows` rows; the columns are the table's, all of them, in its order and of its types. Outside a transaction
 * of the caller's the rows are committed when it returns. Other work of the process runs between the parts.
 */
export async function writeColumns(
  connection: DuckDBConnection,
  { table, schema = 'main', catalog }: WriteTarget,
  columns: readonly WriteColumn[],
  rows: number,
): Promise<void> {
  for (const column of columns) {
    if (column.type === 'same text') continue;
    const values = column.type === 'u64' ? 2 * rows : rows;
    assert(column.values.length >= values, 'a column is shorter than the rows to write');
  }
  if (rows === 0) return;
  const appender = await connection.createAppender(table, schema, catalog);
  const chunk = DuckDBDataChunk.create(columns.map(({ type }) => SQL_TYPES[type]));
  const scratch = new ArrayBuffer(CHUNK_ROWS * TEXT_BYTES);
  try {
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - from);
      chunk.reset();
      fillChunk(chunk, columns, from, count, scratch);
      appender.appendDataChunk(chunk);
      if (from % ROWS_PER_TURN === ROWS_PER_TURN - CHUNK_ROWS) await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    appender.clear();
    throw error;
  } finally {
    appender.closeSync();
  }
}

/** Rows `from` on as one vector a column; `count` is up to {@link CHUNK_ROWS}. */
export function chunkOfColumns(columns: readonly WriteColumn[], from: number, count: number): DuckDBDataChunk {
  assert(count <= CHUNK_ROWS, 'a vector holds fewer rows');
  const chunk = DuckDBDataChunk.create(columns.map(({ type }) => SQL_TYPES[type]));
  fillChunk(chunk, columns, from, count, new ArrayBuffer(CHUNK_ROWS * TEXT_BYTES));
  return chunk;
}

function fillChunk(
  chunk: DuckDBDataChunk,
  columns: readonly WriteColumn[],
  from: number,
  count: number,
  scratch: ArrayBuffer,
): void {
  chunk.rowCount = count;
  for (const [index, column] of columns.entries()) {
    const vector = bindings.data_chunk_get_vector(chunk.chunk, index);
    if (column.type === 'text') fillTexts(vector, column.values, from, count, scratch);
    else if (column.type === 'same text') fillSame(vector, column.value, count, scratch);
    else if (column.type === 'u64') fillWords(vector, column.values, from, count, scratch);
    else fillNumbers(vector, column, from, count, scratch);
  }
}

/** A text in a vector: its length, then its bytes where they are up to so many, else where they lie. */
const INLINE_BYTES = 12;
const TEXT_BYTES = 4 + INLINE_BYTES;
/** Of long texts so much goes together: JavaScript's texts have a greatest length. */
const JOINED_LENGTH = 2 ** 22;

/**
 * Texts are laid out here as its C interface has
 * them (`duckdb_string_t`) and copied together: short ones whole, long ones by where they lie in one text of them all, which
 * costs one call in place of thousands. What is not ASCII costs a call each.
 */
function fillTexts(
  vector: Vector,
  values: readonly (string | null)[],
  from: number,
  count: number,
  scratch: ArrayBuffer,
): void {
  let valid: Uint32Array<ArrayBuffer> | undefined;
  const bytes = new Uint8Array(scratch, 0, count * TEXT_BYTES).fill(0);
  const long: number[] = [];
  const others: number[] = [];
  for (let i = 0; i < count; i++) {
    const value = values[from + i];
    if (value === null || value === undefined) valid = without(valid, i, count);
    else if (value.length > INLINE_BYTES) long.push(i);
    else if (!layOut(value, bytes, i * TEXT_BYTES)) others.push(i);
  }
  if (long.length > 0) others.push(...layOutLong(vector, values, from, long, scratch));
  bindings.copy_data_to_vector(vector, 0, scratch, 0, count * TEXT_BYTES);
  for (const i of others) bindings.vector_assign_string_element(vector, i, values[from + i] ?? '');
  if (valid !== undefined) setValidity(vector, valid);
}

/** Lays out the texts of `rows`, each too long to be held in place; gives the rows that a call each must be made for. */
function layOutLong(
  vector: Vector,
  values: readonly (string | null)[],
  from: number,
  rows: readonly number[],
  scratch: ArrayBuffer,
): number[] {
  const textOf = (row: number): string => values[from + row] ?? '';
  const others: number[] = [];
  for (let first = 0; first < rows.length;) {
    let end = first;
    for (let size = 0; end < rows.length && (end === first || size < JOINED_LENGTH); end++) {
      size += textOf(rows[end] as number).length;
    }
    let ascii = rows.slice(first, end);
    let all = ascii.map(textOf).join('');
    if (!isAscii(all)) {
      others.push(...ascii.filter((row) => !isAscii(textOf(row))));
      ascii = ascii.filter((row) => isAscii(textOf(row)));
      all = ascii.map(textOf).join('');
    }
    if (!layOutJoined(vector, ascii, textOf, all, new Uint32Array(scratch))) others.push(...ascii);
    first = end;
  }
  return others;
}

/** `all` are the texts of the rows one after the other, in ASCII. False, and nothing laid out, where it was not taken whole. */
function layOutJoined(
  vector: Vector,
  rows: readonly number[],
  textOf: (row: number) => string,
  all: string,
  words: Uint32Array,
): boolean {
  if (rows.length === 0) return true;
  // The vector's own memory holds it from here on; row 0 is only where to read of it, and is written over.
  const [length, , low = 0, high = 0] = assign(vector, 0, all);
  // Nothing may point behind what the vector holds, whatever the texts are like.
  if (length !== all.length) return false;
  let at = low;
  for (const row of rows) {
    const text = textOf(row);
    words[4 * row] = text.length;
    words[4 * row + 1] =
      text.charCodeAt(0) | (text.charCodeAt(1) << 8) | (text.charCodeAt(2) << 16) | (text.charCodeAt(3) << 24);
    words[4 * row + 2] = at;
    words[4 * row + 3] = high + Math.floor(at / TWO_TO_32);
    at += text.length;
  }
  return true;
}

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;

/** Assigns a text by a call and gives how it is laid out: length, first letters, and where it lies, the low word first. */
function assign(vector: Vector, row: number, text: string): Uint32Array {
  bindings.vector_assign_string_element(vector, row, text);
  const end = (row + 1) * TEXT_BYTES;
  return new Uint32Array(Uint8Array.from(bindings.vector_get_data(vector, end).subarray(end - TEXT_BYTES)).buffer);
}

/** One text in all of the vector. */
function fillSame(vector: Vector, value: string | null, count: number, scratch: ArrayBuffer): void {
  if (value === null) {
    setValidity(vector, new Uint32Array(Math.ceil(count / 64) * 2));
    return;
  }
  const words = new Uint32Array(scratch, 0, (count * TEXT_BYTES) / 4);
  words.set(assign(vector, 0, value));
  for (let done = TEXT_BYTES / 4; done < words.length; done *= 2) words.copyWithin(done, 0, done);
  bindings.copy_data_to_vector(vector, 0, scratch, 0, count * TEXT_BYTES);
}

/** False where it is not ASCII. */
function layOut(text: string, into: Uint8Array, at: number): boolean {
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      into.fill(0, at, at + TEXT_BYTES);
      return false;
    }
    into[at + 4 + i] = code;
  }
  // The lowest byte of the length; the others are 0.
  into[at] = length;
  return true;
}

function fillWords(vector: Vector, values: Uint32Array, from: number, count: number, scratch: ArrayBuffer): void {
  new Uint32Array(scratch).set(values.subarray(2 * from, 2 * (from + count)));
  bindings.copy_data_to_vector(vector, 0, scratch, 0, 8 * count);
}

function fillNumbers(vector: Vector, column: NumberColumn, from: number, count: number, scratch: ArrayBuffer): void {
  const bytes = count * WIDTH[column.type];
  if (column.type === 'i64') toInt64(column.values, from, count, new Int32Array(scratch));
  else {
    // Through the scratch, since the source may lie on shared memory, which the bindings do not take.
    const source = column.values.subarray(from, from + count);
    new Uint8Array(scratch).set(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  }
  bindings.copy_data_to_vector(vector, 0, scratch, 0, bytes);
  if (column.missing !== undefined) {
    const validity = validityOf(column.values, column.missing, from, count);
    if (validity !== undefined) setValidity(vector, validity);
  }
}

/** Whole doubles as 64-bit integers, low half first; several times as fast as through BigInt. */
function toInt64(values: Float64Array, from: number, count: number, into: Int32Array): void {
  for (let i = 0; i < count; i++) {
    const value = values[from + i] as number;
    const high = Math.floor(value / TWO_TO_32);
    into[2 * i] = value - high * TWO_TO_32;
    into[2 * i + 1] = high;
  }
}

/** A bit per row, set where there is a value; undefined where every row has one. */
function validityOf(
  values: NumberColumn['values'],
  missing: number,
  from: number,
  count: number,
): Uint32Array<ArrayBuffer> | undefined {
  let valid: Uint32Array<ArrayBuffer> | undefined;
  const isNaN = Number.isNaN(missing);
  for (let i = 0; i < count; i++) {
    const value = values[from + i] as number;
    if (isNaN ? !Number.isNaN(value) : value !== missing) continue;
    valid = without(valid, i, count);
  }
  return valid;
}

/** Takes row `i` of `count` out of those that have a value; all have where there is no list yet. */
function without(valid: Uint32Array<ArrayBuffer> | undefined, i: number, count: number): Uint32Array<ArrayBuffer> {
  const words = valid ?? new Uint32Array(Math.ceil(count / 64) * 2).fill(0xffffffff);
  words[i >>> 5] = ensure(words[i >>> 5], 'validity word') & ~(1 << (i & 31));
  return words;
}

function setValidity(vector: Vector, valid: Uint32Array<ArrayBuffer>): void {
  bindings.vector_ensure_validity_writable(vector);
  bindings.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, valid.byteLength);
}
