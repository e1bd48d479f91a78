/**
 * Visitors of sites whose SDK stores nothing in the browser: one browser on one site for one day (UTC), as the vendors'
 * own servers have it. Who comes back tomorrow is somebody else.
 */
import type { WireRequest } from './wire';

/** `marks` are what the browser shows of itself and where; `at` is UTC ms. */
export const visitorId = (marks: readonly string[], at: number): string =>
  visitorOf(new Date(at).toISOString().slice(0, '2026-01-31'.length), marks);

/** The same for a month, as some vendors have it. */
export const visitorOfMonth = (marks: readonly string[], at: number): string =>
  visitorOf(new Date(at).toISOString().slice(0, '2026-01'.length), marks);

const visitorOf = (period: string, marks: readonly string[]): string => `visitor-${period}-${hash64(marks.join('\n'))}`;

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
