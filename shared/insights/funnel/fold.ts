/**
 * Funnel fold: every unit that entered the funnel becomes one row. Rows rather than counts, because which breakdown
 * values fold into `$other` and where the medians lie is known only when all rows are there. Worked example, two units,
 * the first done with steps 1 to 3 after 60 s and 90 s more, the second with step 1 alone:
 *
 *   reached [0b111, 0b1]   gaps [60000, 90000]   codes [4, -1]   buckets [0, 2]
 */
import { floatColumn, intColumn, wordColumn } from '../../base/columns';
import { BucketFinder } from '../../base/time-buckets';
import type { FoldInput, Stop } from '../insight';
import type { PersonRange } from '../../model/sequences';
import type { FunnelParams } from './plan';
import { UnitSearch, type UnitJourney } from './unit-search';

/** Set in `reached` beside the slots' bits where an exclusion lowered the unit's level. */
export const EXCLUDED_BIT = 1 << 30;

/** Persons between two looks at whether the answer is still wanted. */
const PERSONS_PER_LOOK = 4096;

export interface FunnelRows {
  /** Bit per slot of the chain, and {@link EXCLUDED_BIT}. */
  readonly reached: Uint32Array;
  /** For every row the ms from each filled slot to the next filled one. */
  readonly gaps: Float64Array;
  /** Dictionary code of the breakdown's value, -1 where missing; empty without a breakdown. */
  readonly codes: Int32Array;
  /** Bucket of the chain's first event; empty without a trend. */
  readonly buckets: Int32Array;
}

/** In the order of the persons. */
export interface FunnelPartial {
  readonly parts: readonly FunnelRows[];
}

/** Calls `visit` with the journey of every unit of the range that entered the funnel, until `stop` says so. */
export function visitJourneys(
  input: FoldInput,
  params: FunnelParams,
  range: PersonRange,
  stop: Stop,
  visit: (journey: UnitJourney, person: number) => void,
): void {
  const search = new UnitSearch(input, params);
  const { offsets, session } = input.sequences;
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    const end = offsets[person + 1] as number;
    let start = offsets[person] as number;
    if (start === end) continue;
    if (params.countBy === 'persons') {
      if (search.find(start, end)) visit(search.journey, person);
      continue;
    }
    while (start < end) {
      let next = start + 1;
      while (next < end && session[next] === session[start]) next += 1;
      // What happened outside all sessions, such as a server's doing, is no session's.
      if ((session[start] as number) >= 0 && search.find(start, next)) visit(search.journey, person);
      start = next;
    }
  }
}

export function foldFunnel(input: FoldInput, params: FunnelParams, range: PersonRange, stop: Stop): FunnelPartial {
  const reached = wordColumn();
  const gaps = floatColumn();
  const codes = intColumn();
  const buckets = intColumn();
  const finder = new BucketFinder(params.buckets);
  const { time } = input.sequences;
  visitJourneys(input, params, range, stop, (journey) => {
    const { positions } = journey;
    if (journey.removed) {
      reached.push(EXCLUDED_BIT);
      if (params.breakdown >= 0) codes.push(input.codes[params.breakdown]?.[positions[0] as number] ?? -1);
      if (finder.count > 0) buckets.push(-1);
      return;
    }
    reached.push(journey.reached | (journey.excluded ? EXCLUDED_BIT : 0));
    let before = time[positions[0] as number] as number;
    for (let slot = 1; journey.reached >>> slot !== 0; slot += 1) {
      if (((journey.reached >>> slot) & 1) === 0) continue;
      const at = time[positions[slot] as number] as number;
      // Under rules with a grace a step may be a moment earlier than the one before it.
      gaps.push(Math.max(0, at - before));
      before = at;
    }
    if (params.breakdown >= 0) codes.push(journeyCode(input, params, journey));
    if (finder.count > 0) buckets.push(finder.indexOf(time[positions[0] as number] as number));
  });
  return {
    parts: [{ reached: reached.toArray(), gaps: gaps.toArray(), codes: codes.toArray(), buckets: buckets.toArray() }],
  };
}

/** The code of the breakdown's value on the event that speaks for the unit; -1 where there is none. */
export function journeyCode(input: FoldInput, params: FunnelParams, journey: UnitJourney): number {
  const { attribution } = params;
  const slot = attribution === 'first' ? 0 : attribution === 'last' ? 31 - Math.clz32(journey.reached) : attribution;
  if (((journey.reached >>> slot) & 1) === 0) return -1;
  return input.codes[params.breakdown]?.[journey.positions[slot] as number] ?? -1;
}

export function mergeFunnel(a: FunnelPartial, b: FunnelPartial): FunnelPartial {
  return { parts: [...a.parts, ...b.parts] };
}
