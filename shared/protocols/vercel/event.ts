/** One message of Vercel Web Analytics, page view or event, by browser or server, as a canonical event or a reject. */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { browserOf, known, pageAddress } from '../page-address';
import { clockSkew, correctTime, readText, readTime, reject } from '../reading';
import { marksOf, visitorId } from '../visitor';
import type { WireRequest } from '../wire';

/** Said by fields of the canonical event, or under the names that all protocols share. */
const FIELDS = new Set(['o', 'ts', 'sv', 'sdkn', 'sdkv', 'r', 't', 'en', 'ed', 'dp', 'f']);

export function decodeMessage(body: unknown, request: WireRequest): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(body)) {
    return err(reject('malformed_body', 'The body must be one message as a JSON object.', '', body));
  }
  const isView = request.path.endsWith('/view');
  const event = readText(body['en']) ?? (isView ? 'pageview' : undefined);
  if (event === undefined) return err(reject('missing_event_name', 'The event has no name in `en`.', 'en', body));
  if (body['ed'] !== undefined && body['ed'] !== null && !isJsonObject(body['ed'])) {
    return err(reject('malformed_event', '`ed`, the event’s data, must be an object.', 'ed', body));
  }
  const given = body['ts'];
  const time = given === undefined || given === null ? request.receivedAt : readTime(given);
  if (time === undefined) {
    return err(reject('invalid_time', '`ts` is no time; send milliseconds since 1970.', 'ts', body));
  }
  const url = readText(body['o']);
  const project = hostOf(url);
  const visitor = visitorId([project ?? '', ...marksOf(request)], request);
  return ok({
    event_id: request.newId(),
    event,
    kind: isView && body['en'] === undefined ? 'page' : 'custom',
    // It is stamped as it is sent, so the same time tells what the sender's clock shows.
    ...correctTime(time, clockSkew(time, request.receivedAt)),
    received_at: request.receivedAt,
    distinct_id: visitor,
    anonymous_id: visitor,
    groups: {},
    properties: propertiesOf(body, url, request),
    source: 'vercel',
    ...(project === undefined ? {} : { project }),
    ...libraryOf(body),
  });
}

/** `shop.test:3000` of an address that has a host. */
const hostOf = (url: string | undefined): string | undefined =>
  /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]+)/.exec(url ?? '')?.[1];

function libraryOf(body: JsonObject): { lib?: string; lib_version?: string } {
  const lib = readText(body['sdkn']);
  const version = readText(body['sdkv']);
  return { ...(lib === undefined ? {} : { lib }), ...(version === undefined ? {} : { lib_version: version }) };
}

/** A server that tracks passes the visitor's browser on. */
const isServer = (body: JsonObject, { headers }: WireRequest): boolean =>
  headers['x-va-server'] !== undefined || readText(body['sdkn'])?.endsWith('/server') === true;

function propertiesOf(body: JsonObject, url: string | undefined, request: WireRequest): Record<string, Json> {
  const flags = body['f'];
  return {
    ...(isServer(body, request) ? { $is_server: true } : {}),
    ...browserOf(request.headers['user-agent']),
    ...pageAddress(url),
    ...known({
      [WELL_KNOWN.title]: readText(body['t']),
      [WELL_KNOWN.referrer]: readText(body['r']),
      route: readText(body['dp']),
      // Servers wrap them.
      flags: isJsonObject(flags) && isJsonObject(flags['p']) ? flags['p'] : flags,
    }),
    ...Object.fromEntries(Object.entries(body).filter(([name]) => !FIELDS.has(name))),
    ...(isJsonObject(body['ed']) ? body['ed'] : {}),
  };
}
