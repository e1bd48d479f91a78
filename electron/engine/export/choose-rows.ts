/**
 * What an export is of, as one SELECT on a connection that is lent for it: events, sessions, persons, groups, or the table
 * of an insight's result.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { bitmapHas } from '../../../shared/base/bitmap';
import { fail } from '../../../shared/contract/errors';
import type { ExportChoice, ExportFormat } from '../../../shared/contract/export';
import { planTime } from '../../../shared/insights/range';
import type { InsightResult, InsightSpec } from '../../../shared/insights/specs';
import { SQL_MOST_ROWS } from '../../../shared/insights/sql/spec';
import { toTable } from '../../../shared/insights/result-table';
import type { Filter } from '../../../shared/model/filter';
import { SESSION_COLUMNS, type SessionColumn } from '../../../shared/model/session';
import { filterDomain, printFilter } from '../../../shared/sql/predicate';
import type { GroupStore } from '../groups/group-store';
import type { PeopleParts } from '../profiles/parts';
import { printOrder, withPeople } from '../profiles/questions';
import { stretchesOf } from '../ranges/columns';
import type { ColumnCache } from '../query/column-cache';
import { contextOf } from '../query/filter-key';
import { fromSessions, withSessions } from '../query/session-selection';
import { writeColumns } from '../store/write-columns';
import { sqlName } from '../../../shared/sql/quote';
import { printColumns } from './export-sql';
import { stageResult } from './stage-result';

export interface ExportParts extends PeopleParts {
  readonly groups: GroupStore;
  readonly columns: ColumnCache;
  /** What an insight says. */
  readonly answer: (spec: InsightSpec, signal: AbortSignal) => Promise<InsightResult>;
}

/** Nobody else uses the connection until the work is done. */
export type RowWork<T> = (connection: DuckDBConnection, select: string) => Promise<T>;

const ALL_SESSION_COLUMNS = Object.keys(SESSION_COLUMNS) as SessionColumn[];

/** Throws `invalid_request` where what was asked for cannot be had together. */
export async function withRows<T>(
  parts: ExportParts,
  asked: ExportChoice,
  format: ExportFormat,
  signal: AbortSignal,
  work: RowWork<T>,
): Promise<T> {
  refuseStrangers(asked);
  const { what, where, columns } = asked;
  const which = where === undefined ? {} : { where };
  switch (what) {
    case 'events':
      return eventRows(parts, asked, printColumns(what, columns, format), signal, work);
    case 'sessions': {
      const span = await spanOf(parts, asked, 'start');
      const whose = asked.person === undefined ? {} : { person: asked.person };
      return withSessions(parts, { ...which, ...whose }, (_view, { connection }, choice) => {
        const from = fromSessions(choice, ALL_SESSION_COLUMNS);
        const more = span.length === 0 ? '' : `${choice.condition === '' ? ' WHERE' : ' AND'} ${span.join(' AND ')}`;
        const order = asked.orderBy === undefined ? '' : sessionOrder(asked.orderBy);
        return work(connection, `SELECT ${printColumns(what, columns, format)} ${from}${more}${order}`);
      });
    }
    case 'persons': {
      const search = asked.search === undefined ? {} : { search: asked.search };
      return withPeople(parts, { ...which, ...search }, (_view, connection, condition) =>
        work(
          connection,
          `SELECT ${printColumns(what, columns, format)} FROM persons ${condition}${asked.orderBy === undefined ? '' : ` ORDER BY ${printOrder(asked.orderBy)}, person`}`,
        ),
      );
    }
    case 'groups': {
      const type = asked.group ?? missing('group', 'Name the type of group, as `catalog.groups` lists them.');
      const view = await parts.dataset.current();
      const { keys } = await parts.columns.groupsOf(type, view, []);
      return parts.groups.with(view, type, keys, ({ connection, table }) =>
        work(connection, `SELECT ${printColumns(what, columns, format)} FROM ${table}`),
      );
    }
    case 'result': {
      const spec = asked.spec ?? missing('spec', 'Name the insight whose result is exported.');
      const result = await parts.answer(wholeSpec(spec), signal);
      return parts.readers.use((connection) => stageResult(connection, toTable(result), format, work), signal);
    }
    case 'recording':
      return fail('invalid_request', 'A recording has no rows; it is exported as JSON lines.', { path: 'what' });
  }
}

/** As the list has it. Throws `invalid_request` where there is no such column. */
function sessionOrder({ column, descending }: NonNullable<ExportChoice['orderBy']>): string {
  if (!Object.hasOwn(SESSION_COLUMNS, column)) {
    return fail('invalid_request', `Sessions cannot be ordered by «${column.slice(0, 100)}».`, {
      path: 'orderBy.column',
    });
  }
  return ` ORDER BY sessions.${sqlName(column)} ${descending ? 'DESC' : 'ASC'} NULLS LAST, sessions.start DESC, tag, "sameStart"`;
}

