/**
 * Journeys that are read off bitmaps: which search, if any, is enough for a funnel's rules, and what it leaves to whoever
 * takes a unit's events one by one.
 */
import type { Bitmap } from '../../base/bitmap';
import type { FoldInput } from '../insight';
import { firstMatch } from '../matches';
import { OptionalSteps } from './optional-steps';
import type { FunnelParams } from './plan';
import { AnyOrderQuickSearch } from './quick-any-order';
import { CarriedQuickSearch } from './quick-carried';
import { isStep, isTied, type QuickSearch, UNSURE } from './quick-search';
import { SequentialQuickSearch } from './quick-sequential';
import { StrictQuickSearch } from './quick-strict';
import type { UnitJourney } from './unit-search';
import type { HeldValues } from './value-slots';

/** For funnels of which {@link quickJourneysFor} gives one. */
export class QuickJourneys {
  /** Positions of events that the unit's chains have used beyond their ends. */
  get usedLater(): readonly number[] {
    return this.optional?.used ?? [];
  }

  private readonly chain = new Int32Array(20);

  constructor(
    private readonly params: FunnelParams,
    private readonly steps: readonly Bitmap[],
    private readonly time: Float64Array,
    private readonly search: QuickSearch,
    private readonly guard: QuickGuard | undefined,
    private readonly optional: OptionalSteps | undefined,
  ) {}

  /** Finds the journey of the unit at [from, to); its level, or {@link UNSURE}. */
  find(from: number, to: number, journey: UnitJourney): number {
    if (this.optional !== undefined) this.optional.used.length = 0;
    return this.findIn(from, to, journey);
  }

  /** With re-entry, the same of the unit's next journey; `last` is the last position of the chain before. */
  findAfter(last: number, from: number, to: number, journey: UnitJourney): number {
    // Steps of the moment that the chain has not used are left to the next one.
    if (isTied(this.steps, this.time, last, from, to)) return UNSURE;
    // What is used up is no step any more, which bitmaps do not say.
    for (const used of this.usedLater) if (used > last && isStep(this.steps, used)) return UNSURE;
    return last + 1 < to ? this.findIn(last + 1, to, journey) : 0;
  }

  private findIn(from: number, to: number, journey: UnitJourney): number {
    const { chain, guard, optional, params, search } = this;
    const slots = optional === undefined ? journey.positions : chain;
    journey.excluded = false;
    let level = search.find(from, to, slots);
    if (level > 0 && guard?.isTouched(from, to) === true) {
      const unbroken = level;
      level = guard.search.find(from, to, slots);
      if (level !== UNSURE) journey.excluded = level < params.required.length && unbroken > level;
    }
    if (level === UNSURE) return UNSURE;
    journey.level = level;
    journey.removed = journey.excluded && params.decisions.exclusionEffect === 'removePerson';
    if (optional === undefined || level === 0) {
      journey.reached = journey.removed ? 0 : (1 << level) - 1;
      return level;
    }
    journey.reached = 0;
    for (let slot = 0; slot < level; slot += 1) {
      const place = params.required[slot] as number;
      journey.positions[place] = chain[slot] as number;
      journey.reached |= 1 << place;
    }
    if (journey.removed) journey.reached = 0;
    else optional.fill(journey, from, to);
    return level;
  }
}

/** What is done where a unit did something excluded. */
interface QuickGuard {
  isTouched(from: number, to: number): boolean;
  readonly search: QuickSearch;
}

/** Undefined where events have to be taken one by one anyway. */
export function quickJourneysFor(
  input: FoldInput,
  params: FunnelParams,
  values: HeldValues | undefined,
): QuickJourneys | undefined {
  const { order, required, optional, steps, decisions, exclusions, seen, windowMs } = params;
  const { predicates } = input;
  const { time } = input.sequences;
  const isPlain =
    decisions.starts === 'every' &&
    decisions.ties !== 'by_second' &&
    decisions.tieGraceMs === 0 &&
    // It tries fewer chains.
    (exclusions.length === 0 || decisions.exclusionEffect !== 'dropAtStep') &&
    seen < 0;
  if (!isPlain) return undefined;
  const bitmaps = required.map((place) => predicates[steps[place] as number] as Bitmap);
  const excluded = exclusions.map(({ predicate }) => predicates[predicate] as Bitmap);
  const perMoment = decisions.ties === 'never' ? 1 : Infinity;
  const carried = new CarriedQuickSearch(bitmaps, time, windowMs, values, [], [], perMoment);
  const searchOf = (): QuickSearch => {
    if (order === 'any') return new AnyOrderQuickSearch(bitmaps, time, windowMs, values);
    if (order === 'strict') return new StrictQuickSearch(bitmaps, time, windowMs, values);
    if (values !== undefined) return carried;
    return new EitherQuickSearch(new SequentialQuickSearch(bitmaps, time, windowMs), carried);
  };
  const guard: QuickGuard = {
    isTouched: (from, to) => excluded.some((bitmap) => firstMatch(bitmap, from, to) >= 0),
    search:
      order === 'sequential'
        ? new CarriedQuickSearch(bitmaps, time, windowMs, values, excluded, exclusions, perMoment)
        : NEVER_SURE,
  };
  const extras =
    optional.length === 0
      ? undefined
      : new OptionalSteps(
          optional.map((place) => predicates[steps[place] as number] as Bitmap),
          time,
          params,
          values,
        );
  return new QuickJourneys(params, bitmaps, time, searchOf(), exclusions.length === 0 ? undefined : guard, extras);
}

/** Asks the second where the first is unsure. */
class EitherQuickSearch implements QuickSearch {
  constructor(
    private readonly first: QuickSearch,
    private readonly second: QuickSearch,
  ) {}

  find(from: number, to: number, chain: Int32Array): number {
    const level = this.first.find(from, to, chain);
    return level === UNSURE ? this.second.find(from, to, chain) : level;
  }
}

const NEVER_SURE: QuickSearch = { find: () => UNSURE };
