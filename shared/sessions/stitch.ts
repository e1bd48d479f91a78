/** The sessions of all persons, from scratch: see walk.ts for where they begin and measure.ts for what they measure. */
import { OpenSession } from './measure';
import { SessionRows } from './rows';
import type { StitchSettings } from './settings';
import type { SessionTable } from './table';
import { type WalkedEvents, walkPerson } from './walk';

export { DEFAULT_SESSION_SETTINGS, type StitchSettings, stitchSettings } from './settings';
export type { SessionTable } from './table';
export { sessionId } from './session-id';
export { kindCode, TRAIT_KIND_MASK, TRAIT_OPERATIONS, TRAIT_RAGE, TRAIT_SERVER } from './traits';

export interface StitchInput extends WalkedEvents {
  readonly persons: number;
  readonly offsets: Uint32Array;
}

export interface Stitched {
  /** Session index by position; -1 for a server event that fell into no session. */
  readonly session: Int32Array;
  readonly sessions: SessionTable;
}

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
  const { persons } = input;
  const rows = new SessionRows(session.length);
  const open = new OpenSession();
  for (let from = 0; from < persons; from += STEP) {
    stitchPersons(input, settings, session, from, Math.min(from + STEP, persons), open, rows);
    yield;
  }
  return { session, sessions: rows.table() };
}

/** Apart from the generator, whose loops are not made as fast. */
function stitchPersons(
  input: StitchInput,
  settings: StitchSettings,
  session: Int32Array,
  from: number,
  to: number,
  open: OpenSession,
  rows: SessionRows,
): void {
  const { offsets } = input;
  for (let person = from; person < to; person++) {
    const start = offsets[person] as number;
    walkPerson(input, settings, session, person, start, offsets[person + 1] as number, open, rows);
  }
}
