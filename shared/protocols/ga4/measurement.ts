/**
 * The Measurement Protocol (`/mp/collect`), with which servers and apps send: who it is at the top, up to 25 events
 * below, each to be taken or refused alone.
 */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { browserOf, isBrowser, known, pageAddress } from '../page-address';
import { inRange, readId, readObject, readText, reject } from '../reading';
import type { WireRequest } from '../wire';
import { incomeOf, kindOf, personOperations } from './names';

/** Said by fields of the canonical event, or under the names that all protocols share. */
const ENVELOPE_FIELDS = new Set(
  'client_id app_instance_id user_id timestamp_micros events user_properties consent user_agent validation_behavior'.split(
    ' ',
  ),
);
const PARAM_FIELDS = new Set(['session_id', 'timestamp_micros']);
const EVENT_FIELDS = new Set(['name', 'params', 'timestamp_micros']);

/** `fromEnd` counts the events that follow in the same request. */
export function decodeMeasured(
  item: unknown,
  place: string,
  body: JsonObject,
  request: WireRequest,
  fromEnd: number,
): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(item)) return err(reject('malformed_event', 'An event must be {"name", "params"}.', place, item));
  const refuse = (code: Reject['code'], message: string, field: string): Result<never, Reject> =>
    err(reject(code, message, field.startsWith('/') ? field.slice(1) : `${place}.${field}`, item));

  const event = readText(item['name']);
  if (event === undefined) return refuse('missing_event_name', 'The event has no name in `name`.', 'name');
  if (item['params'] !== undefined && item['params'] !== null && !isJsonObject(item['params'])) {
    return refuse('malformed_event', '`params` must be an object.', 'params');
  }
  const params = readObject(item['params']);
  const device = readId(body['client_id']) ?? readId(body['app_instance_id']);
  const userId = readId(body['user_id']);
  const distinctId = userId ?? device;
  if (distinctId === undefined) {
    return refuse(
      'missing_id',
      'The request says nobody: give `client_id`, `app_instance_id` or `user_id`.',
      '/client_id',
    );
  }
  const given = item['timestamp_micros'] ?? params['timestamp_micros'] ?? body['timestamp_micros'];
  const time = given === undefined || given === null ? request.receivedAt - fromEnd : microseconds(given);
  if (time === undefined) {
    const where = item['timestamp_micros'] === undefined ? '/timestamp_micros' : 'timestamp_micros';
    return refuse('invalid_time', '`timestamp_micros` is no time; send microseconds since 1970.', where);
  }
  const session = readId(params['session_id']);
  const project = readText(request.query['measurement_id']) ?? readText(request.query['firebase_app_id']);
  return ok({
    event_id: request.newId(),
    event,
    kind: kindOf(event),
    timestamp: inRange(time) ?? request.receivedAt,
    received_at: request.receivedAt,
    distinct_id: distinctId,
    ...(device === undefined ? {} : { anonymous_id: device }),
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(session === undefined ? {} : { session_id: session }),
    groups: {},
    properties: propertiesOf(event, item, params, body, request),
    source: 'ga4',
    ...(project === undefined ? {} : { project }),
    lib: 'measurement-protocol',
  });
}

/** UTC ms. */
export function microseconds(value: Json): number | undefined {
  const micros = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)) ? Number(value) : NaN;
  return Number.isFinite(micros) ? inRange(micros / 1000) : undefined;
}

function propertiesOf(
  event: string,
  item: JsonObject,
  params: JsonObject,
  body: JsonObject,
  { headers }: WireRequest,
): Record<string, Json> {
  const agent = readText(body['user_agent']) ?? headers['user-agent'];
  const consent = consentIn(readObject(body['consent']));
  const others = Object.entries(body).filter(([name]) => !ENVELOPE_FIELDS.has(name));
  const person = Object.entries(readObject(body['user_properties'])).map(
    ([name, property]) => [name, isJsonObject(property) ? (property['value'] ?? null) : property] as const,
  );
  return {
    ...(isBrowser(agent) ? browserOf(agent) : { $is_server: true }),
    ...pageAddress(readText(params['page_location'])),
    ...known({
      [WELL_KNOWN.title]: readText(params['page_title']),
      [WELL_KNOWN.referrer]: readText(params['page_referrer']),
      [WELL_KNOWN.screen]: event === 'screen_view' ? readText(params['screen_name']) : undefined,
      // Other events may mean anything by these words.
      ...(event === 'campaign_details' ? campaignOf(params) : {}),
    }),
    ...incomeOf(event, params['value'], params['currency']),
    ...Object.fromEntries(Object.entries(item).filter(([name]) => !EVENT_FIELDS.has(name))),
    ...Object.fromEntries(Object.entries(params).filter(([name]) => !PARAM_FIELDS.has(name))),
    ...personOperations(person),
    ...(Object.keys(consent).length === 0 ? {} : { $consent: consent }),
    ...(others.length === 0 ? {} : { $ga4: Object.fromEntries(others) }),
  };
}

const campaignOf = (params: JsonObject): Record<string, Json | undefined> => ({
  [WELL_KNOWN.utmSource]: readText(params['source']),
  [WELL_KNOWN.utmMedium]: readText(params['medium']),
  [WELL_KNOWN.utmCampaign]: readText(params['campaign']),
  [WELL_KNOWN.utmTerm]: readText(params['term']),
  [WELL_KNOWN.utmContent]: readText(params['content']),
});

/** `{"ad_user_data": "GRANTED"}` as true and false; what is neither stays as it is. */
const consentIn = (given: JsonObject): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(given).map(([signal, value]) => [
      signal,
      value === 'GRANTED' ? true : value === 'DENIED' ? false : value,
    ]),
  );
