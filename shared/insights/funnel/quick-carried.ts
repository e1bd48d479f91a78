/**
 * Steps in order where the events of a chain have a value in common, excluded events end chains, or events of one moment
 * fill steps one after another, as long as none of these is two steps at once. As in the plain quick search the chain of each number of steps that starts last is carried along,
 * here one for each value. An excluded event ends chains by their number of steps, whoever's they are: of each number it is
 * noted which position the chain's last event must not be before.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { firstMatch } from '../matches';
import type { Exclusion } from './guarded';
import { isTied, type QuickSearch, UNSURE } from './quick-search';
import { type HeldValues, NO_VALUE, ValueSlots } from './value-slots';

export class CarriedQuickSearch implements QuickSearch {
  private readonly steps: number;
  /** All that may not share a moment: steps, then exclusions. */
  private readonly looked: readonly Bitmap[];
  private readonly slots = new ValueSlots();
  /** By slot and number of steps done (from one on) the latest start (UTC ms) of a chain of so many. */
  private starts = new Float64Array(0);
  /** The positions of that chain: as many for each as there are steps. */
  private chains = new Int32Array(0);
  /** By slot the first event of each step at the moment that is looked at; -1 for none. */
  private readonly firsts = new Map<number, Int32Array>();
  /** By number of steps done: a chain whose last event is before this position has been ended. */
  private readonly ended: Int32Array;

  constructor(
    private readonly bitmaps: readonly Bitmap[],
    private readonly time: Float64Array,
    private readonly windowMs: number,
    private readonly held: HeldValues | undefined,
    private readonly excluded: readonly Bitmap[],
    /** Line up with `excluded`. */
    private readonly exclusions: readonly Exclusion[],
    /** How many steps events of one moment can fill. */
    private readonly perMoment: number,
  ) {
    this.steps = bitmaps.length;
    this.looked = [...bitmaps, ...excluded];
    this.ended = new Int32Array(this.steps + 1);
  }

  find(from: number, to: number, chain: Int32Array): number {
    const { bitmaps, held, slots, steps, time } = this;
    let next = firstMatch(bitmaps[0] as Bitmap, from, to);
    if (next < 0) return 0;
    // Events of the moment of the first start are next steps wherever they are stored.
    const first = time[next];
    while (next > from && time[next - 1] === first) next -= 1;
    slots.clear();
    this.ended.fill(-1);
    if (held === undefined) this.open(0);
    let level = 0;
    while (next < to) {
      const word = next >>> 5;
      const mask = rangeMask(word, next, to);
      next = (word + 1) << 5;
      const broken = this.brokenIn(word) & mask;
      let bits = broken;
      for (let step = 0; step <= level; step += 1) bits |= ((bitmaps[step] as Bitmap)[word] as number) & mask;
      while (bits !== 0) {
        const bit = bits & -bits;
        bits ^= bit;
        const position = (word << 5) + 31 - Math.clz32(bit);
        if (this.isShared(position, from, to)) {
          const end = this.loadMoment(position, from, to);
          if (end === UNSURE) return UNSURE;
          const reached = this.takeMoment(time[position] as number, level, chain);
          if (reached === UNSURE || reached === steps) return reached;
          level = reached;
          next = end;
          break;
        }
        const value = held === undefined ? 0 : held.at(position);
        if (value !== NO_VALUE) {
          const slot = held === undefined ? 0 : this.slotOf(value);
          const reached = this.take(slot, word, bit, position, time[position] as number, level);
          if (reached > level) {
            this.report(slot, reached, chain);
            if (reached === steps) return steps;
            level = reached;
            // What comes later in this word may be the step that is now within reach.
            bits |= ((bitmaps[level] as Bitmap)[word] as number) & mask & ~(bit | (bit - 1));
          }
        }
        if ((broken & bit) !== 0) this.end(word, bit, position);
      }
    }
    return level;
  }

  private report(slot: number, level: number, chain: Int32Array): void {
    const base = (slot * (this.steps + 1) + level) * this.steps;
    for (let step = 0; step < level; step += 1) chain[step] = this.chains[base + step] as number;
  }

  /** Whether another event that matters has the moment of this one. */
  private isShared(position: number, from: number, to: number): boolean {
    const { time } = this;
    const at = time[position];
    // Most are told apart by a look at their neighbours.
    if ((position === from || time[position - 1] !== at) && (position + 1 >= to || time[position + 1] !== at))
      return false;
    return isTied(this.looked, time, position, from, to);
  }

  /** Notes by value the first event of each step at a position's moment; returns the moment's end, or {@link UNSURE}. */
  private loadMoment(position: number, from: number, to: number): number {
    const { bitmaps, excluded, firsts, held, steps, time } = this;
    const at = time[position];
    let start = position;
    while (start > from && time[start - 1] === at) start -= 1;
    let end = position + 1;
    while (end < to && time[end] === at) end += 1;
    for (const bitmap of excluded) if (firstMatch(bitmap, start, end) >= 0) return UNSURE;
    firsts.clear();
    for (let word = start >>> 5; word <= (end - 1) >>> 5; word += 1) {
      const mask = rangeMask(word, start, end);
      let seen = 0;
      for (let step = 0; step < steps; step += 1) {
        let bits = ((bitmaps[step] as Bitmap)[word] as number) & mask;
        if ((seen & bits) !== 0) return UNSURE;
        seen |= bits;
        for (; bits !== 0; bits &= bits - 1) {
          const event = (word << 5) + 31 - Math.clz32(bits & -bits);
          const value = held === undefined ? 0 : held.at(event);
          if (value === NO_VALUE) continue;
          const slot = held === undefined ? 0 : this.slotOf(value);
          let own = firsts.get(slot);
          if (own === undefined) firsts.set(slot, (own = new Int32Array(steps).fill(-1)));
          if ((own[step] as number) < 0) own[step] = event;
          if (held === undefined) break;
        }
      }
    }
    return end;
  }

  /** Carries chains over the events of one moment; returns the deepest level there is now, or {@link UNSURE}. */
  private takeMoment(at: number, level: number, chain: Int32Array): number {
    let deepest = level;
    for (const [slot, own] of this.firsts) {
      const reached = this.takeTied(slot, own, at, level);
      if (reached <= level) continue;
      // Which of two values' chains of one moment is the better one is a longer story.
      if (deepest > level) return UNSURE;
      deepest = reached;
      this.report(slot, reached, chain);
    }
    return deepest;
  }

  /** {@link take} for the events of one moment, of which `own` has the first of each step. */
  private takeTied(slot: number, own: Int32Array, at: number, level: number): number {
    const { chains, perMoment, starts, steps } = this;
    const base = slot * (steps + 1);
    let deepest = 0;
    // From the deepest chain down, so that what this moment brought about is not built upon twice.
    for (let done = level; done >= 0; done -= 1) {
      const began = done === 0 ? at : this.startOf(base, done);
      if (began < at - this.windowMs) continue;
      const most = Math.min(steps, done + perMoment);
      for (let step = done; step < most && (own[step] as number) >= 0; step += 1) {
        if (step + 1 > deepest) deepest = step + 1;
        if (began <= this.startOf(base, step + 1)) continue;
        const source = (base + done) * steps;
        const target = (base + step + 1) * steps;
        for (let place = 0; place < done; place += 1) chains[target + place] = chains[source + place] as number;
        for (let place = done; place <= step; place += 1) chains[target + place] = own[place] as number;
        starts[base + step + 1] = began;
      }
    }
    return deepest;
  }

  private brokenIn(word: number): number {
    let broken = 0;
    for (const bitmap of this.excluded) broken |= bitmap[word] as number;
    return broken;
  }

  private slotOf(value: number): number {
    const known = this.slots.size;
    const slot = this.slots.slotOf(value);
    if (slot === known) this.open(slot);
    return slot;
  }

  /** Begins a slot that no chain is in. */
  private open(slot: number): void {
    const { steps } = this;
    const end = (slot + 1) * (steps + 1);
    if (end > this.starts.length) {
      const starts = new Float64Array(end * 2);
      starts.set(this.starts);
      this.starts = starts;
      const chains = new Int32Array(end * 2 * steps);
      chains.set(this.chains);
      this.chains = chains;
    }
    this.starts.fill(-Infinity, slot * (steps + 1), end);
  }

  /** Carries a value's chains over one event; returns the deepest level that it brought about. */
  private take(slot: number, word: number, bit: number, position: number, at: number, level: number): number {
    const { bitmaps, chains, starts, steps } = this;
    const base = slot * (steps + 1);
    let reached = 0;
    // From the last step down: an event that matches two steps in a row must not carry a chain over both.
    for (let step = level; step >= 1; step -= 1) {
      if ((((bitmaps[step] as Bitmap)[word] as number) & bit) === 0) continue;
      const began = this.startOf(base, step);
      if (began < at - this.windowMs || began <= this.startOf(base, step + 1)) continue;
      const source = (base + step) * steps;
      const target = source + steps;
      for (let place = 0; place < step; place += 1) chains[target + place] = chains[source + place] as number;
      chains[target + step] = position;
      starts[base + step + 1] = began;
      if (step >= reached) reached = step + 1;
    }
    if ((((bitmaps[0] as Bitmap)[word] as number) & bit) !== 0) {
      starts[base + 1] = at;
      chains[(base + 1) * steps] = position;
      if (reached === 0) reached = 1;
    }
    return reached;
  }

  /** The latest start of a chain of so many steps that has not been ended; -Infinity where there is none. */
  private startOf(base: number, done: number): number {
    const start = this.starts[base + done] as number;
    if (start === -Infinity || this.exclusions.length === 0) return start;
    const last = this.chains[(base + done) * this.steps + done - 1] as number;
    return last < (this.ended[done] as number) ? -Infinity : start;
  }

  /** Ends chains that stand between the two steps of an exclusion, but for those whose first of them is this very event. */
  private end(word: number, bit: number, position: number): void {
    const { ended, excluded, exclusions } = this;
    for (let index = 0; index < exclusions.length; index += 1) {
      if ((((excluded[index] as Bitmap)[word] as number) & bit) === 0) continue;
      const { from, to } = exclusions[index] as Exclusion;
      for (let done = from; done < to; done += 1) {
        ended[done] = Math.max(ended[done] as number, done === from ? position : position + 1);
      }
    }
  }
}
