/**
 * Where sessions begin (INSIGHTS §5), and what they measure: one pass over the events of all persons in order. Events
 * of server libraries without a session id join the session open at that moment and never start or extend one, unless
 * their person has no other events.
 */
import { EVENT_KINDS, type EventKind } from '../model/event';
import { SPLIT_REASONS, type SplitReason } from '../model/session';

export interface SessionSettings {
  /** More silence than this (ms) ends a session; exactly this much does not. */
  readonly timeoutMs: number;
  /** Split where the SDK's own session id changes. */
  readonly honourSdkSessions: boolean;
  /** No session is longer (ms). */
  readonly maxLengthMs: number;
}

export const DEFAULT_SESSION_SETTINGS: SessionSettings = {
  timeoutMs: 30 * 60_000,
  honourSdkSessions: true,
  maxLengthMs: 24 * 3_600_000,
};

/** What stitching must know of each event, in one byte: its kind, and three flags. */
export const TRAIT_KIND_MASK = 0x1f;
export const TRAIT_SERVER = 0x80;
export const TRAIT_RAGE = 0x40;
/** The event changes properties of its person. */
export const TRAIT_OPERATIONS = 0x20;
export const kindCode = (kind: EventKind): number => EVENT_KINDS.indexOf(kind);

/** Events by person and time; `traits`, `hints` and `pages` are looked up by eid. */
export interface StitchInput {
  readonly persons: number;
  readonly offsets: Uint32Array;
  readonly time: Float64Array;
  readonly eid: Uint32Array;
  readonly traits: Uint8Array;
  /** Code of the SDK's session id, -1 where there is none. */
  readonly hints: Int32Array;
  /** Code of the page or screen, -1 where there is none. */
  readonly pages: Int32Array;
}

/** Sessions as columns, in the order of person and time. Times UTC ms. */
export interface SessionTable {
  readonly length: number;
  readonly person: Int32Array;
  readonly reason: Uint8Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** First event, by eid. */
  readonly first: Uint32Array;
  /** The event that speaks for where the visit came from: the first page or screen, else the first event; by eid. */
  readonly entry: Uint32Array;
  readonly events: Uint32Array;
  readonly pageviews: Uint32Array;
  readonly pageDepth: Uint32Array;
  /** Page codes, -1 where the session saw no page. */
  readonly entryPage: Int32Array;
  readonly exitPage: Int32Array;
  readonly bounce: Uint8Array;
  readonly engagedMs: Float64Array;
  readonly clicks: Uint32Array;
  readonly rageClicks: Uint32Array;
  readonly errors: Uint32Array;
}

export interface Stitched {
  /** Session index by position; -1 for a server event that fell into no session. */
  readonly session: Int32Array;
  readonly sessions: SessionTable;
}

const PAGE = kindCode('page');
const SCREEN = kindCode('screen');
const CLICK = kindCode('click');
const ERROR = kindCode('error');
const INTERACTIONS: ReadonlySet<number> = new Set((['click', 'form', 'media', 'custom'] as const).map(kindCode));

/** A visit that did nothing else for less than this is a bounce. */
const BOUNCE_MS = 10_000;
/** Between two events one is taken to be engaged for at most this long. */
const ENGAGED_GAP_MS = 60_000;

const REASON = Object.fromEntries(SPLIT_REASONS.map((reason, code) => [reason, code])) as Record<SplitReason, number>;

/** `session` receives the result and may lie on shared memory; it needs room for every position. */
export function stitchSessions(input: StitchInput, settings: SessionSettings, session: Int32Array): Stitched {
  const { persons, offsets, time, eid, traits, hints } = input;
  const starts = new GrowingInts();
  const reasons = new GrowingInts();
  const owners = new GrowingInts();
  for (let person = 0; person < persons; person++) {
    const from = offsets[person] as number;
    const to = offsets[person + 1] as number;
    const serverOnly = isServerOnly(input, from, to);
    let open = -1;
    let started = 0;
    let last = 0;
    let hint = -1;
    for (let position = from; position < to; position++) {
      const event = eid[position] as number;
      const at = time[position] as number;
      const own = hints[event] as number;
      if (!serverOnly && own < 0 && ((traits[event] as number) & TRAIT_SERVER) !== 0) {
        session[position] = open >= 0 && at - last <= settings.timeoutMs ? open : -1;
        continue;
      }
      let reason = -1;
      if (open < 0) reason = REASON.first;
      else if (at - last > settings.timeoutMs) reason = REASON.timeout;
      else if (settings.honourSdkSessions && own >= 0 && hint >= 0 && own !== hint) reason = REASON.sdk;
      else if (at - started > settings.maxLengthMs) reason = REASON.maxLength;
      if (reason >= 0) {
        open = starts.length;
        starts.push(position);
        reasons.push(reason);
        owners.push(person);
        started = at;
        hint = -1;
      }
      if (own >= 0) hint = own;
      last = at;
      session[position] = open;
    }
  }
  return { session, sessions: measure(input, session, starts.values(), reasons.values(), owners.values()) };
}

