/** What results are warned by, gathered from all events once; what arrives later is added alone. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS, HOUR_MS } from '../../../shared/base/time';
import type { DataFacts, EventFacts } from '../../../shared/insights/explain/facts';
import { JUNK_IDS } from '../../../shared/model/junk-id';
import { sqlText } from '../../../shared/sql/quote';
import type { View } from '../sequences/view';
import { WriteLock } from '../store/lock';
import { readNumber, readRows } from '../store/read';
import type { Readers } from '../store/readers';

/**
 * Junk as it is spelt in practice: a list is looked up ten times as fast as each id is put into lower case, which of twenty
 * million events takes seconds.
 */
const JUNK_SPELLINGS = [
  ...JUNK_IDS.flatMap((id) => [id, id.toUpperCase(), `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`]),
  'NaN',
  '[object Object]',
  '00000000-0000-0000-0000-000000000000',
  '00000000000000000000000000000000',
];

/** A browser's clock may be a little ahead; a day is a mistake. */
const FUTURE_MS = DAY_MS;
const SKEW_MS = HOUR_MS;

interface Gathered extends DataFacts {
  /** Events below this eid are in. */
  readonly covered: number;
}

const NOTHING: Gathered = { covered: 0, total: 0, names: new Map(), days: new Map(), junk: 0, skewed: 0, future: 0 };

export class DataFactsKeeper {
  private readonly turns = new WriteLock();
  private gathered = NOTHING;

  constructor(private readonly readers: Readers) {}

  /** Of the view's events; of later ones too where they were asked about already. */
  of(view: View): Promise<DataFacts> {
    return this.turns.run(async () => {
      if (this.gathered.covered < view.nextEid) this.gathered = await this.extend(this.gathered, view.nextEid);
      // An import that was taken back took events out.
      if (this.gathered.covered === view.nextEid && this.gathered.total !== view.sequences.length) {
        this.gathered = await this.extend(NOTHING, view.nextEid);
      }
      return this.gathered;
    });
  }

  private extend(before: Gathered, to: number): Promise<Gathered> {
    return this.readers.use(async (connection) => {
      const where = `eid >= ${before.covered} AND eid < ${to}`;
      const found = await ofNames(connection, where);
      const names = new Map(before.names);
      for (const [name, facts] of found.names) {
        const known = names.get(name);
        names.set(name, known === undefined ? facts : joined(known, facts));
      }
      const days = new Map(before.days);
      for (const [day, count] of await ofDays(connection, where)) days.set(day, (days.get(day) ?? 0) + count);
      return {
        covered: to,
        total: before.total + found.total,
        names,
        days,
        junk: before.junk + (await countJunk(connection, where)),
        skewed: before.skewed + found.skewed,
        future: before.future + found.future,
      };
    });
  }
}

const joined = (a: EventFacts, b: EventFacts): EventFacts => ({
  count: a.count + b.count,
  first: Math.min(a.first, b.first),
  last: Math.max(a.last, b.last),
  wholeSeconds: a.wholeSeconds + b.wholeSeconds,
});

async function ofNames(connection: DuckDBConnection, where: string): Promise<Omit<DataFacts, 'days' | 'junk'>> {
  const rows = await readRows(
    connection,
    `SELECT event, count(*) AS count, min(timestamp) AS first, max(timestamp) AS last,
       count(*) FILTER (timestamp % 1000 = 0) AS whole,
       count(*) FILTER (abs(original_timestamp - timestamp) >= ${SKEW_MS}) AS skewed,
       count(*) FILTER (timestamp > received_at + ${FUTURE_MS}) AS future
     FROM events WHERE ${where} GROUP BY event`,
  );
  const sum = (column: string): number => rows.reduce((total, row) => total + Number(row[column]), 0);
  return {
    total: sum('count'),
    skewed: sum('skewed'),
    future: sum('future'),
    names: new Map(
      rows.map((row) => [
        String(row['event']),
        {
          count: Number(row['count']),
          first: Number(row['first']),
          last: Number(row['last']),
          wholeSeconds: Number(row['whole']),
        },
      ]),
    ),
  };
}

const countJunk = (connection: DuckDBConnection, where: string): Promise<number> =>
  readNumber(
    connection,
    `SELECT count(*) FROM events WHERE ${where} AND distinct_id IN (${JUNK_SPELLINGS.map(sqlText).join(', ')})`,
  );

async function ofDays(connection: DuckDBConnection, where: string): Promise<Map<number, number>> {
  const rows = await readRows(
    connection,
    `SELECT (timestamp // ${DAY_MS})::BIGINT AS day, count(*) AS count FROM events WHERE ${where} GROUP BY day`,
  );
  return new Map(rows.map((row) => [Number(row['day']), Number(row['count'])]));
}
