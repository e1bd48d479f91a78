/**
 * Values of event properties by eid, as dictionary codes. A property is taken out of the JSON when it is first asked
 * about, two million events at a time, and kept in the tables of format 4; later only what arrived since is looked at.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ensure } from '../../../shared/base/assert';
import type { Test } from '../../../shared/model/filter';
import { isGroupKey, type PropertyPath } from '../../../shared/model/property-path';
import {
  pathOf,
  type PredicateContext,
  printTestOfText,
  printTextNumber,
  printValue,
} from '../../../shared/sql/predicate';
import { sqlText } from '../../../shared/sql/quote';
import type { Counters } from '../store/counters';
import type { Database } from '../store/database';
import { WriteLock } from '../store/lock';
import { readColumns, readNumber, readRows, readStrings } from '../store/read';
import { type CodeArray, codeArray, holdsCodes } from './code-array';

interface Limits {
  /** More different values than this and a dictionary is no gain. */
  readonly texts: number;
  /** Looked at in one transaction. */
  readonly eventsPerStep: number;
  /** Codes in memory beyond this are dropped, the longest unasked first; the tables still have them. */
  readonly bytes: number;
}

const LIMITS: Limits = { texts: 200_000, eventsPerStep: 2_000_000, bytes: 256 * 1024 * 1024 };

/** One property's values. Arrays may be longer than what they cover. */
export interface PromotedColumn {
  /** By eid: 0 where the value is missing, else code + 1. */
  readonly codes: CodeArray;
  /** By code + 1: the value's place in {@link sorted}; -1 for missing. */
  readonly places: Int32Array;
  /** The values in text order. */
  readonly sorted: readonly string[];
}

interface Held extends PromotedColumn {
  readonly id: number;
  readonly covered: number;
}

