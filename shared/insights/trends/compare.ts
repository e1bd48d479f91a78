/**
 * The span that a range is compared with. `previous` is the span of equal length right before the range, `offset` the
 * range moved back. Ranges of whole calendar days move by days, ranges of whole months by months, so that a March is
 * compared with a February and a day of 23 hours with the day before; all else moves by its length in ms.
 */
import { computeZoneTable, DAY_MS, fromLocal, toLocal, type ZoneTable } from '../../base/time';
import { dayOfInstant, startOfDay } from '../../base/time-buckets';
import { addMonths, civilOfDay } from '../../base/time-calendar';
import { durationMs } from '../../base/time-duration';
import type { Duration } from '../../model/range';
import type { Span } from '../range';

export type Compare = { readonly previous: true } | { readonly offset: Duration };

export interface ComparedSpan {
  readonly span: Span;
  /** The zone's offsets as far back as the span and what is looked back upon from it. */
  readonly table: ZoneTable;
}

/**
 * @param span what the spec asks for, closed; empty where from = to. UTC ms.
 * @param last the range's unit where it is «the last n» of one.
 */
export function comparedSpan(compare: Compare, span: Span, zone: string, last: Duration | undefined): ComparedSpan {
  const length = span.to - span.from;
  const back = 'offset' in compare ? durationMs(compare.offset) * 1.1 : length;
  const table = computeZoneTable(zone, span.from - back - length - 40 * DAY_MS, span.to);
  if (length === 0) return { span, table };
  return { span: 'offset' in compare ? moveBack(table, span, compare.offset) : spanBefore(table, span, last), table };
}

function spanBefore(table: ZoneTable, { from, to }: Span, last: Duration | undefined): Span {
  const days = wholeDays(table, { from, to });
  if (days === undefined) return { from: from - (to - from), to: from };
  const months = last?.unit === 'month' ? last.value : wholeMonths(days);
  const first = months === undefined ? days.first - (days.end - days.first) : addMonths(days.end, -2 * months);
  return { from: startOfDay(table, first), to: from };
}

function moveBack(table: ZoneTable, span: Span, offset: Duration): Span {
  const { value, unit } = offset;
  if (unit === 'second' || unit === 'minute' || unit === 'hour') {
    const ms = durationMs(offset);
    return { from: span.from - ms, to: span.to - ms };
  }
  const move = (day: number): number =>
    unit === 'month' ? addMonths(day, -value) : day - value * (unit === 'week' ? 7 : 1);
  const days = wholeDays(table, span);
  if (days === undefined) {
    const from = moveWall(table, span.from, move);
    return { from, to: from + (span.to - span.from) };
  }
  const first = move(days.first);
  const end = unit === 'month' && wholeMonths(days) !== undefined ? move(days.end) : first + days.end - days.first;
  return { from: startOfDay(table, first), to: startOfDay(table, end) };
}

/** The same time on the wall on another day. */
function moveWall(table: ZoneTable, instant: number, move: (day: number) => number): number {
  const day = dayOfInstant(table, instant);
  return fromLocal(table, move(day) * DAY_MS + toLocal(table, instant) - day * DAY_MS);
}

interface Days {
  readonly first: number;
  /** The day after the last. */
  readonly end: number;
}

function wholeDays(table: ZoneTable, { from, to }: Span): Days | undefined {
  const [first, end] = [dayOfInstant(table, from), dayOfInstant(table, to)];
  return startOfDay(table, first) === from && startOfDay(table, end) === to ? { first, end } : undefined;
}

/** How many calendar months the days are, from the first of one to the last of one. */
function wholeMonths({ first, end }: Days): number | undefined {
  const [a, b] = [civilOfDay(first), civilOfDay(end)];
  if (a.day !== 1 || b.day !== 1) return undefined;
  return (b.year - a.year) * 12 + b.month - a.month;
}
