/**
 * One unit's reported chain under all of a funnel's rules: gathers the unit's events, picks the search that its order
 * needs, tries each value of the properties held constant, and fills in optional steps.
 *
 * Of chains with equal level the one that ends first is reported, of those the one that starts last, of those the one
 * whose steps come earliest, of those the one whose events come first in order.
 */
import type { FoldInput } from '../insight';
import { AnyOrderSearch } from './any-order';
import { UnitGatherer } from './gather';
import { GreedySearch } from './greedy';
import { GuardedSearch } from './guarded';
import type { FunnelParams } from './plan';
import { quickSearchFor } from './quick';
import { type QuickSearch, UNSURE } from './quick-search';
import { SequentialSearch } from './sequential';
import { emptyChain, UnitEvents, type Chain } from './unit-events';

type Search = (unit: UnitEvents, chain: Chain) => void;

/** No code is this one; that of a missing value is -1. */
const ANY_VALUE = -2;

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
  private readonly gatherer: UnitGatherer;
  private readonly quick: QuickSearch | undefined;
  /** Asked of sequences in files it is looked for each time. */
  private readonly time: Float64Array;
  /** The breakdown's code that all events of a chain have, or {@link ANY_VALUE}. */
  private only = ANY_VALUE;
  private readonly values = new Set<number>();
  /** Events that the journey took, as indexes. */
  private readonly used = new Set<number>();

  constructor(
    private readonly input: FoldInput,
    private readonly params: FunnelParams,
  ) {
    const { order, required, windowMs, exclusions } = params;
    const count = required.length;
    this.time = input.sequences.time;
    this.gatherer = new UnitGatherer(input, params, this.all);
    this.quick = quickSearchFor(input, params);
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
    this.only = ANY_VALUE;
    const { journey, quick } = this;
    if (quick !== undefined && this.isInRange(from, to)) {
      const level = quick.find(from, to, journey.positions);
      if (level !== UNSURE) {
        journey.level = level;
        journey.reached = (1 << level) - 1;
        journey.excluded = false;
        journey.removed = false;
        return level > 0;
      }
    }
    return this.gatherer.gather(from, to) && this.findIn();
  }

  private isInRange(from: number, to: number): boolean {
    const { params, time } = this;
    if (params.from === -Infinity && params.to === Infinity) return true;
    return (time[from] as number) >= params.from && (time[to - 1] as number) < params.to;
  }

  /** With re-entry, the journey after a completed one; false where there is none. */
  findNext(): boolean {
    const { all, chain, journey, params } = this;
    if (!params.reentry || journey.level < params.required.length) return false;
    all.dropThrough(chain.events[chain.level - 1] as number, this.used);
    return this.findIn();
  }

  /**
   * The codes of the breakdown's values that a chain in [from, to) can have; -1 where one is missing. In order, that is
   * those of events that match the first step.
   */
  valuesIn(from: number, to: number): ReadonlySet<number> {
    const { all, params, values } = this;
    values.clear();
    if (!this.gatherer.gather(from, to)) return values;
    const opening = params.order === 'any' ? ~0 : 1;
    const column = this.input.codes[params.breakdown];
    for (let index = 0; index < all.length; index += 1) {
      if (((all.masks[index] as number) & opening) !== 0) values.add(column?.[all.positions[index] as number] ?? -1);
    }
    return values;
  }

  /** {@link find} for one of the values that {@link valuesIn} has just told of the same positions. */
  findOfValue(from: number, to: number, code: number): boolean {
    this.only = code;
    // A chain that was followed by another has used up events.
    if (this.params.reentry) this.gatherer.gather(from, to);
    return this.findIn();
  }

  private findIn(): boolean {
    const { journey, params } = this;
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

  /** Leaves the best chain in `this.chain` and returns the events it points into; undefined where there is none. */
  private best(search: Search): UnitEvents | undefined {
    const { all, part } = this;
    if (!this.isHeld) {
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
    if (this.params.held.length === 0) return new Set([this.only]);
    const values = new Set<number | string>();
    for (let index = 0; index < this.all.length; index += 1) {
      if (this.all.masks[index] === 0) continue;
      const value = this.heldValue(this.all.positions[index] as number);
      if (value !== undefined) values.add(value);
    }
    return values;
  }

  /** Whether the events of a chain have something in common. */
  private get isHeld(): boolean {
    return this.params.held.length > 0 || this.only !== ANY_VALUE;
  }

  /** The codes of the held properties as one value; undefined for an event that can be in no chain. */
  private heldValue(position: number): number | string | undefined {
    const { held, breakdown } = this.params;
    if (this.only !== ANY_VALUE && this.input.codes[breakdown]?.[position] !== this.only) return undefined;
    if (held.length === 0) return this.only;
    const codes = held.map((column) => this.input.codes[column]?.[position] ?? -1);
    // A missing value agrees with nothing.
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
    // Only what is asked for later is kept: this runs for every unit.
    const isUsedLater = params.reentry || params.optional.length > 0;
    this.used.clear();
    for (let slot = 0; slot < chain.level; slot += 1) {
      const place = params.order === 'any' ? slot : (params.required[slot] as number);
      journey.reached |= 1 << place;
      journey.positions[place] = unit.positions[chain.events[slot] as number] as number;
      if (isUsedLater) this.used.add(chain.events[slot] as number);
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
    const value = this.isHeld ? this.heldValue(unit.positions[chain.events[0] as number] as number) : undefined;
    const { used } = this;
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
