/** Which steps of a flow wider than its card lie out of sight. Pure. */

export interface Sight {
  /** CSS pixels from the flow's left edge. */
  readonly left: number;
  /** CSS pixels in sight. */
  readonly width: number;
}

/** Counted in the order of the steps; undefined: none on that side. */
export interface HiddenSteps {
  /** The last one out of sight at the left. */
  readonly before: number | undefined;
  /** The first one out of sight at the right. */
  readonly after: number | undefined;
}

/** A step is in sight where at least this much of its name's room is. */
const READABLE = 0.5;

/** `pitch`: CSS pixels from step to step. */
export function hiddenSteps(count: number, pitch: number, { left, width }: Sight): HiddenSteps {
  if (width <= 0 || pitch <= 0) return { before: undefined, after: undefined };
  // Scroll positions are whole pixels, or nearly.
  const slack = 1 / pitch;
  const first = Math.max(0, Math.ceil(left / pitch - (1 - READABLE) - slack));
  const after = Math.floor((left + width) / pitch - READABLE + slack) + 1;
  return { before: first > 0 ? Math.min(first, count) - 1 : undefined, after: after < count ? after : undefined };
}

/** Where to scroll to so that the steps out of sight on a side come in sight, with one of those seen now. */
export function scrollTo(side: 'before' | 'after', pitch: number, { left, width }: Sight): number {
  const by = Math.max(pitch, width - pitch);
  return Math.max(0, side === 'after' ? left + by : left - by);
}
