/**
 * What the engine keeps of every event whatever its person is: columns by eid, caught up with the database on demand.
 * Numbers below {@link EventMemory.nextEid} never change, so a reader may keep working on them while more arrive.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { TRAIT_OPERATIONS, TRAIT_RAGE, TRAIT_SERVER } from '../../../shared/sessions/stitch';
import { SQL_IS_RAGE, SQL_KIND_CODE } from '../../../shared/sql/columns';
import type { Database } from '../store/database';
import { WriteLock } from '../store/lock';
import { readColumns } from '../store/read';
import { DictionaryTable } from './dictionary-table';
import { GrowingColumn } from './growing';

const NO_CODE = '-1';

export class EventMemory {
  private readonly times = new GrowingColumn((n) => new Float64Array(n));
  private readonly nameCodes = new GrowingColumn((n) => new Int32Array(n));
  private readonly traitBytes = new GrowingColumn((n) => new Uint8Array(n));
  private readonly hintCodes = new GrowingColumn((n) => new Int32Array(n));
  private readonly pageCodes = new GrowingColumn((n) => new Int32Array(n));
  private readonly campaignCodes = new GrowingColumn((n) => new Int32Array(n));
  private readonly turns = new WriteLock();
  /** Campaigns matter only where sessions are split by them; loaded up to here. */
  private campaignsUpTo = 0;
  nextEid = 0;

  private constructor(
    private readonly connection: DuckDBConnection,
    readonly names: DictionaryTable,
    private readonly hints: DictionaryTable,
    readonly pages: DictionaryTable,
    private readonly campaigns: DictionaryTable,
  ) {}

  static async open(database: Database): Promise<EventMemory> {
    const connection = await database.connect();
    const dictionaries = [
      new DictionaryTable(connection, 'dict_names', 'event'),
      new DictionaryTable(connection, 'dict_hints', 'session_hint'),
      new DictionaryTable(connection, 'dict_pages', 'page'),
      new DictionaryTable(connection, 'dict_campaigns', 'campaign'),
    ] as const;
    for (const dictionary of dictionaries) await dictionary.create();
    return new EventMemory(connection, ...dictionaries);
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
  get campaign(): Int32Array {
    return this.campaignCodes.values;
  }

  /** Reads events up to, not including, `total`. */
  extend(total: number): Promise<void> {
    return this.turns.run(() => this.read(total));
  }

  /** Reads the campaigns of all events in memory; they are asked for only where sessions split by them. */
  loadCampaigns(): Promise<void> {
    return this.turns.run(() => this.readCampaigns());
  }

  /** After what is under way: a connection must not go while a query of it runs. */
  close(): Promise<void> {
    return this.turns.run(async () => this.connection.closeSync());
  }

  private async read(total: number): Promise<void> {
    const from = this.nextEid;
    if (from >= total) return;
    const { names, hints, pages } = this;
    for (const dictionary of [names, hints, pages]) await dictionary.extend(from, total);
    const columns = [this.times, this.nameCodes, this.traitBytes, this.hintCodes, this.pageCodes] as const;
    for (const column of columns) column.reserve(total);
    const { time, name, traits, hint, page } = this;
    const code = ({ name: table }: DictionaryTable): string => `coalesce(${table}.code, ${NO_CODE})::INTEGER`;
    const join = ({ name: table }: DictionaryTable, column: string): string =>
      `LEFT JOIN ${table} ON ${table}.text = e.${column}`;
    await readColumns(
      this.connection,
      `SELECT eid, ts::DOUBLE, ${code(names)}, traits, ${code(hints)}, ${code(pages)}
       FROM (
         SELECT eid, timestamp AS ts, event, session_hint, page,
           (${SQL_KIND_CODE} + CASE WHEN is_server THEN ${TRAIT_SERVER} ELSE 0 END
             + CASE WHEN has_operations THEN ${TRAIT_OPERATIONS} ELSE 0 END
             + CASE WHEN ${SQL_IS_RAGE} THEN ${TRAIT_RAGE} ELSE 0 END)::UTINYINT AS traits
         FROM events WHERE eid >= ${from} AND eid < ${total}
       ) e ${join(names, 'event')} ${join(hints, 'session_hint')} ${join(pages, 'page')}`,
      ['u32', 'f64', 'i32', 'u8', 'i32', 'i32'],
      ([eids, someTimes, someNames, someTraits, someHints, somePages], rows) => {
        for (let row = 0; row < rows; row++) {
          const eid = eids[row] as number;
          time[eid] = someTimes[row] as number;
          name[eid] = someNames[row] as number;
          traits[eid] = someTraits[row] as number;
          hint[eid] = someHints[row] as number;
          page[eid] = somePages[row] as number;
        }
      },
    );
    this.nextEid = total;
  }

  private async readCampaigns(): Promise<void> {
    const from = this.campaignsUpTo;
    const to = this.nextEid;
    if (from >= to) return;
    await this.campaigns.extend(from, to);
    this.campaignCodes.reserve(to);
    const { campaign } = this;
    campaign.fill(-1, from, to);
    await readColumns(
      this.connection,
      `SELECT eid, code FROM events JOIN ${this.campaigns.name} ON text = campaign WHERE eid >= ${from} AND eid < ${to}`,
      ['u32', 'i32'],
      ([eids, codes], rows) => {
        for (let row = 0; row < rows; row++) campaign[eids[row] as number] = codes[row] as number;
      },
    );
    this.campaignsUpTo = to;
  }
}
