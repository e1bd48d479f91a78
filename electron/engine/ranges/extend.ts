/**
 * What arriving events change of a view in files: the events of persons that nothing touches stay where they are, those of
 * the others are read, put in order, stitched and written once more, and pieces say what comes after what. Gives what
 * making it anew gives (property-tested). Where little of the files is still in use, all is written to new ones.
 */
import { cooperate, giveWay, type Steps } from '../sequences/cooperate';
import { stretches, type Unchanged } from '../sequences/extend';
import { sharedArrays } from '../sequences/order';
import type { BlockFile, RangesFolder } from './block-file';
import { type Columns, stretchesOf } from './columns';
import {
  EVENT_LAYOUT,
  type EventSequences,
  type RowColumns,
  SESSION_LAYOUT,
  type SessionColumns,
  type Sessions,
  type StoredColumns,
  StoredEvents,
  StoredSessions,
} from './events';
import { type RangeMaking, type StoredView, together } from './make';
import { writePart } from './part';
import { type Block, type Piece, Pieces } from './pieces';
import { emptyRows, ROW_KEYS } from './rows';

/** More events than these shares of a part, or of the view, are not moved: the view is made anew. */
const MOST_PARTS = 4;
const MOST_SHARE = 0.3;
const ROWS_PER_BLOCK = 1 << 20;
/** Events that were written while the view was extended, most of them more than once: beyond this all is written anew. */
const MOST_WASTE = 0.5;
const EVENT_BYTES = 33;

/** Of a view in files; the same of both. */
interface Before {
  readonly sequences: EventSequences;
  readonly sessions: Sessions;
}

/**
 * `unchanged` says of persons to whom no event of `making.rows` comes. Undefined where it is less work to make all anew.
 */
export async function extendStored(
  { sequences, sessions }: Before,
  unchanged: Unchanged,
  making: RangeMaking,
): Promise<StoredView | undefined> {
  const { stored } = sequences;
  const { stored: rowsBefore, starts: startsBefore } = sessions;
  if (stored === undefined || rowsBefore === undefined || startsBefore === undefined) return undefined;
  const { folder } = making;
  const old = changedPersons(sequences.persons, unchanged);
  const arrived = making.rows.reduce((sum, { length }) => sum + length, 0);
  const moving = old.reduce((sum, person) => sum + eventsOf(sequences.offsets, person), arrived);
  if (moving > Math.min(folder.rowsPerPart * MOST_PARTS, 1_000 + sequences.length * MOST_SHARE)) return undefined;
  const rows = await cooperate(gatherInSteps({ offsets: sequences.offsets, stored }, old, making.rows, moving));
  const changed: number[] = [];
  const place = new Int32Array(unchanged.length).fill(-1);
  for (let person = 0; person < unchanged.length; person++) {
    if ((unchanged[person] as number) >= 0) continue;
    place[person] = changed.length;
    changed.push(person);
  }
  const owner = rows.ids.map((combination, row) => {
    const person = making.owners.of(combination, rows.time[row] as number);
    return person < 0 ? -1 : (place[person] as number);
  });
  const files = (folder.overlay ??= { events: folder.create(), sessions: folder.create() });
  const part = await writePart(rows, owner, changed.length, making, files);
  const offsets = sharedArrays.u32(unchanged.length + 1);
  const starts = sharedArrays.u32(unchanged.length + 1);
  const pieces: { events: Piece[]; sessions: Piece[] } = { events: [], sessions: [] };
  const eventBlock = stored.data.blocks.length;
  const sessionBlock = rowsBefore.data.blocks.length;
  let next = 0;
  const placeFresh = (upTo: number): void => {
    while (next < upTo) {
      // Persons that follow one another here do so in the part as well.
      const first = place[next] as number;
      const count = upTo - next;
      const [event, session] = [offsets[next] as number, starts[next] as number];
      const [from, start] = [part.offsets[first] as number, part.starts[first] as number];
      for (let i = 1; i <= count; i++) {
        offsets[next + i] = event + (part.offsets[first + i] as number) - from;
        starts[next + i] = session + (part.starts[first + i] as number) - start;
      }
      const length = (part.offsets[first + count] as number) - from;
      const own = (part.starts[first + count] as number) - start;
      if (length > 0) pieces.events.push({ block: eventBlock, from, length, shift: session - start });
      if (own > 0) pieces.sessions.push({ block: sessionBlock, from: start, length: own, shift: next - first });
      next += count;
    }
  };
  for (const { from, to, old: first } of stretches(unchanged)) {
    placeFresh(from);
    const [event, session] = [offsets[from] as number, starts[from] as number];
    const [oldEvent, oldSession] = [sequences.offsets[first] as number, startsBefore[first] as number];
    for (let i = 1; i <= to - from; i++) {
      offsets[from + i] = event + (sequences.offsets[first + i] as number) - oldEvent;
      starts[from + i] = session + (startsBefore[first + i] as number) - oldSession;
    }
    const eventEnd = sequences.offsets[first + to - from] as number;
    const sessionEnd = startsBefore[first + to - from] as number;
    for (const piece of stored.slice(oldEvent, eventEnd, session - oldSession)) pieces.events.push(piece);
    for (const piece of rowsBefore.slice(oldSession, sessionEnd, from - first)) pieces.sessions.push(piece);
    next = to;
  }
  placeFresh(unchanged.length);
  const extent = part.from <= part.to ? together(sequences.extent, part) : sequences.extent;
  const made = {
    sequences: new StoredEvents(
      Pieces.of<StoredColumns>(
        { layout: EVENT_LAYOUT, shifted: 'session', blocks: [...stored.data.blocks, part.events] },
        pieces.events,
        [...new Set([...stored.owners, files.events.file])],
      ),
      offsets,
      extent,
    ),
    sessions: new StoredSessions(
      Pieces.of<SessionColumns>(
        { layout: SESSION_LAYOUT, shifted: 'person', blocks: [...rowsBefore.data.blocks, part.sessions] },
        pieces.sessions,
        [...new Set([...rowsBefore.owners, files.sessions.file])],
      ),
      starts,
    ),
  };
  return rewritten(made, folder);
}

