/**
 * Calendar buckets of a zone. A row of buckets is one array of boundaries: bucket i is [boundaries[i], boundaries[i + 1])
 * in UTC ms. Days of 23 and 25 hours are as long as they are, a day whose midnight does not exist starts where the
 * clocks land, an hour that the clocks show twice is two buckets, and a day that a zone left out has none.
 */
import { assert } from './assert';
import { DAY_MS, fromLocal, HOUR_MS, lastNotAfter, toLocal, type ZoneTable } from './time';
import { civilOfDay, dayOfCivil, startOfWeekDay, type WeekStart } from './time-calendar';

export type BucketInterval = 'hour' | 'day' | 'week' | 'month';

/** The zone's calendar day that an instant lies in, as days since 1970-01-01. */
export const dayOfInstant = (table: ZoneTable, instant: number): number => Math.floor(toLocal(table, instant) / DAY_MS);

/** The first instant (UTC ms) of a calendar day. */
export const startOfDay = (table: ZoneTable, dayNumber: number): number => fromLocal(table, dayNumber * DAY_MS);

function startOfHour(table: ZoneTable, instant: number): number {
  const segment = lastNotAfter(table.starts, instant);
  const local = instant + (table.offsets[segment] as number);
  return Math.max(table.starts[segment] as number, instant - (((local % HOUR_MS) + HOUR_MS) % HOUR_MS));
}

function nextHour(table: ZoneTable, start: number): number {
  const segment = lastNotAfter(table.starts, start);
  const local = start + (table.offsets[segment] as number);
  const end = start + HOUR_MS - (((local % HOUR_MS) + HOUR_MS) % HOUR_MS);
  return Math.min(end, table.starts[segment + 1] ?? Infinity);
}

/** The first calendar day of the day, week or month that `dayNumber` lies in, moved on by `steps` of them. */
function bucketDay(
  dayNumber: number,
  interval: Exclude<BucketInterval, 'hour'>,
  weekStart: WeekStart,
  steps: number,
): number {
  if (interval === 'day') return dayNumber + steps;
  if (interval === 'week') return startOfWeekDay(dayNumber, weekStart) + 7 * steps;
  const { year, month } = civilOfDay(dayNumber);
  return dayOfCivil(year, month + steps, 1);
}

/**
 * The boundaries of the buckets that cover [from, to), first and last bucket whole; empty where from ≥ to. Stops early,
 * with `limit` buckets and one more boundary, where there would be more.
 */
export function computeBuckets(
  table: ZoneTable,
  interval: BucketInterval,
  weekStart: WeekStart,
  from: number,
  to: number,
  limit = Infinity,
): Float64Array {
  if (!(from < to)) return new Float64Array(0);
  const boundaries: number[] = [];
  if (interval === 'hour') {
    let start = startOfHour(table, from);
    boundaries.push(start);
    while (start < to && boundaries.length <= limit) {
      start = nextHour(table, start);
      boundaries.push(start);
    }
    return Float64Array.from(boundaries);
  }
  let day = bucketDay(dayOfInstant(table, from), interval, weekStart, 0);
  let start = startOfDay(table, day);
  boundaries.push(start);
  while (start < to && boundaries.length <= limit) {
    day = bucketDay(day, interval, weekStart, 1);
    const next = startOfDay(table, day);
    // A day that the zone left out begins where the next one does: nothing can happen on it.
    if (next > start) boundaries.push(next);
    start = next;
  }
  return Float64Array.from(boundaries);
}

/** Finds the bucket of an instant in a row of boundaries; built once, asked for every event. */
export class BucketFinder {
  readonly count: number;
  private readonly first: number;
  private readonly end: number;
  private readonly perMs: number;

  constructor(private readonly boundaries: Float64Array) {
    this.count = Math.max(0, boundaries.length - 1);
    this.first = boundaries[0] ?? Infinity;
    this.end = boundaries[this.count] ?? -Infinity;
    this.perMs = this.count === 0 ? 0 : this.count / (this.end - this.first);
  }

  /** The bucket's index; -1 outside all buckets. */
  indexOf(instant: number): number {
    if (!(instant >= this.first && instant < this.end)) return -1;
    // Buckets are nearly of one width, so a division lands on the right one or beside it.
    let index = Math.min(this.count - 1, Math.floor((instant - this.first) * this.perMs));
    while ((this.boundaries[index] as number) > instant) index -= 1;
    while ((this.boundaries[index + 1] as number) <= instant) index += 1;
    return index;
  }
}

/** `2026-03-01T23:00:00.000Z` for each bucket's start. */
export function bucketLabels(boundaries: Float64Array): string[] {
  assert(boundaries.length !== 1, 'A row of buckets has an end');
  return Array.from(boundaries.subarray(0, Math.max(0, boundaries.length - 1)), (start) =>
    new Date(start).toISOString(),
  );
}
