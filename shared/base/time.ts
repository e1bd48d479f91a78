/**
 * Time zones as tables of offset transitions. `Intl` is asked here and nowhere else; everything that follows is integer
 * arithmetic. Instants are UTC milliseconds; "local" times are the same kind of number read off the wall: local midnight
 * of 1970-01-02 is 86,400,000 whatever the zone. Worked example, Europe/Berlin over 2026:
 *
 *   starts  [-Infinity, 2026-03-29T01:00Z, 2026-10-25T01:00Z]
 *   offsets [3600000, 7200000, 3600000]
 */

const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** As far from 1970 as dates go, in either direction (ms). */
export const MOST_MS = 8.64e15;

/** No offset is further from UTC than this. */
const MAX_OFFSET_MS = 26 * HOUR_MS;

/** Zones had no legal time before, and no rules are known after; there the table's first and last offsets go on. */
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

export interface ZoneTable {
  readonly zone: string;
  /** Ascending UTC ms at which `offsets` at the same index begins to hold; the first is -Infinity. */
  readonly starts: readonly number[];
  /** Local time minus UTC, in ms. */
  readonly offsets: readonly number[];
}

/** `offsetOf` for an IANA zone: asks `Intl` for "GMT-03:30" and reads the number off it. */
function intlOffsets(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return (instant) => {
    const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(format.format(instant));
    if (match?.[1] === undefined) return 0;
    const ms = Number(match[2]) * HOUR_MS + Number(match[3]) * MINUTE_MS + Number(match[4] ?? 0) * 1000;
    return match[1] === '-' ? -ms : ms;
  };
}

/**
 * The zone's offsets over [from, to] (UTC ms) with room on both sides for the buckets that the ends fall in. Costs a
 * call of `Intl` per day of the span: callers that ask often keep the table.
 */
export function computeZoneTable(zone: string, from: number, to: number): ZoneTable {
  const room = 40 * DAY_MS;
  const first = Math.max(EARLIEST, Math.min(from - room, LATEST));
  const last = Math.min(LATEST, Math.max(to + room, first));
  const offsetOf = intlOffsets(zone);
  const starts = [-Infinity];
  let offset = offsetOf(first);
  const offsets = [offset];
  for (let before = first; before < last; before += DAY_MS) {
    // No zone ever changed its clocks twice within a day, so two equal ends have nothing between them.
    const after = before + DAY_MS;
    const next = offsetOf(after);
    if (next === offset) continue;
    let low = before;
    let high = after;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetOf(middle) === offset) low = middle;
      else high = middle;
    }
    starts.push(high);
    offsets.push(next);
    offset = next;
  }
  return { zone, starts, offsets };
}

/** The index of the last of `starts` that is not after `value`; at least 0. */
export function lastNotAfter(starts: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Local time minus UTC at an instant, in ms. */
export const offsetAt = (table: ZoneTable, instant: number): number =>
  table.offsets[lastNotAfter(table.starts, instant)] as number;

export const toLocal = (table: ZoneTable, instant: number): number => instant + offsetAt(table, instant);

/**
 * The first instant at which the wall shows `local` or later. A time that the clocks skip gives the moment of the skip;
 * one that they show twice gives the first showing.
 */
export function fromLocal(table: ZoneTable, local: number): number {
  const { starts, offsets } = table;
  let index = lastNotAfter(starts, local - MAX_OFFSET_MS);
  while (index + 1 < starts.length && (starts[index + 1] as number) + (offsets[index] as number) <= local) index += 1;
  return Math.max(starts[index] as number, local - (offsets[index] as number));
}
