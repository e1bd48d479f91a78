/** One call of the Segment specification (track, page, screen, identify, group, alias) as a canonical event. */
import { err, ok, type Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type EventKind, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject, setKeys } from '../../model/json';
import { clockSkew, correctTime, readId, readObject, readText, readTime, reject } from '../reading';
import { readUserAgent } from './user-agent';

export const CALLS = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;
export type Call = (typeof CALLS)[number];

const KINDS: Readonly<Record<Call, EventKind>> = {
  track: 'custom',
  page: 'page',
  screen: 'screen',
  identify: 'identify',
  group: 'group',
  alias: 'alias',
};

/** What all calls of one request share. */
export interface Envelope {
  readonly receivedAt: number;
  /** Of the batch; single calls carry their own. */
  readonly sentAt: number | undefined;
  readonly project: string | undefined;
  /** Whose SDK it is. RudderStack's speak the same language with an accent. */
  readonly source: 'segment' | 'rudderstack';
  /** The call that the path names, for bodies without `type`. */
  readonly call: Call | undefined;
  readonly newId: () => string;
  readonly userAgent: (text: string) => Record<string, Json>;
}

/** Reads each user agent text once: a batch carries the same one on every call. */
export function userAgentReader(): (text: string) => Record<string, Json> {
  const known = new Map<string, Record<string, Json>>();
  return (text) => {
    const found = known.get(text) ?? readUserAgent(text);
    known.set(text, found);
    return found;
  };
}

const isCall = (value: unknown): value is Call => CALLS.some((call) => call === value);

export function decodeCall(item: unknown, place: string, envelope: Envelope): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(item)) return err(reject('malformed_event', 'A call must be an object.', place, item));
  const refuse = (code: Reject['code'], message: string, field = ''): Result<never, Reject> =>
    err(reject(code, message, field === '' ? place : `${place}${place === '' ? '' : '.'}${field}`, item));

  const call = item['type'] ?? envelope.call;
  if (!isCall(call)) return refuse('malformed_event', `\`type\` must be one of ${CALLS.join(', ')}.`, 'type');
  const event = call === 'track' ? readText(item['event']) : call;
  if (event === undefined) return refuse('missing_event_name', 'The track call has no name in `event`.', 'event');
  const userId = readId(item['userId']);
  const anonymousId = readId(item['anonymousId']);
  const distinctId = userId ?? anonymousId;
  if (distinctId === undefined) return refuse('missing_id', 'The call needs a `userId` or an `anonymousId`.');
  const given = item['timestamp'] ?? item['originalTimestamp'];
  const time = given === undefined || given === null ? envelope.receivedAt : readTime(given);
  if (time === undefined) {
    return refuse('invalid_time', '`timestamp` is no time; send ISO 8601 such as 2026-01-31T10:00:00Z.', 'timestamp');
  }
  const sentAt = readTime(item['sentAt']) ?? envelope.sentAt;
  const context = readObject(item['context']);
  const library = readObject(context['library']);
  const lib = readText(library['name']);
  const libVersion = readText(library['version']);
  const project = readText(item['writeKey']) ?? envelope.project;
  return ok({
    event_id: readId(item['messageId']) ?? envelope.newId(),
    event,
    kind: KINDS[call],
    ...correctTime(time, restamps(item, envelope) ? clockSkew(sentAt, envelope.receivedAt) : 0),
    ...(sentAt === undefined ? {} : { sent_at: sentAt }),
    received_at: envelope.receivedAt,
    distinct_id: distinctId,
    ...(anonymousId === undefined ? {} : { anonymous_id: anonymousId }),
    ...(userId === undefined ? {} : { user_id: userId }),
    ...sessionOf(context),
    groups: groupsOf(call, item, context),
    properties: propertiesOf(call, item, context, envelope),
    source: envelope.source,
    ...(project === undefined ? {} : { project }),
    ...(lib === undefined ? {} : { lib }),
    ...(libVersion === undefined ? {} : { lib_version: libVersion }),
  });
}

