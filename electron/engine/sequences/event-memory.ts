/**
 * What the engine keeps of every event whatever its person is: columns by eid, caught up with the database on demand.
 * Numbers below {@link EventMemory.nextEid} never change, so a reader may keep working on them while more arrive. Texts
 * come as hashes, in one pass over the events, and become numbers here: see text-codes.ts. Times and names are held only
 * of events that no view has yet: a view has them by position, and from there they are taken back where they are needed.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ensure } from '../../../shared/base/assert';
import { TRAIT_OPERATIONS, TRAIT_RAGE, TRAIT_SERVER } from '../../../shared/sessions/stitch';
import { SQL_IS_RAGE, SQL_KIND_CODE } from '../../../shared/sql/columns';
import { IdCombinations, NO_ID } from '../identity/id-combinations';
import type { Kept, KeptSource } from '../cache/pack';
import type { Database } from '../store/database';
import type { RangesFolder } from '../ranges/block-file';
import { type Columns as ColumnsOf, stretchesOf } from '../ranges/columns';
import type { EventSequences, RowColumns } from '../ranges/events';
import { FiledRows, type HeldColumns, HeldRows } from '../ranges/rows';
import { WriteLock } from '../store/lock';
import { readColumns } from '../store/read';
import { cooperate, type Steps } from './cooperate';
import { FreshEvents, type Timed, type TimedEvents, timesInSteps } from './fresh-events';
import { GrowingColumn } from './growing';
import type { CodeMemory } from '../properties/code-array';
import { type CodeArray, GrowingCodes } from './growing-codes';
import { HashCodes } from './hash-codes';
import { SQL_HASHES, TextCodes } from './text-codes';

/** So that the first events that arrive need not be waited for until all others are copied. */
const ROOMY = { room: 1 / 16 };
/** What stitching looks up lies where fold workers read it. */
const SHARED = { ...ROOMY, shared: true };
/** Events read in one go: between two of them others may ask the database. */
const EVENTS_PER_READ = 1 << 25;

const ints = (values?: Int32Array): GrowingColumn<Int32Array> => new GrowingColumn((n) => new Int32Array(n), values);

/** By eid, less {@link EventMemory.base}. */
interface Columns {
  readonly traits: GrowingColumn<Uint8Array>;
  readonly hint: GrowingCodes;
  readonly page: GrowingCodes;
  readonly ids: GrowingColumn<Int32Array>;
}

const sharedBytes = (n: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(Math.max(n, 1)), 0, n);

/** `memory`: shared where all events are held, whom fold workers may be asked to stitch. */
const noColumns = (memory: CodeMemory): Columns => ({
  traits: new GrowingColumn(memory === 'shared' ? sharedBytes : (n) => new Uint8Array(n)),
  hint: new GrowingCodes(undefined, memory),
  page: new GrowingCodes(undefined, memory),
  ids: ints(),
});

const NOTHING: Timed = { eid: new Uint32Array(0), time: new Float64Array(0), name: new Int32Array(0) };

export class EventMemory {
  private readonly campaignCodes = new GrowingCodes(undefined, 'shared');
  private readonly campaigns = new TextCodes();
  private readonly turns = new WriteLock();
  /** Campaigns matter only where sessions are split by them; loaded up to here. */
  private campaignsUpTo = 0;
  private fresh = new FreshEvents(0);
  /** Has the times and names of all events below those that are fresh. */
  private settled: Timed = NOTHING;
  /** Where events are many for the memory: what is held of each begins here, and those before it are in {@link files}. */
  private base = 0;
  private files: FiledRows | undefined;

  private constructor(
    private readonly connection: DuckDBConnection,
    /** Which of SQL_HASHES texts are told apart by. */
    readonly hash: number,
    private columns: Columns,
    readonly names: TextCodes,
    readonly pages: TextCodes,
    readonly combinations: IdCombinations,
    /** Only whether two hints are equal matters, and a number a hash says that: their texts stay in the database. */
    private readonly hints: HashCodes,
    public nextEid: number,
    /** Where events lie that are not held; undefined where all are. */
    readonly ranges: RangesFolder | undefined,
  ) {}

