/**
 * Which bucket each event is in, a byte an event: what is asked again and again of the same buckets need not read times,
 * which take eight. 0 is before all of them, bucket k is k + 1, and one more is after all: of each person they ascend.
 */

/** More do not fit a byte. */
export const MOST_BUCKETS = 254;

/**
 * The boundaries of such a column for the events of [from, to) in `boundaries`, half-open and in UTC ms; undefined where
 * there are none or too many. Where no event of `extent` lies beyond an end, the bucket there is whole, so that ranges that
 * end at other moments have the same column.
 */
export function columnBoundaries(
  boundaries: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
  extent: { readonly from: number; readonly to: number } | undefined,
): Float64Array | undefined {
  const count = boundaries.length - 1;
  if (count < 1 || count > MOST_BUCKETS || extent === undefined) return undefined;
  const clipped = boundaries.slice();
  if (from > extent.from) clipped[0] = Math.max(from, boundaries[0] as number);
  if (to <= extent.to) clipped[count] = Math.min(to, boundaries[count] as number);
  const isInOrder =
    (clipped[0] as number) < (clipped[1] as number) && (clipped[count - 1] as number) < (clipped[count] as number);
  return isInOrder ? clipped : undefined;
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
