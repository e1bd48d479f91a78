/** One log record of OpenTelemetry that is an event, as a canonical event or the reason why it is none. */
import { err, ok, type Result } from '../../base/result';
import { isJunkId } from '../../model/junk-id';
import { WELL_KNOWN, type CanonicalEvent, type EventKind, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { browserOf, isBrowser, known, pageAddress } from '../page-address';
import { readId, readText, reject } from '../reading';
import { hash64, marksOf, visitorId } from '../visitor';
import type { WireRequest } from '../wire';
import type { LogRecord } from './records';
import { attributesOf, millisOf, nanosOf, valueOf } from './values';

/** Names of OpenTelemetry's semantic conventions, present and past. */
const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['browser.page_view', 'page'],
  ['page_view', 'page'],
  ['app.screen.view', 'screen'],
  ['app.screen.click', 'click'],
  ['app.widget.click', 'click'],
  ['browser.user_action.click', 'click'],
  ['browser.web_vital', 'vitals'],
  ['browser.navigation_timing', 'vitals'],
  ['browser.resource_timing', 'network'],
  ['exception', 'error'],
  ['app.crash', 'error'],
  ['device.crash', 'error'],
  ['feature_flag.evaluation', 'flag'],
  ['feature_flag', 'flag'],
  ['session.start', 'session'],
  ['session.end', 'session'],
]);

/** Said by fields of the canonical event. */
const FIELDS = new Set(['event.name', 'user.id', 'enduser.id', 'session.id', 'posthogDistinctId', 'sessionId']);

/** What the record is called; undefined where it is a log like any other. An exception that was logged has a name. */
export function eventNameOf(record: JsonObject, attributes: JsonObject): string | undefined {
  return (
    readText(record['eventName']) ??
    readText(attributes['event.name']) ??
    (attributes['exception.type'] === undefined && attributes['exception.message'] === undefined
      ? undefined
      : 'exception')
  );
}

/** `at` counts the request's records, so that the same request sent again has the same ids. Undefined: no event. */
export function decodeRecord(
  { record, resource, scope, place }: LogRecord,
  at: number,
  request: WireRequest,
): Result<CanonicalEvent, Reject> | undefined {
  const refuse = (code: Reject['code'], message: string, field: string): Result<never, Reject> =>
    err(reject(code, message, `${place}.${field}`, record));

  const attributes = attributesOf(record['attributes']);
  if (attributes === undefined) return refuse('malformed_event', '`attributes` must be an array.', 'attributes');
  const event = eventNameOf(record, attributes);
  if (event === undefined) return undefined;
  const field = isSaid(record['timeUnixNano']) ? 'timeUnixNano' : 'observedTimeUnixNano';
  const nanos = nanosOf(record[field]);
  const time = nanos === undefined ? undefined : nanos === '0' ? request.receivedAt : millisOf(nanos);
  if (nanos === undefined || time === undefined) {
    return refuse('invalid_time', `\`${field}\` is no time; send nanoseconds since 1970.`, field);
  }
  const session = readId(attributes['session.id']) ?? readId(attributes['sessionId']) ?? readId(resource['session.id']);
  const project = readText(resource['service.name']) ?? request.credential;
  return ok({
    event_id: nanos === '0' ? request.newId() : idOf(nanos, at, [resource, scope, record]),
    event,
    kind: KINDS.get(event) ?? 'custom',
    timestamp: time,
    received_at: request.receivedAt,
    ...identityOf(attributes, resource, session, request),
    ...(session === undefined ? {} : { session_id: session }),
    groups: {},
    properties: propertiesOf(record, attributes, resource, scope, request),
    source: 'otlp',
    ...(project === undefined ? {} : { project }),
    ...libraryOf(resource),
  });
}

const isSaid = (nanos: Json | undefined): boolean => nanos !== undefined && nanos !== '0' && nanos !== 0;

/**
 * Records have no ids, and exporters send a request again that was not answered. The time in front keeps events of one
 * millisecond in their order.
 */
const idOf = (nanos: string, at: number, parts: readonly JsonObject[]): string =>
  `${nanos.padStart(19, '0')}-${String(at).padStart(4, '0')}-${hash64(JSON.stringify(parts))}`;

/**
 * An installation or a pseudonym links with a user. Without either, who tracks is one session, a browser for a day, or
 * a service that says nobody's name.
 */
