/**
 * One event of Plausible's API, by tracker or server, as a canonical event or the reason why it is none. Trackers
 * write one letter for each field, servers the whole word. It carries no id and no time: both are the request's.
 */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type EventKind, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { browserOf, known, pageAddress } from '../page-address';
import { parseBody, readId, readText, reject } from '../reading';
import { marksOf, visitorId } from '../visitor';
import type { WireRequest } from '../wire';

const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['pageview', 'page'],
  ['Outbound Link: Click', 'click'],
  ['Cloaked Link: Click', 'click'],
  ['File Download', 'click'],
  ['Form: Submission', 'form'],
  // How far and how long the page was read, told as it goes away.
  ['engagement', 'ping'],
]);

/** What each letter stands for. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['n', 'name'],
  ['u', 'url'],
  ['d', 'domain'],
  ['r', 'referrer'],
  ['p', 'props'],
  ['m', 'props'],
  ['meta', 'props'],
  ['$', 'revenue'],
  ['i', 'interactive'],
  ['w', 'screen_width'],
  ['h', 'hash_mode'],
  ['v', 'version'],
  ['sd', 'scroll_depth'],
  ['e', 'engagement_time'],
]);
/** Said by fields of the canonical event, or under the names that all protocols share. */
const FIELDS = new Set(['name', 'url', 'domain', 'referrer', 'props', 'revenue', 'version']);

export function decodeEvent(body: unknown, request: WireRequest): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(body)) {
    return err(reject('malformed_body', 'The body must be one event as a JSON object.', '', body));
  }
  const item = inWords(body);
  const event = readText(item['name']);
  if (event === undefined) {
    return err(reject('missing_event_name', 'The event has no name in `name` or `n`.', 'name', body));
  }
  const props = propsOf(item['props']);
  if (props === undefined) {
    return err(reject('malformed_event', '`props` must be an object, or one as JSON text.', 'props', body));
  }
  const { headers, receivedAt, newId } = request;
  const project = readText(item['domain']);
  const version = readId(item['version']);
  const visitor = visitorId([project ?? '', ...marksOf(request)], request);
  return ok({
    event_id: newId(),
    event,
    kind: KINDS.get(event) ?? 'custom',
    timestamp: receivedAt,
    received_at: receivedAt,
    distinct_id: visitor,
    anonymous_id: visitor,
    groups: {},
    properties: {
      ...browserOf(headers['user-agent']),
      ...pageAddress(readText(item['url']), isOn(item['hash_mode'])),
      ...known({ [WELL_KNOWN.referrer]: readText(item['referrer']) }),
      ...revenueOf(item['revenue']),
      ...Object.fromEntries(Object.entries(item).filter(([key, value]) => !FIELDS.has(key) && value !== null)),
      ...props,
    },
    source: 'plausible',
    ...(project === undefined ? {} : { project }),
    lib: 'plausible',
    ...(version === undefined ? {} : { lib_version: version }),
  });
}

const inWords = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).map(([key, value]) => [WORDS.get(key) ?? key, value]));

const isOn = (value: Json | undefined): boolean => value === 1 || value === true || value === '1';

/** The older tracker sends the object as text. */
function propsOf(given: Json | undefined): JsonObject | undefined {
  if (given === undefined || given === null || given === '') return {};
  if (typeof given !== 'string') return isJsonObject(given) ? given : undefined;
  const parsed = parseBody(given);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

function revenueOf(given: Json | undefined): Record<string, Json> {
  const revenue = propsOf(given);
  if (revenue === undefined) return {};
  const amount = Number(revenue['amount'] ?? Number.NaN);
  return known({
    $revenue: Number.isFinite(amount) ? amount : revenue['amount'],
    $currency: revenue['currency'],
  });
}
