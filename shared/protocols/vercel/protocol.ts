/** Vercel Web Analytics: the script that its package loads, and what that script and the package's server part send. */
import { parseBody } from '../reading';
import { nothing, type Decoded, type Protocol, type WireAnswer, type WireRequest } from '../wire';
import { decodeMessage } from './event';
import { VERCEL_SCRIPT } from './script';

const text = (body: string, status: number): WireAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body,
});

function decode(request: WireRequest): Decoded {
  const body = parseBody(request.body);
  const event = body.ok ? decodeMessage(body.value, request) : body;
  return event.ok
    ? { events: [event.value], rejects: [], answer: text('OK', 200) }
    : { events: [], rejects: [event.error], answer: text(event.error.message, 400) };
}

const answerScript = (): Decoded =>
  nothing({ status: 200, contentType: 'text/javascript; charset=utf-8', body: VERCEL_SCRIPT });

export const VERCEL: Protocol = {
  name: 'vercel',
  understands: 'Vercel Web Analytics: set `scriptSrc` to this address and /_vercel/insights/script.js',
  routes: [
    { method: 'POST', path: /^(?:\/_vercel)?\/insights\/(?:view|event)$/, decode },
    { method: 'GET', path: /^(?:\/_vercel)?\/insights\/script(?:\.debug)?\.js$/, decode: answerScript },
  ],
};
