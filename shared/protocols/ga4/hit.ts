/** One event of gtag's (`/g/collect`): parameters of the query, and those of its line of the body over them. */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import type { Json } from '../../model/json';
import { browserOf, isBrowser, known, pageAddress } from '../page-address';
import { inRange, readText, reject } from '../reading';
import type { WireRequest } from '../wire';
import { consentOf } from './consent';
import { isItem, readItem } from './items';
import { incomeOf, kindOf, personOperations } from './names';

export type Params = Readonly<Record<string, string>>;

/** Said by fields of the canonical event, or under the names that all protocols or GA4's own reports have. */
const FIELDS = new Set('v tid cid uid sid en dl dt dr cs cm cn ck cc _et sct seg cu ul sr api_secret'.split(' '));

/** `fromEnd` counts the events that follow in the same request; `raw` is what the sender wrote, for the reject. */
export function decodeHit(
  params: Params,
  place: string,
  raw: string,
  request: WireRequest,
  fromEnd: number,
): Result<CanonicalEvent, Reject> {
  const refuse = (code: Reject['code'], message: string, field: string): Result<never, Reject> =>
    err(reject(code, message, place === '' ? field : `${place}.${field}`, raw));

  const event = readText(params['en']);
  if (event === undefined) return refuse('missing_event_name', 'The event has no name in `en`.', 'en');
  const device = readText(params['cid']);
  const userId = readText(params['uid']);
  const distinctId = userId ?? device;
  if (distinctId === undefined)
    return refuse('missing_id', 'The event needs a `cid` (client) or a `uid` (user).', 'cid');
  const session = readText(params['sid']);
  const project = readText(params['tid']);
  return ok({
    event_id: request.newId(),
    event,
    kind: kindOf(event),
    // None has a time of its own: those of one request follow each other a millisecond apart, the last of them now.
    timestamp: inRange(request.receivedAt - fromEnd) ?? request.receivedAt,
    received_at: request.receivedAt,
    distinct_id: distinctId,
    ...(device === undefined ? {} : { anonymous_id: device }),
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(session === undefined ? {} : { session_id: session }),
    groups: {},
    properties: propertiesOf(event, params, request),
    source: 'ga4',
    ...(project === undefined ? {} : { project }),
    lib: 'gtag',
  });
}

function propertiesOf(event: string, params: Params, { headers }: WireRequest): Record<string, Json> {
  const agent = headers['user-agent'];
  const entries = Object.entries(params);
  const own = Object.fromEntries(
    entries.flatMap(([name, value]): [string, Json][] => {
      if (name.startsWith('ep.')) return [[name.slice('ep.'.length), value]];
      return name.startsWith('epn.') ? [[name.slice('epn.'.length), numberIn(value)]] : [];
    }),
  );
  const person = entries.flatMap(([name, value]): [string, Json][] => {
    if (name.startsWith('up.')) return [[name.slice('up.'.length), value]];
    return name.startsWith('upn.') ? [[name.slice('upn.'.length), numberIn(value)]] : [];
  });
  const items = entries
    .filter(([name]) => isItem(name))
    .toSorted(([one], [other]) => Number(one.slice(2)) - Number(other.slice(2)))
    .map(([, value]) => readItem(value));
  const consent = consentOf(params['gcs'], params['gcd']);
  const others = entries.filter(([name]) => !FIELDS.has(name) && !isItem(name) && !/^[eu]pn?\./.test(name));
  return {
    ...(isBrowser(agent) ? browserOf(agent) : {}),
    ...pageAddress(readText(params['dl'])),
    ...known({
      [WELL_KNOWN.title]: readText(params['dt']),
      [WELL_KNOWN.referrer]: readText(params['dr']),
      [WELL_KNOWN.screen]: event === 'screen_view' ? own['screen_name'] : undefined,
      // A campaign that the page set itself, over the one in its address.
      [WELL_KNOWN.utmSource]: readText(params['cs']),
      [WELL_KNOWN.utmMedium]: readText(params['cm']),
      [WELL_KNOWN.utmCampaign]: readText(params['cn']),
      [WELL_KNOWN.utmTerm]: readText(params['ck']),
      [WELL_KNOWN.utmContent]: readText(params['cc']),
      language: readText(params['ul']),
      screen_resolution: readText(params['sr']),
      engagement_time_msec: optionalNumber(params['_et']),
      ga_session_number: optionalNumber(params['sct']),
      session_engaged: params['seg'] === undefined ? undefined : params['seg'] === '1',
      currency: readText(params['cu']),
    }),
    ...incomeOf(event, own['value'], readText(params['cu']) ?? own['currency']),
    ...own,
    ...(items.length === 0 ? {} : { items }),
    ...personOperations(person),
    ...(Object.keys(consent).length === 0 ? {} : { $consent: consent }),
    ...(others.length === 0 ? {} : { $ga4: Object.fromEntries(others) }),
  };
}

/** A number where it is one, else the text as it is. */
function numberIn(text: string): Json {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : text;
}

const optionalNumber = (text: string | undefined): Json | undefined =>
  text === undefined || text === '' ? undefined : numberIn(text);
