import { describe, expect, it } from 'vitest';
import { guardNavigation, isAllowedOutside } from '../../../electron/main/security/navigation';
import { denyPermissions } from '../../../electron/main/security/permissions';
import { APP_SCHEME, serveScheme } from '../../../electron/main/security/scheme';
import { webPreferences } from '../../../electron/main/security/web-preferences';

type Listener = (...args: never[]) => unknown;

/** Stands for a WebContents: keeps what was set on it, so that it can be asked. */
function guardedContents(): {
  navigate(name: string, details: object): boolean;
  open(url: string): string;
  readonly outside: string[];
} {
  const listeners = new Map<string, Listener>();
  const outside: string[] = [];
  let openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  const contents = {
    on: (name: string, listener: Listener) => void listeners.set(name, listener),
    setWindowOpenHandler: (handler: typeof openHandler) => {
      openHandler = handler;
    },
  };
  guardNavigation(contents as never, {
    openExternal: (url) => {
      outside.push(url);
      return Promise.resolve();
    },
    warn: () => undefined,
  });
  return {
    navigate(name, details) {
      let isAllowed = true;
      const event = { ...details, preventDefault: () => (isAllowed = false) };
      const listener = listeners.get(name);
      if (listener === undefined) throw new Error(`nothing listens to ${name}`);
      listener(event as never);
      return isAllowed;
    },
    open: (url) => openHandler({ url }).action,
    outside,
  };
}

describe('navigation', () => {
  it.each([
    ['https://evil.example/', true, false],
    ['file:///etc/passwd', true, false],
    ['app://other/', true, false],
    ['app://workbench/waymark/rpc/host.info', true, false],
    ['not a url', true, false],
    ['app://workbench/', false, false],
    ['about:blank', false, false],
    ['app://workbench/', true, true],
    ['app://workbench/#/funnel', true, true],
  ])('to %s (main frame: %s) is allowed: %s', (url, isMainFrame, isAllowed) => {
    expect(guardedContents().navigate('will-frame-navigate', { url, isMainFrame })).toBe(isAllowed);
  });

  it('refuses redirects and webviews', () => {
    const contents = guardedContents();
    expect(contents.navigate('will-redirect', { url: 'app://workbench/' })).toBe(false);
    expect(contents.navigate('will-attach-webview', {})).toBe(false);
  });

  it('opens no window, and hands known sites to the browser', () => {
    const contents = guardedContents();
    for (const url of ['https://posthog.com/docs', 'http://posthog.com/', 'https://evil.example/', 'app://workbench/'])
      expect(contents.open(url)).toBe('deny');
    expect(contents.outside).toEqual(['https://posthog.com/docs']);
  });

  it.each([
    'http://posthog.com/',
    'https://posthog.com.evil.example/',
    'https://posthog.com@evil.example/',
    'https://me:secret@posthog.com/',
    'https://posthog.com:8443/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '',
  ])('does not hand %s to the browser', (url) => {
    expect(isAllowedOutside(url)).toBe(false);
  });
});

describe('permissions', () => {
  type Handlers = {
    request: (contents: null, permission: string, answer: (is: boolean) => void, details: object) => void;
    check: (contents: null, permission: string, origin: string, details: object) => boolean;
    device: () => boolean;
    download: (event: { preventDefault(): void }, item: { getURL(): string }) => void;
  };
  function setup(): Handlers {
    const handlers: Partial<Handlers> = {};
    denyPermissions({
      setPermissionRequestHandler: (handler: unknown) => (handlers.request = handler as Handlers['request']),
      setPermissionCheckHandler: (handler: unknown) => (handlers.check = handler as Handlers['check']),
      setDevicePermissionHandler: (handler: unknown) => (handlers.device = handler as Handlers['device']),
      on: (_name: string, listener: unknown) => (handlers.download = listener as Handlers['download']),
    } as never);
    return handlers as Handlers;
  }
  const ask = (permission: string, requestingUrl: string, isMainFrame: boolean): boolean[] => {
    const { request, check } = setup();
    const answers: boolean[] = [];
    request(null, permission, (is) => answers.push(is), { isMainFrame, requestingUrl });
    answers.push(check(null, permission, requestingUrl, { isMainFrame }));
    return answers;
  };

  it.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'fileSystem', 'openExternal', 'usb', 'hid'])(
    'are denied: %s',
    (permission) => {
      expect(ask(permission, 'app://workbench/', true)).toEqual([false, false]);
    },
  );

  it('but for copying, from our own page alone', () => {
    expect(ask('clipboard-sanitized-write', 'app://workbench/', true)).toEqual([true, true]);
    expect(ask('clipboard-sanitized-write', 'app://workbench/', false)).toEqual([false, false]);
    expect(ask('clipboard-sanitized-write', 'https://evil.example/', true)).toEqual([false, false]);
  });

  it('give no device, and save only what the page made', () => {
    const { device, download } = setup();
    expect(device()).toBe(false);
    const isSaved = (url: string): boolean => {
      let saved = true;
      download({ preventDefault: () => (saved = false) }, { getURL: () => url });
      return saved;
    };
    expect(isSaved('blob:app://workbench/0b5c')).toBe(true);
    expect(isSaved('https://evil.example/setup.exe')).toBe(false);
    expect(isSaved('blob:https://evil.example/0b5c')).toBe(false);
  });
});

describe('the scheme', () => {
  const served = serveScheme({
    fetch: (request, caller) => Promise.resolve(new Response(`${caller} ${new URL(request.url).pathname}`)),
  });

  it('is standard, secure and fetchable, and bypasses no policy', () => {
    expect(APP_SCHEME.privileges).toMatchObject({ standard: true, secure: true, supportFetchAPI: true, stream: true });
    expect(APP_SCHEME.privileges?.bypassCSP).toBeUndefined();
    expect(APP_SCHEME.privileges?.corsEnabled).toBeUndefined();
  });

  it('answers its own page as a page', async () => {
    expect(await (await served(new Request('app://workbench/theme.js'))).text()).toBe('page /theme.js');
    const own = new Request('app://workbench/waymark/rpc/host.info', {
      method: 'POST',
      headers: { origin: 'app://workbench' },
    });
    expect((await served(own)).status).toBe(200);
  });

  it.each([
    ['another host', 'app://other/', {}, 404],
    ['another origin', 'app://workbench/', { origin: 'https://evil.example' }, 403],
    ['a page without an origin', 'app://workbench/', { origin: 'null' }, 403],
    ['a cross-site request', 'app://workbench/', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('refuses %s', async (_who, url, headers, status) => {
    const response = await served(new Request(url, { headers }));
    expect(response.status).toBe(status);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('web preferences', () => {
  it('are written out, each on the safe side', () => {
    expect(webPreferences('/out/preload/preload.cjs')).toEqual({
      preload: '/out/preload/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
    });
  });
});
