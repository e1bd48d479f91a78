/**
 * Who may use `/waymark/…` and the page over loopback HTTP. Any web page can send requests to a loopback port, so
 * three things must hold: the request was addressed to us by a loopback name (against DNS rebinding), it comes from
 * our own page or from no page at all, and it carries the token that only this user's terminal and lock file know.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { errorResponse } from './http-errors';
import { SECURITY_HEADERS } from './page';
import type { WaymarkApi } from './waymark-api';

export interface GuardOptions {
  readonly token: string;
  /** The port that was asked; cookies do not know ports, so its name does. */
  readonly port: () => number;
  readonly api: WaymarkApi;
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** Equal in constant time, whatever the lengths. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** The API behind the three questions above. */
export function guardLoopback({ token, port, api }: GuardOptions): (request: Request) => Promise<Response> {
  const cookieName = (): string => `waymark_${port()}`;

  return async (request) => {
    const url = new URL(request.url);
    const hosts = LOOPBACK_NAMES.map((name) => `${name}:${port()}`);
    const host = request.headers.get('host') ?? '';
    const origin = request.headers.get('origin');
    const site = request.headers.get('sec-fetch-site');
    if (!hosts.includes(host)) return refuse('This address is not Waymark’s own.');
    if (origin !== null && origin !== `http://${host}`) return refuse('Other pages may not use Waymark.');
    // A link that is clicked elsewhere may open the page (it still needs the token), but nothing else.
    const isOpening = request.method === 'GET' && request.headers.get('sec-fetch-mode') === 'navigate';
    if (site !== null && site !== 'same-origin' && site !== 'none' && !isOpening) {
      return refuse('Other pages may not use Waymark.');
    }

    const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    if (bearer !== undefined) {
      return sameSecret(bearer, token) ? api.fetch(request, 'bearer') : refuse('The token is not right.');
    }
    const shown = url.searchParams.get('token');
    if (url.pathname === '/' && shown !== null && request.method === 'GET' && sameSecret(shown, token)) {
      return new Response(null, {
        status: 302,
        headers: {
          ...SECURITY_HEADERS,
          location: '/',
          'cache-control': 'no-store',
          'set-cookie': `${cookieName()}=${token}; Path=/; HttpOnly; SameSite=Strict`,
        },
      });
    }
    const cookie = readCookie(request.headers.get('cookie') ?? '', cookieName());
    if (cookie !== undefined && sameSecret(cookie, token)) return api.fetch(request, 'page');
    return isOpening || url.pathname === '/'
      ? askForLink()
      : refuse('Open Waymark by the link that its terminal shows.');
  };
}

function readCookie(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) return value.join('=');
  }
  return undefined;
}

const refuse = (message: string): Response => errorResponse({ code: 'forbidden', message });

/** Says how to get in, and nothing about what is inside. */
function askForLink(): Response {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Waymark</title>
<h1>Waymark is running</h1>
<p>To open it here, use the link that it printed in the terminal: the end of that link is your key.</p>
</html>
`;
  return new Response(html, {
    status: 401,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    },
  });
}
