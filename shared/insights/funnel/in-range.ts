/** Which of a unit's positions, whose times ascend, lie in the range that is asked about. */

interface Range {
  /** UTC ms, half-open; may be infinite. */
  readonly from: number;
  readonly to: number;
}

/** The first of positions [start, end) in the range; `end` where there is none. */
export const startInRange = (time: Float64Array, range: Range, start: number, end: number): number =>
  range.from === -Infinity || start === end || (time[start] as number) >= range.from
    ? start
    : firstFrom(time, range.from, start, end);

/** The end of those of positions [start, end) that are in the range. */
export const endInRange = (time: Float64Array, range: Range, start: number, end: number): number =>
  range.to === Infinity || start === end || (time[end - 1] as number) < range.to
    ? end
    : firstFrom(time, range.to, start, end);

function firstFrom(time: Float64Array, instant: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] as number) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
