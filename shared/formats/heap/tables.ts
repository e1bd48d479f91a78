/**
 * Heap's tables (Heap Connect, and loaders of it): page views, sessions, labelled events, users, and which user became which. An id
 * of Heap's is anybody's until an identity is told for it, so it comes without a role, and what the tables of users say
 * becomes statements.
 */
import { WELL_KNOWN, type CanonicalEvent, type EventKind } from '../../model/event';
import { type Json, type JsonObject, setKey } from '../../model/json';
import { known } from '../../protocols/page-address';
import { readId, readText, reject } from '../../protocols/reading';
import { type CellTypes, filledOf, firstOf, isEmpty, timeOf, typedCell } from '../rows';
import { hasProperties, isAlsoCalled } from '../statements';
import { type FileOutline, hasAnyColumn, hasColumns, NOTHING, type RowReading, type VendorFormat } from '../vendor';

/** What only Heap's tables have. */
const OF_HEAP = [
  'heap_previous_page',
  'heap_device_id',
  'event_table_name',
  'landing_page',
  'landing_page_query',
  'session_time',
  'pageview_id',
  'target_text',
  'hierarchy',
];

const hasHappenings = (outline: FileOutline): boolean =>
  hasColumns(outline, ['user_id', 'session_id', 'time']) && hasAnyColumn(outline, OF_HEAP);

export const heapTables: readonly VendorFormat[] = [
  {
    vendor: 'heap',
    title: 'Heap user migrations',
    recognise: (outline) =>
      hasColumns(outline, ['from_user_id', 'to_user_id'])
        ? 'Its rows say which user became which: «from_user_id», «to_user_id».'
        : undefined,
    reader: (receivedAt) => (row) => readMigration(row, receivedAt),
  },
  {
    vendor: 'heap',
    title: 'Heap users',
    wantsTypes: true,
    recognise: (outline) =>
      hasColumns(outline, ['user_id', 'identity', 'last_modified']) && hasAnyColumn(outline, ['join_date', 'joindate'])
        ? 'Its rows are Heap’s users: «user_id», «identity», «joindate», «last_modified».'
        : undefined,
    reader: (receivedAt, types) => (row) => readUser(row, receivedAt, types),
  },
  {
    vendor: 'heap',
    title: 'Heap events',
    wantsTypes: true,
    recognise: (outline) =>
      hasHappenings(outline) && hasColumns(outline, ['event_id'])
        ? 'Its rows are Heap’s events: «event_id», «user_id», «session_id», «time».'
        : undefined,
    reader: (receivedAt, types) => {
      // Some loaders give sessions ids of events; they are on no page and of no type.
      const isSession = (row: JsonObject): boolean => firstOf(row, [...NAMES, 'path', 'title', 'domain']) === undefined;
      return (row) => readHappening(row, isSession(row) ? 'session_start' : undefined, receivedAt, types);
    },
  },
  {
    vendor: 'heap',
    title: 'Heap sessions',
    wantsTypes: true,
    recognise: (outline) =>
      hasHappenings(outline) ? 'Its rows are Heap’s sessions: «session_id», «user_id», «time».' : undefined,
    reader: (receivedAt, types) => (row) => readHappening(row, 'session_start', receivedAt, types),
  },
];

const NAMES = ['event_name', 'event_table_name', 'type'];
const FIELDS = new Set(['event_id', 'user_id', 'session_id', 'time', 'event_name', 'event_table_name']);
/** What Heap's types of autocaptured events are here. */
const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['click', 'click'],
  ['touch', 'click'],
  ['submit', 'form'],
  ['change', 'form'],
  ['view_controller', 'screen'],
  ['pageview', 'page'],
  ['pageviews', 'page'],
]);

