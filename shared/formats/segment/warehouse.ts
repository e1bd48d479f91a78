/**
 * The tables that Segment and RudderStack keep in warehouses: one per kind of call, and one per name of a track call. A
 * call's own fields are columns, those of its context too (`context_page_url`), and so are properties and traits. What
 * kind of call a table holds is told by its columns, for a file has no table's name.
 */
import { userAgentReader } from '../../protocols/segment/event';
import { readId, reject } from '../../protocols/reading';
import { type JsonObject, setKey } from '../../model/json';
import { type CellTypes, firstOf, isEmpty, timeOf, typedCell } from '../rows';
import { hasProperties } from '../statements';
import type { FileOutline, RowReading, VendorFormat } from '../vendor';
import { readCall, type Source } from './log';

type Table = 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias' | 'user';

const TITLES: Readonly<Record<Table, string>> = {
  track: 'tracks',
  page: 'pages',
  screen: 'screens',
  identify: 'identifies',
  group: 'groups',
  alias: 'aliases',
  user: 'users',
};

/** What a call says of itself, under its own names. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['id', 'messageId'],
  ['message_id', 'messageId'],
  ['anonymous_id', 'anonymousId'],
  ['user_id', 'userId'],
  ['received_at', 'receivedAt'],
  ['sent_at', 'sentAt'],
  ['timestamp', 'timestamp'],
  ['original_timestamp', 'originalTimestamp'],
  ['previous_id', 'previousId'],
  ['group_id', 'groupId'],
  ['channel', 'channel'],
]);
/** A loader's bookkeeping, and the name of the event, which has two columns. */
const LOADED = new Set(['uuid', 'uuid_ts', 'loaded_at', 'event', 'event_text']);
/** Traits that people have and screens do not. */
const TRAITS = ['email', 'first_name', 'last_name', 'username', 'phone', 'plan', 'created_at', 'avatar', 'company'];
const OF_RUDDER = ['channel', 'rudder_id', 'context_source_id', 'context_destination_id', 'context_request_ip'];
/** Objects within a call's context; the rest of a column's name is a field of theirs. */
const CONTEXTS =
  /^context_(app|campaign|device|library|location|network|os|page|referrer|screen|source|destination|traits)_(.+)$/;

export const warehouseTables: readonly VendorFormat[] = (['rudderstack', 'segment'] as const).flatMap((source) =>
  (Object.keys(TITLES) as Table[]).map((table): VendorFormat => {
    const name = source === 'segment' ? 'Segment' : 'RudderStack';
    return {
      vendor: source,
      title: `${name} ${TITLES[table]} table`,
      wantsTypes: true,
      recognise: (outline) => {
        const columns = columnsOf(outline);
        const isRudder = OF_RUDDER.some((column) => columns.has(column));
        if (tableOf(columns) !== table || isRudder !== (source === 'rudderstack')) return undefined;
        return `Its columns are those of ${name}’s table of ${TITLES[table]}: ${said(table)}.`;
      },
      reader: (receivedAt, types) => tableReader(table, source, receivedAt, types),
    };
  }),
);

const said = (table: Table): string =>
  ({
    track: '«received_at», «event», «event_text»',
    page: '«received_at», «anonymous_id», and a page’s «url» or «path»',
    screen: '«received_at», «anonymous_id», «name»',
    identify: '«received_at», «anonymous_id», «user_id», and traits',
    group: '«received_at», «group_id»',
    alias: '«received_at», «previous_id»',
    user: '«id», «received_at», and traits',
  })[table];

/** Some warehouses write all names in capitals. */
const columnsOf = ({ columns }: FileOutline): ReadonlySet<string> =>
  new Set(columns.map(({ name }) => name.toLowerCase()));

function tableOf(columns: ReadonlySet<string>): Table | undefined {
  const has = (...names: string[]): boolean => names.some((name) => columns.has(name));
  if (!has('id') || !has('received_at')) return undefined;
  const hasContext = [...columns].some((name) => name.startsWith('context_'));
  if (!has('anonymous_id', 'user_id', 'previous_id')) {
    return (hasContext || has('uuid_ts')) && !has('timestamp', 'event') ? 'user' : undefined;
  }
  if (!has('timestamp', 'original_timestamp', 'sent_at') || !(hasContext || has('uuid_ts', 'original_timestamp'))) {
    return undefined;
  }
  if (has('previous_id')) return 'alias';
  if (has('event') && has('event_text')) return 'track';
  if (has('group_id')) return 'group';
  if (has('url', 'path')) return 'page';
  return has('name') && !has(...TRAITS) ? 'screen' : 'identify';
}

