/**
 * Steps in order where no two of a unit share a moment. As in the full search, of each number of steps only the chain that
 * starts last matters; since every step is taken as soon as it comes, its events are carried along. Of first steps that
 * follow each other only the last can begin a longer chain, so the others are passed over unread, and later steps are looked
 * for only once a chain can take them.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { firstMatch } from '../matches';
import { isTied, type QuickSearch, UNSURE } from './quick-search';

export class SequentialQuickSearch implements QuickSearch {
  private readonly steps: number;
  /** By number of steps done the latest start (UTC ms) of a chain of so many, from two on. */
  private readonly starts: Float64Array;
  /** The positions of that chain, from `steps` times the number of steps on. */
  private readonly chains: Int32Array;

  constructor(
    private readonly bitmaps: readonly Bitmap[],
    private readonly time: Float64Array,
    private readonly windowMs: number,
  ) {
    this.steps = bitmaps.length;
    this.starts = new Float64Array(this.steps + 1);
    this.chains = new Int32Array((this.steps + 1) * this.steps);
  }

  find(from: number, to: number, chain: Int32Array): number {
    const { bitmaps, steps, time } = this;
    const opening = bitmaps[0] as Bitmap;
    const first = firstMatch(opening, from, to);
    if (first < 0) return 0;
    if (isTied(bitmaps, time, first, from, to)) return UNSURE;
    chain[0] = first;
    if (steps === 1) return 1;
    this.forget();
    let level = 1;
    let start = first;
    const last = (to - 1) >>> 5;
    for (let word = first >>> 5; word <= last; word += 1) {
      const mask = rangeMask(word, first, to);
      let wanted = (bitmaps[1] as Bitmap)[word] as number;
      for (let step = 2; step <= level; step += 1) wanted |= (bitmaps[step] as Bitmap)[word] as number;
      wanted &= mask;
      const openings = (opening[word] as number) & mask;
      while (wanted !== 0) {
        const bit = wanted & -wanted;
        wanted ^= bit;
        const position = (word << 5) + 31 - Math.clz32(bit);
        // The first step's own event cannot be its second as well.
        if (position === first) continue;
        if (isTied(bitmaps, time, position, from, to)) return UNSURE;
        const before = openings & (bit - 1);
        if (before !== 0) start = (word << 5) + 31 - Math.clz32(before);
        const reached = this.take(word, bit, position, start, level, from, to);
        if (reached === level) continue;
        if (reached === UNSURE) return UNSURE;
        const base = reached * steps;
        for (let slot = 0; slot < reached; slot += 1) chain[slot] = this.chains[base + slot] as number;
        if (reached === steps) return steps;
        level = reached;
        // What comes later in this word may be the step that is now within reach.
        wanted |= ((bitmaps[level] as Bitmap)[word] as number) & mask & ~(bit | (bit - 1));
      }
      if (openings !== 0) start = (word << 5) + 31 - Math.clz32(openings);
    }
    return level;
  }

  /**
   * 1 where some chain does all steps, 0 where none does, {@link UNSURE} where events of one moment may make one in another
   * order than the one they are stored in.
   */
  completes(from: number, to: number): number {
    const { bitmaps, starts, steps, time, windowMs } = this;
    const opening = bitmaps[0] as Bitmap;
    const first = firstMatch(opening, from, to);
    if (first < 0) return 0;
    if (steps === 1) return 1;
    this.forget();
    let failure = isTied(bitmaps, time, first, from, to) ? UNSURE : 0;
    let level = 1;
    let start = first;
    const last = (to - 1) >>> 5;
    for (let word = first >>> 5; word <= last; word += 1) {
      const mask = rangeMask(word, first, to);
      const openings = (opening[word] as number) & mask;
      let wanted = (bitmaps[1] as Bitmap)[word] as number;
      for (let step = 2; step <= level; step += 1) wanted |= (bitmaps[step] as Bitmap)[word] as number;
      wanted &= mask;
      while (wanted !== 0) {
        const bit = wanted & -wanted;
        wanted ^= bit;
        const position = (word << 5) + 31 - Math.clz32(bit);
        if (position === first) continue;
        const before = openings & (bit - 1);
        if (before !== 0) start = (word << 5) + 31 - Math.clz32(before);
        const at = time[position] as number;
        for (let step = level; step >= 1; step -= 1) {
          if ((((bitmaps[step] as Bitmap)[word] as number) & bit) === 0) continue;
          const began = step === 1 ? (time[start] as number) : (starts[step] as number);
          if (began < at - windowMs || began <= (starts[step + 1] as number)) continue;
          if (step + 1 === steps) return 1;
          starts[step + 1] = began;
          if (step < level) continue;
          level += 1;
          wanted |= ((bitmaps[level] as Bitmap)[word] as number) & mask & ~(bit | (bit - 1));
        }
        if (failure === 0 && isTied(bitmaps, time, position, from, to)) failure = UNSURE;
      }
      if (openings !== 0) start = (word << 5) + 31 - Math.clz32(openings);
    }
    return failure;
  }

  private forget(): void {
    const { starts } = this;
    for (let step = 0; step < starts.length; step += 1) starts[step] = -Infinity;
  }

  /** Carries chains over one event; returns the deepest level there is now. `start`: the last first step before it. */
  private take(
    word: number,
    bit: number,
    position: number,
    start: number,
    level: number,
    from: number,
    to: number,
  ): number {
    const { bitmaps, chains, starts, steps, time } = this;
    const at = time[position] as number;
    let reached = level;
    // From the last step down: an event that matches two steps in a row must not carry a chain over both.
    for (let step = level; step >= 1; step -= 1) {
      if ((((bitmaps[step] as Bitmap)[word] as number) & bit) === 0) continue;
      const began = step === 1 ? (time[start] as number) : (starts[step] as number);
      if (began < at - this.windowMs || began <= (starts[step + 1] as number)) continue;
      const target = (step + 1) * steps;
      if (step === 1) {
        // Of several at that moment another one may be the first.
        if (isTied(bitmaps, time, start, from, to)) return UNSURE;
        chains[target] = start;
      } else {
        const source = step * steps;
        for (let slot = 0; slot < step; slot += 1) chains[target + slot] = chains[source + slot] as number;
      }
      chains[target + step] = position;
      starts[step + 1] = began;
      if (step === level) reached = level + 1;
    }
    return reached;
  }
}
