/** Lifecycle fold and drill: one walk over each person's active buckets. */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { BucketFinder } from '../../base/time-buckets';
import type { PersonRange } from '../../model/sequences';
import { columnAt } from '../bucket-column';
import type { DrillUnits, FoldInput, Stop } from '../insight';
import { firstMatch, PERSONS_PER_LOOK } from '../matches';
import { countByColumn } from './by-column';
import type { LifecycleParams } from './plan';
import { LIFECYCLE_STATUSES, type LifecycleCell } from './spec';

const STATUSES = LIFECYCLE_STATUSES.length;

/** Persons by bucket of the range and status: `counts[bucket * 4 + status]`. */
export interface LifecyclePartial {
  readonly counts: Float64Array;
}

const [NEW, RETURNING, RESURRECTING, DORMANT] = [0, 1, 2, 3] as const;

/** The position that speaks: the first active event of the bucket; of the dormant, the last of the bucket before. */
type Visit = (person: number, bucket: number, status: number, position: number) => void;

export function foldLifecycle(
  input: FoldInput,
  params: LifecycleParams,
  range: PersonRange,
  stop: Stop,
): LifecyclePartial {
  const counts = new Float64Array(Math.max(0, params.bounds.length - 2) * STATUSES);
  const known = columnAt(input, params.column);
  if (known !== undefined) {
    countByColumn(input, params, known, range, stop, counts);
    return { counts };
  }
  visitStatuses(input, params, range, stop, (_person, bucket, status) => {
    const cell = bucket * STATUSES + status;
    counts[cell] = (counts[cell] as number) + 1;
  });
  return { counts };
}

export function mergeLifecycle(a: LifecyclePartial, b: LifecyclePartial): LifecyclePartial {
  return { counts: a.counts.map((count, cell) => count + (b.counts[cell] as number)) };
}

export function drillLifecycle(
  input: FoldInput,
  params: LifecycleParams,
  { bucket: wanted, status: name }: LifecycleCell,
  range: PersonRange,
): DrillUnits {
  const persons: number[] = [];
  const positions: number[][] = [];
  visitStatuses(
    input,
    params,
    range,
    () => false,
    (person, bucket, status, position) => {
      if (bucket !== wanted || LIFECYCLE_STATUSES[status] !== name) return;
      persons.push(person);
      positions.push([position]);
    },
  );
  return { unit: 'persons', persons, positions };
}

function visitStatuses(
  { sequences: { offsets, time }, predicates }: FoldInput,
  { match, seen, from, to, bounds }: LifecycleParams,
  range: PersonRange,
  stop: Stop,
  visit: Visit,
): void {
  const last = bounds.length - 2;
  if (last < 1) return;
  const active = predicates[match] as Bitmap;
  const finder = new BucketFinder(bounds);
  const start = bounds[1] as number;
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    const first = offsets[person] as number;
    const end = offsets[person + 1] as number;
    const born = seen < 0 ? first : firstMatch(predicates[seen] as Bitmap, first, end);
    if (born < 0 || born >= end) continue;
    const firstBucket = finder.indexOf(time[born] as number);
    let before = -1;
    let beforePosition = -1;
    // Up to here events lie in the bucket of the one before.
    let until = -Infinity;
    const lastWord = (end - 1) >>> 5;
    for (let word = first >>> 5; word <= lastWord; word += 1) {
      let bits = (active[word] as number) & rangeMask(word, first, end);
      if (bits === 0) continue;
      const top = (word << 5) + 31 - Math.clz32(bits);
      const latest = time[top] as number;
      if (latest < until && latest < to) {
        beforePosition = top;
        continue;
      }
      while (bits !== 0) {
        const bit = bits & -bits;
        bits ^= bit;
        const position = (word << 5) + 31 - Math.clz32(bit);
        const at = time[position] as number;
        if (at < until) {
          if (at < to) beforePosition = position;
          continue;
        }
        // The bucket before the range counts as a whole; in the range's first one only what lies in the range does.
        if (at >= to || (at >= start && at < from)) continue;
        const bucket = finder.indexOf(at);
        if (bucket < 0) continue;
        if (before >= 0 && bucket > before + 1) visit(person, before, DORMANT, beforePosition);
        if (bucket >= 1) {
          const status = bucket === firstBucket ? NEW : bucket === before + 1 && before >= 0 ? RETURNING : RESURRECTING;
          visit(person, bucket - 1, status, position);
        }
        before = bucket;
        beforePosition = position;
        until = bounds[bucket + 1] as number;
      }
    }
    if (before >= 0 && before < last) visit(person, before, DORMANT, beforePosition);
  }
}
