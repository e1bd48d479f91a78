/**
 * The part of a session that the timeline shows: a window over its bounds, in ms. Pure; every function gives a window
 * that lies within the bounds and is no narrower than {@link MIN_SPAN_MS}.
 */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Events carry milliseconds: closer than this there is nothing more to see. */
export const MIN_SPAN_MS = 20;

export const spanOf = ({ from, to }: TimeWindow): number => to - from;

/** The bounds of a session's timeline: its span and a little air, so that no mark sticks to an edge. */
export function boundsOf(firstMs: number, lastMs: number): TimeWindow {
  const air = Math.max(500, (lastMs - firstMs) * 0.02);
  return { from: firstMs - air, to: lastMs + air };
}

/** Moves and shrinks a window until it fits. */
export function clampWindow(window: TimeWindow, bounds: TimeWindow): TimeWindow {
  const span = Math.min(Math.max(spanOf(window), MIN_SPAN_MS), spanOf(bounds));
  const from = Math.min(Math.max(window.from, bounds.from), bounds.to - span);
  return { from, to: from + span };
}

/** `factor` below 1 zooms in. The instant under `anchor` (0 to 1 across the window) stays where it is. */
export function zoomAt(window: TimeWindow, anchor: number, factor: number, bounds: TimeWindow): TimeWindow {
  const span = Math.min(Math.max(spanOf(window) * factor, MIN_SPAN_MS), spanOf(bounds));
  const at = window.from + spanOf(window) * anchor;
  return clampWindow({ from: at - span * anchor, to: at + span * (1 - anchor) }, bounds);
}

/** `share` of the window's own span; positive goes later. */
export function panBy(window: TimeWindow, share: number, bounds: TimeWindow): TimeWindow {
  const step = spanOf(window) * share;
  return clampWindow({ from: window.from + step, to: window.to + step }, bounds);
}

/** The same span around an instant. */
export function centreOn(window: TimeWindow, ms: number, bounds: TimeWindow): TimeWindow {
  const half = spanOf(window) / 2;
  return clampWindow({ from: ms - half, to: ms + half }, bounds);
}

/** The window itself where it shows the instant with some room, else one that does. */
export function reveal(window: TimeWindow, ms: number, bounds: TimeWindow): TimeWindow {
  const margin = spanOf(window) * 0.04;
  return ms >= window.from + margin && ms <= window.to - margin ? window : centreOn(window, ms, bounds);
}

/** The window and a little more on both sides, so that what it is about does not stick to its edges. */
export function withAir({ from, to }: TimeWindow, bounds: TimeWindow): TimeWindow {
  const air = (to - from) * 0.04;
  return clampWindow({ from: from - air, to: to + air }, bounds);
}

/** Pixels from the left edge; outside of 0 to `width` where the instant is out of sight. */
export const xOf = (ms: number, window: TimeWindow, width: number): number =>
  ((ms - window.from) / spanOf(window)) * width;

/** The inverse of {@link xOf}. */
export const timeAt = (x: number, window: TimeWindow, width: number): number =>
  window.from + (x / width) * spanOf(window);

/** A window on its way from one to another; `progress` 0 to 1. Spans go by ratio, so that zooming feels even. */
export function between(a: TimeWindow, b: TimeWindow, progress: number): TimeWindow {
  const span = spanOf(a) * (spanOf(b) / spanOf(a)) ** progress;
  const centreA = (a.from + a.to) / 2;
  const centreB = (b.from + b.to) / 2;
  // The centre moves with the change of the span: a straight line would swing past the target.
  const moved = Math.abs(spanOf(b) - spanOf(a)) < 1e-9 ? progress : (span - spanOf(a)) / (spanOf(b) - spanOf(a));
  const centre = centreA + (centreB - centreA) * moved;
  return { from: centre - span / 2, to: centre + span / 2 };
}