/** Millions of sessions as plain numbers in a list would cost more memory than the events. */
class GrowingInts {
  private ints = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.ints.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.ints);
      this.ints = grown;
    }
    this.ints[this.length++] = value;
  }

  values(): Int32Array {
    return this.ints.subarray(0, this.length);
  }
}

function isServerOnly({ eid, traits, hints }: StitchInput, from: number, to: number): boolean {
  for (let position = from; position < to; position++) {
    const event = eid[position] as number;
    if (((traits[event] as number) & TRAIT_SERVER) === 0 || (hints[event] as number) >= 0) return false;
  }
  return true;
}

function measure(
  input: StitchInput,
  session: Int32Array,
  starts: Int32Array,
  reasons: Int32Array,
  owners: Int32Array,
): SessionTable {
  const table = emptyTable(starts.length);
  const pagesSeen = new Set<number>();
  for (let index = 0; index < starts.length; index++) {
    const start = starts[index] as number;
    const personEnd = input.offsets[(owners[index] as number) + 1] as number;
    const nextStart = starts[index + 1];
    const stop = nextStart !== undefined && owners[index + 1] === owners[index] ? nextStart : personEnd;
    table.person[index] = owners[index] as number;
    table.reason[index] = reasons[index] as number;
    if (pagesSeen.size > 0) pagesSeen.clear();
    measureOne(input, session, table, index, start, stop, pagesSeen);
  }
  return table;
}

function measureOne(
  { time, eid, traits, hints, pages }: StitchInput,
  session: Int32Array,
  table: SessionTable,
  index: number,
  start: number,
  stop: number,
  pagesSeen: Set<number>,
): void {
  const first = eid[start] as number;
  let last = time[start] as number;
  let entry = -1;
  let events = 0;
  let pageviews = 0;
  let views = 0;
  let entryPage = -1;
  let exitPage = -1;
  let engaged = 0;
  let clicks = 0;
  let rage = 0;
  let errors = 0;
  let interactions = 0;
  const joinsOnly = (event: number): boolean =>
    ((traits[event] as number) & TRAIT_SERVER) !== 0 && (hints[event] as number) < 0;
  // Only a person without any client event has sessions that begin with a server's.
  const serverOnly = joinsOnly(first);
  for (let position = start; position < stop; position++) {
    if (session[position] !== index) continue;
    const event = eid[position] as number;
    const trait = traits[event] as number;
    const kind = trait & TRAIT_KIND_MASK;
    events++;
    if (serverOnly || !joinsOnly(event)) {
      const at = time[position] as number;
      engaged += Math.min(at - last, ENGAGED_GAP_MS);
      last = at;
    }
    if (kind === PAGE || kind === SCREEN) {
      if (kind === PAGE) pageviews++;
      views++;
      if (entry < 0) entry = event;
      const page = pages[event] as number;
      if (page >= 0) {
        pagesSeen.add(page);
        if (entryPage < 0) entryPage = page;
        exitPage = page;
      }
    } else if (kind === CLICK) clicks++;
    else if (kind === ERROR) errors++;
    if ((trait & TRAIT_RAGE) !== 0) rage++;
    if (INTERACTIONS.has(kind)) interactions++;
  }
  table.start[index] = time[start] as number;
  table.end[index] = last;
  table.first[index] = first;
  table.entry[index] = entry >= 0 ? entry : first;
  table.events[index] = events;
  table.pageviews[index] = pageviews;
  table.pageDepth[index] = pagesSeen.size;
  table.entryPage[index] = entryPage;
  table.exitPage[index] = exitPage;
  table.bounce[index] = views <= 1 && interactions === 0 && last - (time[start] as number) < BOUNCE_MS ? 1 : 0;
  table.engagedMs[index] = engaged;
  table.clicks[index] = clicks;
  table.rageClicks[index] = rage;
  table.errors[index] = errors;
}

function emptyTable(length: number): SessionTable {
  return {
    length,
    person: new Int32Array(length),
    reason: new Uint8Array(length),
    start: new Float64Array(length),
    end: new Float64Array(length),
    first: new Uint32Array(length),
    entry: new Uint32Array(length),
    events: new Uint32Array(length),
    pageviews: new Uint32Array(length),
    pageDepth: new Uint32Array(length),
    entryPage: new Int32Array(length),
    exitPage: new Int32Array(length),
    bounce: new Uint8Array(length),
    engagedMs: new Float64Array(length),
    clicks: new Uint32Array(length),
    rageClicks: new Uint32Array(length),
    errors: new Uint32Array(length),
  };
}

/** Stable across rebuilds: made of the person's id and the session's start, with a count where two start together. */
export function sessionId(person: string, startMs: number, sameStart: number): string {
  const suffix = sameStart === 0 ? '' : `-${sameStart + 1}`;
  return `${startMs.toString(36)}-${hashText(person).toString(36)}${suffix}`;
}

/** cyrb53 (public domain, bryc): 53 bits, for names that need not be secret. */
function hashText(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
