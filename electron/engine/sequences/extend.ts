/**
 * What arriving events change: persons that nothing touches are copied in long stretches, the others gathered and
 * ordered anew. Extending gives exactly what building from scratch would (property-tested), in the time of a copy.
 */
import type { Steps } from './cooperate';
import type { TimedEvents } from './fresh-events';
import { type OrderedEvents, sharedArrays, sortByTime } from './order';

/** By person of the new numbering: the same person's old index where nothing about it changed, else -1. */
export type Unchanged = Int32Array;

/** Runs of persons that were neighbours before and still are. */
export function* stretches(unchanged: Unchanged): Generator<{ from: number; to: number; old: number }> {
  let from = 0;
  while (from < unchanged.length) {
    const old = unchanged[from] as number;
    let to = from + 1;
    if (old >= 0) while (to < unchanged.length && unchanged[to] === old + (to - from)) to++;
    if (old >= 0) yield { from, to, old };
    from = to;
  }
}

/** Values copied in one go: some milliseconds. */
const PIECE = 1 << 19;
const SHORT = 1 << 15;
/** Persons or events between two turns for others. */
const STEP = 1 << 14;
const PERSONS_PER_STEP = 1 << 6;

/** Copies `start` … `stop - 1` of a column to `at` of another, piece by piece. */
export function* copyInSteps<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(
  source: T,
  start: number,
  stop: number,
  target: T,
  at: number,
): Steps<void> {
  // Most stretches are short, and a turn for others after each would take longer than the copying.
  if (stop - start <= SHORT) {
    target.set(source.subarray(start, stop), at);
    return;
  }
  for (let from = start; from < stop; from += PIECE) {
    target.set(source.subarray(from, Math.min(from + PIECE, stop)), at + from - start);
    yield;
  }
}

/** `ownerOf` gives an event's person in the new numbering, -1 where it is gone. New events are `fresh.from` … `nextEid`. */
export function* extendOrderInSteps(
  before: OrderedEvents,
  unchanged: Unchanged,
  fresh: TimedEvents,
  nextEid: number,
  ownerOf: (eid: number, time: number) => number,
): Steps<OrderedEvents> {
  const persons = unchanged.length;
  const { eid: moved, time, name } = yield* changedEvents(before, unchanged, fresh, nextEid);
  const owners = new Int32Array(moved.length);
  for (let i = 0; i < moved.length; i++) {
    owners[i] = ownerOf(moved[i] as number, time[i] as number);
    if (i % STEP === 0) yield;
  }
  const offsets = sharedArrays.u32(persons + 1);
  for (const person of owners) if (person >= 0) offsets[person + 1] = (offsets[person + 1] as number) + 1;
  yield;
  for (let person = 0; person < persons; person++) {
    const old = unchanged[person] as number;
    const kept = old < 0 ? 0 : (before.offsets[old + 1] as number) - (before.offsets[old] as number);
    offsets[person + 1] = (offsets[person + 1] as number) + kept + (offsets[person] as number);
    if (person % STEP === 0) yield;
  }
  const length = offsets[persons] as number;
  const after = { eid: sharedArrays.u32(length), time: sharedArrays.f64(length), name: sharedArrays.i32(length) };
  for (const { from, to, old } of stretches(unchanged)) {
    yield;
    const start = before.offsets[old] as number;
    const stop = before.offsets[old + (to - from)] as number;
    const at = offsets[from] as number;
    yield* copyInSteps(before.eid, start, stop, after.eid, at);
    yield* copyInSteps(before.time, start, stop, after.time, at);
    yield* copyInSteps(before.name, start, stop, after.name, at);
  }
  const next = new Map<number, number>();
  for (let i = 0; i < moved.length; i++) {
    if (i % STEP === 0) yield;
    const person = owners[i] as number;
    if (person < 0) continue;
    const position = next.get(person) ?? (offsets[person] as number);
    next.set(person, position + 1);
    after.eid[position] = i;
    after.time[position] = time[i] as number;
  }
  for (const person of next.keys()) {
    const from = offsets[person] as number;
    const to = offsets[person + 1] as number;
    // Sorted by their places among the moved: those are in the order of their numbers, and say the names.
    sortByTime(after.eid, after.time, from, to);
    for (let position = from; position < to; position++) {
      const place = after.eid[position] as number;
      after.name[position] = name[place] as number;
      after.eid[position] = moved[place] as number;
    }
    yield;
  }
  return { persons, length, offsets, ...after };
}

/** Events of persons that are no longer what they were, and the arriving ones; in the order of their numbers. */
function* changedEvents(
  before: OrderedEvents,
  unchanged: Unchanged,
  fresh: TimedEvents,
  nextEid: number,
): Steps<Pick<OrderedEvents, 'eid' | 'time' | 'name'>> {
  const arrived = nextEid - fresh.from;
  const changed = changedPersons(before, unchanged);
  let count = 0;
  for (const old of changed) count += (before.offsets[old + 1] as number) - (before.offsets[old] as number);
  const eid = new Uint32Array(count + arrived);
  let at = 0;
  for (const old of changed) {
    const part = before.eid.subarray(before.offsets[old], before.offsets[old + 1]);
    eid.set(part, at);
    at += part.length;
  }
  yield;
  // Equal times stay in the order of numbers until event ids decide, as when built from scratch.
  eid.subarray(0, count).sort();
  for (let i = 0; i < arrived; i++) eid[count + i] = fresh.from + i;
  yield;
  const time = new Float64Array(eid.length);
  const name = new Int32Array(eid.length);
  const sorted = eid.subarray(0, count);
  for (const [i, old] of changed.entries()) {
    const stop = before.offsets[old + 1] as number;
    for (let position = before.offsets[old] as number; position < stop; position++) {
      const place = placeOf(sorted, before.eid[position] as number);
      time[place] = before.time[position] as number;
      name[place] = before.name[position] as number;
    }
    if (i % PERSONS_PER_STEP === 0) yield;
  }
  time.set(fresh.time.subarray(0, arrived), count);
  name.set(fresh.name.subarray(0, arrived), count);
  return { eid, time, name };
}

function changedPersons(before: OrderedEvents, unchanged: Unchanged): number[] {
  const kept = new Uint8Array(before.persons);
  for (const old of unchanged) if (old >= 0) kept[old] = 1;
  const changed: number[] = [];
  for (let old = 0; old < before.persons; old++) if (kept[old] === 0) changed.push(old);
  return changed;
}

/** Where a number is in a sorted list that has it. */
function placeOf(sorted: Uint32Array, number: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
