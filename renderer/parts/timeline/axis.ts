/**
 * The timeline's axis. It counts in ms and is the time itself, unless idle stretches are skipped: then every pause
 * longer than a given one takes a fixed, short length. All drawing and panning is done on the axis; only words go back
 * to the time. Pure.
 */
import { boundsOf, type TimeWindow } from './time-window';

/** A stretch of time drawn as it is; between two of them lies a pause that is not. */
export interface Stretch {
  /** UTC ms. */
  readonly from: number;
  readonly to: number;
  /** Where `from` stands on the axis. */
  readonly at: number;
}

export interface TimeAxis {
  /** At least one, in order. */
  readonly stretches: readonly Stretch[];
  readonly bounds: TimeWindow;
  readonly toAxis: (ms: number) => number;
  /** The inverse of `toAxis`. */
  readonly toTime: (at: number) => number;
}

/** Of an average stretch, the length of a skipped pause. */
const PAUSE_SHARE = 0.12;
const LEAST_PAUSE_MS = 1000;

/** `times` ascend; `idleMs`: pauses longer than this are skipped; undefined skips none. */
export function timeAxis(times: Float64Array, idleMs?: number): TimeAxis {
  const first = times[0] ?? 0;
  const spans: { from: number; to: number }[] = [];
  let from = first;
  let last = first;
  for (const time of times) {
    if (idleMs !== undefined && time - last > idleMs) {
      spans.push({ from, to: last });
      from = time;
    }
    last = time;
  }
  spans.push({ from, to: last });
  const active = spans.reduce((sum, span) => sum + span.to - span.from, 0);
  const pause = Math.max(LEAST_PAUSE_MS, (active / spans.length) * PAUSE_SHARE);
  let at = first;
  const stretches = spans.map((span): Stretch => {
    const stretch = { ...span, at };
    at += span.to - span.from + pause;
    return stretch;
  });
  return {
    stretches,
    bounds: boundsOf(first, at - pause),
    toAxis: (ms) => toAxis(stretches, ms),
    toTime: (position) => toTime(stretches, position),
  };
}

/** The last stretch that begins at or before a value; the first where none does. */
function stretchAt(stretches: readonly Stretch[], value: number, of: 'from' | 'at'): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[middle]?.[of] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Within a pause, by its share. */
function toAxis(stretches: readonly Stretch[], ms: number): number {
  const index = stretchAt(stretches, ms, 'from');
  const here = stretches[index];
  if (here === undefined) return ms;
  const next = stretches[index + 1];
  if (ms <= here.to || next === undefined) return here.at + ms - here.from;
  const end = here.at + here.to - here.from;
  return end + ((ms - here.to) / (next.from - here.to)) * (next.at - end);
}

function toTime(stretches: readonly Stretch[], at: number): number {
  const index = stretchAt(stretches, at, 'at');
  const here = stretches[index];
  if (here === undefined) return at;
  const next = stretches[index + 1];
  const end = here.at + here.to - here.from;
  if (at <= end || next === undefined) return here.from + at - here.at;
  return here.to + ((at - end) / (next.at - end)) * (next.from - here.to);
}

/** Indexes of the stretches that a window touches. */
export function stretchesIn(
  { stretches }: TimeAxis,
  window: TimeWindow,
): { readonly first: number; readonly last: number } {
  return { first: stretchAt(stretches, window.from, 'at'), last: stretchAt(stretches, window.to, 'at') };
}
