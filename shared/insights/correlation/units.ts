/**
 * Who is compared, and when: of a funnel every unit that entered it, from the first event of its reported chain to the
 * event that completed it, or to the end of the conversion window where none did; of segments every person with an event
 * in the range, over the range. The chains are the funnel's own, so what is said here is said of the same people.
 */
import type { Bitmap } from '../../base/bitmap';
import type { PersonRange } from '../../model/sequences';
import { visitJourneys } from '../funnel/journeys';
import type { FunnelParams } from '../funnel/plan';
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
  const bySession = params.countBy === 'sessions';
  visitJourneys(input, params, range, stop, (journey, person) => {
    // Who was taken out by an exclusion neither converted nor failed to.
    if (journey.removed || journey.level === 0) return;
    const { level, positions } = journey;
    const opening = positions[0] as number;
    // Under rules with a grace a step may be a moment earlier than the one before it.
    let first = opening;
    let start = time[opening] as number;
    let last = start;
    for (let step = 1; step < level; step += 1) {
      const position = positions[params.order === 'any' ? step : (params.required[step] as number)] as number;
      const at = time[position] as number;
      first = Math.min(first, position);
      start = Math.min(start, at);
      last = Math.max(last, at);
    }
    unit.person = person;
    unit.converted = level === params.required.length;
    unit.first = first;
    const end = unit.converted ? last : (time[opening] as number) + params.windowMs;
    const isOwn = (position: number): boolean => !bySession || session[position] === session[opening];
    // Events of the very moment of the first step may be stored before it.
    unit.from = first;
    const lowest = offsets[person] as number;
    while (unit.from > lowest && isOwn(unit.from - 1) && (time[unit.from - 1] as number) >= start) unit.from -= 1;
    unit.to = first + 1;
    const highest = offsets[person + 1] as number;
    while (unit.to < highest && isOwn(unit.to)) {
      const at = time[unit.to] as number;
      if (at > end || at >= params.to) break;
      unit.to += 1;
    }
    visit(unit);
  });
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
