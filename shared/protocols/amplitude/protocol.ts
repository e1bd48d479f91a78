/**
 * Amplitude: what its browser, node and other SDKs send, and what each is answered. SDKs look for `code` in the body of
 * the answer and not at the status: JSON without it is sent again, five times, and then lost.
 */
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { CanonicalEvent, Reject } from '../../model/event';
import { readForm } from '../form';
import { parseBody, readId, readText, readTime, reject } from '../reading';
import { userAgentReader } from '../segment/event';
import { jsonAnswer, nothing, type Decoded, type Protocol, type WireRequest } from '../wire';
import { decodeEvent, type Envelope } from './event';
import { decodeReplay } from './recording';

interface Refused {
  readonly index: number;
  readonly why: Reject;
}

function decodeAll(items: readonly unknown[], root: string, envelope: Envelope): [CanonicalEvent[], Refused[]] {
  const events: CanonicalEvent[] = [];
  const refused: Refused[] = [];
  items.forEach((item, index) => {
    const decoded = decodeEvent(item, `${root}[${index}]`, envelope);
    if (decoded.ok) events.push(decoded.value);
    else refused.push({ index, why: decoded.error });
  });
  return [events, refused];
}

const envelopeOf = (request: WireRequest, sentAt: number | undefined, project: string | undefined): Envelope => ({
  receivedAt: request.receivedAt,
  sentAt,
  project: project ?? readText(request.query['api_key']) ?? request.credential,
  newId: request.newId,
  userAgent: userAgentReader(),
});

const unreadable = (problem: Reject): Decoded => ({
  events: [],
  rejects: [problem],
  // Without `missing_field` the SDK would look for the events to leave out, and send all of them again.
  answer: jsonAnswer({ code: 400, error: problem.message, missing_field: 'events' }, 400),
});

function decodeBatch(request: WireRequest): Decoded {
  const body = parseBody(request.body);
  if (!body.ok) return unreadable(body.error);
  const given = isJsonObject(body.value) ? body.value['events'] : undefined;
  // Servers may send a single event without an array around it.
  const items = isJsonObject(given) ? [given] : given;
  if (!isJsonObject(body.value) || !Array.isArray(items)) {
    return unreadable(reject('malformed_body', 'The body must be {"api_key": …, "events": […]}.', '', request.body));
  }
  const envelope = envelopeOf(request, readTime(body.value['client_upload_time']), readText(body.value['api_key']));
  const [events, refused] = decodeAll(items, 'events', envelope);
  return {
    events,
    rejects: refused.map(({ why }) => why),
    answer: isHarmlessToRepeat(items, refused)
      ? jsonAnswer(invalid(refused), 400)
      : jsonAnswer({
          code: 200,
          events_ingested: events.length,
          payload_size_bytes: request.body.length,
          server_upload_time: request.receivedAt,
        }),
  };
}

/**
 * Told which events are bad, SDKs leave those out, say so where the developer sees it, and send the others again. That
 * does no harm where all of these carry ids: they are here already.
 */
function isHarmlessToRepeat(items: readonly unknown[], refused: readonly Refused[]): boolean {
  if (refused.length === 0) return false;
  const bad = new Set(refused.map(({ index }) => index));
  return items.every(
    (item, index) => bad.has(index) || (isJsonObject(item) && readId(item['insert_id']) !== undefined),
  );
}

const MISSING: ReadonlyMap<Reject['code'], string> = new Map([
  ['missing_event_name', 'event_type'],
  ['missing_id', 'user_id'],
]);

/** The vendor's list of what is wrong: fields, and the places of the events where they are. */
function invalid(refused: readonly Refused[]): JsonObject {
  const missing = new Map<string, number[]>();
  const wrong = new Map<string, number[]>();
  for (const { index, why } of refused) {
    const field = MISSING.get(why.code);
    const fields = field === undefined ? wrong : missing;
    const name = field ?? why.place.split('.')[1] ?? 'event';
    fields.set(name, [...(fields.get(name) ?? []), index]);
  }
  return {
    code: 400,
    error: refused[0]?.why.message ?? '',
    events_with_missing_fields: Object.fromEntries(missing),
    events_with_invalid_fields: Object.fromEntries(wrong),
  };
}

/** The identify API: `identification=[{user_id, user_properties}]` in a form. */
const decodeIdentify = (request: WireRequest): Decoded =>
  decodeIdentification(request, (item) => ({ ...item, event_type: '$identify' }));

/** The group identify API names its group in fields of their own. */
const decodeGroupIdentify = (request: WireRequest): Decoded =>
  decodeIdentification(request, ({ group_type, group_value, ...item }) => ({
    ...item,
    event_type: '$groupidentify',
    groups: { [readText(group_type) ?? '']: group_value ?? null },
  }));

function decodeIdentification(request: WireRequest, toEvent: (item: JsonObject) => JsonObject): Decoded {
  const fields = { ...request.query, ...readForm(/^\s*[[{]/.test(request.body) ? '' : request.body) };
  const body = parseBody(fields['identification'] ?? request.body);
  if (!body.ok) return unreadable(body.error);
  const wrapped = isJsonObject(body.value) ? (body.value['identification'] ?? body.value) : body.value;
  const items: readonly unknown[] = Array.isArray(wrapped) ? wrapped : [wrapped];
  const key = fields['api_key'] ?? (isJsonObject(body.value) ? readText(body.value['api_key']) : undefined);
  const [events, refused] = decodeAll(
    items.map((item) => (isJsonObject(item) ? toEvent(item) : item)),
    'identification',
    envelopeOf(request, undefined, key),
  );
  return {
    events,
    rejects: refused.map(({ why }) => why),
    answer: { status: 200, contentType: 'text/plain; charset=utf-8', body: 'success' },
  };
}

/** PostHog's `/batch` holds its events in `batch`; whichever of both comes first is no part of an event. */
const holdsEvents = ({ body }: WireRequest): boolean => /"(batch|events)"\s*:\s*[[{]/.exec(body)?.[1] === 'events';

/** Waymark has no opinion on what to capture; a page that has session replay records all of it. */
const CONFIG: Json = {
  configs: {
    analyticsSDK: {},
    sessionReplay: { sr_sampling_config: { capture_enabled: true, sample_rate: 1 }, sr_privacy_config: {} },
    diagnostics: {},
  },
};

const answer = (body: unknown) => (): Decoded => nothing(jsonAnswer(body));

export const AMPLITUDE: Protocol = {
  name: 'amplitude',
  understands: 'Amplitude SDKs: set `serverUrl` to this address and /2/httpapi',
  routes: [
    { method: 'POST', path: /^\/2\/httpapi$/, decode: decodeBatch },
    { method: 'POST', path: /^\/batch$/, isFor: holdsEvents, decode: decodeBatch },
    { method: 'POST', path: /^\/identify$/, decode: decodeIdentify },
    { method: 'POST', path: /^\/groupidentify$/, decode: decodeGroupIdentify },
    { method: 'GET', path: /^\/config\/[^/]+$/, decode: answer(CONFIG) },
    { method: 'POST', path: /^\/sessions\/v2\/track$/, decode: decodeReplay },
  ],
};
