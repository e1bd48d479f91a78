/**
 * What GA4's validation server (`/debug/mp/collect`) says of a request, by Google's published limits. Nothing is
 * stored of it there, and nothing here.
 */
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { readId, readObject, readText } from '../reading';
import { microseconds } from './measurement';

export type ValidationCode =
  | 'VALUE_INVALID'
  | 'VALUE_REQUIRED'
  | 'NAME_INVALID'
  | 'NAME_RESERVED'
  | 'VALUE_OUT_OF_BOUNDS'
  | 'EXCEEDED_MAX_ENTITIES';

export interface ValidationMessage {
  readonly fieldPath: string;
  readonly description: string;
  readonly validationCode: ValidationCode;
}

/** Google's limits of one request, event, parameter and user property; lengths in characters. */
const LIMITS = { events: 25, params: 25, name: 40, value: 100, userProperties: 25, userName: 24, userValue: 36 };
/** Longer texts are taken in these. */
const LONG_VALUES: ReadonlyMap<string, number> = new Map([
  ['page_title', 300],
  ['page_referrer', 420],
  ['page_location', 1000],
]);
/** How far back an event may be. */
const PAST_MS = 72 * 3_600_000;
const AHEAD_MS = 15 * 60_000;

const RESERVED_EVENTS = new Set(
  (
    'ad_activeview ad_click ad_exposure ad_query ad_reward adunit_exposure app_background app_clear_data ' +
    'app_exception app_remove app_store_refund app_store_subscription_cancel app_store_subscription_convert ' +
    'app_store_subscription_renew app_update app_upgrade dynamic_link_app_open dynamic_link_app_update ' +
    'dynamic_link_first_open error firebase_campaign firebase_in_app_message_action ' +
    'firebase_in_app_message_dismiss firebase_in_app_message_impression first_open first_visit in_app_purchase ' +
    'notification_dismiss notification_foreground notification_open notification_receive notification_send ' +
    'os_update session_start user_engagement'
  ).split(' '),
);
const RESERVED_USER_PROPERTIES = new Set([
  'first_open_time',
  'first_visit_time',
  'last_deep_link_referrer',
  'user_id',
  'first_open_after_install',
]);
const RESERVED_PREFIX = /^(?:_|firebase_|ga_|google_|gtag\.)/;
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

const said = (fieldPath: string, validationCode: ValidationCode, description: string): ValidationMessage => ({
  fieldPath,
  description,
  validationCode,
});

/** All that is wrong with the request, in order; empty for a good one. `receivedAt` is UTC ms. */
export function validate(
  body: JsonObject,
  query: Readonly<Record<string, string>>,
  receivedAt: number,
): ValidationMessage[] {
  const events = body['events'];
  return [
    ...checkWho(body, query),
    ...checkTime(body['timestamp_micros'], 'timestamp_micros', receivedAt),
    ...checkUserProperties(body['user_properties']),
    ...(Array.isArray(events) && events.length > 0
      ? [
          ...atMost(events.length, LIMITS.events, 'events', 'events'),
          ...events.flatMap((event, index) => checkEvent(event, index, receivedAt)),
        ]
      : [said('events', 'VALUE_REQUIRED', 'The request must have at least one event in [events].')]),
  ];
}

function checkWho(body: JsonObject, query: Readonly<Record<string, string>>): ValidationMessage[] {
  const isApp = readText(query['firebase_app_id']) !== undefined;
  const field = isApp ? 'app_instance_id' : 'client_id';
  return [
    ...(isApp || readText(query['measurement_id']) !== undefined
      ? []
      : [said('measurement_id', 'VALUE_REQUIRED', 'The query must have [measurement_id] or [firebase_app_id].')]),
    ...(readText(query['api_secret']) === undefined
      ? [said('api_secret', 'VALUE_REQUIRED', 'The query must have [api_secret].')]
      : []),
    ...(readId(body[field]) === undefined ? [said(field, 'VALUE_REQUIRED', `The request must have [${field}].`)] : []),
  ];
}

