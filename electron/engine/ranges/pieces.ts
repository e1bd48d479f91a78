/**
 * Columns in files. A block holds some rows, column after column; pieces say which rows of which block come one after the
 * other, so that most of a table can go on lying where it lies while some of its rows are replaced. What a piece names may
 * be numbered from its own start: one column's values move by the piece's shift, but for negative ones.
 *
 *   blocks [A: rows of sessions 0 … 4, B: of 0 … 1]   pieces [A 0–9 shift 0, B 0–3 shift 5, A 10–19 shift 2]
 *
 * The description of it all can be sent to a worker: files are open in the process, not in the thread.
 */
import { readSync } from 'node:fs';
import { ensure } from '../../../shared/base/assert';
import { AppFailure } from '../../../shared/contract/errors';
import { arrayOf, type Column, type Columns, type Layout, WIDTH } from './columns';

export interface Block {
  /** File descriptor. */
  readonly fd: number;
  /** By column: the byte at which its first row lies. */
  readonly at: Readonly<Record<string, number>>;
  /** Columns of which every row has this value: they lie nowhere. */
  readonly only?: Readonly<Record<string, number>>;
  /** Columns that lie in another file, by file descriptor. */
  readonly elsewhere?: Readonly<Record<string, number>>;
}

/** Rows of one block. */
export interface Piece {
  readonly block: number;
  readonly from: number;
  readonly length: number;
  readonly shift: number;
}

export interface PiecesData {
  readonly length: number;
  readonly layout: Readonly<Record<string, Layout>>;
  /** The column whose values a piece shifts. */
  readonly shifted: string;
  readonly blocks: readonly Block[];
  /** By piece: its first row here, its block, its first row there, and its shift. */
  readonly starts: Float64Array;
  readonly block: Uint32Array;
  readonly from: Float64Array;
  readonly shift: Float64Array;
}

export class Pieces<T extends object> implements Columns<T> {
  /** `owners`: what keeps the files open. */
  constructor(
    readonly data: PiecesData,
    readonly owners: readonly object[] = [],
  ) {}

  static of<T extends object>(
    { layout, shifted, blocks }: Pick<PiecesData, 'layout' | 'shifted' | 'blocks'>,
    pieces: readonly Piece[],
    owners: readonly object[],
  ): Pieces<T> {
    const starts = new Float64Array(pieces.length);
    let length = 0;
    for (const [i, piece] of pieces.entries()) {
      starts[i] = length;
      length += piece.length;
    }
    const data = {
      length,
      layout,
      shifted,
      blocks,
      starts,
      block: Uint32Array.from(pieces, ({ block }) => block),
      from: Float64Array.from(pieces, ({ from }) => from),
      shift: Float64Array.from(pieces, ({ shift }) => shift),
    };
    return new Pieces(data, owners);
  }

  get length(): number {
    return this.data.length;
  }

  get count(): number {
    return this.data.starts.length;
  }

  read<K extends keyof T & string>(column: K, from: number, to: number): T[K] {
    const layout = ensure(this.data.layout[column], column);
    const into = arrayOf(layout, Math.max(0, to - from));
    this.readInto(column, from, into);
    return into as T[K];
  }

  at(column: keyof T & string, row: number): number {
    return (this.read(column, row, row + 1) as Column)[0] as number;
  }

  /** Fills `into` with the values of the rows from `from` on. */
  readInto(column: keyof T & string, from: number, into: Column): void {
    const { layout, blocks, starts, block, from: firsts, shift, shifted, length } = this.data;
    const width = WIDTH[ensure(layout[column], column)];
    const to = Math.min(length, from + into.length);
    let piece = pieceAt(starts, from);
    for (let row = from; row < to; piece++) {
      const stop = Math.min(to, starts[piece + 1] ?? length);
      const { fd, at, elsewhere, only } = ensure(blocks[block[piece] as number], 'block');
      const place = (firsts[piece] as number) + row - (starts[piece] as number);
      const part = into.subarray(row - from, stop - from);
      const value = only?.[column];
      if (value === undefined) readWhole(elsewhere?.[column] ?? fd, part, ensure(at[column], column) + place * width);
      else part.fill(value);
      if (column === shifted) move(part, shift[piece] as number);
      row = stop;
    }
  }

  /** The value that all rows `from` … `to - 1` have, where that is known without reading them. */
  only(column: keyof T & string, from: number, to: number): number | undefined {
    if (from >= to) return undefined;
    const { blocks, starts, block, shift, shifted } = this.data;
    let known: number | undefined;
    for (let piece = pieceAt(starts, from); piece < starts.length && (starts[piece] as number) < to; piece++) {
      const value = blocks[block[piece] as number]?.only?.[column];
      if (value === undefined) return undefined;
      const own = column === shifted && value >= 0 ? value + (shift[piece] as number) : value;
      if (known !== undefined && known !== own) return undefined;
      known = own;
    }
    return known;
  }

  /** The pieces that make up the rows `from` … `to - 1`, moved by so much more. */
  *slice(from: number, to: number, more: number): Generator<Piece> {
    const { starts, block, from: firsts, shift, length } = this.data;
    let piece = pieceAt(starts, from);
    for (let row = from; row < to; piece++) {
      const stop = Math.min(to, starts[piece + 1] ?? length);
      yield {
        block: block[piece] as number,
        from: (firsts[piece] as number) + row - (starts[piece] as number),
        length: stop - row,
        shift: (shift[piece] as number) + more,
      };
      row = stop;
    }
  }
}

/** What is needed of it to read the rows `from` … `to - 1`, which keep their numbers: little to send, of many pieces. */
export function narrowed(data: PiecesData, from: number, to: number): PiecesData {
  if (data.starts.length === 0) return data;
  const first = pieceAt(data.starts, from);
  const end = pieceAt(data.starts, Math.max(from, to - 1)) + 1;
  const places = new Map<number, number>();
  for (const block of data.block.subarray(first, end)) if (!places.has(block)) places.set(block, places.size);
  return {
    ...data,
    length: data.starts[end] ?? data.length,
    blocks: Array.from(places.keys(), (block) => ensure(data.blocks[block], 'block')),
    starts: data.starts.slice(first, end),
    block: data.block.slice(first, end).map((block) => places.get(block) ?? 0),
    from: data.from.slice(first, end),
    shift: data.shift.slice(first, end),
  };
}

/** The last piece that starts at `row` or before it. */
function pieceAt(starts: Float64Array, row: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] as number) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

function move(part: Column, by: number): void {
  if (by === 0) return;
  for (let i = 0; i < part.length; i++) {
    const value = part[i] as number;
    if (value >= 0) part[i] = value + by;
  }
}

function readWhole(fd: number, into: Column, position: number): void {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  let done = 0;
  while (done < bytes.length) {
    const read = readSync(fd, bytes, done, bytes.length - done, position + done);
    if (read === 0) {
      throw new AppFailure({
        code: 'internal',
        message: 'A file of the workspace’s cache folder ends too early: open the workspace again.',
      });
    }
    done += read;
  }
}
