/**
 * Makes the events and sessions of a view in files, in memory for one part of the persons at a time. Two passes over the
 * events in whatever order they are: the first counts those of each person and so says where parts begin, the second
 * writes each event to its part. Then part after part is put in order, stitched and written.
 */
import type { StitchSettings } from '../../../shared/sessions/settings';
import { cooperate, giveWay, type Steps } from '../sequences/cooperate';
import { sharedArrays } from '../sequences/order';
import type { EventOwners } from '../sequences/owners';
import type { RangesFolder } from './block-file';
import { type Column, type Columns, type Layout, stretchesOf } from './columns';
import {
  EVENT_LAYOUT,
  type Extent,
  type RowColumns,
  SESSION_LAYOUT,
  type SessionColumns,
  type StoredColumns,
  StoredEvents,
  StoredSessions,
} from './events';
import { type PartRules, writePart } from './part';
import { type Block, type Piece, Pieces } from './pieces';
import { ROW_KEYS, ROW_LAYOUT } from './rows';

export interface RangeMaking extends PartRules {
  /** Every event below `nextEid` once; others are left out. */
  readonly rows: readonly Columns<RowColumns>[];
  readonly nextEid: number;
  readonly persons: number;
  readonly owners: EventOwners;
  readonly folder: RangesFolder;
  readonly settings: StitchSettings;
}

export interface StoredView {
  readonly sequences: StoredEvents;
  readonly sessions: StoredSessions;
}

const ROWS_PER_STEP = 1 << 16;
/** Rows of one part that are gathered before they are written. */
const ROWS_PER_BLOCK = 8_192;
const LAYOUT = { ...ROW_LAYOUT, owner: 'i32' } as const satisfies Record<string, Layout>;
type SpilledColumns = RowColumns & { readonly owner: Int32Array };
const KEYS = Object.keys(LAYOUT) as readonly (keyof SpilledColumns)[];

