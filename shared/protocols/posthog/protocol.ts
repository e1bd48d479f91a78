/** PostHog: every endpoint that its browser, mobile and server SDKs call, and what each is answered. */
import { err, type Result } from '../../base/result';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { CanonicalEvent, Reject } from '../../model/event';
import type { RecordingChunk } from '../../model/recording';
import { clockSkew, DEPTH_LIMIT, isDeeperThan, parseBody, readText, readTime, reject } from '../reading';
import { RECORDING_DEPTH } from '../recording';
import { jsonAnswer, nothing, type Decoded, type Protocol, type WireRequest } from '../wire';
import { LEGACY_CONFIG, remoteConfig, remoteConfigScript, wantsConfig } from './config';
import { decodeEvent, type Envelope } from './event';
import { definitionsAnswer } from './flag-definitions';
import { earlyAccessAnswer, flagsAnswer, readAsked, remotePayload } from './flags';
import { scriptAnswer } from './scripts';
import { decodeSnapshot, isSnapshot } from './snapshot';

const STORED = { status: 1 };

interface Item {
  readonly value: unknown;
  readonly place: string;
}

/** The events of a body: one object, an array, or `{batch: […]}`. Undefined for anything else. */
function itemsOf(body: unknown): readonly Item[] | undefined {
  const list = Array.isArray(body) ? body : isJsonObject(body) ? body['batch'] : undefined;
  if (Array.isArray(list)) {
    const root = Array.isArray(body) ? '' : 'batch';
    return list.map((value: unknown, index) => ({ value, place: `${root}[${index}]` }));
  }
  return isJsonObject(body) && 'event' in body ? [{ value: body, place: '' }] : undefined;
}

function envelopeOf(request: WireRequest, body: unknown): Envelope {
  const top: JsonObject = isJsonObject(body) ? body : {};
  const sdk = /^([\w-]+)\/([\w.-]+)/.exec(request.headers['posthog-sdk-info'] ?? '');
  const sentAt =
    readTime(top['sent_at']) ??
    readTime(request.query['_']) ??
    readTime(sentAtInFirst(body)) ??
    readTime(request.headers['posthog-request-timestamp']);
  // Servers keep the time of the first attempt when they retry, so a late retry would look like a wrong clock.
  const restamps = !/^posthog-(node|python|ruby|php|go|java|dotnet|elixir|rust)/.test(
    request.headers['user-agent'] ?? '',
  );
  const key =
    readText(top['api_key']) ?? readText(top['token']) ?? request.credential ?? readText(request.query['token']);
  return {
    receivedAt: request.receivedAt,
    sentAt,
    skew: restamps ? clockSkew(sentAt, request.receivedAt) : 0,
    project: key ?? tokenInFirst(body),
    lib: sdk?.[1],
    libVersion: sdk?.[2],
    newId: request.newId,
  };
}

/** The pieces of recordings say when they were sent, each for itself. */
const sentAtInFirst = (body: unknown): unknown =>
  Array.isArray(body) && isJsonObject(body[0]) ? body[0]['sent_at'] : undefined;

/** Bare events and arrays carry the token in the properties of each event. */
function tokenInFirst(body: unknown): string | undefined {
  const first: unknown = Array.isArray(body) ? body[0] : body;
  if (!isJsonObject(first) || !isJsonObject(first['properties'])) return undefined;
  return readText(first['properties']['token']);
}

interface Capture {
  readonly events: readonly CanonicalEvent[];
  /** Every event that was not taken, with its own id where it has one. */
  readonly refused: readonly { readonly reject: Reject; readonly uuid: string | undefined }[];
  readonly uuids: readonly string[];
  readonly recordings: readonly RecordingChunk[];
}

