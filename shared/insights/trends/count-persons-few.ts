/**
 * Distinct persons by bucket where buckets are few, such as months: most hold many of a person's events in a row. Of each only
 * the first match is looked for, word by word and then by halves, and what lies between is not read.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import type { PersonRange, Sequences } from '../../model/sequences';
import { PERSONS_PER_LOOK } from '../matches';
import type { Stop } from '../insight';

/** What is counted by bucket, and over the whole range. */
export interface PersonCounts {
  readonly counts: Int32Array;
  readonly total: number;
}

/** `boundaries`, of one bucket at least, and the half-open span [from, to) in UTC ms: events outside either count nowhere. */
export function countInFew(
  { offsets, time }: Sequences,
  matching: Bitmap,
  boundaries: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
  range: PersonRange,
  stop: Stop,
): PersonCounts {
  const count = boundaries.length - 1;
  const counts = new Int32Array(count);
  const first = Math.max(from, boundaries[0] as number);
  const end = Math.min(to, boundaries[count] as number);
  let total = 0;
  let close = offsets[range.from] as number;
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) break;
    const open = close;
    close = offsets[person + 1] as number;
    let bucket = 0;
    let counted = 0;
    // Events before this instant are in no bucket that is still to be counted.
    let until = first;
    const last = (close - 1) >>> 5;
    for (let word = open >>> 5; open < close && word <= last && until < end; word += 1) {
      let bits = (matching[word] as number) & rangeMask(word, open, close);
      if (bits === 0) continue;
      const highest = (word << 5) + 31 - Math.clz32(bits);
      const latest = time[highest] as number;
      while (latest >= until) {
        bits = matchesFrom(time, until, word, bits, highest);
        const at = time[(word << 5) + 31 - Math.clz32(bits & -bits)] as number;
        if (at >= end) {
          until = Infinity;
          break;
        }
        while ((boundaries[bucket + 1] as number) <= at) bucket += 1;
        counts[bucket] = (counts[bucket] as number) + 1;
        counted = 1;
        until = boundaries[bucket + 1] as number;
        if (until >= end) break;
      }
    }
    total += counted;
  }
  return { counts, total };
}

/** Of a word's matches, the last of which is at `highest` and not before `until`, those that are not before it either. */
function matchesFrom(time: Float64Array, until: number, word: number, bits: number, highest: number): number {
  let before = (word << 5) + 31 - Math.clz32(bits & -bits);
  if ((time[before] as number) >= until) return bits;
  let after = highest;
  while (after - before > 1) {
    const middle = (before + after) >>> 1;
    if ((time[middle] as number) < until) before = middle;
    else after = middle;
  }
  return bits & (-1 << (after & 31));
}
