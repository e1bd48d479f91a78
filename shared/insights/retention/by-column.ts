/**
 * Retention as {@link isPlain} has it where the bucket of every event is known: neither times are read nor persons walked, but
 * the runs of events in one bucket. Whether a run counts cannot be foreseen, by a processor neither: it is added up rather
 * than asked.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import type { PersonRange } from '../../model/sequences';
import { type BucketColumn, COLUMN_VALUES } from '../bucket-column';
import { afterFirst, allIf, beyond, runsWith, upToFirst, WORDS_PER_LOOK } from '../bucket-runs';
import type { FoldInput, Stop } from '../insight';
import { columnsOf } from './partial';
import type { RetentionParams } from './plan';

/** Adds to `cells` (as in {@link RetentionPartial}) what the persons of the range come to. */
export function countInColumn(
  { sequences: { offsets }, predicates }: FoldInput,
  params: RetentionParams,
  { column, first }: { readonly column: BucketColumn; readonly first: number },
  range: PersonRange,
  stop: Stop,
  cells: Float64Array,
): void {
  const { cohorts } = params;
  // Values are 0 before all buckets, then one by bucket; from the first event of a cohort on, counts lie in its row.
  const rowOf = new Int32Array(COLUMN_VALUES);
  const bucketOf = (value: number): number => first + value - 1;
  for (let value = 1; value < COLUMN_VALUES; value += 1) {
    if (bucketOf(value) < cohorts) rowOf[value] = value * COLUMN_VALUES;
  }
  // A first start before the range is one too, and ends in the row of nobody; unless only those in it are asked for.
  const joins = new Uint8Array(COLUMN_VALUES).fill(1);
  if (params.cohortBy === 'first_in_range') joins[0] = 0;
  const sizes = new Int32Array(COLUMN_VALUES);
  const counts = new Int32Array(COLUMN_VALUES * COLUMN_VALUES);
  const starts = predicates[params.start] as Bitmap;
  const returns = predicates[params.back] as Bitmap;
  countRuns(offsets, starts, returns, column, { rowOf, joins, sizes, counts }, range, stop);
  const columns = columnsOf(params);
  for (let value = 1; value < COLUMN_VALUES && bucketOf(value) < cohorts; value += 1) {
    const base = bucketOf(value) * columns;
    cells[base] = (cells[base] as number) + (sizes[value] as number);
    const row = value * COLUMN_VALUES;
    for (let period = 0; period <= params.brackets.length && value + period < COLUMN_VALUES; period += 1) {
      const cell = base + 1 + period;
      cells[cell] = (cells[cell] as number) + (counts[row + value + period] as number);
    }
  }
}

interface Tally {
  /** By value where the counts of those lie who start there. */
  readonly rowOf: Int32Array;
  /** By value 1 where a start makes a member, else 0. */
  readonly joins: Uint8Array;
  /** By value who starts there. */
  readonly sizes: Int32Array;
  /** By row and value who comes back there. */
  readonly counts: Int32Array;
}

function countRuns(
  offsets: Uint32Array,
  starts: Bitmap,
  returns: Bitmap,
  { bucket, ends, lasts }: BucketColumn,
  { rowOf, joins, sizes, counts }: Tally,
  range: PersonRange,
  stop: Stop,
): void {
  const from = offsets[range.from] as number;
  const to = offsets[range.to] as number;
  // What there is in the word of the run that goes on in the next: starts, returns, and returns after the first start.
  let begun = 0;
  let back = 0;
  let backAfter = 0;
  // Of the person.
  let joined = 0;
  let row = 0;
  const firstWord = from >>> 5;
  const lastWord = (to - 1) >>> 5;
  for (let word = firstWord; from < to && word <= lastWord; word += 1) {
    if ((word - firstWord) % WORDS_PER_LOOK === 0 && stop()) break;
    const mask = rangeMask(word, from, to);
    let left = (ends[word] as number) & mask;
    const open = left & -left;
    const tail = beyond(left);
    const own = (starts[word] as number) & mask;
    const all = (returns[word] as number) & mask;
    const later = all & (afterFirst(own, left) | (upToFirst(left) & allIf(begun)));
    const startHits = runsWith(own | (open & allIf(begun)), left);
    const hits = runsWith(all | (open & allIf(back)), left);
    const laterHits = runsWith(later | (open & allIf(backAfter)), left);
    const goesOn = allIf(left) ^ -1;
    begun = (own & tail) | (begun & goesOn);
    back = (all & tail) | (back & goesOn);
    backAfter = (later & tail) | (backAfter & goesOn);
    const personEnds = lasts[word] as number;
    while (left !== 0) {
      const shift = 31 - Math.clz32(left & -left);
      left &= left - 1;
      const value = bucket[(word << 5) + shift] as number;
      const isLast = (personEnds >>> shift) & 1;
      const join = (startHits >>> shift) & (joins[value] as number) & (joined ^ 1);
      // In the run of the first start only what comes after it is a return.
      const hit = hits ^ ((hits ^ laterHits) & -join);
      joined |= join;
      row += ((rowOf[value] as number) - row) & -join;
      sizes[value] = (sizes[value] as number) + join;
      counts[row + value] = (counts[row + value] as number) + ((hit >>> shift) & 1);
      joined &= isLast - 1;
      row &= isLast - 1;
    }
  }
}
