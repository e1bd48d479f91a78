/**
 * Mixpanel's events: lines of the raw export API, and rows of the pipelines' event tables, where the event's own fields
 * are columns. Ids are as they were sent; Mixpanel's own merges are in another file (people.ts). Times are seconds since
 * 1970; projects made before 2023 wrote them in the project's own time zone, which the file does not say.
 */
import { decodeEvent } from '../../protocols/mixpanel/event';
import { reject } from '../../protocols/reading';
import { type JsonObject, setKey } from '../../model/json';
import { type CellTypes, firstOf, isEmpty, objectOf, timeOf, typedCell } from '../rows';
import { hasAnyColumn, hasColumns, keysIn, type RowReading, type VendorFormat } from '../vendor';

export const mixpanelExport: VendorFormat = {
  vendor: 'mixpanel',
  title: 'Mixpanel raw export',
  recognise: (outline) => {
    if (!hasColumns(outline, ['event', 'properties']) || hasAnyColumn(outline, ['distinct_id', 'timestamp', 'uuid'])) {
      return undefined;
    }
    const keys = keysIn(outline, 'properties');
    return keys.has('time') && (keys.has('distinct_id') || keys.has('$device_id') || keys.has('$user_id'))
      ? 'Its rows are «event» and «properties», with Mixpanel’s «time» and «distinct_id» among the properties.'
      : undefined;
  },
  readsRowsAlone: true,
  reader: (receivedAt) => (row) => {
    const properties = objectOf(row['properties']);
    return readEvent(row['properties'] === properties ? row : { ...row, properties }, properties, receivedAt);
  },
};

/** Columns that say what fields and properties of an event on the wire say. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['time', 'time'],
  ['distinct_id', 'distinct_id'],
  ['insert_id', '$insert_id'],
  ['device_id', '$device_id'],
  ['user_id', '$user_id'],
  ['mp_lib', 'mp_lib'],
  ['lib_version', '$lib_version'],
]);
/** Properties of Mixpanel's own; in tables they have lost their dollar sign, or have `mp_` instead of it. */
const OWN = new Set(
  `app_build_number app_release app_version app_version_string bluetooth_enabled bluetooth_version brand browser
  browser_version carrier city current_url device device_id distinct_id_before_identity google_play_services has_nfc
  has_telephone had_persisted_distinct_id import initial_referrer initial_referring_domain ios_ifa manufacturer model os
  os_version radio referrer referring_domain region screen_dpi screen_height screen_width search_engine wifi`.split(
    /\s+/,
  ),
);
/** A loader's bookkeeping. */
const LOADED = /^_(?:file|line|fivetran_\w+)$/;

export const mixpanelTable: VendorFormat = {
  vendor: 'mixpanel',
  title: 'Mixpanel events table',
  wantsTypes: true,
  recognise: (outline) => {
    const isPipeline = hasColumns(outline, ['event_name', 'distinct_id', 'time', 'insert_id']);
    const isLoaded = hasColumns(outline, ['name', 'distinct_id', 'time', 'insert_id', 'mp_processing_time_ms']);
    return isPipeline || isLoaded
      ? `It has the columns «${isPipeline ? 'event_name' : 'name'}», «distinct_id», «time» and «insert_id» of a Mixpanel pipeline.`
      : undefined;
  },
  readsRowsAlone: true,
  reader: (receivedAt, types) => (row) => readTableRow(row, receivedAt, types),
};

function readTableRow(row: JsonObject, receivedAt: number, types: CellTypes | undefined): RowReading {
  const { event_name, name, properties: given, ...columns } = row;
  const properties: JsonObject = {};
  for (const column in columns) {
    const value = columns[column];
    if (value === undefined || isEmpty(value) || LOADED.test(column)) continue;
    const field = FIELDS.get(column);
    if (field === undefined) setKey(properties, nameOf(column), typedCell(value, column, types));
    else properties[field] = value;
  }
  const sent = objectOf(given);
  for (const key in sent) {
    const value = sent[key];
    // What stands in a column is not taken back by an empty property of the same name.
    if (value !== undefined && !(isEmpty(value) && /^\$?\w*id$/.test(key))) setKey(properties, key, value);
  }
  const event = firstOf({ event_name: event_name ?? null, name: name ?? null }, ['event_name', 'name']) ?? null;
  return readEvent({ event, properties }, properties, receivedAt);
}

function nameOf(column: string): string {
  const bare = column.replace(/^mp_(?:reserved_)?/, '');
  return OWN.has(bare) ? `$${bare}` : column;
}

function readEvent(item: JsonObject, properties: JsonObject, receivedAt: number): RowReading {
  const given = firstOf(properties, ['time']);
  if (given === undefined) {
    return { events: [], rejects: [reject('missing_time', 'The time is missing.', 'properties.time', '')] };
  }
  // The row is ours alone.
  properties['time'] = timeOf(given) ?? given;
  const decoded = decodeEvent(item, '', {
    receivedAt,
    sentAt: undefined,
    project: undefined,
    agent: {},
    newId: () => '',
  });
  return decoded.ok ? { events: [decoded.value], rejects: [] } : { events: [], rejects: [decoded.error] };
}
