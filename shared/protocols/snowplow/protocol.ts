/** Snowplow: batches by POST and single events by GET, as all its trackers send them. They look at the status alone. */
import { isJsonObject } from '../../model/json';
import type { CanonicalEvent, Reject } from '../../model/event';
import { parseBody, reject } from '../reading';
import { jsonAnswer, nothing, pixelAnswer, type Decoded, type Protocol, type WireRequest } from '../wire';
import { decodeEvent } from './event';

const taken: Decoded['answer'] = { status: 200, contentType: 'text/plain; charset=utf-8', body: 'ok' };

const refused = (problem: Reject): Decoded => ({
  events: [],
  rejects: [problem],
  // One of the few answers after which trackers do not try again.
  answer: jsonAnswer({ message: problem.message }, 400),
});

/** `{"schema": "iglu:…/payload_data/…", "data": [{…}, …]}` */
function decodePost(request: WireRequest): Decoded {
  const body = parseBody(request.body);
  if (!body.ok) return refused(body.error);
  const list = isJsonObject(body.value) ? body.value['data'] : undefined;
  if (!Array.isArray(list)) {
    return refused(reject('malformed_body', 'The body must be {"schema", "data": […]}.', '', request.body));
  }
  const events: CanonicalEvent[] = [];
  const rejects: Reject[] = [];
  list.forEach((item, index) => {
    const event = decodeEvent(item, `data[${index}]`, request);
    if (event.ok) events.push(event.value);
    else rejects.push(event.error);
  });
  return { events, rejects, answer: taken };
}

/** One event as the query of a picture. */
function decodeGet(request: WireRequest): Decoded {
  if (Object.keys(request.query).length === 0) return nothing(pixelAnswer());
  const event = decodeEvent(request.query, '', request);
  return event.ok ? { events: [event.value], rejects: [], answer: pixelAnswer() } : refused(event.error);
}

const isEvent = ({ query }: WireRequest): boolean => query['e'] !== undefined;
const isPayload = ({ body }: WireRequest): boolean => /"iglu:[^"]*\/payload_data\//.test(body.slice(0, 1000));

export const SNOWPLOW: Protocol = {
  name: 'snowplow',
  understands: 'Snowplow trackers: set the collector URL (browser) or `endpoint` (server) to this address',
  routes: [
    { method: 'POST', path: /^\/com\.snowplowanalytics\.snowplow\/tp2$/, decode: decodePost },
    // A path of one's own (`postPath`) is a reversed domain and a word.
    { method: 'POST', path: /^\/[a-z]+(\.[\w-]+)+\/[\w-]+$/, isFor: isPayload, decode: decodePost },
    { method: 'GET', path: /^\/i$/, isFor: isEvent, decode: decodeGet },
    // The service that would set cookies; ids of the trackers' own are enough.
    { method: 'GET', path: /^\/id$/, decode: () => nothing(jsonAnswer({})) },
  ],
};
