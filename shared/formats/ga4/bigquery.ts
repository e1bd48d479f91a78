/**
 * The export of Google Analytics 4 to BigQuery, a row an event. Whole numbers come as texts, times in µs, parameters as
 * lists of pairs. Google calls the batch's time the event's: which of its events came first is told by three counters
 * beside it, and so by the ids made here.
 */
import { WELL_KNOWN, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject, setKey, setKeys } from '../../model/json';
import { microseconds } from '../../protocols/ga4/measurement';
import { incomeOf, kindOf, personOperations } from '../../protocols/ga4/names';
import { known, pageAddress } from '../../protocols/page-address';
import { readId, readText, reject } from '../../protocols/reading';
import { hash64, visitorId } from '../../protocols/visitor';
import { hasKeys, isEmpty, listOf, objectOf, prunedOf } from '../rows';
import { hasColumns, type RowReading, type VendorFormat } from '../vendor';

export const ga4BigQuery: VendorFormat = {
  vendor: 'ga4',
  title: 'Google Analytics 4 export to BigQuery',
  recognise: (outline) =>
    hasColumns(outline, ['event_name', 'event_timestamp', 'event_params', 'user_pseudo_id'])
      ? 'It has the fields of Google Analytics 4 in BigQuery: «event_name», «event_timestamp», «event_params».'
      : undefined,
  readsRowsAlone: true,
  reader: (receivedAt) => (row) => readRow(row, receivedAt),
};

/** Said by fields of the canonical event, or taken apart below. */
const FIELDS = new Set(
  `event_name event_timestamp event_date event_params user_id user_pseudo_id user_properties items event_value_in_usd
  event_bundle_sequence_id batch_event_index batch_page_id batch_ordering_id stream_id ecommerce
  privacy_info`.split(/\s+/),
);
/** Parameters that the wire has as fields of the hit, and so not among the properties. */
const PARAMETERS = new Set(['ga_session_id', 'page_location', 'page_title', 'page_referrer']);

function readRow(row: JsonObject, receivedAt: number): RowReading {
  const refuse = (code: Reject['code'], message: string, place: string): RowReading => ({
    events: [],
    rejects: [reject(code, message, place, '')],
  });
  const event = readText(row['event_name']);
  if (event === undefined) return refuse('missing_event_name', 'The event has no name in `event_name`.', 'event_name');
  const given = row['event_timestamp'];
  if (isEmpty(given)) return refuse('missing_time', 'The time is missing.', 'event_timestamp');
  const time = microseconds(given ?? null);
  if (time === undefined) {
    return refuse(
      'invalid_time',
      '`event_timestamp` is no time; it must be microseconds since 1970.',
      'event_timestamp',
    );
  }
  const params = pairsOf(row['event_params']);
  const device = readId(row['user_pseudo_id']);
  const userId = readId(row['user_id']);
  const session = readId(params['ga_session_id']);
  const project = readId(row['stream_id']);
  // Who did not agree to be known has no id: one device in one place for a day.
  const marks = (): string[] => ['stream_id', 'device', 'geo'].map((name) => JSON.stringify(row[name] ?? null));
  const visitor = userId ?? device ?? visitorId(marks(), { receivedAt: time });
  return {
    events: [
      {
        event_id: idOf(row),
        event,
        kind: kindOf(event),
        timestamp: time,
        received_at: receivedAt,
        distinct_id: visitor,
        ...(device === undefined ? (userId === undefined ? { anonymous_id: visitor } : {}) : { anonymous_id: device }),
        ...(userId === undefined ? {} : { user_id: userId }),
        ...(session === undefined ? {} : { session_id: session }),
        groups: {},
        properties: propertiesOf(event, row, params),
        source: 'ga4',
        ...(project === undefined ? {} : { project }),
      },
    ],
    rejects: [],
  };
}

/** Texts that sort as the events came: by time in µs, then page, request and place in it. Equal rows are one event. */
function idOf(row: JsonObject): string {
  const number = (name: string, digits: number): string => (readId(row[name]) ?? '').padStart(digits, '0');
  const order = [
    number('event_timestamp', 16),
    number('batch_page_id', 16),
    number('batch_ordering_id', 6),
    number('batch_event_index', 6),
    number('event_bundle_sequence_id', 10),
  ];
  // What Google still changes for three days, and what its daily table has over the one of today, is left out.
  const content = ['user_pseudo_id', 'event_name', 'event_params'].map((name) => JSON.stringify(row[name] ?? null));
  return `ga4-${order.join('-')}-${hash64(content.join('\n'))}`;
}

