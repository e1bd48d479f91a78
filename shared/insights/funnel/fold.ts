/**
 * Funnel fold: every unit that entered the funnel is counted, or with re-entry each of its chains, and its times are put by
 * size, so that medians of all units are found among few of them. With a breakdown each is a row beside that, because which
 * values fold into `$other` is known only when all rows are there. Worked example, two rows, the first done with steps 1 to
 * 3 after 60 s and 90 s more, the second with step 1 alone:
 *
 *   reached [0b111, 0b1]   gaps [60000, 90000]   codes [4, -1]
 */
import { floatColumn, intColumn, wordColumn } from '../../base/columns';
import { BucketFinder } from '../../base/time-buckets';
import type { Spread } from '../../stats/spread';
import type { FoldInput, Stop } from '../insight';
import type { PersonRange } from '../../model/sequences';
import { journeyCode, visitJourneys, visitValueJourneys } from './journeys';
import type { FunnelParams } from './plan';
import { GatheredTimes } from './times';
import type { UnitJourney } from './unit-search';

/** Set in `reached` beside the slots' bits where an exclusion lowered the unit's level. */
export const EXCLUDED_BIT = 1 << 30;
/** Set in `reached` of value rows where the row before is of the same unit. */
export const SAME_UNIT_BIT = 1 << 29;

/** Units of a range, counted. */
export interface FunnelCounts {
  /** All of them, also those that an exclusion takes out. */
  readonly units: number;
  /** Units that have each slot filled. */
  readonly counts: Float64Array;
  readonly excluded: number;
  /** Per slot, the ms from the slot filled before. */
  readonly stepTimes: readonly Spread[];
  /** The ms from first to last required step of units that did them all. */
  readonly totalTimes: Spread;
  /** Of each bucket the units whose chains begin there, and those of them that did every required step. */
  readonly entered: Float64Array;
  readonly completed: Float64Array;
}

export interface FunnelRows {
  /** Bit per slot of the chain, {@link EXCLUDED_BIT} and {@link SAME_UNIT_BIT}. */
  readonly reached: Uint32Array;
  /** For every row the ms from each filled slot to the next filled one. */
  readonly gaps: Float64Array;
  /** Dictionary code of the breakdown's value, -1 where missing. */
  readonly codes: Int32Array;
}

export interface FunnelPart {
  /** Of units that are all together: one, or `byCode` one for each code of the breakdown, those without a value first. */
  readonly counts: readonly FunnelCounts[];
  readonly byCode: boolean;
  /** With a breakdown a row per unit; with attribution `all` one per unit and value, the best of a unit first. Not where there are counts by code. */
  readonly byValue?: FunnelRows;
}

/** In the order of the persons. */
export interface FunnelPartial {
  readonly parts: readonly FunnelPart[];
}

/** Of so few values each is counted apart, so that no rows have to be brought together; `$none` is one of them. */
const MOST_COUNTED = 24;

export function foldFunnel(input: FoldInput, params: FunnelParams, range: PersonRange, stop: Stop): FunnelPartial {
  const { time } = input.sequences;
  const counter = new UnitCounter(time, params);
  if (params.breakdown < 0) {
    visitJourneys(input, params, range, stop, (journey) => counter.add(journey));
    return { parts: [{ counts: [counter.finish()], byCode: false }] };
  }
  const byUnit = params.attribution !== 'all';
  const values = (input.codeSizes[params.breakdown] ?? 0) + 1;
  if (byUnit && values <= MOST_COUNTED) {
    const counters = Array.from({ length: values }, () => new UnitCounter(time, params));
    visitJourneys(input, params, range, stop, (journey) =>
      counters[journeyCode(input, params, journey) + 1]?.add(journey),
    );
    return { parts: [{ counts: counters.map((each) => each.finish()), byCode: true }] };
  }
  const rows = new RowCollector(time);
  visitJourneys(input, params, range, stop, (journey) => {
    counter.add(journey);
    if (byUnit) rows.add(journey, 0, journeyCode(input, params, journey));
  });
  if (!byUnit) {
    visitValueJourneys(input, params, range, stop, (journey, code, isFirst) => {
      rows.add(journey, isFirst ? 0 : SAME_UNIT_BIT, code);
    });
  }
  return { parts: [{ counts: [counter.finish()], byCode: false, byValue: rows.finish() }] };
}

