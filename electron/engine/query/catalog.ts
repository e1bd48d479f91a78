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
import { readNumber, readRows, readStrings } from '../store/read';
import type { ColumnCache } from './column-cache';
import { type Listed, listProperties } from '../properties/listed-properties';

/** Properties are counted on at most this many events: names repeat, and a look at all of them would take seconds. */
const PROPERTY_SAMPLE = 200_000;
/** Of events, and of persons, those that most have; nobody chooses among more. */
const MOST_PROPERTIES = 2_000;
const MOST_PERSON_PROPERTIES = 1_000;

/** What is done to persons and groups stands among an event's properties and is none. */
const NO_PROPERTIES: readonly string[] = [
  ...PROPERTY_OPERATIONS,
  ...PROPERTY_OPERATIONS.map(groupOperation),
  ...Object.values(GROUP_EVENT),
];

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
  const listed = await listProperties(connection, await latestEvents(connection, event), MOST_PROPERTIES);
  const own = listed
    .filter(({ key }) => !NO_PROPERTIES.includes(key))
    .map(({ key, ...rest }) => ({ property: printPropertyPath('properties', [key]), ...rest }));
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
  const ofGroups = await groupProperties(groups, await dataset.current());
  return [...own, ...fields, ...sessions, ...(await personProperties(connection, dataset, profiles)), ...ofGroups];
}

/** Events' own properties, those that most have first. */
export async function frequentProperties(connection: DuckDBConnection): Promise<string[]> {
  const keys = await readStrings(
    connection,
    `SELECT key FROM (SELECT unnest(json_keys(properties)) AS key FROM ${await latestEvents(connection)})
     WHERE key NOT IN (${NO_PROPERTIES.map(sqlText).join(', ')})
     AND NOT contains(key, chr(0)) GROUP BY key ORDER BY count(*) DESC, key LIMIT 100`,
  );
  return keys.map((key) => printPropertyPath('properties', [key]));
}

/** Those that are looked at, of one name where it is given. Where they begin is asked first: the rest is not read. */
async function latestEvents(connection: DuckDBConnection, event?: string): Promise<string> {
  const named = event === undefined ? 'true' : `event = ${sqlText(event)}`;
  const first = await readNumber(
    connection,
    `SELECT coalesce(min(eid), 0)::BIGINT FROM (SELECT eid FROM events WHERE ${named} ORDER BY eid DESC LIMIT ${PROPERTY_SAMPLE})`,
  );
  return `(SELECT properties FROM events WHERE eid >= ${first} AND ${named})`;
}

/** Person properties as of now and as of the event, counted in persons, and what a person did in all. */
async function personProperties(
  connection: DuckDBConnection,
  dataset: Dataset,
  profiles: ProfileStore,
): Promise<CommandOutput<'catalog.properties'>> {
  const own = await ownProperties(connection, dataset, profiles);
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

/** Where no event says anything of a person, none need be looked at. */
async function ownProperties(
  connection: DuckDBConnection,
  dataset: Dataset,
  profiles: ProfileStore,
): Promise<readonly Listed[]> {
  const told = await readNumber(connection, 'SELECT count(*) FROM (SELECT 1 FROM events WHERE has_operations LIMIT 1)');
  if (told === 0) return [];
  const latest = `(SELECT properties FROM persons ORDER BY "lastSeen" DESC, person LIMIT ${PROPERTY_SAMPLE})`;
  const listed = await profiles.with(await dataset.current(), (on) =>
    listProperties(on.connection, latest, MOST_PERSON_PROPERTIES),
  );
  return listed.filter(({ key }) => !Object.hasOwn(PERSON_METRICS, key));
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
