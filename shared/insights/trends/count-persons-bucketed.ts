/** Distinct persons by bucket where the bucket of every event is known, so that no times are read and no persons walked. */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import type { PersonRange } from '../../model/sequences';
import { type BucketColumn, COLUMN_VALUES } from '../bucket-column';
import { allIf, beyond, runsWith, WORDS_PER_LOOK } from '../bucket-runs';
import type { Stop } from '../insight';
import { bitsIn } from '../matches';
import type { PersonCounts } from './count-persons-few';

/** Of `count` buckets; the column's first is the one at `first`. */
export function countInColumn(
  offsets: Uint32Array,
  matching: Bitmap,
  { bucket, ends, lasts }: BucketColumn,
  { first, count }: { readonly first: number; readonly count: number },
  range: PersonRange,
  stop: Stop,
): PersonCounts {
  const byValue = new Int32Array(COLUMN_VALUES);
  /** The column says this, or 0, of events that are in none of the buckets. */
  const after = count - first + 1;
  const from = offsets[range.from] as number;
  const to = offsets[range.to] as number;
  let total = 0;
  // What there is in the word of the run and of the person that go on in the next.
  let running = 0;
  let counted = 0;
  const firstWord = from >>> 5;
  const lastWord = (to - 1) >>> 5;
  for (let word = firstWord; from < to && word <= lastWord; word += 1) {
    if ((word - firstWord) % WORDS_PER_LOOK === 0 && stop()) break;
    const mask = rangeMask(word, from, to);
    const events = (matching[word] as number) & mask;
    const runEnds = (ends[word] as number) & mask;
    let hits = runsWith(events | (runEnds & -runEnds & allIf(running)), runEnds);
    running = (events & beyond(runEnds)) | (runEnds === 0 ? running : 0);
    let inside = hits;
    while (hits !== 0) {
      const bit = hits & -hits;
      hits ^= bit;
      const value = bucket[(word << 5) + 31 - Math.clz32(bit)] as number;
      byValue[value] = (byValue[value] as number) + 1;
      inside ^= bit & (((value - 1) | (after - 1 - value)) >> 31);
    }
    const personEnds = (lasts[word] as number) & mask;
    total += bitsIn(runsWith(inside | (personEnds & -personEnds & allIf(counted)), personEnds));
    counted = (inside & beyond(personEnds)) | (personEnds === 0 ? counted : 0);
  }
  const counts = new Int32Array(count);
  counts.set(byValue.subarray(1, Math.min(after, COLUMN_VALUES)), first);
  return { counts, total };
}
