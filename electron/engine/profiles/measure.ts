/** What persons did in all, counted from the view's typed arrays. Everything in it is of some persons, in their order. */
import { ensure } from '../../../shared/base/assert';
import { computeZoneTable, DAY_MS, type ZoneTable } from '../../../shared/base/time';
import type { View } from '../sequences/view';

/** Columns by place in the list of persons asked for. Times UTC ms. */
export interface Measures {
  readonly firstSeen: Float64Array;
  readonly lastSeen: Float64Array;
  readonly events: Uint32Array;
  readonly sessions: Uint32Array;
  /** Distinct calendar days with an event, in the workspace's zone. */
  readonly activeDays: Uint32Array;
  readonly engagedSeconds: Float64Array;
  /** The event that the first session began with ({@link NO_EVENT} where there is no session). */
  readonly entry: Uint32Array;
  /** Page code of the first session's entry page, -1 where it saw none. */
  readonly landingPage: Int32Array;
}

export const NO_EVENT = 0xffffffff;

export function measurePersons(view: View, persons: Uint32Array, zone: ZoneTable): Measures {
  const { sequences, sessions } = view;
  const { length } = persons;
  const measures = {
    firstSeen: new Float64Array(length),
    lastSeen: new Float64Array(length),
    events: new Uint32Array(length),
    sessions: new Uint32Array(length),
    activeDays: new Uint32Array(length),
    engagedSeconds: new Float64Array(length),
    entry: new Uint32Array(length).fill(NO_EVENT),
    landingPage: new Int32Array(length).fill(-1),
  };
  for (let i = 0; i < length; i++) {
    const person = persons[i] as number;
    const from = sequences.offsets[person] as number;
    const to = sequences.offsets[person + 1] as number;
    const time = sequences.read('time', from, to);
    measures.events[i] = to - from;
    measures.activeDays[i] = countDays(time, zone);
    measures.firstSeen[i] = time[0] ?? NaN;
    measures.lastSeen[i] = time[time.length - 1] ?? NaN;
    const { start, stop } = sessionRows(view, person);
    measures.sessions[i] = stop - start;
    if (start === stop) continue;
    let engagedMs = 0;
    for (let row = start; row < stop; row++) engagedMs += sessions.at('engagedMs', row);
    measures.engagedSeconds[i] = engagedMs / 1000;
    measures.entry[i] = sessions.at('entry', start);
    measures.landingPage[i] = sessions.at('entryPage', start);
  }
  return measures;
}

/** Sessions of a person, as a half-open range of the session table, which is in the order of persons. */
export function sessionRows({ sessions }: View, person: number): { readonly start: number; readonly stop: number } {
  const { starts, held } = sessions;
  if (starts !== undefined) return { start: starts[person] as number, stop: starts[person + 1] as number };
  const rows = ensure(held, 'sessions in memory');
  const start = lowerBound(rows.person, rows.length, person);
  let stop = start;
  while (stop < rows.length && rows.person[stop] === person) stop++;
  return { start, stop };
}

function lowerBound(values: Int32Array, length: number, wanted: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Times ascend, so the zone's table is walked along. */
function countDays(time: Float64Array, { starts, offsets }: ZoneTable): number {
  let days = 0;
  let last = NaN;
  let segment = 0;
  for (const at of time) {
    while (segment + 1 < starts.length && (starts[segment + 1] as number) <= at) segment++;
    const day = Math.floor((at + (offsets[segment] as number)) / DAY_MS);
    if (day !== last) {
      days++;
      last = day;
    }
  }
  return days;
}

/** The workspace zone's offsets over all events. Kept, since the calendar of a long span takes time to work out. */
export class WorkspaceZone {
  private table: ZoneTable = { zone: 'UTC', starts: [-Infinity], offsets: [0] };
  private from = -Infinity;
  private to = Infinity;

  tableFor({ settings: { timezone }, sequences }: View): ZoneTable {
    if (timezone === 'UTC') return { zone: 'UTC', starts: [-Infinity], offsets: [0] };
    if (sequences.extent === undefined) return this.table;
    const { from, to } = sequences.extent;
    if (this.table.zone !== timezone || from < this.from || to > this.to) {
      this.table = computeZoneTable(timezone, from, to);
      this.from = from;
      this.to = to;
    }
    return this.table;
  }
}
