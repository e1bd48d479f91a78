/**
 * Funnel fold: every unit that entered the funnel becomes one row, or with re-entry each of its chains. Rows rather than
 * counts, because which breakdown values fold into `$other` and where the medians lie is known only when all rows are
 * there. Worked example, two units, the first done with steps 1 to 3 after 60 s and 90 s more, the second with step 1
 * alone:
 *
 *   reached [0b111, 0b1]   gaps [60000, 90000]   codes [4, -1]   buckets [0, 2]
 */
import { floatColumn, intColumn, wordColumn } from '../../base/columns';
import { BucketFinder } from '../../base/time-buckets';
import type { FoldInput, Stop } from '../insight';
import type { PersonRange } from '../../model/sequences';
import { journeyCode, visitJourneys, visitValueJourneys } from './journeys';
import type { FunnelParams } from './plan';
import type { UnitJourney } from './unit-search';

/** Set in `reached` beside the slots' bits where an exclusion lowered the unit's level. */
export const EXCLUDED_BIT = 1 << 30;
/** Set in `reached` of value rows where the row before is of the same unit. */
export const SAME_UNIT_BIT = 1 << 29;

export interface FunnelRows {
  /** Bit per slot of the chain, {@link EXCLUDED_BIT} and {@link SAME_UNIT_BIT}. */
  readonly reached: Uint32Array;
  /** For every row the ms from each filled slot to the next filled one. */
  readonly gaps: Float64Array;
  /** Dictionary code of the breakdown's value, -1 where missing; empty without a breakdown. */
  readonly codes: Int32Array;
  /** Bucket of the chain's first event; empty without a trend. */
  readonly buckets: Int32Array;
}

export interface FunnelPart {
  readonly all: FunnelRows;
  /** With attribution `all` a row per unit and value, the best of a unit first; else the rows of `all`. */
  readonly byValue: FunnelRows;
}

/** In the order of the persons. */
export interface FunnelPartial {
  readonly parts: readonly FunnelPart[];
}

export function foldFunnel(input: FoldInput, params: FunnelParams, range: PersonRange, stop: Stop): FunnelPartial {
  const byJourney = params.breakdown >= 0 && params.attribution !== 'all';
  const rows = new RowCollector(input, params);
  visitJourneys(input, params, range, stop, (journey) => {
    rows.add(journey, 0);
    if (byJourney) rows.addCode(journeyCode(input, params, journey));
  });
  const all = rows.finish();
  if (params.attribution !== 'all' || params.breakdown < 0) return { parts: [{ all, byValue: all }] };
  const valueRows = new RowCollector(input, params);
  visitValueJourneys(input, params, range, stop, (journey, code, isFirst) => {
    valueRows.add(journey, isFirst ? 0 : SAME_UNIT_BIT);
    valueRows.addCode(code);
  });
  return { parts: [{ all, byValue: valueRows.finish() }] };
}

class RowCollector {
  private readonly reached = wordColumn();
  private readonly gaps = floatColumn();
  private readonly codes = intColumn();
  private readonly buckets = intColumn();
  private readonly finder: BucketFinder;
  private readonly time: Float64Array;

  constructor(input: FoldInput, params: FunnelParams) {
    this.finder = new BucketFinder(params.buckets);
    this.time = input.sequences.time;
  }

  add(journey: UnitJourney, flags: number): void {
    const { finder, time } = this;
    const { positions, reached, removed } = journey;
    if (finder.count > 0) this.buckets.push(removed ? -1 : finder.indexOf(time[positions[0] as number] as number));
    this.reached.push(reached | flags | (journey.excluded ? EXCLUDED_BIT : 0));
    let before = time[positions[0] as number] as number;
    for (let slot = 1; reached >>> slot !== 0; slot += 1) {
      if (((reached >>> slot) & 1) === 0) continue;
      const at = time[positions[slot] as number] as number;
      // Under rules with a grace a step may be a moment earlier than the one before it.
      this.gaps.push(Math.max(0, at - before));
      before = at;
    }
  }

  addCode(code: number): void {
    this.codes.push(code);
  }

  finish(): FunnelRows {
    return {
      reached: this.reached.toArray(),
      gaps: this.gaps.toArray(),
      codes: this.codes.toArray(),
      buckets: this.buckets.toArray(),
    };
  }
}

export function mergeFunnel(a: FunnelPartial, b: FunnelPartial): FunnelPartial {
  return { parts: [...a.parts, ...b.parts] };
}
