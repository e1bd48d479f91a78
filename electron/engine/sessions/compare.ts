/**
 * The sessions that other settings would make, described beside those there are: nothing is kept of them but what a
 * preview tells, so no table of them is ever made. Says what stitching them and comparing the tables says
 * (property-tested). Runs in fold workers.
 */
import type { SessionSettings } from '../../../shared/model/settings';
import type { PersonRange, Sequences } from '../../../shared/model/sequences';
import type { Stop } from '../../../shared/insights/insight';
import { OpenSession, PLAIN } from '../../../shared/sessions/measure';
import { arePlain, PlainSessions, splitsByTime } from '../../../shared/sessions/plain';
import { SessionRows } from '../../../shared/sessions/rows';
import { type StitchSettings, stitchSettings } from '../../../shared/sessions/settings';
import { walkPerson, type WalkedEvents } from '../../../shared/sessions/walk';
import { type Spread, spreadOf } from '../../../shared/stats/spread';
import type { SentSequences } from '../folds/messages';
import { EVENT_LAYOUT, type StoredColumns } from '../ranges/events';
import { Pieces } from '../ranges/pieces';
import { Rooms } from '../ranges/rooms';
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
  /** Of each session, by size. */
  readonly durationSeconds: Spread;
  /** By position in SPLIT_REASONS. */
  readonly reasons: Uint32Array;
  readonly bounces: number;
  /** Persons of whom some session begins elsewhere, or no longer. */
  readonly personsChanged: number;
}

/** Looked at together: what is looked up of so many lies close at hand. */
const EVENTS_PER_STRETCH = 1 << 16;

/** What is looked up, and what is known of it: where every event is plain, nobody need look at any. */
export type KnownLookups = Lookups & { readonly allPlain?: boolean };

/** `lookups` are by eid; `sequences` has the sessions there are. Of events in files only campaigns are looked up. */
export function describeSessions(
  sequences: Sequences | SentSequences,
  lookups: KnownLookups,
  { sessions, timezone }: SentRules,
  range: PersonRange,
  stop: Stop,
  eventsPerStretch = EVENTS_PER_STRETCH,
): Described {
  const rules = stitchSettings(sessions, timezone);
  const { offsets } = sequences;
  const read = 'pieces' in sequences ? storedStretches(sequences, lookups) : heldStretches(sequences, lookups);
  const rows = new SessionRows(eventsPerStretch);
  const plain = new PlainSessions(rules);
  const { reasons, seconds } = plain;
  let personsChanged = 0;
  for (let from = range.from; from < range.to && !stop();) {
    const start = offsets[from] as number;
    let to = from + 1;
    while (to < range.to && (offsets[to + 1] as number) - start <= eventsPerStretch) to++;
    rows.clear();
    personsChanged += describeStretch(read(start, offsets[to] as number), offsets, rules, from, to, rows, plain);
    plain.bounces += countReasons(rows, reasons);
    const { columns, length } = rows;
    for (let row = 0; row < length; row++) {
      seconds.push(((columns.end[row] as number) - (columns.start[row] as number)) / 1000);
    }
    from = to;
  }
  const durationSeconds = spreadOf(seconds.toArray());
  return { sessions: seconds.length, durationSeconds, reasons, bounces: plain.bounces, personsChanged };
}

/** Events that lie together, with the sessions they are of. */
interface Stretch extends WalkedEvents {
  /** Every event is known to be plain. */
  readonly allPlain: boolean;
  readonly session: Int32Array;
}

const heldStretches =
  ({ time, eid, session }: Sequences, lookups: KnownLookups) =>
  (from: number, to: number): Stretch => {
    const eids = eid.subarray(from, to);
    const allPlain = lookups.allPlain ?? false;
    return {
      ...(allPlain ? { traits: new Uint8Array(to - from).fill(PLAIN) } : finish(lookUpInSteps(lookups, eids))),
      allPlain,
      time: time.subarray(from, to),
      eid: eids,
      session: session.subarray(from, to),
    };
  };

/** One task at a time runs in a thread. */
const rooms = new Rooms<StoredColumns>(EVENT_LAYOUT);

/**
 * Files have by position what is looked up otherwise, but for campaigns. Most is read only when somebody asks for it: of
 * plain events nobody asks for more than times.
 */
function storedStretches({ pieces }: SentSequences, { campaigns }: Lookups): (from: number, to: number) => Stretch {
  const columns = new Pieces<StoredColumns>(pieces);
  return (from, to) => {
    const read = <K extends keyof StoredColumns>(column: K): StoredColumns[K] => rooms.read(columns, column, from, to);
    const codes = (column: 'hint' | 'page'): Int32Array | undefined =>
      columns.only(column, from, to) === NONE ? undefined : unlessNone(read(column));
    const known: { eid?: Uint32Array; pages?: { readonly codes: Int32Array | undefined } } = {};
    return {
      allPlain: columns.only('traits', from, to) === PLAIN,
      time: read('time'),
      session: read('session'),
      traits: read('traits'),
      hints: codes('hint'),
      get eid() {
        return (known.eid ??= read('eid'));
      },
      get pages() {
        return (known.pages ??= { codes: codes('page') }).codes;
      },
      campaigns: campaigns && campaignsOf(campaigns, read('eid')),
    };
  };
}

const NONE = -1;

/** Events without any are gone through faster. */
const unlessNone = (codes: Int32Array): Int32Array | undefined => (codes.every((code) => code < 0) ? undefined : codes);

function campaignsOf(campaigns: NonNullable<Lookups['campaigns']>, eid: Uint32Array): Int32Array {
  const codes = new Int32Array(eid.length);
  gatherCodes(campaigns, eid, codes, 0, codes.length);
  return codes;
}

/**
 * Adds the sessions of persons `from` … `to - 1` to `plain` or, where more than time matters, to `rows`; returns how many
 * persons have others than now.
 */
function describeStretch(
  events: Stretch,
  offsets: Uint32Array,
  rules: StitchSettings,
  from: number,
  to: number,
  rows: SessionRows,
  plain: PlainSessions,
): number {
  const start = offsets[from] as number;
  const { allPlain, hints, session: before, time, traits } = events;
  const open = new OpenSession();
  const mayBePlain = hints === undefined && splitsByTime(rules);
  const session = new Int32Array(mayBePlain && allPlain ? 0 : time.length);
  let changed = 0;
  for (let person = from; person < to; person++) {
    const first = (offsets[person] as number) - start;
    const end = (offsets[person + 1] as number) - start;
    if (mayBePlain && (allPlain || arePlain(traits, first, end))) {
      if (plain.add(time, before, first, end)) changed++;
      continue;
    }
    walkPerson(events, rules, session, person, first, end, open, rows);
    if (isChanged(before, session, first, end)) changed++;
  }
  return changed;
}

/** Whether a person's sessions do not begin with the same events: rows are numbered in the order in which they begin. */
function isChanged(before: Int32Array, after: Int32Array, from: number, to: number): boolean {
  let old = -1;
  let now = -1;
  for (let at = from; at < to; at++) {
    const oldRow = before[at] as number;
    const row = after[at] as number;
    if (oldRow > old !== row > now) return true;
    if (row > now) {
      now = row;
      old = oldRow;
    }
  }
  return false;
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
