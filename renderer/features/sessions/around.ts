/** Sessions beside one another on a common scale, and in words. Pure. */
import { pauseWords } from '../../parts/split-words';

/** UTC ms. */
export interface Lasting {
  readonly start: number;
  readonly end: number;
}

/** Far neighbours would make the session itself a dot: the scale reaches this many times its length to either side. */
const REACH = 4;
const LEAST_MS = 60_000;

export interface Place {
  readonly left: string;
  readonly width: string;
  /** All of it lies outside of the scale. */
  readonly beyond: 'before' | 'after' | undefined;
}

/** Where each session stands, in per cent of a scale that holds the session and what is near it. */
export function aroundScale(own: Lasting, others: readonly Lasting[]): { readonly place: (session: Lasting) => Place } {
  const reach = Math.max(LEAST_MS, own.end - own.start) * REACH;
  const from = Math.max(own.start - reach, Math.min(own.start, ...others.map(({ start }) => start)));
  const to = Math.min(own.end + reach, Math.max(own.end, ...others.map(({ end }) => end)));
  const span = Math.max(1, to - from);
  const share = (ms: number): number => Math.max(0, Math.min(100, ((ms - from) / span) * 100));
  return {
    place: ({ start, end }) => {
      const left = Math.min(98.5, share(start));
      const beyond = end < from ? 'before' : start > to ? 'after' : undefined;
      return { left: `${left}%`, width: `${Math.max(1.5, share(end) - left)}%`, beyond };
    },
  };
}

/** `at the same time`, `12 min before`, `3 h after`. */
export function meetingWords(own: Lasting, other: Lasting): string {
  if (other.end < own.start) return `${pauseWords(own.start - other.end)} before`;
  if (other.start > own.end) return `${pauseWords(other.start - own.end)} after`;
  return 'at the same time';
}
