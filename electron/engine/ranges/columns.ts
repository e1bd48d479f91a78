/**
 * Columns of a table, of which a stretch of rows at a time is at hand: the same question can be asked of arrays in memory
 * and of files. What is read must not be written to, and belongs to the reader.
 */
export type Column = Float64Array | Int32Array | Uint32Array | Uint8Array;
export type Layout = 'f64' | 'i32' | 'u32' | 'u8';
export type ArrayOf = { f64: Float64Array; i32: Int32Array; u32: Uint32Array; u8: Uint8Array };

export interface Columns<T> {
  /** Rows. */
  readonly length: number;
  /** The values of rows `from` … `to - 1`. */
  read<K extends keyof T & string>(column: K, from: number, to: number): T[K];
  at(column: keyof T & string, row: number): number;
}

export const WIDTH: Readonly<Record<Layout, number>> = { f64: 8, i32: 4, u32: 4, u8: 1 };

/** Rows that are read in one go where all are gone through: some milliseconds. */
export const ROWS_PER_READ = 1 << 18;

export function layoutOf(column: Column): Layout {
  if (column instanceof Float64Array) return 'f64';
  if (column instanceof Int32Array) return 'i32';
  return column instanceof Uint32Array ? 'u32' : 'u8';
}

export function arrayOf<L extends Layout>(layout: L, length: number): ArrayOf[L];
export function arrayOf(layout: Layout, length: number): Column {
  switch (layout) {
    case 'f64':
      return new Float64Array(length);
    case 'i32':
      return new Int32Array(length);
    case 'u32':
      return new Uint32Array(length);
    case 'u8':
      return new Uint8Array(length);
  }
}

/** The stretches that a pass over `length` rows takes one after the other. */
export function* stretchesOf(length: number, rows = ROWS_PER_READ): Generator<readonly [number, number]> {
  for (let from = 0; from < length; from += rows) yield [from, Math.min(length, from + rows)];
}
