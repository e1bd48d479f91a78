/**
 * Spans on one line: packing overlapping ones on several lines, and culling, so that spans too narrow to see are drawn
 * as one. The work grows with pixels, not with spans. Pure.
 */
import { lowerBound } from './cull';
import { spanOf, xOf, type TimeWindow } from './time-window';

/** Spans of one line by start; they do not overlap, save where a line had to take more than it holds. */
export interface SpanLine {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** What each span stands for: an index of the caller's. */
  readonly of: Int32Array;
  /** The longest of them, axis ms. */
  readonly longest: number;
}

export interface SpanInput {
  readonly start: number;
  readonly end: number;
  readonly of: number;
}

export function spanLine(spans: readonly SpanInput[]): SpanLine {
  return {
    starts: Float64Array.from(spans, ({ start }) => start),
    ends: Float64Array.from(spans, ({ end }) => end),
    of: Int32Array.from(spans, (span) => span.of),
    longest: spans.reduce((most, { start, end }) => Math.max(most, end - start), 0),
  };
}

/** Puts spans (by start) on as few lines as they need, at most `most`; what finds no room goes on the last. */
export function packSpans(spans: readonly SpanInput[], most: number): readonly SpanLine[] {
  const lines: SpanInput[][] = [];
  const free: number[] = [];
  for (const span of spans) {
    let line = free.findIndex((end) => end <= span.start);
    if (line < 0) line = Math.min(lines.length, most - 1);
    (lines[line] ??= []).push(span);
    free[line] = Math.max(free[line] ?? 0, span.end);
  }
  return lines.map(spanLine);
}

export interface DrawnSpan {
  /** Left edge and width, px; both may reach out of the window. */
  readonly x: number;
  readonly width: number;
  /** Position in the line of the first span it stands for, and how many follow it. */
  readonly first: number;
  readonly count: number;
}

/** What of a line is drawn: spans of at least `least` px on their own, narrower ones in a row as one. */
export function cullSpans(line: SpanLine, window: TimeWindow, width: number, least = 1): DrawnSpan[] {
  const out: DrawnSpan[] = [];
  if (width <= 0) return out;
  const { starts, ends } = line;
  const perPixel = spanOf(window) / width;
  let at = lowerBound(starts, window.from - line.longest);
  while (at < starts.length) {
    const start = starts[at] ?? 0;
    if (start > window.to) break;
    const end = ends[at] ?? start;
    if (end < window.from) {
      at += 1;
      continue;
    }
    const x = xOf(start, window, width);
    const wide = (end - start) / perPixel;
    if (wide >= least) {
      out.push({ x, width: wide, first: at, count: 1 });
      at += 1;
      continue;
    }
    const stop = Math.max(at + 1, lowerBound(starts, start + least * perPixel, at));
    // A span that can be seen ends the row of those that cannot.
    let next = at + 1;
    while (next < stop && ((ends[next] ?? 0) - (starts[next] ?? 0)) / perPixel < least) next += 1;
    out.push({ x, width: least, first: at, count: next - at });
    at = next;
  }
  return out;
}

/** The span of a line under a point, else the nearest within `reach` px. Gives what it stands for. */
export function spanAt(line: SpanLine, x: number, window: TimeWindow, width: number, reach = 4): number | undefined {
  const perPixel = spanOf(window) / width;
  const ms = window.from + x * perPixel;
  let best: number | undefined;
  let distance = reach * perPixel;
  for (let at = lowerBound(line.starts, ms + distance) - 1; at >= 0; at -= 1) {
    const start = line.starts[at] ?? 0;
    if (start < ms - line.longest - reach * perPixel) break;
    const end = line.ends[at] ?? start;
    const away = ms < start ? start - ms : ms > end ? ms - end : 0;
    if (away <= distance && (best === undefined || away < distance)) {
      best = at;
      distance = away;
      if (away === 0) break;
    }
  }
  return best === undefined ? undefined : line.of[best];
}
