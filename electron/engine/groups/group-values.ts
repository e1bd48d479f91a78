/**
 * Values of groups at every position of a view: an event has those of the group of the type that it names, as they are now.
 * Asked of the tables of {@link GroupStore}, a value per group, and spread over the events by the codes of their keys.
 */
import { type Bitmap, bitmapAdd } from '../../../shared/base/bitmap';
import type { CodeColumn } from '../../../shared/model/sequences';
import { isGroupKey, type PropertyPath } from '../../../shared/model/property-path';
import { printValue } from '../../../shared/sql/predicate';
import { inSteps } from '../sequences/cooperate';
import { sharedArrays } from '../sequences/order';
import type { View } from '../sequences/view';
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
  /** The view's `group.TYPE.$key`. */
  readonly keys: CodeColumn;
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
  const { codes } = keys;
  await inSteps(codes.length, POSITIONS_PER_STEP, (from, to) => {
    for (let position = from; position < to; position++) {
      const group = codes[position] as number;
      if (group >= 0 && passes[group] === 1) bitmapAdd(into, position);
    }
  });
}

/** Codes into a dictionary sorted by text; -1 where the event has no group of the type, or that has no such value. */
export async function groupCodes(
  store: GroupStore,
  { view, type, keys }: GroupsAsked,
  path: GroupPath,
  sql: string[],
): Promise<CodeColumn> {
  const { text } = printValue(path);
  const byGroup = new Int32Array(keys.dictionary.length).fill(-1);
  const dictionary = await store.with(view, type, keys, async ({ connection, table }) => {
    const values = `SELECT code, text FROM (SELECT code, ${text} AS text FROM ${table}) WHERE text IS NOT NULL`;
    sql.push(values);
    await readColumns(
      connection,
      `SELECT code, (dense_rank() OVER (ORDER BY text) - 1)::INTEGER FROM (${values})`,
      ['u32', 'i32'],
      ([groups, found], rows) => {
        for (let row = 0; row < rows; row++) byGroup[groups[row] as number] = found[row] as number;
      },
    );
    return readStrings(connection, `SELECT DISTINCT text FROM (${values}) ORDER BY text`);
  });
  const codes = sharedArrays.i32(view.sequences.length);
  await spread(keys, byGroup, codes, -1);
  return { codes, dictionary };
}

/** NaN where the event has no group of the type, or that has no such value, or it is no finite number. */
export async function groupNumbers(
  store: GroupStore,
  { view, type, keys }: GroupsAsked,
  path: GroupPath,
  sql: string[],
): Promise<Float64Array> {
  const { number } = printValue(path);
  const byGroup = new Float64Array(keys.dictionary.length).fill(NaN);
  await store.with(view, type, keys, async ({ connection, table }) => {
    const query = `SELECT code, (${number})::DOUBLE FROM ${table} WHERE (${number}) IS NOT NULL`;
    sql.push(query);
    await readColumns(connection, query, ['u32', 'f64'], ([groups, found], rows) => {
      for (let row = 0; row < rows; row++) byGroup[groups[row] as number] = found[row] as number;
    });
  });
  const numbers = sharedArrays.f64(view.sequences.length);
  await spread(keys, byGroup, numbers, NaN);
  return numbers;
}

/** A value per group to a value per event. */
function spread(
  { codes }: CodeColumn,
  byGroup: Int32Array | Float64Array,
  into: Int32Array | Float64Array,
  none: number,
): Promise<void> {
  return inSteps(codes.length, POSITIONS_PER_STEP, (from, to) => {
    for (let position = from; position < to; position++) {
      const group = codes[position] as number;
      into[position] = group < 0 ? none : (byGroup[group] as number);
    }
  });
}
