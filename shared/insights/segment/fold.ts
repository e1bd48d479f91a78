/** Segment fold and drill: a person's predicate is the same at all of its events, so the first one is asked. */
import { type Bitmap, bitmapHas } from '../../base/bitmap';
import type { PersonRange } from '../../model/sequences';
import type { DrillUnits, FoldInput, Stop } from '../insight';
import { PERSONS_PER_LOOK } from '../matches';
import type { Evidence, SegmentParams } from './plan';
import type { SegmentCell } from './spec';

export interface SegmentPartial {
  readonly count: number;
  readonly total: number;
}

/** Events that speak for one person; more say nothing new. */
const MAX_EVIDENCE = 20;

export function foldSegment(input: FoldInput, params: SegmentParams, range: PersonRange, stop: Stop): SegmentPartial {
  let count = 0;
  let total = 0;
  visitPersons(input, params, range, stop, (_person, belongs) => {
    total += 1;
    if (belongs) count += 1;
  });
  return { count, total };
}

export const mergeSegment = (a: SegmentPartial, b: SegmentPartial): SegmentPartial => ({
  count: a.count + b.count,
  total: a.total + b.total,
});

export function drillSegment(
  input: FoldInput,
  params: SegmentParams,
  cell: SegmentCell,
  range: PersonRange,
): DrillUnits {
  const persons: number[] = [];
  const positions: number[][] = [];
  visitPersons(
    input,
    params,
    range,
    () => false,
    (person, belongs) => {
      if (belongs !== cell.belongs) return;
      persons.push(person);
      positions.push(belongs ? evidenceOf(input, params, person) : []);
    },
  );
  return { unit: 'persons', persons, positions };
}

/** Calls `visit` with each person that has an event in the range. */
function visitPersons(
  { sequences: { offsets, time }, predicates }: FoldInput,
  { belongs, from, to }: SegmentParams,
  range: PersonRange,
  stop: Stop,
  visit: (person: number, belongs: boolean) => void,
): void {
  const kept = predicates[belongs] as Bitmap;
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    const first = offsets[person] as number;
    const end = offsets[person + 1] as number;
    // Events are in order of time: the first one that is not before the range is in it or after it.
    let at = first;
    while (at < end && (time[at] as number) < from) at += 1;
    if (at < end && (time[at] as number) < to) visit(person, bitmapHas(kept, first));
  }
}

/** The first positions, in order of time, whose events match a behaviour that holds of the person, in its window. */
function evidenceOf(
  { sequences: { offsets, time }, predicates }: FoldInput,
  params: SegmentParams,
  person: number,
): number[] {
  const first = offsets[person] as number;
  const end = offsets[person + 1] as number;
  const matches = (predicate: number, position: number): boolean =>
    bitmapHas(predicates[predicate] as Bitmap, position);
  const speaks = ({ matching, window }: Evidence, position: number): boolean => {
    const at = time[position] as number;
    return at >= window.from && at < window.to && matching.some((predicate) => matches(predicate, position));
  };
  const found = new Set<number>();
  for (const evidence of params.evidence) {
    if (!matches(evidence.holds, first)) continue;
    const most = evidence.firstOnly ? 1 : MAX_EVIDENCE;
    for (let position = first, own = 0; position < end && own < most; position += 1) {
      if (!speaks(evidence, position)) continue;
      found.add(position);
      own += 1;
    }
  }
  return [...found].sort((a, b) => a - b).slice(0, MAX_EVIDENCE);
}
