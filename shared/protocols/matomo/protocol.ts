/**
 * Matomo: one tracking request in the query or a form, or many in a JSON body. Trackers take any answer for success.
 * And the script that wrappers of its tracker load.
 */
import { isJsonObject, type Json } from '../../model/json';
import type { CanonicalEvent, Reject } from '../../model/event';
import { readForm } from '../form';
import { parseBody, reject } from '../reading';
import { jsonAnswer, nothing, pixelAnswer, type Decoded, type Protocol, type WireRequest } from '../wire';
import { decodeParams, type Params } from './event';
import { MATOMO_SCRIPT } from './script';

/** Trackers that want no picture get an empty answer. */
const answerTo = ({ send_image }: Params): Decoded['answer'] =>
  send_image === '0' ? { status: 200, contentType: 'text/plain; charset=utf-8', body: '' } : pixelAnswer();

function decodeOne(params: Params, raw: string, request: WireRequest): Decoded {
  const answer = answerTo(params);
  // Somebody looks whether there is anything here.
  if (Object.keys(params).length === 0) return nothing(answer);
  const event = decodeParams(params, '', raw, request);
  return event.ok
    ? { events: [event.value], rejects: [], answer }
    : {
        events: [],
        rejects: [event.error],
        answer: jsonAnswer({ status: 'error', message: event.error.message }, 400),
      };
}

const decodeGet = (request: WireRequest): Decoded => decodeOne(request.query, JSON.stringify(request.query), request);

/** Long requests and those of a page that goes away have their parameters in the body, as a form. */
function decodePost(request: WireRequest): Decoded {
  return /^\s*[{[]/.test(request.body)
    ? decodeBulk(request)
    : decodeOne(
        { ...request.query, ...readForm(request.body.trim().replace(/^\?/, '')) },
        request.body === '' ? JSON.stringify(request.query) : request.body,
        request,
      );
}

/** `{"requests": ["?idsite=1&rec=1&…", {"idsite": 1, …}]}`; what is in the query holds for all of them. */
function decodeBulk(request: WireRequest): Decoded {
  const body = parseBody(request.body);
  const list = body.ok && isJsonObject(body.value) ? body.value['requests'] : undefined;
  if (!Array.isArray(list)) {
    const why = body.ok
      ? reject('malformed_body', 'The body must be {"requests": […]}.', '', request.body)
      : body.error;
    return { events: [], rejects: [why], answer: jsonAnswer({ status: 'error', message: why.message }, 400) };
  }
  const events: CanonicalEvent[] = [];
  const rejects: Reject[] = [];
  const invalid: number[] = [];
  list.forEach((item, index) => {
    const place = `requests[${index}]`;
    const params = paramsOf(item);
    const event =
      params === undefined
        ? {
            ok: false as const,
            error: reject('malformed_event', 'A request must be a query as text, or an object.', place, item),
          }
        : decodeParams({ ...request.query, ...params }, place, item, request);
    if (event.ok) events.push(event.value);
    else {
      rejects.push(event.error);
      invalid.push(index);
    }
  });
  return {
    events,
    rejects,
    answer: jsonAnswer({
      status: 'success',
      tracked: events.length,
      invalid: invalid.length,
      invalid_indices: invalid,
    }),
  };
}

function paramsOf(item: Json): Params | undefined {
  if (typeof item === 'string') return readForm(item.replace(/^[^?]*\?/, ''));
  if (!isJsonObject(item)) return undefined;
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

const answerScript = (): Decoded =>
  nothing({ status: 200, contentType: 'text/javascript; charset=utf-8', body: MATOMO_SCRIPT });

export const MATOMO: Protocol = {
  name: 'matomo',
  understands: 'Matomo trackers: set the tracker URL to this address and /matomo.php',
  routes: [
    { method: 'GET', path: /^\/(matomo|piwik)\.php$/, decode: decodeGet },
    { method: 'POST', path: /^\/(matomo|piwik)\.php$/, decode: decodePost },
    { method: 'GET', path: /^\/(matomo|piwik)\.js$/, decode: answerScript },
  ],
};
