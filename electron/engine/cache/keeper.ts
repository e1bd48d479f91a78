/**
 * The kept copy of what the engine has worked out of the events: one file under `cache/`, written when all is quiet and
 * read at the next opening, so that a workspace of millions of events is there in a moment. It may be deleted at any time:
 * whatever does not fit (another version, other events, a damaged file) is left aside and worked out anew.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../../shared/base/canonical-json';
import { OWNER_KEY } from '../../../shared/identity/owner-key';
import { emptySessions, type SessionTable } from '../../../shared/sessions/table';
import { ensure } from '../../../shared/base/assert';
import type { Sequences } from '../../../shared/model/sequences';
import type { Definitions } from '../definitions';
import { IdFacts } from '../identity/id-facts';
import { IdentityState } from '../identity/identity-state';
import { cooperate, giveWay } from '../sequences/cooperate';
import { EventMemory } from '../sequences/event-memory';
import { type Making, type MadeView, viewOf } from '../sequences/make-view';
import type { OrderedEvents } from '../sequences/order';
import { OpenFile, type RangesFolder } from '../ranges/block-file';
import { arrayOf, type Layout, stretchesOf } from '../ranges/columns';
import {
  EVENT_LAYOUT,
  type Extent,
  HeldEvents,
  HeldSessions,
  SESSION_KEYS,
  SESSION_LAYOUT,
  type SessionColumns,
  type StoredColumns,
  StoredEvents,
  StoredSessions,
} from '../ranges/events';
import { type StoredView, together } from '../ranges/make';
import { Pieces } from '../ranges/pieces';
import type { View } from '../sequences/view';
import type { Database } from '../store/database';
import { readStrings } from '../store/read';
import {
  CODE_LAYOUTS,
  type ColumnStream,
  type ColumnOf,
  type Kept,
  type KeptSource,
  layoutOf,
  Pack,
  type PackColumn,
  type PackLayout,
  PackProblem,
  writePack,
} from './pack';
import { packTexts, unpackTexts } from './texts';

/** To be raised whenever what is kept is laid out, or worked out, in another way. */
const FORMAT = 4;
const FILE = join('cache', 'view.pack');

const aboutSchema = z.object({
  format: z.literal(FORMAT),
  /** Of Waymark, and of DuckDB, whose hashes are kept. */
  app: z.string(),
  duckdb: z.string(),
  /** The events it covers, and what tells them from any others. */
  nextEid: z.number().int().nonnegative(),
  fingerprint: z.string(),
  hash: z.number().int().nonnegative(),
  /** Canonical JSON of what persons and sessions are made by. */
  identity: z.string(),
  sessions: z.string(),
  /** Whether its events are to be read into memory, or left where they lie. */
  events: z.enum(['held', 'in files']),
});
type About = z.infer<typeof aboutSchema>;

/** What is to be kept: a view, and what was worked out on the way to it. */
export interface Keeping {
  readonly memory: EventMemory;
  readonly identity: IdentityState;
  readonly view: View;
}

/** What was kept: of other identity rules or decisions, only the memory is of use. */
export interface Found {
  readonly memory: EventMemory;
  readonly made?: {
    readonly identity: IdentityState;
    readonly view: (making: ViewMaking) => MadeView;
    /** Whether sessions are what the definitions say; else they have to be stitched anew. */
    readonly isCurrent: boolean;
  };
}

/** What only the dataset knows of a view. */
export type ViewMaking = Pick<Making, 'version' | 'settings'>;

export class Keeper {
  private readonly path: string;

  constructor(
    private readonly database: Database,
    private readonly app: string,
    /** Hears why a copy was not used, or could not be written. */
    private readonly onProblem: (what: string, error: unknown) => void,
  ) {
    this.path = join(database.workspaceDir, FILE);
  }

  /**
   * Undefined where there is nothing of use. `nextEid`: how many events there are by now. `ranges`: where files are made, if
   * the events are not to be read into memory.
   */
  async find(definitions: Definitions, nextEid: number, ranges?: RangesFolder): Promise<Found | undefined> {
    let memory: EventMemory | undefined;
    let checked: Promise<void> | undefined;
    try {
      const pack = await Pack.open(this.path);
      if (pack === undefined) return undefined;
      try {
        const about = aboutSchema.safeParse(pack.about);
        if (!about.success) throw new PackProblem('it is of another format');
        if (about.data.app !== this.app) throw new PackProblem(`Waymark ${about.data.app} wrote it`);
        if ((about.data.events === 'held') !== (ranges === undefined)) {
          throw new PackProblem('it is made for another memory limit');
        }
        if (about.data.nextEid > nextEid) throw new PackProblem('it holds events that are gone');
        // DuckDB goes through the events while the copy is read; what is read is of no use before it has said yes.
        checked = this.check(about.data);
        checked.catch(() => undefined);
        const source = sourceOf(pack, this.path);
        const file = ranges && (await placeFiles(source));
        const ordered = file === undefined ? await readOrdered(source) : undefined;
        if (ordered !== undefined) memory = await EventMemory.restore(this.database, source, about.data, ordered);
        else if (file !== undefined && ranges !== undefined) {
          memory = await EventMemory.restoreRanges(this.database, source, about.data, ranges, file.sequences.stored);
        } else return undefined;
        if (about.data.identity !== identityOf(definitions)) {
          await checked;
          return { memory };
        }
        const facts = await IdFacts.restore(memory, OWNER_KEY[definitions.settings.identity.rules], source);
        const { identity, persons } = await IdentityState.restore(facts, definitions, source);
        const kept = { memory, identity, persons, nextEid: memory.nextEid };
        const { traits, ids } = memory;
        const { sequences, sessions } = file ?? {
          sequences: new HeldEvents(
            { ...ensure(ordered, 'events'), session: await source.column('view.session', 'i32', ON_SHARED) },
            { traits, ids },
          ),
          sessions: new HeldSessions(await readSessions(source)),
        };
        const view = (making: ViewMaking): MadeView => viewOf({ ...making, ...kept }, sequences, sessions);
        await checked;
        return {
          memory,
          made: { identity, view, isCurrent: about.data.sessions === sessionsOf(definitions) },
        };
      } finally {
        await checked?.catch(() => undefined);
        await pack.close();
      }
    } catch (error) {
      await memory?.close();
      const reason = error instanceof PackProblem ? error.message : 'it could not be read';
      this.onProblem(`the kept copy ${this.path} is not used, since ${reason}; all is worked out anew`, error);
      return undefined;
    }
  }

