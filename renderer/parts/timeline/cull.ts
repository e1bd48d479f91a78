/**
 * What of a lane is drawn in a window: events out of sight cost nothing, and events that would fall on one another
 * become one bar with a count. The work grows with pixels, not with events. Pure.
 */
import type { TimeWindow } from './time-window';
import { spanOf, xOf } from './time-window';

export interface Bar {
  /** Left edge, pixels. */
  readonly x: number;
  readonly count: number;
  /** Position in the lane of the first event it stands for; the others follow it. */
  readonly first: number;
}

/** The first position whose time is not before `ms`. Times ascend. */
export function lowerBound(times: Float64Array, ms: number, from = 0): number {
  let low = from;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Bars on a grid of `step` pixels, left to right. Every event in the window is in exactly one bar. */
export function cullLane(times: Float64Array, window: TimeWindow, width: number, step: number): Bar[] {
  const bars: Bar[] = [];
  if (width <= 0) return bars;
  const msPerStep = (spanOf(window) * step) / width;
  let at = lowerBound(times, window.from);
  const end = lowerAfter(times, window.to, at);
  while (at < end) {
    const slot = Math.floor(((times[at] ?? 0) - window.from) / msPerStep);
    const next = lowerBound(times, window.from + (slot + 1) * msPerStep, at);
    // Rounding may leave the first event before its slot's edge, and the last slot may reach out of the window.
    const stop = Math.min(Math.max(next, at + 1), end);
    bars.push({ x: slot * step, count: stop - at, first: at });
    at = stop;
  }
  return bars;
}

/** The first position after `ms`. */
function lowerAfter(times: Float64Array, ms: number, from: number): number {
  let at = lowerBound(times, ms, from);
  while (at < times.length && (times[at] ?? 0) === ms) at += 1;
  return at;
}

/** The event of a lane nearest to `x`, if it is within `reach` pixels. */
export function nearest(
  times: Float64Array,
  x: number,
  window: TimeWindow,
  width: number,
  reach: number,
): number | undefined {
  const ms = window.from + (x / width) * spanOf(window);
  const right = lowerBound(times, ms);
  const candidates = [right - 1, right].filter((at) => at >= 0 && at < times.length);
  const distance = (at: number): number => Math.abs(xOf(times[at] ?? 0, window, width) - x);
  const best = candidates.sort((a, b) => distance(a) - distance(b))[0];
  return best !== undefined && distance(best) <= reach ? best : undefined;
}

/** How many events fall into each of `columns` equal parts of the bounds; for the overview. */
export function density(times: Float64Array, bounds: TimeWindow, columns: number): Uint32Array {
  const counts = new Uint32Array(columns);
  for (const time of times) {
    const column = Math.floor(((time - bounds.from) / spanOf(bounds)) * columns);
    const at = Math.min(Math.max(column, 0), columns - 1);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}
