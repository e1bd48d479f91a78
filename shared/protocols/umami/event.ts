/** One message of Umami's `/api/send` (its script, its node client or a server) as a canonical event or a reject. */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type EventKind, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { browserOf, known, pageAddress } from '../page-address';
import { readId, readObject, readText, readTime, reject } from '../reading';
import { marksOf, visitorOfMonth } from '../visitor';
import type { WireRequest } from '../wire';

/** The node client calls itself so, whatever it runs in. */
const SERVER_AGENT = /^Mozilla\/5\.0 Umami\/(.+)$/;

/** Said by fields of the canonical event, or under the names that all protocols share. */
const FIELDS = new Set(['website', 'name', 'data', 'id', 'vid', 'timestamp', 'title', 'referrer', 'hostname']);

export function decodeMessage(message: unknown, place: string, request: WireRequest): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(message)) {
    return err(reject('malformed_event', 'A message must be {"type", "payload"}.', place, message));
  }
  const refuse = (code: Reject['code'], text: string, field: string): Result<never, Reject> =>
    err(reject(code, text, place === '' ? field : `${place}.${field}`, message));

  const { type, payload } = message;
  if (type !== 'event' && type !== 'identify' && type !== 'performance') {
    return refuse('malformed_event', '`type` must be event, identify or performance.', 'type');
  }
  if (!isJsonObject(payload)) return refuse('malformed_event', '`payload` must be an object.', 'payload');
  const given = payload['timestamp'];
  const time = given === undefined || given === null ? request.receivedAt : readTime(given);
  if (time === undefined) {
    return refuse('invalid_time', '`timestamp` is no time; send seconds since 1970.', 'payload.timestamp');
  }
  const userId = readId(payload['id']);
  const name = readText(payload['name']);
  const agent = readText(payload['userAgent']) ?? request.headers['user-agent'];
  const server = agent === undefined ? undefined : SERVER_AGENT.exec(agent);
  const project = readId(payload['website']);
  return ok({
    event_id: request.newId(),
    event: type === 'event' ? (name ?? 'pageview') : type,
    kind: kindOf(type, name, userId),
    timestamp: time,
    received_at: request.receivedAt,
    ...identityOf(payload, userId, request),
    groups: {},
    properties: {
      ...(server ? { $is_server: true } : browserOf(agent)),
      ...pageOf(payload, request),
      ...Object.fromEntries(Object.entries(payload).filter(([key]) => !FIELDS.has(key))),
      ...(type === 'identify' ? { $set: readObject(payload['data']) } : dataOf(payload['data'])),
    },
    source: 'umami',
    ...(project === undefined ? {} : { project }),
    ...(server ? { lib: 'umami-node' } : {}),
  });
}

/** Properties without an id are set on whoever the visitor is. */
function kindOf(
  type: 'event' | 'identify' | 'performance',
  name: string | undefined,
  userId: string | undefined,
): EventKind {
  if (type === 'performance') return 'vitals';
  if (type === 'identify') return userId === undefined ? 'person' : 'identify';
  return name === undefined ? 'page' : 'custom';
}

/**
 * A visitor id of the script's own links with a user's. Without one, a visitor is one browser on one site for a month,
 * as Umami's server has it; that is a guess, and never links with a user.
 */
function identityOf(
  payload: JsonObject,
  userId: string | undefined,
  request: WireRequest,
): Pick<CanonicalEvent, 'distinct_id' | 'anonymous_id' | 'user_id'> {
  const device = readId(payload['vid']);
  if (userId !== undefined) {
    return { distinct_id: userId, ...(device === undefined ? {} : { anonymous_id: device }), user_id: userId };
  }
  const marks = [readId(payload['website']) ?? '', readText(payload['hostname']) ?? '', ...marksOf(request)];
  const visitor = device ?? visitorOfMonth(marks, request);
  return { distinct_id: visitor, anonymous_id: visitor };
}

/** Older scripts send the path alone; the page's host stands beside it, and the scheme in `Origin`. */
function pageOf(payload: JsonObject, { headers }: WireRequest): Record<string, Json> {
  const url = readText(payload['url']);
  const host = readText(payload['hostname']);
  const origin = headers['origin'];
  const isOrigin = host !== undefined && origin?.replace(/^https?:\/\//, '').replace(/:\d+$/, '') === host;
  return {
    ...pageAddress(url?.startsWith('/') === true && isOrigin ? origin + url : url),
    ...known({
      [WELL_KNOWN.title]: readText(payload['title']),
      [WELL_KNOWN.referrer]: readText(payload['referrer']),
      $host: host,
    }),
  };
}

const dataOf = (data: Json | undefined): Record<string, Json> =>
  isJsonObject(data) ? data : known({ data: data === null ? undefined : data });
