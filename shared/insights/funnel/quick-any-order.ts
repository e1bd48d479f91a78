/**
 * Steps in any order where no event does two of them: what a window has done is how many steps' latest events lie in it, one
 * lookup for each event, and for each value where the events of a chain have one in common. The number of steps can only
 * grow with an event whose step was not done within the window, so at all others nothing is counted.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { firstMatch } from '../matches';
import { type QuickSearch, UNSURE } from './quick-search';
import { type HeldValues, NO_VALUE, ValueSlots } from './value-slots';

export class AnyOrderQuickSearch implements QuickSearch {
  private readonly steps: number;
  private readonly slots = new ValueSlots();
  /** By slot and step the position of its latest event; -1 for none. */
  private latest: Int32Array;
  private readonly words: Int32Array;
  /** Further slots that grow at the moment that is looked at. */
  private readonly others: number[] = [];

  constructor(
    private readonly bitmaps: readonly Bitmap[],
    private readonly time: Float64Array,
    private readonly windowMs: number,
    private readonly held: HeldValues | undefined,
  ) {
    this.steps = bitmaps.length;
    this.latest = new Int32Array(this.steps);
    this.words = new Int32Array(this.steps);
  }

  find(from: number, to: number, chain: Int32Array): number {
    const { bitmaps, held, slots, steps, time, windowMs, words } = this;
    slots.clear();
    this.latest.fill(-1, 0, steps);
    let level = 0;
    /** The first slot whose steps are to be counted once all events of the moment are in; -1 for none. */
    let growing = -1;
    if (this.others.length > 0) this.others.length = 0;
    /** The time of the last event that is a step. */
    let now = -Infinity;
    const last = (to - 1) >>> 5;
    for (let word = from >>> 5; word <= last; word += 1) {
      const mask = rangeMask(word, from, to);
      let any = 0;
      for (let step = 0; step < steps; step += 1) {
        const bits = ((bitmaps[step] as Bitmap)[word] as number) & mask;
        if ((any & bits) !== 0) return UNSURE;
        words[step] = bits;
        any |= bits;
      }
      while (any !== 0) {
        const bit = any & -any;
        any ^= bit;
        const position = (word << 5) + 31 - Math.clz32(bit);
        const at = time[position] as number;
        if (at !== now) {
          if (growing >= 0) {
            level = this.countGrowing(growing, now, level, from, to, chain);
            if (level === UNSURE || level === steps) return level;
            growing = -1;
          }
          now = at;
        }
        let slot = 0;
        if (held !== undefined) {
          const value = held.at(position);
          if (value === NO_VALUE) continue;
          slot = this.slotOf(value);
        }
        let place = slot * steps;
        for (let step = 0; ((words[step] as number) & bit) === 0; step += 1) place += 1;
        const before = this.latest[place] as number;
        this.latest[place] = position;
        if (before >= 0 && (time[before] as number) >= at - windowMs) continue;
        if (growing < 0) growing = slot;
        else if (growing !== slot && !this.others.includes(slot)) this.others.push(slot);
      }
    }
    return growing < 0 ? level : this.countGrowing(growing, now, level, from, to, chain);
  }

  private slotOf(value: number): number {
    const { slots, steps } = this;
    const known = slots.size;
    const slot = slots.slotOf(value);
    if (slot < known) return slot;
    if ((slot + 1) * steps > this.latest.length) {
      const wider = new Int32Array(this.latest.length * 2 + steps);
      wider.set(this.latest);
      this.latest = wider;
    }
    this.latest.fill(-1, slot * steps, (slot + 1) * steps);
    return slot;
  }

  /** {@link count} for each slot that may have grown at the moment `now`; or {@link UNSURE}. */
  private countGrowing(first: number, now: number, level: number, from: number, to: number, chain: Int32Array): number {
    const { others } = this;
    let deepest = this.count(first, now, level, from, to, chain);
    if (others.length === 0) return deepest;
    for (const other of others) {
      const reached = this.count(other, now, level, from, to, chain);
      if (reached === level) continue;
      // Which of two values' chains of one moment is the better one is a longer story.
      if (deepest > level) return UNSURE;
      deepest = reached;
    }
    others.length = 0;
    return deepest;
  }

  /** The level now that the window ends at `now`; where it has grown, the chain that did so, each step as early as it comes. */
  private count(slot: number, now: number, level: number, from: number, to: number, chain: Int32Array): number {
    const { bitmaps, held, latest, steps, time, windowMs } = this;
    const base = slot * steps;
    let done = 0;
    let oldest = to;
    for (let step = 0; step < steps; step += 1) {
      const position = latest[base + step] as number;
      if (position < 0 || (time[position] as number) < now - windowMs) continue;
      done += 1;
      if (position < oldest) oldest = position;
    }
    if (done <= level) return level;
    const value = held === undefined ? 0 : held.at(oldest);
    const start = time[oldest] as number;
    while (oldest > from && time[oldest - 1] === start) oldest -= 1;
    let slots = 0;
    for (let step = 0; step < steps; step += 1) {
      const position = latest[base + step] as number;
      if (position < 0 || (time[position] as number) < now - windowMs) continue;
      let first = firstMatch(bitmaps[step] as Bitmap, oldest, to);
      while (held !== undefined && held.at(first) !== value) first = firstMatch(bitmaps[step] as Bitmap, first + 1, to);
      // Kept in the order of positions.
      let place = slots;
      for (; place > 0 && (chain[place - 1] as number) > first; place -= 1) chain[place] = chain[place - 1] as number;
      chain[place] = first;
      slots += 1;
    }
    return done;
  }
}
