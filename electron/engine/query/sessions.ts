/** Questions about sessions: the table, its summary, one session's events. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import type { Filter } from '../../../shared/model/filter';
import { SESSION_COLUMNS } from '../../../shared/model/session';
import { filterDomain, printFilter } from '../../../shared/sql/predicate';
import { sqlName, sqlText } from '../../../shared/sql/quote';
import type { Dataset } from '../sequences/dataset';
import { sessionIndexOf } from '../sessions/session-ids';
import type { SessionStore } from '../sessions/session-store';
import { readRows } from '../store/read';
import { type ArrowColumn, toArrow } from './arrow';
import { eventRows } from './event-rows';

const UNIQUE_TEXT: ReadonlySet<string> = new Set(['id', 'person']);

export async function sessionsTable(
  dataset: Dataset,
  sessions: SessionStore,
  { person, where, orderBy, limit, offset }: CommandInput<'sessions.table'>,
): Promise<Uint8Array> {
  const view = await dataset.current();
  const names = Object.keys(SESSION_COLUMNS);
  const direction = orderBy.descending ? 'DESC NULLS LAST' : 'ASC NULLS LAST';
  const sql = `SELECT ${names.map(sqlName).join(', ')} FROM sessions ${condition(person === undefined ? undefined : view.personOf(person), where)}
    ORDER BY ${sqlName(orderBy.column)} ${direction}, start DESC, id LIMIT ${limit} OFFSET ${offset ?? 0}`;
  const columns = await sessions.with(view, async (connection) => (await connection.runAndReadAll(sql)).getColumns());
  return toArrow(
    Object.fromEntries(
      Object.entries(SESSION_COLUMNS).map(([name, type], i): [string, ArrowColumn] => {
        const values = columns[i] ?? [];
        if (type === 'boolean') return [name, { type: 'boolean', values: values as (boolean | null)[] }];
        if (type === 'text') {
          return [name, { type: UNIQUE_TEXT.has(name) ? 'text' : 'dictionary', values: values as (string | null)[] }];
        }
        return [name, { type: 'number', values: values.map((value) => (value === null ? null : Number(value))) }];
      }),
    ),
  );
}

export async function sessionsSummary(
  dataset: Dataset,
  sessions: SessionStore,
  { person, where }: CommandInput<'sessions.summary'>,
): Promise<CommandOutput<'sessions.summary'>> {
  const view = await dataset.current();
  const filter = condition(person === undefined ? undefined : view.personOf(person), where);
  return sessions.with(view, async (connection) => {
    const [row] = await readRows(
      connection,
      `SELECT count(*) AS count, count(DISTINCT person) AS persons, avg(bounce::INTEGER)::DOUBLE AS bounce,
         quantile_cont("durationSeconds", 0.5) AS median, quantile_cont("durationSeconds", 0.9) AS p90,
         quantile_cont(events, 0.5)::DOUBLE AS events FROM sessions ${filter}`,
    );
    const number = (key: string): number | undefined => {
      const value = row?.[key];
      return value === null || value === undefined ? undefined : Number(value);
    };
    const optional = <K extends string>(key: K, value: number | undefined): { [P in K]?: number } =>
      value === undefined ? {} : ({ [key]: value } as { [P in K]?: number });
    return {
      count: number('count') ?? 0,
      persons: number('persons') ?? 0,
      ...optional('bounceRate', number('bounce')),
      ...optional('medianDurationSeconds', number('median')),
      ...optional('p90DurationSeconds', number('p90')),
      ...optional('medianEvents', number('events')),
      entryPages: await topPages(connection, 'entryPage', filter),
      exitPages: await topPages(connection, 'exitPage', filter),
    };
  });
}

async function topPages(
  connection: DuckDBConnection,
  column: string,
  filter: string,
): Promise<{ page: string; sessions: number }[]> {
  const name = sqlName(column);
  const rows = await readRows(
    connection,
    `SELECT ${name} AS page, count(*) AS sessions FROM sessions ${filter === '' ? 'WHERE' : `${filter} AND`} ${name} IS NOT NULL
     GROUP BY ${name} ORDER BY sessions DESC, page LIMIT 10`,
  );
  return rows.map((row) => ({ page: String(row['page']), sessions: Number(row['sessions']) }));
}

function condition(person: string | undefined, where: Filter | undefined): string {
  const parts: string[] = [];
  if (person !== undefined) parts.push(`person = ${sqlText(person)}`);
  if (where !== undefined) {
    const domain = filterDomain(where);
    const tests = 'property' in where || domain !== 'events' || hasTests(where);
    if (tests && domain !== 'sessions') {
      return fail('invalid_request', 'A filter on the session list may only test session.KEY.', { path: 'where' });
    }
    if (tests) parts.push(printFilter(where, { now: Date.now() }));
  }
  return parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
}

function hasTests(filter: Filter): boolean {
  if ('all' in filter) return filter.all.some(hasTests);
  if ('any' in filter) return filter.any.some(hasTests);
  return 'not' in filter ? hasTests(filter.not) : true;
}

export async function sessionEvents(
  connection: DuckDBConnection,
  dataset: Dataset,
  { session }: CommandInput<'sessions.events'>,
): Promise<Uint8Array> {
  const view = await dataset.current();
  const index = sessionIndexOf(view, session) ?? noSession(session);
  const { sequences } = view;
  const person = view.sessions.person[index] as number;
  const eids: number[] = [];
  for (let at = sequences.offsets[person] as number; at < (sequences.offsets[person + 1] as number); at++) {
    if (sequences.session[at] === index) eids.push(sequences.eid[at] as number);
  }
  return eventRows(connection, view, Uint32Array.from(eids));
}

/** Throws `not_found`. */
export const noSession = (session: string): never =>
  fail('not_found', `There is no session ${session}; it may have changed when earlier events arrived.`);
