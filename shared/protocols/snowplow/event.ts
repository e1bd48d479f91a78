/** One event of Snowplow's tracker protocol, of any tracker, as a canonical event or the reason why it is none. */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import { isJunkId } from '../../model/junk-id';
import { isJsonObject, type Json, type JsonObject, setKey, setKeys } from '../../model/json';
import { browserOf, known, pageAddress } from '../page-address';
import { clockSkew, correctTime, readId, readObject, readText, readTime, reject } from '../reading';
import { marksOf, visitorId } from '../visitor';
import type { WireRequest } from '../wire';
import { byName, readEntity, readWrapped, type Entity } from './entities';
import { happeningOf, OWN } from './happening';

/** Said by fields of the canonical event, or under the names that all protocols share. */
const FIELDS = new Set([
  'eid',
  'dtm',
  'ttm',
  'stm',
  'uid',
  'duid',
  'sid',
  'url',
  'page',
  'refr',
  'ua',
  'aid',
  'tv',
  'co',
  'cx',
]);

/** Self-describing JSON that was read before, and so need not stand in the parameters. */
export interface ReadBefore {
  readonly contexts: readonly Entity[];
  /** The event's own. */
  readonly own?: Entity | undefined;
  /** What is known of it where the parameters do not say otherwise; the event's properties are added to these. */
  readonly properties: JsonObject;
  /** Stands with what else the parameters say. */
  readonly beside: Readonly<JsonObject>;
}

export function decodeEvent(
  item: unknown,
  place: string,
  request: WireRequest,
  before?: ReadBefore,
): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(item)) return err(reject('malformed_event', 'An event must be an object.', place, item));
  const refuse = (code: Reject['code'], message: string, field: string): Result<never, Reject> =>
    err(reject(code, message, place === '' ? field : `${place}.${field}`, item));

  const happening = happeningOf(item, before?.own);
  if ('message' in happening) return refuse('malformed_event', happening.message, happening.field);
  const contexts = before?.contexts ?? contextsOf(item);
  if (contexts === undefined) {
    return refuse('malformed_event', 'The contexts must be {"schema", "data": […]}, as JSON or base64 of it.', 'co');
  }
  const { receivedAt } = request;
  const sentAt = readTime(item['stm']);
  const own = readText(item['ttm']);
  const given = own ?? item['dtm'];
  const time = given === undefined || given === null ? receivedAt : readTime(given);
  if (time === undefined) {
    const field = own === undefined ? 'dtm' : 'ttm';
    return refuse('invalid_time', `\`${field}\` is no time; send milliseconds since 1970.`, field);
  }
  const session = readObject(contexts.find(({ name }) => name === 'client_session')?.data);
  const sessionId = readId(item['sid']) ?? readId(session['sessionId']);
  const project = readText(item['aid']);
  return ok({
    event_id: readId(item['eid']) ?? request.newId(),
    event: happening.event,
    kind: happening.kind,
    // A true timestamp is the caller's, not what the clock showed.
    ...correctTime(time, own === undefined ? clockSkew(sentAt, receivedAt) : 0),
    ...(sentAt === undefined ? {} : { sent_at: sentAt }),
    received_at: receivedAt,
    ...identityOf(item, session, sessionId, request),
    ...(sessionId === undefined ? {} : { session_id: sessionId }),
    groups: {},
    properties: propertiesOf(item, contexts, happening.properties, request, before),
    source: 'snowplow',
    ...(project === undefined ? {} : { project }),
    ...libraryOf(item),
  });
}

/** `js-4.10.1` as `snowplow-js` 4.10.1. */
function libraryOf(item: JsonObject): { lib?: string; lib_version?: string } {
  const [, name, version] = /^(.+?)-(\d.*)$/.exec(readText(item['tv']) ?? '') ?? [];
  if (name !== undefined && version !== undefined) return { lib: `snowplow-${name}`, lib_version: version };
  const whole = readText(item['tv']);
  return whole === undefined ? {} : { lib: `snowplow-${whole}` };
}

/** Undefined where they cannot be read. */
function contextsOf(item: JsonObject): readonly Entity[] | undefined {
  const wrapped = readWrapped(item['co'], item['cx']);
  if (wrapped === null) return [];
  const list = wrapped?.['data'];
  if (!Array.isArray(list)) return undefined;
  const entities = list.map(readEntity);
  return entities.every((entity) => entity !== undefined) ? entities : undefined;
}

/**
 * `duid` is the browser's, and clearing user data makes a new one; with `uid` on one event it links. Who tracks
 * without ids is one session, or where there is none, one browser for a day.
 */
function identityOf(
  item: JsonObject,
  session: JsonObject,
  sessionId: string | undefined,
  request: WireRequest,
): Pick<CanonicalEvent, 'distinct_id' | 'anonymous_id' | 'user_id'> {
  const userId = readId(item['uid']);
  const install = readId(session['userId']);
  const device =
    readId(item['duid']) ??
    (install === undefined || isJunkId(install) ? undefined : install) ??
    readId(item['nuid']) ??
    readId(item['tnuid']);
  if (userId !== undefined) {
    return { distinct_id: userId, ...(device === undefined ? {} : { anonymous_id: device }), user_id: userId };
  }
  const marks = [readText(item['aid']) ?? '', readText(item['tna']) ?? '', ...marksOf(request)];
  const visitor = device ?? sessionId ?? visitorId(marks, request);
  return { distinct_id: visitor, anonymous_id: visitor };
}

function propertiesOf(
  item: JsonObject,
  contexts: readonly Entity[],
  own: Readonly<Record<string, Json>>,
  { headers }: WireRequest,
  before: ReadBefore | undefined,
): Record<string, Json> {
  const isServer = item['p'] === 'srv';
  const page = readObject(contexts.find(({ name }) => name === 'web_page')?.data);
  const properties = before?.properties ?? {};
  setKeys(properties, isServer ? { $is_server: true } : browserOf(readText(item['ua']) ?? headers['user-agent']));
  setKeys(properties, pageAddress(readText(item['url'])));
  setKeys(
    properties,
    known({
      [WELL_KNOWN.title]: readText(item['page']),
      [WELL_KNOWN.referrer]: readText(item['refr']),
      [WELL_KNOWN.screen]: own['$schema'] === undefined ? undefined : screenOf(own),
      $pageview_id: readId(page['id']),
    }),
  );
  setKeys(properties, own);
  if (contexts.length > 0) properties['contexts'] = byName(contexts);
  const beside: Record<string, Json> = {};
  for (const key in item) if (!FIELDS.has(key) && !OWN.has(key)) setKey(beside, key, item[key] as Json);
  if (before !== undefined) setKeys(beside, before.beside);
  for (const _key in beside) {
    properties['$snowplow'] = beside;
    break;
  }
  return properties;
}

/** The name of the screen in a screen view of the vendor's own schema. */
const screenOf = (own: Readonly<Record<string, Json>>): string | undefined =>
  /^iglu:com\.snowplowanalytics\.[^/]+\/screen_view\//.test(readText(own['$schema']) ?? '')
    ? readText(own['name'])
    : undefined;
