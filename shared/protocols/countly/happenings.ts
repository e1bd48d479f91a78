/**
 * What one request of Countly's write API says happened. A request may report several things at once: events, a
 * session's beginning, duration or end, what the user is like, another id of the device's, a crash, consent.
 */
import { WELL_KNOWN, type EventKind, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { known } from '../page-address';
import { parseBody, readId, readText, reject } from '../reading';
import { personOperations } from './operations';

export interface Happening {
  readonly event: string;
  readonly kind: EventKind;
  readonly properties: Readonly<Record<string, Json>>;
  /** The SDK's own id of it. */
  readonly id?: string;
  /** As the event carried it; undefined: that of the request. */
  readonly time?: Json;
  /** Where in the request it stands, and what stands there. */
  readonly place: string;
  readonly raw: unknown;
}

const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['linkClick', 'click'],
  ['formSubmit', 'form'],
  ['[CLY]_survey', 'form'],
  ['[CLY]_nps', 'form'],
  ['[CLY]_star_rating', 'form'],
  // Nothing that the person did.
  ['[CLY]_orientation', 'ping'],
]);

/** What is in a field: JSON, mostly as text. */
export function readField(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string') return value;
  const parsed = parseBody(value);
  return parsed.ok ? (parsed.value as Json) : undefined;
}

/** A field that holds an object, if it is there; what is no object becomes a reject. */
function objectIn(params: JsonObject, field: string, rejects: Reject[]): JsonObject | undefined {
  const given = params[field];
  if (given === undefined || given === null || given === '') return undefined;
  const value = readField(given);
  if (isJsonObject(value)) return value;
  rejects.push(reject('malformed_event', `\`${field}\` must be a JSON object.`, field, given));
  return undefined;
}

export function happeningsIn(params: JsonObject): { found: readonly Happening[]; rejects: readonly Reject[] } {
  const found: Happening[] = [];
  const rejects: Reject[] = [];
  const say = (event: string, kind: EventKind, field: string, properties: Readonly<Record<string, Json>>): void => {
    found.push({ event, kind, properties, place: field, raw: params[field] });
  };

  const previous = readId(params['old_device_id']);
  if (previous !== undefined && previous !== readId(params['device_id'])) {
    say(isGenerated(previous) ? 'identify' : 'alias', isGenerated(previous) ? 'identify' : 'alias', 'old_device_id', {
      old_device_id: previous,
      ...(isGenerated(previous) ? {} : { alias: previous }),
    });
  }
  if (isOn(params['begin_session'])) say('begin_session', 'session', 'begin_session', {});
  eventsIn(params, found, rejects);
  const details = objectIn(params, 'user_details', rejects);
  if (details !== undefined) say('user_details', 'person', 'user_details', personOperations(details));
  const crash = objectIn(params, 'crash', rejects);
  if (crash !== undefined) say('crash', 'error', 'crash', crash);
  const apm = objectIn(params, 'apm', rejects);
  if (apm !== undefined) {
    const isNetwork = apm['type'] === 'network';
    say(isNetwork ? '[CLY]_apm_network' : '[CLY]_apm_device', isNetwork ? 'network' : 'vitals', 'apm', apm);
  }
  const consent = objectIn(params, 'consent', rejects);
  if (consent !== undefined) say('consent', 'custom', 'consent', { consent });
  if (readText(params['campaign_id']) !== undefined || readText(params['campaign_user']) !== undefined) {
    say(
      'attribution',
      'custom',
      'campaign_id',
      known({
        [WELL_KNOWN.utmCampaign]: readText(params['campaign_id']),
        campaign_user: readField(params['campaign_user']) ?? params['campaign_user'],
      }),
    );
  }
  const duration = numberOf(params['session_duration']);
  const lasted = duration === undefined ? {} : { session_duration: duration };
  if (isOn(params['end_session'])) say('end_session', 'session', 'end_session', lasted);
  else if (duration !== undefined) say('session_duration', 'ping', 'session_duration', lasted);
  // Where the device is, told alone.
  const isSomewhere = ['location', 'country_code', 'city'].some((field) => readText(params[field]) !== undefined);
  if (found.length === 0 && isSomewhere) say('location', 'custom', 'location', {});
  return { found, rejects };
}

const isOn = (value: Json | undefined): boolean => value === '1' || value === 1 || value === true || value === 'true';

function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Ids that SDKs make up by themselves are UUIDs, or as long in hexadecimal; people's are names and numbers. */
const isGenerated = (id: string): boolean =>
  /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(id) || /^[0-9a-f]{40}$/i.test(id);

function eventsIn(params: JsonObject, found: Happening[], rejects: Reject[]): void {
  const given = params['events'];
  if (given === undefined || given === null || given === '') return;
  const list = readField(given);
  if (!Array.isArray(list)) {
    rejects.push(reject('malformed_event', '`events` must be a JSON array.', 'events', given));
    return;
  }
  list.forEach((item, index) => {
    const place = `events[${index}]`;
    const key = isJsonObject(item) ? readText(item['key']) : undefined;
    if (!isJsonObject(item)) rejects.push(reject('malformed_event', 'An event must be an object.', place, item));
    else if (key === undefined) {
      rejects.push(reject('missing_event_name', 'The event has no name in `key`.', `${place}.key`, item));
    } else found.push(eventOf(key, item, place, params));
  });
}

function eventOf(key: string, item: JsonObject, place: string, params: JsonObject): Happening {
  const { segmentation, id: given, timestamp, count, sum, dur, key: _key, ...beside } = item;
  const sent = isJsonObject(segmentation) ? segmentation : known({ segmentation });
  const id = readId(given);
  // Both ends of a view have one id; only the beginning counts as a visit.
  const isEnd = key === '[CLY]_view' && sent['visit'] === undefined;
  return {
    event: isEnd ? '[CLY]_view_end' : key,
    kind: isEnd ? 'ping' : kindOf(key, sent, params),
    properties: {
      ...known({ count, sum, dur }),
      ...(key === '[CLY]_view' ? viewOf(sent) : {}),
      ...sent,
      ...(Object.keys(beside).length === 0 ? {} : { $countly: beside }),
    },
    ...(id === undefined ? {} : { id: isEnd ? `${id}.end.${readId(timestamp) ?? ''}` : id }),
    ...(timestamp === undefined || timestamp === null ? {} : { time: timestamp }),
    place,
    raw: item,
  };
}

/** A view is a page in a browser and a screen in an app. */
function kindOf(key: string, segmentation: JsonObject, params: JsonObject): EventKind {
  if (key === '[CLY]_view') return params['sdk_name'] === 'javascript_native_web' ? 'page' : 'screen';
  if (key === '[CLY]_action') return segmentation['type'] === 'scroll' ? 'scroll' : 'click';
  return KINDS.get(key) ?? 'custom';
}

function viewOf({ name, domain }: JsonObject): Record<string, Json> {
  const view = readText(name);
  const isPath = view?.startsWith('/') === true;
  return known({
    [isPath ? WELL_KNOWN.path : WELL_KNOWN.screen]: view,
    $host: readText(domain),
  });
}
