/** Distinct persons by bucket where the bucket of every event is known, so that no times are read. */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import type { PersonRange } from '../../model/sequences';
import type { Stop } from '../insight';
import { PERSONS_PER_LOOK } from '../matches';
import type { PersonCounts } from './count-persons-few';

/** `column` as `bucket-column.ts` makes it, of `count` buckets. */
export function countInColumn(
  offsets: Uint32Array,
  matching: Bitmap,
  column: Uint8Array,
  count: number,
  range: PersonRange,
  stop: Stop,
): PersonCounts {
  // The first is of events before all buckets, the last of those after.
  const after = count + 1;
  const counts = new Int32Array(after + 1);
  let total = 0;
  let close = offsets[range.from] as number;
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) break;
    const open = close;
    close = offsets[person + 1] as number;
    let before = 0;
    let any = 0;
    const last = (close - 1) >>> 5;
    for (let word = open >>> 5; open < close && word <= last; word += 1) {
      let bits = (matching[word] as number) & rangeMask(word, open, close);
      // Where the last event of the word is in the bucket that was counted last, all of them are.
      if (bits !== 0 && column[(word << 5) + 31 - Math.clz32(bits)] === before) continue;
      while (bits !== 0) {
        const bucket = column[(word << 5) + 31 - Math.clz32(bits & -bits)] as number;
        bits &= bits - 1;
        // Whether it is another one cannot be foreseen: it is added up.
        const differs = bucket ^ before;
        counts[bucket] = (counts[bucket] as number) + ((differs | -differs) >>> 31);
        before = bucket;
        any |= ((bucket - after) >> 31) & bucket;
      }
    }
    total += (any | -any) >>> 31;
  }
  return { counts: counts.subarray(1, after), total };
}
