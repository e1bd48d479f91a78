/** What there is to ask about: event names, properties, values. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { assertUnreachable } from '../../../shared/base/assert';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { EventKind } from '../../../shared/model/event';
import { GROUP_EVENT, groupOperation } from '../../../shared/model/group';
import { PERSON_COLUMNS, PERSON_METRICS, PROPERTY_OPERATIONS } from '../../../shared/model/person';
import { printPropertyPath } from '../../../shared/model/property-path';
import { SESSION_COLUMNS } from '../../../shared/model/session';
import { pathOf, printValue, sqlChangesOf } from '../../../shared/sql/predicate';
import { sqlText } from '../../../shared/sql/quote';
import { groupProperties, groupValues } from '../groups/catalog';
import type { GroupStore } from '../groups/group-store';
import { isGroupValue } from '../groups/group-values';
import type { ProfileStore } from '../profiles/profile-store';
import type { PromotedValues } from '../properties/promoted-values';
import type { Dataset } from '../sequences/dataset';
import { sourceOfPath } from '../sessions/session-source';
import type { SessionStore } from '../sessions/session-store';
import { readRows, readStrings } from '../store/read';
import type { ColumnCache } from './column-cache';

/** Properties are counted on at most this many events: names repeat, and a look at all of them would take seconds. */
const PROPERTY_SAMPLE = 200_000;

/** What is done to persons and groups stands among an event's properties and is none. */
const NO_PROPERTIES: readonly string[] = [
  ...PROPERTY_OPERATIONS,
  ...PROPERTY_OPERATIONS.map(groupOperation),
  ...Object.values(GROUP_EVENT),
];

/** A JSON pointer to the column `key`. */
const SQL_KEY_POINTER = "'/' || replace(replace(key, '~', '~0'), '/', '~1')";

export async function catalogEvents(connection: DuckDBConnection): Promise<CommandOutput<'catalog.events'>> {
  const rows = await readRows(
    connection,
    `SELECT event, mode(kind) AS kind, count(*) AS count, min(timestamp) AS first, max(timestamp) AS last
     FROM events GROUP BY event ORDER BY count DESC, event`,
  );
  return rows.map((row) => ({
    event: String(row['event']),
    kind: String(row['kind']) as EventKind,
    count: Number(row['count']),
    firstSeen: Number(row['first']),
    lastSeen: Number(row['last']),
  }));
}

export async function catalogProperties(
  connection: DuckDBConnection,
  dataset: Dataset,
  { profiles, groups }: { readonly profiles: ProfileStore; readonly groups: GroupStore },
  { event }: CommandInput<'catalog.properties'>,
): Promise<CommandOutput<'catalog.properties'>> {
  const where = event === undefined ? '' : `WHERE event = ${sqlText(event)}`;
  const rows = await readRows(
    connection,
    `WITH ${sqlPairs(where)}
     SELECT key, count(*) AS count,
       list_sort(list(DISTINCT json_type(properties, ${SQL_KEY_POINTER}))) AS types
     FROM pairs WHERE key NOT IN (${NO_PROPERTIES.map(sqlText).join(', ')}) GROUP BY key ORDER BY count DESC, key LIMIT 2000`,
  );
  const own = rows
    .filter((row) => !String(row['key']).includes('\0'))
    .map((row) => ({
      property: printPropertyPath('properties', [String(row['key'])]),
      type: propertyType(row['types']),
      count: Number(row['count']),
    }));
  const fields = (['page', 'source', 'project', 'lib', 'distinct_id', 'user_id', 'kind'] as const).map((property) => ({
    property,
    type: 'text' as const,
    count: 0,
  }));
  const sessions = Object.entries(SESSION_COLUMNS)
    .filter(([, type]) => type !== 'time')
    .map(([key, type]) => ({
      property: key.includes('.') ? `session["${key}"]` : `session.${key}`,
      type: type === 'number' || type === 'boolean' ? type : ('text' as const),
      count: 0,
    }));
  const ofGroups = await groupProperties(groups, await dataset.current(), propertyType);
  return [...own, ...fields, ...sessions, ...(await personProperties(dataset, profiles)), ...ofGroups];
}

/** Events' own properties, those that most have first. */
export async function frequentProperties(connection: DuckDBConnection): Promise<string[]> {
  const keys = await readStrings(
    connection,
    `WITH ${sqlPairs('')} SELECT key FROM pairs WHERE key NOT IN (${NO_PROPERTIES.map(sqlText).join(', ')})
     AND NOT contains(key, chr(0)) GROUP BY key ORDER BY count(*) DESC, key LIMIT 100`,
  );
  return keys.map((key) => printPropertyPath('properties', [key]));
}

