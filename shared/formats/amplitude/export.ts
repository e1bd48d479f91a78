/**
 * Amplitude's export API: one event a line, and loaders' tables of the same columns. Times are UTC without saying so;
 * `user_properties` and `group_properties` are as they were at the event, already worked out (FEATURES §1.20).
 */
import { WELL_KNOWN, type CanonicalEvent } from '../../model/event';
import { isJsonObject, type Json, type JsonObject, setKey, setKeys } from '../../model/json';
import { decodeEvent } from '../../protocols/amplitude/event';
import { known } from '../../protocols/page-address';
import { userAgentReader } from '../../protocols/segment/event';
import { readId, readText, reject } from '../../protocols/reading';
import { filledOf, firstOf, isEmpty, objectOf, prunedOf, timeOf } from '../rows';
import { hasAnyColumn, hasColumns, type RowReading, type VendorFormat } from '../vendor';

const INSERT_IDS = ['$insert_id', '_insert_id', 'insert_id', 'uuid'];

export const amplitudeExport: VendorFormat = {
  vendor: 'amplitude',
  title: 'Amplitude export',
  recognise: (outline) =>
    hasColumns(outline, ['event_type', 'event_time', 'event_properties', 'user_properties']) &&
    hasAnyColumn(outline, ['amplitude_id', ...INSERT_IDS])
      ? 'It has Amplitude’s columns «event_type», «event_time», «event_properties» and «user_properties».'
      : undefined,
  reader: (receivedAt) => {
    const userAgent = userAgentReader();
    const groupProperties = new Map<string, string>();
    return (row) => readRow(row, receivedAt, userAgent, groupProperties);
  },
};

/** Said by fields of the canonical event, or taken apart here. */
const FIELDS = new Set([
  ...INSERT_IDS.filter((name) => name !== 'uuid'),
  'app',
  'event_time',
  'client_event_time',
  'client_upload_time',
  'event_properties',
  'user_properties',
  'group_properties',
  'groups',
  // A loader's bookkeeping.
  '_fivetran_synced',
  '$schema',
  'schema',
]);

function readRow(
  row: JsonObject,
  receivedAt: number,
  userAgent: (text: string) => Record<string, Json>,
  groupProperties: Map<string, string>,
): RowReading {
  const given = firstOf(row, ['event_time', 'client_event_time']);
  if (given === undefined) {
    return { events: [], rejects: [reject('missing_time', 'The time is missing.', 'event_time', '')] };
  }
  const time = timeOf(given);
  const isWeb = readText(row['platform']) === 'Web';
  const beside: JsonObject = {};
  for (const name in row) {
    const value = row[name];
    if (value === undefined || isEmpty(value) || FIELDS.has(name) || (isWeb && OF_BROWSER.has(name))) continue;
    setKey(beside, name, name === 'data' ? objectOf(value) : value);
  }
  const item = prunedOf(beside);
  item['time'] = time ?? given;
  item['insert_id'] = firstOf(row, INSERT_IDS) ?? null;
  item['event_properties'] = objectOf(row['event_properties']);
  item['user_properties'] = filledOf(objectOf(row['user_properties']));
  item['groups'] = objectOf(row['groups']);
  const project = readId(row['app']);
  const decoded = decodeEvent(item, '', { receivedAt, sentAt: undefined, project, newId: () => '', userAgent });
  if (!decoded.ok) return { events: [], rejects: [decoded.error] };
  const sentAt = timeOf(row['client_upload_time']);
  const original = timeOf(row['client_event_time']);
  const event: CanonicalEvent = {
    ...decoded.value,
    ...(sentAt === undefined ? {} : { sent_at: sentAt }),
    ...(original === undefined || original === decoded.value.timestamp ? {} : { original_timestamp: original }),
    properties: isWeb ? withBrowser(row, decoded.value.properties) : decoded.value.properties,
  };
  return { events: [event, ...groupEvents(event, objectOf(row['group_properties']), groupProperties)], rejects: [] };
}

const OF_BROWSER = new Set(['os_name', 'os_version']);

/** Of browsers, the export calls the browser `os_name` and its version `os_version`; the system is the device. */
function withBrowser(row: JsonObject, told: Readonly<JsonObject>): Record<string, Json> {
  const properties: JsonObject = known({
    [WELL_KNOWN.browser]: readText(row['os_name']),
    $browser_version: readId(row['os_version']),
    [WELL_KNOWN.os]: readText(row['device_type']) ?? readText(row['device_family']),
  });
  setKeys(properties, told);
  return properties;
}

/**
 * `{company: {acme: {seats: 10}}}`: what the groups were like at the event, on every event of theirs. It is told where
 * it differs from the row before.
 */
function groupEvents(event: CanonicalEvent, given: JsonObject, known: Map<string, string>): CanonicalEvent[] {
  return Object.entries(given).flatMap(([type, groups]) =>
    Object.entries(isJsonObject(groups) ? groups : {}).flatMap(([key, properties]): CanonicalEvent[] => {
      const text = JSON.stringify(properties);
      const name = `${type}\n${key}`;
      if (type === '' || key === '' || !isJsonObject(properties) || text === '{}' || known.get(name) === text)
        return [];
      known.set(name, text);
      return [
        {
          ...event,
          event_id: event.event_id === '' ? '' : `${event.event_id}.${type}.${key}`,
          event: '$groupidentify',
          kind: 'group',
          groups: { [type]: key },
          properties: { $group_type: type, $group_key: key, $group_set: properties, $is_server: true },
        },
      ];
    }),
  );
}