/** `onShare` hears how much is done, 0 to 1. Throws `cancelled` once `signal` aborts. */
export async function makeStored(
  making: RangeMaking,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<StoredView> {
  const { folder, persons } = making;
  const offsets = await cooperate(countInSteps(making), signal);
  onShare(0.1);
  const bounds = boundsOf(offsets, folder.rowsPerPart);
  const parts = await cooperate(spillInSteps(making, offsets, bounds), signal);
  onShare(0.4);
  const [eventFile, sessionFile] = [folder.create(), folder.create()];
  const files = { events: eventFile, sessions: sessionFile };
  const starts = sharedArrays.u32(persons + 1);
  const blocks: { events: Block[]; sessions: Block[] } = { events: [], sessions: [] };
  const pieces: { events: Piece[]; sessions: Piece[] } = { events: [], sessions: [] };
  let extent: Extent | undefined;
  let sessions = 0;
  for (const [at, spilled] of parts.entries()) {
    const [first, last] = [bounds[at] as number, bounds[at + 1] as number];
    const rows = readRows(spilled);
    const owner = rows.owner.map((person) => person - first);
    const part = await writePart(rows, owner, last - first, making, files, signal);
    for (let person = first; person <= last; person++) {
      starts[person] = sessions + (part.starts[person - first] as number);
    }
    const own = part.starts[last - first] as number;
    pieces.events.push({ block: at, from: 0, length: spilled.length, shift: sessions });
    pieces.sessions.push({ block: at, from: 0, length: own, shift: first });
    blocks.events.push(part.events);
    blocks.sessions.push(part.sessions);
    sessions += own;
    if (part.from <= part.to) extent = together(extent, part);
    onShare(0.4 + (0.6 * (at + 1)) / parts.length);
    await giveWay(signal);
  }
  return {
    sequences: new StoredEvents(
      Pieces.of<StoredColumns>(
        { layout: EVENT_LAYOUT, shifted: 'session', blocks: blocks.events },
        pieces.events.filter(({ length }) => length > 0),
        [eventFile.file],
      ),
      offsets,
      extent,
    ),
    sessions: new StoredSessions(
      Pieces.of<SessionColumns>(
        { layout: SESSION_LAYOUT, shifted: 'person', blocks: blocks.sessions },
        pieces.sessions.filter(({ length }) => length > 0),
        [sessionFile.file],
      ),
      starts,
    ),
  };
}

export const together = (a: Extent | undefined, b: Extent): Extent =>
  a === undefined ? { from: b.from, to: b.to } : { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };

/** Where each person's events will begin. */
function* countInSteps({ rows, nextEid, persons, owners }: RangeMaking): Steps<Uint32Array> {
  const offsets = sharedArrays.u32(persons + 1);
  for (const table of rows) {
    for (const [from, to] of stretchesOf(table.length, ROWS_PER_STEP)) {
      const ids = table.read('ids', from, to);
      const time = table.read('time', from, to);
      const eid = table.read('eid', from, to);
      for (let i = 0; i < ids.length; i++) {
        if ((eid[i] as number) >= nextEid) continue;
        const owner = owners.of(ids[i] as number, time[i] as number);
        if (owner >= 0) offsets[owner + 1] = (offsets[owner + 1] as number) + 1;
      }
      yield;
    }
  }
  for (let person = 0; person < persons; person++) {
    offsets[person + 1] = (offsets[person + 1] as number) + (offsets[person] as number);
  }
  return offsets;
}

/** The first person of each part, and one past the last. A part ends with the person who brings it to so many events. */
export function boundsOf(offsets: Uint32Array, rowsPerPart: number): number[] {
  const persons = offsets.length - 1;
  const bounds = [0];
  let start = 0;
  for (let person = 0; person < persons; person++) {
    const end = offsets[person + 1] as number;
    if (end - start < rowsPerPart && person + 1 < persons) continue;
    bounds.push(person + 1);
    start = end;
  }
  return bounds;
}

/** Writes every event to its part. */
function* spillInSteps(
  { rows, nextEid, persons, owners, folder }: RangeMaking,
  offsets: Uint32Array,
  bounds: readonly number[],
): Steps<Pieces<SpilledColumns>[]> {
  const file = folder.create();
  const partOf = new Uint32Array(persons);
  const parts = Array.from({ length: bounds.length - 1 }, (_, part) => {
    const [from, to] = [bounds[part] as number, bounds[part + 1] as number];
    partOf.fill(part, from, to);
    const length = (offsets[to] as number) - (offsets[from] as number);
    return new Gathered(Math.min(ROWS_PER_BLOCK, length));
  });
  for (const table of rows) {
    for (const [from, to] of stretchesOf(table.length, ROWS_PER_STEP)) {
      const read = Object.fromEntries(ROW_KEYS.map((key) => [key, table.read(key, from, to)])) as unknown as RowColumns;
      for (let i = 0; i < to - from; i++) {
        if ((read.eid[i] as number) >= nextEid) continue;
        const owner = owners.of(read.ids[i] as number, read.time[i] as number);
        if (owner < 0) continue;
        const part = parts[partOf[owner] as number] as Gathered;
        if (part.add(read, i, owner)) part.write((columns) => file.append(columns));
      }
      yield;
    }
  }
  return parts.map((part) => {
    part.write((columns) => file.append(columns));
    return part.pieces([file.file]);
  });
}

/** Rows on their way to a part. */
class Gathered {
  private readonly time: Float64Array;
  private readonly eid: Uint32Array;
  private readonly name: Int32Array;
  private readonly hint: Int32Array;
  private readonly page: Int32Array;
  private readonly ids: Int32Array;
  private readonly owner: Int32Array;
  private readonly traits: Uint8Array;
  private count = 0;
  private readonly blocks: { readonly block: Block; readonly length: number }[] = [];

  constructor(private readonly room: number) {
    this.time = new Float64Array(room);
    this.eid = new Uint32Array(room);
    this.name = new Int32Array(room);
    this.hint = new Int32Array(room);
    this.page = new Int32Array(room);
    this.ids = new Int32Array(room);
    this.owner = new Int32Array(room);
    this.traits = new Uint8Array(room);
  }

  /** Whether it is full now. */
  add(rows: RowColumns, row: number, owner: number): boolean {
    const at = this.count++;
    this.time[at] = rows.time[row] as number;
    this.eid[at] = rows.eid[row] as number;
    this.name[at] = rows.name[row] as number;
    this.hint[at] = rows.hint[row] as number;
    this.page[at] = rows.page[row] as number;
    this.ids[at] = rows.ids[row] as number;
    this.traits[at] = rows.traits[row] as number;
    this.owner[at] = owner;
    return this.count === this.room;
  }

  write(append: (columns: Record<string, Column>) => Block): void {
    const { count: length } = this;
    if (length === 0) return;
    const block = append(Object.fromEntries(KEYS.map((key) => [key, this[key].subarray(0, length)])));
    this.blocks.push({ block, length });
    this.count = 0;
  }

  pieces(owners: readonly object[]): Pieces<SpilledColumns> {
    return Pieces.of<SpilledColumns>(
      { layout: LAYOUT, shifted: '', blocks: this.blocks.map(({ block }) => block) },
      this.blocks.map(({ length }, block) => ({ block, from: 0, length, shift: 0 })),
      owners,
    );
  }
}

const readRows = (spilled: Pieces<SpilledColumns>): SpilledColumns =>
  Object.fromEntries(KEYS.map((key) => [key, spilled.read(key, 0, spilled.length)])) as unknown as SpilledColumns;
