/**
 * The kept copy of what the engine has worked out of the events: one file under `cache/`, written when all is quiet and
 * read at the next opening, so that a workspace of millions of events is there in a moment. It may be deleted at any time:
 * whatever does not fit (another version, other events, a damaged file) is left aside and worked out anew.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../../shared/base/canonical-json';
import { OWNER_KEY } from '../../../shared/identity/owner-key';
import { ensure } from '../../../shared/base/assert';
import type { Definitions } from '../definitions';
import { IdFacts } from '../identity/id-facts';
import { IdentityState } from '../identity/identity-state';
import { cooperate, giveWay } from '../sequences/cooperate';
import { EventMemory } from '../sequences/event-memory';
import { type Making, type MadeView, viewOf } from '../sequences/make-view';
import type { RangesFolder } from '../ranges/block-file';
import { HeldEvents, HeldSessions } from '../ranges/events';
import type { View } from '../sequences/view';
import type { Database } from '../store/database';
import { readStrings } from '../store/read';
import { keepView, placeFiles, readOrdered, readSessionOf, readSessions } from './kept-view';
import {
  CODE_LAYOUTS,
  type ColumnStream,
  type Kept,
  type KeptSource,
  Pack,
  type PackColumn,
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
            { ...ensure(ordered, 'events'), session: await readSessionOf(source) },
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

  /**
   * Returns the bytes written. Throws where `signal` aborts or the disk says no. `turn` is waited for every few
   * milliseconds of work.
   */
  async write({ about, parts }: Taken, signal: AbortSignal, turn?: () => Promise<void>): Promise<number> {
    const columns: [string, PackColumn | ColumnStream][] = [];
    for (const part of parts) {
      columns.push(...Object.entries(part.columns));
      for (const [name, texts] of Object.entries(part.texts)) {
        const packed = await cooperate(packTexts(texts), signal);
        for (const [each, column] of Object.entries(packed)) columns.push([`${name}.${each}`, column as PackColumn]);
      }
    }
    return writePack(this.path, about, columns, signal, turn);
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
