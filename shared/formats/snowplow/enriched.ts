/**
 * Snowplow's enriched events: TSV of 131 columns without a header, the JSON that Analytics SDKs and Snowplow Micro make
 * of it, and tables of the same columns. An event is read as its tracker sent it; what the pipeline found out (places,
 * campaigns, devices) stands beside it.
 */
import { WELL_KNOWN, type Reject } from '../../model/event';
import { type Json, type JsonObject, setKey, setKeys } from '../../model/json';
import { isBrowser } from '../../protocols/page-address';
import { readId, readObject, readText, reject } from '../../protocols/reading';
import { userAgentReader } from '../../protocols/segment/event';
import { readEntity } from '../../protocols/snowplow/entities';
import { decodeEvent } from '../../protocols/snowplow/event';
import { firstOf, isEmpty, timeOf } from '../rows';
import { hasAnyColumn, hasColumns, type RowReading, type VendorFormat } from '../vendor';
import { contextsOf, isEntityColumn, unstructOf } from './entities';

export const snowplowEnriched: VendorFormat = {
  vendor: 'snowplow',
  title: 'Snowplow enriched events',
  recognise: (outline) =>
    hasColumns(outline, ['event_id', 'collector_tstamp', 'event']) &&
    hasAnyColumn(outline, ['v_collector', 'v_etl', 'domain_userid', 'derived_tstamp'])
      ? 'It has the fields of Snowplow’s enriched events: «event_id», «collector_tstamp», «event».'
      : undefined,
  readsRowsAlone: true,
  reader: (receivedAt) => {
    const [userAgent, columns] = [userAgentReader(), columnReader()];
    return (row) => readRow(row, receivedAt, userAgent, columns);
  },
};

export const snowplowMicro: VendorFormat = {
  vendor: 'snowplow',
  title: 'Snowplow Micro events',
  recognise: (outline) =>
    hasColumns(outline, ['rawEvent', 'eventType', 'event'])
      ? 'Its rows are events of Snowplow Micro: «rawEvent», «eventType», «event».'
      : undefined,
  readsRowsAlone: true,
  reader: (receivedAt) => {
    const [userAgent, columns] = [userAgentReader(), columnReader()];
    return (row) => readRow(readObject(row['event']), receivedAt, userAgent, columns);
  },
};

/** What the columns are called on the wire, where the decoder knows them. */
const PARAMETERS: Readonly<Record<string, string>> = {
  event_id: 'eid',
  user_id: 'uid',
  domain_userid: 'duid',
  domain_sessionid: 'sid',
  network_userid: 'nuid',
  page_url: 'url',
  page_title: 'page',
  page_referrer: 'refr',
  app_id: 'aid',
  v_tracker: 'tv',
  name_tracker: 'tna',
  platform: 'p',
  se_category: 'se_ca',
  se_action: 'se_ac',
  se_label: 'se_la',
  se_property: 'se_pr',
  se_value: 'se_va',
  tr_orderid: 'tr_id',
  tr_affiliation: 'tr_af',
  tr_total: 'tr_tt',
  tr_tax: 'tr_tx',
  tr_shipping: 'tr_sh',
  tr_city: 'tr_ci',
  tr_state: 'tr_st',
  tr_country: 'tr_co',
  tr_currency: 'tr_cu',
  ti_orderid: 'ti_id',
  ti_sku: 'ti_sk',
  ti_name: 'ti_nm',
  ti_category: 'ti_ca',
  ti_price: 'ti_pr',
  ti_quantity: 'ti_qu',
  ti_currency: 'ti_cu',
  pp_xoffset_min: 'pp_mix',
  pp_xoffset_max: 'pp_max',
  pp_yoffset_min: 'pp_miy',
  pp_yoffset_max: 'pp_may',
};
const COLUMN_OF: ReadonlyMap<string, string> = new Map([
  ...Object.entries(PARAMETERS).map(([column, parameter]) => [parameter, column] as const),
  ['e', 'event'],
  ['co', 'contexts'],
  ['ue_pr', 'unstruct_event'],
  ['ttm', 'derived_tstamp'],
]);
const TYPES: ReadonlyMap<string, string> = new Map([
  ['page_view', 'pv'],
  ['page_ping', 'pp'],
  ['struct', 'se'],
  ['unstruct', 'ue'],
  ['transaction', 'tr'],
  ['transaction_item', 'ti'],
]);
/** Said by parameters or fields of the event, parts of an address that is there whole, or of the pipeline's own. */
const SAID = new Set(
  `event derived_tstamp true_tstamp dvce_created_tstamp dvce_sent_tstamp page_urlscheme page_urlhost page_urlport
  page_urlpath page_urlquery page_urlfragment refr_urlscheme refr_urlhost refr_urlport refr_urlpath refr_urlquery
  refr_urlfragment event_vendor event_name event_format event_version mkt_source mkt_medium mkt_campaign mkt_term
  mkt_content useragent ${Object.keys(PARAMETERS).join(' ')}`.split(/\s+/),
);
/** Quantities that the TSV has as text. */
const NUMBERS =
  /^(?:domain_sessionidx|geo_(?:latitude|longitude)|br_view(?:width|height)|dvce_screen(?:width|height)|doc_(?:width|height)|t[ri]_\w+_base)$/;
