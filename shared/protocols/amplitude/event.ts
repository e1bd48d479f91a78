/** One event of Amplitude's HTTP API, any SDK or server, as a canonical event or the reason why it is none. */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type EventKind, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject, setKey, setKeys } from '../../model/json';
import { clockSkew, correctTime, readId, readObject, readText, readTime, reject } from '../reading';
import { groupOperations, personOperations } from './operations';

/** What all events of one request share. */
export interface Envelope {
  readonly receivedAt: number;
  readonly sentAt: number | undefined;
  readonly project: string | undefined;
  readonly newId: () => string;
  /** Browser, system and device type of a user agent text. */
  readonly userAgent: (text: string) => Record<string, Json>;
}

const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['$identify', 'person'],
  ['$groupidentify', 'group'],
  ['$exposure', 'flag'],
  ['[Experiment] Exposure', 'flag'],
  ['session_start', 'session'],
  ['session_end', 'session'],
  ['[Amplitude] Start Session', 'session'],
  ['[Amplitude] End Session', 'session'],
  ['[Amplitude] Page Viewed', 'page'],
  ['[Amplitude] Screen Viewed', 'screen'],
  ['[Amplitude] Element Clicked', 'click'],
  ['[Amplitude] Element Interacted', 'click'],
  ['[Amplitude] Rage Click', 'click'],
  ['[Amplitude] Dead Click', 'click'],
  ['[Amplitude] File Downloaded', 'click'],
  ['[Amplitude] Element Changed', 'form'],
  ['[Amplitude] Form Started', 'form'],
  ['[Amplitude] Form Submitted', 'form'],
  ['[Amplitude] Web Vitals', 'vitals'],
  ['[Amplitude] Network Request', 'network'],
  ['[Amplitude] Error Logged', 'error'],
  // A summary of what was on the screen, sent as the page goes or scrolls away.
  ['[Amplitude] Viewport Content Updated', 'ping'],
]);

/** Outside of any session. */
const NO_SESSION = '-1';

/** Said by fields of the canonical event, or taken apart below. */
const FIELDS = new Set([
  'event_type',
  'event_properties',
  'user_properties',
  'group_properties',
  'groups',
  'user_id',
  'device_id',
  'time',
  'insert_id',
  'session_id',
  'library',
  'user_agent',
]);
/** What servers say beside the properties and SDKs in them. */
const MONEY: ReadonlyMap<string, string> = new Map([
  ['revenue', '$revenue'],
  ['price', '$price'],
  ['quantity', '$quantity'],
  ['productId', '$productId'],
  ['revenueType', '$revenueType'],
  ['currency', '$currency'],
]);

export function decodeEvent(item: unknown, place: string, envelope: Envelope): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(item)) return err(reject('malformed_event', 'An event must be an object.', place, item));
  const refuse = (code: Reject['code'], message: string, field = ''): Result<never, Reject> =>
    err(reject(code, message, field === '' ? place : `${place}${place === '' ? '' : '.'}${field}`, item));

  const event = readText(item['event_type']);
  if (event === undefined) return refuse('missing_event_name', 'The event has no name in `event_type`.', 'event_type');
  for (const field of ['event_properties', 'user_properties', 'group_properties', 'groups']) {
    const given = item[field];
    if (given !== undefined && given !== null && !isJsonObject(given)) {
      return refuse('malformed_event', `\`${field}\` must be an object.`, field);
    }
  }
  const groups = groupsOf(item);
  const identity = identityOf(event, item, groups);
  if (identity === undefined) {
    return refuse('missing_id', 'The event says nobody: it needs a `user_id` or a `device_id`.');
  }
  const given = item['time'];
  const time = given === undefined || given === null ? envelope.receivedAt : readTime(given);
  if (time === undefined) return refuse('invalid_time', '`time` is no time; send milliseconds since 1970.', 'time');
  const session = readId(item['session_id']);
  const [lib, libVersion] = readText(item['library'])?.split('/', 2) ?? [];
  return ok({
    event_id: readId(item['insert_id']) ?? envelope.newId(),
    event,
    kind: KINDS.get(event) ?? 'custom',
    ...correctTime(time, clockSkew(envelope.sentAt, envelope.receivedAt)),
    ...(envelope.sentAt === undefined ? {} : { sent_at: envelope.sentAt }),
    received_at: envelope.receivedAt,
    ...identity,
    ...(session === undefined || session === NO_SESSION ? {} : { session_id: session }),
    groups,
    properties: propertiesOf(event, item, groups, envelope.userAgent),
    source: 'amplitude',
    ...(envelope.project === undefined ? {} : { project: envelope.project }),
    ...(lib === undefined || lib === '' ? {} : { lib }),
    ...(libVersion === undefined || libVersion === '' ? {} : { lib_version: libVersion }),
  });
}

