/**
 * The events of a view in files in the order of its groups: each goes to the part that its group is in, and part after part
 * is put in order alone. What is in memory at a time does not grow with the events, but for the largest group.
 */
import { fail } from '../../../shared/contract/errors';
import type { PackedCodes } from '../../../shared/insights/packed';
import type { RangesFolder } from '../ranges/block-file';
import { arrayOf, type Column, type Layout, stretchesOf } from '../ranges/columns';
import type { EventSequences } from '../ranges/events';
import { boundsOf } from '../ranges/make';
import { type Block, type Piece, Pieces } from '../ranges/pieces';
import { codesIn } from '../ranges/wide-column';
import { cooperate, giveWay, type Steps } from '../sequences/cooperate';
import { orderInSteps, ownArrays, sharedArrays } from '../sequences/order';
import type { Readers } from '../store/readers';
import type { GroupKeys } from './group-values';
import { type GroupedColumns, StoredGroups } from './grouped-view';
import { breakTies } from './mixed-ties';

/** A fold reads the events of a unit at once. */
const MOST_OF_A_GROUP = 8_000_000;

const LAYOUT = {
  time: 'f64',
  name: 'i32',
  session: 'i32',
  eid: 'u32',
  position: 'u32',
} as const satisfies Record<keyof GroupedColumns, Layout>;
const SPILLED = { ...LAYOUT, group: 'u32' } as const satisfies Record<string, Layout>;
type Spilled = GroupedColumns & { readonly group: Uint32Array };

export async function groupsInFiles(
  readers: Readers,
  folder: RangesFolder,
  sequences: EventSequences,
  type: string,
  keys: GroupKeys,
): Promise<StoredGroups> {
  const offsets = await cooperate(countInSteps(keys));
  refuseLargest(type, keys.dictionary, offsets);
  const bounds = boundsOf(offsets, folder.rowsPerPart);
  const parts = await cooperate(spillInSteps(folder, sequences, keys, bounds));
  const file = folder.create();
  const blocks: Block[] = [];
  const pieces: Piece[] = [];
  for (const [at, spilled] of parts.entries()) {
    const [first, end] = [bounds[at] as number, bounds[at + 1] as number];
    const columns = await orderPart(readers, spilled, first, end - first, sequences.offsets);
    pieces.push({ block: blocks.length, from: 0, length: spilled.length, shift: 0 });
    blocks.push(file.append({ ...columns }));
    await giveWay();
  }
  const stored = Pieces.of<GroupedColumns>({ layout: LAYOUT, shifted: '', blocks }, pieces, [file.file]);
  return new StoredGroups(stored, offsets);
}

/** Throws `invalid_request` where one group has more events than are read at once. */
export function refuseLargest(
  type: string,
  keys: readonly string[],
  offsets: Uint32Array,
  most = MOST_OF_A_GROUP,
): void {
  for (const [group, key] of keys.entries()) {
    const events = (offsets[group + 1] as number) - (offsets[group] as number);
    if (events <= most) continue;
    fail(
      'invalid_request',
      `«${key}», of the type «${type}», alone has ${events.toLocaleString('en')} events, more than can be counted as one ` +
        'group within the memory that Waymark may use. Count persons instead, or allow it so much that all events fit.',
    );
  }
}

/** Where each group's events will begin. */
function* countInSteps({ codes, dictionary }: GroupKeys): Steps<Uint32Array> {
  const offsets = sharedArrays.u32(dictionary.length + 1);
  for (const [from, to] of stretchesOf(codes.length)) {
    // Code plus one: those of the first group are counted where the second begins.
    countCodes(codesIn(codes, from, to), offsets);
    yield;
  }
  offsets[0] = 0;
  addUp(offsets);
  return offsets;
}

function countCodes(codes: PackedCodes, counts: Uint32Array): void {
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] as number;
    counts[code] = (counts[code] as number) + 1;
  }
}

function addUp(counts: Uint32Array): void {
  for (let at = 1; at < counts.length; at++) counts[at] = (counts[at] as number) + (counts[at - 1] as number);
}

