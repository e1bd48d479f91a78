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
import { walkPerson, type WalkedEvents } from '../../../shared/sessions/walk';
import type { SentSequences } from '../folds/messages';
import type { StoredColumns } from '../ranges/events';
import { Pieces } from '../ranges/pieces';
import { finish } from '../sequences/cooperate';
import { gatherCodes } from '../sequences/growing-codes';
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

/** `lookups` are by eid; `sequences` has the sessions there are. Of events in files only campaigns are looked up. */
export function describeSessions(
  sequences: Sequences | SentSequences,
  lookups: Lookups,
  { sessions, timezone }: SentRules,
  range: PersonRange,
  stop: Stop,
  eventsPerStretch = EVENTS_PER_STRETCH,
): Described {
  const rules = stitchSettings(sessions, timezone);
  const { offsets } = sequences;
  const read = 'pieces' in sequences ? storedStretches(sequences, lookups) : heldStretches(sequences, lookups);
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
    const stretch = read(start, offsets[to] as number);
    const session = stitchStretch(stretch, offsets, rules, from, to, rows);
    personsChanged += countChanged(offsets, stretch.session, session, from, to);
    bounces += countReasons(rows, reasons);
    durations.push(durationsOf(rows));
    from = to;
  }
  const durationSeconds = joined(durations);
  return { sessions: durationSeconds.length, durationSeconds, reasons, bounces, personsChanged };
}

/** Events that lie together, with the sessions they are of. */
interface Stretch extends WalkedEvents {
  readonly session: Int32Array;
}

const heldStretches =
  ({ time, eid, session }: Sequences, lookups: Lookups) =>
  (from: number, to: number): Stretch => {
    const eids = eid.subarray(from, to);
    return {
      ...finish(lookUpInSteps(lookups, eids)),
      time: time.subarray(from, to),
      eid: eids,
      session: session.subarray(from, to),
    };
  };

/** Files have by position what is looked up otherwise, but for campaigns. */
function storedStretches({ pieces }: SentSequences, { campaigns }: Lookups): (from: number, to: number) => Stretch {
  const columns = new Pieces<StoredColumns>(pieces);
  return (from, to) => {
    const eid = columns.read('eid', from, to);
    return {
      eid,
      time: columns.read('time', from, to),
      session: columns.read('session', from, to),
      traits: columns.read('traits', from, to),
      hints: unlessNone(columns.read('hint', from, to)),
      pages: unlessNone(columns.read('page', from, to)),
      campaigns: campaigns && campaignsOf(campaigns, eid),
    };
  };
}

/** Events without any are gone through faster. */
const unlessNone = (codes: Int32Array): Int32Array | undefined => (codes.every((code) => code < 0) ? undefined : codes);

function campaignsOf(campaigns: NonNullable<Lookups['campaigns']>, eid: Uint32Array): Int32Array {
  const codes = new Int32Array(eid.length);
  gatherCodes(campaigns, eid, codes, 0, codes.length);
  return codes;
}

/** Adds the sessions of persons `from` … `to - 1` to `rows`; returns which row each of their events is of. */
function stitchStretch(
  events: Stretch,
  offsets: Uint32Array,
  rules: StitchSettings,
  from: number,
  to: number,
  rows: SessionRows,
): Int32Array {
  const start = offsets[from] as number;
  const session = new Int32Array(events.time.length);
  const open = new OpenSession();
  for (let person = from; person < to; person++) {
    const first = (offsets[person] as number) - start;
    walkPerson(events, rules, session, person, first, (offsets[person + 1] as number) - start, open, rows);
  }
  return session;
}

/** Persons whose sessions do not begin with the same events: rows are numbered in the order in which they begin. */
function countChanged(offsets: Uint32Array, before: Int32Array, after: Int32Array, from: number, to: number): number {
  const start = offsets[from] as number;
  let changed = 0;
  for (let person = from; person < to; person++) {
    const end = (offsets[person + 1] as number) - start;
    let old = -1;
    let now = -1;
    for (let at = (offsets[person] as number) - start; at < end; at++) {
      const oldRow = before[at] as number;
      const row = after[at] as number;
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
