/**
 * Which row of the database is which session of a view, and how rows follow when the view changes: those of unchanged
 * persons stay where they are, so that a step costs what it touches. Pure.
 */
import type { RememberedView } from '../sequences/view';
import type { Unchanged } from '../sequences/extend';
import { rowsByPerson } from './extend';

/** Row numbers (`idx` of the session tables) are handed out once; sessions move about in the view, rows do not. */
export interface SessionRows {
  /** Row by session index of the view. */
  readonly rowOf: Uint32Array;
  /** Session index of the view by row; -1 for a row that was taken out. */
  readonly indexOf: Int32Array;
  /** What stands for each person of the view in `session_rows.person`. */
  readonly personCodes: Uint32Array;
  /** Codes not handed out yet begin here. */
  readonly nextPersonCode: number;
}

export interface RowChange {
  readonly rows: SessionRows;
  /** Session indexes of the view whose rows must be written. */
  readonly fresh: Uint32Array;
  /** Rows to take out. */
  readonly gone: Uint32Array;
  /** Person indexes of the view whose texts must be written. */
  readonly freshPersons: Uint32Array;
}

type Sized = Pick<RememberedView, 'sessions' | 'sequences'>;

/** All of the view, numbered in its own order. */
export function allRows({ sessions, sequences }: Sized): RowChange {
  const rowOf = Uint32Array.from({ length: sessions.length }, (_, i) => i);
  const personCodes = Uint32Array.from({ length: sequences.persons }, (_, i) => i);
  return {
    rows: { rowOf, indexOf: new Int32Array(rowOf), personCodes, nextPersonCode: sequences.persons },
    fresh: rowOf,
    gone: new Uint32Array(0),
    freshPersons: personCodes,
  };
}

/** `unchanged` gives by person of `after` its index in `before` where its sessions are the same, else -1. */
export function changeRows(before: Sized, rows: SessionRows, after: Sized, unchanged: Unchanged): RowChange {
  const oldStarts = rowsByPerson(before.sessions, before.sequences.persons);
  const newStarts = rowsByPerson(after.sessions, after.sequences.persons);
  const { length } = after.sessions;
  const rowOf = new Uint32Array(length);
  const personCodes = new Uint32Array(after.sequences.persons);
  const kept = new Uint8Array(rows.indexOf.length);
  const fresh: number[] = [];
  const freshPersons: number[] = [];
  let nextRow = rows.indexOf.length;
  let { nextPersonCode } = rows;
  for (let person = 0; person < unchanged.length; person++) {
    const old = unchanged[person] as number;
    const start = newStarts[person] as number;
    const stop = newStarts[person + 1] as number;
    if (old >= 0) {
      personCodes[person] = rows.personCodes[old] as number;
      const oldStart = oldStarts[old] as number;
      for (let index = start; index < stop; index++) {
        const row = rows.rowOf[oldStart + index - start] as number;
        rowOf[index] = row;
        kept[row] = 1;
      }
    } else {
      personCodes[person] = nextPersonCode++;
      freshPersons.push(person);
      for (let index = start; index < stop; index++) {
        rowOf[index] = nextRow++;
        fresh.push(index);
      }
    }
  }
  const indexOf = new Int32Array(nextRow).fill(-1);
  for (let index = 0; index < length; index++) indexOf[rowOf[index] as number] = index;
  const gone = rows.rowOf.filter((row) => kept[row] === 0);
  return {
    rows: { rowOf, indexOf, personCodes, nextPersonCode },
    fresh: Uint32Array.from(fresh),
    gone,
    freshPersons: Uint32Array.from(freshPersons),
  };
}

/** What `unchanged` says, seen from the other view. */
export function invertUnchanged(unchanged: Unchanged, persons: number): Unchanged {
  const inverse = new Int32Array(persons).fill(-1);
  for (let person = 0; person < unchanged.length; person++) {
    const old = unchanged[person] as number;
    if (old >= 0) inverse[old] = person;
  }
  return inverse;
}