const eventsOf = (offsets: Uint32Array, person: number): number =>
  (offsets[person + 1] as number) - (offsets[person] as number);

function changedPersons(persons: number, unchanged: Unchanged): number[] {
  const kept = new Uint8Array(persons);
  for (const old of unchanged) if (old >= 0) kept[old] = 1;
  const changed: number[] = [];
  for (let old = 0; old < persons; old++) if (kept[old] === 0) changed.push(old);
  return changed;
}

/** The events of persons that are no longer what they were, and those that arrived. */
function* gatherInSteps(
  { offsets, stored }: { readonly offsets: Uint32Array; readonly stored: Pieces<StoredColumns> },
  persons: readonly number[],
  arrived: readonly Columns<RowColumns>[],
  length: number,
): Steps<RowColumns> {
  const rows = emptyRows(length);
  let at = 0;
  const take = (table: Columns<RowColumns>, from: number, to: number): void => {
    for (const key of ROW_KEYS) rows[key].set(table.read(key, from, to), at);
    at += to - from;
  };
  for (let i = 0; i < persons.length;) {
    const from = offsets[persons[i] as number] as number;
    // Neighbours are read together.
    let last = persons[i++] as number;
    while (i < persons.length && persons[i] === last + 1) last = persons[i++] as number;
    take(stored, from, offsets[last + 1] as number);
    yield;
  }
  for (const table of arrived) {
    for (const [from, to] of stretchesOf(table.length)) {
      take(table, from, to);
      yield;
    }
  }
  return rows;
}

/** The same, in new files where the ones there are hold much that is no longer used, or in too many pieces. */
async function rewritten(view: StoredView, folder: RangesFolder): Promise<StoredView> {
  const { stored } = view.sequences;
  const { stored: rows } = view.sessions;
  const written = (folder.overlay?.events.bytes ?? 0) / EVENT_BYTES;
  if (
    Math.max(stored.count, rows.count) <= folder.mostPieces &&
    written <= folder.rowsPerPart + stored.length * MOST_WASTE
  )
    return view;
  // Views that still read it keep it open.
  folder.overlay = undefined;
  const events = await rewrite(stored, EVENT_LAYOUT, 'session', folder);
  const sessions = await rewrite(rows, SESSION_LAYOUT, 'person', folder);
  return {
    sequences: new StoredEvents(events, view.sequences.offsets, view.sequences.extent),
    sessions: new StoredSessions(sessions, view.sessions.starts),
  };
}

async function rewrite<T extends object>(
  pieces: Pieces<T>,
  layout: typeof EVENT_LAYOUT | typeof SESSION_LAYOUT,
  shifted: string,
  folder: RangesFolder,
): Promise<Pieces<T>> {
  const file: BlockFile = folder.create();
  const blocks: Block[] = [];
  const after: Piece[] = [];
  const keys = Object.keys(layout) as (keyof T & string)[];
  for (const [from, to] of stretchesOf(pieces.length, ROWS_PER_BLOCK)) {
    after.push({ block: blocks.length, from: 0, length: to - from, shift: 0 });
    blocks.push(file.append(Object.fromEntries(keys.map((key) => [key, pieces.read(key, from, to) as never]))));
    await giveWay();
  }
  return Pieces.of<T>({ layout, shifted, blocks }, after, [file.file]);
}
