/** Questions about people: the list, its summary, the keys of properties. All of them are asked of the tables of profiles. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import { PERSON_COLUMNS, type PersonColumn } from '../../../shared/model/person';
import { parsePropertyPath } from '../../../shared/model/property-path';
import { printValue } from '../../../shared/sql/predicate';
import { sqlName, sqlPointer, sqlText } from '../../../shared/sql/quote';
import { type ArrowColumn, toArrow } from '../query/arrow';
import { divideWhere, type List, stageWhere } from '../query/where';
import type { View } from '../sequences/view';
import { readRows } from '../store/read';
import { interrupted } from '../store/readers';
import { NEVER_ABORTED } from '../store/taken-back';
import type { PeopleParts } from './parts';

const LIST: List = {
  own: 'persons',
  refusal:
    'A filter on the people list may test person.KEY (what the person is now, or did in all), what people performed, and segments.',
};

type Which = Pick<CommandInput<'people.table'>, 'search' | 'where'>;

/** Texts that are another one for nearly every person gain nothing from a dictionary. */
const UNIQUE_TEXT: ReadonlySet<string> = new Set(['person', 'name', 'email']);

export async function peopleTable(
  parts: PeopleParts,
  { search, where, orderBy, properties = [], limit, offset = 0 }: CommandInput<'people.table'>,
): Promise<Uint8Array> {
  const keys = [...new Set(properties)];
  const columns = [
    ...Object.keys(PERSON_COLUMNS).map(sqlName),
    ...keys.map((key) => `json_extract_string(properties, ${sqlPointer([key])})`),
  ];
  const order = printOrder(orderBy);
  const found = await withPeople(parts, { search, where }, async (_view, connection, which) => {
    const sql = `SELECT ${columns.join(', ')} FROM persons ${which}
      ORDER BY ${order}, person LIMIT ${limit} OFFSET ${offset}`;
    return (await connection.runAndReadAll(sql)).getColumns();
  });
  const own = Object.entries(PERSON_COLUMNS).map(([name, type], i): [string, ArrowColumn] => {
    const values = found[i] ?? [];
    if (type === 'boolean') return [name, { type, values: values as (boolean | null)[] }];
    if (type === 'text') return [name, textColumn(name, values as (string | null)[])];
    return [name, { type: 'number', values: values.map((value) => (value === null ? null : Number(value))) }];
  });
  const extra = keys.map((key, i): [string, ArrowColumn] => [
    `properties.${key}`,
    textColumn(key, (found[own.length + i] ?? []) as (string | null)[]),
  ]);
  return toArrow(Object.fromEntries([...own, ...extra]));
}

const textColumn = (name: string, values: (string | null)[]): ArrowColumn => ({
  type: UNIQUE_TEXT.has(name) ? 'text' : 'dictionary',
  values,
});

export async function peopleSummary(
  parts: PeopleParts,
  asked: CommandInput<'people.summary'>,
): Promise<CommandOutput<'people.summary'>> {
  return withPeople(parts, asked, summarisePeople);
}

/** Of the people that `which` (a WHERE, or nothing) leaves, while the tables of profiles are lent. */
export async function summarisePeople(
  view: View,
  connection: DuckDBConnection,
  which: string,
): Promise<CommandOutput<'people.summary'>> {
  const median = (column: string): string => `quantile_cont(${sqlName(column)}, 0.5)::DOUBLE`;
  const [row] = await readRows(
    connection,
    `SELECT count(*) AS count, count(*) FILTER (known) AS known, ${median('events')} AS events,
       ${median('sessions')} AS sessions, ${median('activeDays')} AS days FROM persons ${which}`,
  );
  const optional = <K extends string>(key: K, cell: unknown): { [P in K]?: number } =>
    cell === null || cell === undefined ? {} : ({ [key]: Number(cell) } as { [P in K]?: number });
  return {
    count: Number(row?.['count']),
    total: view.sequences.persons,
    known: Number(row?.['known']),
    ...optional('medianEvents', row?.['events']),
    ...optional('medianSessions', row?.['sessions']),
    ...optional('medianActiveDays', row?.['days']),
  };
}

export async function peopleProperties({
  dataset,
  profiles,
}: PeopleParts): Promise<CommandOutput<'people.properties'>> {
  const rows = await profiles.with(await dataset.current(), ({ connection }) =>
    readRows(
      connection,
      `SELECT key, count(*) AS persons FROM (SELECT unnest(json_keys(properties)) AS key FROM persons)
       GROUP BY key ORDER BY persons DESC, key`,
    ),
  );
  return rows.map((row) => ({ key: String(row['key']), persons: Number(row['persons']) }));
}

/**
 * Runs `work` with the tables of profiles of the present view and the `WHERE …` that was asked for. Rejects with `cancelled`
 * once `signal` aborts; work of several statements asks between them whether it is still wanted.
 */
export async function withPeople<T>(
  { dataset, saved, predicates, profiles }: PeopleParts,
  { search, where }: Which,
  work: (view: View, connection: DuckDBConnection, which: string) => Promise<T>,
  signal: AbortSignal = NEVER_ABORTED,
): Promise<T> {
  const filter = where === undefined ? undefined : (await saved.expanded(where, 'where')).value;
  const view = await dataset.current();
  const divided = filter === undefined ? undefined : await divideWhere(filter, LIST, view, predicates, signal);
  // Profiles are made to their end, for whoever asks next; what is asked of them is given up.
  return profiles.with(view, ({ connection, slots }) =>
    interrupted(connection, signal, async () => {
      const conditions: string[] = [];
      if (search !== undefined && search !== '') conditions.push(`contains(search, lower(${sqlText(search)}))`);
      if (divided !== undefined) conditions.push(await stageWhere(connection, divided, 'slot', slots));
      return work(view, connection, conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`);
    }),
  );
}

/** Numbers come before texts, and persons without a value last, both ways. */
export function printOrder({ column, descending }: CommandInput<'people.table'>['orderBy']): string {
  const direction = `${descending ? 'DESC' : 'ASC'} NULLS LAST`;
  if (isColumn(column)) return `${sqlName(column)} ${direction}`;
  const path = parsePropertyPath(column);
  if (!path.ok || path.value.of !== 'person') {
    return fail('invalid_request', `People can be ordered by a column or by person.KEY, not by «${column}».`, {
      path: 'orderBy.column',
    });
  }
  const { number, text } = printValue(path.value);
  return `${number} ${direction}, ${text} ${direction}`;
}

const isColumn = (name: string): name is PersonColumn => Object.hasOwn(PERSON_COLUMNS, name);
