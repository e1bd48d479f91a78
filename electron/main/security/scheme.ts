/**
 * `app://workbench`: the only origin a window of ours ever shows. Registered before the app is ready, answered by the
 * same function as the loopback port; never `file://`.
 */
import type { CustomScheme } from 'electron';
import { errorResponse } from '../../api/http-errors';
import { SECURITY_HEADERS } from '../../api/page';
import type { WaymarkApi } from '../../api/waymark-api';

const SCHEME = 'app';
const HOST = 'workbench';
export const APP_ORIGIN = `${SCHEME}://${HOST}`;
export const APP_URL = `${APP_ORIGIN}/`;

export const APP_SCHEME: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

/** The origin of a URL; `URL.origin` is «null» for schemes that the standard does not know. */
export function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

/** Answers requests for our scheme: our own host alone, and no page but our own. */
export function serveScheme(api: WaymarkApi): (request: Request) => Promise<Response> {
  return async (request) => {
    const asker = request.headers.get('origin');
    const site = request.headers.get('sec-fetch-site');
    if (originOf(request.url) !== APP_ORIGIN) {
      return refuse('not_found', `${SCHEME}:// has no other place than ${APP_URL}.`);
    }
    if ((asker !== null && asker !== APP_ORIGIN) || site === 'cross-site' || site === 'same-site') {
      return refuse('forbidden', 'Other pages may not use Waymark.');
    }
    return api.fetch(request, 'page');
  };
}

function refuse(code: 'not_found' | 'forbidden', message: string): Response {
  const response = errorResponse({ code, message });
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}
