/** One event of PostHog's wire format, any SDK and version, as a canonical event or the reason why it is none. */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { kindOf } from '../kinds';
import { correctTime, inRange, readId, readObject, readText, readTime, reject } from '../reading';

/** What all events of one request share. */
export interface Envelope {
  readonly receivedAt: number;
  readonly sentAt: number | undefined;
  /** What the sender's clock showed too much; 0 where that cannot be told. */
  readonly skew: number;
  readonly project: string | undefined;
  readonly lib: string | undefined;
  readonly libVersion: string | undefined;
  readonly newId: () => string;
}

/** All visitors of a site without cookies share this id; it names nobody. */
const COOKIELESS = '$posthog_cookieless';

export function decodeEvent(item: unknown, place: string, envelope: Envelope): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(item)) {
    return err(reject('malformed_event', 'An event must be an object.', place, item));
  }
  const refuse = (code: Reject['code'], message: string, field = ''): Result<never, Reject> =>
    err(reject(code, message, field === '' ? place : `${place}${place === '' ? '' : '.'}${field}`, item));

  const event = readText(item['event']);
  if (event === undefined) return refuse('missing_event_name', 'The event has no name in `event`.', 'event');
  if (item['properties'] !== undefined && item['properties'] !== null && !isJsonObject(item['properties'])) {
    return refuse('malformed_event', '`properties` must be an object.', 'properties');
  }
  const sent = withOptions(readObject(item['properties']), item['options']);
  const distinctId =
    readId(item['distinct_id']) ??
    readId(sent['distinct_id']) ??
    readId(item['$distinct_id']) ??
    readId(sent['$distinct_id']);
  if (distinctId === undefined) {
    return refuse('missing_id', 'The event says nobody: `distinct_id` is missing, at the top or in `properties`.');
  }
  const time = eventTime(item, sent, envelope);
  if (time === undefined) {
    return refuse('invalid_time', '`timestamp` is no time; send ISO 8601 such as 2026-01-31T10:00:00Z.', 'timestamp');
  }
  const properties = propertiesOf(item, sent, event);
  const own = sent['$event_time_override_provided'] === true;
  const sessionId = readId(sent['$session_id']) ?? readId(item['session_id']);
  const lib = readText(sent['$lib']) ?? envelope.lib;
  const libVersion = readText(sent['$lib_version']) ?? envelope.libVersion;
  return ok({
    event_id: readId(item['uuid']) ?? readId(sent['$insert_id']) ?? envelope.newId(),
    event,
    kind: kindOf(event, sent),
    // A time that the caller chose is not what the clock showed.
    ...correctTime(time, own ? 0 : envelope.skew),
    ...(envelope.sentAt === undefined ? {} : { sent_at: envelope.sentAt }),
    received_at: envelope.receivedAt,
    ...identityOf(event, distinctId, sent, time),
    ...(sessionId === undefined ? {} : { session_id: sessionId }),
    groups: groupsOf(event, sent),
    properties,
    source: 'posthog',
    ...(envelope.project === undefined ? {} : { project: envelope.project }),
    ...(lib === undefined ? {} : { lib }),
    ...(libVersion === undefined ? {} : { lib_version: libVersion }),
  });
}

/** `/i/v1/…` says in `options` what other endpoints say in properties. */
function withOptions(properties: JsonObject, options: unknown): JsonObject {
  if (!isJsonObject(options)) return properties;
  return {
    ...('process_person_profile' in options
      ? { $process_person_profile: options['process_person_profile'] as Json }
      : {}),
    ...(options['cookieless_mode'] === true ? { $cookieless_mode: true } : {}),
    ...properties,
  };
}

/** UTC ms; undefined where a time is given that is none. */
function eventTime(item: JsonObject, properties: JsonObject, { sentAt, receivedAt }: Envelope): number | undefined {
  const given = item['timestamp'] ?? properties['timestamp'];
  if (given !== undefined && given !== null && given !== '') return readTime(given);
  // Batches of older versions say how long before sending it was.
  const offset = item['offset'];
  if (typeof offset === 'number') return inRange((sentAt ?? receivedAt) - offset);
  return readTime(properties['$time']) ?? sentAt ?? receivedAt;
}

type Identity = Pick<CanonicalEvent, 'distinct_id' | 'anonymous_id' | 'user_id'>;

/**
 * Which of the ids is a known user's and which a browser's. `$device_id` is never one of them: it outlives `reset()`,
 * so it would join the people who share a device.
 */
function identityOf(event: string, distinctId: string, properties: JsonObject, time: number): Identity {
  if (distinctId === COOKIELESS) {
    const visitor = cookielessId(properties, time);
    return { distinct_id: visitor, anonymous_id: visitor };
  }
  if (event === '$identify') {
    const before = readId(properties['$anon_distinct_id']);
    const isLink = before !== undefined && before !== COOKIELESS && before !== distinctId;
    // A server names a user without saying which browser was theirs; that is no statement about ids.
    if (!isLink && properties['$is_server'] === true) return { distinct_id: distinctId };
    return { distinct_id: distinctId, user_id: distinctId, ...(isLink ? { anonymous_id: before } : {}) };
  }
  if (event === '$create_alias' || event === '$merge_dangerously')
    return { distinct_id: distinctId, user_id: distinctId };
  if (properties['$is_identified'] === true || readId(properties['$user_id']) !== undefined) {
    return { distinct_id: distinctId, user_id: distinctId };
  }
  // Only SDKs on a device tell whether somebody is known; a server's id is whatever its caller chose.
  const onDevice = properties['$is_identified'] === false || readId(properties['$device_id']) !== undefined;
  return onDevice ? { distinct_id: distinctId, anonymous_id: distinctId } : { distinct_id: distinctId };
}

/** A visitor without cookies is one browser on one site for one day (UTC), as PostHog's own server has it. */
function cookielessId(properties: JsonObject, time: number): string {
  const day = new Date(time).toISOString().slice(0, 10);
  const browser = ['$raw_user_agent', '$host', '$timezone', '$screen_width', '$screen_height']
    .map((key) => readId(properties[key]) ?? '')
    .join('\n');
  return `cookieless-${day}-${hash32(browser).toString(16).padStart(8, '0')}`;
}

/** FNV-1a over UTF-16 code units. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

function groupsOf(event: string, properties: JsonObject): Record<string, string> {
  const groups: Record<string, string> = {};
  for (const [type, key] of Object.entries(readObject(properties['$groups']))) {
    const id = readId(key);
    if (type !== '' && id !== undefined) groups[type] = id;
  }
  const type = readText(properties['$group_type']);
  const key = readId(properties['$group_key']);
  if (event === '$groupidentify' && type !== undefined && key !== undefined) groups[type] = key;
  return groups;
}

/** Person operations may stand beside `properties` or in them; those beside win. */
function propertiesOf(item: JsonObject, sent: JsonObject, event: string): Record<string, Json> {
  // Said by fields of the canonical event, and the token is no property of what happened. Not deleted: objects are slow after.
  const { token: _token, distinct_id: _id, $groups: _groups, ...rest } = sent;
  const properties: Record<string, Json> = rest;
  for (const operation of ['$set', '$set_once'] as const) {
    const beside = item[operation];
    if (isJsonObject(beside)) properties[operation] = { ...readObject(sent[operation]), ...beside };
  }
  if (Array.isArray(item['$unset'])) properties['$unset'] = item['$unset'];
  const title = sent['title'];
  if (event === '$pageview' && typeof title === 'string') properties[WELL_KNOWN.title] ??= title;
  return properties;
}
