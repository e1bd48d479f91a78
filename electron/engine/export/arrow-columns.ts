/**
 * Chunks of DuckDB as columns of an Arrow record batch: memory is copied as it lies, texts piece by piece. A batch is full
 * after so many rows or bytes, whichever comes first, so that one of long texts stays small too.
 */
import { type DuckDBDataChunk, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import bindings, { type Vector } from '@duckdb/node-bindings';
import {
  Column,
  type DataType,
  batchType,
  bool,
  type Field,
  field,
  float64,
  int32,
  int64,
  timestamp,
  TimeUnit,
  uint32,
  uint8,
  utf8,
} from '@uwdata/flechette';
import { BugError } from '../../../shared/base/assert';

const BATCH_ROWS = 65_536;
const BATCH_TEXT_BYTES = 32 * 2 ** 20;
/** A text in a vector: its length, and itself where it is at most so long, else where it lies. */
const CELL_BYTES = 16;
const INLINE_BYTES = 12;
const POINTER_AT = 8;

const FIXED = {
  [DuckDBTypeId.UTINYINT]: { type: uint8, width: 1 },
  [DuckDBTypeId.INTEGER]: { type: int32, width: 4 },
  [DuckDBTypeId.UINTEGER]: { type: uint32, width: 4 },
  [DuckDBTypeId.BIGINT]: { type: int64, width: 8 },
  [DuckDBTypeId.DOUBLE]: { type: float64, width: 8 },
  // Microseconds since 1970, in UTC as everything that is stored.
  [DuckDBTypeId.TIMESTAMP]: { type: () => timestamp(TimeUnit.MICROSECOND, 'UTC'), width: 8 },
} as const;

type Kind = { readonly is: 'text' } | { readonly is: 'boolean' } | { readonly is: 'fixed'; readonly width: number };

function kindOf({ typeId }: DuckDBType): { readonly type: DataType; readonly kind: Kind } {
  if (typeId === DuckDBTypeId.VARCHAR) return { type: utf8(), kind: { is: 'text' } };
  if (typeId === DuckDBTypeId.BOOLEAN) return { type: bool(), kind: { is: 'boolean' } };
  const fixed = (FIXED as Partial<Record<DuckDBTypeId, (typeof FIXED)[keyof typeof FIXED]>>)[typeId];
  if (fixed === undefined) throw new BugError(`A column of DuckDB type ${DuckDBTypeId[typeId]} cannot be exported`);
  return { type: fixed.type(), kind: { is: 'fixed', width: fixed.width } };
}

/** Rows that gather until the batch is full; `clear` makes room for the next ones in the same memory. */
export class ArrowBatch {
  readonly fields: readonly Field[];
  private readonly parts: readonly Part[];
  private rows = 0;

  constructor(names: readonly string[], types: readonly DuckDBType[]) {
    const kinds = types.map(kindOf);
    this.fields = kinds.map(({ type }, index) => field(names[index] ?? '', type));
    this.parts = kinds.map(({ type, kind }) => new Part(type, kind));
  }

  get length(): number {
    return this.rows;
  }

  /** Takes rows of the chunk from `from` on and before `rowCount`, as many as fit; answers where it stopped. */
  take(chunk: DuckDBDataChunk, from: number, rowCount: number): number {
    const vectors = this.parts.map((part, index) =>
      part.look(bindings.data_chunk_get_vector(chunk.chunk, index), rowCount),
    );
    const room = Math.min(rowCount, from + BATCH_ROWS - this.rows);
    let bytes = this.parts.reduce((sum, part) => sum + part.textBytes, 0);
    let to = from;
    while (to < room) {
      for (const vector of vectors) bytes += vector.textBytes(to);
      // One row alone always fits.
      if (bytes > BATCH_TEXT_BYTES && this.rows + to - from > 0) break;
      to += 1;
    }
    for (const [index, part] of this.parts.entries()) part.take(vectors[index] as Seen, from, to, this.rows);
    this.rows += to - from;
    return to;
  }

  columns(): Column<unknown>[] {
    return this.parts.map((part) => part.column(this.rows));
  }

  clear(): void {
    this.rows = 0;
    for (const part of this.parts) part.clear();
  }
}

/** One vector of a chunk, while the chunk is there. */
interface Seen {
  readonly bytes: Uint8Array;
  readonly isValid: (row: number) => boolean;
  /** How long the row's text is; 0 of other columns. */
  readonly textBytes: (row: number) => number;
}

class Part {
  textBytes = 0;
  private nulls = 0;
  private readonly validity = new Uint8Array(BATCH_ROWS / 8);
  private readonly offsets: Int32Array;
  private values: Uint8Array;

  constructor(
    private readonly type: DataType,
    private readonly kind: Kind,
  ) {
    this.offsets = new Int32Array(kind.is === 'text' ? BATCH_ROWS + 1 : 0);
    this.values = new Uint8Array(startBytes(kind));
  }

  look(vector: Vector, rows: number): Seen {
    const bytes = bindings.vector_get_data(vector, rows * widthOf(this.kind));
    const words = bindings.vector_get_validity(vector, Math.ceil(rows / 64) * 8) as Uint8Array | null;
    const isValid =
      words === null
        ? (): boolean => true
        : (row: number): boolean => ((words[row >> 3] as number) & (1 << (row & 7))) !== 0;
    if (this.kind.is !== 'text') return { bytes, isValid, textBytes: () => 0 };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return {
      bytes,
      isValid,
      textBytes: (row) => (isValid(row) ? view.getUint32(row * CELL_BYTES, true) : 0),
    };
  }

  /** Rows `from` to `to` of a vector, as rows from `at` on. */
  take(seen: Seen, from: number, to: number, at: number): void {
    for (let row = from; row < to; row++) {
      const place = at + row - from;
      if (seen.isValid(row)) this.validity[place >> 3] = (this.validity[place >> 3] as number) | (1 << (place & 7));
      else this.nulls += 1;
    }
    if (this.kind.is === 'text') this.takeTexts(seen, from, to, at);
    else if (this.kind.is === 'boolean') this.takeBooleans(seen, from, to, at);
    else this.takeFixed(seen, this.kind.width, from, to, at);
  }

  private takeFixed({ bytes, isValid }: Seen, width: number, from: number, to: number, at: number): void {
    this.values.set(bytes.subarray(from * width, to * width), at * width);
    if (this.nulls === 0) return;
    // What lies under a null is whatever was there before: none of it goes into a file.
    for (let row = from; row < to; row++) {
      if (!isValid(row)) this.values.fill(0, (at + row - from) * width, (at + row - from + 1) * width);
    }
  }

  private takeTexts({ bytes, textBytes }: Seen, from: number, to: number, at: number): void {
    let end = this.textBytes;
    for (let row = from; row < to; row++) {
      const length = textBytes(row);
      if (length > 0) {
        if (end + length > this.values.length) this.grow(end, end + length);
        const cell = row * CELL_BYTES;
        if (length <= INLINE_BYTES) {
          for (let i = 0; i < length; i++) this.values[end + i] = bytes[cell + 4 + i] as number;
        } else {
          const pointer = bytes.byteOffset + cell + POINTER_AT;
          this.values.set(bindings.get_data_from_pointer(bytes.buffer as ArrayBuffer, pointer, length), end);
        }
        end += length;
      }
      this.offsets[at + row - from + 1] = end;
    }
    this.textBytes = end;
  }

  private takeBooleans({ bytes, isValid }: Seen, from: number, to: number, at: number): void {
    for (let row = from; row < to; row++) {
      const place = at + row - from;
      const bit = isValid(row) && bytes[row] !== 0 ? 1 << (place & 7) : 0;
      this.values[place >> 3] = (this.values[place >> 3] as number) | bit;
    }
  }

  private grow(used: number, wanted: number): void {
    const larger = new Uint8Array(Math.max(wanted, this.values.length * 2));
    larger.set(this.values.subarray(0, used));
    this.values = larger;
  }

  column(rows: number): Column<unknown> {
    const Batch = batchType(this.type) as unknown as new (of: object) => Column<unknown>['data'][number];
    const bitBytes = Math.ceil(rows / 8);
    const batch = new Batch({
      length: rows,
      nullCount: this.nulls,
      type: this.type,
      validity: this.nulls === 0 ? new Uint8Array() : this.validity.subarray(0, bitBytes),
      values: this.used(rows, bitBytes),
      ...(this.kind.is === 'text' ? { offsets: this.offsets.subarray(0, rows + 1) } : {}),
    });
    return new Column([batch], this.type);
  }

  /** An element a row where rows have elements of one width: that is how they are counted. */
  private used(rows: number, bitBytes: number): Uint8Array | Uint32Array | Float64Array {
    const { kind, values } = this;
    if (kind.is === 'text') return values.subarray(0, this.textBytes);
    if (kind.is === 'boolean') return values.subarray(0, bitBytes);
    if (kind.width === 1) return values.subarray(0, rows);
    return kind.width === 4 ? new Uint32Array(values.buffer, 0, rows) : new Float64Array(values.buffer, 0, rows);
  }

  clear(): void {
    this.textBytes = 0;
    this.nulls = 0;
    this.validity.fill(0);
    if (this.kind.is === 'boolean') this.values.fill(0);
  }
}

const widthOf = (kind: Kind): number => (kind.is === 'text' ? CELL_BYTES : kind.is === 'boolean' ? 1 : kind.width);

function startBytes(kind: Kind): number {
  if (kind.is === 'text') return BATCH_ROWS;
  return kind.is === 'boolean' ? BATCH_ROWS / 8 : BATCH_ROWS * kind.width;
}
