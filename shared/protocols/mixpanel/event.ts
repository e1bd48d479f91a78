/** One event of Mixpanel's wire format, browser or server, as a canonical event or the reason why it is none. */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type EventKind, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject, setKey } from '../../model/json';
import { clockSkew, correctTime, readId, readObject, readText, readTime, reject } from '../reading';
import { identityOf, isDevice } from './identity';

/** What all items of one request share. */
export interface Envelope {
  readonly receivedAt: number;
  readonly sentAt: number | undefined;
  /** Of the request; items carry their own. */
  readonly project: string | undefined;
  /** What the request's browser says of itself, under the names that all protocols share. */
  readonly agent: Readonly<Record<string, Json>>;
  /** The names under which events have groups among their properties, as far as they are known. */
  readonly groupTypes?: ReadonlySet<string>;
  readonly newId: () => string;
}

const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['$mp_web_page_view', 'page'],
  ['$mp_click', 'click'],
  ['$mp_rage_click', 'click'],
  ['$mp_dead_click', 'click'],
  ['$mp_input_change', 'form'],
  ['$mp_submit', 'form'],
  ['$mp_scroll', 'scroll'],
  ['$mp_page_leave', 'ping'],
  ['$identify', 'identify'],
  ['$create_alias', 'alias'],
  ['$merge', 'alias'],
  ['$experiment_started', 'flag'],
  ['$ae_session', 'session'],
  ['$session_start', 'session'],
  ['$session_end', 'session'],
]);

/** Said by fields of the canonical event, and the token is no property of what happened. */
const FIELDS = new Set(['token', 'distinct_id', 'time', '$insert_id', 'mp_lib', '$lib_version']);

export function decodeEvent(item: unknown, place: string, envelope: Envelope): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(item)) return err(reject('malformed_event', 'An event must be an object.', place, item));
  const refuse = (code: Reject['code'], message: string, field = ''): Result<never, Reject> =>
    err(reject(code, message, field === '' ? place : `${place}${place === '' ? '' : '.'}${field}`, item));

  const event = readText(item['event']);
  if (event === undefined) return refuse('missing_event_name', 'The event has no name in `event`.', 'event');
  if (item['properties'] !== undefined && item['properties'] !== null && !isJsonObject(item['properties'])) {
    return refuse('malformed_event', '`properties` must be an object.', 'properties');
  }
  const sent = readObject(item['properties']);
  const identity = identityOf(event, sent);
  if (identity === undefined) {
    return refuse(
      'missing_id',
      'The event says nobody: `properties` needs a `distinct_id`, `$user_id` or `$device_id`.',
    );
  }
  const given = sent['time'];
  const time = given === undefined || given === null ? envelope.receivedAt : readTime(given);
  if (time === undefined) {
    return refuse('invalid_time', '`time` is no time; send seconds or milliseconds since 1970.', 'properties.time');
  }
  const project = readText(sent['token']) ?? envelope.project;
  const lib = readText(sent['mp_lib']);
  const libVersion = readText(sent['$lib_version']);
  return ok({
    event_id: readId(sent['$insert_id']) ?? envelope.newId(),
    event,
    kind: KINDS.get(event) ?? 'custom',
    ...correctTime(time, clockSkew(envelope.sentAt, envelope.receivedAt)),
    ...(envelope.sentAt === undefined ? {} : { sent_at: envelope.sentAt }),
    received_at: envelope.receivedAt,
    ...identity,
    groups: groupsOf(sent, envelope.groupTypes ?? new Set()),
    properties: propertiesOf(event, item, sent, envelope),
    source: 'mixpanel',
    ...(project === undefined ? {} : { project }),
    ...(lib === undefined ? {} : { lib }),
    ...(libVersion === undefined ? {} : { lib_version: libVersion }),
  });
}

/**
 * Groups stand among the properties, as one key or a list of them, and nothing on the wire but their types' names tells
 * them from others. Of several keys the first counts. `$groups` says it outright.
 */
function groupsOf(sent: JsonObject, types: ReadonlySet<string>): Record<string, string> {
  const groups: Record<string, string> = {};
  const add = (type: string, given: Json | undefined): void => {
    const key = readId(Array.isArray(given) ? given[0] : given);
    if (key !== undefined) setKey(groups, type, key);
  };
  if (types.size > 0) {
    for (const name in sent) if (types.has(name) && !name.startsWith('$')) add(name, sent[name]);
  }
  const outright = readObject(sent['$groups']);
  for (const type in outright) add(type, outright[type]);
  return groups;
}

/** The browser SDK says browser and system itself; of the device's type it says nothing. */
const SAID_BY_AGENT = [WELL_KNOWN.browser, WELL_KNOWN.os, WELL_KNOWN.device] as const;

function propertiesOf(event: string, item: JsonObject, sent: JsonObject, envelope: Envelope): Record<string, Json> {
  const properties: JsonObject = {};
  const set = (name: string, value: Json | undefined): void => {
    if (value !== undefined) properties[name] = value;
  };
  if (sent['mp_lib'] === 'web') for (const name of SAID_BY_AGENT) set(name, envelope.agent[name]);
  set(WELL_KNOWN.path, readText(sent['current_url_path']));
  set(WELL_KNOWN.title, readText(sent['current_page_title']));
  if (event === '$merge') set('alias', mergedId(sent));
  for (const key in item) if (key !== 'event' && key !== 'properties') setKey(properties, key, item[key] as Json);
  for (const key in sent) if (!FIELDS.has(key)) setKey(properties, key, sent[key] as Json);
  return properties;
}

/** The second of the two ids that `$merge` joins; the first is the event's own. */
function mergedId(sent: JsonObject): string | undefined {
  const ids = sent['$distinct_ids'];
  const second = Array.isArray(ids) ? readId(ids[1]) : undefined;
  return second === undefined || isDevice(second) ? undefined : second;
}
