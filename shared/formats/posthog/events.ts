/**
 * PostHog's events: batch exports and dumps of its events table. `properties` is nested in JSON lines and a text of JSON
 * in CSV and Parquet. Ids are read as the event had them when it was sent; `person_id` is PostHog's own merge at the
 * time of the export, kept as a property and resolved anew here (FEATURES §1.20).
 */
import { decodeEvent } from '../../protocols/posthog/event';
import { decodeSnapshot, isSnapshot } from '../../protocols/posthog/snapshot';
import { readText } from '../../protocols/reading';
import { type Json, type JsonObject, setKey } from '../../model/json';
import { hasKeys, objectOf, timeOf } from '../rows';
import { firstValue, hasColumns, type RowReading, type VendorFormat } from '../vendor';

/** Fields of the event itself; every other column becomes a property where none of that name was sent. */
const FIELDS = new Set(
  // The last three are of exports into warehouses.
  `uuid event distinct_id properties timestamp elements_chain team_id elements site_url bq_ingested_timestamp`.split(
    ' ',
  ),
);
/** What exports have as columns besides, and events as properties. */
const SENT: ReadonlyMap<string, string> = new Map([
  ['set', '$set'],
  ['set_once', '$set_once'],
  ['people_set', '$set'],
  ['people_set_once', '$set_once'],
  ['ip', '$ip'],
]);
export const postHogEvents: VendorFormat = {
  vendor: 'posthog',
  title: 'PostHog events',
  recognise: (outline) => {
    if (!hasColumns(outline, ['uuid', 'event', 'distinct_id', 'timestamp', 'properties'])) return undefined;
    const properties = firstValue(outline, 'properties');
    return properties === undefined || properties.trim().startsWith('{')
      ? 'It has PostHog’s columns «uuid», «event», «distinct_id», «timestamp» and «properties».'
      : undefined;
  },
  readsRowsAlone: true,
  reader: (receivedAt) => (row) => readRow(row, receivedAt),
};

/** `properties` may be a text of JSON. */
export function readRow(row: JsonObject, receivedAt: number): RowReading {
  const sent = objectOf(row['properties']);
  const item = {
    uuid: row['uuid'] ?? null,
    event: row['event'] ?? null,
    distinct_id: row['distinct_id'] ?? null,
    timestamp: timestampOf(row['timestamp']),
    properties: withBesides(row, sent),
  };
  if (readText(item.timestamp) === undefined && typeof item.timestamp !== 'number') {
    return {
      events: [],
      rejects: [{ code: 'missing_time', message: 'The time is missing.', place: 'timestamp', raw: '' }],
    };
  }
  const envelope = {
    receivedAt,
    sentAt: undefined,
    // PostHog corrected the time when it took the event in.
    skew: 0,
    project: readText(sent['token']) ?? idText(row['team_id']),
    lib: undefined,
    libVersion: undefined,
    newId: () => '',
  };
  if (isSnapshot(item)) {
    const piece = decodeSnapshot(item, '', envelope);
    if (!piece.ok) return { events: [], rejects: [piece.error] };
    const { chunk, problem } = piece.value;
    return {
      events: [],
      rejects: problem === undefined ? [] : [problem],
      recordings: chunk === undefined ? [] : [chunk],
    };
  }
  const decoded = decodeEvent(item, '', envelope);
  return decoded.ok ? { events: [decoded.value], rejects: [] } : { events: [], rejects: [decoded.error] };
}

const idText = (value: Json | undefined): string | undefined =>
  typeof value === 'number' ? String(value) : readText(value);

/** As ms, where it is written as databases write times; below that, numbers would be seconds. */
function timestampOf(given: Json | undefined): Json {
  const ms = typeof given === 'string' ? timeOf(given) : undefined;
  return ms !== undefined && ms > MILLISECONDS_FROM ? ms : (given ?? null);
}

const MILLISECONDS_FROM = 1e12;

/**
 * What was sent, and columns beside the event's own where it says nothing of that name: objects as objects, nothing that is
 * empty. Into the object itself, which is the row's alone: copying dozens of keys takes longer than all the rest.
 */
function withBesides(row: JsonObject, sent: JsonObject): JsonObject {
  const chain = readText(row['elements_chain']) ?? chainOf(row['elements']);
  if (chain !== undefined && !Object.hasOwn(sent, '$elements_chain')) sent['$elements_chain'] = chain;
  for (const name in row) {
    const value = row[name];
    if (FIELDS.has(name) || value === undefined || value === null || value === '') continue;
    const column = SENT.get(name) ?? name;
    if (Object.hasOwn(sent, column)) continue;
    const inner = name.endsWith('properties') || column.startsWith('$set') ? objectOf(value) : undefined;
    if (inner === undefined) setKey(sent, column, value);
    else if (hasKeys(inner)) setKey(sent, column, inner);
  }
  return sent;
}

/** Exports into warehouses have the chain as the JSON of a text. */
function chainOf(value: Json | undefined): string | undefined {
  const text = readText(value);
  if (text?.startsWith('"') !== true) return text;
  try {
    return readText(JSON.parse(text));
  } catch {
    return text;
  }
}
