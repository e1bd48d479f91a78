/**
 * One thing after another, what most sequences are: each second thing is held against the last first one before it, and
 * nothing else of the person is looked at.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { UNSURE } from '../funnel/quick-search';

export class PairSearch {
  constructor(
    private readonly time: Float64Array,
    private readonly openings: Bitmap,
    private readonly endings: Bitmap,
    private readonly withinMs: number,
  ) {}

  /**
   * 1 where the person whose events lie in [from, to) did both, 0 where not, {@link UNSURE} where events of one moment may
   * be a pair in another order than the one they are stored in.
   */
  completes(from: number, to: number): number {
    const { endings, openings, time, withinMs } = this;
    let failure = 0;
    let opening = -1;
    // Words before this one were looked through for openings.
    let looked = from >>> 5;
    const last = (to - 1) >>> 5;
    for (let word = looked; from < to && word <= last; word += 1) {
      const mask = rangeMask(word, from, to);
      let bits = (endings[word] as number) & mask;
      if (bits === 0) continue;
      for (; looked < word; looked += 1) {
        const earlier = (openings[looked] as number) & rangeMask(looked, from, to);
        if (earlier !== 0) opening = (looked << 5) + 31 - Math.clz32(earlier);
      }
      const own = (openings[word] as number) & mask;
      while (bits !== 0) {
        const bit = bits & -bits;
        bits ^= bit;
        const position = (word << 5) + 31 - Math.clz32(bit);
        const before = own & (bit - 1);
        if (before !== 0) opening = (word << 5) + 31 - Math.clz32(before);
        const at = time[position] as number;
        if (opening >= 0 && (time[opening] as number) >= at - withinMs) return 1;
        if (position > from && time[position - 1] === at) failure = UNSURE;
        if (position + 1 < to && time[position + 1] === at) failure = UNSURE;
      }
    }
    return failure;
  }
}