  /** Takes down what must not change while it is written; nothing may be worked out until it is done. */
  async takeDown({ memory, identity, view }: Keeping): Promise<() => Promise<Taken>> {
    const parts: Kept[] = [];
    for (const part of [
      () => memory.keep(),
      () => identity.facts.keep(),
      () => identity.keep(),
      () => keepView(view),
    ]) {
      parts.push(part());
      await giveWay();
    }
    const about = {
      format: FORMAT,
      app: this.app,
      nextEid: view.nextEid,
      hash: memory.hash,
      identity: identityOf(identity.definitions),
      sessions: sessionsOf({ ...identity.definitions, settings: view.settings }),
      events: view.sequences.held === undefined ? 'in files' : 'held',
    } as const;
    return async () => {
      const stamp = await this.stampOf(view.nextEid);
      // The stamp is of the events there are now; taken out meanwhile, they are not those of the view.
      if (!stamp.fingerprint.endsWith(` ${view.sequences.length}`)) throw new PackProblem('events were taken out');
      return { about: { ...about, ...stamp }, parts };
    };
  }

  /** Returns the bytes written. Throws where `signal` aborts or the disk says no. */
  async write({ about, parts }: Taken, signal: AbortSignal): Promise<number> {
    const columns: [string, PackColumn | ColumnStream][] = [];
    for (const part of parts) {
      columns.push(...Object.entries(part.columns));
      for (const [name, texts] of Object.entries(part.texts)) {
        const packed = await cooperate(packTexts(texts), signal);
        for (const [each, column] of Object.entries(packed)) columns.push([`${name}.${each}`, column as PackColumn]);
      }
    }
    return writePack(this.path, about, columns, signal);
  }

  private async check({ duckdb, fingerprint, nextEid }: About): Promise<void> {
    const now = await this.stampOf(nextEid);
    if (now.duckdb !== duckdb) throw new PackProblem(`it is of DuckDB ${duckdb}`);
    if (now.fingerprint !== fingerprint) throw new PackProblem('its events are others');
  }

  /** What tells the events below `nextEid`, and their hashes, from any others. */
  private async stampOf(nextEid: number): Promise<Pick<About, 'duckdb' | 'fingerprint'>> {
    const connection = await this.database.connect();
    try {
      const [duckdb = ''] = await readStrings(connection, 'SELECT version()');
      const [fingerprint = ''] = await readStrings(
        connection,
        `SELECT coalesce(bit_xor(hash(eid, event_hash)), 0) || ' ' || count(*) FROM events WHERE eid < ${nextEid}`,
      );
      return { duckdb, fingerprint };
    } finally {
      connection.closeSync();
    }
  }
}

/** Ready to be written. */
export interface Taken {
  readonly about: About;
  readonly parts: readonly Kept[];
}

export const identityOf = ({ settings, decisions }: Definitions): string =>
  canonicalJson({ identity: settings.identity, decisions });

export const sessionsOf = ({ settings }: Pick<Definitions, 'settings'>): string =>
  canonicalJson({ sessions: settings.sessions, timezone: settings.timezone });

function sourceOf(pack: Pack, path: string): KeptSource {
  return {
    path,
    place: (name, layout) => pack.place(name, layout),
    column: (name, layout, place) => pack.read(name, layout, place),
    codes: (name, place) => {
      const layout = CODE_LAYOUTS.find((each) => each === pack.layoutOf(name));
      if (layout === undefined) throw new PackProblem(`it has no column of codes «${name}»`);
      return pack.read(name, layout, place);
    },
    texts: async (name) =>
      cooperate(
        unpackTexts({
          bytes: await pack.read(`${name}.bytes`, 'u8'),
          blocks: await pack.read(`${name}.blocks`, 'u32'),
          lengths: await pack.read(`${name}.lengths`, 'u32'),
        }),
      ),
  };
}

const ON_SHARED = { shared: true };

function keepView({ sequences, sessions }: View): Kept {
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
async function placeFiles(source: KeptSource): Promise<StoredView> {
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

async function readOrdered(source: KeptSource): Promise<OrderedEvents> {
  const offsets = await source.column('view.offsets', 'u32', ON_SHARED);
  const time = await source.column('view.time', 'f64', ON_SHARED);
  const name = await source.column('view.name', 'i32', ON_SHARED);
  const eid = await source.column('view.eid', 'u32', ON_SHARED);
  return { persons: offsets.length - 1, length: eid.length, offsets, time, name, eid };
}

async function readSessions(source: KeptSource): Promise<SessionTable> {
  const { length: _length, ...layout } = emptySessions(0);
  const columns: Record<string, ColumnOf<PackLayout>> = {};
  for (const [key, column] of Object.entries<PackColumn>(layout)) {
    columns[key] = await source.column(`session.${key}`, layoutOf(column));
  }
  const sessions = columns as unknown as SessionColumns;
  return { ...sessions, length: sessions.person.length };
}