function capture(request: WireRequest): Capture | Reject {
  const body = parseBody(request.body, RECORDING_DEPTH);
  if (!body.ok) return body.error;
  const items = itemsOf(body.value);
  if (items === undefined) {
    const message = 'The body holds no events: send one event, an array of them, or {"batch": […]}.';
    return reject('malformed_body', message, '', request.body);
  }
  const envelope = envelopeOf(request, body.value);
  const events: CanonicalEvent[] = [];
  const refused: { reject: Reject; uuid: string | undefined }[] = [];
  const uuids: string[] = [];
  const recordings: RecordingChunk[] = [];
  for (const { value, place } of items) {
    const uuid = isJsonObject(value) ? readText(value['uuid']) : undefined;
    const refuse = (why: Reject): void => void refused.push({ reject: why, uuid });
    if (isSnapshot(value)) {
      const piece = decodeSnapshot(value, place, envelope);
      if (!piece.ok) refuse(piece.error);
      else {
        if (piece.value.problem !== undefined) refuse(piece.value.problem);
        if (piece.value.chunk !== undefined) recordings.push(piece.value.chunk);
      }
      continue;
    }
    const decoded = decodeItem(value, place, envelope);
    if (decoded.ok) events.push(decoded.value);
    else refuse(decoded.error);
    if (decoded.ok && uuid !== undefined) uuids.push(uuid);
  }
  return { events, refused, uuids, recordings };
}

/** An event, which is no recording and so not nested as deep as a page. */
function decodeItem(value: unknown, place: string, envelope: Envelope): Result<CanonicalEvent, Reject> {
  if (!isDeeperThan(value, DEPTH_LIMIT)) return decodeEvent(value, place, envelope);
  return err(reject('malformed_event', `The event is nested deeper than ${DEPTH_LIMIT} levels.`, place, value));
}

/** 400 makes every PostHog SDK drop the body instead of sending it again. */
const unreadable = (problem: Reject): Decoded => ({
  events: [],
  rejects: [problem],
  answer: jsonAnswer({ type: 'validation_error', code: problem.code, detail: problem.message }, 400),
});

function decodeCapture(request: WireRequest): Decoded {
  const result = capture(request);
  if ('code' in result) return unreadable(result);
  // Refused events are stored as such; asking for them again would not make them better.
  const { events, recordings, refused } = result;
  return { events, recordings, rejects: refused.map(({ reject: why }) => why), answer: jsonAnswer(STORED) };
}

/** The newer endpoint wants to know event by event. */
function decodeCaptureV1(request: WireRequest): Decoded {
  const result = capture(request);
  if ('code' in result) return unreadable(result);
  const results: [string, { result: string; details?: string }][] = result.uuids.map((uuid) => [
    uuid,
    { result: 'ok' },
  ]);
  for (const { reject: why, uuid } of result.refused) {
    if (uuid !== undefined) results.push([uuid, { result: 'drop', details: why.message }]);
  }
  return {
    events: result.events,
    recordings: result.recordings,
    rejects: result.refused.map(({ reject: why }) => why),
    answer: jsonAnswer({ results: Object.fromEntries(results) }),
  };
}

/** People operations of versions below 1.60: `{$token, $distinct_id, $set}`, one or several. */
function decodeEngage(request: WireRequest): Decoded {
  const body = parseBody(request.body);
  if (!body.ok) return unreadable(body.error);
  const list: unknown[] = Array.isArray(body.value) ? body.value : [body.value];
  const asEvents = list.map((item) => (isJsonObject(item) ? { event: '$set', ...item, properties: item } : item));
  const token = isJsonObject(list[0]) ? list[0]['$token'] : undefined;
  const text = JSON.stringify({ api_key: token ?? null, batch: asEvents.map(withoutOperations) });
  return decodeCapture({ ...request, body: text });
}

/** The operation itself stays beside the properties, where it belongs; ids and token are no properties. */
function withoutOperations(item: unknown): unknown {
  if (!isJsonObject(item) || !isJsonObject(item['properties'])) return item;
  const own = ['$token', '$distinct_id', '$set', '$set_once', '$unset'];
  const properties = Object.fromEntries(Object.entries(item['properties']).filter(([key]) => !own.includes(key)));
  return { ...item, properties };
}