  /** `hash`: the next of SQL_HASHES where one met a collision. */
  static async open(database: Database, hash = 0, ranges?: RangesFolder): Promise<EventMemory> {
    const columns = noColumns(ranges === undefined ? 'shared' : 'own');
    const ids = IdCombinations.empty();
    return new EventMemory(
      await database.connect(),
      hash,
      columns,
      new TextCodes(),
      new TextCodes(),
      ids,
      new HashCodes(),
      0,
      ranges,
    );
  }

  /**
   * What {@link EventMemory.restore} reads again, but times and names, which the view has. Columns of events are not
   * copied: what is in them never changes.
   */
  keep(): Kept {
    const { nextEid, traits, hint, page, ids } = this;
    const [names, pages, combinations] = [this.names.keep('names'), this.pages.keep('pages'), this.combinations.keep()];
    const events = {
      'event.traits': traits.subarray(0, nextEid),
      'event.hint': hint.subarray(0, nextEid),
      'event.page': page.subarray(0, nextEid),
      'event.ids': ids.subarray(0, nextEid),
    };
    return {
      columns: {
        ...(this.ranges === undefined ? events : {}),
        hints: this.hints.toWords(),
        ...names.columns,
        ...pages.columns,
        ...combinations.columns,
      },
      texts: { ...names.texts, ...pages.texts, ...combinations.texts },
    };
  }

  /** `settled`: times and names of the events below `nextEid`. */
  static async restore(
    database: Database,
    source: KeptSource,
    { hash, nextEid }: { readonly hash: number; readonly nextEid: number },
    settled: Timed,
  ): Promise<EventMemory> {
    const columns = {
      traits: new GrowingColumn(sharedBytes, await source.column('event.traits', 'u8', SHARED)),
      hint: new GrowingCodes(await source.codes('event.hint', SHARED), 'shared'),
      page: new GrowingCodes(await source.codes('event.page', SHARED), 'shared'),
      ids: ints(await source.column('event.ids', 'i32', ROOMY)),
    };
    const names = await TextCodes.restore(source, 'names');
    const pages = await TextCodes.restore(source, 'pages');
    const combinations = await IdCombinations.restore(source);
    const hints = HashCodes.restore(await source.column('hints', 'u32'));
    const connection = await database.connect();
    const memory = new EventMemory(connection, hash, columns, names, pages, combinations, hints, nextEid, undefined);
    memory.settled = settled;
    memory.fresh = new FreshEvents(nextEid);
    return memory;
  }

  /** The same where the events lie in files. */
  static async restoreRanges(
    database: Database,
    source: KeptSource,
    { hash, nextEid }: { readonly hash: number; readonly nextEid: number },
    ranges: RangesFolder,
    settled: ColumnsOf<RowColumns>,
  ): Promise<EventMemory> {
    const names = await TextCodes.restore(source, 'names');
    const pages = await TextCodes.restore(source, 'pages');
    const combinations = await IdCombinations.restore(source);
    const hints = HashCodes.restore(await source.column('hints', 'u32'));
    const connection = await database.connect();
    const memory = new EventMemory(
      connection,
      hash,
      noColumns('own'),
      names,
      pages,
      combinations,
      hints,
      nextEid,
      ranges,
    );
    memory.startAt(nextEid);
    memory.files = FiledRows.settled(settled, nextEid);
    return memory;
  }

  get traits(): Uint8Array {
    return this.columns.traits.values;
  }
  get hint(): CodeArray {
    return this.columns.hint.values;
  }
  get page(): CodeArray {
    return this.columns.page.values;
  }
  /** The combination of ids that the event carries; NO_ID where the event is gone. */
  get ids(): Int32Array {
    return this.columns.ids.values;
  }
  get campaign(): CodeArray {
    return this.campaignCodes.values;
  }

  /** What the columns take, those of ids and texts left out. */
  get bytes(): number {
    const { traits, hint, page, ids, campaign, fresh } = this;
    return [traits, hint, page, ids, campaign, fresh.time, fresh.name].reduce((sum, each) => sum + each.byteLength, 0);
  }

  /** Times and names of the events `from` … `nextEid - 1`, which are in memory. */
  timesInSteps(from: number, nextEid: number): Steps<TimedEvents> {
    return timesInSteps(this.settled, this.fresh, from, nextEid);
  }

