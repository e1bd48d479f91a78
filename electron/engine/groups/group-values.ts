/**
 * Values of groups at every position of a view: an event has those of the group of the type that it names, as they are now.
 * Asked of the tables of {@link GroupStore}, a value per group, and spread over the events by the codes of their keys.
 */
import { type Bitmap, bitmapAdd } from '../../../shared/base/bitmap';
import { isGroupKey, type PropertyPath } from '../../../shared/model/property-path';
import { printValue } from '../../../shared/sql/predicate';
import { inSteps } from '../sequences/cooperate';
import type { View } from '../sequences/view';
import type { PackedCodes } from '../../../shared/insights/packed';
import {
  type CodesAnywhere,
  codesIn,
  codesOver,
  type FiledColumn,
  numbersOver,
  type Room,
} from '../ranges/wide-column';
import { readColumns, readStrings } from '../store/read';
import type { GroupStore } from './group-store';

export type GroupPath = Extract<PropertyPath, { of: 'group' }>;

/** Whether the path names a value of a group rather than the group itself. */
export const isGroupValue = (path: PropertyPath): path is GroupPath => path.of === 'group' && !isGroupKey(path);

const POSITIONS_PER_STEP = 262_144;

/** A view, a type of group, and which of its groups each event belongs to. */
export interface GroupsAsked {
  readonly view: View;
  readonly type: string;
  readonly keys: GroupKeys;
}

/** The view's `group.TYPE.$key` at every position, as codes plus one. */
export interface GroupKeys {
  readonly codes: CodesAnywhere;
  readonly dictionary: readonly string[];
}

/** Sets the positions of all events whose group passes `condition`. */
export async function markGroups(
  store: GroupStore,
  { view, type, keys }: GroupsAsked,
  condition: string,
  into: Bitmap,
  sql: string[],
): Promise<void> {
  const passes = new Uint8Array(keys.dictionary.length);
  await store.with(view, type, keys, async ({ connection, table }) => {
    const query = `SELECT code FROM ${table} WHERE ${condition}`;
    sql.push(query);
    await readColumns(connection, query, ['u32'], ([codes], rows) => {
      for (let row = 0; row < rows; row++) passes[codes[row] as number] = 1;
    });
  });
  await inSteps(keys.codes.length, POSITIONS_PER_STEP, (from, to) => {
    const codes = codesIn(keys.codes, from, to);
    for (let at = 0; at < codes.length; at++) {
      if (passes[(codes[at] as number) - 1] === 1) bitmapAdd(into, from + at);
    }
  });
}

/** Codes into a dictionary sorted by text; 0 where the event has no group of the type, or that has no such value. */
export async function groupCodes(
  store: GroupStore,
  { view, type, keys }: GroupsAsked,
  path: GroupPath,
  sql: string[],
  room: Room,
): Promise<GroupKeys> {
  const { text } = printValue(path);
  const byGroup = new Uint32Array(keys.dictionary.length + 1);
  const dictionary = await store.with(view, type, keys, async ({ connection, table }) => {
    const values = `SELECT code, text FROM (SELECT code, ${text} AS text FROM ${table}) WHERE text IS NOT NULL`;
    sql.push(values);
    await readColumns(
      connection,
      `SELECT code, (dense_rank() OVER (ORDER BY text))::UINTEGER FROM (${values})`,
      ['u32', 'u32'],
      ([groups, found], rows) => {
        for (let row = 0; row < rows; row++) byGroup[(groups[row] as number) + 1] = found[row] as number;
      },
    );
    return readStrings(connection, `SELECT DISTINCT text FROM (${values}) ORDER BY text`);
  });
  const codes = codesOver(view.sequences, dictionary.length, room);
  await codes.each((into, from, to) => spread(codesIn(keys.codes, from, to), byGroup, into));
  return { codes: codes.made, dictionary };
}

/** NaN where the event has no group of the type, or that has no such value, or it is no finite number. */
export async function groupNumbers(
  store: GroupStore,
  { view, type, keys }: GroupsAsked,
  path: GroupPath,
  sql: string[],
  room: Room,
): Promise<Float64Array | FiledColumn> {
  const { number } = printValue(path);
  const byGroup = new Float64Array(keys.dictionary.length + 1).fill(NaN);
  await store.with(view, type, keys, async ({ connection, table }) => {
    const query = `SELECT code, (${number})::DOUBLE FROM ${table} WHERE (${number}) IS NOT NULL`;
    sql.push(query);
    await readColumns(connection, query, ['u32', 'f64'], ([groups, found], rows) => {
      for (let row = 0; row < rows; row++) byGroup[(groups[row] as number) + 1] = found[row] as number;
    });
  });
  const numbers = await numbersOver(view.sequences, room);
  await numbers.each((into, from, to) => spread(codesIn(keys.codes, from, to), byGroup, into));
  return numbers.made;
}

/** A value per group, the first that of none, to a value per event. */
function spread(codes: PackedCodes, byGroup: Uint32Array | Float64Array, into: PackedCodes | Float64Array): void {
  for (let at = 0; at < codes.length; at++) into[at] = byGroup[codes[at] as number] as number;
}