type Identity = Pick<CanonicalEvent, 'distinct_id' | 'anonymous_id' | 'user_id'>;

/** The device is the anonymous side: `reset()` renews it, and both on one event link them. */
function identityOf(event: string, item: JsonObject, groups: Readonly<Record<string, string>>): Identity | undefined {
  const userId = readId(item['user_id']);
  const deviceId = readId(item['device_id']);
  const id = userId ?? deviceId;
  if (id !== undefined) {
    return {
      distinct_id: id,
      ...(deviceId === undefined ? {} : { anonymous_id: deviceId }),
      ...(userId === undefined ? {} : { user_id: userId }),
    };
  }
  // What is said of a group is said by nobody. This is how PostHog's servers name the doer of the same.
  const [group] = Object.entries(groups);
  return event === '$groupidentify' && group !== undefined ? { distinct_id: `$${group[0]}_${group[1]}` } : undefined;
}

/** An event may name several groups of one type; it belongs to the first of them. */
function groupsOf(item: JsonObject): Record<string, string> {
  const entries = Object.entries(readObject(item['groups'])).flatMap(([type, given]): [string, string][] => {
    const id = readId(Array.isArray(given) ? given[0] : given);
    return type === '' || id === undefined ? [] : [[type, id]];
  });
  return Object.fromEntries(entries);
}

function propertiesOf(
  event: string,
  item: JsonObject,
  groups: Readonly<Record<string, string>>,
  userAgent: Envelope['userAgent'],
): Record<string, Json> {
  const sent = readObject(item['event_properties']);
  const named = readObject(item['groups']);
  const properties = wellKnown(item, sent, userAgent);
  for (const [key, name] of MONEY) {
    const value = item[key];
    if (value !== undefined) properties[name] = value;
  }
  setKeys(properties, sent);
  setKeys(properties, personOperations(readObject(item['user_properties'])));
  if (event === '$groupidentify') {
    setKeys(properties, groupOperations(readObject(item['group_properties']), groups));
  }
  const beside: JsonObject = {};
  for (const key in item) if (!FIELDS.has(key) && !MONEY.has(key)) setKey(beside, key, item[key] as Json);
  for (const _key in beside) {
    properties['$amplitude'] = beside;
    break;
  }
  if (Object.values(named).some(Array.isArray)) properties['$groups'] = named;
  // Its name ends in the language it is written in, not in where it runs.
  if (readText(item['library'])?.startsWith('amplitude-node') === true) properties['$is_server'] = true;
  return properties;
}

function wellKnown(item: JsonObject, sent: JsonObject, userAgent: Envelope['userAgent']): Record<string, Json> {
  const agent = readText(item['user_agent']);
  const page = (name: string): string | undefined => readText(sent[`[Amplitude] ${name}`]);
  const found: Record<string, Json> = agent === undefined ? {} : { $raw_user_agent: agent, ...userAgent(agent) };
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined) found[name] = value;
  };
  set(WELL_KNOWN.os, readText(item['os_name']));
  set(WELL_KNOWN.url, page('Page Location') ?? page('Page URL'));
  set(WELL_KNOWN.path, page('Page Path'));
  set(WELL_KNOWN.title, page('Page Title'));
  set(WELL_KNOWN.screen, page('Screen Name'));
  set(WELL_KNOWN.referrer, readText(sent['referrer']) ?? page('Previous Page Location'));
  return found;
}
