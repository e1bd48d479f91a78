/**
 * Stitches all sessions range of persons by range of persons: what stitching wants to know of every event is looked up for
 * one range at a time. Gives what stitching all of them at once gives (property-tested).
 */
import type { StitchSettings } from '../../../shared/sessions/settings';
import { stitchInSteps, type Stitched } from '../../../shared/sessions/stitch';
import { emptySessions, type SessionTable } from '../../../shared/sessions/table';
import type { Steps } from '../sequences/cooperate';
import type { OrderedEvents } from '../sequences/order';
import { type Lookups, lookUpInSteps } from './extend';

/** A range ends with the person who brings it to so many events. */
const EVENTS_PER_RANGE = 1 << 20;

type Column = Int32Array | Uint8Array | Uint32Array | Float64Array;
type SessionColumns = { -readonly [K in Exclude<keyof SessionTable, 'length'>]: SessionTable[K] };

/** `session` receives each event's session; it has room for all. */
export function* stitchRangesInSteps(
  ordered: OrderedEvents,
  lookups: Lookups,
  settings: StitchSettings,
  session: Int32Array,
  eventsPerRange = EVENTS_PER_RANGE,
): Steps<Stitched> {
  const { persons, offsets, time, eid } = ordered;
  const parts: SessionColumns[] = [];
  let rows = 0;
  for (let from = 0; from < persons;) {
    const to = rangeEnd(ordered, from, eventsPerRange);
    const start = offsets[from] as number;
    const stop = offsets[to] as number;
    const eids = eid.subarray(start, stop);
    const input = {
      ...(yield* lookUpInSteps(lookups, eids)),
      persons: to - from,
      offsets: offsets.slice(from, to + 1).map((offset) => offset - start),
      time: time.subarray(start, stop),
      eid: eids,
    };
    const { sessions } = yield* stitchInSteps(input, settings, session.subarray(start, stop));
    shiftSessions(session, start, stop, rows);
    for (let row = 0; row < sessions.length; row++) sessions.person[row] = (sessions.person[row] as number) + from;
    rows += sessions.length;
    parts.push(sessions);
    yield;
    from = to;
  }
  const [only] = parts;
  return {
    session,
    sessions: parts.length === 1 && only !== undefined ? { ...only, length: rows } : yield* joinInSteps(parts, rows),
  };
}

function rangeEnd({ persons, offsets }: OrderedEvents, from: number, events: number): number {
  const start = offsets[from] as number;
  let to = from + 1;
  while (to < persons && (offsets[to] as number) - start < events) to++;
  return to;
}

function shiftSessions(session: Int32Array, from: number, to: number, delta: number): void {
  if (delta === 0) return;
  for (let position = from; position < to; position++) {
    const index = session[position] as number;
    if (index >= 0) session[position] = index + delta;
  }
}

/** Column by column: of each but the whole and the parts are there at a time. */
function* joinInSteps(parts: readonly SessionColumns[], rows: number): Steps<SessionTable> {
  const joined: Record<string, Column> = {};
  const { length: _none, ...layout } = emptySessions(0);
  for (const key of Object.keys(layout) as (keyof SessionColumns)[]) {
    const whole: Column = new (layout[key].constructor as new (length: number) => Column)(rows);
    let at = 0;
    for (const part of parts) {
      whole.set(part[key], at);
      at += part[key].length;
      Object.assign(part, { [key]: layout[key] });
    }
    joined[key] = whole;
    yield;
  }
  return { ...(joined as unknown as SessionColumns), length: rows };
}
