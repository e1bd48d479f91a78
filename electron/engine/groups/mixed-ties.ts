/** Events of one group that share a moment though they are of different persons: their ids say which comes first. */
import { wordColumn } from '../../../shared/base/columns';
import { cooperate, type Steps } from '../sequences/cooperate';
import type { OrderedEvents } from '../sequences/order';
import type { Readers } from '../store/readers';
import { personAt } from './grouped-view';
import { rankEvents } from './rank-events';

const EVENTS_PER_STEP = 65_536;

/** Rows in the order of groups and times: `eid` are their numbers. */
type OrderedRows = Pick<OrderedEvents, 'persons' | 'offsets' | 'time' | 'eid'>;

/**
 * Puts such events in the order of their ids; only `ordered.eid` is changed. `eid` has the event's number by row,
 * `positionOf` its position in the view whose persons begin at `personOffsets`.
 */
export async function breakTies(
  readers: Readers,
  ordered: OrderedRows,
  personOffsets: Uint32Array,
  positionOf: (row: number) => number,
  eid: Uint32Array,
): Promise<void> {
  const isOf = (row: number, begin: number, end: number): boolean => {
    const position = positionOf(row);
    return position >= begin && position < end;
  };
  const isMixed = (from: number, to: number): boolean => {
    const person = personAt(personOffsets, positionOf(ordered.eid[from] as number));
    const [begin, end] = [personOffsets[person] as number, personOffsets[person + 1] as number];
    for (let at = from + 1; at < to; at++) if (!isOf(ordered.eid[at] as number, begin, end)) return true;
    return false;
  };
  const tied = await cooperate(tiedInSteps(ordered, isMixed, eid));
  if (tied.length === 0) return;
  const rankOf = await rankEvents(readers, tied);
  await cooperate(breakInSteps(ordered, isMixed, (row) => rankOf(eid[row] as number)));
}

type Mixed = (from: number, to: number) => boolean;

/** Numbers of the events that share a moment with an event of another person of the group. */
function* tiedInSteps(ordered: OrderedRows, isMixed: Mixed, eid: Uint32Array): Steps<Uint32Array> {
  const tied = wordColumn();
  for (const run of mixedRuns(ordered, isMixed)) {
    if (run !== undefined) {
      for (let at = run.from; at < run.to; at++) tied.push(eid[ordered.eid[at] as number] as number);
    } else yield;
  }
  return tied.toArray();
}

/** Puts such events in the order of their ids. */
function* breakInSteps(ordered: OrderedRows, isMixed: Mixed, rankOf: (row: number) => number): Steps<void> {
  for (const run of mixedRuns(ordered, isMixed)) {
    if (run !== undefined) ordered.eid.subarray(run.from, run.to).sort((a, b) => rankOf(a) - rankOf(b));
    else yield;
  }
}

/**
 * The stretches of events of one group and one moment that are not all of one person: within a person the view's order
 * holds already. Now and then undefined, where others may have a turn.
 */
function* mixedRuns(
  { persons: groups, offsets, time }: OrderedRows,
  isMixed: Mixed,
): Generator<{ readonly from: number; readonly to: number } | undefined> {
  let looked = 0;
  for (let group = 0; group < groups; group++) {
    const stop = offsets[group + 1] as number;
    let from = offsets[group] as number;
    while (from < stop) {
      let to = from + 1;
      while (to < stop && time[to] === time[from]) to++;
      if (to - from > 1 && isMixed(from, to)) yield { from, to };
      looked += to - from;
      if (looked > EVENTS_PER_STEP) {
        looked = 0;
        yield undefined;
      }
      from = to;
    }
  }
}
