/**
 * Matomo's `Live.getLastVisitsDetails`: a visit a row, with what the visitor did in `actionDetails`. Each action is read
 * as the request that its tracker sent; the visit is its session.
 */
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject, setKey, setKeys } from '../../model/json';
import { decodeParams } from '../../protocols/matomo/event';
import { known } from '../../protocols/page-address';
import { readId, readText, reject } from '../../protocols/reading';
import { firstOf, hasKeys, isEmpty, listOf, timeOf } from '../rows';
import { hasColumns, type RowReading, type VendorFormat } from '../vendor';

export const matomoLive: VendorFormat = {
  vendor: 'matomo',
  title: 'Matomo visits (Live API)',
  recognise: (outline) =>
    hasColumns(outline, ['idVisit', 'visitorId', 'actionDetails'])
      ? 'Its rows are visits of Matomo’s Live API: «idVisit», «visitorId», «actionDetails».'
      : undefined,
  readsRowsAlone: true,
  reader: (receivedAt) => (row) => readVisit(row, receivedAt),
};

const QUARTER_HOUR_S = 900;

function readVisit(visit: JsonObject, receivedAt: number): RowReading {
  const events: CanonicalEvent[] = [];
  const rejects: Reject[] = [];
  const actions = listOf(visit['actionDetails']);
  const shift = shiftOf(visit, actions);
  const told = toldOf(visit);
  actions.forEach((action, index) => {
    const place = `actionDetails[${index}]`;
    if (!isJsonObject(action)) {
      rejects.push(reject('malformed_event', 'An action must be an object.', place, action));
      return;
    }
    const seconds = secondsOf(firstOf(action, ['timestamp', 'serverTimestamp']));
    if (seconds === undefined) {
      rejects.push(reject('missing_time', 'The action has no `timestamp`.', `${place}.timestamp`, ''));
      return;
    }
    const time = (seconds - shift) * 1000;
    const decoded = decodeParams(paramsOf(visit, action, time), '', '', {
      method: 'POST',
      path: '/',
      query: {},
      headers: {},
      body: '',
      baseUrl: '',
      clientAddress: readText(visit['visitIp']) ?? '',
      // The day of a visitor without an id is that of the visit.
      receivedAt: time,
      newId: () => '',
    });
    if (!decoded.ok) {
      rejects.push({ ...decoded.error, place });
      return;
    }
    const session = readId(visit['idVisit']);
    events.push({
      ...decoded.value,
      ...nobodyOf(visit, session),
      event_id: idOf(visit, action, time, index),
      // What the pages and events of plug-ins are called, which trackers send in other ways.
      ...(TYPES.has(readText(action['type']) ?? 'action')
        ? {}
        : { event: readText(action['type']) ?? 'action', kind: 'custom' }),
      received_at: receivedAt,
      ...(session === undefined ? {} : { session_id: session }),
      properties: propertiesOf(told, action, decoded.value.properties, index === 0),
    });
  });
  return { events, rejects };
}

/** Of a visitor that is not told nothing is known but this visit. */
function nobodyOf(visit: JsonObject, session: string | undefined): Partial<CanonicalEvent> {
  const isTold = readId(visit['userId']) !== undefined || readId(visit['visitorId']) !== undefined;
  if (isTold || session === undefined) return {};
  const id = `visit-${readId(visit['idSite']) ?? ''}-${session}`;
  return { distinct_id: id, anonymous_id: id };
}

const TYPES = new Set('action event goal ecommerceOrder ecommerceAbandonedCart outlink download search'.split(' '));

/** Some versions write the site's own clock into the actions' times and UTC into the visit's: by how many s they differ. */
function shiftOf(visit: JsonObject, actions: readonly Json[]): number {
  const first = secondsOf(visit['firstActionTimestamp']);
  const times = actions.flatMap((action) => (isJsonObject(action) ? (secondsOf(action['timestamp']) ?? []) : []));
  if (first === undefined || times.length === 0) return 0;
  const shift = times.reduce((least, time) => Math.min(least, time)) - first;
  return shift % QUARTER_HOUR_S === 0 && Math.abs(shift) <= 56 * QUARTER_HOUR_S ? shift : 0;
}

function secondsOf(value: Json | undefined): number | undefined {
  const ms = timeOf(value);
  return ms === undefined ? undefined : ms / 1000;
}

/** `pageId` numbers actions over the whole of a Matomo; goals and orders have none. */
function idOf(visit: JsonObject, action: JsonObject, time: number, index: number): string {
  const part = readId(action['pageId']) ?? readId(action['goalPageId']);
  const type = readText(action['type']) ?? '';
  const isPage = part !== undefined && !type.startsWith('ecommerce') && type !== 'goal';
  const own = isPage ? part : [type, readId(firstOf(action, ['orderId', 'goalId'])) ?? index, time].join('-');
  return ['matomo', readId(visit['idSite']) ?? '', readId(visit['idVisit']) ?? '', own].join('-');
}

