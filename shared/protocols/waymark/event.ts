/** One event of Waymark's own format as a canonical event, or the reason why it is none. */
import { err, ok, type Result } from '../../base/result';
import { EVENT_KINDS, type CanonicalEvent, type EventKind, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { kindOf } from '../kinds';
import { clockSkew, correctTime, inRange, readId, readObject, readText, readTime, reject } from '../reading';
import type { WireRequest } from '../wire';
import type { Item } from './items';

const FIELDS = [
  'event',
  'distinct_id',
  'timestamp',
  'event_id',
  'anonymous_id',
  'user_id',
  'session_id',
  'groups',
  'properties',
  'kind',
  'sent_at',
  'project',
  'lib',
  'lib_version',
];

/** `shared` holds for all events of the request, theirs over it; `fromEnd` counts those that follow. */
export function decodeItem(
  { value: item, place }: Item,
  shared: JsonObject,
  request: WireRequest,
  fromEnd: number,
): Result<CanonicalEvent, Reject> {
  const refuse = (code: Reject['code'], message: string, field = ''): Result<never, Reject> =>
    err(reject(code, message, field === '' ? place : `${place}${place === '' ? '' : '.'}${field}`, item));
  if (!isJsonObject(item)) return refuse('malformed_event', 'An event must be an object.');
  const unknown = Object.keys(item).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    return refuse(
      'malformed_event',
      `«${unknown.slice(0, 100)}» is no field of an event. Put your own values into \`properties\`; the fields are ${FIELDS.join(', ')}.`,
      unknown.slice(0, 100),
    );
  }
  const event = readText(item['event']);
  if (event === undefined) return refuse('missing_event_name', '`event` must be the name of what happened.', 'event');
  for (const field of ['properties', 'groups'] as const) {
    if (item[field] !== undefined && !isJsonObject(item[field])) {
      return refuse('malformed_event', `\`${field}\` must be an object.`, field);
    }
  }
  const properties = { ...readObject(shared['properties']), ...readObject(item['properties']) };
  const kind = item['kind'] ?? kindOf(event, properties);
  if (!isKind(kind)) return refuse('malformed_event', `\`kind\` must be one of ${EVENT_KINDS.join(', ')}.`, 'kind');
  const said = (field: string): Json | undefined => item[field] ?? shared[field];
  const anonymousId = readId(said('anonymous_id'));
  const userId = readId(said('user_id'));
  const distinctId = readId(said('distinct_id')) ?? userId ?? anonymousId;
  if (distinctId === undefined) {
    return refuse(
      'missing_id',
      'The event says nobody: give `distinct_id`, `user_id` or `anonymous_id`.',
      'distinct_id',
    );
  }
  const { receivedAt } = request;
  const timestamp =
    item['timestamp'] === undefined
      ? // Those of one request without a time follow each other a millisecond apart, the last of them now.
        (inRange(receivedAt - fromEnd) ?? receivedAt)
      : readTime(item['timestamp']);
  if (timestamp === undefined) {
    const message = '`timestamp` is no time; send ISO 8601 such as 2026-01-31T10:00:00Z, or milliseconds since 1970.';
    return refuse('invalid_time', message, 'timestamp');
  }
  const sentAt = said('sent_at') === undefined ? undefined : readTime(said('sent_at'));
  if (sentAt === undefined && said('sent_at') !== undefined) {
    return refuse('invalid_time', '`sent_at` is no time; send ISO 8601, or milliseconds since 1970.', 'sent_at');
  }
  // Without a time of its own an event has that of its arrival, by our own clock.
  const skew = item['timestamp'] === undefined ? 0 : clockSkew(sentAt, receivedAt);
  const sessionId = readId(said('session_id'));
  const project = readText(said('project'));
  const lib = readText(said('lib'));
  const libVersion = readText(said('lib_version'));
  return ok({
    event_id: readId(item['event_id']) ?? request.newId(),
    event,
    kind,
    ...correctTime(timestamp, skew),
    ...(sentAt === undefined ? {} : { sent_at: sentAt }),
    received_at: receivedAt,
    distinct_id: distinctId,
    ...(anonymousId === undefined ? {} : { anonymous_id: anonymousId }),
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(sessionId === undefined ? {} : { session_id: sessionId }),
    groups: { ...groupsOf(readObject(shared['groups'])), ...groupsOf(readObject(item['groups'])) },
    properties,
    source: 'waymark',
    ...(project === undefined ? {} : { project }),
    ...(lib === undefined ? {} : { lib }),
    ...(libVersion === undefined ? {} : { lib_version: libVersion }),
  });
}

const isKind = (value: unknown): value is EventKind => EVENT_KINDS.some((kind) => kind === value);

function groupsOf(sent: JsonObject): Record<string, string> {
  const groups: Record<string, string> = {};
  for (const [type, key] of Object.entries(sent)) {
    const id = readId(key);
    if (id !== undefined) groups[type] = id;
  }
  return groups;
}
