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
import { endInRange, startInRange } from './in-range';
import { quickJourneysFor, type QuickJourneys } from './quick';
import { UNSURE } from './quick-search';
import { SequentialSearch } from './sequential';
import { emptyChain, UnitEvents, type Chain } from './unit-events';
import { HeldValues, NO_VALUE } from './value-slots';

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
  private readonly quick: QuickJourneys | undefined;
  /** Whether the journey was read off bitmaps. */
  private isQuick = false;
  /** The unit's positions in the range. */
  private start = 0;
  private end = 0;
  /** Those of the journey before. */
  private readonly before = new Int32Array(20);
  /** Asked of sequences in files it is looked for each time. */
  private readonly time: Float64Array;
  /** The breakdown's code that all events of a chain have, or {@link ANY_VALUE}. */
  private only = ANY_VALUE;
  private readonly held: HeldValues | undefined;
  private readonly values = new Set<number>();
  /** Of each event in `part` its index in `all`. */
  private readonly places: number[] = [];
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
    this.held = params.held.length === 0 ? undefined : new HeldValues(input, params.held);
    this.quick = quickJourneysFor(input, params, this.held);
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
    if (quick !== undefined) {
      this.start = startInRange(this.time, this.params, from, to);
      this.end = endInRange(this.time, this.params, this.start, to);
      if (this.start === this.end) return false;
      const level = quick.find(this.start, this.end, journey);
      this.isQuick = level !== UNSURE;
      if (this.isQuick) return level > 0;
    }
    return this.gatherer.gather(from, to) && this.findIn();
  }

  /** With re-entry, the journey after a completed one; false where there is none. */
  findNext(): boolean {
    const { all, chain, journey, params } = this;
    if (!params.reentry || journey.level < params.required.length) return false;
    if (this.isQuick) return this.findQuickNext();
    all.dropThrough(chain.events[chain.level - 1] as number, this.used);
    return this.findIn();
  }

  private findQuickNext(): boolean {
    const { all, before, end, journey, params, start, time } = this;
    const quick = this.quick as QuickJourneys;
    const last = journey.positions[
      params.order === 'any' ? journey.level - 1 : (params.required.at(-1) as number)
    ] as number;
    before.set(journey.positions);
    const level = quick.findAfter(last, start, end, journey);
    if (level !== UNSURE) return level > 0;
    this.isQuick = false;
    let from = last;
    while (from > start && time[from - 1] === time[last]) from -= 1;
    if (!this.gatherer.gather(from, end)) return false;
    const used = new Set([...before, ...quick.usedLater]);
    for (let index = 0; index < all.length; index += 1) if (used.has(all.positions[index] as number)) all.use(index);
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
    if (this.held === undefined) {
      this.takeOwn(0);
      search(part, this.chain);
      this.placeInAll(this.chain);
      return this.chain.level > 0 ? all : undefined;
    }
    for (const value of this.heldValues()) {
      this.takeOwn(value);
      search(part, this.other);
      // Chains of different values are told apart by places in `all`.
      this.placeInAll(this.other);
      if (this.isBetter(this.other, this.chain)) [this.chain, this.other] = [this.other, this.chain];
    }
    return this.chain.level > 0 ? all : undefined;
  }

  private heldValues(): Set<number> {
    const { all } = this;
    const values = new Set<number>();
    for (let index = 0; index < all.length; index += 1) {
      const value = all.masks[index] === 0 ? NO_VALUE : this.heldValue(all.positions[index] as number);
      if (value !== NO_VALUE) values.add(value);
    }
    return values;
  }

  /** Leaves in `part` the events of one value; of others those alone that may be in a chain's way, which fill no step. */
  private takeOwn(value: number): void {
    const { all, part, places } = this;
    const isStrict = this.params.order === 'strict';
    part.clear();
    places.length = 0;
    for (let index = 0; index < all.length; index += 1) {
      const position = all.positions[index] as number;
      const agrees = this.heldValue(position) === value;
      const breaking = all.breaks[index] as number;
      if (!agrees && breaking === 0 && !isStrict) continue;
      const mask = agrees ? (all.masks[index] as number) : 0;
      const extra = agrees ? (all.extras[index] as number) : 0;
      part.add(position, all.times[index] as number, mask, extra, breaking);
      places.push(index);
    }
  }

  /** From events of `part` to those of `all`. */
  private placeInAll(chain: Chain): void {
    for (let slot = 0; slot < chain.level; slot += 1) {
      chain.events[slot] = this.places[chain.events[slot] as number] as number;
    }
  }

  /** Whether the events of a chain have something in common. */
  private get isHeld(): boolean {
    return this.held !== undefined || this.only !== ANY_VALUE;
  }

  /** What the events of a chain have in common, as a number; {@link NO_VALUE} for an event that can be in no chain. */
  private heldValue(position: number): number {
    if (this.only !== ANY_VALUE && this.input.codes[this.params.breakdown]?.[position] !== this.only) return NO_VALUE;
    return this.held?.at(position) ?? 0;
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
