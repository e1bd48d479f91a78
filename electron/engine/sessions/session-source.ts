/**
 * The session columns (SESSION_COLUMNS) as SQL over the tables that SessionStore writes. A question names the columns
 * it needs, so that no dictionary is joined in vain; the view `sessions` has them all.
 */
import { type Filter, isTest } from '../../../shared/model/filter';
import type { PropertyPath } from '../../../shared/model/property-path';
import { SESSION_COLUMNS, type SessionColumn, SPLIT_REASONS } from '../../../shared/model/session';
import { pathOf } from '../../../shared/sql/predicate';
import { sqlName, sqlText } from '../../../shared/sql/quote';
import { FACT_COLUMNS } from './fact-columns';

interface Printed {
  readonly value: string;
  readonly join?: (schema: string) => string;
}

const PERSONS = (schema: string): string => `JOIN ${schema}session_persons p ON p.code = r.person`;
const FACTS = (schema: string): string => `LEFT JOIN ${schema}session_facts f ON f.code = r.facts`;
const pages = (alias: string, column: string) => (schema: string) =>
  `LEFT JOIN ${schema}session_pages ${alias} ON ${alias}.code = r.${sqlName(column)}`;

/** As `sessionIdOf` of shared/sessions, over a row `r` of `session_rows`. */
export const SQL_SESSION_ID = `CASE WHEN r.start < 0 THEN '-' ELSE '' END || lower(to_base(abs(r.start), 36)) || '-' || lower(to_base(r.tag, 36))
  || CASE WHEN r."sameStart" = 0 THEN '' ELSE '-' || (r."sameStart" + 1)::VARCHAR END`;

const PRINTED: ReadonlyMap<SessionColumn, Printed> = new Map<SessionColumn, Printed>([
  ['id', { value: SQL_SESSION_ID }],
  ['person', { value: 'p.id', join: PERSONS }],
  ['entryPage', { value: 'n.page', join: pages('n', 'entryPage') }],
  ['exitPage', { value: 'x.page', join: pages('x', 'exitPage') }],
  ['splitReason', { value: `[${SPLIT_REASONS.map(sqlText).join(', ')}][r.reason + 1]` }],
  ...FACT_COLUMNS.map((column, i): [SessionColumn, Printed] => [column, { value: `f.facts[${i + 1}]`, join: FACTS }]),
]);

/**
 * A subquery with `idx` (the row's number: SessionRows says which session that is), `owner` (the person's code there),
 * `tag` and `sameStart` (by which sessions that are otherwise equal are put in order) and the columns. `schema`, such as
 * `waymark.main.`, for connections that do not look there by themselves.
 */
export function sessionSource(
  columns: Iterable<SessionColumn> = Object.keys(SESSION_COLUMNS) as SessionColumn[],
  schema = '',
): string {
  const values = ['r.idx', 'r.person AS owner', 'r.tag', 'r."sameStart"'];
  const joins = new Set<string>();
  for (const column of new Set(columns)) {
    const { value, join } = PRINTED.get(column) ?? { value: `r.${sqlName(column)}` };
    values.push(`${value} AS ${sqlName(column)}`);
    if (join !== undefined) joins.add(join(schema));
  }
  return `(SELECT ${values.join(', ')} FROM ${schema}session_rows r ${[...joins].join(' ')})`;
}

const isColumn = (key: string): key is SessionColumn => Object.hasOwn(SESSION_COLUMNS, key);

const columnOf = (path: PropertyPath): SessionColumn[] =>
  path.of === 'session' && isColumn(path.key) ? [path.key] : [];

/** The columns that a filter over sessions tests. */
export function columnsOf(filter: Filter): SessionColumn[] {
  if ('all' in filter) return filter.all.flatMap(columnsOf);
  if ('any' in filter) return filter.any.flatMap(columnsOf);
  if ('not' in filter) return columnsOf(filter.not);
  return isTest(filter) ? columnOf(pathOf(filter.property)) : [];
}

/** What a session's property is read from, named `sessions` for the SQL that prints it. */
export const sourceOfPath = (path: PropertyPath): string => `${sessionSource(columnOf(path))} sessions`;

/** What a filter over sessions is asked of. */
export const sourceOfFilter = (filter: Filter): string => `${sessionSource(columnsOf(filter))} sessions`;
