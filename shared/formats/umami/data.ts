/**
 * The other two tables of Umami's export: what is known of its sessions, which are visitors, and values of events, a row
 * each. The values have no event beside them, and events do not change, so they are kept as rejects.
 */
import type { Json, JsonObject } from '../../model/json';
import { readId, readText, reject } from '../../protocols/reading';
import { filledOf, timeOf } from '../rows';
import { hasProperties } from '../statements';
import { type FileOutline, hasAnyColumn, hasColumns, type RowReading, type VendorFormat } from '../vendor';

const KEYS = ['data_key', 'event_key', 'session_key'];
const VALUES = ['website_id', 'session_id', 'data_type', 'created_at'];
const isData = (outline: FileOutline): boolean => hasColumns(outline, VALUES) && hasAnyColumn(outline, KEYS);
const isOfEvents = (outline: FileOutline): boolean => hasAnyColumn(outline, ['event_id', 'event_name']);

export const umamiData: readonly VendorFormat[] = [
  {
    vendor: 'umami',
    title: 'Umami session data',
    recognise: (outline) =>
      isData(outline) && !isOfEvents(outline)
        ? 'Its rows say something of Umami’s sessions: «session_id», «data_key», «data_type».'
        : undefined,
    reader: (receivedAt) => (row) => readSessionValue(filledOf(row), receivedAt),
  },
  {
    vendor: 'umami',
    title: 'Umami event data',
    recognise: (outline) =>
      isData(outline) && isOfEvents(outline)
        ? 'Its rows are values of Umami’s events: «event_id», «data_key», «data_type».'
        : undefined,
    reader: () => () => ({ events: [], rejects: [OF_AN_EVENT] }),
  },
];

const OF_AN_EVENT = reject(
  'malformed_row',
  'The row is one value of an event that stands in another file, and no event.',
  'event_id',
  '',
);

function readSessionValue(row: JsonObject, receivedAt: number): RowReading {
  const visitor = readId(row['session_id']);
  const key = KEYS.map((column) => readText(row[column])).find((text) => text !== undefined);
  if (visitor === undefined || key === undefined) {
    const place = visitor === undefined ? 'session_id' : 'data_key';
    return { events: [], rejects: [reject('missing_id', `The row says nothing: «${place}» is empty.`, place, '')] };
  }
  const told = { vendor: 'umami', time: timeOf(row['created_at']) ?? receivedAt, receivedAt } as const;
  const user = readId(row['distinct_id']);
  const set = { [key]: valueOf(row) };
  return {
    events: [hasProperties(user ?? visitor, set, user === undefined ? 'anonymous' : 'user', told)],
    rejects: [],
  };
}

/** Umami's kinds of values. */
const NUMBER = '2';
const BOOLEAN = '3';

function valueOf(row: JsonObject): Json {
  const kind = row['data_type'];
  const type = typeof kind === 'number' ? String(kind) : readText(kind);
  const text = readText(row['string_value']) ?? '';
  const number = Number(row['number_value']);
  if (type === NUMBER && row['number_value'] !== undefined && Number.isFinite(number)) return number;
  if (type === BOOLEAN && /^(?:true|false)$/.test(text)) return text === 'true';
  return text === '' ? (readText(row['date_value']) ?? text) : text;
}