/** Writes every event to its part: a block for each stretch, in which the parts come one after the other. */
function* spillInSteps(
  folder: RangesFolder,
  sequences: EventSequences,
  { codes, dictionary }: GroupKeys,
  bounds: readonly number[],
): Steps<Pieces<Spilled>[]> {
  const file = folder.create();
  const count = bounds.length - 1;
  // By code plus one, the part plus one.
  const partOf = new Uint32Array(dictionary.length + 1);
  for (let part = 0; part < count; part++) {
    partOf.fill(part + 1, (bounds[part] as number) + 1, (bounds[part + 1] as number) + 1);
  }
  const blocks: Block[] = [];
  const pieces = Array.from({ length: count }, (): Piece[] => []);
  for (const [from, to] of stretchesOf(sequences.length)) {
    const own = codesIn(codes, from, to);
    const starts = new Uint32Array(count + 1);
    for (let at = 0; at < own.length; at++) {
      const part = partOf[own[at] as number] as number;
      starts[part] = (starts[part] as number) + 1;
    }
    starts[0] = 0;
    addUp(starts);
    const total = starts[count] as number;
    for (const [part, of] of pieces.entries()) {
      const start = starts[part] as number;
      const length = (starts[part + 1] as number) - start;
      if (length > 0) of.push({ block: blocks.length, from: start, length, shift: 0 });
    }
    const rows = rowsByPart(own, partOf, starts, total);
    if (total > 0) {
      blocks.push(
        file.append({
          time: picked(sequences.read('time', from, to), rows, 'f64'),
          name: picked(sequences.read('name', from, to), rows, 'i32'),
          session: picked(sequences.read('session', from, to), rows, 'i32'),
          eid: picked(sequences.read('eid', from, to), rows, 'u32'),
          position: rows.map((row) => from + row),
          group: picked(own, rows, 'u32'),
        }),
      );
    }
    yield;
  }
  return pieces.map((of) => Pieces.of<Spilled>({ layout: SPILLED, shifted: '', blocks }, of, [file.file]));
}

/** The rows that have a group, those of the first part first; `starts` is used up. */
function rowsByPart(codes: PackedCodes, partOf: Uint32Array, starts: Uint32Array, total: number): Uint32Array {
  const rows = new Uint32Array(total);
  for (let row = 0; row < codes.length; row++) {
    const part = (partOf[codes[row] as number] as number) - 1;
    if (part < 0) continue;
    const at = starts[part] as number;
    starts[part] = at + 1;
    rows[at] = row;
  }
  return rows;
}

function picked(column: Column | PackedCodes, rows: Uint32Array, layout: Layout): Column {
  const into = arrayOf(layout, rows.length) as Column;
  for (let at = 0; at < rows.length; at++) into[at] = column[rows[at] as number] as number;
  return into;
}

/** The events of the groups from `first` on, in order; each group's lie together where its offsets say. */
async function orderPart(
  readers: Readers,
  spilled: Pieces<Spilled>,
  first: number,
  groups: number,
  personOffsets: Uint32Array,
): Promise<GroupedColumns> {
  const { length } = spilled;
  const time = spilled.read('time', 0, length);
  const name = spilled.read('name', 0, length);
  const eid = spilled.read('eid', 0, length);
  const position = spilled.read('position', 0, length);
  const owner = Int32Array.from(spilled.read('group', 0, length), (code) => code - 1 - first);
  const ordered = await cooperate(orderInSteps({ nextEid: length, time, name }, owner, groups, ownArrays));
  const { eid: rows } = ordered;
  await breakTies(readers, ordered, personOffsets, (row) => position[row] as number, eid);
  return {
    time: ordered.time,
    name: picked(name, rows, 'i32') as Int32Array,
    session: picked(spilled.read('session', 0, length), rows, 'i32') as Int32Array,
    eid: picked(eid, rows, 'u32') as Uint32Array,
    position: picked(position, rows, 'u32') as Uint32Array,
  };
}
