/** Days with events laid out as weeks, for the activity calendar. Day numbers count from 1 January 1970. */
import { civilOfDay, dayOfText, startOfWeekDay, type WeekStart } from '../../../../shared/base/time-calendar';

export interface CalendarDay {
  readonly day: string;
  readonly number: number;
  readonly events: number;
  /** 1 to 4: which quarter of the busiest day's count, by rank among the person's days. */
  readonly level: number;
}
export interface CalendarWeek {
  /** Day number of its first day. */
  readonly start: number;
  /** Seven, from the week's first day; undefined where nothing happened. */
  readonly days: readonly (CalendarDay | undefined)[];
  /** Where a month begins in this week: 1 to 12. */
  readonly month?: number;
  readonly year: number;
}
export interface Calendar {
  readonly weeks: readonly CalendarWeek[];
  /** Whether there are days before or after what is shown. */
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

export const MOST_WEEKS = 53;
const LEAST_WEEKS = 26;
const LEVELS = 4;

/** The level of a count among all counts: quartiles, so that one busy day does not make all others pale. */
function levels(counts: readonly number[]): (count: number) => number {
  const sorted = counts.toSorted((a, b) => a - b);
  const cuts = Array.from(
    { length: LEVELS - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / LEVELS)] ?? 0,
  );
  return (count) => 1 + cuts.filter((cut) => count >= cut && cut > (sorted[0] ?? 0)).length;
}

export interface CalendarQuestion {
  readonly days: readonly { readonly day: string; readonly events: number }[];
  readonly weekStart: WeekStart;
  /** The last day to show, as `2026-01-31`, where it is later than the last day with events. */
  readonly until: string;
  /** How many pages of weeks back from the end. */
  readonly page: number;
}

export function calendarWeeks({ days, weekStart, until, page }: CalendarQuestion): Calendar {
  const levelOf = levels(days.map(({ events }) => events));
  const byNumber = new Map(
    days.map(({ day, events }) => [dayOfText(day), { day, number: dayOfText(day), events, level: levelOf(events) }]),
  );
  const numbers = [...byNumber.keys()];
  const end = dayOfText(until);
  const lastWeek = startOfWeekDay(
    numbers.reduce((a, b) => Math.max(a, b), end),
    weekStart,
  );
  const firstWeek = startOfWeekDay(
    numbers.reduce((a, b) => Math.min(a, b), end),
    weekStart,
  );
  const lastShown = lastWeek - page * MOST_WEEKS * 7;
  const count = Math.min(MOST_WEEKS, Math.max(LEAST_WEEKS, (lastShown - firstWeek) / 7 + 1));
  const weeks = Array.from({ length: count }, (_, at): CalendarWeek => {
    const start = lastShown - (count - 1 - at) * 7;
    const firstOfMonth = Array.from({ length: 7 }, (__, offset) => civilOfDay(start + offset)).find(
      (civil) => civil.day === 1,
    );
    return {
      start,
      days: Array.from({ length: 7 }, (__, offset) => byNumber.get(start + offset)),
      year: (firstOfMonth ?? civilOfDay(start)).year,
      ...(firstOfMonth === undefined ? {} : { month: firstOfMonth.month }),
    };
  });
  return { weeks, hasOlder: (weeks[0]?.start ?? 0) > firstWeek, hasNewer: page > 0 };
}
