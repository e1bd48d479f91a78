/**
 * OpenTelemetry's logs over HTTP, JSON or protobuf: records with an event name become events. Traces and metrics are
 * taken and not kept, so that an application that exports all three to one address has no errors.
 */
import type { CanonicalEvent, Reject } from '../../model/event';
import { jsonAnswer, nothing, type Decoded, type Protocol, type WireAnswer, type WireRequest } from '../wire';
import { decodeRecord } from './event';
import { INVALID_ARGUMENT, writePartialSuccess, writeStatus } from './protobuf';
import { readRecords } from './records';

/** As exporters ask it: in the encoding of the request. */
const inProtobuf = (bytes: Uint8Array, status = 200): WireAnswer => ({
  status,
  contentType: 'application/x-protobuf',
  body: '',
  bytes,
});

const isProtobuf = ({ bytes }: WireRequest): boolean => bytes !== undefined;

const taken = (request: WireRequest): WireAnswer =>
  isProtobuf(request) ? inProtobuf(new Uint8Array()) : jsonAnswer({});

function decodeLogs(request: WireRequest): Decoded {
  const read = readRecords(request);
  if (!read.ok) return { events: [], rejects: [read.error], answer: malformed(request, read.error.message) };
  const { records } = read.value;
  const events: CanonicalEvent[] = [];
  const rejects: Reject[] = [...read.value.rejects];
  records.forEach((record, at) => {
    const decoded = decodeRecord(record, at, request);
    if (decoded === undefined) return;
    if (decoded.ok) events.push(decoded.value);
    else rejects.push(decoded.error);
  });
  return { events, rejects, answer: answerTo(request, events.length, rejects, records.length) };
}

/** Whoever sends nothing but plain logs is told why none of them appears; exporters write that to their own log. */
function answerTo(request: WireRequest, events: number, rejects: readonly Reject[], records: number): WireAnswer {
  const [first] = rejects;
  if (first !== undefined) return partial(request, rejects.length, `${first.place}: ${first.message}`);
  if (events > 0 || records === 0) return taken(request);
  return partial(request, 0, 'None of these log records has an event name. Waymark keeps events; logs are not stored.');
}

const partial = (request: WireRequest, refused: number, message: string): WireAnswer =>
  isProtobuf(request)
    ? inProtobuf(writePartialSuccess(refused, message))
    : jsonAnswer({ partialSuccess: { rejectedLogRecords: String(refused), errorMessage: message } });

const malformed = (request: WireRequest, message: string): WireAnswer =>
  isProtobuf(request) ? inProtobuf(writeStatus(message), 400) : jsonAnswer({ code: INVALID_ARGUMENT, message }, 400);

export const OTLP: Protocol = {
  name: 'otlp',
  understands: 'OpenTelemetry: send logs with event names by OTLP/HTTP to /v1/logs',
  routes: [
    { method: 'POST', path: /^\/v1\/logs$/, decode: decodeLogs },
    {
      method: 'POST',
      path: /^\/v1(?:development)?\/(?:traces|metrics|profiles)$/,
      decode: (request) => nothing(taken(request)),
    },
  ],
};
