/** Requests as decoders see them, and the registry's answer to them. */
import type { LocalFlags } from '../../shared/flags/flag';
import { claimFor, findRoute } from '../../shared/protocols/registry';
import type { Decoded, WireRequest } from '../../shared/protocols/wire';

export const RECEIVED_AT = Date.UTC(2026, 0, 31, 10, 0, 0);

export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly repeated?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly credential?: string;
  readonly clientAddress?: string;
  /** An object is sent as JSON. */
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
  readonly receivedAt?: number;
  readonly host?: string;
  /** The workspace's flags; decoders get them where their route asks. */
  readonly flags?: LocalFlags;
}

/** Decodes one request by whoever claims its path; a path that nobody claims fails the test. */
export function decodeSent(sent: Sent): Decoded {
  const found = findRoute(sent.method ?? 'POST', sent.path);
  if (found === undefined) throw new Error(`nobody claims ${sent.method ?? 'POST'} ${sent.path}`);
  let ids = 0;
  const request: WireRequest = {
    method: sent.method ?? 'POST',
    path: found.path,
    query: sent.query ?? {},
    ...(sent.repeated === undefined ? {} : { repeated: sent.repeated }),
    headers: sent.headers ?? {},
    ...(sent.credential === undefined ? {} : { credential: sent.credential }),
    ...(sent.clientAddress === undefined ? {} : { clientAddress: sent.clientAddress }),
    body: typeof sent.body === 'string' ? sent.body : sent.body === undefined ? '' : JSON.stringify(sent.body),
    ...(sent.bytes === undefined ? {} : { bytes: sent.bytes }),
    baseUrl: `http://${sent.host ?? '127.0.0.1:8787'}${found.prefix}`,
    receivedAt: sent.receivedAt ?? RECEIVED_AT,
    newId: () => `fresh-${(ids += 1)}`,
  };
  const { route } = claimFor(found, request);
  const flags = route.wantsFlags === true ? sent.flags : undefined;
  return route.decode(flags === undefined ? request : { ...request, flags });
}