const missing = (path: string, message: string): never => fail('invalid_request', message, { path });

/** Of rows asked by SQL, as many as may be, unless fewer are asked for. */
const wholeSpec = (spec: InsightSpec): InsightSpec =>
  spec.kind === 'sql' && spec.limit === undefined ? { ...spec, limit: SQL_MOST_ROWS } : spec;

const TIMED: ReadonlySet<string> = new Set(['events', 'sessions']);
const FILTERED: ReadonlySet<string> = new Set(['events', 'sessions', 'persons']);

/** What means nothing here is not passed over: the file would hold more than was asked for. */
function refuseStrangers(asked: ExportChoice): void {
  const { what } = asked;
  for (const key of ['range', 'from', 'to'] as const) {
    if (asked[key] !== undefined && !TIMED.has(what)) {
      fail('invalid_request', `Only events and sessions are exported of a range, not ${what}.`, { path: key });
    }
  }
  const strangers: readonly (readonly [keyof ExportChoice, boolean])[] = [
    ['where', FILTERED.has(what)],
    ['person', what === 'sessions'],
    ['search', what === 'persons'],
    ['orderBy', what === 'persons' || what === 'sessions'],
    ['group', what === 'groups'],
    ['spec', what === 'result'],
    ['recording', what === 'recording'],
    ['columns', what !== 'result' && what !== 'recording'],
  ];
  for (const [key, fits] of strangers) {
    if (!fits && asked[key] !== undefined) {
      fail('invalid_request', `«${key}» means nothing in an export of ${what}.`, { path: key });
    }
  }
}

/** Conditions on a column of UTC ms. */
async function spanOf({ dataset }: ExportParts, { range, from, to }: ExportChoice, column: string): Promise<string[]> {
  const bounds: [from: number, to: number][] = [[from ?? -Infinity, to ?? Infinity]];
  if (range !== undefined) {
    const { asked } = planTime({ range }, contextOf(await dataset.current(), Date.now()));
    bounds.push([asked.from, asked.to]);
  }
  return bounds.flatMap(([least, end]) => [
    ...(Number.isFinite(least) ? [`"${column}" >= ${least}`] : []),
    ...(Number.isFinite(end) ? [`"${column}" < ${end}`] : []),
  ]);
}

/** In the order in which they came, which is that of the table: it decides between events of one moment. */
async function eventRows<T>(
  parts: ExportParts,
  asked: ExportChoice,
  columns: string,
  signal: AbortSignal,
  work: RowWork<T>,
): Promise<T> {
  const { saved, readers } = parts;
  const filter = asked.where === undefined ? undefined : (await saved.expanded(asked.where, 'where')).value;
  const conditions = await spanOf(parts, asked, 'timestamp');
  const isOwn = filter !== undefined && filterDomain(filter) === 'events';
  if (isOwn) conditions.push(printFilter(filter, { now: Date.now() }));
  const kept = filter === undefined || isOwn ? undefined : await keptEids(filter, parts, signal);
  return readers.use(async (connection) => {
    if (kept !== undefined) {
      await connection.run('CREATE OR REPLACE TEMP TABLE exported_events (eid UINTEGER)');
      const target = { table: 'exported_events', catalog: 'temp' };
      await writeColumns(connection, target, [{ type: 'u32', values: kept }], kept.length);
      conditions.push('eid IN (SELECT eid FROM exported_events)');
    }
    try {
      const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
      return await work(connection, `SELECT ${columns} FROM events${where}`);
    } finally {
      if (kept !== undefined) await connection.run('DROP TABLE IF EXISTS exported_events');
    }
  }, signal);
}

async function keptEids(
  filter: Filter,
  { dataset, predicates }: Pick<ExportParts, 'dataset' | 'predicates'>,
  signal: AbortSignal,
): Promise<Uint32Array> {
  const view = await dataset.current();
  const bitmap = await predicates.positions(filter, view, Date.now(), [], signal);
  const { length } = view.sequences;
  let count = 0;
  for (let at = 0; at < length; at++) if (bitmapHas(bitmap, at)) count++;
  const kept = new Uint32Array(count);
  let next = 0;
  for (const [from, to] of stretchesOf(length)) {
    const eid = view.sequences.read('eid', from, to);
    for (let at = from; at < to; at++) if (bitmapHas(bitmap, at)) kept[next++] = eid[at - from] as number;
  }
  return kept;
}
