/**
 * OpenPanel: every message goes to `/track`, which Mixpanel has too; OpenPanel's SDKs name themselves in headers. The
 * server owns the ids of device and session and hands them out with each answer.
 */
import { isServerEvent } from '../../model/derived';
import { isJsonObject } from '../../model/json';
import { parseBody, readText } from '../reading';
import { userAgentReader } from '../segment/event';
import { jsonAnswer, type Decoded, type Protocol, type WireRequest } from '../wire';
import { marksOf, visitorId } from '../visitor';
import { decodeMessage, type Envelope } from './event';
import { decodeReplay } from './recording';

const isOurs = ({ headers, body }: WireRequest): boolean =>
  headers['openpanel-client-id'] !== undefined ||
  headers['openpanel-sdk-name'] !== undefined ||
  /^\s*\{\s*"(?:type|payload)"\s*:/.test(body);

function envelopeOf(request: WireRequest): Envelope {
  const { headers, receivedAt } = request;
  const project = readText(headers['openpanel-client-id']);
  const lib = readText(headers['openpanel-sdk-name']);
  const agent = headers['user-agent'] ?? '';
  const isServer = isServerEvent(lib, {}) || !agent.includes('/');
  return {
    receivedAt,
    project,
    lib,
    libVersion: readText(headers['openpanel-sdk-version']),
    deviceId: isServer ? undefined : visitorId([project ?? '', headers['origin'] ?? '', ...marksOf(request)], request),
    agent: isServer ? {} : userAgentReader()(agent),
    newId: request.newId,
  };
}

function decode(request: WireRequest): Decoded {
  const body = parseBody(request.body);
  if (!body.ok) {
    return { events: [], rejects: [body.error], answer: jsonAnswer({ error: body.error.message }, 400) };
  }
  const envelope = envelopeOf(request);
  // Recordings wait in the SDK for a session id. Sessions of events are stitched from their times instead.
  const answer = jsonAnswer({ deviceId: envelope.deviceId ?? '', sessionId: envelope.deviceId ?? '' });
  if (isJsonObject(body.value) && body.value['type'] === 'replay') {
    return { events: [], ...decodeReplay(body.value, envelope), answer };
  }
  const decoded = decodeMessage(body.value, envelope);
  return decoded.ok
    ? { events: [decoded.value], rejects: [], answer }
    : { events: [], rejects: [decoded.error], answer };
}

export const OPENPANEL: Protocol = {
  name: 'openpanel',
  understands: 'OpenPanel SDKs: set `apiUrl` to this address',
  routes: [{ method: 'POST', path: /^\/track$/, isFor: isOurs, decode }],
};
