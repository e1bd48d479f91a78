/**
 * The rows of the event list: events alone, or folded by session, where each session has a head and only opened ones
 * show their events. Pure.
 */
import type { TimelineEvents } from './events';
import type { SessionRun } from './lanes';

export interface ListRows {
  readonly length: number;
  /** What a row shows: an event's index, or a session's as `-1 - index`. */
  readonly rows: Int32Array;
  /** The row of an event, undefined where its session is closed. */
  readonly rowOfEvent: (index: number) => number | undefined;
}

export const isHead = (row: number): boolean => row < 0;
export const runOf = (row: number): number => -1 - row;

/** Without heads. */
export function plainRows(length: number): ListRows {
  return { length, rows: Int32Array.from({ length }, (_, index) => index), rowOfEvent: (index) => index };
}

/** Sessions by their first events; within each, its events in order. */
export function foldedRows(
  events: TimelineEvents,
  sessions: readonly SessionRun[],
  open: ReadonlySet<string>,
): ListRows {
  const members = new Map<string, number[]>();
  for (const id of open) members.set(id, []);
  for (let index = 0; index < events.length; index += 1) members.get(events.session[index] ?? '')?.push(index);
  const out: number[] = [];
  const rowOf = new Map<number, number>();
  for (const [run, { id }] of sessions.entries()) {
    out.push(-1 - run);
    for (const index of members.get(id) ?? []) {
      rowOf.set(index, out.length);
      out.push(index);
    }
  }
  return { length: out.length, rows: Int32Array.from(out), rowOfEvent: (index) => rowOf.get(index) };
}
