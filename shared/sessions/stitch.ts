/**
 * Where sessions begin (INSIGHTS §5): one pass over the events of all persons in order. Events of server libraries
 * without a session id join the session open at that moment and never start or extend one, unless their person has no
 * other events. What a session then measures is {@link measureSession}'s.
 */
import { SPLIT_REASONS, type SplitReason } from '../model/session';
import { measureSession } from './measure';
import type { StitchSettings } from './settings';
import { emptySessions, type SessionTable } from './table';
import { TRAIT_SERVER } from './traits';

export { DEFAULT_SESSION_SETTINGS, type StitchSettings, stitchSettings } from './settings';
export type { SessionTable } from './table';
export { sessionId } from './session-id';
export { kindCode, TRAIT_KIND_MASK, TRAIT_OPERATIONS, TRAIT_RAGE, TRAIT_SERVER } from './traits';

/** Events by person and time; all columns are by position. */
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
  /** Code of the campaign the event names, -1 where it names none. Needed only where `campaignChange` is on. */
  readonly campaigns?: Int32Array | undefined;
}

export interface Stitched {
  /** Session index by position; -1 for a server event that fell into no session. */
  readonly session: Int32Array;
  readonly sessions: SessionTable;
}

const REASON = Object.fromEntries(SPLIT_REASONS.map((reason, code) => [reason, code])) as Record<SplitReason, number>;

/** Persons between two steps of {@link stitchInSteps}: some milliseconds of work. */
const STEP = 1 << 11;

/** `session` receives the result and may lie on shared memory; it needs room for every position. */
export function stitchSessions(input: StitchInput, settings: StitchSettings, session: Int32Array): Stitched {
  const steps = stitchInSteps(input, settings, session);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** As {@link stitchSessions}, with a pause for others every few milliseconds. */
export function* stitchInSteps(
  input: StitchInput,
  settings: StitchSettings,
  session: Int32Array,
): Generator<void, Stitched> {
  const { persons, offsets } = input;
  const begun: Begun = { starts: new GrowingInts(), reasons: new GrowingInts() };
  /** Index of each person's first session. */
  const firsts = new Int32Array(persons + 1);
  for (let person = 0; person < persons; person++) {
    firsts[person] = begun.starts.length;
    walk(input, settings, session, offsets[person] as number, offsets[person + 1] as number, begun);
    if (person % STEP === STEP - 1) yield;
  }
  firsts[persons] = begun.starts.length;
  const starts = begun.starts.values();
  const reasons = begun.reasons.values();
  const table = emptySessions(starts.length);
  const pagesSeen = new Set<number>();
  for (let person = 0; person < persons; person++) {
    const next = firsts[person + 1] as number;
    for (let index = firsts[person] as number; index < next; index++) {
      const stop = index + 1 < next ? (starts[index + 1] as number) : (offsets[person + 1] as number);
      table.person[index] = person;
      table.reason[index] = reasons[index] as number;
      measureSession(input, settings.bounce, session, table, index, starts[index] as number, stop, pagesSeen);
    }
    if (person % STEP === STEP - 1) yield;
  }
  return { session, sessions: table };
}

interface Begun {
  /** Position of each session's first event. */
  readonly starts: GrowingInts;
  readonly reasons: GrowingInts;
}

/**
 * Finds where one person's sessions begin. Under `campaignChange` a session has the campaign of the first event that names one;
 * a session that began without one ends, as in Matomo, where one is named: the visitor came back by it. Where several
 * rules split at once, the first of SPLIT_REASONS is told.
 */
function walk(
  input: StitchInput,
  { timeoutMs, honourSdkSessions, nextMidnight, campaignChange, maxLengthMs }: StitchSettings,
  session: Int32Array,
  from: number,
  to: number,
  { starts, reasons }: Begun,
): void {
  const { time, traits, hints } = input;
  const campaigns = campaignChange ? input.campaigns : undefined;
  const serverOnly = isServerOnly(input, from, to);
  let open = -1;
  let started = 0;
  let last = 0;
  let hint = -1;
  let dayEnds = Infinity;
  let campaign = -1;
  for (let position = from; position < to; position++) {
    const at = time[position] as number;
    const own = hints[position] as number;
    if (!serverOnly && own < 0 && ((traits[position] as number) & TRAIT_SERVER) !== 0) {
      session[position] = open >= 0 && at - last <= timeoutMs && at < dayEnds ? open : -1;
      continue;
    }
    const named = campaigns === undefined ? -1 : (campaigns[position] as number);
    let reason = -1;
    if (open < 0) reason = REASON.first;
    else if (at - last > timeoutMs) reason = REASON.timeout;
    else if (honourSdkSessions && own >= 0 && hint >= 0 && own !== hint) reason = REASON.sdk;
    else if (at >= dayEnds) reason = REASON.midnight;
    else if (named >= 0 && named !== campaign) reason = REASON.campaign;
    else if (at - started > maxLengthMs) reason = REASON.maxLength;
    if (reason >= 0) {
      open = starts.length;
      starts.push(position);
      reasons.push(reason);
      started = at;
      hint = -1;
      campaign = named;
      if (nextMidnight !== undefined) dayEnds = nextMidnight(at);
    }
    if (own >= 0) hint = own;
    last = at;
    session[position] = open;
  }
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

function isServerOnly({ traits, hints }: StitchInput, from: number, to: number): boolean {
  for (let position = from; position < to; position++) {
    if (((traits[position] as number) & TRAIT_SERVER) === 0 || (hints[position] as number) >= 0) return false;
  }
  return true;
}
