/**
 * Countly: the write API and what SDKs ask for. SDKs send a request again, forever, until they are answered 200 with a
 * JSON object that has `result`; so are bodies that cannot be read, and what is wrong stands in it.
 */
import { isJsonObject, type JsonObject } from '../../model/json';
import type { CanonicalEvent, Reject } from '../../model/event';
import { readForm } from '../form';
import { parseBody, readText, reject } from '../reading';
import { jsonAnswer, nothing, type Decoded, type Protocol, type WireRequest } from '../wire';
import { decodeRequest, type Envelope } from './event';
import { readField } from './happenings';

/** Query and form together; the body of some SDKs is JSON. */
function paramsOf({ query, body }: WireRequest): JsonObject {
  const json = /^\s*\{/.test(body) ? parseBody(body) : undefined;
  const given = json?.ok === true && isJsonObject(json.value) ? json.value : readForm(body);
  return { ...query, ...given };
}

const envelopeOf = ({ receivedAt, headers, newId }: WireRequest): Envelope => ({
  receivedAt,
  userAgent: headers['user-agent'],
  newId,
});

const answered = (events: readonly CanonicalEvent[], rejects: readonly Reject[]): Decoded => ({
  events,
  rejects,
  answer: jsonAnswer({ result: rejects[0]?.message ?? 'Success' }),
});

function decodeWrite(request: WireRequest): Decoded {
  const params = paramsOf(request);
  const { events, rejects } = decodeRequest(params, '', envelopeOf(request));
  return answered(events, rejects);
}

/** `requests=[{…}, …]`: what would have been requests of their own, with what stands beside it for all of them. */
function decodeBulk(request: WireRequest): Decoded {
  const { requests, ...common } = paramsOf(request);
  const list = readField(requests);
  if (!Array.isArray(list)) {
    return answered([], [reject('malformed_body', '`requests` must be a JSON array.', 'requests', request.body)]);
  }
  const events: CanonicalEvent[] = [];
  const rejects: Reject[] = [];
  list.forEach((item, index) => {
    const place = `requests[${index}]`;
    if (!isJsonObject(item)) {
      rejects.push(reject('malformed_event', 'A request must be an object.', place, item));
      return;
    }
    const decoded = decodeRequest({ ...common, ...item }, place, envelopeOf(request));
    events.push(...decoded.events);
    rejects.push(...decoded.rejects);
  });
  return answered(events, rejects);
}

/** Server configuration, remote configuration, feedback: there is none, and SDKs go on with their own. */
function answerRead(request: WireRequest): Decoded {
  const method = readText(paramsOf(request)['method']);
  if (method === 'sc') return nothing(jsonAnswer({ v: 1, t: request.receivedAt, c: {} }));
  return nothing(jsonAnswer(method === 'feedback' ? { result: [] } : {}));
}

/** Other vendors have pictures at the same path. */
const hasKey = ({ query }: WireRequest): boolean => query['app_key'] !== undefined;

export const COUNTLY: Protocol = {
  name: 'countly',
  understands: 'Countly SDKs: set `url` to this address',
  routes: [
    { method: 'POST', path: /^\/i$/, decode: decodeWrite },
    { method: 'GET', path: /^\/i$/, isFor: hasKey, decode: decodeWrite },
    { method: 'POST', path: /^\/i\/bulk$/, decode: decodeBulk },
    { method: 'POST', path: /^\/o\/sdk$/, decode: answerRead },
    { method: 'GET', path: /^\/o\/sdk$/, decode: answerRead },
  ],
};
