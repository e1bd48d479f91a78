/**
 * Lets pages of any origin send events. The origin and the wanted headers are reflected rather than listed: beacons
 * and some SDKs send credentials, which rules out `*`, and SDKs add headers of their own on retries.
 */
import type { IncomingHttpHeaders } from 'node:http';

type Headers = Readonly<Record<string, string>>;

const MAX_AGE_SECONDS = 86_400;

/** For every answer to an event request. Sandboxed pages and files have the origin `null`, which counts. */
export function corsHeaders({ origin }: IncomingHttpHeaders): Headers {
  if (origin === undefined) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Retry-After',
  };
}

/** For the answer to a preflight. */
export function preflightHeaders(headers: IncomingHttpHeaders): Headers {
  const wanted = headers['access-control-request-headers'];
  return {
    ...corsHeaders(headers),
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    ...(wanted === undefined ? {} : { 'access-control-allow-headers': wanted }),
    // Chromium asks this before a page from the internet may reach the local machine.
    ...(headers['access-control-request-private-network'] === 'true'
      ? { 'access-control-allow-private-network': 'true' }
      : {}),
    'access-control-max-age': String(MAX_AGE_SECONDS),
  };
}
