/**
 * Values of persons at every position of a view: as they are now, the same at all events of a person; or as they were at
 * the event, from the event that changed them on. Both are asked of the tables of {@link ProfileStore}.
 */
import { setRange } from '../../../shared/base/bit-range';
import type { Bitmap } from '../../../shared/base/bitmap';
import { floatColumn, wordColumn } from '../../../shared/base/columns';
import type { CodeColumn } from '../../../shared/model/sequences';
import type { PropertyPath } from '../../../shared/model/property-path';
import { printValue, sqlChangesOf } from '../../../shared/sql/predicate';
import { type Profiles, personsBySlot, type ProfileStore } from '../profiles/profile-store';
import { sharedArrays } from '../sequences/order';
import { NOWHERE, type View } from '../sequences/view';
import { readColumns, readStrings } from '../store/read';

type PathAtEvent = Extract<PropertyPath, { of: 'person_at_event' }>;

const MISSING = -1;
const UNTOUCHED = -2;

/** Sets the positions of all events of the persons that pass `condition`, which is asked of `persons`. */
export function markPersons(
  profiles: ProfileStore,
  view: View,
  condition: string,
  into: Bitmap,
  sql: string[],
): Promise<void> {
  const query = `SELECT slot FROM persons WHERE ${condition}`;
  sql.push(query);
  const { offsets } = view.sequences;
  return profiles.with(view, async ({ connection, slots }) => {
    const persons = personsBySlot(slots);
    await readColumns(connection, query, ['u32'], ([found], rows) => {
      for (let row = 0; row < rows; row++) {
        const person = persons[found[row] as number] as number;
        setRange(into, offsets[person] as number, offsets[person + 1] as number);
      }
    });
  });
}

/** Sets the positions at which the path's value passes `condition`, which is asked of `person_changes`. */
export async function markChanges(
  profiles: ProfileStore,
  view: View,
  path: PathAtEvent,
  condition: string,
  into: Bitmap,
  sql: string[],
): Promise<void> {
  const passes = new Int8Array(view.sequences.length).fill(UNTOUCHED);
  const query = `SELECT eid, (${condition})::INTEGER FROM person_changes WHERE ${sqlChangesOf(path)}`;
  sql.push(query);
  await profiles.with(view, (at) => placeChanges(at, view, query, 'i32', passes));
  const { offsets, persons } = view.sequences;
  for (let person = 0; person < persons; person++) {
    const to = offsets[person + 1] as number;
    let since = -1;
    for (let position = offsets[person] as number; position < to; position++) {
      const change = passes[position] as number;
      if (change === UNTOUCHED) continue;
      if (since >= 0) setRange(into, since, position);
      since = change === 1 ? position : -1;
    }
    if (since >= 0) setRange(into, since, to);
  }
}

/** Codes into a dictionary sorted by text; -1 where the person has no such value. */
export async function personCodes(
  profiles: ProfileStore,
  view: View,
  path: PropertyPath,
  sql: string[],
): Promise<CodeColumn> {
  const { text } = printValue(path);
  const codes = sharedArrays.i32(view.sequences.length);
  const atEvent = path.of === 'person_at_event';
  const source = atEvent
    ? `SELECT eid AS id, ${text} AS text FROM person_changes WHERE ${sqlChangesOf(path)}`
    : `SELECT slot AS id, ${text} AS text FROM persons`;
  sql.push(source);
  const dictionary = await profiles.with(view, async (at) => {
    const { connection } = at;
    // Taking properties apart costs the most, so it is done once.
    await connection.run(`CREATE OR REPLACE TEMP TABLE values_of AS ${source}`);
    await connection.run(`CREATE OR REPLACE TEMP TABLE codes_of AS
      SELECT text, (row_number() OVER (ORDER BY text) - 1)::INTEGER AS code
      FROM (SELECT DISTINCT text FROM values_of WHERE text IS NOT NULL)`);
    const query = `SELECT id, coalesce(code, ${MISSING})::INTEGER FROM values_of LEFT JOIN codes_of USING (text)`;
    if (atEvent) {
      codes.fill(UNTOUCHED);
      await placeChanges(at, view, query, 'i32', codes);
      carryForward(view, codes, UNTOUCHED, MISSING);
    } else {
      codes.fill(MISSING);
      await spreadPersons(at, view, query, 'i32', codes);
    }
    const texts = await readStrings(connection, 'SELECT text FROM codes_of ORDER BY code');
    for (const table of ['values_of', 'codes_of']) await connection.run(`DROP TABLE ${table}`);
    return texts;
  });
  return { codes, dictionary };
}

/** NaN where the person has no such value, or it is no finite number. */
export async function personNumbers(
  profiles: ProfileStore,
  view: View,
  path: PropertyPath,
  sql: string[],
): Promise<Float64Array> {
  const { number } = printValue(path);
  const numbers = sharedArrays.f64(view.sequences.length);
  if (path.of === 'person_at_event') {
    const query = `SELECT eid, coalesce((${number})::DOUBLE, 'NaN'::DOUBLE) FROM person_changes WHERE ${sqlChangesOf(path)}`;
    sql.push(query);
    // Infinity is no value that a property may have.
    numbers.fill(Infinity);
    await profiles.with(view, (at) => placeChanges(at, view, query, 'f64', numbers));
    carryForward(view, numbers, Infinity, NaN);
    return numbers;
  }
  const query = `SELECT slot, (${number})::DOUBLE FROM persons WHERE (${number}) IS NOT NULL`;
  sql.push(query);
  numbers.fill(NaN);
  await profiles.with(view, (at) => spreadPersons(at, view, query, 'f64', numbers));
  return numbers;
}

/** Reads (eid, value) rows to the positions of those events. */
async function placeChanges(
  { connection }: Profiles,
  view: View,
  query: string,
  type: 'i32' | 'f64',
  into: Int8Array | Int32Array | Float64Array,
): Promise<void> {
  const eids = wordColumn();
  const found = floatColumn();
  await readColumns(connection, query, ['u32', type], ([some, values], rows) => {
    for (let row = 0; row < rows; row++) {
      eids.push(some[row] as number);
      found.push(values[row] as number);
    }
  });
  const positions = await view.positionsOf(eids.toArray());
  for (let i = 0; i < positions.length; i++) {
    if (positions[i] !== NOWHERE) into[positions[i] as number] = found.get(i);
  }
}

/** Reads (slot, value) rows to all positions of each person. */
async function spreadPersons(
  { connection, slots }: Profiles,
  view: View,
  query: string,
  type: 'i32' | 'f64',
  into: Int32Array | Float64Array,
): Promise<void> {
  const { offsets } = view.sequences;
  const persons = personsBySlot(slots);
  await readColumns(connection, query, ['u32', type], ([found, values], rows) => {
    for (let row = 0; row < rows; row++) {
      const person = persons[found[row] as number] as number;
      into.fill(values[row] as number, offsets[person], offsets[person + 1]);
    }
  });
}

/** A person's value stays what it was until it changes; before its first change there is none. */
function carryForward(view: View, values: Int32Array | Float64Array, untouched: number, none: number): void {
  const { offsets, persons } = view.sequences;
  for (let person = 0; person < persons; person++) {
    const to = offsets[person + 1] as number;
    let value = none;
    for (let position = offsets[person] as number; position < to; position++) {
      if (values[position] === untouched) values[position] = value;
      else value = values[position] as number;
    }
  }
}
