/**
 * Values of persons at every position of a view: as they are now, the same at all events of a person; or as they were at
 * the event, from the event that changed them on. Both are asked of the tables of {@link ProfileStore}.
 */
import { setRange } from '../../../shared/base/bit-range';
import { type Bitmap, bitmapAdd } from '../../../shared/base/bitmap';
import type { PackedCodes } from '../../../shared/insights/packed';
import type { PropertyPath } from '../../../shared/model/property-path';
import { printValue, sqlChangesOf } from '../../../shared/sql/predicate';
import { personsBySlot, type ProfileStore } from '../profiles/profile-store';
import {
  type CodesAnywhere,
  codesOver,
  type FiledColumn,
  numbersOver,
  perPass,
  type Room,
  type WideColumn,
} from '../ranges/wide-column';
import { inSteps } from '../sequences/cooperate';
import type { View } from '../sequences/view';
import { readColumns, readStrings } from '../store/read';
import { measureTexts, type Texts } from './refuse-texts';
import type { DuckDBConnection } from '@duckdb/node-api';

type PathAtEvent = Extract<PropertyPath, { of: 'person_at_event' }>;

const UNTOUCHED = -2;
const POSITIONS_PER_STEP = 262_144;

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
  const { nextEid, sequences } = view;
  const passes = new Int8Array(nextEid).fill(UNTOUCHED);
  const query = `SELECT eid, (${condition})::INTEGER FROM person_changes WHERE ${sqlChangesOf(path)}`;
  sql.push(query);
  await profiles.with(view, ({ connection }) => readInto(connection, query, ['u32', 'i32'], passes, 0));
  const carry = new Carry(sequences.offsets, 0);
  await inSteps(sequences.length, POSITIONS_PER_STEP, (from, to) => {
    const eid = sequences.read('eid', from, to);
    for (let position = from; position < to; position++) {
      const change = passes[eid[position - from] as number] as number;
      if (carry.at(position, change, UNTOUCHED) === 1) bitmapAdd(into, position);
    }
  });
}

/** Codes into a dictionary sorted by text; 0 where the person has no such value. `refuse` throws where that is too much. */
export async function personCodes(
  profiles: ProfileStore,
  view: View,
  path: PropertyPath,
  sql: string[],
  { room, refuse }: { readonly room: Room; readonly refuse: (texts: Texts) => void },
): Promise<{ readonly codes: CodesAnywhere; readonly dictionary: readonly string[] }> {
  const { text } = printValue(path);
  const { sequences } = view;
  const atEvent = path.of === 'person_at_event';
  const source = atEvent
    ? `SELECT eid AS id, ${text} AS text FROM person_changes WHERE ${sqlChangesOf(path)}`
    : `SELECT slot AS id, ${text} AS text FROM persons`;
  sql.push(source);
  return profiles.with(view, async ({ connection, slots }) => {
    try {
      // Taking properties apart costs the most, so it is done once.
      await connection.run(`CREATE OR REPLACE TEMP TABLE values_of AS ${source}`);
      await connection.run(`CREATE OR REPLACE TEMP TABLE codes_of AS
        SELECT text, (row_number() OVER (ORDER BY text))::UINTEGER AS code
        FROM (SELECT DISTINCT text FROM values_of WHERE text IS NOT NULL)`);
      refuse(await measureTexts(connection, 'codes_of'));
      const dictionary = await readStrings(connection, 'SELECT text FROM codes_of ORDER BY code');
      const query = 'SELECT id, coalesce(code, 0)::UINTEGER FROM values_of LEFT JOIN codes_of USING (text)';
      // What no change touches is told apart while values are carried on: one code more.
      const codes = codesOver(sequences, dictionary.length + (atEvent ? 1 : 0), room);
      if (atEvent) {
        const untouched = dictionary.length + 1;
        const byEid = async (first: number, end: number): Promise<Uint32Array> => {
          const values = new Uint32Array(end - first).fill(untouched);
          await readInto(connection, `${query} WHERE id >= ${first} AND id < ${end}`, ['u32', 'u32'], values, first);
          return values;
        };
        await codes.gather(eidsOf(view), view.nextEid, perPass(sequences, room, 4), byEid);
        await carryForward(view, codes, untouched, 0);
      } else {
        const bySlot = new Uint32Array(slotsIn(slots));
        await readInto(connection, query, ['u32', 'u32'], bySlot, 0);
        await spreadPersons(view, slots, bySlot, codes);
      }
      return { codes: codes.made, dictionary };
    } finally {
      for (const table of ['values_of', 'codes_of']) await connection.run(`DROP TABLE IF EXISTS ${table}`);
    }
  });
}

