/**
 * A lifecycle where the bucket of every event is known: neither times are read nor persons walked, but the runs of events in
 * one bucket. Whether a run counts cannot be foreseen, by a processor neither: it is added up rather than asked.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import type { PersonRange } from '../../model/sequences';
import { type BucketColumn, COLUMN_VALUES } from '../bucket-column';
import { allIf, beyond, runsWith, WORDS_PER_LOOK } from '../bucket-runs';
import type { FoldInput, Stop } from '../insight';
import type { LifecycleParams } from './plan';
import { LIFECYCLE_STATUSES } from './spec';

/** Adds to `counts` (as in {@link LifecyclePartial}) what the persons of the range come to. */
export function countByColumn(
  { sequences: { offsets }, predicates }: FoldInput,
  params: LifecycleParams,
  { column, first }: { readonly column: BucketColumn; readonly first: number },
  range: PersonRange,
  stop: Stop,
  counts: Float64Array,
): void {
  const matching = predicates[params.match] as Bitmap;
  const buckets = bucketsOf(params, first);
  const { active, again, fresh } = countRuns(offsets, matching, predicates[params.seen], column, buckets, range, stop);
  const statuses = LIFECYCLE_STATUSES.length;
  for (let bucket = Math.max(1, buckets.first); bucket < params.bounds.length - 1; bucket += 1) {
    const own = bucket - buckets.first + 1;
    const born = fresh[own] ?? 0;
    const returning = again[own] ?? 0;
    const resurrecting = (active[own] ?? 0) - returning - born;
    counts.set([born, returning, resurrecting, (active[own - 1] ?? 0) - returning], (bucket - 1) * statuses);
  }
}

/** What the column's values mean. */
interface ColumnBuckets {
  /** The lifecycle's bucket that is numbered 1 here, the one before its range being 0. */
  readonly first: number;
  /** By value the bucket's number here; {@link NO_BUCKET} of what is before and after all of them. */
  readonly bucketOf: Int32Array;
  /** By value 1 where an event counts as activity, else 0. */
  readonly counts: Uint8Array;
}

const NO_BUCKET = COLUMN_VALUES + 1;

function bucketsOf({ bounds, column }: LifecycleParams, firstPlanned: number): ColumnBuckets {
  const hasGap = column?.hasGap === true;
  // The gap is the second that was planned, and a part of the range's first bucket.
  const lifecycleOf = (planned: number): number => (hasGap && planned > 1 ? planned - 1 : planned);
  const first = lifecycleOf(firstPlanned);
  const bucketOf = new Int32Array(COLUMN_VALUES).fill(NO_BUCKET);
  const counts = new Uint8Array(COLUMN_VALUES);
  for (let value = 1; value < COLUMN_VALUES; value += 1) {
    const planned = firstPlanned + value - 1;
    if (lifecycleOf(planned) > bounds.length - 2) break;
    bucketOf[value] = lifecycleOf(planned) - first + 1;
    counts[value] = hasGap && planned === 1 ? 0 : 1;
  }
  return { first, bucketOf, counts };
}

/** Persons by number of a bucket. */
interface ActiveCounts {
  /** Active in it. */
  readonly active: Int32Array;
  /** Active in it and in the one before. */
  readonly again: Int32Array;
  /** Active in it, their first event being in it too. */
  readonly fresh: Int32Array;
}

/** No bucket is the one after this. */
const NONE = -2;

/** `seen`: the events that there are for the insight; undefined for all. Those that match are among them. */
function countRuns(
  offsets: Uint32Array,
  matching: Bitmap,
  seen: Bitmap | undefined,
  { bucket, ends, lasts }: BucketColumn,
  { bucketOf, counts }: ColumnBuckets,
  range: PersonRange,
  stop: Stop,
): ActiveCounts {
  const active = new Int32Array(NO_BUCKET + 1);
  const again = new Int32Array(NO_BUCKET + 1);
  const fresh = new Int32Array(NO_BUCKET + 1);
  const from = offsets[range.from] as number;
  const to = offsets[range.to] as number;
  // What there is in the word of the run that goes on in the next.
  let running = 0;
  let runningSeen = 0;
  // The person's last active bucket, and the bucket of its first event; 0 before that.
  let before = NONE;
  let born = 0;
  const firstWord = from >>> 5;
  const lastWord = (to - 1) >>> 5;
  for (let word = firstWord; from < to && word <= lastWord; word += 1) {
    if ((word - firstWord) % WORDS_PER_LOOK === 0 && stop()) break;
    const mask = rangeMask(word, from, to);
    let left = (ends[word] as number) & mask;
    const open = left & -left;
    const tail = beyond(left);
    const events = (matching[word] as number) & mask;
    const hits = runsWith(events | (open & allIf(running)), left);
    running = (events & tail) | (left === 0 ? running : 0);
    let seenHits = left;
    if (seen !== undefined) {
      const all = (seen[word] as number) & mask;
      seenHits = runsWith(all | (open & allIf(runningSeen)), left);
      runningSeen = (all & tail) | (left === 0 ? runningSeen : 0);
    }
    const personEnds = lasts[word] as number;
    while (left !== 0) {
      const shift = 31 - Math.clz32(left & -left);
      left &= left - 1;
      const value = bucket[(word << 5) + shift] as number;
      const own = bucketOf[value] as number;
      const hit = (hits >>> shift) & (counts[value] as number);
      const isLast = (personEnds >>> shift) & 1;
      born |= own & -((seenHits >>> shift) & 1) & ~allIf(born);
      active[own] = (active[own] as number) + hit;
      again[own] = (again[own] as number) + (hit & ~allIf(own - before - 1));
      fresh[own] = (fresh[own] as number) + (hit & ~allIf(own ^ born));
      before += (own - before) & -hit;
      before += (NONE - before) & -isLast;
      born &= isLast - 1;
    }
  }
  return { active, again, fresh };
}