const tokenInPath = (request: WireRequest): string => /^\/array\/([\w-]+)\//.exec(request.path)?.[1] ?? '';

function answerFlags(request: WireRequest): Decoded {
  const asked = readAsked(request);
  const flags = flagsAnswer(request, asked);
  return nothing(
    jsonAnswer(wantsConfig(request) ? { ...LEGACY_CONFIG, ...remoteConfig(asked.token), ...flags } : flags),
  );
}

/** Rules name people. Any page that is open on this machine could ask for them, so browsers are told nothing. */
function forServers({ headers }: WireRequest): Decoded | undefined {
  const isPage = headers['origin'] !== undefined || (headers['user-agent'] ?? '').startsWith('Mozilla/');
  return isPage ? nothing(jsonAnswer({ detail: 'Flag definitions are for servers.' }, 403)) : undefined;
}

function answerRemotePayload(request: WireRequest): Decoded {
  const refused = forServers(request);
  if (refused !== undefined) return refused;
  const payload = remotePayload(request);
  return nothing(payload === undefined ? jsonAnswer({ detail: 'Not found.' }, 404) : jsonAnswer(payload));
}

const answer = (body: unknown) => (): Decoded => nothing(jsonAnswer(body));

/** Mixpanel's people operations look the same, but its SDKs do not say their version in `ver`. */
const saysVersion = ({ query }: WireRequest): boolean => query['ver'] !== undefined;

export const POSTHOG: Protocol = {
  name: 'posthog',
  understands: 'PostHog SDKs: set `api_host` (browser) or `host` (server) to this address',
  routes: [
    { method: 'POST', path: /^\/(e|s|i\/v0\/e|capture|batch|i\/v0\/ai\/batch)$/, decode: decodeCapture },
    { method: 'GET', path: /^\/(e|capture)$/, decode: decodeCapture },
    { method: 'POST', path: /^\/i\/v1\/analytics\/events$/, decode: decodeCaptureV1 },
    { method: 'POST', path: /^\/engage$/, isFor: saysVersion, decode: decodeEngage },
    // Taken so that the SDK does not try again; logs and metrics are no events.
    { method: 'POST', path: /^\/i\/v1\/(logs|metrics|traces)$/, decode: answer(STORED) },
    {
      method: 'POST',
      path: /^\/(flags|decide)$/,
      wantsFlags: true,
      flagsFor: (request) => readAsked(request).person,
      decode: answerFlags,
    },
    {
      method: 'GET',
      path: /^\/(flags\/definitions|api\/feature_flag\/local_evaluation)$/,
      wantsFlags: true,
      decode: (request) => forServers(request) ?? nothing(jsonAnswer(definitionsAnswer(request))),
    },
    {
      method: 'GET',
      path: /^\/api\/projects\/[^/]+\/feature_flags\/[^/]+\/remote_config$/,
      wantsFlags: true,
      decode: answerRemotePayload,
    },
    {
      method: 'GET',
      path: /^\/array\/[\w-]+\/config\.js$/,
      decode: (request) =>
        nothing({
          status: 200,
          contentType: 'text/javascript; charset=utf-8',
          body: remoteConfigScript(tokenInPath(request)),
        }),
    },
    {
      method: 'GET',
      path: /^\/array\/[\w-]+\/config$/,
      decode: (request) => nothing(jsonAnswer(remoteConfig(tokenInPath(request)))),
    },
    { method: 'GET', path: /^\/api\/surveys$/, decode: answer({ surveys: [] }) },
    { method: 'GET', path: /^\/api\/product_tours$/, decode: answer({ product_tours: [] }) },
    { method: 'GET', path: /^\/api\/web_experiments$/, decode: answer({ experiments: [] }) },
    {
      method: 'GET',
      path: /^\/api\/early_access_features$/,
      wantsFlags: true,
      decode: (request) => nothing(jsonAnswer(earlyAccessAnswer(request))),
    },
    { method: 'GET', path: /^\/static\/.+$/, decode: ({ path }) => nothing(scriptAnswer(path)) },
  ],
};
