/**
 * Referrer, campaign, device and so on of the events that sessions begin with: looked up once per event, for ever. Most
 * visits share theirs with many others, so each distinct combination is stored once and known by its code.
 */
import type { DuckDBConnection, DuckDBListValue } from '@duckdb/node-api';
import { IntMap } from '../../../shared/base/int-map';
import { readColumns, readNumber } from '../store/read';
import { writeColumns } from '../store/write-columns';
import { FACT_COLUMNS, type FactColumn, SQL_FACTS, SQL_FOUND } from './fact-columns';

export const NO_FACTS = -1;

/** Beyond this many codes all combinations are read: the list would take longer to parse. */
const MAX_LISTED = 5_000;

/** One fact of every combination: texts by number, and the number by code (-1: none). */
export interface FactTexts {
  readonly codes: Int32Array;
  readonly texts: readonly string[];
}

export class EntryFacts {
  private codes: IntMap | undefined;
  private combinations = 0;
  private readonly texts = new Map<FactColumn, FactTexts>();

  constructor(private readonly connection: DuckDBConnection) {}

  /** Codes of the entry events' facts; {@link NO_FACTS} for an event that is gone. Looks up those not yet known. */
  async codesOf(entries: Uint32Array): Promise<Int32Array> {
    const codes = (this.codes ??= await this.load());
    const missing = entries.filter((eid) => codes.get(eid) === undefined);
    if (missing.length > 0) await this.lookUp(codes, missing);
    return Int32Array.from(entries, (eid) => codes.get(eid) ?? NO_FACTS);
  }

  /** The texts of one column by code, for all combinations there are. */
  async textsOf(column: FactColumn): Promise<FactTexts> {
    const known = this.texts.get(column);
    if (known !== undefined && known.codes.length === this.combinations) return known;
    const at = FACT_COLUMNS.indexOf(column) + 1;
    const reader = await this.connection.runAndReadAll(
      `SELECT DISTINCT facts[${at}] AS text FROM session_facts WHERE facts[${at}] IS NOT NULL ORDER BY text`,
    );
    const texts = (reader.getColumns()[0] ?? []) as string[];
    const codes = new Int32Array(this.combinations).fill(-1);
    await readColumns(
      this.connection,
      `SELECT code::UINTEGER, number FROM session_facts JOIN (
         SELECT text, (row_number() OVER (ORDER BY text) - 1)::INTEGER AS number
         FROM (SELECT DISTINCT facts[${at}] AS text FROM session_facts WHERE facts[${at}] IS NOT NULL)
       ) ON text = facts[${at}]`,
      ['u32', 'i32'],
      ([found, numbers], rows) => {
        for (let row = 0; row < rows; row++) codes[found[row] as number] = numbers[row] as number;
      },
    );
    const result = { codes, texts };
    this.texts.set(column, result);
    return result;
  }

  /** The facts of some combinations, each in the order of FACT_COLUMNS. */
  async listsOf(codes: ReadonlySet<number>): Promise<ReadonlyMap<number, readonly (string | null)[]>> {
    const lists = new Map<number, readonly (string | null)[]>();
    if (codes.size === 0) return lists;
    const some = codes.size > MAX_LISTED ? '' : `WHERE code IN (${[...codes].join(', ')})`;
    const reader = await this.connection.runAndReadAll(`SELECT code, facts FROM session_facts ${some}`);
    const [found = [], facts = []] = reader.getColumns();
    for (const [i, code] of found.entries()) {
      lists.set(Number(code), (facts[i] as DuckDBListValue).items as readonly (string | null)[]);
    }
    return lists;
  }

  /** What earlier runs looked up. */
  private async load(): Promise<IntMap> {
    const codes = new IntMap();
    await this.remember(codes, 'SELECT eid, code FROM session_entries');
    this.combinations = await readNumber(this.connection, 'SELECT count(*) FROM session_facts');
    return codes;
  }

  private async lookUp(codes: IntMap, eids: Uint32Array): Promise<void> {
    const { connection } = this;
    await connection.run('CREATE OR REPLACE TEMP TABLE wanted_entries (eid UINTEGER)');
    const target = { table: 'wanted_entries', catalog: 'temp' };
    await writeColumns(connection, target, [{ type: 'u32', values: eids }], eids.length);
    const low = eids.reduce((a, b) => Math.min(a, b));
    const high = eids.reduce((a, b) => Math.max(a, b));
    await connection.run(`CREATE OR REPLACE TEMP TABLE found_entries AS
      SELECT eid, ${SQL_FACTS} AS facts FROM (
        SELECT eid, ${SQL_FOUND} AS found FROM events
        WHERE eid BETWEEN ${low} AND ${high} AND eid IN (SELECT eid FROM wanted_entries)
      )`);
    await connection.run('BEGIN');
    try {
      await connection.run(`INSERT INTO session_facts
        SELECT (${this.combinations} + row_number() OVER () - 1)::INTEGER, facts
        FROM (SELECT DISTINCT facts FROM found_entries) fresh
        WHERE NOT EXISTS (SELECT 1 FROM session_facts known WHERE known.facts = fresh.facts)`);
      await connection.run(
        'INSERT INTO session_entries SELECT eid, code FROM found_entries JOIN session_facts USING (facts)',
      );
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK');
      throw error;
    }
    await this.remember(codes, 'SELECT eid, code FROM found_entries JOIN session_facts USING (facts)');
    this.combinations = await readNumber(connection, 'SELECT count(*) FROM session_facts');
    await connection.run('DROP TABLE wanted_entries');
    await connection.run('DROP TABLE found_entries');
  }

  private remember(codes: IntMap, sql: string): Promise<void> {
    return readColumns(this.connection, sql, ['u32', 'i32'], ([eids, found], rows) => {
      for (let row = 0; row < rows; row++) codes.set(eids[row] as number, found[row] as number);
    });
  }
}
