/**
 * Where one person's sessions begin (INSIGHTS §5): one pass over its events in order. Events of server libraries without a
 * session id join the session open at that moment and never start or extend one, unless their person has no other events.
 * What a session then measures is {@link OpenSession}'s.
 */
import { SPLIT_REASONS, type SplitReason } from '../model/session';
import type { BounceRule } from '../model/settings';
import { type OpenSession, PLAIN } from './measure';
import { arePlain } from './plain';
import type { SessionRows } from './rows';
import type { StitchSettings } from './settings';
import { TRAIT_SERVER } from './traits';

/** Between two events one is taken to be engaged for at most this long. */
const ENGAGED_GAP_MS = 60_000;

/** Events by person and time; all columns are by position. */
export interface WalkedEvents {
  readonly time: Float64Array;
  readonly eid: Uint32Array;
  readonly traits: Uint8Array;
  /** Code of the SDK's session id, -1 where there is none; left out where no event has one. */
  readonly hints?: Int32Array | undefined;
  /** Code of the page or screen, -1 where there is none; left out where no event has one. */
  readonly pages?: Int32Array | undefined;
  /** Code of the campaign the event names, -1 where it names none. Needed only where `campaignChange` is on. */
  readonly campaigns?: Int32Array | undefined;
}

const REASON = Object.fromEntries(SPLIT_REASONS.map((reason, code) => [reason, code])) as Record<SplitReason, number>;

/**
 * Adds the sessions of `person`, whose events are at `from` … `to - 1`, to `rows`, and says in `session` which of them each
 * event belongs to (-1: none). Under `campaignChange` a session has the campaign of the first event that names one; a
 * session that began without one ends, as in Matomo, where one is named: the visitor came back by it. Where several rules
 * split at once, the first of SPLIT_REASONS is told. `open` is scratch.
 */
export function walkPerson(
  { time, eid, traits, hints, pages, campaigns: named }: WalkedEvents,
  { timeoutMs, honourSdkSessions, nextMidnight, campaignChange, maxLengthMs, bounce }: StitchSettings,
  session: Int32Array,
  person: number,
  from: number,
  to: number,
  open: OpenSession,
  rows: SessionRows,
): void {
  const campaigns = campaignChange ? named : undefined;
  if (hints === undefined && campaigns === undefined && nextMidnight === undefined && arePlain(traits, from, to)) {
    walkPlain(time, eid, timeoutMs, maxLengthMs, bounce, session, person, from, to, open, rows);
    return;
  }
  const serverOnly = isServerOnly(traits, hints, from, to);
  /** The row that the open session will have; -1 while none is. */
  let row = -1;
  let began = 0;
  let last = 0;
  // Counted here: a call for every event would cost more than the count.
  let engagedMs = 0;
  let plain = 0;
  let hint = -1;
  let dayEnds = Infinity;
  let campaign = -1;
  for (let position = from; position < to; position++) {
    const at = time[position] as number;
    const trait = traits[position] as number;
    const own = hints === undefined ? -1 : (hints[position] as number);
    if (!serverOnly && own < 0 && (trait & TRAIT_SERVER) !== 0) {
      const joins = row >= 0 && at - last <= timeoutMs && at < dayEnds;
      session[position] = joins ? row : -1;
      if (joins) open.count(trait, eid[position] as number, pages === undefined ? -1 : (pages[position] as number));
      continue;
    }
    const campaignNow = campaigns === undefined ? -1 : (campaigns[position] as number);
    let reason = -1;
    if (row < 0) reason = REASON.first;
    else if (at - last > timeoutMs) reason = REASON.timeout;
    else if (honourSdkSessions && own >= 0 && hint >= 0 && own !== hint) reason = REASON.sdk;
    else if (at >= dayEnds) reason = REASON.midnight;
    else if (campaignNow >= 0 && campaignNow !== campaign) reason = REASON.campaign;
    else if (at - began > maxLengthMs) reason = REASON.maxLength;
    if (reason >= 0) {
      if (row >= 0) {
        open.began = began;
        open.last = last;
        open.engagedMs = engagedMs;
        open.plain = plain;
        open.end(rows, bounce);
      }
      row = rows.length;
      open.begin(person, reason, eid[position] as number);
      began = at;
      engagedMs = 0;
      plain = 0;
      hint = -1;
      campaign = campaignNow;
      if (nextMidnight !== undefined) dayEnds = nextMidnight(at);
    } else {
      const gap = at - last;
      engagedMs += gap < ENGAGED_GAP_MS ? gap : ENGAGED_GAP_MS;
    }
    if (own >= 0) hint = own;
    last = at;
    session[position] = row;
    if (trait === PLAIN) plain += 1;
    else open.count(trait, eid[position] as number, pages === undefined ? -1 : (pages[position] as number));
  }
  if (row < 0) return;
  open.began = began;
  open.last = last;
  open.engagedMs = engagedMs;
  open.plain = plain;
  open.end(rows, bounce);
}

/** The same where nothing but time splits and every event is but counted: most persons of many products. */
function walkPlain(
  time: Float64Array,
  eid: Uint32Array,
  timeoutMs: number,
  maxLengthMs: number,
  bounce: BounceRule,
  session: Int32Array,
  person: number,
  from: number,
  to: number,
  open: OpenSession,
  rows: SessionRows,
): void {
  if (from >= to) return;
  let first = from;
  let began = time[from] as number;
  let last = began;
  let engagedMs = 0;
  let row = rows.length;
  open.begin(person, REASON.first, eid[from] as number);
  session[from] = row;
  for (let position = from + 1; position < to; position++) {
    const at = time[position] as number;
    const gap = at - last;
    if (gap > timeoutMs || at - began > maxLengthMs) {
      open.endPlain(rows, bounce, began, last, engagedMs, position - first);
      row = rows.length;
      open.begin(person, gap > timeoutMs ? REASON.timeout : REASON.maxLength, eid[position] as number);
      first = position;
      began = at;
      engagedMs = 0;
    } else {
      engagedMs += gap < ENGAGED_GAP_MS ? gap : ENGAGED_GAP_MS;
    }
    last = at;
    session[position] = row;
  }
  open.endPlain(rows, bounce, began, last, engagedMs, to - first);
}

function isServerOnly(traits: Uint8Array, hints: Int32Array | undefined, from: number, to: number): boolean {
  for (let position = from; position < to; position++) {
    if (((traits[position] as number) & TRAIT_SERVER) === 0) return false;
    if (hints !== undefined && (hints[position] as number) >= 0) return false;
  }
  return true;
}
