/** The session list: any order, any page of it, quickly, however many sessions there are. */
import { SESSION_COLUMNS, type SessionColumn, SPLIT_REASONS } from '../../../shared/model/session';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { CommandInput } from '../../../shared/contract/commands';
import { sqlName } from '../../../shared/sql/quote';
import type { SessionColumns } from '../ranges/events';
import type { View } from '../sequences/view';
import { FACT_COLUMNS } from '../sessions/fact-columns';
import { sessionIdAt } from '../sessions/session-ids';
import type { SessionTables } from '../sessions/session-store';
import { type ArrowColumn, toArrow } from './arrow';
import { fromSessions, readIndexes, type SessionChoice } from './session-selection';

type Question = CommandInput<'sessions.table'>;

/** Up to here the database finds a page by itself; beyond, the whole order is worked out once and kept. */
const FIRST_ROWS = 1_000;
const MAX_ORDERS = 4;

/** Session indexes in the orders that were asked for, by view: gone with it. */
const orders = new WeakMap<View, Map<string, Uint32Array>>();

/** The session indexes of the page that is asked for. */
export async function pageOf(
  view: View,
  tables: SessionTables,
  choice: SessionChoice,
  { person, where, orderBy, limit, offset = 0 }: Question,
): Promise<Uint32Array> {
  const kept = orders.get(view) ?? new Map<string, Uint32Array>();
  orders.set(view, kept);
  const key = canonicalJson({ orderBy, ...(person === undefined ? {} : { person }) });
  const known = where === undefined ? kept.get(key) : undefined;
  if (known !== undefined) return known.subarray(offset, offset + limit);
  const direction = orderBy.descending ? 'DESC NULLS LAST' : 'ASC NULLS LAST';
  const column = sqlName(orderBy.column);
  const sql = `SELECT idx ${fromSessions(choice, [orderBy.column, 'start'])}
    ORDER BY ${column} ${direction}, start DESC, tag, "sameStart"`;
  if (offset + limit <= FIRST_ROWS) return readIndexes(tables, `${sql} LIMIT ${limit} OFFSET ${offset}`);
  const order = await readIndexes(tables, sql);
  // A filter that looks back from now passes other sessions a moment later; an old order would not know.
  if (where === undefined) {
    for (const oldest of kept.keys()) if (kept.size >= MAX_ORDERS) kept.delete(oldest);
    kept.set(key, order);
  }
  return order.subarray(offset, offset + limit);
}

/** All columns of some sessions, in their order. */
export async function sessionsToArrow(view: View, tables: SessionTables, indexes: Uint32Array): Promise<Uint8Array> {
  const { sessions, persons, pages } = view;
  const list = Array.from(indexes);
  const codes = list.map((index) => tables.facts[tables.rows.rowOf[index] as number] as number);
  const lists = await tables.entryFacts.listsOf(new Set(codes.filter((code) => code >= 0)));
  const text = (of: (index: number) => string | null): ArrowColumn => ({ type: 'text', values: list.map(of) });
  const repeated = (of: (index: number) => string | null): ArrowColumn => ({
    type: 'dictionary',
    values: list.map(of),
  });
  const numbers = (column: keyof SessionColumns, unit = 1): ArrowColumn => ({
    type: 'number',
    values: Float64Array.from(list, (index) => sessions.at(column, index) / unit),
  });
  const page = (column: 'entryPage' | 'exitPage'): ArrowColumn =>
    repeated((index) => pages[sessions.at(column, index)] ?? null);
  const fact = (at: number): ArrowColumn => ({
    type: 'dictionary',
    values: codes.map((code) => lists.get(code)?.[at] ?? null),
  });
  const columns: Partial<Record<SessionColumn, ArrowColumn>> = {
    id: text((index) => sessionIdAt(view, index)),
    person: text((index) => persons.ids[sessions.at('person', index)] ?? null),
    start: numbers('start'),
    end: numbers('end'),
    durationSeconds: {
      type: 'number',
      values: list.map((index) => (sessions.at('end', index) - sessions.at('start', index)) / 1000),
    },
    events: numbers('events'),
    pageviews: numbers('pageviews'),
    pageDepth: numbers('pageDepth'),
    entryPage: page('entryPage'),
    exitPage: page('exitPage'),
    bounce: { type: 'boolean', values: list.map((index) => sessions.at('bounce', index) === 1) },
    splitReason: repeated((index) => SPLIT_REASONS[sessions.at('reason', index)] ?? null),
    engagedSeconds: numbers('engagedMs', 1000),
    clicks: numbers('clicks'),
    rageClicks: numbers('rageClicks'),
    errors: numbers('errors'),
    ...Object.fromEntries(FACT_COLUMNS.map((column, at) => [column, fact(at)])),
  };
  const names = Object.keys(SESSION_COLUMNS) as SessionColumn[];
  return toArrow(
    Object.fromEntries(
      names.flatMap((name): [string, ArrowColumn][] => {
        const column = columns[name];
        return column === undefined ? [] : [[name, column]];
      }),
    ),
  );
}
