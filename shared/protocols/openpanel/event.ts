/** One message of OpenPanel's `/track` as a canonical event or the reason why it is none. */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type EventKind, type Reject } from '../../model/event';
import { GROUP_EVENT } from '../../model/group';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { readForm } from '../form';
import { readId, readObject, readText, readTime, reject } from '../reading';

/** What the request around the message says. */
export interface Envelope {
  readonly receivedAt: number;
  readonly project: string | undefined;
  readonly lib: string | undefined;
  readonly libVersion: string | undefined;
  /** The visitor's browser; undefined where a server sent it. */
  readonly deviceId: string | undefined;
  /** Browser, system and device type. */
  readonly agent: Readonly<Record<string, Json>>;
  readonly newId: () => string;
}

export const TYPES = ['track', 'identify', 'increment', 'decrement', 'group', 'assign_group', 'alias'] as const;
type Type = (typeof TYPES)[number];

const isType = (value: unknown): value is Type => TYPES.some((type) => type === value);

/** OpenPanel's groups have no types on events; a group's own type is one of its properties. */
const GROUP_TYPE = 'group';

const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['link_out', 'click'],
  ['session_start', 'session'],
  ['session_end', 'session'],
]);

/** What a message says happened, and to which group. */
interface Said {
  readonly event: string;
  readonly kind: EventKind;
  readonly groups: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, Json>>;
}

export function decodeMessage(message: unknown, envelope: Envelope): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(message))
    return err(reject('malformed_body', 'The body must be {"type", "payload"}.', '', message));
  const refuse = (code: Reject['code'], text: string, place: string): Result<never, Reject> =>
    err(reject(code, text, place, message));

  const type = message['type'];
  if (!isType(type)) return refuse('malformed_event', `\`type\` must be one of ${TYPES.join(', ')}.`, 'type');
  const payload = message['payload'];
  if (!isJsonObject(payload)) return refuse('malformed_event', '`payload` must be an object.', 'payload');
  const sent = readObject(payload['properties']);
  const said = sayingOf(type, payload, sent, envelope);
  if (said === undefined)
    return refuse('missing_event_name', 'The event has no name in `payload.name`.', 'payload.name');
  const identity = identityOf(type, payload, sent, envelope);
  if (identity === undefined) {
    const text = 'The event says nobody: a server has to give a `profileId`.';
    return refuse('missing_id', text, 'payload.profileId');
  }
  const given = sent['__timestamp'];
  const time = given === undefined || given === null ? envelope.receivedAt : readTime(given);
  if (time === undefined) {
    return refuse('invalid_time', '`__timestamp` is no time; send ISO 8601.', 'payload.properties.__timestamp');
  }
  return ok({
    event_id: envelope.newId(),
    event: said.event,
    kind: said.kind,
    timestamp: time,
    received_at: envelope.receivedAt,
    ...identity,
    groups: said.groups,
    properties: { ...envelope.agent, ...said.properties },
    source: 'openpanel',
    ...(envelope.project === undefined ? {} : { project: envelope.project }),
    ...(envelope.lib === undefined ? {} : { lib: envelope.lib }),
    ...(envelope.libVersion === undefined ? {} : { lib_version: envelope.libVersion }),
  });
}

type Identity = Pick<CanonicalEvent, 'distinct_id' | 'anonymous_id' | 'user_id'>;

function identityOf(type: Type, payload: JsonObject, sent: JsonObject, { deviceId }: Envelope): Identity | undefined {
  const userId = readId(payload['profileId']);
  const device = readId(sent['__deviceId']) ?? deviceId;
  const id = userId ?? device;
  if (id === undefined) {
    // What a server says of a group is said by nobody. This is how PostHog's servers name the doer of the same.
    const group = readId(payload['id']);
    return type === 'group' && group !== undefined ? { distinct_id: `$${GROUP_TYPE}_${group}` } : undefined;
  }
  return {
    distinct_id: id,
    ...(device === undefined ? {} : { anonymous_id: device }),
    ...(userId === undefined ? {} : { user_id: userId }),
  };
}

