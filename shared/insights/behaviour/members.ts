/** Of whom a behaviour holds: one walk over each person's matching events. */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { BucketFinder } from '../../base/time-buckets';
import type { Sequences } from '../../model/sequences';
import { SequentialSearch } from '../funnel/sequential';
import { emptyChain, UnitEvents } from '../funnel/unit-events';
import { countMatches, eachMatch, firstMatch } from '../matches';
import type { Span } from '../range';
import type { BehaviourParams } from './plan';

/** Whether it holds of the person whose events lie in [from, to). */
type Test = (from: number, to: number) => boolean;

/** Events of the persons that are looked at before others may have a turn: a few milliseconds' work. */
const EVENTS_PER_STEP = 65_536;

/** 1 by person of whom it holds. Says now and then that others may have a turn; one person is looked at in one go. */
export function* membersInSteps(
  sequences: Sequences,
  predicates: readonly Bitmap[],
  numbers: Float64Array | undefined,
  params: BehaviourParams,
): Generator<void, Uint8Array> {
  const { persons, offsets } = sequences;
  const holds = testOf(sequences, predicates, numbers, params);
  const members = new Uint8Array(persons);
  let turnEnds = EVENTS_PER_STEP;
  for (let person = 0; person < persons; person += 1) {
    const end = offsets[person + 1] as number;
    if (holds(offsets[person] as number, end)) members[person] = 1;
    if (end < turnEnds) continue;
    yield;
    turnEnds = end + EVENTS_PER_STEP;
  }
  return members;
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
    case 'sequence':
      return sequenceTest(time, predicates, params);
    case 'regular':
      return regularTest(time, matching, params);
    case 'aggregate':
      return aggregateTest(time, matching, numbers ?? new Float64Array(0), params);
  }
}

const isIn = (at: number, { from, to }: Span): boolean => at >= from && at < to;

function counter(time: Float64Array, matching: Bitmap, window: Span): (from: number, to: number) => number {
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

/** The same chains as a funnel's: events of one time may follow one another, each is used once. */
function sequenceTest(
  time: Float64Array,
  predicates: readonly Bitmap[],
  { window, steps, withinMs }: Extract<BehaviourParams, { type: 'sequence' }>,
): Test {
  const search = new SequentialSearch(steps, withinMs, Infinity);
  const unit = new UnitEvents();
  const chain = emptyChain();
  const words = new Int32Array(steps);
  return (from, to) => {
    // Most persons never did one of the steps.
    for (const predicate of predicates) if (firstMatch(predicate, from, to) < 0) return false;
    unit.clear();
    for (let word = from >>> 5; word <= (to - 1) >>> 5; word += 1) {
      let any = 0;
      for (let step = 0; step < steps; step += 1) {
        words[step] = (predicates[step] as Bitmap)[word] as number;
        any |= words[step] as number;
      }
      any &= rangeMask(word, from, to);
      while (any !== 0) {
        const shift = 31 - Math.clz32(any & -any);
        any &= any - 1;
        const position = (word << 5) + shift;
        const at = time[position] as number;
        if (!isIn(at, window)) continue;
        let mask = 0;
        for (let step = 0; step < steps; step += 1) mask |= (((words[step] as number) >>> shift) & 1) << step;
        unit.add(position, at, mask, 0, 0);
      }
    }
    search.search(unit, chain);
    return chain.level === steps;
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
