/**
 * A dictionary kept twice: as a temporary table, so that DuckDB can turn texts into codes where the rows are, and in
 * memory, so that codes can be turned back. Codes are dense and never change.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { readStrings } from '../store/read';

export class DictionaryTable {
  readonly texts: string[] = [];
  private readonly codes = new Map<string, number>();

  /** `name` is the temporary table's; `text` an SQL expression over `events`. */
  constructor(
    private readonly connection: DuckDBConnection,
    readonly name: string,
    private readonly text: string,
  ) {}

  async create(): Promise<void> {
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE ${this.name} (text VARCHAR, code INTEGER)`);
  }

  /** Adds the texts of events `from` … `to - 1` that are not in it yet. */
  extend(from: number, to: number): Promise<void> {
    return this.extendFrom(`SELECT DISTINCT ${this.text} AS text FROM events WHERE eid >= ${from} AND eid < ${to}`);
  }

  /** Adds the texts of a query with one column `text` that are not in it yet. */
  async extendFrom(query: string): Promise<void> {
    const base = this.texts.length;
    await this.connection.run(
      `INSERT INTO ${this.name}
       SELECT text, (${base} + row_number() OVER () - 1)::INTEGER
       FROM (${query}) fresh
       WHERE text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${this.name} known WHERE known.text = fresh.text)`,
    );
    // Codes are dense, so their order says them.
    const fresh = await readStrings(
      this.connection,
      `SELECT text FROM ${this.name} WHERE code >= ${base} ORDER BY code`,
    );
    for (const text of fresh) {
      this.codes.set(text, this.texts.length);
      this.texts.push(text);
    }
  }

  find(text: string): number | undefined {
    return this.codes.get(text);
  }
}
