/**
 * What the engine keeps of every event whatever its person is: columns by eid, caught up with the database on demand.
 * Numbers below {@link EventMemory.nextEid} never change, so a reader may keep working on them while more arrive. Texts
 * come as hashes, in one pass over the events, and become numbers here: see text-codes.ts.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ensure } from '../../../shared/base/assert';
import { TRAIT_OPERATIONS, TRAIT_RAGE, TRAIT_SERVER } from '../../../shared/sessions/stitch';
import { SQL_IS_RAGE, SQL_KIND_CODE } from '../../../shared/sql/columns';
import { IdCombinations, NO_ID } from '../identity/id-combinations';
import type { Database } from '../store/database';
import { WriteLock } from '../store/lock';
import { readColumns } from '../store/read';
import { GrowingColumn } from './growing';
import { HashCodes } from './hash-codes';
import { SQL_HASHES, type SqlHash, TextCodes } from './text-codes';

const NO_CODE = -1;
/** Events read in one go: between two of them others may ask the database. */
const EVENTS_PER_READ = 1 << 22;

const ints = (): GrowingColumn<Int32Array> => new GrowingColumn((n) => new Int32Array(n));

export class EventMemory {
  private readonly times = new GrowingColumn((n) => new Float64Array(n));
  private readonly nameCodes = ints();
  private readonly traitBytes = new GrowingColumn((n) => new Uint8Array(n));
  private readonly hintCodes = ints();
  private readonly pageCodes = ints();
  private readonly idCodes = ints();
  private readonly campaignCodes = ints();
  readonly names = new TextCodes();
  readonly pages = new TextCodes();
  readonly combinations = new IdCombinations();
  private readonly campaigns = new TextCodes();
  /** Only whether two hints are equal matters, and a number a hash says that: their texts stay in the database. */
  private readonly hints = new HashCodes();
  private readonly turns = new WriteLock();
  /** Campaigns matter only where sessions are split by them; loaded up to here. */
  private campaignsUpTo = 0;
  nextEid = 0;

  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly sqlHash: SqlHash,
  ) {}

  /** `hash`: which of SQL_HASHES to use, the next where one met a collision. */
  static async open(database: Database, hash = 0): Promise<EventMemory> {
    return new EventMemory(await database.connect(), ensure(SQL_HASHES[hash], 'hash'));
  }

  get time(): Float64Array {
    return this.times.values;
  }
  get name(): Int32Array {
    return this.nameCodes.values;
  }
  get traits(): Uint8Array {
    return this.traitBytes.values;
  }
  get hint(): Int32Array {
    return this.hintCodes.values;
  }
  get page(): Int32Array {
    return this.pageCodes.values;
  }
  /** The combination of ids that the event carries; NO_ID where the event is gone. */
  get ids(): Int32Array {
    return this.idCodes.values;
  }
  get campaign(): Int32Array {
    return this.campaignCodes.values;
  }

  /** Reads events up to, not including, `total`. */
  extend(total: number): Promise<void> {
    return this.turns.run(async () => {
      for (const column of this.columns()) column.reserve(total);
      while (this.nextEid < total) await this.read(Math.min(total, this.nextEid + EVENTS_PER_READ));
    });
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

  private columns(): GrowingColumn<Float64Array | Int32Array | Uint8Array>[] {
    return [this.times, this.nameCodes, this.traitBytes, this.hintCodes, this.pageCodes, this.idCodes];
  }

  private async read(total: number): Promise<void> {
    const from = this.nextEid;
    const { connection, sqlHash, names, pages, hints, combinations } = this;
    const range = `eid >= ${from} AND eid < ${total}`;
    await names.extendFrom(connection, `SELECT DISTINCT event AS text FROM events WHERE ${range}`, sqlHash);
    await pages.extendFrom(connection, `SELECT DISTINCT page AS text FROM events WHERE ${range}`, sqlHash);
    await combinations.gather(connection, from, total, sqlHash);
    const { time, name, traits, hint, page, ids } = this;
    ids.fill(NO_ID, from, total);
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
          time[eid] = someTimes[row] as number;
          traits[eid] = someTraits[row] as number;
          name[eid] = names.codeAt(someNames, row);
          page[eid] = pages.codeAt(somePages, row);
          ids[eid] = combinations.codeAt(someIds, row);
          const low = someHints[row * 2] as number;
          const high = someHints[row * 2 + 1] as number;
          hint[eid] = low === nothingLow && high === nothingHigh ? NO_CODE : hints.intern(low, high);
        }
      },
    );
    this.nextEid = total;
  }

  private async readCampaigns(): Promise<void> {
    const from = this.campaignsUpTo;
    const to = this.nextEid;
    if (from >= to) return;
    const { connection, sqlHash, campaigns } = this;
    const range = `eid >= ${from} AND eid < ${to} AND campaign IS NOT NULL`;
    await campaigns.extendFrom(connection, `SELECT DISTINCT campaign AS text FROM events WHERE ${range}`, sqlHash);
    this.campaignCodes.reserve(to);
    const { campaign } = this;
    campaign.fill(NO_CODE, from, to);
    await readColumns(
      connection,
      `SELECT eid, ${sqlHash('campaign')} FROM events WHERE ${range}`,
      ['u32', 'u64'],
      ([eids, hashes], rows) => {
        for (let row = 0; row < rows; row++) campaign[eids[row] as number] = campaigns.codeAt(hashes, row);
      },
    );
    this.campaignsUpTo = to;
  }
}
