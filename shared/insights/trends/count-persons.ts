/**
 * Distinct persons by bucket, the figure that is asked for most: a loop of its own. Whether an event is in another bucket
 * than the one before is added up rather than asked, since nobody can foresee it, a processor included. Gives what the
 * collectors would.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import type { PersonRange, Sequences } from '../../model/sequences';
import type { Stop } from '../insight';
import { PERSONS_PER_LOOK } from '../matches';
import type { BucketColumn } from '../bucket-column';
import { countInColumn } from './count-persons-bucketed';
import { countInFew, type PersonCounts } from './count-persons-few';
import type { Columns } from './parts';
import type { TrendsParams } from './plan';

/** Of so few buckets most hold many events of a person in a row, which are passed over. */
const FEW = 6;

/** `known`: the bucket of each event, where that is at hand, and which bucket is the column's first. */
export function countPersons(
  sequences: Sequences,
  matching: Bitmap,
  { buckets, from, to }: Pick<TrendsParams, 'buckets' | 'from' | 'to'>,
  range: PersonRange,
  stop: Stop,
  known?: { readonly column: BucketColumn; readonly first: number },
): Columns {
  const count = Math.max(0, buckets.length - 1);
  if (count === 0) return { kind: 'unitCounts', counts: new Float64Array(0), total: 0 };
  if (known !== undefined) {
    const place = { first: known.first, count };
    return columnsOf(countInColumn(sequences.offsets, matching, known.column, place, range, stop));
  }
  if (count <= FEW) return columnsOf(countInFew(sequences, matching, buckets, { from, to }, range, stop));
  const { offsets, time } = sequences;
  const counts = new Int32Array(count);
  const start = buckets[0] as number;
  const first = Math.max(from, start);
  const end = Math.min(to, buckets[count] as number);
  const perMs = count / ((buckets[count] as number) - start);
  let total = 0;
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) break;
    const begin = offsets[person] as number;
    const stopAt = offsets[person + 1] as number;
    let before = -1;
    let until = -Infinity;
    const last = (stopAt - 1) >>> 5;
    for (let word = begin >>> 5; begin < stopAt && word <= last; word += 1) {
      let bits = (matching[word] as number) & rangeMask(word, begin, stopAt);
      // Where the last event of the word is in a bucket that was counted, all of them are.
      if (bits !== 0 && (time[(word << 5) + 31 - Math.clz32(bits)] as number) < until) continue;
      while (bits !== 0) {
        const at = time[(word << 5) + 31 - Math.clz32(bits & -bits)] as number;
        bits &= bits - 1;
        if (at < first || at >= end) continue;
        // Buckets are nearly of one width, so this lands on the right one or beside it.
        let bucket = ((at - start) * perMs) | 0;
        while ((buckets[bucket] as number) > at) bucket -= 1;
        while ((buckets[bucket + 1] as number) <= at) bucket += 1;
        const differs = bucket ^ before;
        counts[bucket] = (counts[bucket] as number) + ((differs | -differs) >>> 31);
        before = bucket;
        until = buckets[bucket + 1] as number;
      }
    }
    if (before >= 0) total += 1;
  }
  return columnsOf({ counts, total });
}

const columnsOf = ({ counts, total }: PersonCounts): Columns => ({
  kind: 'unitCounts',
  counts: Float64Array.from(counts),
  total,
});
