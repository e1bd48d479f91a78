/** Umami: what its script, its node client and servers send. The script stops where the answer says `disabled`. */
import type { CanonicalEvent, Reject } from '../../model/event';
import { parseBody, reject } from '../reading';
import { jsonAnswer, type Decoded, type Protocol, type WireRequest } from '../wire';
import { decodeMessage } from './event';

/** The script sends `cache` back in a header; Umami keeps its session there, and there is none to keep here. */
const TAKEN = { cache: 'waymark', disabled: false };

const refused = (problem: Reject): Decoded => ({
  events: [],
  rejects: [problem],
  answer: jsonAnswer({ error: { message: problem.message } }, 400),
});

function decodeSend(request: WireRequest): Decoded {
  const body = parseBody(request.body);
  const event = body.ok ? decodeMessage(body.value, '', request) : body;
  return event.ok ? { events: [event.value], rejects: [], answer: jsonAnswer(TAKEN) } : refused(event.error);
}

/** A list of the same messages. */
function decodeBatch(request: WireRequest): Decoded {
  const body = parseBody(request.body);
  if (!body.ok) return refused(body.error);
  if (!Array.isArray(body.value)) {
    return refused(reject('malformed_body', 'The body must be an array of {"type", "payload"}.', '', request.body));
  }
  const events: CanonicalEvent[] = [];
  const rejects: Reject[] = [];
  const details: { index: number; response: unknown }[] = [];
  body.value.forEach((message: unknown, index) => {
    const event = decodeMessage(message, `[${index}]`, request);
    if (event.ok) events.push(event.value);
    else {
      rejects.push(event.error);
      details.push({ index, response: { error: { message: event.error.message } } });
    }
  });
  const answer = { size: body.value.length, processed: events.length, errors: rejects.length, details, ...TAKEN };
  return { events, rejects, answer: jsonAnswer(answer) };
}

export const UMAMI: Protocol = {
  name: 'umami',
  understands: 'Umami: set `data-host-url` (script) or `hostUrl` (node) to this address',
  routes: [
    { method: 'POST', path: /^\/api\/send$/, decode: decodeSend },
    { method: 'POST', path: /^\/api\/batch$/, decode: decodeBatch },
  ],
};
