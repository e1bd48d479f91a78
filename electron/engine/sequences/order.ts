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
  for (let person = 0; person < persons; person++) {
    sortByTime(eids, time, offsets[person] as number, offsets[person + 1] as number);
    if (person % (STEP >> 6) === 0) yield;
  }
  const orderedTime = shared.f64(length);
  const orderedName = shared.i32(length);
  for (let position = 0; position < length; position++) {
    const eid = eids[position] as number;
    orderedTime[position] = time[eid] as number;
    orderedName[position] = name[eid] as number;
    if (position % STEP === 0) yield;
  }
  return { persons, length, offsets, time: orderedTime, name: orderedName, eid: eids };
}

/** Integers beyond this are not exact in a double. */
const EXACT = 2 ** 53;

/** Most data arrives in order, so look first. Events of equal time stay in the order they are in. */
export function sortByTime(eids: Uint32Array, time: Float64Array, from: number, to: number): void {
  let low = Infinity;
  let high = -Infinity;
  let sorted = true;
  for (let i = from; i < to; i++) {
    const at = time[eids[i] as number] as number;
    if (at < high) sorted = false;
    else high = at;
    if (at < low) low = at;
  }
  if (sorted) return;
  const run = eids.slice(from, to);
  const places = 2 ** Math.ceil(Math.log2(run.length));
  if ((high - low + 1) * places < EXACT) sortPacked(eids, run, time, low, places, from);
  else
    eids.set(
      Array.from(run).sort((a, b) => (time[a] as number) - (time[b] as number)),
      from,
    );
}

/** Time and place in one number each: a typed array sorts those without a comparator, several times as fast. */
function sortPacked(
  eids: Uint32Array,
  run: Uint32Array,
  time: Float64Array,
  low: number,
  places: number,
  from: number,
): void {
  const keys = new Float64Array(run.length);
  for (let i = 0; i < run.length; i++) keys[i] = ((time[run[i] as number] as number) - low) * places + i;
  keys.sort();
  for (let i = 0; i < keys.length; i++) eids[from + i] = run[(keys[i] as number) % places] as number;
}

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
