/** Where local days end, asked millions of times in a row. */
import { computeZoneTable, DAY_MS, type ZoneTable } from '../base/time';
import { dayOfInstant, startOfDay } from '../base/time-buckets';

/** How far a table of the zone's offsets reaches beyond what was asked, so that few are computed. */
const REACH_MS = 400 * DAY_MS;

/**
 * Gives for an instant (UTC ms) the first local midnight after it: the moment at which the next day's date is first on
 * the wall. Where clocks go back over midnight that happens once, not twice; where they skip it, the day begins at the
 * moment of the skip. Remembers offsets and the last answer; equal instants give equal answers.
 */
export function localMidnights(zone: string): (instant: number) => number {
  let table: ZoneTable | undefined;
  let low = Infinity;
  let high = -Infinity;
  let from = NaN;
  let to = NaN;
  return (instant) => {
    if (instant >= from && instant < to) return to;
    if (table === undefined || instant < low || instant > high) {
      low = Math.min(low, instant - REACH_MS);
      high = Math.max(high, instant + REACH_MS);
      table = computeZoneTable(zone, low, high);
    }
    let day = dayOfInstant(table, instant) + 1;
    while (startOfDay(table, day) <= instant) day++;
    from = instant;
    to = startOfDay(table, day);
    return to;
  };
}