/** The parameters with which a tracker would have said so. */
function paramsOf(visit: JsonObject, action: JsonObject, time: number): Record<string, string> {
  const type = readText(action['type']) ?? 'action';
  const isShop = type === 'ecommerceOrder' || type === 'ecommerceAbandonedCart';
  const params: Record<string, Json | undefined> = {
    rec: '1',
    idsite: visit['idSite'],
    // Where visitors are made anonymous, false stands there.
    uid: readId(visit['userId']),
    _id: readId(visit['visitorId']),
    cdt: String(time),
    url: type === 'outlink' || type === 'download' ? undefined : action['url'],
    action_name: firstOf(action, type === 'action' ? ['pageTitle', 'title'] : ['pageTitle']),
    ...(type === 'event'
      ? {
          e_c: action['eventCategory'],
          e_a: action['eventAction'],
          e_n: action['eventName'],
          e_v: action['eventValue'],
        }
      : {}),
    ...(type === 'goal' ? { idgoal: action['goalId'] ?? action['goalName'], revenue: action['revenue'] } : {}),
    ...(isShop ? { idgoal: '0', ec_id: action['orderId'], revenue: action['revenue'] } : {}),
    ...(isShop
      ? {
          ec_st: action['revenueSubTotal'],
          ec_tx: action['revenueTax'],
          ec_sh: action['revenueShipping'],
          ec_dt: action['revenueDiscount'],
        }
      : {}),
    ...(type === 'outlink' ? { link: action['url'] } : {}),
    ...(type === 'download' ? { download: action['url'] } : {}),
    ...(type === 'search'
      ? {
          search: firstOf(action, ['siteSearchKeyword', 'title']),
          search_cat: action['siteSearchCategory'],
          search_count: action['siteSearchCount'],
        }
      : {}),
  };
  const texts: Record<string, string> = {};
  for (const name in params) {
    const value = params[name];
    const text = typeof value === 'boolean' ? String(value) : readId(value);
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}

/** Pictures and words made for a page, and what is said elsewhere. */
const SAID =
  /Icons?$|SVG$|Pretty|Flag$|^(?:type|title|subtitle|url|timestamp|icon|pageTitle|event(?:Category|Action|Name|Value)|actionDetails|idVisit|idSite|visitorId|userId|itemDetails|location|plugins|fingerprint)$/;
/** Of the visit: what is no count of what its events say themselves. */
const OF_VISIT =
  /^(?:visitorType|visitCount|daysSince\w+|secondsSince\w+|referrer\w+|campaign\w+|language\w*|device(?:Brand|Model)|operatingSystemVersion|browserVersion|country\w*|continent\w*|region\w*|city|latitude|longitude|resolution|visitIp|siteName|siteCurrency|customVariables|dimension\d+|experiments)$/;

const DIMENSION = /^dimension\d+$/;
/** What a column's name says, found out once for each. */
const roles = new Map<string, 'said' | 'dimension' | 'of visit' | 'beside'>();
const MAX_ROLES = 2_000;

function roleOf(name: string): 'said' | 'dimension' | 'of visit' | 'beside' {
  const before = roles.get(name);
  if (before !== undefined) return before;
  const role = DIMENSION.test(name)
    ? 'dimension'
    : SAID.test(name)
      ? 'said'
      : OF_VISIT.test(name)
        ? 'of visit'
        : 'beside';
  if (roles.size < MAX_ROLES) roles.set(name, role);
  return role;
}

/** What a visit says of each of its events, taken apart once. */
interface Told {
  readonly known: JsonObject;
  /** Of the first event alone: how the visitor came. */
  readonly arrival: JsonObject;
  readonly dimensions: JsonObject;
  readonly beside: JsonObject;
}

function toldOf(visit: JsonObject): Told {
  const told: Told = {
    known: known({
      [WELL_KNOWN.browser]: readText(visit['browserName']),
      [WELL_KNOWN.os]: readText(visit['operatingSystemName']),
      [WELL_KNOWN.device]: deviceOf(readText(visit['deviceType'])),
    }),
    arrival: known({
      [WELL_KNOWN.referrer]: readText(visit['referrerUrl']),
      [WELL_KNOWN.utmSource]: readText(visit['campaignSource']),
      [WELL_KNOWN.utmMedium]: readText(visit['campaignMedium']),
      [WELL_KNOWN.utmCampaign]:
        readText(visit['campaignName']) ??
        (visit['referrerType'] === 'campaign' ? readText(visit['referrerName']) : undefined),
      [WELL_KNOWN.utmTerm]: readText(visit['campaignKeyword']),
      [WELL_KNOWN.utmContent]: readText(visit['campaignContent']),
    }),
    dimensions: {},
    beside: {},
  };
  for (const name in visit) {
    const value = visit[name];
    if (value === undefined || isEmpty(value)) continue;
    const role = roleOf(name);
    if (role === 'dimension') setKey(told.dimensions, name, value);
    else if (role === 'of visit') setKey(told.beside, name, value);
  }
  return told;
}

function propertiesOf(
  told: Told,
  action: JsonObject,
  decoded: Readonly<Record<string, Json>>,
  isFirst: boolean,
): Record<string, Json> {
  const properties: JsonObject = {};
  setKeys(properties, told.known);
  if (isFirst) setKeys(properties, told.arrival);
  // The export does not say what the browser called itself, which is no sign of a server.
  for (const name in decoded) if (name !== '$is_server') setKey(properties, name, decoded[name] as Json);
  const items = listOf(action['itemDetails']);
  if (items.length > 0) properties['items'] = [...items];
  setKeys(properties, told.dimensions);
  const beside: JsonObject = {};
  setKeys(beside, told.beside);
  for (const name in action) {
    const value = action[name];
    if (value === undefined) continue;
    const role = roleOf(name);
    if (role === 'dimension') {
      if (!isEmpty(value)) properties[name] = value;
    } else if (role !== 'said' && !isEmpty(value)) setKey(beside, name, value);
  }
  if (hasKeys(beside)) properties['$matomo'] = beside;
  return properties;
}

/** In the language of whoever exported; these are the English words. */
const deviceOf = (type: string | undefined): string | undefined =>
  type === 'Smartphone' || type === 'Phablet' || type === 'Feature phone' ? 'Mobile' : type;
