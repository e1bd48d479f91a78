/** Sessions after a change: those of unchanged persons are copied, the others stitched anew. */
import { ensure } from '../../../shared/base/assert';
import type { Sequences } from '../../../shared/model/sequences';
import type { StitchSettings } from '../../../shared/sessions/settings';
import { type StitchInput, stitchInSteps, type Stitched } from '../../../shared/sessions/stitch';
import { emptySessions, type SessionTable } from '../../../shared/sessions/table';
import type { Sessions } from '../ranges/events';
import { finish, type Steps } from '../sequences/cooperate';
import { copyInSteps, stretches, type Unchanged } from '../sequences/extend';
import { type CodeArray, gatherCodes } from '../sequences/growing-codes';
import { gatherInSteps, type OrderedEvents, sharedArrays } from '../sequences/order';

/** What stitching wants to know of every event, by eid: codes plus one, or 0; no codes at all where no event has one. */
export interface Lookups {
  readonly traits: Uint8Array;
  readonly hints: CodeArray;
  readonly pages: CodeArray;
  readonly campaigns?: CodeArray;
}
type LookedUp = Pick<StitchInput, 'traits' | 'hints' | 'pages' | 'campaigns'>;
type Before = { readonly sequences: Sequences; readonly sessions: SessionTable };

/** Rows or positions between two turns for others. */
const STEP = 1 << 17;

/** The columns by position, as stitching takes them. */
export function* lookUpInSteps({ traits, hints, pages, campaigns }: Lookups, eid: Uint32Array): Steps<LookedUp> {
  return {
    traits: yield* gatherInSteps(traits, eid, new Uint8Array(eid.length)),
    hints: yield* codesInSteps(hints, eid),
    pages: yield* codesInSteps(pages, eid),
    ...(campaigns && { campaigns: yield* codesInSteps(campaigns, eid) }),
  };
}

function* codesInSteps(codes: CodeArray, eid: Uint32Array): Steps<Int32Array | undefined> {
  if (codes.length === 0) return undefined;
  const into = new Int32Array(eid.length);
  for (let from = 0; from < eid.length; from += STEP) {
    gatherCodes(codes, eid, into, from, Math.min(from + STEP, eid.length));
    yield;
  }
  return into;
}

export function* extendSessionsInSteps(
  before: Before,
  ordered: OrderedEvents,
  unchanged: Unchanged,
  lookups: Lookups,
  settings: StitchSettings,
): Steps<Stitched> {
  const changed: number[] = [];
  for (let person = 0; person < unchanged.length; person++) {
    if ((unchanged[person] as number) < 0) changed.push(person);
  }
  const fresh = yield* stitchPersons(ordered, changed, lookups, settings);
  const oldRows = yield* rowsByPersonInSteps(before.sessions, before.sequences.persons);
  const freshRows = yield* rowsByPersonInSteps(fresh.sessions, changed.length);
  const session = sharedArrays.i32(ordered.length);
  const table = emptySessions(rowsAfter(before, unchanged, oldRows) + fresh.sessions.length);
  const ofFresh = pairColumns(fresh.sessions, table);
  const ofBefore = pairColumns(before.sessions, table);
  let row = 0;
  let nextChanged = 0;
  function* copyChanged(upTo: number): Steps<void> {
    for (; nextChanged < changed.length && (changed[nextChanged] as number) < upTo; nextChanged++) {
      const person = changed[nextChanged] as number;
      const start = freshRows[nextChanged] as number;
      const stop = freshRows[nextChanged + 1] as number;
      yield* copyRows(ofFresh, start, stop, row);
      table.person.fill(person, row, row + stop - start);
      const source = fresh.session.subarray(fresh.offsets[nextChanged], fresh.offsets[nextChanged + 1]);
      yield* shift(source, session, ordered.offsets[person] as number, row - start);
      row += stop - start;
    }
  }
  for (const { from, to, old } of stretches(unchanged)) {
    yield* copyChanged(from);
    const start = oldRows[old] as number;
    const stop = oldRows[old + (to - from)] as number;
    yield* copyRows(ofBefore, start, stop, row);
    yield* shift(table.person.subarray(row, row + stop - start), table.person, row, from - old);
    const { offsets } = before.sequences;
    const source = before.sequences.session.subarray(offsets[old], offsets[old + (to - from)]);
    yield* shift(source, session, ordered.offsets[from] as number, row - start);
    row += stop - start;
  }
  yield* copyChanged(ordered.persons);
  return { session, sessions: table };
}

