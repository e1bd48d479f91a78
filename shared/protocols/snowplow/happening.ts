/** What an event of Snowplow's tracker protocol says happened: its name, kind and own properties, by its type in `e`. */
import type { EventKind } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { known } from '../page-address';
import { readText } from '../reading';
import { type Entity, readEntity, readWrapped } from './entities';

export interface Happening {
  readonly event: string;
  readonly kind: EventKind;
  readonly properties: Readonly<Record<string, Json>>;
}

/** Why it is none: the parameter at fault, and a sentence. */
export interface Unclear {
  readonly field: string;
  readonly message: string;
}

/** Of the vendor's own schemas; everybody else's are custom. */
const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['link_click', 'click'],
  ['button_click', 'click'],
  ['focus_form', 'form'],
  ['change_form', 'form'],
  ['submit_form', 'form'],
  ['screen_view', 'screen'],
  ['screen_end', 'ping'],
  ['application_error', 'error'],
  ['web_vitals', 'vitals'],
  ['application_install', 'custom'],
  // Times of loading and the like, gathered by the tracker.
  ['timing', 'vitals'],
]);
const VENDOR = 'com.snowplowanalytics.';

/** Each type's parameters under the names that they have in Snowplow's own documentation. */
const PAGE_PING = { pp_mix: 'min_x', pp_max: 'max_x', pp_miy: 'min_y', pp_may: 'max_y' };
const STRUCT = { se_ca: 'category', se_la: 'label', se_pr: 'property', se_va: 'value' };
const TRANSACTION = {
  tr_id: 'order_id',
  tr_af: 'affiliation',
  tr_tt: '$revenue',
  tr_tx: 'tax',
  tr_sh: 'shipping',
  tr_ci: 'city',
  tr_st: 'state',
  tr_co: 'country',
  tr_cu: '$currency',
};
const ITEM = {
  ti_id: 'order_id',
  ti_sk: 'sku',
  ti_nm: 'name',
  ti_ca: 'category',
  ti_pr: 'price',
  ti_qu: 'quantity',
  ti_cu: '$currency',
};
const NUMBERS = new Set([
  'min_x',
  'max_x',
  'min_y',
  'max_y',
  'value',
  '$revenue',
  'tax',
  'shipping',
  'price',
  'quantity',
]);

/** Parameters that are the event's own. */
export const OWN = new Set([
  'e',
  'se_ac',
  'ue_pr',
  'ue_px',
  ...[PAGE_PING, STRUCT, TRANSACTION, ITEM].flatMap((names) => Object.keys(names)),
]);

/** `own`: the event's self-describing JSON, where that was read before. */
export function happeningOf(params: JsonObject, own?: Entity): Happening | Unclear {
  switch (params['e']) {
    case 'pv':
      return { event: 'page_view', kind: 'page', properties: {} };
    case 'pp':
      return { event: 'page_ping', kind: 'ping', properties: renamed(params, PAGE_PING) };
    case 'se': {
      // A structured event is called by its action, within a category.
      const event = readText(params['se_ac']);
      if (event === undefined) return { field: 'se_ac', message: 'The structured event has no action in `se_ac`.' };
      return { event, kind: 'custom', properties: renamed(params, STRUCT) };
    }
    case 'tr':
      return { event: 'transaction', kind: 'custom', properties: renamed(params, TRANSACTION) };
    case 'ti':
      return { event: 'transaction_item', kind: 'custom', properties: renamed(params, ITEM) };
    case 'ue':
      return selfDescribing(params, own);
    default:
      return { field: 'e', message: '`e` must be one of pv, pp, se, ue, tr, ti.' };
  }
}

function selfDescribing(params: JsonObject, own: Entity | undefined): Happening | Unclear {
  const field = readText(params['ue_pr']) === undefined ? 'ue_px' : 'ue_pr';
  const entity = own ?? readEntity(readWrapped(params['ue_pr'], params['ue_px'])?.['data']);
  if (entity === undefined) {
    const message = `\`${field}\` must hold {"schema", "data": {"schema": "iglu:…", "data"}}, as JSON${field === 'ue_px' ? ' in base64' : ''}.`;
    return { field, message };
  }
  const { schema, vendor, name, data } = entity;
  const isMedia = vendor.startsWith('com.snowplowanalytics.snowplow.media');
  return {
    event: name,
    kind: isMedia ? 'media' : vendor.startsWith(VENDOR) ? (KINDS.get(name) ?? 'custom') : 'custom',
    properties: { ...(isJsonObject(data) ? data : known({ data: data ?? undefined })), $schema: schema },
  };
}

function renamed(params: JsonObject, names: Readonly<Record<string, string>>): Record<string, Json> {
  const found: Record<string, Json> = {};
  for (const [key, name] of Object.entries(names)) {
    const value = params[key];
    if (value === undefined || value === null || value === '') continue;
    const number = Number(value);
    found[name] = NUMBERS.has(name) && typeof value === 'string' && Number.isFinite(number) ? number : value;
  }
  return found;
}
