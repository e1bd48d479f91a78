/** Questions about sessions: the table, its summary, one session's events. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import type { SessionColumn } from '../../../shared/model/session';
import { sqlName } from '../../../shared/sql/quote';
import type { Dataset } from '../sequences/dataset';
import type { View } from '../sequences/view';
import { sessionIndexOf } from '../sessions/session-ids';
import { readRows } from '../store/read';
import { eventRows } from './event-rows';
import { pageOf, sessionsToArrow } from './session-list';
import { fromSessions, type SessionChoice, type SessionParts, withSessions } from './session-selection';

export async function sessionsTable(parts: SessionParts, input: CommandInput<'sessions.table'>): Promise<Uint8Array> {
  return withSessions(parts, input, async (view, tables, choice) =>
    sessionsToArrow(view, tables, await pageOf(view, tables, choice, input)),
  );
}

export async function sessionsSummary(
  parts: SessionParts,
  asked: CommandInput<'sessions.summary'>,
): Promise<CommandOutput<'sessions.summary'>> {
  return withSessions(parts, asked, (_view, { connection }, choice) => summariseSessions(connection, choice));
}

/** Of the sessions chosen, while their tables are lent. */
export async function summariseSessions(
  connection: DuckDBConnection,
  choice: SessionChoice,
): Promise<CommandOutput<'sessions.summary'>> {
  const from = (...columns: SessionColumn[]): string => fromSessions(choice, columns);
  const [row] = await readRows(
    connection,
    `SELECT count(*) AS count, count(DISTINCT owner) AS persons, avg(bounce::INTEGER)::DOUBLE AS bounce,
       quantile_cont("durationSeconds", 0.5) AS median, quantile_cont("durationSeconds", 0.9) AS p90,
       quantile_cont(events, 0.5)::DOUBLE AS events ${from('durationSeconds', 'events', 'bounce')}`,
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
    entryPages: await topPages(connection, 'entryPage', from('entryPage')),
    exitPages: await topPages(connection, 'exitPage', from('exitPage')),
  };
}

async function topPages(
  connection: DuckDBConnection,
  column: 'entryPage' | 'exitPage',
  from: string,
): Promise<{ page: string; sessions: number }[]> {
  const name = sqlName(column);
  const rows = await readRows(
    connection,
    `SELECT page, sessions FROM (SELECT ${name} AS page, count(*) AS sessions ${from} GROUP BY ${name})
     WHERE page IS NOT NULL ORDER BY sessions DESC, page LIMIT 10`,
  );
  return rows.map((row) => ({ page: String(row['page']), sessions: Number(row['sessions']) }));
}

export async function sessionEvents(
  connection: DuckDBConnection,
  dataset: Dataset,
  { session }: CommandInput<'sessions.events'>,
): Promise<Uint8Array> {
  const view = await dataset.current();
  const index = sessionIndexOf(view, session) ?? noSession(session);
  return eventRows(connection, view, Uint32Array.from(sessionPositions(view, index)));
}

/** Where a session's events are, in order. */
export function sessionPositions({ sequences, sessions }: View, index: number): number[] {
  const person = sessions.at('person', index);
  const from = sequences.offsets[person] as number;
  const session = sequences.read('session', from, sequences.offsets[person + 1] as number);
  const positions: number[] = [];
  for (let i = 0; i < session.length; i++) if (session[i] === index) positions.push(from + i);
  return positions;
}

/** Throws `not_found`. */
export const noSession = (session: string): never =>
  fail('not_found', `There is no session ${session}; it may have changed when earlier events arrived.`);
