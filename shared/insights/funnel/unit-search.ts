/**
 * One unit's reported chain under all of a funnel's rules: gathers the unit's events, picks the search that its order
 * needs, tries each value of the properties held constant, and fills in optional steps.
 *
 * Of chains with equal level the one that ends first is reported, of those the one that starts last, of those the one
 * whose steps come earliest, of those the one whose events come first in order.
 */
import { rangeMask } from '../../base/bit-range';
import type { FoldInput } from '../insight';
import { AnyOrderSearch } from './any-order';
import { GreedySearch } from './greedy';
import { GuardedSearch } from './guarded';
import type { FunnelParams } from './plan';
import { SequentialSearch } from './sequential';
import { emptyChain, UnitEvents, type Chain } from './unit-events';

type Search = (unit: UnitEvents, chain: Chain) => void;

/** What a unit did. Slots are the spec's steps, or, in any order, the events of the chain in time order. */
export interface UnitJourney {
  /** Required steps done. */
  level: number;
  /** Bit per slot that is filled. */
  reached: number;
  /** Position per slot; only where `reached` has the slot's bit. */
  readonly positions: Int32Array;
  /** True where an exclusion lowered the level. */
  excluded: boolean;
  /** True where an exclusion takes the unit out of the funnel: it reached nothing. */
  removed: boolean;
}

export class UnitSearch {
  readonly journey: UnitJourney = {
    level: 0,
    reached: 0,
    positions: new Int32Array(20),
    excluded: false,
    removed: false,
  };

  private readonly all = new UnitEvents();
  private readonly part = new UnitEvents();
  private chain = emptyChain();
  private other = emptyChain();
  private readonly search: Search;
  private readonly searchUnbroken: Search | undefined;
  private readonly words: Int32Array;
  private readonly isPlain: boolean;
  private readonly bitmaps: readonly Uint32Array[];

  constructor(
    private readonly input: FoldInput,
    private readonly params: FunnelParams,
  ) {
    const { order, required, optional, windowMs, exclusions, seen, steps } = params;
    const count = required.length;
    const predicates = [
      ...required.map((place) => steps[place] as number),
      ...optional.map((place) => steps[place] as number),
      ...exclusions.map(({ predicate }) => predicate),
      ...(seen >= 0 ? [seen] : []),
    ];
    this.bitmaps = predicates.map((place) => input.predicates[place] as Uint32Array);
    this.words = new Int32Array(predicates.length);
    // What most funnels are: nothing to look at but steps, at the times they have.
    this.isPlain = order !== 'strict' && predicates.length === count && params.decisions.ties !== 'by_second';
    const { starts, ties, tieGraceMs, exclusionEffect } = params.decisions;
    const perMoment = ties === 'never' ? 1 : Infinity;
    if (order === 'any') {
      const anyOrder = new AnyOrderSearch(count, windowMs);
      this.search = (unit, chain) => anyOrder.search(unit, chain);
    } else if (starts === 'first' || tieGraceMs > 0 || (exclusionEffect === 'dropAtStep' && exclusions.length > 0)) {
      const greedy = new GreedySearch(
        count,
        {
          windowMs,
          graceMs: tieGraceMs,
          firstStartOnly: starts === 'first',
          dropAtStep: exclusionEffect === 'dropAtStep',
        },
        exclusions,
      );
      this.search = (unit, chain) => greedy.search(unit, chain, true);
      if (exclusions.length > 0) this.searchUnbroken = (unit, chain) => greedy.search(unit, chain, false);
    } else if (order === 'strict' || exclusions.length > 0) {
      const guarded = new GuardedSearch(count, windowMs, order === 'strict', exclusions, perMoment);
      this.search = (unit, chain) => guarded.search(unit, chain, true);
      if (exclusions.length > 0) this.searchUnbroken = (unit, chain) => guarded.search(unit, chain, false);
    } else {
      const sequential = new SequentialSearch(count, windowMs, perMoment);
      this.search = (unit, chain) => sequential.search(unit, chain);
    }
  }

  /** Finds the journey of the unit that owns positions [from, to); false where it never entered the funnel. */
  find(from: number, to: number): boolean {
    const { journey, params } = this;
    const start = params.order === 'any' ? from : this.findStart(from, to);
    if (start < 0) return false;
    if (this.isPlain) this.gatherSteps(start, to);
    else this.gather(start, to);
    const unit = this.best(this.search);
    journey.level = this.chain.level;
    if (unit === undefined) return false;
    this.writeJourney(unit);
    journey.excluded = false;
    if (this.searchUnbroken !== undefined && journey.level < params.required.length) {
      this.best(this.searchUnbroken);
      journey.excluded = this.chain.level > journey.level;
    }
    journey.removed = journey.excluded && params.decisions.exclusionEffect === 'removePerson';
    if (journey.removed) journey.reached = 0;
    return true;
  }

