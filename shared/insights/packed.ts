/**
 * Columns as the engine keeps them, in as few bytes as their values need, and as a fold reads them, one range of persons
 * at a time: four bytes a code and eight a number are made for the events of that range alone. What a fold says of a range
 * does not depend on which of the two it was given (property-tested with every insight).
 *
 *   codes [0, 3, 1]   packed, for the codes [-1, 2, 0]
 *   range of persons 1 … 2, whose events are at positions 40 … 99   the fold gets positions 8 … 67 of a window from 32 on
 */
import type { Bitmap } from '../base/bitmap';
import type { PersonRange, Sequences } from '../model/sequences';
import type { BucketColumn } from './bucket-column';
import type { FoldInput } from './insight';

/** Codes, or nothing: 0 where there is none, else code + 1. */
export type PackedCodes = Uint8Array | Uint16Array | Uint32Array;

/** A column that is not in memory: packed codes of four bytes each, or numbers of eight. */
export interface ReadColumn {
  readonly length: number;
  /** Fills `into` with the values from the position `from` on. */
  readInto(from: number, into: Uint32Array | Float64Array): void;
}

/** Numbers that few different values are of: by packed code, the first of them NaN. `Wide`: codes that are elsewhere. */
export interface PackedNumbers<Wide = ReadColumn> {
  readonly codes: PackedCodes | Wide;
  readonly values: Float64Array;
}

export type CodesOrPacked<Wide = ReadColumn> = Int32Array | PackedCodes | Wide;
export type NumbersOrPacked<Wide = ReadColumn> = Float64Array | PackedNumbers<Wide> | Wide;
/** Or the codes are the names of the events, which the sequences have. */
export type CodesOrNames<Wide = ReadColumn> = CodesOrPacked<Wide> | 'name';

type PositionColumns = Pick<Sequences, 'time' | 'name' | 'session' | 'eid'>;

/** Sequences that are not in memory: their columns are read stretch by stretch, the offsets are there. */
export interface ReadSequences extends Pick<Sequences, 'persons' | 'length' | 'offsets'> {
  /** The values at positions `from` … `to - 1`; valid until the next stretch of that column is read. */
  read<K extends keyof PositionColumns>(column: K, from: number, to: number): PositionColumns[K];
}

/** A {@link FoldInput} whose columns may be packed, and whose sequences and columns may have to be read. */
export type PackedInput<S = Sequences | ReadSequences, Wide = ReadColumn> = Omit<
  FoldInput,
  'sequences' | 'codes' | 'numbers'
> & {
  readonly sequences: S;
  readonly codes: readonly CodesOrNames<Wide>[];
  readonly numbers: readonly NumbersOrPacked<Wide>[];
  /** The columns that `codeAt` alone looks at: places in `codes`. */
  readonly few?: readonly number[];
};

const isRead = (sequences: Sequences | ReadSequences): sequences is ReadSequences => 'read' in sequences;

/** Positions in one word of a bitmap: windows begin with one. */
export const WORD = 32;

const NO_CODES = new Int32Array(0);

/** The column at a place, where it is given as it is kept: where it is packed, and in memory. */
function keptOf({ codes, few }: PackedInput, place: number): PackedCodes | undefined {
  if (few?.includes(place) !== true) return undefined;
  const column = codes[place];
  const isKept = column instanceof Uint8Array || column instanceof Uint16Array || column instanceof Uint32Array;
  return isKept ? column : undefined;
}

/** The code of an event in a column that is wanted for few of them; -1 where there is none. */
export function codeAt({ codes, fewCodes }: FoldInput, column: number, position: number): number {
  const kept = fewCodes?.[column];
  return kept === undefined ? (codes[column]?.[position] ?? -1) : (kept[position] as number) - 1;
}

/** Gives folds what they read. Its arrays are used again by the next range: a fold must not hand out parts of its input. */
export class Unpacker {
  private readonly codes: Int32Array[] = [];
  private readonly numbers: Float64Array[] = [];
  /** Codes of numbers, as they are read. */
  private readonly read: Uint32Array[] = [];
  private offsets = new Uint32Array(0);

