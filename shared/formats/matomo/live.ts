/**
 * Matomo's `Live.getLastVisitsDetails`: a visit a row, with what the visitor did in `actionDetails`. Each action is read
 * as the request that its tracker sent; the visit is its session.
 */
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { decodeParams } from '../../protocols/matomo/event';
import { known } from '../../protocols/page-address';
import { readId, readText, reject } from '../../protocols/reading';
import { filledOf, firstOf, isEmpty, listOf, timeOf } from '../rows';
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
      properties: propertiesOf(visit, action, decoded.value.properties, index === 0),
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
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]): [string, string][] => {
      const text = typeof value === 'boolean' ? String(value) : readId(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** Pictures and words made for a page, and what is said elsewhere. */
const SAID =
  /Icons?$|SVG$|Pretty|Flag$|^(?:type|title|subtitle|url|timestamp|icon|pageTitle|event(?:Category|Action|Name|Value)|actionDetails|idVisit|idSite|visitorId|userId|itemDetails|location|plugins|fingerprint)$/;
/** Of the visit: what is no count of what its events say themselves. */
const OF_VISIT =
  /^(?:visitorType|visitCount|daysSince\w+|secondsSince\w+|referrer\w+|campaign\w+|language\w*|device(?:Brand|Model)|operatingSystemVersion|browserVersion|country\w*|continent\w*|region\w*|city|latitude|longitude|resolution|visitIp|siteName|siteCurrency|customVariables|dimension\d+|experiments)$/;

function propertiesOf(
  visit: JsonObject,
  action: JsonObject,
  decoded: Readonly<Record<string, Json>>,
  isFirst: boolean,
): Record<string, Json> {
  // The export does not say what the browser called itself, which is no sign of a server.
  const { $is_server: _server, ...own } = decoded;
  const items = listOf(action['itemDetails']);
  const dimensions = Object.entries({ ...filledOf(visit), ...filledOf(action) }).filter(([name]) =>
    /^dimension\d+$/.test(name),
  );
  const beside = Object.entries({
    ...Object.fromEntries(Object.entries(visit).filter(([name]) => OF_VISIT.test(name) && !SAID.test(name))),
    ...Object.fromEntries(Object.entries(action).filter(([name]) => !SAID.test(name))),
  }).filter(([name, value]) => !isEmpty(value) && !/^dimension\d+$/.test(name));
  return {
    ...known({
      [WELL_KNOWN.browser]: readText(visit['browserName']),
      [WELL_KNOWN.os]: readText(visit['operatingSystemName']),
      [WELL_KNOWN.device]: deviceOf(readText(visit['deviceType'])),
      ...(isFirst
        ? {
            [WELL_KNOWN.referrer]: readText(visit['referrerUrl']),
            [WELL_KNOWN.utmSource]: readText(visit['campaignSource']),
            [WELL_KNOWN.utmMedium]: readText(visit['campaignMedium']),
            [WELL_KNOWN.utmCampaign]:
              readText(visit['campaignName']) ??
              (visit['referrerType'] === 'campaign' ? readText(visit['referrerName']) : undefined),
            [WELL_KNOWN.utmTerm]: readText(visit['campaignKeyword']),
            [WELL_KNOWN.utmContent]: readText(visit['campaignContent']),
          }
        : {}),
    }),
    ...own,
    ...(items.length === 0 ? {} : { items: [...items] }),
    ...Object.fromEntries(dimensions),
    ...(beside.length === 0 ? {} : { $matomo: Object.fromEntries(beside) }),
  };
}

/** In the language of whoever exported; these are the English words. */
const deviceOf = (type: string | undefined): string | undefined =>
  type === 'Smartphone' || type === 'Phablet' || type === 'Feature phone' ? 'Mobile' : type;
