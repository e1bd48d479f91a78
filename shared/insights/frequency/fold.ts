/** Frequency fold and drill: how many matching events each unit has. */
import type { Bitmap } from '../../base/bitmap';
import { BucketFinder } from '../../base/time-buckets';
import type { PersonRange } from '../../model/sequences';
import type { DrillUnits, FoldInput, Stop } from '../insight';
import { eachMatch, PERSONS_PER_LOOK } from '../matches';
import type { FrequencyParams } from './plan';
import type { FrequencyCell } from './spec';

/** Units by their number of events. */
export interface FrequencyPartial {
  readonly units: ReadonlyMap<number, number>;
}

export function foldFrequency(
  input: FoldInput,
  params: FrequencyParams,
  range: PersonRange,
  stop: Stop,
): FrequencyPartial {
  const units = new Map<number, number>();
  visitUnits(input, params, range, stop, (_person, events) => {
    units.set(events, (units.get(events) ?? 0) + 1);
  });
  return { units };
}

export function mergeFrequency(a: FrequencyPartial, b: FrequencyPartial): FrequencyPartial {
  const units = new Map(a.units);
  for (const [events, count] of b.units) units.set(events, (units.get(events) ?? 0) + count);
  return { units };
}

export function drillFrequency(
  input: FoldInput,
  params: FrequencyParams,
  { from, to }: FrequencyCell,
  range: PersonRange,
): DrillUnits {
  const persons: number[] = [];
  const positions: number[][] = [];
  visitUnits(
    input,
    params,
    range,
    () => false,
    (person, events, own) => {
      if (events < from || events > to) return;
      if (persons.at(-1) === person) positions.at(-1)?.push(...own);
      else {
        persons.push(person);
        positions.push([...own]);
      }
    },
  );
  return { unit: 'persons', persons, positions };
}

/** Calls `visit` with each unit that has an event; units of one person follow one another. */
function visitUnits(
  { sequences: { offsets, time, session }, predicates }: FoldInput,
  { match, from, to, per, buckets }: FrequencyParams,
  range: PersonRange,
  stop: Stop,
  visit: (person: number, events: number, positions: readonly number[]) => void,
): void {
  const matching = predicates[match] as Bitmap;
  const finder = new BucketFinder(buckets);
  // Server events join the session open at the moment, so a session's events need not lie in one stretch.
  const own = new Map<number, number[]>();
  const step = (position: number): void => {
    const at = time[position] as number;
    if (at < from || at >= to) return;
    const unit = per === 'person' ? 0 : per === 'session' ? (session[position] as number) : finder.indexOf(at);
    if (unit < 0) return;
    const events = own.get(unit);
    if (events === undefined) own.set(unit, [position]);
    else events.push(position);
  };
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    eachMatch(matching, offsets[person] as number, offsets[person + 1] as number, step);
    if (own.size === 0) continue;
    for (const events of own.values()) visit(person, events.length, events);
    own.clear();
  }
}