function readHappening(
  row: JsonObject,
  event: string | undefined,
  receivedAt: number,
  types: CellTypes | undefined,
): RowReading {
  const given = row['time'];
  const time = timeOf(given);
  if (time === undefined) {
    const isMissing = given === undefined || given === null || given === '';
    const said = isMissing ? 'The time is missing.' : '`time` is no time.';
    return { events: [], rejects: [reject(isMissing ? 'missing_time' : 'invalid_time', said, 'time', '')] };
  }
  const user = readId(row['user_id']);
  if (user === undefined) return { events: [], rejects: [nobody('user_id')] };
  const type = readText(row['type']);
  const named = event ?? readText(firstOf(row, NAMES)) ?? 'pageview';
  const name = named === 'pageviews' ? 'pageview' : named === 'sessions' ? 'session_start' : named;
  const session = readId(row['session_id']);
  // One click may fit several definitions, and is a row of each of their tables with the same id.
  const label = readText(firstOf(row, ['event_name', 'event_table_name']));
  const isOwn = label === undefined || label === 'pageviews' || label === 'sessions';
  const happened = readId(row['event_id']);
  const id =
    happened === undefined
      ? session === undefined
        ? ''
        : `session-${session}`
      : isOwn
        ? happened
        : `${happened}-${label}`;
  const properties = wellKnown(row);
  for (const column in row) {
    const value = row[column];
    if (value === undefined || isEmpty(value) || FIELDS.has(column)) continue;
    setKey(properties, column, typedCell(value, column, types));
  }
  const found: CanonicalEvent = {
    event_id: id === '' ? '' : `heap-${id}`,
    event: name,
    kind: name === 'session_start' ? 'session' : (KINDS.get(type ?? name) ?? 'custom'),
    timestamp: time,
    received_at: receivedAt,
    distinct_id: user,
    ...(session === undefined ? {} : { session_id: session }),
    groups: {},
    properties,
    source: 'heap',
  };
  return { events: [found], rejects: [] };
}

function wellKnown(row: JsonObject): Record<string, Json> {
  const domain = readText(row['domain']);
  const path = readText(row['path']);
  const device = readText(row['device_type']);
  return known({
    [WELL_KNOWN.url]:
      domain === undefined || path === undefined
        ? undefined
        : `https://${domain}${path}${readText(row['query']) ?? ''}${readText(row['hash']) ?? ''}`,
    [WELL_KNOWN.path]: path,
    [WELL_KNOWN.title]: readText(row['title']),
    [WELL_KNOWN.screen]: readText(row['view_controller']),
    [WELL_KNOWN.referrer]: readText(row['referrer']),
    [WELL_KNOWN.browser]: readText(row['browser']),
    [WELL_KNOWN.os]: readText(row['platform']),
    [WELL_KNOWN.device]: device,
  });
}

function readUser(row: JsonObject, receivedAt: number, types: CellTypes | undefined): RowReading {
  const id = readId(row['user_id']);
  if (id === undefined) return { events: [], rejects: [nobody('user_id')] };
  const identity = readId(row['identity']);
  const time = timeOf(firstOf(row, ['last_modified', 'joindate', 'join_date'])) ?? receivedAt;
  const told = { vendor: 'heap', time, receivedAt } as const;
  const cells = Object.entries(filledOf(row)).filter(([column]) => !['user_id', 'last_modified'].includes(column));
  const set = Object.fromEntries(cells.map(([column, value]) => [column, typedCell(value, column, types)]));
  return {
    events: [
      ...(identity === undefined || identity === id ? [] : [isAlsoCalled(identity, id, told)]),
      ...(Object.keys(set).length === 0
        ? []
        : [hasProperties(identity ?? id, set, identity === undefined ? undefined : 'user', told)]),
    ],
    rejects: [],
  };
}

function readMigration(row: JsonObject, receivedAt: number): RowReading {
  const from = readId(row['from_user_id']);
  const to = readId(row['to_user_id']);
  if (from === undefined || to === undefined) {
    return { events: [], rejects: [nobody(from === undefined ? 'from_user_id' : 'to_user_id')] };
  }
  if (from === to) return NOTHING;
  const time = timeOf(row['time']) ?? receivedAt;
  return { events: [isAlsoCalled(to, from, { vendor: 'heap', time, receivedAt })], rejects: [] };
}

const nobody = (column: string) => reject('missing_id', `The row says nobody: «${column}» is empty.`, column, '');