const BOOLEANS = /^(?:dvce_ismobile|br_cookies|br_features_\w+)$/;

/** What a column's name says of its values. */
interface ColumnRole {
  /** What it is called on the wire. */
  readonly parameter: string | undefined;
  readonly isEntity: boolean;
  /** Stands beside the event, as what. */
  readonly beside: 'number' | 'boolean' | 'as it is' | undefined;
}

const PARAMETER_OF: ReadonlyMap<string, string> = new Map(Object.entries(PARAMETERS));
/** Rows of JSON may have any keys; tables have fewer. */
const MAX_KNOWN_COLUMNS = 4_096;

/** Says it once for each name and not at every row. */
function columnReader(): (column: string) => ColumnRole {
  const known = new Map<string, ColumnRole>();
  return (column) => {
    const found = known.get(column) ?? roleOf(column);
    if (known.size < MAX_KNOWN_COLUMNS) known.set(column, found);
    return found;
  };
}

function roleOf(column: string): ColumnRole {
  const isEntity = isEntityColumn(column);
  const as = BOOLEANS.test(column) ? 'boolean' : NUMBERS.test(column) ? 'number' : 'as it is';
  return {
    parameter: PARAMETER_OF.get(column),
    isEntity,
    beside: isEntity || SAID.has(column) ? undefined : as,
  };
}

/** The cells of a row that say something, by what they are there for. */
function takeApart(row: JsonObject, roleIn: (column: string) => ColumnRole) {
  const params: JsonObject = {};
  const entities: JsonObject = {};
  const besides: JsonObject = {};
  for (const column in row) {
    const value = row[column];
    if (value === undefined || isEmpty(value)) continue;
    const { parameter, isEntity, beside } = roleIn(column);
    if (parameter !== undefined) params[parameter] = value;
    if (isEntity) setKey(entities, column, value);
    if (beside !== undefined) setKey(besides, column, typed(value, beside));
  }
  return { params, entities, besides };
}

