/**
 * Distinct persons by bucket, the figure that is asked for most: a loop of its own, since a person who is counted in a
 * bucket can be passed over until the bucket's end by one comparison an event. Gives what the collectors would.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { BucketFinder } from '../../base/time-buckets';
import type { PersonRange, Sequences } from '../../model/sequences';
import type { Stop } from '../insight';
import type { Columns } from './parts';
import type { TrendsParams } from './plan';

/** Persons between two looks at whether the answer is still wanted. */
const PERSONS_PER_LOOK = 4096;

export function countPersons(
  { offsets, time }: Sequences,
  matching: Bitmap,
  { buckets, from, to }: Pick<TrendsParams, 'buckets' | 'from' | 'to'>,
  range: PersonRange,
  stop: Stop,
): Columns {
  const finder = new BucketFinder(buckets);
  const counts = new Float64Array(finder.count);
  let total = 0;
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) break;
    const start = offsets[person] as number;
    const end = offsets[person + 1] as number;
    // Events come in time order, so up to here the person is counted.
    let counted = from;
    let isNew = true;
    const last = (end - 1) >>> 5;
    for (let word = start >>> 5; start < end && word <= last; word += 1) {
      let bits = (matching[word] as number) & rangeMask(word, start, end);
      // Where the last event of the word is in a bucket that was counted, all of them are.
      if (bits !== 0 && (time[(word << 5) + 31 - Math.clz32(bits)] as number) < counted) continue;
      while (bits !== 0) {
        const at = time[(word << 5) + 31 - Math.clz32(bits & -bits)] as number;
        bits &= bits - 1;
        if (at < counted || at >= to) continue;
        const bucket = finder.indexOf(at);
        if (bucket < 0) continue;
        counts[bucket] = (counts[bucket] as number) + 1;
        counted = buckets[bucket + 1] as number;
        if (isNew) total += 1;
        isNew = false;
      }
    }
  }
  return { kind: 'unitCounts', counts, total };
}