  /** Calls `visit` with the combination of ids and the time of each event `from` … `to - 1` there is, in no order. */
  *momentsInSteps(from: number, to: number, visit: (combination: number, time: number) => void): Steps<void> {
    if (this.ranges === undefined) {
      const { ids } = this;
      const { time } = yield* this.timesInSteps(from, to);
      for (const [start, stop] of stretchesOf(to - from)) {
        yield;
        for (let i = start; i < stop; i++) visit(ids[from + i] as number, time[i] as number);
      }
      return;
    }
    for (const rows of this.rows(from, to)) {
      for (const [start, stop] of stretchesOf(rows.length)) {
        yield;
        const eid = rows.read('eid', start, stop);
        const ids = rows.read('ids', start, stop);
        const time = rows.read('time', start, stop);
        for (let i = 0; i < eid.length; i++) {
          if ((eid[i] as number) >= from && (eid[i] as number) < to) visit(ids[i] as number, time[i] as number);
        }
      }
    }
  }

  /**
   * Everything about the events `from` … `to - 1`, where they lie in files; where a view has them, with all others that it
   * has. What is read stays as it is while more events come.
   */
  rows(from: number, to: number): readonly ColumnsOf<RowColumns>[] {
    const { columns, base, fresh } = this;
    const held = new HeldRows(
      {
        traits: this.traits,
        hint: this.hint,
        page: this.page,
        ids: columns.ids.values,
        time: fresh.time,
        name: fresh.name,
      },
      { base, timesFrom: fresh.from },
      Math.max(from, base),
      Math.max(to, base),
    );
    return [...(this.files?.rows(from, Math.min(to, base)) ?? []), ...(held.length === 0 ? [] : [held])];
  }

  /** From now on `timed` is asked for times and names of the events below `nextEid`: they need not be held here. */
  settle(sequences: EventSequences, nextEid: number): Promise<void> {
    if (sequences.held === undefined) return this.settleFiles(sequences.stored, nextEid);
    const { eid, time, name } = sequences.held;
    return this.turns.run(async () => {
      const left = await cooperate(this.timesInSteps(nextEid, this.nextEid));
      this.fresh = new FreshEvents(nextEid, { time: left.time.slice(), name: left.name.slice() });
      this.settled = { eid, time, name };
    });
  }

  private settleFiles(rows: ColumnsOf<RowColumns>, nextEid: number): Promise<void> {
    return this.turns.run(async () => {
      const { base, ranges } = this;
      const spilled = ranges && this.files && (await cooperate(this.files.laterInSteps(ranges, nextEid, base)));
      this.files = FiledRows.settled(rows, nextEid, spilled);
      if (base >= nextEid) return;
      const { nextEid: end } = this;
      const kept = {
        traits: this.traits.slice(nextEid - base, end - base),
        hint: this.hint.slice(nextEid - base, end - base),
        page: this.page.slice(nextEid - base, end - base),
        ids: this.ids.slice(nextEid - base, end - base),
        time: this.fresh.time.slice(nextEid - base, end - base),
        name: this.fresh.name.slice(nextEid - base, end - base),
      };
      this.startAt(nextEid, kept);
    });
  }

  /** From now on events are held from this number on. */
  private startAt(eid: number, kept?: HeldColumns): void {
    this.base = eid;
    this.fresh = new FreshEvents(eid, kept);
    this.columns =
      kept === undefined
        ? noColumns('own')
        : {
            traits: new GrowingColumn((n) => new Uint8Array(n), kept.traits),
            hint: new GrowingCodes(kept.hint),
            page: new GrowingCodes(kept.page),
            ids: ints(kept.ids),
          };
  }

  /** Writes what is held of all events to a file. */
  private spill(ranges: RangesFolder): void {
    const [rows] = this.rows(this.base, this.nextEid);
    if (rows === undefined) return;
    this.files ??= new FiledRows();
    this.files.spill(ranges, rows, this.base);
    this.startAt(this.nextEid);
  }

  /** Reads events up to, not including, `total`. */
  extend(total: number): Promise<void> {
    const { ranges } = this;
    if (ranges !== undefined) return this.turns.run(() => this.extendFiles(total, ranges));
    return this.turns.run(async () => {
      this.reserve(total);
      while (this.nextEid < total) await this.read(Math.min(total, this.nextEid + EVENTS_PER_READ));
    });
  }

  /** What is held never grows beyond what is written at a time. */
  private async extendFiles(total: number, ranges: RangesFolder): Promise<void> {
    while (this.nextEid < total) {
      const to = Math.min(total, this.nextEid + ranges.rowsHeld);
      this.reserve(to);
      await this.read(to);
      if (to - this.base >= ranges.rowsHeld) this.spill(ranges);
    }
  }