  /** The input of a fold over `range`, and over no other. Persons keep their numbers. */
  inputOf(packed: PackedInput, range: PersonRange): FoldInput {
    if (isWide(packed)) return packed;
    return this.windowOf(packed, range).input;
  }

  /** The same, with the position that the window's first one is of. */
  windowOf(packed: PackedInput, range: PersonRange): { readonly input: FoldInput; readonly base: number } {
    const { sequences } = packed;
    const first = sequences.offsets[range.from] as number;
    const from = first - (first % WORD);
    const to = sequences.offsets[range.to] as number;
    const offsets = this.offsetsOf(sequences, range, from);
    const own = isRead(sequences) ? readWindow(sequences, offsets, from, to) : heldWindow(sequences, offsets, from, to);
    return { input: this.fill(packed, own, from, to), base: from };
  }

  private fill(packed: PackedInput, sequences: Sequences, from: number, to: number): FoldInput {
    return {
      ...packed,
      sequences,
      predicates: packed.predicates.map((bitmap) => wordsOf(bitmap, from, to)),
      ...(packed.buckets === undefined
        ? {}
        : { buckets: packed.buckets.map((column) => column && bucketsOf(column, from, to)) }),
      ...(packed.few === undefined
        ? {}
        : { fewCodes: packed.codes.map((_, i) => keptOf(packed, i)?.subarray(from, to)) }),
      codes: packed.codes.map((column, i) =>
        keptOf(packed, i) !== undefined
          ? NO_CODES
          : column === 'name'
            ? sequences.name
            : column instanceof Int32Array
              ? column.subarray(from, to)
              : unpackCodes(
                  column,
                  from,
                  to,
                  room(this.codes, i, to - from, (n) => new Int32Array(n)),
                ),
      ),
      numbers: packed.numbers.map((column, i) => {
        if (column instanceof Float64Array) return column.subarray(from, to);
        const into = room(this.numbers, i, to - from, (n) => new Float64Array(n));
        const codes = 'values' in column ? column.codes : undefined;
        const read = codes !== undefined && 'readInto' in codes;
        return unpackNumbers(
          column,
          from,
          to,
          into,
          read ? room(this.read, i, to - from, (n) => new Uint32Array(n)) : undefined,
        );
      }),
    };
  }

  private offsetsOf(
    { persons, offsets }: Pick<Sequences, 'persons' | 'offsets'>,
    { from, to }: PersonRange,
    base: number,
  ): Uint32Array {
    if (this.offsets.length < persons + 1) this.offsets = new Uint32Array(persons + 1);
    for (let person = from; person <= to; person += 1) this.offsets[person] = (offsets[person] as number) - base;
    return this.offsets;
  }
}

/** The input over all persons, for whoever looks at more than one range; `make` says where the memory comes from. */
export function unpackAll(
  packed: PackedInput<Sequences>,
  make: { i32(length: number): Int32Array; f64(length: number): Float64Array },
): FoldInput {
  if (isWide(packed)) return packed;
  const { sequences } = packed;
  const { length } = sequences;
  return {
    ...packed,
    codes: packed.codes.map((column) => {
      if (column === 'name') return sequences.name;
      return column instanceof Int32Array ? column : unpackCodes(column, 0, length, make.i32(length));
    }),
    numbers: packed.numbers.map((column) =>
      column instanceof Float64Array ? column : unpackNumbers(column, 0, length, make.f64(length)),
    ),
  };
}

function isWide(input: PackedInput): input is FoldInput {
  return (
    !isRead(input.sequences) &&
    input.codes.every((column) => column instanceof Int32Array) &&
    input.numbers.every((column) => column instanceof Float64Array)
  );
}

