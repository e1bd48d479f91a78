/**
 * Columns over all positions of a view while they are worked out, and as they are kept: in memory where events are, and
 * where few bytes do; else in a file that is gone through stretch by stretch. Folds read them range by range.
 */
import { ftruncateSync, readSync, writeSync } from 'node:fs';
import { AppFailure } from '../../../shared/contract/errors';
import type { PackedCodes, ReadColumn } from '../../../shared/insights/packed';
import { codeArray } from '../properties/code-array';
import { inSteps } from '../sequences/cooperate';
import { sharedArrays, sharedLike } from '../sequences/order';
import { NEVER_ABORTED } from '../store/taken-back';
import type { OpenFile, RangesFolder } from './block-file';
import type { EventSequences } from './events';

/** As it is sent to a fold worker: files are open in the process, not in the thread. */
export interface SentColumn {
  readonly file: { readonly fd: number };
  readonly length: number;
}

/** A column in a file: codes plus one in four bytes each, or numbers in eight. */
export class FiledColumn implements ReadColumn, SentColumn {
  private constructor(
    readonly file: OpenFile,
    readonly length: number,
    /** Bytes a value. */
    readonly width: 4 | 8,
  ) {}

  /** All zero. */
  static create(room: Room, length: number, width: 4 | 8): FiledColumn {
    const { file } = room().create();
    ftruncateSync(file.fd, length * width);
    return new FiledColumn(file, length, width);
  }

  readInto(from: number, into: Uint32Array | Float64Array): void {
    readAt(this.file.fd, from, into);
  }

  write(from: number, values: Uint32Array | Float64Array): void {
    const bytes = bytesOf(values);
    for (let at = 0; at < bytes.length;) {
      at += writeSync(this.file.fd, bytes, at, bytes.length - at, from * values.BYTES_PER_ELEMENT + at);
    }
  }
}

export type CodesAnywhere = PackedCodes | FiledColumn;
export type NumbersAnywhere =
  Float64Array | FiledColumn | { readonly codes: CodesAnywhere; readonly values: Float64Array };

/** The same, ready to be read in this thread. */
export const openedColumn = ({ file: { fd }, length }: SentColumn): ReadColumn => ({
  length,
  readInto: (from, into) => readAt(fd, from, into),
});

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function readAt(fd: number, from: number, into: Uint32Array | Float64Array): void {
  const bytes = bytesOf(into);
  for (let at = 0; at < bytes.length;) {
    const read = readSync(fd, bytes, at, bytes.length - at, from * into.BYTES_PER_ELEMENT + at);
    if (read === 0) {
      throw new AppFailure({
        code: 'internal',
        message: 'A file of the workspace’s cache folder ends too early: open the workspace again.',
      });
    }
    at += read;
  }
}

/** The codes at positions `from` … `to - 1`. */
export function codesIn(codes: CodesAnywhere, from: number, to: number): PackedCodes {
  if (!(codes instanceof FiledColumn)) return codes.subarray(from, to);
  const into = new Uint32Array(to - from);
  codes.readInto(from, into);
  return into;
}

/** Of a pass over all of them, between two turns of others. */
const POSITIONS_PER_STEP = 262_144;

/** Where columns lie that are not held; made when somebody needs it. */
export type Room = () => RangesFolder;

/** A column that is being worked out: all of it 0, or NaN, at first. */
export class WideColumn<A extends PackedCodes | Float64Array> {
  constructor(
    readonly made: A | FiledColumn,
    private readonly make: (length: number) => A,
  ) {}

  get length(): number {
    return this.made.length;
  }

  /** Calls `visit` with stretch after stretch, to be written to; `from` is the first position of each. */
  each(visit: (values: A, from: number, to: number) => void, signal = NEVER_ABORTED): Promise<void> {
    const { made } = this;
    return inSteps(
      made.length,
      POSITIONS_PER_STEP,
      (from, to) => {
        if (!(made instanceof FiledColumn)) {
          visit(made.subarray(from, to) as A, from, to);
          return;
        }
        const values = this.make(to - from) as Uint32Array | Float64Array;
        made.readInto(from, values);
        visit(values as A, from, to);
        made.write(from, values);
      },
      signal,
    );
  }

  /**
   * Every position gets what `source` has at `index` of it. The source is asked for from end to end, as many as are in
   * memory at a time; `length` is its own.
   */
  async gather(
    index: (from: number, to: number) => Uint32Array,
    length: number,
    perPass: number,
    source: (from: number, to: number) => Promise<ArrayLike<number>> | ArrayLike<number>,
    signal = NEVER_ABORTED,
  ): Promise<void> {
    for (let first = 0; first < length; first += perPass) {
      const end = Math.min(length, first + perPass);
      const values = await source(first, end);
      await this.each((into, from, to) => place(into, index(from, to), values, first, end), signal);
    }
  }
}

function place(
  into: PackedCodes | Float64Array,
  index: Uint32Array,
  values: ArrayLike<number>,
  first: number,
  end: number,
): void {
  for (let at = 0; at < index.length; at++) {
    const from = index[at] as number;
    if (from >= first && from < end) into[at] = values[from - first] as number;
  }
}

/** Codes below `count`, packed: 0 where there is none. Of few different ones they are held wherever the events are. */
export function codesOver({ length, held }: EventSequences, count: number, room: Room): WideColumn<PackedCodes> {
  const kind = codeArray(0, count);
  if (held !== undefined || kind.BYTES_PER_ELEMENT < 4) {
    return new WideColumn<PackedCodes>(sharedLike(kind, length), (n) => sharedLike(kind, n));
  }
  return new WideColumn<PackedCodes>(FiledColumn.create(room, length, 4), (n) => new Uint32Array(n));
}

/** Numbers, NaN where there is none. */
export async function numbersOver({ length, held }: EventSequences, room: Room): Promise<WideColumn<Float64Array>> {
  const numbers = new WideColumn<Float64Array>(
    held === undefined ? FiledColumn.create(room, length, 8) : sharedArrays.f64(length),
    (n) => new Float64Array(n),
  );
  await numbers.each((values) => values.fill(NaN));
  return numbers;
}

/** How many numbers of so many bytes each are gone through at a time. */
export const perPass = ({ held }: EventSequences, room: Room, width: number): number =>
  held === undefined ? Math.floor(room().bytesPerPass / width) : Infinity;
