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

/** Where the arrays of an order lie. */
export type ArrayMaker = typeof shared;
/** Of this thread alone; unlike shared memory, V8 knows how much they are and gives them back by itself. */
export const ownArrays: ArrayMaker = {
  u32: (length) => new Uint32Array(length),
  i32: (length) => new Int32Array(length),
  f64: (length) => new Float64Array(length),
};

/** An array of the same kind on shared memory. */
export function sharedLike<T extends Float64Array | Int32Array | Uint8Array | Uint16Array | Uint32Array>(
  array: T,
  length: number,
): T {
  const make = array.constructor as new (buffer: SharedArrayBuffer, at: number, length: number) => T;
  return new make(new SharedArrayBuffer(Math.max(length, 1) * array.BYTES_PER_ELEMENT), 0, length);
}

/**
 * Groups by `owner` (person by eid; -1 where there is no such event any more; a counting sort) and orders each person's
 * events by time. Ties stay by eid.
 */
export const orderEvents = (columns: EventColumns, owner: Int32Array, persons: number): OrderedEvents =>
  finish(orderInSteps(columns, owner, persons));

/** Events, or persons, between two turns for others. */
const STEP = 1 << 17;
const PERSONS_PER_STEP = 1 << 10;

export function* orderInSteps(
  { nextEid, time, name }: EventColumns,
  owner: Int32Array,
  persons: number,
  arrays: ArrayMaker = shared,
): Steps<OrderedEvents> {
  const offsets = arrays.u32(persons + 1);
  // Loops in functions of their own: one within a generator is never compiled well.
  for (let from = 0; from < nextEid; from += STEP) {
    countEvents(owner, offsets, from, Math.min(from + STEP, nextEid));
    yield;
  }
  for (let person = 0; person < persons; person++) {
    offsets[person + 1] = (offsets[person + 1] as number) + (offsets[person] as number);
  }
  const length = offsets[persons] as number;
  const next = offsets.slice();
  const eids = arrays.u32(length);
  for (let from = 0; from < nextEid; from += STEP) {
    placeEvents(owner, next, eids, from, Math.min(from + STEP, nextEid));
    yield;
  }
  // Column by column: nothing waits for a look-up far away, so many of them are under way at once.
  const orderedTime = yield* gatherInSteps(time, eids, arrays.f64(length));
  for (let from = 0; from < persons; from += PERSONS_PER_STEP) {
    sortPersons(offsets, eids, orderedTime, from, Math.min(from + PERSONS_PER_STEP, persons));
    yield;
  }
  const orderedName = yield* gatherInSteps(name, eids, arrays.i32(length));
  return { persons, length, offsets, time: orderedTime, name: orderedName, eid: eids };
}

function countEvents(owner: Int32Array, offsets: Uint32Array, from: number, to: number): void {
  for (let eid = from; eid < to; eid++) {
    const person = owner[eid] as number;
    if (person >= 0) offsets[person + 1] = (offsets[person + 1] as number) + 1;
  }
}

function placeEvents(owner: Int32Array, next: Uint32Array, eids: Uint32Array, from: number, to: number): void {
  for (let eid = from; eid < to; eid++) {
    const person = owner[eid] as number;
    if (person < 0) continue;
    const position = next[person] as number;
    next[person] = position + 1;
    eids[position] = eid;
  }
}

function sortPersons(offsets: Uint32Array, eids: Uint32Array, time: Float64Array, from: number, to: number): void {
  for (let person = from; person < to; person++) {
    sortByTime(eids, time, offsets[person] as number, offsets[person + 1] as number);
  }
}

/** What a column by eid says of the events at each position. */
export function* gatherInSteps<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(
  column: T,
  eid: Uint32Array,
  into: T,
): Steps<T> {
  for (let from = 0; from < eid.length; from += STEP) {
    const to = Math.min(from + STEP, eid.length);
    // A loop for each kind of column: one for all of them would be several times as slow.
    if (column instanceof Float64Array && into instanceof Float64Array) gatherDoubles(column, eid, into, from, to);
    else if (column instanceof Int32Array && into instanceof Int32Array) gatherInts(column, eid, into, from, to);
    else if (column instanceof Uint8Array && into instanceof Uint8Array) gatherBytes(column, eid, into, from, to);
    yield;
  }
  return into;
}

function gatherDoubles(column: Float64Array, eid: Uint32Array, into: Float64Array, from: number, to: number): void {
  for (let position = from; position < to; position++) into[position] = column[eid[position] as number] as number;
}

function gatherInts(column: Int32Array, eid: Uint32Array, into: Int32Array, from: number, to: number): void {
  for (let position = from; position < to; position++) into[position] = column[eid[position] as number] as number;
}

function gatherBytes(column: Uint8Array, eid: Uint32Array, into: Uint8Array, from: number, to: number): void {
  for (let position = from; position < to; position++) into[position] = column[eid[position] as number] as number;
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
  const length = to - from;
  const run = scratchFor(length);
  run.eids.set(eids.subarray(from, to));
  run.times.set(time.subarray(from, to));
  const places = 2 ** Math.ceil(Math.log2(length));
  const packed = (high - low + 1) * places < EXACT;
  const order = packed ? packedOrder(run, length, low, places) : plainOrder(run.times.subarray(0, length));
  for (let i = 0; i < length; i++) {
    const place = (order[i] as number) % places;
    eids[from + i] = run.eids[place] as number;
    time[from + i] = run.times[place] as number;
  }
}

interface Scratch {
  readonly eids: Uint32Array;
  readonly times: Float64Array;
  readonly keys: Float64Array;
}

/** Used again by every call: an allocation for each of a million persons would cost more than the sorting. */
let scratch: Scratch = { eids: new Uint32Array(0), times: new Float64Array(0), keys: new Float64Array(0) };

function scratchFor(length: number): Scratch {
  if (scratch.eids.length < length) {
    const room = Math.max(1_024, length * 2);
    scratch = { eids: new Uint32Array(room), times: new Float64Array(room), keys: new Float64Array(room) };
  }
  return scratch;
}

/** Up to here, putting each key in its place among those before it is faster than sorting them. */
const FEW = 64;

/** Time and place in one number each, the place modulo `places`: numbers sort several times as fast without a comparator. */
function packedOrder({ times, keys }: Scratch, length: number, low: number, places: number): Float64Array {
  if (length > FEW) {
    for (let i = 0; i < length; i++) keys[i] = ((times[i] as number) - low) * places + i;
    return keys.subarray(0, length).sort();
  }
  for (let i = 0; i < length; i++) {
    const key = ((times[i] as number) - low) * places + i;
    let at = i - 1;
    for (; at >= 0 && (keys[at] as number) > key; at--) keys[at + 1] = keys[at] as number;
    keys[at + 1] = key;
  }
  return keys;
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
  { eid, name }: Pick<OrderedEvents, 'eid' | 'name'>,
  ties: readonly (readonly [number, number])[],
  order: TieOrder,
): void {
  for (const [from, to] of ties) {
    const run = Array.from(eid.subarray(from, to), (event, i) => [event, name[from + i] as number] as const);
    run.sort(([a], [b]) => order(a, b));
    for (const [i, [event, code]] of run.entries()) {
      eid[from + i] = event;
      name[from + i] = code;
    }
  }
}