function heldWindow(
  { persons, time, name, session, eid }: Sequences,
  offsets: Uint32Array,
  from: number,
  to: number,
): Sequences {
  return {
    persons,
    length: to - from,
    offsets,
    time: time.subarray(from, to),
    name: name.subarray(from, to),
    session: session.subarray(from, to),
    eid: eid.subarray(from, to),
  };
}

/** A column is read when it is first looked at: few folds want them all. */
function readWindow(source: ReadSequences, offsets: Uint32Array, from: number, to: number): Sequences {
  const known: { -readonly [K in keyof PositionColumns]?: PositionColumns[K] } = {};
  return {
    persons: source.persons,
    length: to - from,
    offsets,
    get time() {
      return (known.time ??= source.read('time', from, to));
    },
    get name() {
      return (known.name ??= source.read('name', from, to));
    },
    get session() {
      return (known.session ??= source.read('session', from, to));
    },
    get eid() {
      return (known.eid ??= source.read('eid', from, to));
    },
  };
}

const wordsOf = (bitmap: Bitmap, from: number, to: number): Bitmap =>
  bitmap.subarray(from / WORD, Math.ceil(to / WORD));

const bucketsOf = ({ bucket, ends, lasts }: BucketColumn, from: number, to: number): BucketColumn => ({
  bucket: bucket.subarray(from, to),
  ends: wordsOf(ends, from, to),
  lasts: wordsOf(lasts, from, to),
});

function room<T extends { readonly length: number }>(
  arrays: T[],
  place: number,
  length: number,
  make: (length: number) => T,
): T {
  let array = arrays[place];
  if (array === undefined || array.length < length) {
    array = make(length);
    arrays[place] = array;
  }
  return array;
}

/** The codes at `from` … `to - 1`, put into an array from its start. */
export function unpackCodes(codes: PackedCodes | ReadColumn, from: number, to: number, into: Int32Array): Int32Array {
  // A loop for each width: one for all of them would be several times as slow.
  if ('readInto' in codes) {
    const read = new Uint32Array(into.buffer, into.byteOffset, to - from);
    codes.readInto(from, read);
    unpackWords(read, 0, to - from, into);
  } else if (codes instanceof Uint8Array) unpackBytes(codes, from, to, into);
  else if (codes instanceof Uint16Array) unpackShorts(codes, from, to, into);
  else unpackWords(codes, from, to, into);
  return into;
}

function unpackBytes(codes: Uint8Array, from: number, to: number, into: Int32Array): void {
  for (let at = from; at < to; at += 1) into[at - from] = (codes[at] as number) - 1;
}

function unpackShorts(codes: Uint16Array, from: number, to: number, into: Int32Array): void {
  for (let at = from; at < to; at += 1) into[at - from] = (codes[at] as number) - 1;
}

function unpackWords(codes: Uint32Array, from: number, to: number, into: Int32Array): void {
  for (let at = from; at < to; at += 1) into[at - from] = (codes[at] as number) - 1;
}

/** The numbers at `from` … `to - 1`, put into an array from its start. `room`: where codes are read to. */
export function unpackNumbers(
  column: PackedNumbers | ReadColumn,
  from: number,
  to: number,
  into: Float64Array,
  room: Uint32Array = new Uint32Array(0),
): Float64Array {
  if ('readInto' in column) {
    column.readInto(from, into.subarray(0, to - from));
    return into;
  }
  const { codes, values } = column;
  if ('readInto' in codes) {
    const read = room.length < to - from ? new Uint32Array(to - from) : room.subarray(0, to - from);
    codes.readInto(from, read);
    for (let at = 0; at < read.length; at += 1) into[at] = values[read[at] as number] as number;
  } else if (codes instanceof Uint8Array) {
    for (let at = from; at < to; at += 1) into[at - from] = values[codes[at] as number] as number;
  } else if (codes instanceof Uint16Array) {
    for (let at = from; at < to; at += 1) into[at - from] = values[codes[at] as number] as number;
  } else {
    for (let at = from; at < to; at += 1) into[at - from] = values[codes[at] as number] as number;
  }
  return into;
}
