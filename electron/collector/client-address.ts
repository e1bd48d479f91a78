/** Where a request came from, for the ids of visitors who have none. Nothing else reads it, and it is kept nowhere. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** This machine has two families and many names; one visitor has one address. */
const HERE = '127.0.0.1';
const HERE_ITSELF: ReadonlySet<string> = new Set([HERE, '::1', '::ffff:127.0.0.1']);

/**
 * The address of the other end. What this machine passes on (a development server's proxy) says in `X-Forwarded-For`
 * for whom; from elsewhere that header is anybody's to write, and is not believed.
 */
export function clientAddress({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string | undefined {
  const address = socket.remoteAddress ?? '';
  // Nearly all of them: what runs on this machine, sent by itself.
  if (HERE_ITSELF.has(address) && headers['x-forwarded-for'] === undefined) return HERE;
  const other = plain(address);
  if (other === undefined || !isLoopback(other)) return other;
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')[0] ?? '';
  const behind = plain(forwarded);
  return behind === undefined || isLoopback(behind) ? HERE : behind;
}

/** Without the port, brackets, zone and IPv6 wrapping that some proxies write; undefined where it is no address. */
function plain(text: string): string | undefined {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return isIP(bare) === 0 ? undefined : bare;
}

/** Asked of every request, and mostly of these two. */
const isLoopback = (address: string): boolean =>
  address === HERE || address === '::1' || LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
