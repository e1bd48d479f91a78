/**
 * From events in order of storage to events in order of person and time: the arrays of the sequence store. Pure but
 * for where the memory comes from (shared, so that fold workers read it in place).
 */
import { finish, type Steps } from './cooperate';
import type { Sequences } from '../../../shared/model/sequences';

/** Events by eid; the arrays may be longer. */
export interface EventColumns {
  readonly nextEid: number;
  readonly time: Float64Array;
  readonly name: Int32Array;
}

export type OrderedEvents = Pick<Sequences, 'persons' | 'length' | 'offsets' | 'time' | 'name' | 'eid'>;

/** Whether event `a` comes before `b` where both are of one person and one millisecond; by event_id. */
export type TieOrder = (a: number, b: number) => number;

const shared = {
  u32: (length: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(Math.max(length, 1) * 4), 0, length),
  i32: (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(Math.max(length, 1) * 4), 0, length),
  f64: (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(Math.max(length, 1) * 8), 0, length),
};
export const sharedArrays = shared;

/**
 * Groups by `owner` (person by eid; -1 where there is no such event any more; a counting sort) and orders each person's
 * events by time. Ties stay by eid.
 */
export const orderEvents = (columns: EventColumns, owner: Int32Array, persons: number): OrderedEvents =>
  finish(orderInSteps(columns, owner, persons));

/** Events or persons between two turns for others. */
const STEP = 1 << 16;

export function* orderInSteps(
  { nextEid, time, name }: EventColumns,
  owner: Int32Array,
  persons: number,
): Steps<OrderedEvents> {
  const offsets = shared.u32(persons + 1);
  for (let eid = 0; eid < nextEid; eid++) {
    const person = owner[eid] as number;
    if (person >= 0) offsets[person + 1] = (offsets[person + 1] as number) + 1;
    if (eid % STEP === 0) yield;
  }
  for (let person = 0; person < persons; person++) {
    offsets[person + 1] = (offsets[person + 1] as number) + (offsets[person] as number);
  }
  const length = offsets[persons] as number;
  const next = offsets.slice();
  const eids = shared.u32(length);
  for (let eid = 0; eid < nextEid; eid++) {
    if (eid % STEP === 0) yield;
    const person = owner[eid] as number;
    if (person < 0) continue;
    const position = next[person] as number;
    next[person] = position + 1;
    eids[position] = eid;
  }
  // Column by column: nothing waits for a look-up far away, so many of them are under way at once.
  const orderedTime = yield* gatherInSteps(time, eids, shared.f64(length));
  for (let person = 0; person < persons; person++) {
    sortByTime(eids, orderedTime, offsets[person] as number, offsets[person + 1] as number);
    if (person % (STEP >> 6) === 0) yield;
  }
  const orderedName = yield* gatherInSteps(name, eids, shared.i32(length));
  return { persons, length, offsets, time: orderedTime, name: orderedName, eid: eids };
}

/** What a column by eid says of the events at each position. */
export function* gatherInSteps<T extends Float64Array | Int32Array | Uint8Array>(
  column: T,
  eid: Uint32Array,
  into: T,
): Steps<T> {
  for (let from = 0; from < eid.length; from += STEP) {
    const to = Math.min(from + STEP, eid.length);
    for (let position = from; position < to; position++) into[position] = column[eid[position] as number] as number;
    yield;
  }
  return into;
}

/** Integers beyond this are not exact in a double. */
const EXACT = 2 ** 53;

/**
 * Puts positions `from` … `to - 1` in the order of their times. Most data arrives in order, so look first. Events of equal
 * time stay in the order they are in.
 */
export function sortByTime(eids: Uint32Array, time: Float64Array, from: number, to: number): void {
  let low = Infinity;
  let high = -Infinity;
  let sorted = true;
  for (let i = from; i < to; i++) {
    const at = time[i] as number;
    if (at < high) sorted = false;
    else high = at;
    if (at < low) low = at;
  }
  if (sorted) return;
  const run = eids.slice(from, to);
  const times = time.slice(from, to);
  const places = 2 ** Math.ceil(Math.log2(run.length));
  const order = (high - low + 1) * places < EXACT ? packedOrder(times, low, places) : plainOrder(times);
  for (let i = 0; i < order.length; i++) {
    const place = (order[i] as number) % places;
    eids[from + i] = run[place] as number;
    time[from + i] = times[place] as number;
  }
}

/** Time and place in one number each, the place modulo `places`: a typed array sorts those several times as fast. */
function packedOrder(times: Float64Array, low: number, places: number): Float64Array {
  const keys = new Float64Array(times.length);
  for (let i = 0; i < keys.length; i++) keys[i] = ((times[i] as number) - low) * places + i;
  return keys.sort();
}

const plainOrder = (times: Float64Array): number[] =>
  Array.from(times.keys()).sort((a, b) => (times[a] as number) - (times[b] as number));

/** The runs of equal time of one person, as [from, to) positions; of persons that `skip` does not leave out. */
export function findTies(
  { persons, offsets, time }: OrderedEvents,
  skip: (person: number) => boolean = () => false,
): [number, number][] {
  const ties: [number, number][] = [];
  for (let person = 0; person < persons; person++) {
    if (skip(person)) continue;
    const stop = offsets[person + 1] as number;
    let from = offsets[person] as number;
    while (from < stop) {
      let to = from + 1;
      while (to < stop && time[to] === time[from]) to++;
      if (to - from > 1) ties.push([from, to]);
      from = to;
    }
  }
  return ties;
}

/** Puts tied events in the order of their event ids. */
export function breakTies(
  ordered: OrderedEvents,
  ties: readonly (readonly [number, number])[],
  order: TieOrder,
  names: Int32Array,
): void {
  for (const [from, to] of ties) {
    const run = Array.from(ordered.eid.subarray(from, to)).sort(order);
    for (const [i, eid] of run.entries()) {
      ordered.eid[from + i] = eid;
      ordered.name[from + i] = names[eid] as number;
    }
  }
}
