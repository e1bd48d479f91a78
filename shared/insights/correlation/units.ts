/**
 * Who is compared, and when: of a funnel every unit that entered it, from the first event of its reported chain to the
 * event that completed it, or to the end of the conversion window where none did; of segments every person with an event
 * in the range, over the range. The chains are the funnel's own, so what is said here is said of the same people.
 */
import type { Bitmap } from '../../base/bitmap';
import type { PersonRange } from '../../model/sequences';
import { visitJourneys } from '../funnel/journeys';
import type { FunnelParams } from '../funnel/plan';
import type { UnitJourney } from '../funnel/unit-search';
import type { FoldInput, Stop } from '../insight';
import { firstMatch, PERSONS_PER_LOOK } from '../matches';
import type { CorrelationParams } from './plan';

/** One unit's stretch of its person's events. The same object for every unit: take what is to be kept. */
export interface Unit {
  person: number;
  converted: boolean;
  /** Positions, half-open. Events in it that the insight does not see do not count. */
  from: number;
  to: number;
  /** The event at which the unit begins. */
  first: number;
}

export function visitUnits(
  input: FoldInput,
  params: CorrelationParams,
  range: PersonRange,
  stop: Stop,
  visit: (unit: Unit) => void,
): void {
  if (params.funnel === undefined) visitMembers(input, params, range, stop, visit);
  else visitEntered(input, params.funnel, range, stop, visit);
}

function visitEntered(
  input: FoldInput,
  params: FunnelParams,
  range: PersonRange,
  stop: Stop,
  visit: (unit: Unit) => void,
): void {
  const { offsets, session, time } = input.sequences;
  const unit: Unit = { person: 0, converted: false, from: 0, to: 0, first: 0 };
  visitJourneys(input, params, range, stop, (journey, person) => {
    // Who was taken out by an exclusion neither converted nor failed to.
    if (journey.removed) return;
    const chain = chainOf(journey, params);
    const [first] = chain;
    if (first === undefined) return;
    unit.person = person;
    unit.converted = journey.level === params.required.length;
    unit.first = Math.min(...chain);
    const times = chain.map((position) => time[position] as number);
    const start = Math.min(...times);
    const end = unit.converted ? Math.max(...times) : (time[first] as number) + params.windowMs;
    const bySession = params.countBy === 'sessions';
    const isOwn = (position: number): boolean => !bySession || session[position] === session[first];
    // Events of the very moment of the first step may be stored before it.
    unit.from = unit.first;
    const lowest = offsets[person] as number;
    while (unit.from > lowest && isOwn(unit.from - 1) && (time[unit.from - 1] as number) >= start) unit.from -= 1;
    unit.to = unit.first + 1;
    const highest = offsets[person + 1] as number;
    while (unit.to < highest && isOwn(unit.to)) {
      const at = time[unit.to] as number;
      if (at > end || at >= params.to) break;
      unit.to += 1;
    }
    visit(unit);
  });
}

/** Positions of the reported chain's required steps, the first step first. */
function chainOf({ level, positions }: UnitJourney, { order, required }: FunnelParams): number[] {
  const slots = order === 'any' ? required.keys() : required;
  return [...slots].slice(0, level).map((slot) => positions[slot] as number);
}

function visitMembers(
  { sequences: { offsets, time }, predicates }: FoldInput,
  { segments, seen, from, to }: CorrelationParams,
  range: PersonRange,
  stop: Stop,
  visit: (unit: Unit) => void,
): void {
  if (segments === undefined) return;
  const segment = predicates[segments.segment] as Bitmap;
  const against = predicates[segments.against];
  const visible = predicates[seen];
  const unit: Unit = { person: 0, converted: false, from: 0, to: 0, first: 0 };
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    let start = offsets[person] as number;
    let end = offsets[person + 1] as number;
    unit.converted = firstMatch(segment, start, end) >= 0;
    if (!unit.converted && against !== undefined && firstMatch(against, start, end) < 0) continue;
    while (start < end && (time[start] as number) < from) start += 1;
    while (end > start && (time[end - 1] as number) >= to) end -= 1;
    unit.first = visible === undefined ? start : firstMatch(visible, start, end);
    // Who did nothing that is looked at could not have done this or that.
    if (unit.first < 0 || unit.first >= end) continue;
    unit.person = person;
    unit.from = start;
    unit.to = end;
    visit(unit);
  }
}