function tableReader(
  table: Table,
  source: Source,
  receivedAt: number,
  types: CellTypes | undefined,
): (row: JsonObject) => RowReading {
  const userAgent = userAgentReader();
  return (row) => {
    const cells: JsonObject = {};
    for (const name in row) {
      const value = row[name];
      if (value !== undefined && !isEmpty(value)) setKey(cells, name.toLowerCase(), typedCell(value, name, types));
    }
    return table === 'user'
      ? readUser(cells, source, receivedAt)
      : readCall(callOf(table, cells), receivedAt, source, userAgent);
  };
}

/** The latest traits of a person, in a row of their own. */
function readUser(cells: JsonObject, source: Source, receivedAt: number): RowReading {
  const id = readId(cells['id']);
  if (id === undefined) {
    return { events: [], rejects: [reject('missing_id', 'The row says nobody: «id» is empty.', 'id', '')] };
  }
  const traits = partsOf(cells).properties;
  if (Object.keys(traits).length === 0) return { events: [], rejects: [] };
  const time = timeOf(firstOf(cells, ['received_at', 'uuid_ts'])) ?? receivedAt;
  return { events: [hasProperties(id, traits, 'user', { vendor: source, time, receivedAt })], rejects: [] };
}

function callOf(table: Exclude<Table, 'user'>, cells: JsonObject): JsonObject {
  const { fields, context, properties } = partsOf(cells);
  const time = firstOf(cells, ['timestamp', 'original_timestamp', 'sent_at', 'received_at']) ?? null;
  const own = table === 'identify' || table === 'group' ? { traits: properties } : { properties };
  return {
    ...fields,
    timestamp: time,
    type: table,
    ...(table === 'track' ? { event: firstOf(cells, ['event_text', 'event']) ?? null } : {}),
    ...(table === 'page' || table === 'screen'
      ? { name: properties['name'] ?? null, category: properties['category'] ?? null }
      : {}),
    ...own,
    context,
  };
}

function partsOf(cells: JsonObject): {
  readonly fields: JsonObject;
  readonly context: JsonObject;
  readonly properties: JsonObject;
} {
  const parts = { fields: {} as JsonObject, context: {} as JsonObject, properties: {} as JsonObject };
  const objects = new Map<string, JsonObject>();
  for (const name in cells) {
    const value = cells[name];
    if (value === undefined) continue;
    const { part, key, within } = roleOf(name);
    if (part === 'fields') parts.fields[key] = value;
    else if (part === undefined || isEmpty(value)) continue;
    else if (within === undefined) setKey(parts[part], key, value);
    else {
      const inner = objects.get(within) ?? {};
      objects.set(within, inner);
      setKey(inner, key, value);
    }
  }
  for (const [name, inner] of objects) setKey(parts.context, name, inner);
  return parts;
}

/** Where a column's value goes; nowhere where it is a loader's bookkeeping. */
interface ColumnRole {
  readonly part: 'fields' | 'context' | 'properties' | undefined;
  readonly key: string;
  /** The object of the context that it is a field of. */
  readonly within?: string;
}

/** What a column's name says, found out once for each. */
const roles = new Map<string, ColumnRole>();
const MAX_ROLES = 8_192;

function roleOf(name: string): ColumnRole {
  const found = roles.get(name) ?? newRoleOf(name);
  if (roles.size < MAX_ROLES) roles.set(name, found);
  return found;
}

function newRoleOf(name: string): ColumnRole {
  const field = FIELDS.get(name);
  if (field !== undefined) return { part: 'fields', key: field };
  if (LOADED.has(name)) return { part: undefined, key: name };
  const [, object, inner] = CONTEXTS.exec(name) ?? [];
  if (object !== undefined && inner !== undefined) {
    return { part: 'context', key: object === 'traits' ? inner : camel(inner), within: object };
  }
  return name.startsWith('context_')
    ? { part: 'context', key: camel(name.slice('context_'.length)) }
    : { part: 'properties', key: name };
}

/** `user_agent` as `userAgent`, as calls have it. */
const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
