/**
 * Visitors of sites whose SDK stores nothing in the browser: one browser on one site for one day (UTC), as the vendors'
 * own servers have it. Who comes back tomorrow is somebody else.
 */
import { hmac } from '@noble/hashes/hmac';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { WireRequest } from './wire';

type Sender = Pick<WireRequest, 'receivedAt' | 'visitorSalt'>;

/** `marks` are what the browser shows of itself and where. */
export const visitorId = (marks: readonly string[], sender: Sender): string =>
  visitorOf('2026-01-31'.length, marks, sender);

/** The same for a month, as some vendors have it. */
export const visitorOfMonth = (marks: readonly string[], sender: Sender): string =>
  visitorOf('2026-01'.length, marks, sender);

/**
 * Keyed with the workspace's salt, so that nobody who has the ids alone can find out the address behind one by trying
 * all addresses there are.
 */
function visitorOf(periodLength: number, marks: readonly string[], { receivedAt, visitorSalt = '' }: Sender): string {
  const period = new Date(receivedAt).toISOString().slice(0, periodLength);
  const hash = hmac(sha256, utf8ToBytes(visitorSalt), utf8ToBytes([period, ...marks].join('\n')));
  return `visitor-${period}-${bytesToHex(hash).slice(0, 16)}`;
}

/** What tells the browsers behind a request apart: what it calls itself, and where it is. Kept in ids alone, hashed. */
export const marksOf = ({ headers, clientAddress }: WireRequest): string[] => [
  headers['user-agent'] ?? '',
  clientAddress ?? '',
];

/** Two FNV-1a over UTF-16 code units from different beginnings, as 16 hexadecimal digits. */
export function hash64(text: string): string {
  let first = 0x811c9dc5;
  let second = 0xcbf29ce4;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ (unit + index), 0x01000193);
  }
  return [first, second].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
