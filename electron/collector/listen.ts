/**
 * Opens the port on both loopback families: `localhost` means 127.0.0.1 to some clients and ::1 to others, and a
 * stranger on the other family would get half of the events.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { networkInterfaces } from 'node:os';

export interface ListenOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** An address to listen on beside loopback. */
  readonly host?: string;
  /** How many further ports to try where it is taken. */
  readonly tries?: number;
  /** How long a connection may take to say what it wants; default 10 s. */
  readonly headersMs?: number;
  /** Speaks HTTPS and nothing else; PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Hears of connections that could not be taken, such as for want of files to open: it goes on with the next ones. */
  readonly onTrouble?: (error: Error) => void;
}

/** The port that documentation and SDK snippets name. */
export const DEFAULT_PORT = 8787;
/** The same over HTTPS. */
export const DEFAULT_HTTPS_PORT = 8788;
/** How many ports after it are tried where nobody named one. */
export const MORE_PORTS = 20;

const LAST_PORT = 65_535;

/** The port and, where asked, all after it are taken. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  constructor(readonly port: number) {
    super(`Port ${port} is in use by another program.`);
  }
}

const HEADERS_TIMEOUT_MS = 10_000;
/** How often those who are late are looked for; Node's own half a minute would make ten seconds forty. */
const CHECK_MS = 2_000;
const MAX_CONNECTIONS = 5_000;
/**
 * Cookies know no ports: those of all development servers of a machine come along with each request, and may well be more
 * than the 16 kB that Node takes.
 */
const MAX_HEADER_BYTES = 64 * 1024;
const UNAVAILABLE = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

type Manner = Required<Pick<ListenOptions, 'headersMs' | 'onTrouble'>> & Pick<ListenOptions, 'tls'>;

function listenOn(
  listener: RequestListener,
  port: number,
  host: string,
  { headersMs, tls, onTrouble }: Manner,
): Promise<Server> {
  // Bodies have their own limit: an upload may rightly take longer than any request of an SDK.
  const limits = {
    requestTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: headersMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, headersMs),
  };
  const server =
    tls === undefined
      ? createServer(limits, listener)
      : createSecureServer({ ...limits, ...tls, handshakeTimeout: headersMs }, listener);
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, ipv6Only: host === '::1' }, () => {
      server.off('error', reject).on('error', onTrouble);
      resolve(server);
    });
  });
}

export const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const closeAll = (servers: readonly Server[]): void => servers.forEach((server) => void server.close());

/** One port on every address; all or nothing, except that a machine may lack IPv6. */
async function listenOnce(
  listener: RequestListener,
  port: number,
  hosts: readonly string[],
  manner: Manner,
): Promise<Server[]> {
  const servers: Server[] = [];
  for (const host of hosts) {
    const [first] = servers;
    const wanted = first === undefined ? port : portOf(first);
    try {
      servers.push(await listenOn(listener, wanted, host, manner));
    } catch (error) {
      if (host === '::1' && UNAVAILABLE.has(codeOf(error))) continue;
      closeAll(servers);
      if (codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'EACCES') throw new PortInUseError(wanted);
      throw error;
    }
  }
  return servers;
}

const isEverywhere = (host: string | undefined): boolean => host === '0.0.0.0' || host === '::';

/** Whether others than this machine can reach an address that was asked for. */
export const isOpenToOthers = (host: string | undefined): boolean =>
  host !== undefined && host !== 'localhost' && host !== '::1' && !/^127(?:\.\d{1,3}){3}$/.test(host);

/** Said wherever it is said that others can reach it. */
export const openWarning = (host: string): string =>
  `Waymark listens on ${host} too: everybody who reaches this machine there can send events. The workbench stays on this machine.`;

/** The names beside the local ones by which a listener on `host` is reached. */
export function namesOf(host: string | undefined): readonly string[] {
  if (host === undefined || !isOpenToOthers(host)) return [];
  if (!isEverywhere(host)) return [host];
  return Object.values(networkInterfaces()).flatMap((cards = []) =>
    cards.filter(({ internal, address }) => !internal && !address.startsWith('fe80:')).map(({ address }) => address),
  );
}

/** Rejects with {@link PortInUseError} where neither the port nor its followers are free. */
export async function listen(
  listener: RequestListener,
  { port, host, tries = 0, headersMs = HEADERS_TIMEOUT_MS, tls, onTrouble = () => undefined }: ListenOptions,
): Promise<Server[]> {
  const manner = { headersMs, onTrouble, ...(tls === undefined ? {} : { tls }) };
  const everywhere = isEverywhere(host);
  const loopback = everywhere ? [] : ['127.0.0.1', '::1'];
  const hosts = [...new Set([...loopback, ...(host === undefined || host === 'localhost' ? [] : [host])])];
  for (let attempt = 0; ; attempt++) {
    try {
      return await listenOnce(listener, port === 0 ? 0 : port + attempt, hosts, manner);
    } catch (error) {
      // Any free port may be taken on the other family: then another one will do.
      const more = port === 0 ? attempt < 5 : attempt < tries && port + attempt < LAST_PORT;
      if (!(error instanceof PortInUseError) || !more)
        throw error instanceof PortInUseError ? new PortInUseError(port) : error;
    }
  }
}

/** The first free port after `port`, for messages; undefined where none of the next twenty is. */
export async function nextFreePort(port: number): Promise<number | undefined> {
  try {
    const servers = await listen(() => undefined, { port: port + 1, tries: 19 });
    const [first] = servers;
    const free = first === undefined ? undefined : portOf(first);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return free;
  } catch (error) {
    if (error instanceof PortInUseError) return undefined;
    throw error;
  }
}
