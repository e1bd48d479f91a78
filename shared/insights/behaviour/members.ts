/** Of whom a behaviour holds: one walk over each person's matching events. */
import type { Bitmap } from '../../base/bitmap';
import { BucketFinder } from '../../base/time-buckets';
import type { PersonRange, Sequences } from '../../model/sequences';
import { countMatches, eachMatch, firstMatch } from '../matches';
import type { Span } from '../range';
import { keepAtLeast, keepNone, type Narrow } from './plain-counts';
import type { BehaviourParams } from './plan';
import { SequenceTest } from './sequence';

/** Whether it holds of the person whose events lie in [from, to). */
type Test = (from: number, to: number) => boolean;

/** Events of the persons that are looked at before others may have a turn: a few milliseconds' work. */
const EVENTS_PER_STEP = 65_536;
/** More than anybody can have done. */
const MOST = 0x7fffffff;

/**
 * 1 by person of whom it holds, counted from the first of the range. Says now and then that others may have a turn; one
 * person is looked at in one go. `among`: 1 by person who is looked at, the others being none; it becomes the answer.
 */
export function* membersInSteps(
  sequences: Sequences,
  predicates: readonly Bitmap[],
  numbers: Float64Array | undefined,
  params: BehaviourParams,
  range: PersonRange = { from: 0, to: sequences.persons },
  among?: Uint8Array,
): Generator<void, Uint8Array> {
  const narrow = narrowingOf(sequences, predicates, numbers, params);
  const offsets = sequences.offsets.subarray(range.from, range.to + 1);
  const members = among ?? new Uint8Array(range.to - range.from).fill(1);
  for (let person = 0; person < members.length;) {
    const next = turnEnd(offsets, members.length, person);
    narrow(offsets, members, person, next);
    person = next;
    yield;
  }
  return members;
}

/** How much looking at one person takes, from little to much: of several behaviours the first are asked of everybody. */
export function costOf({ type }: BehaviourParams): number {
  return type === 'count' ? 0 : type === 'sequence' ? 2 : 1;
}

/** Persons from `from` on until that is enough for one turn, at least one: the one after them. */
function turnEnd(offsets: Uint32Array, persons: number, from: number): number {
  const turnEnds = (offsets[from] as number) + EVENTS_PER_STEP;
  let person = from + 1;
  while (person < persons && (offsets[person] as number) < turnEnds) person += 1;
  return person;
}

function narrowingOf(
  sequences: Sequences,
  predicates: readonly Bitmap[],
  numbers: Float64Array | undefined,
  params: BehaviourParams,
): Narrow {
  if (params.type === 'count' && isUnbounded(params.window)) {
    const matching = predicates[0] as Bitmap;
    if (params.high === 0) return keepNone(matching);
    if (params.high === Infinity && params.low >= 1) return keepAtLeast(matching, Math.min(params.low, MOST));
  }
  const holds = testOf(sequences, predicates, numbers, params);
  return (offsets, members, from, to) => {
    for (let person = from; person < to; person += 1) {
      if (members[person] === 0) continue;
      if (!holds(offsets[person] as number, offsets[person + 1] as number)) members[person] = 0;
    }
  };
}

function testOf(
  { time }: Sequences,
  predicates: readonly Bitmap[],
  numbers: Float64Array | undefined,
  params: BehaviourParams,
): Test {
  const matching = predicates[0] as Bitmap;
  switch (params.type) {
    case 'count': {
      const { low, high } = params;
      const count = counter(time, matching, params.window);
      return (from, to) => {
        const events = count(from, to);
        return events >= low && events <= high;
      };
    }
    case 'first':
      return (from, to) => {
        const first = firstMatch(matching, from, to);
        return first >= 0 && isIn(time[first] as number, params.window);
      };
    case 'stopped': {
      const before = counter(time, matching, params.active);
      const since = counter(time, matching, params.inactive);
      return (from, to) => before(from, to) > 0 && since(from, to) === 0;
    }
    case 'restarted':
      return (from, to) => {
        let last = NaN;
        let came = false;
        eachMatch(matching, from, to, (position) => {
          const at = time[position] as number;
          // Before the first event there is no silence: a comparison with NaN is false.
          if (at - last >= params.silenceMs && isIn(at, params.window)) came = true;
          last = at;
        });
        return came;
      };
    case 'sequence': {
      const test = new SequenceTest(time, predicates, params);
      return (from, to) => test.holds(from, to);
    }
    case 'regular':
      return regularTest(time, matching, params);
    case 'aggregate':
      return aggregateTest(time, matching, numbers ?? new Float64Array(0), params);
  }
}

const isIn = (at: number, { from, to }: Span): boolean => at >= from && at < to;

const isUnbounded = ({ from, to }: Span): boolean => from === -Infinity && to === Infinity;

function counter(time: Float64Array, matching: Bitmap, window: Span): (from: number, to: number) => number {
  if (isUnbounded(window)) return (from, to) => countMatches(matching, from, to);
  let count = 0;
  const step = (position: number): void => {
    if (isIn(time[position] as number, window)) count += 1;
  };
  return (from, to) => {
    // Where all of a person's events lie in the window, their times need not be looked at.
    if (to > from && isIn(time[from] as number, window) && isIn(time[to - 1] as number, window)) {
      return countMatches(matching, from, to);
    }
    count = 0;
    eachMatch(matching, from, to, step);
    return count;
  };
}

function regularTest(
  time: Float64Array,
  matching: Bitmap,
  { window, atLeast, bounds, runLength, runs }: Extract<BehaviourParams, { type: 'regular' }>,
): Test {
  const finder = new BucketFinder(bounds);
  const active: number[] = [];
  const step = (position: number): void => {
    const at = time[position] as number;
    const bucket = isIn(at, window) ? finder.indexOf(at) : -1;
    if (bucket >= 0 && bucket !== active.at(-1)) active.push(bucket);
  };
  return (from, to) => {
    active.length = 0;
    eachMatch(matching, from, to, step);
    // Of buckets in order, `atLeast` lie in one run where the first and the last of them do.
    for (let last = atLeast - 1; last < active.length; last += 1) {
      const [first, end] = [active[last - atLeast + 1] as number, active[last] as number];
      if (runLength > 0 ? end - first < runLength : runs[first] === runs[end]) return true;
    }
    return false;
  };
}

function aggregateTest(
  time: Float64Array,
  matching: Bitmap,
  numbers: Float64Array,
  { window, fn, low, high }: Extract<BehaviourParams, { type: 'aggregate' }>,
): Test {
  let count = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  const step = (position: number): void => {
    const value = numbers[position] as number;
    if (Number.isNaN(value) || !isIn(time[position] as number, window)) return;
    count += 1;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  };
  return (from, to) => {
    count = 0;
    sum = 0;
    min = Infinity;
    max = -Infinity;
    eachMatch(matching, from, to, step);
    const value = fn === 'sum' ? sum : fn === 'avg' ? sum / count : fn === 'min' ? min : max;
    return count > 0 && value >= low && value <= high;
  };
}
