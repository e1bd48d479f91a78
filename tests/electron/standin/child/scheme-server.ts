/**
 * Answers `app://host/path` as `http://host.app.localhost:<port>/path`: Chromium takes any name below `localhost` for
 * this machine and for a secure context, so workers, wasm and content policies behave as on a standard scheme.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

type Answer = (request: Request) => Response | Promise<Response>;

const registered = new Set<string>();
const handlers = new Map<string, Answer>();
let port = 0;
const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error('protocol.handle failed:', error);
    response.destroy();
  });
});
server.listen(0, '127.0.0.1', () => ({ port } = server.address() as AddressInfo));
// The app's life is its windows' and its own, not this server's.
server.unref();
export const listening = new Promise<void>((resolve) => server.once('listening', resolve));

/** Where the page finds a URL of one of our schemes; other URLs as they are. */
export function toHttp(url: string): string {
  const { protocol, host, pathname, search, hash } = new URL(url);
  const scheme = protocol.slice(0, -1);
  if (!registered.has(scheme)) return url;
  return `http://${host}.${scheme}.localhost:${port}${pathname === '' ? '/' : pathname}${search}${hash}`;
}

/** The scheme's URL that a page's address stands for; other addresses as they are. */
export function fromHttp(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, port: asked, pathname, search, hash } = new URL(url);
  const [, host, scheme] = /^([\w-]+)\.([\w-]+)\.localhost$/.exec(hostname) ?? [];
  if (scheme === undefined || !registered.has(scheme) || asked !== String(port)) return url;
  return `${scheme}://${host}${pathname}${search}${hash}`;
}

export const originOf = (url: string): string => {
  const { protocol, host, origin } = new URL(url);
  return registered.has(protocol.slice(0, -1)) ? `${protocol}//${host}` : origin;
};

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string; privileges?: { standard?: boolean } }[]): void {
    if (isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of schemes) if (privileges?.standard === true) registered.add(scheme);
  },
  handle(scheme: string, handler: Answer): void {
    if (!isReady) throw new Error('protocol.handle can only be called after app is ready');
    if (!registered.has(scheme)) throw new Error(`The scheme ${scheme} was not registered as standard`);
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} has been registered`);
    handlers.set(scheme, handler);
  },
};

let isReady = false;
export const setReady = (): void => {
  isReady = true;
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = fromHttp(`http://${request.headers.host ?? ''}${request.url ?? '/'}`);
  const handler = handlers.get(new URL(url).protocol.slice(0, -1));
  if (handler === undefined) {
    response.writeHead(404).end();
    return;
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string' && name !== 'host') headers.set(name, name === 'origin' ? bareOrigin(value) : value);
  }
  const method = request.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // As under Electron, the request does not say when its asker goes away; only the answer's stream does.
  const init = { method, headers, ...(hasBody ? { body: Readable.toWeb(request), duplex: 'half' } : {}) };
  await send(await handler(new Request(url, init as RequestInit)), response);
}

const bareOrigin = (origin: string): string => originOf(fromHttp(origin));

async function send(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body === null) {
    response.end();
    return;
  }
  response.flushHeaders();
  const reader = answer.body.getReader();
  response.on('close', () => {
    reader.cancel().catch((error: unknown) => console.error('a stream could not be given up:', error));
  });
  for (;;) {
    const { done, value } = await reader.read();
    if (done || response.destroyed) break;
    if (!response.write(value) && !response.destroyed)
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  response.end();
}
