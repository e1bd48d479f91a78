/**
 * Strict order where no two events of a unit share a moment: steps follow each other in neighbouring positions, so a chain
 * begins where the steps' bitmaps, each moved by one place more than the one before, have a bit in common.
 *
 *   step 1  . 1 . . 1      step 2 moved by one  . 1 . . .      begin a chain of two  . 1 . . .
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { isStep, type QuickSearch, UNSURE } from './quick-search';
import { type HeldValues, NO_VALUE } from './value-slots';

export class StrictQuickSearch implements QuickSearch {
  constructor(
    private readonly bitmaps: readonly Bitmap[],
    private readonly time: Float64Array,
    private readonly windowMs: number,
    private readonly held: HeldValues | undefined,
  ) {}

  find(from: number, to: number, chain: Int32Array): number {
    const { bitmaps, time } = this;
    const steps = bitmaps.length;
    let level = 0;
    let first = -1;
    const last = (to - 1) >>> 5;
    for (let word = from >>> 5; word <= last && level < steps; word += 1) {
      let begins = this.beginningOf(word, level, to) & rangeMask(word, from, to);
      while (begins !== 0) {
        const position = (word << 5) + 31 - Math.clz32(begins & -begins);
        begins &= begins - 1;
        const reached = this.reachedFrom(position, to);
        if (reached <= level) continue;
        level = reached;
        first = position;
        if (level === steps) break;
        begins &= this.beginningOf(word, level, to);
      }
    }
    if (level === 0) return 0;
    for (let position = from + 1; position < to; position += 1) {
      if (time[position] === time[position - 1] && (isStep(bitmaps, position) || isStep(bitmaps, position - 1)))
        return UNSURE;
    }
    for (let slot = 0; slot < level; slot += 1) chain[slot] = first + slot;
    return level;
  }

  /** The bits of a word at which a chain of more than `level` steps begins, whatever its window. */
  private beginningOf(word: number, level: number, to: number): number {
    const { bitmaps } = this;
    let bits = (bitmaps[0] as Bitmap)[word] as number;
    for (let step = 1; step <= level && bits !== 0; step += 1) {
      const bitmap = bitmaps[step] as Bitmap;
      const next = (word + 1) << 5 < to ? (bitmap[word + 1] as number) : 0;
      bits &= ((bitmap[word] as number) >>> step) | (next << (32 - step));
    }
    return bits;
  }

  /** How many steps the chain that begins at a position has by the end of its window. */
  private reachedFrom(position: number, to: number): number {
    const { bitmaps, held, time, windowMs } = this;
    const value = held?.at(position);
    if (value === NO_VALUE) return 0;
    const latest = (time[position] as number) + windowMs;
    let level = 1;
    while (level < bitmaps.length && position + level < to) {
      const at = position + level;
      if (((((bitmaps[level] as Bitmap)[at >>> 5] as number) >>> (at & 31)) & 1) === 0 || (time[at] as number) > latest)
        break;
      if (held !== undefined && held.at(at) !== value) break;
      level += 1;
    }
    return level;
  }
}
