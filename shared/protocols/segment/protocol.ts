/** Segment: the browser SDK's settings and calls, and the batches that servers send. */
import { isJsonObject, type JsonObject } from '../../model/json';
import type { CanonicalEvent, Reject } from '../../model/event';
import { parseBody, readText, readTime, reject } from '../reading';
import { jsonAnswer, nothing, type Decoded, type Protocol, type WireRequest } from '../wire';
import { PART_PATH, partAnswer, SDK_PATH, sdkAnswer } from './scripts';
import { decodeCall, userAgentReader, type Call, type Envelope } from './event';

/** The browser SDK shortens the names of calls in its paths. */
const CALL_OF_PATH: Readonly<Record<string, Call>> = {
  t: 'track',
  p: 'page',
  s: 'screen',
  i: 'identify',
  g: 'group',
  a: 'alias',
  track: 'track',
  page: 'page',
  screen: 'screen',
  identify: 'identify',
  group: 'group',
  alias: 'alias',
};

const refused = (problem: Reject): Decoded => ({
  events: [],
  rejects: [problem],
  answer: jsonAnswer({ success: false, code: problem.code, message: problem.message }, 400),
});

function decode(
  source: Envelope['source'],
  request: WireRequest,
  items: readonly unknown[],
  body: JsonObject,
  root: string,
): Decoded {
  const events: CanonicalEvent[] = [];
  const rejects: Reject[] = [];
  const envelope: Envelope = {
    receivedAt: request.receivedAt,
    sentAt: readTime(body['sentAt']),
    project: readText(body['writeKey']) ?? request.credential ?? readText(request.query['writeKey']),
    call: CALL_OF_PATH[request.path.split('/').at(-1) ?? ''],
    source,
    newId: request.newId,
    userAgent: userAgentReader(),
  };
  items.forEach((item, index) => {
    const decoded = decodeCall(item, root === '' ? '' : `${root}[${index}]`, envelope);
    if (decoded.ok) events.push(decoded.value);
    else rejects.push(decoded.error);
  });
  return { events, rejects, answer: jsonAnswer({ success: true }) };
}

/** One call as the whole body. */
export const decodeOne =
  (source: Envelope['source']) =>
  (request: WireRequest): Decoded => {
    const body = parseBody(request.body);
    if (!body.ok) return refused(body.error);
    if (!isJsonObject(body.value)) {
      return refused(reject('malformed_body', 'The body must be one call as a JSON object.', '', request.body));
    }
    return decode(source, request, [body.value], body.value, '');
  };

/** `{"batch": […]}` */
export const decodeBatch =
  (source: Envelope['source']) =>
  (request: WireRequest): Decoded => {
    const body = parseBody(request.body);
    if (!body.ok) return refused(body.error);
    const batch = isJsonObject(body.value) ? body.value['batch'] : undefined;
    if (!isJsonObject(body.value) || !Array.isArray(batch)) {
      return refused(reject('malformed_body', 'The body must be {"batch": […]}.', '', request.body));
    }
    return decode(source, request, batch, body.value, 'batch');
  };

/** Without this answer the browser SDK sends nothing; `apiHost` and `protocol` make it send everything here. */
function answerSettings(request: WireRequest): Decoded {
  const key = /^\/v1\/projects\/([^/]+)\/settings$/.exec(request.path)?.[1] ?? '';
  const [, protocol = 'http', host = ''] = /^(https?):\/\/(.*)$/.exec(request.baseUrl) ?? [];
  return nothing(
    jsonAnswer({
      integrations: { 'Segment.io': { apiKey: decodeKey(key), apiHost: `${host}/v1`, protocol } },
      plan: {},
      middlewareSettings: {},
      enabledMiddleware: {},
      metrics: { sampleRate: 0 },
      remotePlugins: [],
    }),
  );
}

function decodeKey(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: then the key was not encoded.
    return text;
  }
}

export const SEGMENT: Protocol = {
  name: 'segment',
  understands: 'Segment SDKs: set `cdnURL` (browser) or `host` (server) to this address',
  routes: [
    {
      method: 'POST',
      path: /^\/v1\/(t|p|s|i|g|a|track|page|screen|identify|group|alias)$/,
      decode: decodeOne('segment'),
    },
    { method: 'POST', path: /^\/v1\/(b|batch|import)$/, decode: decodeBatch('segment') },
    { method: 'POST', path: /^\/v1\/m$/, decode: () => nothing(jsonAnswer({ success: true })) },
    { method: 'GET', path: /^\/v1\/projects\/[^/]+\/settings$/, decode: answerSettings },
    { method: 'GET', path: SDK_PATH, decode: () => nothing(sdkAnswer()) },
    { method: 'GET', path: PART_PATH, decode: ({ path }) => nothing(partAnswer(path)) },
  ],
};