function readRow(
  row: JsonObject,
  receivedAt: number,
  userAgent: UserAgentReader,
  columns: (column: string) => ColumnRole,
): RowReading {
  const refuse = (code: Reject['code'], message: string, place: string): RowReading => ({
    events: [],
    rejects: [reject(code, message, place, '')],
  });
  const type = TYPES.get(readText(row['event']) ?? '');
  if (type === undefined) {
    return refuse('malformed_event', `\`event\` must be one of ${[...TYPES.keys()].join(', ')}.`, 'event');
  }
  const given = firstOf(row, ['true_tstamp', 'derived_tstamp', 'dvce_created_tstamp', 'collector_tstamp']);
  const time = timeOf(given);
  if (given === undefined) return refuse('missing_time', 'The time is missing.', 'derived_tstamp');
  if (time === undefined) return refuse('invalid_time', '`derived_tstamp` is no time.', 'derived_tstamp');
  const { params, entities, besides } = takeApart(row, columns);
  const contexts = contextsOf(entities);
  if (contexts === undefined) {
    return refuse('malformed_event', 'The contexts must be a list of {"schema", "data"}.', 'contexts');
  }
  const unstruct = type === 'ue' ? unstructOf(entities, row) : null;
  if (type === 'ue' && unstruct === null) {
    return refuse('malformed_event', 'A self-describing event must hold {"schema", "data"}.', 'unstruct_event');
  }
  if (type === 'se' && isEmpty(row['se_action'])) {
    return refuse('malformed_event', 'The structured event has no action in `se_action`.', 'se_action');
  }
  const own = unstruct === null ? undefined : readEntity(unstruct);
  const described = contexts.map(readEntity);
  if (!described.every((each) => each !== undefined)) {
    return refuse(
      'malformed_event',
      'The contexts must be {"schema", "data": […]}, each with a schema of Iglu.',
      'contexts',
    );
  }
  if (unstruct !== null && own === undefined) {
    return refuse('malformed_event', 'The schema of the self-describing event is none of Iglu.', 'unstruct_event');
  }
  params['e'] = type;
  params['ttm'] = String(time);
  const agent = readText(row['useragent']);
  const properties: JsonObject = {};
  found(row, properties);
  if (isBrowser(agent) && row['platform'] !== 'srv') setKeys(properties, userAgent(agent));
  const decoded = decodeEvent(
    params,
    '',
    {
      ...NO_REQUEST,
      // It tells visitors apart; what it says of the browser is read once and not at every row.
      headers: { 'user-agent': agent === undefined ? '' : `as ${agent}` },
      clientAddress: readText(row['user_ipaddress']) ?? '',
      // The day of a visitor without ids is that of the event.
      receivedAt: time,
    },
    { contexts: described, own, properties, beside: besides },
  );
  if (!decoded.ok) {
    const place = COLUMN_OF.get(decoded.error.place) ?? decoded.error.place;
    return { events: [], rejects: [{ ...decoded.error, place, raw: '' }] };
  }
  const sent = timeOf(row['dvce_sent_tstamp']);
  const shown = timeOf(row['dvce_created_tstamp']);
  return {
    events: [
      {
        ...decoded.value,
        received_at: receivedAt,
        ...(sent === undefined ? {} : { sent_at: sent }),
        ...(shown === undefined || shown === time ? {} : { original_timestamp: shown }),
      },
    ],
    rejects: [],
  };
}

type UserAgentReader = ReturnType<typeof userAgentReader>;

const NO_REQUEST = {
  method: 'POST',
  path: '/',
  query: {},
  headers: {},
  body: '',
  baseUrl: '',
  // The importer derives one from the row.
  newId: (): string => '',
};

/** Sets what the pipeline found out, where the event's own words say nothing. */
function found(row: JsonObject, into: JsonObject): void {
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined) into[name] = value;
  };
  set(WELL_KNOWN.browser, readText(row['br_family']) ?? readText(row['br_name']));
  set(WELL_KNOWN.os, readText(row['os_family']) ?? readText(row['os_name']));
  set(WELL_KNOWN.device, DEVICES.get(readText(row['dvce_type']) ?? ''));
  set(WELL_KNOWN.path, readText(row['page_urlpath']));
  set(WELL_KNOWN.utmSource, readId(row['mkt_source']));
  set(WELL_KNOWN.utmMedium, readId(row['mkt_medium']));
  set(WELL_KNOWN.utmCampaign, readId(row['mkt_campaign']));
  set(WELL_KNOWN.utmTerm, readId(row['mkt_term']));
  set(WELL_KNOWN.utmContent, readId(row['mkt_content']));
}

const DEVICES: ReadonlyMap<string, string> = new Map([
  ['Computer', 'Desktop'],
  ['Mobile', 'Mobile'],
  ['Tablet', 'Tablet'],
]);

function typed(value: Json, as: NonNullable<ColumnRole['beside']>): Json {
  if (typeof value !== 'string' || as === 'as it is') return value;
  if (as === 'boolean') return value === '1' || value.toLowerCase() === 'true';
  const number = Number(value);
  return value.trim() !== '' && Number.isFinite(number) ? number : value;
}