/** NaN where the person has no such value, or it is no finite number. */
export async function personNumbers(
  profiles: ProfileStore,
  view: View,
  path: PropertyPath,
  sql: string[],
  room: Room,
): Promise<Float64Array | FiledColumn> {
  const { number } = printValue(path);
  const { sequences } = view;
  const numbers = await numbersOver(sequences, room);
  if (path.of === 'person_at_event') {
    const query = `SELECT eid, coalesce((${number})::DOUBLE, 'NaN'::DOUBLE) FROM person_changes WHERE (${sqlChangesOf(path)})`;
    sql.push(query);
    await profiles.with(view, ({ connection }) =>
      numbers.gather(eidsOf(view), view.nextEid, perPass(sequences, room, 8), async (first, end) => {
        // Infinity is no value that a property may have.
        const values = new Float64Array(end - first).fill(Infinity);
        await readInto(connection, `${query} AND eid >= ${first} AND eid < ${end}`, ['u32', 'f64'], values, first);
        return values;
      }),
    );
    await carryForward(view, numbers, Infinity, NaN);
    return numbers.made;
  }
  const query = `SELECT slot, (${number})::DOUBLE FROM persons WHERE (${number}) IS NOT NULL`;
  sql.push(query);
  await profiles.with(view, async ({ connection, slots }) => {
    const bySlot = new Float64Array(slotsIn(slots)).fill(NaN);
    await readInto(connection, query, ['u32', 'f64'], bySlot, 0);
    await spreadPersons(view, slots, bySlot, numbers);
  });
  return numbers.made;
}

const eidsOf =
  ({ sequences }: View) =>
  (from: number, to: number): Uint32Array =>
    sequences.read('eid', from, to);

const slotsIn = (slots: Uint32Array): number => slots.reduce((most, slot) => Math.max(most, slot + 1), 0);

/** Reads (number, value) rows to the places of the numbers, the first of which is of `first`. */
const readInto = (
  connection: DuckDBConnection,
  query: string,
  types: readonly ['u32', 'u32' | 'i32' | 'f64'],
  into: Int8Array | Uint32Array | Float64Array,
  first: number,
): Promise<void> =>
  readColumns(connection, query, types, ([places, values], rows) => {
    for (let row = 0; row < rows; row++) into[(places[row] as number) - first] = values[row] as number;
  });

/** Gives all positions of each person what its slot has. */
async function spreadPersons<A extends PackedCodes | Float64Array>(
  { sequences: { offsets } }: View,
  slots: Uint32Array,
  bySlot: Uint32Array | Float64Array,
  column: WideColumn<A>,
): Promise<void> {
  let person = 0;
  await column.each((into, from, to) => {
    for (let position = from; position < to;) {
      while ((offsets[person + 1] as number) <= position) person++;
      const end = Math.min(to, offsets[person + 1] as number);
      into.fill(bySlot[slots[person] as number] as number, position - from, end - from);
      position = end;
    }
  });
}

/** A person's value stays what it was until it changes; before its first change there is none. */
function carryForward<A extends PackedCodes | Float64Array>(
  { sequences: { offsets } }: View,
  column: WideColumn<A>,
  untouched: number,
  none: number,
): Promise<void> {
  const carry = new Carry(offsets, none);
  return column.each((into, from) => {
    for (let at = 0; at < into.length; at++) into[at] = carry.at(from + at, into[at] as number, untouched);
  });
}

/** What a value is at each position, asked one after the other: it stays within a person until it changes. */
class Carry {
  private person = 0;
  private value: number;

  constructor(
    private readonly offsets: Uint32Array,
    private readonly none: number,
  ) {
    this.value = none;
  }

  at(position: number, change: number, untouched: number): number {
    while ((this.offsets[this.person + 1] as number) <= position) {
      this.person++;
      this.value = this.none;
    }
    if (change !== untouched) this.value = change;
    return this.value;
  }
}
