/**
 * Google Analytics 4: what gtag.js and the Measurement Protocol send. As with Google's servers, the answer says nothing;
 * what was refused is among the rejects, and `/debug/mp/collect` says what is wrong with a request.
 */
import type { Result } from '../../base/result';
import { isJsonObject } from '../../model/json';
import type { CanonicalEvent, Reject } from '../../model/event';
import { readForm } from '../form';
import { parseBody, reject } from '../reading';
import { jsonAnswer, nothing, type Decoded, type Protocol, type WireAnswer, type WireRequest } from '../wire';
import { decodeHit } from './hit';
import { decodeMeasured } from './measurement';
import { validate, type ValidationMessage } from './validation';

const TAKEN: WireAnswer = { status: 204, contentType: 'text/plain; charset=utf-8', body: '' };

function split(decoded: readonly Result<CanonicalEvent, Reject>[]): Decoded {
  return {
    events: decoded.flatMap((one) => (one.ok ? [one.value] : [])),
    rejects: decoded.flatMap((one) => (one.ok ? [] : [one.error])),
    answer: TAKEN,
  };
}

/** One event in the query, or one on each line of the body with what they share in the query. */
function decodeCollect(request: WireRequest): Decoded {
  const { query } = request;
  const lines = request.body.split(/\r?\n/).flatMap((text, index) => (text.trim() === '' ? [] : [{ text, index }]));
  if (lines.length === 0) {
    // Somebody looks whether there is anything here.
    if (Object.keys(query).length === 0) return nothing(TAKEN);
    return split([decodeHit(query, '', JSON.stringify(query), request, 0)]);
  }
  return split(
    lines.map(({ text, index }, at) =>
      decodeHit({ ...query, ...readForm(text) }, `line ${index + 1}`, text, request, lines.length - 1 - at),
    ),
  );
}

function decodeMeasurement(request: WireRequest): Decoded {
  const parsed = parseBody(request.body);
  if (!parsed.ok) return { events: [], rejects: [parsed.error], answer: TAKEN };
  const body = parsed.value;
  const events = isJsonObject(body) ? body['events'] : undefined;
  if (!isJsonObject(body) || !Array.isArray(events)) {
    const message = 'The body must be {"client_id", "events": [{"name", "params"}]}.';
    return { events: [], rejects: [reject('malformed_body', message, '', request.body)], answer: TAKEN };
  }
  return split(
    events.map((item, index) => decodeMeasured(item, `events[${index}]`, body, request, events.length - 1 - index)),
  );
}

function answerValidation(request: WireRequest): Decoded {
  const parsed = parseBody(request.body);
  const messages: readonly ValidationMessage[] =
    parsed.ok && isJsonObject(parsed.value)
      ? validate(parsed.value, request.query, request.receivedAt)
      : [
          {
            fieldPath: '',
            description: parsed.ok ? 'The body must be a JSON object.' : parsed.error.message,
            validationCode: 'VALUE_INVALID',
          },
        ];
  return nothing(jsonAnswer({ validationMessages: messages }));
}

export const GA4: Protocol = {
  name: 'ga4',
  understands:
    'Google Analytics 4: set `server_container_url` (gtag.js) to this address, or send the Measurement Protocol to /mp/collect',
  routes: [
    { method: 'POST', path: /^\/g\/collect$/, decode: decodeCollect },
    { method: 'GET', path: /^\/g\/collect$/, decode: decodeCollect },
    { method: 'POST', path: /^\/mp\/collect$/, decode: decodeMeasurement },
    { method: 'POST', path: /^\/debug\/mp\/collect$/, decode: answerValidation },
  ],
};
