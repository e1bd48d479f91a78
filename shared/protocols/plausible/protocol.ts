/** Plausible: what its trackers and servers send. Trackers never look at the answer; it is the vendor's. */
import { parseBody } from '../reading';
import type { Decoded, Protocol, WireRequest } from '../wire';
import { decodeEvent } from './event';

const text = (body: string, status: number): Decoded['answer'] => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body,
});

function decode(request: WireRequest): Decoded {
  const body = parseBody(request.body);
  const event = body.ok ? decodeEvent(body.value, request) : body;
  return event.ok
    ? { events: [event.value], rejects: [], answer: text('ok', 202) }
    : { events: [], rejects: [event.error], answer: text(event.error.message, 400) };
}

export const PLAUSIBLE: Protocol = {
  name: 'plausible',
  understands: 'Plausible trackers: set `endpoint` to this address and /api/event, or `apiHost` to this address',
  routes: [{ method: 'POST', path: /^\/api\/event$/, decode }],
};
