/**
 * PostHog's events: batch exports and dumps of its events table. `properties` is nested in JSON lines and a text of JSON
 * in CSV and Parquet. Ids are read as the event had them when it was sent; `person_id` is PostHog's own merge at the
 * time of the export, kept as a property and resolved anew here (FEATURES §1.20).
 */
import { decodeEvent } from '../../protocols/posthog/event';
import { decodeSnapshot, isSnapshot } from '../../protocols/posthog/snapshot';
import { readText } from '../../protocols/reading';
import type { Json, JsonObject } from '../../model/json';
import { objectOf } from '../rows';
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
    timestamp: row['timestamp'] ?? null,
    properties: { ...besides(row), ...sent },
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

/** Columns beside the event's own: kept as properties, objects as objects, nothing that is empty. */
function besides(row: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  const chain = readText(row['elements_chain']) ?? chainOf(row['elements']);
  if (chain !== undefined) kept['$elements_chain'] = chain;
  for (const [name, value] of Object.entries(row)) {
    if (FIELDS.has(name) || value === null || value === '') continue;
    const sent = SENT.get(name) ?? name;
    const inner = name.endsWith('properties') || sent.startsWith('$set') ? objectOf(value) : undefined;
    if (inner === undefined) kept[sent] = value;
    else if (Object.keys(inner).length > 0) kept[sent] = inner;
  }
  return kept;
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