  private reserve(total: number): void {
    for (const column of Object.values(this.columns) as Columns[keyof Columns][]) column.reserve(total - this.base);
    this.fresh.reserve(total);
  }

  /** Reads the campaigns of all events in memory; they are asked for only where sessions split by them. */
  loadCampaigns(): Promise<void> {
    return this.turns.run(() => this.readCampaigns());
  }

  /** Runs `work` while nothing is read into memory. */
  still<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.run(work);
  }

  /** After what is under way: a connection must not go while a query of it runs. */
  close(): Promise<void> {
    return this.turns.run(async () => this.connection.closeSync());
  }

  private async read(total: number): Promise<void> {
    const from = this.nextEid;
    const { connection, names, pages, hints, combinations } = this;
    const sqlHash = ensure(SQL_HASHES[this.hash], 'hash');
    const range = `eid >= ${from} AND eid < ${total}`;
    await names.extendFrom(connection, `SELECT DISTINCT event AS text FROM events WHERE ${range}`, sqlHash);
    await pages.extendFrom(connection, `SELECT DISTINCT page AS text FROM events WHERE ${range}`, sqlHash);
    await combinations.gather(connection, from, total, sqlHash);
    const { traits, ids, base } = this;
    const { hint, page } = this.columns;
    const { time, name, from: firstFresh } = this.fresh;
    ids.fill(NO_ID, from - base, total - base);
    // Whatever the hash of nothing is, DuckDB says.
    const nothing = new Uint32Array(2);
    await readColumns(connection, `SELECT ${sqlHash('NULL::VARCHAR')}`, ['u64'], ([words]) => nothing.set(words));
    const [nothingLow, nothingHigh] = nothing;
    await readColumns(
      connection,
      `SELECT eid, timestamp::DOUBLE, (${SQL_KIND_CODE} + CASE WHEN is_server THEN ${TRAIT_SERVER} ELSE 0 END
           + CASE WHEN has_operations THEN ${TRAIT_OPERATIONS} ELSE 0 END
           + CASE WHEN ${SQL_IS_RAGE} THEN ${TRAIT_RAGE} ELSE 0 END)::UTINYINT,
         ${sqlHash('event')}, ${sqlHash('session_hint')}, ${sqlHash('page')}, ${IdCombinations.sqlHash(sqlHash)}
       FROM events WHERE ${range}`,
      ['u32', 'f64', 'u8', 'u64', 'u64', 'u64', 'u64'],
      ([eids, someTimes, someTraits, someNames, someHints, somePages, someIds], rows) => {
        for (let row = 0; row < rows; row++) {
          const eid = eids[row] as number;
          time[eid - firstFresh] = someTimes[row] as number;
          traits[eid - base] = someTraits[row] as number;
          name[eid - firstFresh] = names.codeAt(someNames, row);
          ids[eid - base] = combinations.codeAt(someIds, row);
          const ofPage = pages.codeAt(somePages, row);
          if (ofPage >= 0) page.put(eid - base, ofPage);
          const low = someHints[row * 2] as number;
          const high = someHints[row * 2 + 1] as number;
          if (low !== nothingLow || high !== nothingHigh) hint.put(eid - base, hints.intern(low, high));
        }
      },
    );
    this.nextEid = total;
  }

  private async readCampaigns(): Promise<void> {
    const from = this.campaignsUpTo;
    const to = this.nextEid;
    if (from >= to) return;
    const { connection, campaigns } = this;
    const sqlHash = ensure(SQL_HASHES[this.hash], 'hash');
    const range = `eid >= ${from} AND eid < ${to} AND campaign IS NOT NULL`;
    await campaigns.extendFrom(connection, `SELECT DISTINCT campaign AS text FROM events WHERE ${range}`, sqlHash);
    this.campaignCodes.reserve(to);
    await readColumns(
      connection,
      `SELECT eid, ${sqlHash('campaign')} FROM events WHERE ${range}`,
      ['u32', 'u64'],
      ([eids, hashes], rows) => {
        for (let row = 0; row < rows; row++) {
          this.campaignCodes.put(eids[row] as number, campaigns.codeAt(hashes, row));
        }
      },
    );
    this.campaignsUpTo = to;
  }
}
