/**
 * Retention as {@link isPlain} has it: counts what {@link visitMembers} would tell, without telling it.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { BucketFinder } from '../../base/time-buckets';
import type { PersonRange } from '../../model/sequences';
import type { FoldInput, Stop } from '../insight';
import { firstMatch, PERSONS_PER_LOOK } from '../matches';
import { columnsOf } from './partial';
import type { RetentionParams } from './plan';

/** Adds to `cells` (as in {@link RetentionPartial}) what the persons of the range come to. */
export function countPlain(
  { sequences: { offsets, time }, predicates }: FoldInput,
  params: RetentionParams,
  range: PersonRange,
  stop: Stop,
  cells: Float64Array,
): void {
  const { bounds, cohorts, from, to } = params;
  const starts = predicates[params.start] as Bitmap;
  const returns = predicates[params.back] as Bitmap;
  const finder = new BucketFinder(bounds);
  const columns = columnsOf(params);
  const periods = params.brackets.length;
  const isFirstEver = params.cohortBy === 'first_ever';
  const counts = new Int32Array(cells.length);
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    const end = offsets[person + 1] as number;
    let start = firstMatch(starts, offsets[person] as number, end);
    while (start >= 0 && !isFirstEver && (time[start] as number) < from) start = firstMatch(starts, start + 1, end);
    if (start < 0) continue;
    const began = time[start] as number;
    if (began < from || began >= to) continue;
    const cohort = finder.indexOf(began);
    if (cohort < 0 || cohort >= cohorts) continue;
    const base = cohort * columns;
    counts[base] = (counts[base] as number) + 1;
    const last = Math.min(cohort + periods, bounds.length - 2);
    countReturns(time, returns, bounds, start + 1, end, last, counts, base + 1 - cohort);
  }
  for (let cell = 0; cell < cells.length; cell += 1) cells[cell] = (cells[cell] as number) + (counts[cell] as number);
}

/**
 * Counts each bucket up to `last` in which there is a return, once, at `base` plus the bucket. Whether a return is in another
 * bucket than the one before is added up rather than asked: nobody can foresee it, a processor included.
 */
function countReturns(
  time: Float64Array,
  returns: Bitmap,
  bounds: Float64Array,
  from: number,
  to: number,
  last: number,
  counts: Int32Array,
  base: number,
): void {
  if (from >= to) return;
  const first = bounds[0] as number;
  const end = bounds[last + 1] as number;
  const buckets = bounds.length - 1;
  const perMs = buckets / ((bounds[buckets] as number) - first);
  let before = -1;
  const lastWord = (to - 1) >>> 5;
  for (let word = from >>> 5; word <= lastWord; word += 1) {
    let bits = (returns[word] as number) & rangeMask(word, from, to);
    while (bits !== 0) {
      const at = time[(word << 5) + 31 - Math.clz32(bits & -bits)] as number;
      bits &= bits - 1;
      if (at >= end) return;
      // Buckets are nearly of one width, so this lands on the right one or beside it.
      let bucket = ((at - first) * perMs) | 0;
      while ((bounds[bucket] as number) > at) bucket -= 1;
      while ((bounds[bucket + 1] as number) <= at) bucket += 1;
      const differs = bucket ^ before;
      const cell = base + bucket;
      counts[cell] = (counts[cell] as number) + ((differs | -differs) >>> 31);
      before = bucket;
    }
  }
}