/** RudderStack's servers keep the time of the first try when they try again: a late one would look like a wrong clock. */
const restamps = (item: JsonObject, { source }: Envelope): boolean =>
  source === 'segment' || item['channel'] !== 'server';

/** Segment's own SDKs have no sessions; those that speak its protocol may. */
function sessionOf(context: JsonObject): { session_id?: string } {
  const id = readId(context['sessionId']);
  return id === undefined ? {} : { session_id: id };
}

/** Segment knows one type of group, the account. */
function groupsOf(call: Call, item: JsonObject, context: JsonObject): Record<string, string> {
  const id = (call === 'group' ? readId(item['groupId']) : undefined) ?? readId(context['groupId']);
  return id === undefined ? {} : { group: id };
}

function propertiesOf(
  call: Call,
  item: JsonObject,
  context: JsonObject,
  { source, userAgent }: Envelope,
): Record<string, Json> {
  const properties = wellKnown(call, item, context, userAgent);
  setKeys(properties, readObject(item['properties']));
  setKeys(properties, operationsOf(call, item, source));
  if (Object.keys(context).length > 0) properties['context'] = context;
  if (isJsonObject(item['integrations']) && Object.keys(item['integrations']).length > 0) {
    properties['integrations'] = item['integrations'];
  }
  return properties;
}

/** What the call says about a person, a group or an id, under the names that all protocols share. */
function operationsOf(call: Call, item: JsonObject, source: Envelope['source']): Record<string, Json> {
  const traits = readObject(item['traits']);
  switch (call) {
    case 'identify': {
      // RudderStack's browser SDK has them in the context, all that it was told so far, and nowhere else.
      const kept = source === 'rudderstack' ? readObject(readObject(item['context'])['traits']) : {};
      return { $set: { ...kept, ...traits } };
    }
    case 'group': {
      const key = readId(item['groupId']);
      return { $group_type: 'group', ...(key === undefined ? {} : { $group_key: key }), $group_set: traits };
    }
    case 'alias': {
      // The browser SDK sends the current user as both ids when somebody is known already: that joins nobody.
      const previous = readId(item['previousId']);
      return previous === undefined || previous === readId(item['userId']) ? {} : { alias: previous };
    }
    case 'page':
    case 'screen':
      return {
        ...(readText(item['name']) === undefined ? {} : { name: item['name'] as Json }),
        ...(readText(item['category']) === undefined ? {} : { category: item['category'] as Json }),
      };
    case 'track':
      return {};
  }
}

function wellKnown(
  call: Call,
  item: JsonObject,
  context: JsonObject,
  userAgent: Envelope['userAgent'],
): Record<string, Json> {
  // A page call repeats the page in its properties, where a caller may have changed it.
  const shown = readObject(context['page']);
  const page = call === 'page' ? { ...shown, ...readObject(item['properties']) } : shown;
  const campaign = readObject(context['campaign']);
  const agent = readText(context['userAgent']);
  const found: Record<string, Json> = {};
  if (agent !== undefined) setKeys(found, userAgent(agent));
  const set = (name: string, value: Json | undefined): void => {
    const text = readText(value);
    if (text !== undefined) found[name] = text;
  };
  set(WELL_KNOWN.url, page['url']);
  set(WELL_KNOWN.path, page['path']);
  set(WELL_KNOWN.title, page['title']);
  set(WELL_KNOWN.referrer, page['referrer']);
  if (call === 'screen') set(WELL_KNOWN.screen, item['name']);
  set(WELL_KNOWN.utmSource, campaign['source']);
  set(WELL_KNOWN.utmMedium, campaign['medium']);
  set(WELL_KNOWN.utmCampaign, campaign['name']);
  set(WELL_KNOWN.utmTerm, campaign['term']);
  set(WELL_KNOWN.utmContent, campaign['content']);
  return found;
}
