/**
 * A window of ours shows our page and nothing else, ever: it goes nowhere, opens no window and takes in no foreign view.
 * Links to a few known sites open in the person's own browser.
 */
import type { WebContents } from 'electron';
import { APP_URL } from './scheme';

/** Where links may lead, by host; https alone. */
const EXTERNAL_HOSTS: ReadonlySet<string> = new Set(['posthog.com', 'segment.com', 'duckdb.org']);

type Guarded = Pick<WebContents, 'on' | 'setWindowOpenHandler'>;

export interface Outside {
  openExternal(url: string): Promise<void>;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Whether a link may be given to the person's browser. */
export function isAllowedOutside(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, username, password } = new URL(url);
  return protocol === 'https:' && port === '' && username === '' && password === '' && EXTERNAL_HOSTS.has(hostname);
}

/** Our page itself, as it is after a reload; its views are in the fragment. */
function isOurPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}` === APP_URL;
}

export function guardNavigation(contents: Guarded, { openExternal, warn }: Outside): void {
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isOurPage(event.url)) return;
    warn('a navigation was refused', { url: event.url });
    event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    warn('a redirect was refused', { url: event.url });
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedOutside(url)) {
      openExternal(url).catch((error: unknown) => warn('a link could not be opened', { url, err: error }));
    } else {
      warn('a new window was refused', { url });
    }
    return { action: 'deny' };
  });
  contents.on('will-attach-webview', (event) => {
    warn('a webview was refused', {});
    event.preventDefault();
  });
}
