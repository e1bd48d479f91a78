/** One tracking request of Matomo's HTTP API, by tracker, pixel or server, as a canonical event or a reject. */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject, setKey, setKeys } from '../../model/json';
import { browserOf, isBrowser, known, pageAddress, queryOf } from '../page-address';
import { inRange, parseBody, readText, readTime, reject } from '../reading';
import { hash64, marksOf, visitorId } from '../visitor';
import type { WireRequest } from '../wire';
import { type Action, actionOf } from './action';

export type Params = Readonly<Record<string, string>>;

/** Said by fields of the canonical event; the token is a secret, and `rec` and `rand` say nothing. */
const FIELDS = new Set([
  'idsite',
  'rec',
  'rand',
  'apiv',
  'send_image',
  'token_auth',
  'uid',
  'cid',
  '_id',
  'cdt',
  'cdo',
  'url',
  'action_name',
  'urlref',
  'ua',
  'cvar',
  '_cvar',
  'ec_items',
  'uadata',
]);

/** `raw` is what the sender wrote, for the reject. */
export function decodeParams(
  params: Params,
  place: string,
  raw: unknown,
  request: WireRequest,
): Result<CanonicalEvent, Reject> {
  const refuse = (code: Reject['code'], text: string, field: string): Result<never, Reject> =>
    err(reject(code, text, place === '' ? field : `${place}.${field}`, raw));

  if (params['rec'] !== '1') return refuse('malformed_event', 'Matomo records a request only with `rec=1`.', 'rec');
  const action = actionOf(params);
  const time = timeOf(params, request.receivedAt);
  if (time === undefined) {
    return refuse('invalid_time', '`cdt` is no time; send 2026-01-31 10:00:00 (UTC) or seconds since 1970.', 'cdt');
  }
  const project = readText(params['idsite']);
  const agent = readText(params['ua']) ?? request.headers['user-agent'];
  return ok({
    event_id: idOfHit(params, request) ?? request.newId(),
    event: action.event,
    kind: action.kind,
    timestamp: time,
    received_at: request.receivedAt,
    ...identityOf(params, request),
    groups: {},
    properties: propertiesOf(params, action, agent),
    source: 'matomo',
    ...(project === undefined ? {} : { project }),
  });
}

function propertiesOf(params: Params, action: Action, agent: string | undefined): Record<string, Json> {
  const properties: JsonObject = isBrowser(agent) ? browserOf(agent) : { $is_server: true };
  setKeys(properties, pageOf(params));
  for (const key in params) {
    if (!FIELDS.has(key) && !action.said.has(key)) setKey(properties, key, params[key] as string);
  }
  setKeys(properties, structuredOf(params));
  setKeys(properties, action.properties);
  return properties;
}

/** As short as the tracker's own. */
const LEAST_RAND = 6;

/**
 * The tracker sends a POST whose answer was lost once more, as a GET of the same hit: the same id then. `rand` is new with
 * each hit and the page's clock stands beside it, so that two real hits that are equal otherwise stay two; hits without
 * both get no id of their own.
 */
function idOfHit(params: Params, { receivedAt }: WireRequest): string | undefined {
  const { rand = '', h, m, s } = params;
  if (rand.length < LEAST_RAND || h === undefined || m === undefined || s === undefined) return undefined;
  const said = Object.entries(params).filter(([key]) => key !== 'send_image' && key !== 'token_auth');
  const day = new Date(receivedAt).toISOString().slice(0, '2026-01-31'.length);
  return `matomo-${day}-${hash64(JSON.stringify(said.toSorted(([a], [b]) => (a < b ? -1 : 1))))}`;
}

/** Of caller's choice, or delayed by a queue; else the time of arrival. */
function timeOf({ cdt, cdo }: Params, receivedAt: number): number | undefined {
  if (readText(cdt) !== undefined) return readTime(cdt);
  const delay = Number(cdo ?? '');
  return (Number.isFinite(delay) && delay > 0 ? inRange(receivedAt - delay * 1000) : undefined) ?? receivedAt;
}