export class PromotedValues {
  private readonly held = new Map<string, Held>();
  private readonly wide = new Set<string>();
  private readonly turns = new WriteLock();
  private removals: number;
  private closed = false;

  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly counters: Pick<Counters, 'nextEid' | 'removals'>,
    private readonly limits: Limits,
  ) {
    this.removals = counters.removals;
  }

  static async open(
    database: Database,
    counters: Pick<Counters, 'nextEid' | 'removals'>,
    limits: Partial<Limits> = {},
  ): Promise<PromotedValues> {
    const connection = await database.connect();
    // Numbers of events that were taken out may have been given again.
    const covered = await readNumber(connection, 'SELECT coalesce(max(covered), 0)::BIGINT FROM promoted');
    if (covered > counters.nextEid) await forget(connection);
    return new PromotedValues(connection, counters, { ...LIMITS, ...limits });
  }

  /** Whether values of the path are texts of single events, and not known to be too many. */
  isPromotable(property: string): boolean {
    return isEventText(pathOf(property)) && !this.wide.has(property);
  }

  /** The values of all events below `nextEid`; undefined where there are too many different ones. */
  column(property: string, nextEid: number): Promise<PromotedColumn | undefined> {
    return this.turns.run(() => this.upTo(property, nextEid));
  }

  /**
   * Of which values a positive test holds, by code + 1 as in {@link PromotedColumn.codes}; never of a missing one.
   * Undefined where the property is not promoted.
   */
  matching(
    test: Test,
    nextEid: number,
    context: PredicateContext,
  ): Promise<{ readonly codes: CodeArray; readonly holds: Uint8Array } | undefined> {
    return this.turns.run(async () => {
      const held = await this.upTo(test.property, nextEid);
      if (held === undefined) return undefined;
      const holds = new Uint8Array(held.places.length);
      const query = `SELECT code FROM promoted_texts WHERE id = ${held.id} AND ${printTestOfText(test, 'text', context)}`;
      await readColumns(this.connection, query, ['u32'], ([codes], rows) => {
        for (let row = 0; row < rows; row++) holds[(codes[row] as number) + 1] = 1;
      });
      return { codes: held.codes, holds };
    });
  }

  /** Values as numbers by code + 1, NaN where one is none. Undefined where the property is not promoted. */
  numbers(
    property: string,
    nextEid: number,
  ): Promise<{ readonly codes: CodeArray; readonly numbers: Float64Array } | undefined> {
    return this.turns.run(async () => {
      const held = await this.upTo(property, nextEid);
      if (held === undefined) return undefined;
      const numbers = new Float64Array(held.places.length).fill(Number.NaN);
      const number = printTextNumber('text');
      const query = `SELECT code, (${number})::DOUBLE FROM promoted_texts WHERE id = ${held.id} AND (${number}) IS NOT NULL`;
      await readColumns(this.connection, query, ['u32', 'f64'], ([codes, values], rows) => {
        for (let row = 0; row < rows; row++) numbers[(codes[row] as number) + 1] = values[row] as number;
      });
      return { codes: held.codes, numbers };
    });
  }

  /** The most frequent values whose text contains `search`, with how many events have each. */
  mostFrequent(
    property: string,
    search: string,
    limit: number,
    nextEid: number,
  ): Promise<{ value: string; count: number }[] | undefined> {
    return this.turns.run(async () => {
      const held = await this.upTo(property, nextEid);
      if (held === undefined) return undefined;
      const rows = await readRows(
        this.connection,
        `SELECT text, count FROM (SELECT code, count(*) AS count FROM promoted_codes WHERE id = ${held.id} GROUP BY code)
         JOIN (SELECT code, text FROM promoted_texts WHERE id = ${held.id} AND contains(lower(text), lower(${sqlText(search)}))) USING (code)
         ORDER BY count DESC, text LIMIT ${limit}`,
      );
      return rows.map((row) => ({ value: String(row['text']), count: Number(row['count']) }));
    });
  }

  /**
   * Takes what is in use out of all events there are, so that the next question about it need not wait. Questions come
   * in between, after two million events at most.
   */
  async refresh(): Promise<void> {
    const used = await this.turns.run(() =>
      readStrings(this.connection, 'SELECT property FROM promoted WHERE NOT wide ORDER BY id'),
    );
    for (const property of used) {
      while (!this.closed && (await this.turns.run(() => this.refreshStep(property))));
    }
  }

  /** After what is under way. */
  close(): Promise<void> {
    this.closed = true;
    return this.turns.run(async () => this.connection.closeSync());
  }

  private async upTo(property: string, nextEid: number): Promise<Held | undefined> {
    if (this.removals !== this.counters.removals) await this.startAnew();
    if (!this.isPromotable(property)) return undefined;
    const known = this.held.get(property);
    if (known !== undefined && known.covered >= nextEid) {
      this.remember(property, known);
      return known;
    }
    const id = await this.promote(property, nextEid);
    if (id === undefined) return undefined;
    const held = await this.load(id, known, nextEid);
    this.remember(property, held);
    return held;
  }

  /** Takes the property out of events that are not covered yet; undefined where it turns out wide. */
  private async promote(property: string, nextEid: number): Promise<number | undefined> {
    const { connection } = this;
    const [row] = await readRows(
      connection,
      `SELECT id, covered, wide FROM promoted WHERE property = ${sqlText(property)}`,
    );
    let covered = Number(row?.['covered'] ?? 0);
    const isNew = row === undefined;
    const id = isNew
      ? await readNumber(connection, 'SELECT coalesce(max(id)::BIGINT + 1, 0) FROM promoted')
      : Number(row['id']);
    if (row?.['wide'] === true) {
      this.wide.add(property);
      return undefined;
    }
    if (isNew) await connection.run(`INSERT INTO promoted VALUES (${id}, ${sqlText(property)}, 0, false)`);
    while (covered < nextEid) {
      const to = Math.min(covered + this.limits.eventsPerStep, nextEid);
      if (!(await this.step(id, property, covered, to))) {
        this.wide.add(property);
        this.held.delete(property);
        return undefined;
      }
      covered = to;
    }
    return id;
  }

  /** One transaction: false, and the property marked, where it has too many different values. */
  private async step(id: number, property: string, from: number, to: number): Promise<boolean> {
    const { connection } = this;
    const { text } = printValue(pathOf(property));
    await connection.run('BEGIN');
    try {
      await connection.run(
        `CREATE OR REPLACE TEMP TABLE fresh_values AS SELECT eid, text FROM (
           SELECT eid, ${text} AS text FROM events WHERE eid >= ${from} AND eid < ${to}) WHERE text IS NOT NULL`,
      );
      const texts = await readNumber(connection, `SELECT count(*) FROM promoted_texts WHERE id = ${id}`);
      await connection.run(
        `INSERT INTO promoted_texts SELECT ${id}, (${texts} + row_number() OVER () - 1)::UINTEGER, text FROM (
           SELECT DISTINCT text FROM fresh_values WHERE text NOT IN (SELECT text FROM promoted_texts WHERE id = ${id}))`,
      );
      const isWide =
        (await readNumber(connection, `SELECT count(*) FROM promoted_texts WHERE id = ${id}`)) > this.limits.texts;
      if (isWide) {
        await connection.run(`DELETE FROM promoted_texts WHERE id = ${id}`);
        await connection.run(`DELETE FROM promoted_codes WHERE id = ${id}`);
        await connection.run(`UPDATE promoted SET wide = true WHERE id = ${id}`);
      } else {
        await connection.run(
          `INSERT INTO promoted_codes SELECT ${id}, eid, code FROM fresh_values
           JOIN (SELECT code, text FROM promoted_texts WHERE id = ${id}) USING (text)`,
        );
        await connection.run(`UPDATE promoted SET covered = ${to} WHERE id = ${id}`);
      }
      await connection.run('COMMIT');
      return !isWide;
    } catch (error) {
      await connection.run('ROLLBACK');
      throw error;
    } finally {
      await connection.run('DROP TABLE IF EXISTS temp.fresh_values');
    }
  }

  /** False where nothing is left to do. */
  private async refreshStep(property: string): Promise<boolean> {
    if (this.closed || this.removals !== this.counters.removals) return false;
    const [row] = await readRows(
      this.connection,
      `SELECT id, covered FROM promoted WHERE NOT wide AND property = ${sqlText(property)}`,
    );
    const from = Number(row?.['covered'] ?? 0);
    const to = Math.min(from + this.limits.eventsPerStep, this.counters.nextEid);
    return row !== undefined && from < to && (await this.step(Number(row['id']), property, from, to));
  }

  private async load(id: number, known: Held | undefined, nextEid: number): Promise<Held> {
    const { connection } = this;
    const ofThis = `FROM promoted_texts WHERE id = ${id}`;
    const count = await readNumber(connection, `SELECT count(*) ${ofThis}`);
    let { places, sorted } = known ?? { places: new Int32Array(0), sorted: [] };
    if (places.length !== count + 1) {
      sorted = await readStrings(connection, `SELECT text ${ofThis} ORDER BY text`);
      places = new Int32Array(count + 1).fill(-1);
      let place = 0;
      await readColumns(connection, `SELECT code ${ofThis} ORDER BY text`, ['u32'], ([codes], rows) => {
        for (let row = 0; row < rows; row++) places[(codes[row] as number) + 1] = place++;
      });
    }
    // What was handed out stays as it is: whoever reads it may be between two awaits.
    const fits = known !== undefined && known.codes.length >= nextEid && holdsCodes(known.codes, count);
    const codes = fits ? known.codes : codeArray(Math.ceil(nextEid * 1.1) + 1024, count, known?.codes);
    await readColumns(
      connection,
      `SELECT eid, (code + 1)::UINTEGER FROM promoted_codes WHERE id = ${id} AND eid >= ${known?.covered ?? 0} AND eid < ${nextEid}`,
      ['u32', 'u32'],
      ([eids, found], rows) => {
        for (let row = 0; row < rows; row++) codes[eids[row] as number] = found[row] as number;
      },
    );
    return { id, codes, places, sorted, covered: nextEid };
  }

  /** Of the codes in memory. */
  get bytes(): number {
    let bytes = 0;
    for (const { codes } of this.held.values()) bytes += codes.byteLength;
    return bytes;
  }

  private remember(property: string, held: Held): void {
    this.held.delete(property);
    this.held.set(property, held);
    let { bytes } = this;
    while (bytes > this.limits.bytes && this.held.size > 1) {
      const [oldest, { codes }] = ensure(this.held.entries().next().value, 'oldest property');
      bytes -= codes.byteLength;
      this.held.delete(oldest);
    }
  }

  /** Events were taken out: their values must not be counted any more. */
  private async startAnew(): Promise<void> {
    this.removals = this.counters.removals;
    this.held.clear();
    this.wide.clear();
    await forget(this.connection);
  }
}

async function forget(connection: DuckDBConnection): Promise<void> {
  await connection.run('BEGIN');
  for (const table of ['promoted', 'promoted_texts', 'promoted_codes']) await connection.run(`DELETE FROM ${table}`);
  await connection.run('COMMIT');
}

/** Names and times are at hand in every view already. */
function isEventText(path: PropertyPath): boolean {
  if (path.of === 'properties' || isGroupKey(path)) return true;
  return path.of === 'field' && path.field !== 'event' && path.field !== 'timestamp';
}
