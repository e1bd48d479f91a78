/**
 * What a request asks for, out of its address and `Host` header. SDKs ask for a handful of plain addresses over and over:
 * those are read by hand, any other through `URL`, with the same outcome.
 */
import type { IncomingMessage } from 'node:http';

export interface Target {
  readonly pathname: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names of the query that are there several times, with all that they say. */
  readonly repeated?: Readonly<Record<string, readonly string[]>>;
  /** Where the asker reached us, such as `http://127.0.0.1:8787`. */
  readonly origin: string;
  /** With the query, as asked. */
  readonly href: string;
}

const NAMED_HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
/** Nothing in it that `URL` would write otherwise, and no segment that begins with a dot. */
const PLAIN = /^(?:\/[\w-][\w.-]*)+\/?$/;

/** Hosts are few: names of this machine. Whoever sends many fills no memory. */
const ORIGINS_KEPT = 100;
const origins = new Map<string, string>();

/** Undefined where the address is malformed. */
export function targetOf(
  request: Pick<IncomingMessage, 'url' | 'headers'> & { readonly socket: object },
): Target | undefined {
  const host = request.headers.host ?? '';
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  const asked = request.url ?? '/';
  const origin = originOf(`${scheme}://${NAMED_HOST.test(host) ? host : '127.0.0.1'}`);
  if (origin === undefined) return undefined;
  if (PLAIN.test(asked)) return { pathname: asked, query: {}, origin, href: origin + asked };
  try {
    // A client that takes us for a proxy names the host too; a path that starts with two slashes would be read as one.
    const path = asked.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^\/+/, '');
    const { pathname, searchParams, href } = new URL(`${origin}/${path}`);
    const query = Object.fromEntries(searchParams);
    const isRepeated = searchParams.size > Object.keys(query).length;
    return { pathname, query, ...(isRepeated ? { repeated: repeatedIn(searchParams) } : {}), origin, href };
  } catch {
    return undefined;
  }
}

function repeatedIn(all: URLSearchParams): Record<string, readonly string[]> {
  const names = [...new Set(all.keys())].map((name) => [name, all.getAll(name)] as const);
  return Object.fromEntries(names.filter(([, values]) => values.length > 1));
}

function originOf(address: string): string | undefined {
  const known = origins.get(address);
  if (known !== undefined) return known;
  try {
    const { origin } = new URL(address);
    if (origins.size >= ORIGINS_KEPT) origins.clear();
    origins.set(address, origin);
    return origin;
  } catch {
    return undefined;
  }
}