/** `[{key, value: {string_value, int_value, …}}]` as an object; `{key: value}` is one already. */
function pairsOf(list: Json | undefined): JsonObject {
  const pairs: JsonObject = {};
  for (const pair of listOf(list)) {
    const key = isJsonObject(pair) ? readText(pair['key']) : undefined;
    if (isJsonObject(pair) && key !== undefined) setKey(pairs, key, valueOf(pair['value']));
  }
  return hasKeys(pairs) ? pairs : objectOf(list);
}

/** Whole numbers come as texts; those that a number cannot hold exactly stay so. */
function valueOf(value: Json | undefined): Json {
  if (!isJsonObject(value)) return value ?? null;
  const { string_value, int_value, float_value, double_value } = value;
  if (!isEmpty(int_value)) {
    const number = Number(int_value);
    return Number.isSafeInteger(number) ? number : (int_value ?? null);
  }
  const real = isEmpty(double_value) ? float_value : double_value;
  if (!isEmpty(real)) return typeof real === 'string' && Number.isFinite(Number(real)) ? Number(real) : (real ?? null);
  return string_value ?? null;
}

function propertiesOf(event: string, row: JsonObject, params: JsonObject): Record<string, Json> {
  const device = objectOf(row['device']);
  const campaign = objectOf(row['collected_traffic_source']);
  const ecommerce = prunedOf(objectOf(row['ecommerce']));
  const items = listOf(row['items']).map((item) => (isJsonObject(item) ? prunedOf(item) : item));
  const beside: JsonObject = {};
  for (const name in row) {
    const value = row[name];
    if (value !== undefined && !isEmpty(value) && !FIELDS.has(name)) setKey(beside, name, plain(value));
  }
  const others = prunedOf(beside);
  const consent = consentOf(objectOf(row['privacy_info']));
  const engaged = params['session_engaged'];
  const person = Object.entries(pairsOf(row['user_properties'])).filter(([name]) => !name.startsWith('ga_session_'));
  const properties: JsonObject = known({
    [WELL_KNOWN.browser]: readText(objectOf(device['web_info'])['browser']) ?? readText(device['browser']),
    [WELL_KNOWN.os]: readText(device['operating_system']),
    [WELL_KNOWN.device]: capitalised(readText(device['category'])),
    language: readText(device['language']),
  });
  setKeys(properties, pageAddress(readText(params['page_location'])));
  setKeys(
    properties,
    known({
      [WELL_KNOWN.title]: readText(params['page_title']),
      [WELL_KNOWN.referrer]: readText(params['page_referrer']),
      [WELL_KNOWN.screen]:
        event === 'screen_view' ? (readText(params['firebase_screen']) ?? readText(params['screen_name'])) : undefined,
      [WELL_KNOWN.utmSource]: readText(campaign['manual_source']),
      [WELL_KNOWN.utmMedium]: readText(campaign['manual_medium']),
      [WELL_KNOWN.utmCampaign]: readText(campaign['manual_campaign_name']),
      [WELL_KNOWN.utmTerm]: readText(campaign['manual_term']),
      [WELL_KNOWN.utmContent]: readText(campaign['manual_content']),
    }),
  );
  const click = readText(campaign['gclid']);
  if (click !== undefined) properties['gclid'] = click;
  setKeys(properties, incomeOf(event, params['value'] ?? ecommerce['purchase_revenue'], params['currency']));
  for (const name in params) if (!PARAMETERS.has(name)) setKey(properties, name, params[name] as Json);
  if (engaged !== undefined) properties['session_engaged'] = engaged === '1' || engaged === 1 || engaged === true;
  if (items.length > 0) properties['items'] = items;
  if (hasKeys(ecommerce)) properties['ecommerce'] = ecommerce;
  setKeys(properties, personOperations(person));
  if (hasKeys(consent)) properties['$consent'] = consent;
  if (row['platform'] === 'SERVER') properties['$is_server'] = true;
  if (hasKeys(others)) properties['$ga4'] = others;
  return properties;
}

const plain = (value: Json): Json => {
  const object = objectOf(value);
  return hasKeys(object) ? object : value;
};

const capitalised = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : text.charAt(0).toUpperCase() + text.slice(1);

/** `{"analytics_storage": "Yes", "ads_storage": "No"}` under the names that the tags have for it. */
const consentOf = (privacy: JsonObject): Record<string, Json> =>
  Object.fromEntries(
    Object.entries({ analytics_storage: privacy['analytics_storage'], ad_storage: privacy['ads_storage'] }).flatMap(
      ([signal, value]): [string, Json][] =>
        value === 'Yes' ? [[signal, true]] : value === 'No' ? [[signal, false]] : [],
    ),
  );