/**
 * `cid` overrides `_id`, the visitor that the tracker keeps in a cookie. Without one, a visitor is one browser on one
 * site for a day, as Matomo has it without cookies; that is a guess, and never links with a user.
 */
function identityOf(
  params: Params,
  request: WireRequest,
): Pick<CanonicalEvent, 'distinct_id' | 'anonymous_id' | 'user_id'> {
  const userId = readText(params['uid']);
  const device = readText(params['cid']) ?? readText(params['_id']);
  if (userId !== undefined) {
    return { distinct_id: userId, ...(device === undefined ? {} : { anonymous_id: device }), user_id: userId };
  }
  const [agent = '', address = ''] = marksOf(request);
  const marks = [params['idsite'], params['ua'] ?? agent, params['cip'] ?? address, params['lang'], params['res']];
  const visitor =
    device ??
    visitorId(
      marks.map((mark) => mark ?? ''),
      request,
    );
  return { distinct_id: visitor, anonymous_id: visitor };
}

/** Most addresses do not, and taking them apart takes long. */
const MAY_NAME_CAMPAIGN = /mtm|pk|%/;

/** Matomo has parameters of its own for campaigns, older and newer ones, in the page's address. */
function pageOf(params: Params): Record<string, Json> {
  const url = readText(params['url']);
  const query = MAY_NAME_CAMPAIGN.test(url ?? '') ? queryOf(url ?? '') : {};
  const campaign = (name: string): string | undefined =>
    readText(query[`mtm_${name}`]) ?? readText(query[`pk_${name}`]);
  const page = known({
    [WELL_KNOWN.utmSource]: campaign('source'),
    [WELL_KNOWN.utmMedium]: campaign('medium'),
    [WELL_KNOWN.utmCampaign]: campaign('campaign') ?? readText(params['_rcn']),
    [WELL_KNOWN.utmTerm]: campaign('keyword') ?? campaign('kwd') ?? readText(params['_rck']),
    [WELL_KNOWN.utmContent]: campaign('content'),
    [WELL_KNOWN.title]: readText(params['action_name']),
    [WELL_KNOWN.referrer]: readText(params['urlref']),
  });
  setKeys(page, pageAddress(url));
  return page;
}

/** Parameters that hold JSON: custom variables by name, goods, what the browser says of itself. */
const structuredOf = (params: Params): Record<string, Json> =>
  known({
    custom_variables: jsonOf(params['cvar'], variables),
    visit_variables: jsonOf(params['_cvar'], variables),
    items: jsonOf(params['ec_items'], goods),
    uadata: jsonOf(params['uadata'], (value) => value),
  });

/** What cannot be read stays as it is. */
function jsonOf(text: string | undefined, shape: (value: Json) => Json): Json | undefined {
  if (text === undefined || text === '') return undefined;
  const parsed = parseBody(text);
  return parsed.ok ? shape(parsed.value as Json) : text;
}

/** `{"1": ["plan", "pro"]}` as `{plan: "pro"}`. */
function variables(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const pairs = Object.values(value).flatMap((pair): [string, Json][] =>
    Array.isArray(pair) && typeof pair[0] === 'string' ? [[pair[0], pair[1] ?? null]] : [],
  );
  return pairs.length === Object.keys(value).length ? Object.fromEntries(pairs) : value;
}

const GOODS = ['sku', 'name', 'category', 'price', 'quantity'];

/** `[["sku-1", "Tea", "Drinks", 3.5, 2]]` with the names of the columns. */
const goods = (value: Json): Json =>
  Array.isArray(value)
    ? value.map((row) =>
        Array.isArray(row) ? Object.fromEntries(row.map((cell, index) => [GOODS[index] ?? `${index}`, cell])) : row,
      )
    : value;