function checkTime(given: Json | undefined, path: string, receivedAt: number): ValidationMessage[] {
  if (given === undefined || given === null) return [];
  const time = microseconds(given);
  if (time === undefined) return [said(path, 'VALUE_INVALID', `[${path}] must be microseconds since 1970.`)];
  if (time >= receivedAt - PAST_MS && time <= receivedAt + AHEAD_MS) return [];
  return [said(path, 'VALUE_OUT_OF_BOUNDS', `[${path}] must be of the last 72 hours.`)];
}

function checkUserProperties(given: Json | undefined): ValidationMessage[] {
  if (given === undefined) return [];
  const path = 'user_properties';
  if (!isJsonObject(given)) return [said(path, 'VALUE_INVALID', '[user_properties] must be an object.')];
  const properties = Object.entries(given);
  return [
    ...atMost(properties.length, LIMITS.userProperties, path, 'user properties'),
    ...properties.flatMap(([name, property]) => [
      ...checkName(name, `${path}.${name}`, 'User property', LIMITS.userName, RESERVED_USER_PROPERTIES),
      ...(isJsonObject(property) && 'value' in property
        ? checkLength(property['value'], LIMITS.userValue, `${path}.${name}.value`)
        : [said(`${path}.${name}`, 'VALUE_INVALID', `User property [${name}] must be {"value": …}.`)]),
    ]),
  ];
}

function checkEvent(event: unknown, index: number, receivedAt: number): ValidationMessage[] {
  const where = `Event at index: [${index}]`;
  const name = isJsonObject(event) ? readText(event['name']) : undefined;
  if (!isJsonObject(event) || name === undefined) {
    return [said('events', 'VALUE_REQUIRED', `${where} must have a [name].`)];
  }
  const path = `events[${index}].params`;
  const params = readObject(event['params']);
  return [
    ...checkName(name, 'events', where, LIMITS.name, RESERVED_EVENTS),
    ...checkTime(event['timestamp_micros'], `events[${index}].timestamp_micros`, receivedAt),
    ...(event['params'] !== undefined && !isJsonObject(event['params'])
      ? [said(path, 'VALUE_INVALID', `${where} must have an object in [params].`)]
      : []),
    ...atMost(Object.keys(params).length, LIMITS.params, path, 'parameters'),
    ...Object.entries(params).flatMap(([param, value]) => [
      ...checkName(param, `${path}.${param}`, `${where} parameter`, LIMITS.name, new Set()),
      ...checkLength(value, LONG_VALUES.get(param) ?? LIMITS.value, `${path}.${param}`),
      ...(param === 'items' && !Array.isArray(value)
        ? [said(`${path}.items`, 'VALUE_INVALID', `${where} must have an array in [items].`)]
        : []),
    ]),
    ...(typeof params['value'] === 'number' && params['currency'] === undefined
      ? [said(path, 'VALUE_REQUIRED', `${where} has a [value] and must have a [currency].`)]
      : []),
  ];
}

function checkName(
  name: string,
  path: string,
  whose: string,
  longest: number,
  reserved: ReadonlySet<string>,
): ValidationMessage[] {
  const shown = name.slice(0, 100);
  if (reserved.has(name) || (RESERVED_PREFIX.test(name) && !name.startsWith('_'))) {
    return [said(path, 'NAME_RESERVED', `${whose} has invalid name [${shown}]. It is reserved.`)];
  }
  if (!/^[A-Za-z]/.test(name)) {
    const why = 'Names must start with an alphabetic character.';
    return [said(path, 'NAME_INVALID', `${whose} has invalid name [${shown}]. ${why}`)];
  }
  if (!NAME.test(name) || name.length > longest) {
    const why = `Names must be at most ${longest} letters, digits and underscores.`;
    return [said(path, 'NAME_INVALID', `${whose} has invalid name [${shown}]. ${why}`)];
  }
  return [];
}

const checkLength = (value: Json | undefined, longest: number, path: string): ValidationMessage[] =>
  typeof value === 'string' && value.length > longest
    ? [said(path, 'VALUE_OUT_OF_BOUNDS', `[${path}] is longer than ${longest} characters.`)]
    : [];

const atMost = (count: number, most: number, path: string, what: string): ValidationMessage[] =>
  count > most
    ? [said(path, 'EXCEEDED_MAX_ENTITIES', `There are ${count} ${what}, and at most ${most} are taken.`)]
    : [];
