/**
 * A search that reads the steps' bitmaps instead of gathering a unit's events: enough where no step shares its moment with
 * another one, which it notices. Then it says what the searches that take the events one by one say (property-tested).
 */
import type { Bitmap } from '../../base/bitmap';

/** The unit has to be looked at event by event. */
export const UNSURE = -1;

export interface QuickSearch {
  /** The level of the chain that speaks for the unit at [from, to), whose positions it writes into `chain`; or {@link UNSURE}. */
  find(from: number, to: number, chain: Int32Array): number;
}

/** Whether another event of the same moment in [from, to) is a step, too. */
export function isTied(
  bitmaps: readonly Bitmap[],
  time: Float64Array,
  position: number,
  from: number,
  to: number,
): boolean {
  const at = time[position] as number;
  for (let other = position - 1; other >= from && time[other] === at; other -= 1) {
    if (isStep(bitmaps, other)) return true;
  }
  for (let other = position + 1; other < to && time[other] === at; other += 1) {
    if (isStep(bitmaps, other)) return true;
  }
  return false;
}

export function isStep(bitmaps: readonly Bitmap[], position: number): boolean {
  for (const bitmap of bitmaps) if ((((bitmap[position >>> 5] as number) >>> (position & 31)) & 1) === 1) return true;
  return false;
}
