/** A view as it is kept, and as it is there again: read into memory, or left where it lies in the file. */
import { ensure } from '../../../shared/base/assert';
import type { Sequences } from '../../../shared/model/sequences';
import { emptySessions, type SessionTable } from '../../../shared/sessions/table';
import { OpenFile } from '../ranges/block-file';
import { arrayOf, type Layout, stretchesOf } from '../ranges/columns';
import {
  EVENT_LAYOUT,
  type Extent,
  SESSION_KEYS,
  SESSION_LAYOUT,
  type SessionColumns,
  type StoredColumns,
  StoredEvents,
  StoredSessions,
} from '../ranges/events';
import { type StoredView, together } from '../ranges/make';
import { Pieces } from '../ranges/pieces';
import type { OrderedEvents } from '../sequences/order';
import type { View } from '../sequences/view';
import {
  type ColumnOf,
  type ColumnStream,
  type Kept,
  type KeptSource,
  layoutOf,
  type PackColumn,
  type PackLayout,
} from './pack';

const ON_SHARED = { shared: true };

/** A view, to be written. */
export function keepView({ sequences, sessions }: View): Kept {
  return {
    columns: {
      'view.offsets': sequences.offsets,
      ...(sequences.held === undefined
        ? streamsOf('view', sequences.stored, EVENT_LAYOUT)
        : keepEvents(sequences.held)),
      ...(sessions.held === undefined
        ? { 'session.starts': sessions.starts, ...streamsOf('session', sessions.stored, SESSION_LAYOUT) }
        : keepSessions(sessions.held)),
    },
    texts: {},
  };
}

const keepEvents = ({ time, name, session, eid }: Sequences): Kept['columns'] => ({
  'view.time': time,
  'view.name': name,
  'view.session': session,
  'view.eid': eid,
});

const keepSessions = (sessions: SessionTable): Kept['columns'] =>
  Object.fromEntries(SESSION_KEYS.map((key) => [`session.${key}`, sessions[key]]));

/** A column of which every row has the same value is kept as that value alone. */
function streamsOf<T extends object>(
  name: string,
  pieces: Pieces<T>,
  layout: Readonly<Record<keyof T, Layout>>,
): Kept['columns'] {
  const keys = Object.keys(layout) as (keyof T & string)[];
  const { length } = pieces;
  return Object.fromEntries(
    keys.map((key): [string, PackColumn | ColumnStream] => {
      const only = pieces.only(key, 0, length);
      if (only !== undefined) return [`${name}.${key}`, arrayOf(layout[key], 1).fill(only)];
      const read = (from: number, to: number): PackColumn => pieces.read(key, from, to) as PackColumn;
      return [`${name}.${key}`, { layout: layout[key], length, read }];
    }),
  );
}

/** Events and sessions that stay where they lie. */
export async function placeFiles(source: KeptSource): Promise<StoredView> {
  const offsets = await source.column('view.offsets', 'u32', ON_SHARED);
  const starts = await source.column('session.starts', 'u32', ON_SHARED);
  const file = OpenFile.read(source.path);
  const columns = await placeColumns<StoredColumns>(source, 'view', EVENT_LAYOUT, 'session', file);
  const sessions = await placeColumns<SessionColumns>(source, 'session', SESSION_LAYOUT, 'person', file);
  return {
    sequences: new StoredEvents(columns, offsets, extentOf(columns)),
    sessions: new StoredSessions(sessions, starts),
  };
}

async function placeColumns<T extends object>(
  source: KeptSource,
  name: string,
  layout: Readonly<Record<keyof T & string, Layout>>,
  shifted: string,
  file: OpenFile,
): Promise<Pieces<T>> {
  const at: Record<string, number> = {};
  const lengths = new Map<keyof T & string, number>();
  for (const key of Object.keys(layout) as (keyof T & string)[]) {
    const place = await source.place(`${name}.${key}`, layout[key]);
    at[key] = place.at;
    lengths.set(key, place.length);
  }
  const length = Math.max(...lengths.values());
  const only: Record<string, number> = {};
  for (const [key, values] of lengths) {
    if (values < length) only[key] = ensure((await source.column(`${name}.${key}`, layout[key]))[0], key);
  }
  const pieces = length === 0 ? [] : [{ block: 0, from: 0, length, shift: 0 }];
  return Pieces.of({ layout, shifted, blocks: [{ fd: file.fd, at, only }] }, pieces, [file]);
}

function extentOf(columns: Pieces<StoredColumns>): Extent | undefined {
  let extent: Extent | undefined;
  for (const [from, to] of stretchesOf(columns.length)) {
    const time = columns.read('time', from, to);
    const low = time.reduce((a, b) => Math.min(a, b), Infinity);
    extent = together(extent, { from: low, to: time.reduce((a, b) => Math.max(a, b), -Infinity) });
  }
  return extent;
}

/** Events that are read into memory, but for their sessions. */
export async function readOrdered(source: KeptSource): Promise<OrderedEvents> {
  const offsets = await source.column('view.offsets', 'u32', ON_SHARED);
  const time = await source.column('view.time', 'f64', ON_SHARED);
  const name = await source.column('view.name', 'i32', ON_SHARED);
  const eid = await source.column('view.eid', 'u32', ON_SHARED);
  return { persons: offsets.length - 1, length: eid.length, offsets, time, name, eid };
}

/** Which session each event is in; and all sessions. */
export const readSessionOf = (source: KeptSource): Promise<Int32Array> =>
  source.column('view.session', 'i32', ON_SHARED);

export async function readSessions(source: KeptSource): Promise<SessionTable> {
  const { length: _length, ...layout } = emptySessions(0);
  const columns: Record<string, ColumnOf<PackLayout>> = {};
  for (const [key, column] of Object.entries<PackColumn>(layout)) {
    columns[key] = await source.column(`session.${key}`, layoutOf(column));
  }
  const sessions = columns as unknown as SessionColumns;
  return { ...sessions, length: sessions.person.length };
}