  /**
   * Where a chain could first begin in [from, to); -1 for nowhere. A look at the first step's bits alone spares most
   * units of a busy product the rest.
   */
  private findStart(from: number, to: number): number {
    const bitmap = this.bitmaps[0] as Uint32Array;
    const { time } = this.input.sequences;
    const last = (to - 1) >>> 5;
    for (let word = from >>> 5; word <= last; word += 1) {
      const bits = (bitmap[word] as number) & rangeMask(word, from, to);
      if (bits === 0) continue;
      let start = (word << 5) + 31 - Math.clz32(bits & -bits);
      // Events of the same time that are stored before it may still be its next steps.
      const earliest = this.earliestTied(time[start] as number);
      while (start > from && (time[start - 1] as number) >= earliest) start -= 1;
      return start;
    }
    return -1;
  }

  /** From when on events may be as good as simultaneous with a start at `at`, however they are stored. */
  private earliestTied(at: number): number {
    const { ties, tieGraceMs } = this.params.decisions;
    return Math.min(ties === 'by_second' ? wholeSecond(at) : at, at - tieGraceMs * this.params.required.length);
  }

  private gather(from: number, to: number): void {
    const { all, bitmaps, params, words } = this;
    const { time } = this.input.sequences;
    const wanted = bitmaps.length;
    const required = params.required.length;
    const extraEnd = required + params.optional.length;
    const breakEnd = extraEnd + params.exclusions.length;
    const everything = params.order === 'strict' && params.seen < 0;
    const bySecond = params.decisions.ties === 'by_second';
    all.clear();
    const last = (to - 1) >>> 5;
    for (let word = from >>> 5; word <= last; word += 1) {
      let any = everything ? -1 : 0;
      for (let index = 0; index < wanted; index += 1) {
        const bits = (bitmaps[index] as Uint32Array)[word] as number;
        words[index] = bits;
        any |= bits;
      }
      any &= rangeMask(word, from, to);
      while (any !== 0) {
        const bit = any & -any;
        any ^= bit;
        const position = (word << 5) + 31 - Math.clz32(bit);
        const at = time[position] as number;
        if (at < params.from) continue;
        if (at >= params.to) return;
        let mask = 0;
        for (let index = 0; index < required; index += 1)
          if (((words[index] as number) & bit) !== 0) mask |= 1 << index;
        let extra = 0;
        let breaking = 0;
        for (let index = required; index < extraEnd; index += 1) {
          if (((words[index] as number) & bit) !== 0) extra |= 1 << (index - required);
        }
        for (let index = extraEnd; index < breakEnd; index += 1) {
          if (((words[index] as number) & bit) !== 0) breaking |= 1 << (index - extraEnd);
        }
        all.add(position, bySecond ? wholeSecond(at) : at, mask, extra, breaking);
      }
    }
  }

  /** {@link gather} where there are steps to look at and nothing else: what most funnels spend their time on. */
  private gatherSteps(from: number, to: number): void {
    const { all, bitmaps, words } = this;
    const { time } = this.input.sequences;
    const { from: earliest, to: latest } = this.params;
    const steps = bitmaps.length;
    all.reserve(to - from);
    const { positions, times, masks } = all;
    let length = 0;
    const last = (to - 1) >>> 5;
    for (let word = from >>> 5; word <= last; word += 1) {
      let any = 0;
      for (let step = 0; step < steps; step += 1) {
        const bits = (bitmaps[step] as Uint32Array)[word] as number;
        words[step] = bits;
        any |= bits;
      }
      any &= rangeMask(word, from, to);
      while (any !== 0) {
        const shift = 31 - Math.clz32(any & -any);
        any &= any - 1;
        const position = (word << 5) + shift;
        const at = time[position] as number;
        if (at < earliest) continue;
        if (at >= latest) {
          all.length = length;
          return;
        }
        let mask = 0;
        for (let step = 0; step < steps; step += 1) mask |= (((words[step] as number) >>> shift) & 1) << step;
        positions[length] = position;
        times[length] = at;
        masks[length] = mask;
        length += 1;
      }
    }
    all.length = length;
  }

