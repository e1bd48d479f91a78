/**
 * Whether a person did some things one after the other: the same chains as a funnel's. Events of one time may follow one
 * another, each is used once. Of most persons the funnel's quick search knows. Where no event can be two steps, it is enough
 * to carry along the latest start of a chain of each length; else the funnel's search is asked.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { UNSURE } from '../funnel/quick-search';
import { SequentialQuickSearch } from '../funnel/quick-sequential';
import { SequentialSearch } from '../funnel/sequential';
import { emptyChain, UnitEvents } from '../funnel/unit-events';
import { firstMatch } from '../matches';
import type { Span } from '../range';
import { PairSearch } from './pair';
import type { BehaviourParams } from './plan';

export class SequenceTest {
  private readonly quick: SequentialQuickSearch | PairSearch;
  private readonly search: SequentialSearch;
  private readonly unit = new UnitEvents();
  private readonly chain = emptyChain();
  private readonly words: Int32Array;
  /** By number of steps done the latest start (UTC ms) of a chain that did them. */
  private readonly latest: Float64Array;
  private readonly steps: number;
  private readonly window: Span;
  private readonly withinMs: number;

  constructor(
    private readonly time: Float64Array,
    private readonly predicates: readonly Bitmap[],
    { window, steps, withinMs }: Extract<BehaviourParams, { type: 'sequence' }>,
  ) {
    this.steps = steps;
    this.window = window;
    this.withinMs = withinMs;
    const [first, second] = predicates;
    this.quick =
      steps === 2 && first !== undefined && second !== undefined
        ? new PairSearch(time, first, second, withinMs)
        : new SequentialQuickSearch(predicates, time, withinMs);
    this.search = new SequentialSearch(steps, withinMs, Infinity);
    this.words = new Int32Array(steps);
    this.latest = new Float64Array(steps + 1);
  }

  /** Of the person whose events lie in [from, to). */
  holds(from: number, to: number): boolean {
    if (this.isInWindow(from, to)) {
      const done = this.quick.completes(from, to);
      if (done !== UNSURE) return done === 1;
    }
    // Most persons never did one of the steps.
    for (let step = this.steps - 1; step >= 0; step -= 1) {
      if (firstMatch(this.predicates[step] as Bitmap, from, to) < 0) return false;
    }
    return this.areApart(from, to) ? this.carry(from, to) : this.searchFor(from, to);
  }

  private isInWindow(from: number, to: number): boolean {
    const { time, window } = this;
    if (window.from === -Infinity && window.to === Infinity) return true;
    return to > from && (time[from] as number) >= window.from && (time[to - 1] as number) < window.to;
  }

  /** Whether no event is two steps. */
  private areApart(from: number, to: number): boolean {
    const { predicates, steps } = this;
    const end = (to - 1) >>> 5;
    for (let word = from >>> 5; word <= end; word += 1) {
      let seen = 0;
      let twice = 0;
      for (let step = 0; step < steps; step += 1) {
        const bits = (predicates[step] as Bitmap)[word] as number;
        twice |= seen & bits;
        seen |= bits;
      }
      if (twice !== 0 && (twice & rangeMask(word, from, to)) !== 0) return false;
    }
    return true;
  }

  /** Where events are but one step each, all of one time may be taken in the order of the steps. */
  private carry(from: number, to: number): boolean {
    const { time, window, words, latest, steps } = this;
    latest.fill(-Infinity);
    const end = (to - 1) >>> 5;
    let moment = NaN;
    // Bits of the steps that events of the moment are.
    let done = 0;
    for (let word = from >>> 5; word <= end; word += 1) {
      let any = this.load(word) & rangeMask(word, from, to);
      while (any !== 0) {
        const bit = any & -any;
        any ^= bit;
        const at = time[(word << 5) + 31 - Math.clz32(bit)] as number;
        if (at < window.from || at >= window.to) continue;
        if (at !== moment) {
          if (done !== 0 && this.take(moment, done)) return true;
          done = 0;
          moment = at;
        }
        for (let step = 0; step < steps; step += 1) if (((words[step] as number) & bit) !== 0) done |= 1 << step;
      }
    }
    return done !== 0 && this.take(moment, done);
  }

  /** Carries chains over the events of one moment; true once one has done all steps. */
  private take(at: number, done: number): boolean {
    const { latest, steps, withinMs } = this;
    if ((done & 1) !== 0) latest[1] = at;
    for (let step = 1; step < steps; step += 1) {
      if (((done >>> step) & 1) === 0) continue;
      const start = latest[step] as number;
      if (start >= at - withinMs && start > (latest[step + 1] as number)) latest[step + 1] = start;
    }
    return (latest[steps] as number) > -Infinity;
  }

  /** Reads the word of every step; returns the bits of any. */
  private load(word: number): number {
    const { predicates, words } = this;
    let any = 0;
    for (let step = 0; step < words.length; step += 1) {
      const bits = (predicates[step] as Bitmap)[word] as number;
      words[step] = bits;
      any |= bits;
    }
    return any;
  }

  private searchFor(from: number, to: number): boolean {
    const { time, window, words, unit, chain, steps } = this;
    unit.clear();
    for (let word = from >>> 5; word <= (to - 1) >>> 5; word += 1) {
      let any = this.load(word) & rangeMask(word, from, to);
      while (any !== 0) {
        const shift = 31 - Math.clz32(any & -any);
        any &= any - 1;
        const position = (word << 5) + shift;
        const at = time[position] as number;
        if (at < window.from || at >= window.to) continue;
        let mask = 0;
        for (let step = 0; step < steps; step += 1) mask |= (((words[step] as number) >>> shift) & 1) << step;
        unit.add(position, at, mask, 0, 0);
      }
    }
    this.search.search(unit, chain);
    return chain.level === steps;
  }
}