function sayingOf(type: Type, payload: JsonObject, sent: JsonObject, envelope: Envelope): Said | undefined {
  const { profileId: _profile, properties: _properties, ...rest } = payload;
  switch (type) {
    case 'track': {
      const event = readText(payload['name']);
      return event === undefined ? undefined : trackOf(event, payload, sent, envelope);
    }
    case 'identify':
      return said('$identify', 'identify', {}, { $set: { ...rest, ...own(sent) }, ...pageOf(sent) });
    case 'increment':
    case 'decrement': {
      const { property: given, value = 1, ...others } = rest;
      const property = readText(given);
      const amount = type === 'decrement' && typeof value === 'number' ? -value : value;
      return said(
        '$set',
        'person',
        {},
        { ...others, ...(property === undefined ? {} : { $add: { [property]: amount } }) },
      );
    }
    case 'group': {
      const { id, ...about } = rest;
      const key = readId(id);
      const named = key === undefined ? {} : { [GROUP_EVENT.type]: GROUP_TYPE, [GROUP_EVENT.key]: key };
      return said('$group', 'group', groupOf(id), { ...named, [GROUP_EVENT.set]: { ...about, ...own(sent) } });
    }
    case 'assign_group':
      return said('$group', 'group', groupOf(payload['groupIds']), rest);
    case 'alias':
      return said('$alias', 'alias', {}, rest);
  }
}

const said = (
  event: string,
  kind: EventKind,
  groups: Said['groups'],
  properties: Readonly<Record<string, Json>>,
): Said => ({ event, kind, groups, properties });

function trackOf(event: string, payload: JsonObject, sent: JsonObject, { lib }: Envelope): Said {
  const { name: _name, profileId: _profile, properties: _properties, groups, ...rest } = payload;
  // Apps call their screens by a name; a page has an address.
  const isPage = /^https?:/.test(readText(sent['__path']) ?? '') || lib === 'web';
  const kind = event === 'screen_view' ? (isPage ? 'page' : 'screen') : (KINDS.get(event) ?? 'custom');
  const screen = kind === 'screen' ? readText(sent['__path']) : undefined;
  return said(event, kind, groupOf(groups), {
    ...rest,
    ...pageOf(sent),
    ...(kind === 'page' ? campaignOf(sent) : {}),
    ...(screen === undefined ? {} : { [WELL_KNOWN.screen]: screen }),
    ...own(sent),
    ...(Array.isArray(groups) && groups.length > 1 ? { $groups: groups } : {}),
  });
}

/** An event belongs to one group; of several it is the first. */
function groupOf(given: Json | undefined): Record<string, string> {
  const id = readId(Array.isArray(given) ? given[0] : given);
  return id === undefined ? {} : { [GROUP_TYPE]: id };
}

/** Names with two underscores are the SDK's own words: they are said elsewhere, or under the names all protocols share. */
const own = (sent: JsonObject): Record<string, Json> =>
  Object.fromEntries(Object.entries(sent).flatMap(([key, value]) => (Object.hasOwn(WORDS, key) ? [] : [[key, value]])));

const WORDS = {
  __path: WELL_KNOWN.url,
  __title: WELL_KNOWN.title,
  __referrer: WELL_KNOWN.referrer,
  __revenue: '$revenue',
  __timestamp: undefined,
  __deviceId: undefined,
} as const;

const URL_PATH = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/i;

function pageOf(sent: JsonObject): Record<string, Json> {
  const words = Object.entries(WORDS).flatMap(([word, name]): [string, Json][] => {
    const value = sent[word];
    return name === undefined || value === undefined || value === '' ? [] : [[name, value]];
  });
  const path = URL_PATH.exec(readText(sent['__path']) ?? '')?.[1];
  return {
    ...Object.fromEntries(words),
    ...(path === undefined ? {} : { [WELL_KNOWN.path]: path === '' ? '/' : path }),
  };
}

const CAMPAIGN: readonly string[] = [
  WELL_KNOWN.utmSource,
  WELL_KNOWN.utmMedium,
  WELL_KNOWN.utmCampaign,
  WELL_KNOWN.utmTerm,
  WELL_KNOWN.utmContent,
];

/** The vendor reads campaigns out of the address on its server. */
function campaignOf(sent: JsonObject): Record<string, Json> {
  const query = /\?([^#]*)/.exec(readText(sent['__path']) ?? '')?.[1] ?? '';
  return Object.fromEntries(
    Object.entries(readForm(query)).filter(([key, value]) => CAMPAIGN.includes(key) && value !== ''),
  );
}
