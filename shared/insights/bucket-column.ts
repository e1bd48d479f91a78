/**
 * Which bucket each event is in, a byte an event: what is asked again and again of the same buckets need not read times,
 * which take eight. 0 is before all of them, bucket k is k + 1, and one more is after all: of each person they ascend, so that
 * its events in one bucket are a run. Two bits an event say where runs and persons end.
 */
import type { Bitmap } from '../base/bitmap';
import type { PersonRange } from '../model/sequences';
import type { Span } from './range';

/** By position. */
export interface BucketColumn {
  readonly bucket: Uint8Array;
  /** The last event of each run: the next one is in another bucket, or another person's. */
  readonly ends: Bitmap;
  /** The last event of each person. */
  readonly lasts: Bitmap;
}

/** What a byte may say: 254 buckets, and that an event is before or after all of them. */
export const COLUMN_VALUES = 256;
const MOST_BUCKETS = COLUMN_VALUES - 2;

export interface PlannedColumn {
  /** UTC ms. */
  readonly boundaries: Float64Array;
  /** Which of the buckets that were asked for is the column's first. */
  readonly first: number;
}

/** Where a plan asked for a column: its place among the plan's needs, and `first` as in {@link PlannedColumn}. */
export interface ColumnPlace {
  readonly place: number;
  readonly first: number;
}

/**
 * A column of the buckets of `boundaries` for the events of [from, to), half-open and in UTC ms; undefined where there are
 * none or too many. Buckets before and after all events are left out, and where no event of `extent` lies beyond an end, the
 * bucket there is whole: so questions of other kinds and ranges have the same column.
 */
export function columnOf(
  boundaries: Float64Array,
  { from, to }: Span,
  extent: { readonly from: number; readonly to: number } | undefined,
): PlannedColumn | undefined {
  let end = boundaries.length - 1;
  if (end < 1 || extent === undefined) return undefined;
  const clipped = boundaries.slice();
  if (from > extent.from) clipped[0] = Math.max(from, boundaries[0] as number);
  if (to <= extent.to) clipped[end] = Math.min(to, boundaries[end] as number);
  const isInOrder =
    (clipped[0] as number) < (clipped[1] as number) && (clipped[end - 1] as number) < (clipped[end] as number);
  if (!isInOrder) return undefined;
  let first = 0;
  while (first < end && (clipped[first + 1] as number) <= extent.from) first += 1;
  while (end > first && (clipped[end - 1] as number) > extent.to) end -= 1;
  if (end === first || end - first > MOST_BUCKETS) return undefined;
  return { boundaries: clipped.slice(first, end + 1), first };
}

/** The column that a plan asked for, where it is at hand. */
export function columnAt(
  { buckets }: { readonly buckets?: readonly (BucketColumn | undefined)[] },
  planned: ColumnPlace | undefined,
): { readonly column: BucketColumn; readonly first: number } | undefined {
  const column = planned && buckets?.[planned.place];
  return column && { column, first: planned.first };
}

/** Writes the buckets of the events at `from` … `to - 1` into `column` from `at` on. */
export function fillBuckets(
  time: Float64Array,
  from: number,
  to: number,
  boundaries: Float64Array,
  column: Uint8Array,
  at: number,
): void {
  const count = boundaries.length - 1;
  const start = boundaries[0] as number;
  const end = boundaries[count] as number;
  const perMs = count / (end - start);
  let bucket = 0;
  for (let position = from; position < to; position += 1) {
    const when = time[position] as number;
    if (when < start || when >= end) {
      column[at + position - from] = when < start ? 0 : count + 1;
      continue;
    }
    // Often that of the event before; buckets are nearly of one width, so else a division lands on it or beside it.
    if (when < (boundaries[bucket] as number) || when >= (boundaries[bucket + 1] as number)) {
      bucket = Math.min(count - 1, ((when - start) * perMs) | 0);
      while ((boundaries[bucket] as number) > when) bucket -= 1;
      while ((boundaries[bucket + 1] as number) <= when) bucket += 1;
    }
    column[at + position - from] = bucket + 1;
  }
}

/**
 * Marks the ends of the runs and persons of `range`, whose buckets are known, as {@link BucketColumn} has them. `mark` is given
 * word after word of both bitmaps, each that has a bit of the range once.
 */
export function eachWordOfEnds(
  offsets: Uint32Array,
  bucket: Uint8Array,
  range: PersonRange,
  mark: (word: number, ends: number, lasts: number) => void,
): void {
  const from = offsets[range.from] as number;
  const to = offsets[range.to] as number;
  if (from === to) return;
  let person = range.from;
  for (let word = from >>> 5; word <= (to - 1) >>> 5; word += 1) {
    const last = Math.min(to, (word + 1) << 5) - 1;
    let lasts = 0;
    for (; person < range.to && (offsets[person + 1] as number) <= last + 1; person += 1) {
      const end = (offsets[person + 1] as number) - 1;
      // Somebody without events ends where the one before does, or before the range.
      if (end >= from && end >= word << 5) lasts |= 1 << (end & 31);
    }
    let ends = lasts;
    for (let at = Math.max(from, word << 5); at <= last && at < to - 1; at += 1) {
      const differs = (bucket[at] as number) ^ (bucket[at + 1] as number);
      ends |= ((differs | -differs) >>> 31) << (at & 31);
    }
    mark(word, ends, lasts);
  }
}