/** How many rows of before stay. */
function rowsAfter({ sequences, sessions }: Before, unchanged: Unchanged, oldRows: Uint32Array): number {
  let { length } = sessions;
  const kept = new Uint8Array(sequences.persons);
  for (const old of unchanged) if (old >= 0) kept[old] = 1;
  for (let old = 0; old < kept.length; old++) {
    if (kept[old] === 0) length -= (oldRows[old + 1] as number) - (oldRows[old] as number);
  }
  return length;
}

/** Stitches some persons alone, numbered 0, 1, 2 …; `offsets` are theirs. */
function* stitchPersons(
  ordered: OrderedEvents,
  persons: readonly number[],
  lookups: Lookups,
  settings: StitchSettings,
): Steps<Stitched & { readonly offsets: Uint32Array }> {
  const offsets = new Uint32Array(persons.length + 1);
  for (const [i, person] of persons.entries()) {
    const size = (ordered.offsets[person + 1] as number) - (ordered.offsets[person] as number);
    offsets[i + 1] = (offsets[i] as number) + size;
  }
  const length = offsets[persons.length] as number;
  const time = new Float64Array(length);
  const eid = new Uint32Array(length);
  for (const [i, person] of persons.entries()) {
    const [from, to] = [ordered.offsets[person] as number, ordered.offsets[person + 1] as number];
    yield* copyInSteps(ordered.time, from, to, time, offsets[i] as number);
    yield* copyInSteps(ordered.eid, from, to, eid, offsets[i] as number);
  }
  const input = { ...(yield* lookUpInSteps(lookups, eid)), persons: persons.length, offsets, time, eid };
  return { ...(yield* stitchInSteps(input, settings, new Int32Array(length))), offsets };
}

/** Where each person's rows begin; a person without sessions has none. */
export const rowsByPerson = ({ held, starts }: Sessions, persons: number): Uint32Array =>
  starts ?? finish(rowsByPersonInSteps(ensure(held, 'sessions in memory'), persons));

function* rowsByPersonInSteps(
  { person, length }: Pick<SessionTable, 'length' | 'person'>,
  persons: number,
): Steps<Uint32Array> {
  const rows = new Uint32Array(persons + 1);
  for (let from = 0; from < length; from += STEP) {
    countRows(person, rows, from, Math.min(from + STEP, length));
    yield;
  }
  for (let i = 0; i < persons; i++) rows[i + 1] = (rows[i + 1] as number) + (rows[i] as number);
  return rows;
}

function countRows(person: Int32Array, rows: Uint32Array, from: number, to: number): void {
  for (let row = from; row < to; row++) {
    const next = (person[row] as number) + 1;
    rows[next] = (rows[next] as number) + 1;
  }
}

type Column = Int32Array | Uint8Array | Uint32Array | Float64Array;
const columnsOf = (table: SessionTable): Map<string, Column> =>
  new Map(Object.entries(table).filter((entry): entry is [string, Column] => typeof entry[1] !== 'number'));

/** Each column of one table with the same of another. */
function pairColumns(source: SessionTable, target: SessionTable): (readonly [Column, Column])[] {
  const targets = columnsOf(target);
  return Array.from(columnsOf(source), ([name, column]) => [column, ensure(targets.get(name), name)]);
}

function* copyRows(
  pairs: readonly (readonly [Column, Column])[],
  start: number,
  stop: number,
  at: number,
): Steps<void> {
  yield;
  for (const [source, target] of pairs) yield* copyInSteps(source, start, stop, target, at);
}

/** Numbers that are not negative move by `delta`. */
function* shift(source: Int32Array, target: Int32Array, at: number, delta: number): Steps<void> {
  for (let from = 0; from < source.length; from += STEP) {
    shiftPart(source, target, at, delta, from, Math.min(from + STEP, source.length));
    if (from > 0) yield;
  }
}

function shiftPart(source: Int32Array, target: Int32Array, at: number, delta: number, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const index = source[i] as number;
    target[at + i] = index < 0 ? index : index + delta;
  }
}
