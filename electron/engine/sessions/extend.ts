/** Sessions after a change: those of unchanged persons are copied, the others stitched anew. */
import type { Sequences } from '../../../shared/model/sequences';
import type { StitchSettings } from '../../../shared/sessions/settings';
import { type StitchInput, type Stitched, stitchSessions } from '../../../shared/sessions/stitch';
import { emptySessions, type SessionTable } from '../../../shared/sessions/table';
import { stretches, type Unchanged } from '../sequences/extend';
import { type OrderedEvents, sharedArrays } from '../sequences/order';

export type Lookups = Pick<StitchInput, 'traits' | 'hints' | 'pages' | 'campaigns'>;
type Before = { readonly sequences: Sequences; readonly sessions: SessionTable };

export function extendSessions(
  before: Before,
  ordered: OrderedEvents,
  unchanged: Unchanged,
  lookups: Lookups,
  settings: StitchSettings,
): Stitched {
  const changed: number[] = [];
  for (let person = 0; person < unchanged.length; person++) {
    if ((unchanged[person] as number) < 0) changed.push(person);
  }
  const fresh = stitchPersons(ordered, changed, lookups, settings);
  const oldRows = rowsByPerson(before.sessions, before.sequences.persons);
  const freshRows = rowsByPerson(fresh.sessions, changed.length);
  const session = sharedArrays.i32(ordered.length);
  let length = before.sessions.length + fresh.sessions.length;
  const kept = new Uint8Array(before.sequences.persons);
  for (const old of unchanged) if (old >= 0) kept[old] = 1;
  for (let old = 0; old < kept.length; old++) {
    if (kept[old] === 0) length -= (oldRows[old + 1] as number) - (oldRows[old] as number);
  }
  const table = emptySessions(length);
  let row = 0;
  let nextChanged = 0;
  const copyChanged = (upTo: number): void => {
    for (; nextChanged < changed.length && (changed[nextChanged] as number) < upTo; nextChanged++) {
      const person = changed[nextChanged] as number;
      const start = freshRows[nextChanged] as number;
      const stop = freshRows[nextChanged + 1] as number;
      copyRows(fresh.sessions, table, start, stop, row);
      table.person.fill(person, row, row + stop - start);
      const source = fresh.session.subarray(fresh.offsets[nextChanged], fresh.offsets[nextChanged + 1]);
      shift(source, session, ordered.offsets[person] as number, row - start);
      row += stop - start;
    }
  };
  for (const { from, to, old } of stretches(unchanged)) {
    copyChanged(from);
    const start = oldRows[old] as number;
    const stop = oldRows[old + (to - from)] as number;
    copyRows(before.sessions, table, start, stop, row);
    for (let i = row; i < row + stop - start; i++) table.person[i] = (table.person[i] as number) + (from - old);
    const { offsets } = before.sequences;
    const source = before.sequences.session.subarray(offsets[old], offsets[old + (to - from)]);
    shift(source, session, ordered.offsets[from] as number, row - start);
    row += stop - start;
  }
  copyChanged(ordered.persons);
  return { session, sessions: table };
}

/** Stitches some persons alone, numbered 0, 1, 2 …; `offsets` are theirs. */
function stitchPersons(
  ordered: OrderedEvents,
  persons: readonly number[],
  lookups: Lookups,
  settings: StitchSettings,
): Stitched & { readonly offsets: Uint32Array } {
  const offsets = new Uint32Array(persons.length + 1);
  for (const [i, person] of persons.entries()) {
    const size = (ordered.offsets[person + 1] as number) - (ordered.offsets[person] as number);
    offsets[i + 1] = (offsets[i] as number) + size;
  }
  const length = offsets[persons.length] as number;
  const time = new Float64Array(length);
  const eid = new Uint32Array(length);
  for (const [i, person] of persons.entries()) {
    time.set(ordered.time.subarray(ordered.offsets[person], ordered.offsets[person + 1]), offsets[i]);
    eid.set(ordered.eid.subarray(ordered.offsets[person], ordered.offsets[person + 1]), offsets[i]);
  }
  const input = { ...lookups, persons: persons.length, offsets, time, eid };
  return { ...stitchSessions(input, settings, new Int32Array(length)), offsets };
}

/** Where each person's rows begin; a person without sessions has none. */
export function rowsByPerson({ person, length }: SessionTable, persons: number): Uint32Array {
  const rows = new Uint32Array(persons + 1);
  for (let i = 0; i < length; i++) {
    const next = (person[i] as number) + 1;
    rows[next] = (rows[next] as number) + 1;
  }
  for (let i = 0; i < persons; i++) rows[i + 1] = (rows[i + 1] as number) + (rows[i] as number);
  return rows;
}

type Column = Int32Array | Uint8Array | Uint32Array | Float64Array;
const columnsOf = (table: SessionTable): [string, Column][] =>
  Object.entries(table).filter((entry): entry is [string, Column] => typeof entry[1] !== 'number');

function copyRows(source: SessionTable, target: SessionTable, start: number, stop: number, at: number): void {
  const targets = new Map(columnsOf(target));
  for (const [name, column] of columnsOf(source)) targets.get(name)?.set(column.subarray(start, stop), at);
}

/** Session numbers move with their rows; -1 stays. */
function shift(source: Int32Array, target: Int32Array, at: number, delta: number): void {
  for (let i = 0; i < source.length; i++) {
    const index = source[i] as number;
    target[at + i] = index < 0 ? index : index + delta;
  }
}
