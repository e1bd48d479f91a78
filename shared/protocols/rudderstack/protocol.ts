/**
 * RudderStack: Segment's calls with an accent, on Segment's paths. What tells them apart are headers that its browser
 * SDK sends, or the `channel` that all its SDKs write into each call.
 */
import { jsonAnswer, nothing, type Decoded, type Protocol, type WireRequest } from '../wire';
import { decodeBatch, decodeOne } from '../segment/protocol';

const CHANNEL = /"channel"\s*:\s*"(?:web|server|mobile|sources)"/;

const isOurs = ({ headers, body }: WireRequest): boolean =>
  headers['anonymousid'] !== undefined || (body.includes('"originalTimestamp"') && CHANNEL.test(body));

/** Without this answer the browser SDK sends nothing. The page decides where events go; nothing else is connected. */
function answerSourceConfig(request: WireRequest): Decoded {
  const writeKey = request.query['writeKey'] ?? request.credential ?? '';
  return nothing(
    jsonAnswer({
      source: {
        id: 'waymark',
        name: 'Waymark',
        writeKey,
        enabled: true,
        workspaceId: 'waymark',
        config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
        connections: [],
        destinations: [],
        dataplanes: {},
      },
      updatedAt: '2026-01-01T00:00:00.000Z',
    }),
  );
}

const call = decodeOne('rudderstack');
const batch = decodeBatch('rudderstack');

export const RUDDERSTACK: Protocol = {
  name: 'rudderstack',
  understands: 'RudderStack SDKs: give this address as data plane URL, and as `configUrl` in the browser',
  routes: [
    { method: 'POST', path: /^\/v1\/(track|page|screen|identify|group|alias)$/, isFor: isOurs, decode: call },
    { method: 'POST', path: /^\/v1\/(batch|import)$/, isFor: isOurs, decode: batch },
    { method: 'POST', path: /^\/beacon\/v1\/batch$/, decode: batch },
    { method: 'GET', path: /^\/sourceConfig$/, decode: answerSourceConfig },
  ],
};