function identityOf(
  attributes: JsonObject,
  resource: JsonObject,
  session: string | undefined,
  request: WireRequest,
): Pick<CanonicalEvent, 'distinct_id' | 'anonymous_id' | 'user_id'> {
  const said = (name: string): string | undefined => readId(attributes[name]) ?? readId(resource[name]);
  const userId = said('user.id') ?? said('enduser.id');
  const device = ['enduser.pseudo.id', 'user.hash', 'app.installation.id', 'device.id']
    .map(said)
    .find((id) => id !== undefined && !isJunkId(id));
  if (userId !== undefined) {
    return { distinct_id: userId, ...(device === undefined ? {} : { anonymous_id: device }), user_id: userId };
  }
  if (device !== undefined) return { distinct_id: device, anonymous_id: device };
  // PostHog's logs name whoever its events name, and do not say whether that is a user.
  const posthog = said('posthogDistinctId');
  if (posthog !== undefined) return { distinct_id: posthog };
  const service = readText(resource['service.name']) ?? '';
  const visitor =
    session ??
    (isServer(attributes, resource, request) ? undefined : visitorId([service, ...marksOf(request)], request));
  if (visitor !== undefined) return { distinct_id: visitor, anonymous_id: visitor };
  return { distinct_id: readId(resource['service.instance.id']) ?? `$service_${service}` };
}

const CLIENT_LANGUAGES = new Set(['webjs', 'swift', 'android']);

/** Servers pass on what browsers report, so what the record says of its user agent counts before the request's. */
function isServer(attributes: JsonObject, resource: JsonObject, { headers }: WireRequest): boolean {
  if (CLIENT_LANGUAGES.has(readText(resource['telemetry.sdk.language']) ?? '')) return false;
  if (
    readId(attributes['session.id']) !== undefined ||
    Object.keys(resource).some((name) => name.startsWith('browser.'))
  ) {
    return false;
  }
  return !isBrowser(agentOf(attributes, resource, headers));
}

const agentOf = (attributes: JsonObject, resource: JsonObject, headers: WireRequest['headers']): string | undefined =>
  readText(attributes['user_agent.original']) ?? readText(resource['user_agent.original']) ?? headers['user-agent'];

function libraryOf(resource: JsonObject): { lib: string; lib_version?: string } {
  const name = readText(resource['telemetry.sdk.name']) ?? 'opentelemetry';
  const language = readText(resource['telemetry.sdk.language']);
  const version = readText(resource['telemetry.sdk.version']);
  return {
    lib: language === undefined ? name : `${name}-${language}`,
    ...(version === undefined ? {} : { lib_version: version }),
  };
}

/** The record's own fields that say more than the event does. */
const BESIDE = ['severityNumber', 'severityText', 'flags', 'droppedAttributesCount'];

function propertiesOf(
  record: JsonObject,
  attributes: JsonObject,
  resource: JsonObject,
  scope: JsonObject,
  request: WireRequest,
): Record<string, Json> {
  const content = record['body'] === undefined ? null : valueOf(record['body']);
  const own: JsonObject = {
    ...(isJsonObject(content) ? content : content === null ? {} : { body: content }),
    ...Object.fromEntries(Object.entries(attributes).filter(([name]) => !FIELDS.has(name))),
  };
  const text = (...names: string[]): string | undefined =>
    names.map((name) => readText(own[name])).find((value) => value !== undefined);
  const beside = Object.fromEntries(
    BESIDE.flatMap((name) => (record[name] === undefined || record[name] === 0 ? [] : [[name, record[name]]])),
  ) as JsonObject;
  const otlp: JsonObject = {
    ...beside,
    ...(Object.keys(resource).length === 0 ? {} : { resource }),
    ...(Object.keys(scope).length === 0 ? {} : { scope }),
  };
  return {
    ...(isServer(attributes, resource, request)
      ? { $is_server: true }
      : browserOf(agentOf(attributes, resource, request.headers))),
    ...pageAddress(text('url.full', 'browser.page.url', 'page.url', 'http.url', 'url')),
    ...known({
      [WELL_KNOWN.path]: text('url.path'),
      [WELL_KNOWN.title]: text('browser.page.title', 'page.title', 'title'),
      [WELL_KNOWN.referrer]: text('http.request.header.referer', 'page.referrer', 'referrer'),
      [WELL_KNOWN.screen]: text('app.screen.name', 'screen.name'),
      trace_id: readText(record['traceId']),
      span_id: readText(record['spanId']),
    }),
    ...own,
    ...personOf(attributes),
    ...(Object.keys(otlp).length === 0 ? {} : { $otlp: otlp }),
  };
}

/** What the conventions have for a user's name and address. */
function personOf(attributes: JsonObject): Record<string, Json> {
  const set = known({
    name: readText(attributes['user.full_name']) ?? readText(attributes['user.name']),
    email: readText(attributes['user.email']),
  });
  return Object.keys(set).length === 0 ? {} : { $set: set };
}
