/**
 * Opens the port on both loopback families: `localhost` means 127.0.0.1 to some clients and ::1 to others, and a
 * stranger on the other family would get half of the events.
 */
import { createServer, type RequestListener, type Server } from 'node:http';

export interface ListenOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** An address to listen on beside loopback. */
  readonly host?: string;
  /** How many further ports to try where it is taken. */
  readonly tries?: number;
  /** How long a connection may take to say what it wants; default 10 s. */
  readonly headersMs?: number;
}

/** The port that documentation and SDK snippets name. */
export const DEFAULT_PORT = 8787;
/** How many ports after it are tried where nobody named one. */
export const MORE_PORTS = 20;

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
const UNAVAILABLE = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

function listenOn(listener: RequestListener, port: number, host: string, headersMs: number): Promise<Server> {
  // Bodies have their own limit: an upload may rightly take longer than any request of an SDK.
  const server = createServer(
    {
      requestTimeout: 0,
      headersTimeout: headersMs,
      connectionsCheckingInterval: Math.min(CHECK_MS, headersMs),
    },
    listener,
  );
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, ipv6Only: host === '::1' }, () => {
      server.off('error', reject);
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
  headersMs: number,
): Promise<Server[]> {
  const servers: Server[] = [];
  for (const host of hosts) {
    const [first] = servers;
    const wanted = first === undefined ? port : portOf(first);
    try {
      servers.push(await listenOn(listener, wanted, host, headersMs));
    } catch (error) {
      if (host === '::1' && UNAVAILABLE.has(codeOf(error))) continue;
      closeAll(servers);
      if (codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'EACCES') throw new PortInUseError(wanted);
      throw error;
    }
  }
  return servers;
}

/** Rejects with {@link PortInUseError} where neither the port nor its followers are free. */
export async function listen(
  listener: RequestListener,
  { port, host, tries = 0, headersMs = HEADERS_TIMEOUT_MS }: ListenOptions,
): Promise<Server[]> {
  const everywhere = host === '0.0.0.0' || host === '::';
  const loopback = everywhere ? [] : ['127.0.0.1', '::1'];
  const hosts = [...new Set([...loopback, ...(host === undefined || host === 'localhost' ? [] : [host])])];
  for (let attempt = 0; ; attempt++) {
    try {
      return await listenOnce(listener, port === 0 ? 0 : port + attempt, hosts, headersMs);
    } catch (error) {
      // Any free port may be taken on the other family: then another one will do.
      const more = port === 0 ? attempt < 5 : attempt < tries;
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
