/**
 * The journeys of units: what each of them did in the funnel, one chain after another with re-entry, and with breakdown
 * attribution `all` a chain per value, the reported one of those whose events all have it.
 */
import type { PersonRange } from '../../model/sequences';
import type { FoldInput, Stop } from '../insight';
import { PERSONS_PER_LOOK } from '../matches';
import { codeAt } from '../packed';
import type { FunnelParams } from './plan';
import { UnitSearch, type UnitJourney } from './unit-search';

/** Calls `visit` with the positions of every unit of the range, until `stop` says so. */
function visitUnits(
  { sequences: { offsets, session } }: FoldInput,
  { countBy }: FunnelParams,
  range: PersonRange,
  stop: Stop,
  visit: (from: number, to: number, person: number) => void,
): void {
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    const end = offsets[person + 1] as number;
    let start = offsets[person] as number;
    if (start === end) continue;
    if (countBy === 'persons') {
      visit(start, end, person);
      continue;
    }
    while (start < end) {
      let next = start + 1;
      while (next < end && session[next] === session[start]) next += 1;
      // What happened outside all sessions, such as a server's doing, is no session's.
      if ((session[start] as number) >= 0) visit(start, next, person);
      start = next;
    }
  }
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
  visitUnits(input, params, range, stop, (from, to, person) => {
    for (let found = search.find(from, to); found; found = search.findNext()) visit(search.journey, person);
  });
}

/** The code of the breakdown's value on the event that speaks for the unit; -1 where there is none. */
export function journeyCode(input: FoldInput, params: FunnelParams, journey: UnitJourney): number {
  const { attribution, breakdown } = params;
  // Whom an exclusion takes out has no chain left; its first event speaks for it.
  if (journey.removed) return codeAt(input, breakdown, journey.positions[0] as number);
  const slot = typeof attribution === 'number' ? attribution : attribution === 'last' ? lastSlot(journey) : 0;
  if (((journey.reached >>> slot) & 1) === 0) return -1;
  return codeAt(input, breakdown, journey.positions[slot] as number);
}

const lastSlot = ({ reached }: UnitJourney): number => 31 - Math.clz32(reached);

interface Kept {
  readonly journey: UnitJourney;
  readonly code: number;
  /** Of the required steps' events: UTC ms, and positions. */
  readonly times: readonly number[];
  readonly positions: readonly number[];
}

/**
 * Calls `visit` with every unit's journeys by value, the best first: the deepest, then the one that ends first, then the
 * one that starts last, those that an exclusion removes at the end. Codes have no order that is the same everywhere.
 */
export function visitValueJourneys(
  input: FoldInput,
  params: FunnelParams,
  range: PersonRange,
  stop: Stop,
  visit: (journey: UnitJourney, code: number, isFirst: boolean, person: number) => void,
): void {
  const search = new UnitSearch(input, params);
  const slots = params.order === 'any' ? params.required.map((_, slot) => slot) : params.required;
  visitUnits(input, params, range, stop, (from, to, person) => {
    const kept: Kept[] = [];
    for (const code of search.valuesIn(from, to)) {
      for (let found = search.findOfValue(from, to, code); found; found = search.findNext()) {
        const positions = slots.slice(0, search.journey.level).map((slot) => search.journey.positions[slot] as number);
        const times = positions.map((position) => input.sequences.time[position] as number);
        const journey = { ...search.journey, positions: search.journey.positions.slice() };
        kept.push({ journey, code, times, positions });
      }
    }
    kept.sort(bestFirst).forEach(({ journey, code }, index) => {
      visit(journey, code, index === 0, person);
    });
  });
}

function bestFirst(a: Kept, b: Kept): number {
  return (
    Number(a.journey.removed) - Number(b.journey.removed) ||
    b.journey.level - a.journey.level ||
    (a.times.at(-1) ?? 0) - (b.times.at(-1) ?? 0) ||
    (b.times[0] ?? 0) - (a.times[0] ?? 0) ||
    firstDifference(a.times, b.times) ||
    firstDifference(a.positions, b.positions)
  );
}

const firstDifference = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, at) => value - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