  /** Leaves the best chain in `this.chain` and returns the events it points into; undefined where there is none. */
  private best(search: Search): UnitEvents | undefined {
    const { all, params, part } = this;
    if (params.held.length === 0) {
      search(all, this.chain);
      return this.chain.level > 0 ? all : undefined;
    }
    this.chain.level = 0;
    for (const value of this.heldValues()) {
      part.clear();
      for (let index = 0; index < all.length; index += 1) {
        const position = all.positions[index] as number;
        const agrees = this.heldValue(position) === value;
        const mask = agrees ? (all.masks[index] as number) : 0;
        const extra = agrees ? (all.extras[index] as number) : 0;
        part.add(position, all.times[index] as number, mask, extra, all.breaks[index] as number);
      }
      search(part, this.other);
      // `part` lines up with `all`, so chains of different values can be told apart by the same indexes.
      if (this.isBetter(this.other, this.chain)) [this.chain, this.other] = [this.other, this.chain];
    }
    return this.chain.level > 0 ? all : undefined;
  }

  private heldValues(): Set<number | string> {
    const values = new Set<number | string>();
    for (let index = 0; index < this.all.length; index += 1) {
      if (this.all.masks[index] === 0) continue;
      const value = this.heldValue(this.all.positions[index] as number);
      if (value !== undefined) values.add(value);
    }
    return values;
  }

  /** The codes of the held properties as one value; undefined where one is missing, which agrees with nothing. */
  private heldValue(position: number): number | string | undefined {
    const { held } = this.params;
    const codes = held.map((column) => this.input.codes[column]?.[position] ?? -1);
    if (codes.includes(-1)) return undefined;
    return codes.length === 1 ? codes[0] : codes.join(',');
  }

  private isBetter(a: Chain, b: Chain): boolean {
    if (a.level !== b.level) return a.level > b.level;
    if (a.level === 0) return false;
    const { times } = this.all;
    const timeOf = (chain: Chain, slot: number): number => times[chain.events[slot] as number] as number;
    const last = a.level - 1;
    if (timeOf(a, last) !== timeOf(b, last)) return timeOf(a, last) < timeOf(b, last);
    if (timeOf(a, 0) !== timeOf(b, 0)) return timeOf(a, 0) > timeOf(b, 0);
    for (let slot = 1; slot < last; slot += 1) {
      if (timeOf(a, slot) !== timeOf(b, slot)) return timeOf(a, slot) < timeOf(b, slot);
    }
    for (let slot = 0; slot <= last; slot += 1) {
      if (a.events[slot] !== b.events[slot]) return (a.events[slot] as number) < (b.events[slot] as number);
    }
    return false;
  }

  private writeJourney(unit: UnitEvents): void {
    const { chain, journey, params } = this;
    journey.reached = 0;
    for (let slot = 0; slot < chain.level; slot += 1) {
      const place = params.order === 'any' ? slot : (params.required[slot] as number);
      journey.reached |= 1 << place;
      journey.positions[place] = unit.positions[chain.events[slot] as number] as number;
    }
    if (params.optional.length > 0) this.fillOptional(unit);
  }

  /**
   * An optional step is done by the first event that matches it, has no step yet, and lies between the steps before and
   * after it in the chain; after the chain's end, within the window.
   */
  private fillOptional(unit: UnitEvents): void {
    const { chain, journey, params } = this;
    const { time } = this.input.sequences;
    const start = unit.times[chain.events[0] as number] as number;
    const value =
      params.held.length === 0 ? undefined : this.heldValue(unit.positions[chain.events[0] as number] as number);
    const used = new Set(chain.events.subarray(0, chain.level));
    params.optional.forEach((place, extra) => {
      const before = params.required.findLastIndex((required) => required < place);
      if (before >= chain.level) return;
      let earliest = unit.times[chain.events[before] as number] as number;
      for (let step = (params.required[before] as number) + 1; step < place; step += 1) {
        if (((journey.reached >>> step) & 1) === 1) earliest = time[journey.positions[step] as number] as number;
      }
      const latest =
        before + 1 < chain.level ? (unit.times[chain.events[before + 1] as number] as number) : start + params.windowMs;
      for (let index = 0; index < unit.length; index += 1) {
        const at = unit.times[index] as number;
        if (at > latest) return;
        if (at < earliest || (((unit.extras[index] as number) >>> extra) & 1) === 0 || used.has(index)) continue;
        if (value !== undefined && this.heldValue(unit.positions[index] as number) !== value) continue;
        used.add(index);
        journey.reached |= 1 << place;
        journey.positions[place] = unit.positions[index] as number;
        return;
      }
    });
  }
}

const wholeSecond = (time: number): number => Math.floor(time / 1000) * 1000;
