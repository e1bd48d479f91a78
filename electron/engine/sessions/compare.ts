/**
 * The sessions that other settings would make, described beside those there are: nothing is kept of them but what a
 * preview tells, so no table of them is ever made. Says what stitching them and comparing the tables says
 * (property-tested). Runs in fold workers.
 */
import { SPLIT_REASONS } from '../../../shared/model/session';
import type { SessionSettings } from '../../../shared/model/settings';
import type { PersonRange, Sequences } from '../../../shared/model/sequences';
import type { Stop } from '../../../shared/insights/insight';
import { OpenSession } from '../../../shared/sessions/measure';
import { SessionRows } from '../../../shared/sessions/rows';
import { type StitchSettings, stitchSettings } from '../../../shared/sessions/settings';
import { walkPerson } from '../../../shared/sessions/walk';
import { finish } from '../sequences/cooperate';
import { type Lookups, lookUpInSteps } from './extend';

/** Settings as they travel to a worker; the zone says where days end. */
export interface SentRules {
  readonly sessions: SessionSettings;
  readonly timezone: string;
}

/** Of a range of persons. */
export interface Described {
  readonly sessions: number;
  /** Of each session, in no order. */
  readonly durationSeconds: Float64Array;
  /** By position in SPLIT_REASONS. */
  readonly reasons: Uint32Array;
  readonly bounces: number;
  /** Persons of whom some session begins elsewhere, or no longer. */
  readonly personsChanged: number;
}

/** Looked at together: what is looked up of so many lies close at hand. */
const EVENTS_PER_STRETCH = 1 << 16;

/** `lookups` are by eid; `sequences` has the sessions there are. */
export function describeSessions(
  sequences: Sequences,
  lookups: Lookups,
  { sessions, timezone }: SentRules,
  range: PersonRange,
  stop: Stop,
  eventsPerStretch = EVENTS_PER_STRETCH,
): Described {
  const rules = stitchSettings(sessions, timezone);
  const { offsets } = sequences;
  const durations: Float64Array[] = [];
  const reasons = new Uint32Array(SPLIT_REASONS.length);
  const rows = new SessionRows(eventsPerStretch);
  let bounces = 0;
  let personsChanged = 0;
  for (let from = range.from; from < range.to && !stop();) {
    const start = offsets[from] as number;
    let to = from + 1;
    while (to < range.to && (offsets[to + 1] as number) - start <= eventsPerStretch) to++;
    rows.clear();
    const session = stitchStretch(sequences, lookups, rules, from, to, rows);
    personsChanged += countChanged(offsets, sequences.session, session, start, from, to);
    bounces += countReasons(rows, reasons);
    durations.push(durationsOf(rows));
    from = to;
  }
  const durationSeconds = joined(durations);
  return { sessions: durationSeconds.length, durationSeconds, reasons, bounces, personsChanged };
}

/** Adds the sessions of persons `from` … `to - 1` to `rows`; returns which row each of their events is of. */
function stitchStretch(
  { offsets, time, eid }: Sequences,
  lookups: Lookups,
  rules: StitchSettings,
  from: number,
  to: number,
  rows: SessionRows,
): Int32Array {
  const start = offsets[from] as number;
  const stop = offsets[to] as number;
  const eids = eid.subarray(start, stop);
  const events = { ...finish(lookUpInSteps(lookups, eids)), time: time.subarray(start, stop), eid: eids };
  const session = new Int32Array(stop - start);
  const open = new OpenSession();
  for (let person = from; person < to; person++) {
    const first = (offsets[person] as number) - start;
    walkPerson(events, rules, session, person, first, (offsets[person + 1] as number) - start, open, rows);
  }
  return session;
}

/** Persons whose sessions do not begin with the same events: rows are numbered in the order in which they begin. */
function countChanged(
  offsets: Uint32Array,
  before: Int32Array,
  after: Int32Array,
  start: number,
  from: number,
  to: number,
): number {
  let changed = 0;
  for (let person = from; person < to; person++) {
    const end = offsets[person + 1] as number;
    let old = -1;
    let now = -1;
    for (let position = offsets[person] as number; position < end; position++) {
      const oldRow = before[position] as number;
      const row = after[position - start] as number;
      if (oldRow > old !== row > now) {
        changed++;
        break;
      }
      if (row > now) {
        now = row;
        old = oldRow;
      }
    }
  }
  return changed;
}

/** Returns how many bounced. */
function countReasons({ columns, length }: SessionRows, reasons: Uint32Array): number {
  const { reason, bounce } = columns;
  let bounces = 0;
  for (let row = 0; row < length; row++) {
    reasons[reason[row] as number] = (reasons[reason[row] as number] as number) + 1;
    bounces += bounce[row] as number;
  }
  return bounces;
}

function durationsOf({ columns, length }: SessionRows): Float64Array {
  const { start, end } = columns;
  const seconds = new Float64Array(length);
  for (let row = 0; row < length; row++) seconds[row] = ((end[row] as number) - (start[row] as number)) / 1000;
  return seconds;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