class UnitCounter {
  private readonly counts: Float64Array;
  private units = 0;
  private excluded = 0;
  private readonly stepTimes: readonly GatheredTimes[];
  private readonly totalTimes = new GatheredTimes();
  private readonly finder: BucketFinder;
  private readonly entered: Float64Array;
  private readonly completed: Float64Array;
  private readonly last: number;

  constructor(
    private readonly time: Float64Array,
    params: FunnelParams,
  ) {
    this.counts = new Float64Array(params.steps.length);
    this.stepTimes = params.steps.map(() => new GatheredTimes());
    this.finder = new BucketFinder(params.buckets);
    this.entered = new Float64Array(this.finder.count);
    this.completed = new Float64Array(this.finder.count);
    this.last = params.required.at(-1) ?? 0;
  }

  add({ positions, reached, removed, excluded }: UnitJourney): void {
    const { counts, finder, last, stepTimes, time } = this;
    this.units += 1;
    if (excluded) this.excluded += 1;
    // What an exclusion took out of the funnel reached nothing.
    if (removed || reached === 0) return;
    const start = time[positions[0] as number] as number;
    if ((reached & 1) === 1) {
      counts[0] = (counts[0] as number) + 1;
      if (last === 0) this.totalTimes.push(0);
    }
    let before = start;
    let total = 0;
    for (let slot = 1; reached >>> slot !== 0; slot += 1) {
      if (((reached >>> slot) & 1) === 0) continue;
      const at = time[positions[slot] as number] as number;
      // Under rules with a grace a step may be a moment earlier than the one before it.
      const ms = Math.max(0, at - before);
      before = at;
      total += ms;
      counts[slot] = (counts[slot] as number) + 1;
      (stepTimes[slot] as GatheredTimes).push(ms);
      if (slot === last) this.totalTimes.push(total);
    }
    if (finder.count === 0) return;
    const bucket = finder.indexOf(start);
    if (bucket < 0) return;
    this.entered[bucket] = (this.entered[bucket] as number) + 1;
    if (((reached >>> last) & 1) === 1) this.completed[bucket] = (this.completed[bucket] as number) + 1;
  }

  finish(): FunnelCounts {
    return {
      units: this.units,
      counts: this.counts,
      excluded: this.excluded,
      stepTimes: this.stepTimes.map((times) => times.spread()),
      totalTimes: this.totalTimes.spread(),
      entered: this.entered,
      completed: this.completed,
    };
  }
}

class RowCollector {
  private readonly reached = wordColumn();
  private readonly gaps = floatColumn();
  private readonly codes = intColumn();

  constructor(private readonly time: Float64Array) {}

  add({ positions, reached, excluded }: UnitJourney, flags: number, code: number): void {
    const { time } = this;
    this.reached.push(reached | flags | (excluded ? EXCLUDED_BIT : 0));
    this.codes.push(code);
    let before = time[positions[0] as number] as number;
    for (let slot = 1; reached >>> slot !== 0; slot += 1) {
      if (((reached >>> slot) & 1) === 0) continue;
      const at = time[positions[slot] as number] as number;
      this.gaps.push(Math.max(0, at - before));
      before = at;
    }
  }

  finish(): FunnelRows {
    return { reached: this.reached.toArray(), gaps: this.gaps.toArray(), codes: this.codes.toArray() };
  }
}

export function mergeFunnel(a: FunnelPartial, b: FunnelPartial): FunnelPartial {
  return { parts: [...a.parts, ...b.parts] };
}