/** The keys of the latest events that pass `where`, as `pairs`. */
const sqlPairs = (where: string): string =>
  `sampled AS (SELECT properties FROM events ${where} ORDER BY eid DESC LIMIT ${PROPERTY_SAMPLE}),
   pairs AS (SELECT unnest(json_keys(properties)) AS key, properties FROM sampled)`;

/** Person properties as of now and as of the event, counted in persons, and what a person did in all. */
async function personProperties(
  dataset: Dataset,
  profiles: ProfileStore,
): Promise<CommandOutput<'catalog.properties'>> {
  const rows = await profiles.with(await dataset.current(), ({ connection }) =>
    readRows(
      connection,
      `WITH sampled AS (SELECT properties FROM persons ORDER BY "lastSeen" DESC, person LIMIT ${PROPERTY_SAMPLE}),
         pairs AS (SELECT unnest(json_keys(properties)) AS key, properties FROM sampled)
       SELECT key, count(*) AS count, list_sort(list(DISTINCT json_type(properties, ${SQL_KEY_POINTER}))) AS types
       FROM pairs GROUP BY key ORDER BY count DESC, key LIMIT 1000`,
    ),
  );
  const own = rows
    .map((row) => ({ key: String(row['key']), type: propertyType(row['types']), count: Number(row['count']) }))
    .filter(({ key }) => !key.includes('\0') && !Object.hasOwn(PERSON_METRICS, key));
  const metrics = Object.entries(PERSON_METRICS).map(([key, column]) => {
    const type = PERSON_COLUMNS[column];
    return {
      property: printPropertyPath('person', [key]),
      type: type === 'number' || type === 'boolean' ? type : ('text' as const),
      count: 0,
    };
  });
  return [
    ...own.map(({ key, ...rest }) => ({ property: printPropertyPath('person', [key]), ...rest })),
    ...own.map(({ key, ...rest }) => ({ property: printPropertyPath('person_at_event', [key]), ...rest })),
    ...metrics,
  ];
}

/** DuckDB's JSON type names of one key's values, as one word. */
function propertyType(types: unknown): 'text' | 'number' | 'boolean' | 'mixed' {
  const items = (types as { items?: readonly unknown[] } | null)?.items ?? [];
  const kinds = new Set(
    items
      .map(String)
      .filter((type) => type !== 'NULL')
      .map((type) => {
        if (type === 'VARCHAR') return 'text' as const;
        if (type === 'BOOLEAN') return 'boolean' as const;
        return /INT|DOUBLE/.test(type) ? ('number' as const) : ('mixed' as const);
      }),
  );
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : 'mixed';
}

interface ValueSources {
  readonly dataset: Dataset;
  readonly sessions: SessionStore;
  readonly profiles: ProfileStore;
  readonly promoted: PromotedValues;
  readonly columns: ColumnCache;
  readonly groups: GroupStore;
}

export async function catalogValues(
  connection: DuckDBConnection,
  { dataset, sessions, profiles, promoted, columns, groups }: ValueSources,
  { property, search = '', limit }: CommandInput<'catalog.values'>,
): Promise<CommandOutput<'catalog.values'>> {
  const path = pathOf(property);
  const { text } = printValue(path);
  const found = search === '' ? '' : `AND contains(lower(value), lower(${sqlText(search)}))`;
  const ask = async (
    on: DuckDBConnection,
    table: string,
    value: string = text,
  ): Promise<CommandOutput<'catalog.values'>> => {
    const rows = await readRows(
      on,
      `SELECT value, count(*) AS count FROM (SELECT ${value} AS value FROM ${table})
       WHERE value IS NOT NULL ${found} GROUP BY value ORDER BY count DESC, value LIMIT ${limit}`,
    );
    return rows.map((row) => ({ value: String(row['value']), count: Number(row['count']) }));
  };
  switch (path.of) {
    case 'session':
      return sessions.with(await dataset.current(), (on) => ask(on, sourceOfPath(path)));
    case 'person':
      return profiles.with(await dataset.current(), (on) => ask(on.connection, 'persons'));
    case 'person_at_event': {
      // A value that a person had twice is one person's.
      const held = `(SELECT DISTINCT slot, ${text} AS held FROM person_changes WHERE ${sqlChangesOf(path)})`;
      return profiles.with(await dataset.current(), (on) => ask(on.connection, held, 'held'));
    }
    case 'field':
    case 'properties':
    case 'group': {
      if (isGroupValue(path)) {
        const asked = await columns.groupsOf(path.type, await dataset.current(), []);
        return groupValues(groups, asked, path, search, limit);
      }
      // Whoever looks for a value is about to filter by it.
      const { nextEid } = await dataset.current();
      const values = promoted.isPromotable(property)
        ? await promoted.mostFrequent(property, search, limit, nextEid)
        : undefined;
      return values ?? ask(connection, 'events');
    }
    default:
      return assertUnreachable(path);
  }
}
