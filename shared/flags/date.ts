/** Dates in conditions of flags: instants, and times before now such as `-7d`, as PostHog writes them. */
import { timeOfText } from '../base/time-text';
import type { Json } from '../model/json';

const RELATIVE = /^-?(\d{1,4})([hdwmy])$/;

/** UTC ms of what a condition says; undefined where it is no date. */
export const wantedDate = (value: Json, now: number): number | undefined =>
  typeof value === 'boolean' ? undefined : (relativeDate(value, now) ?? dateOf(value));

/** UTC ms of what a person has: an ISO text (UTC's where it has no offset) or UTC ms. */
export function dateOf(value: Json): number | undefined {
  if (typeof value === 'number') return Math.abs(value) <= 8.64e15 ? value : undefined;
  return typeof value === 'string' ? timeOfText(value) : undefined;
}

function relativeDate(value: Json, now: number): number | undefined {
  const [, digits = '', unit] = RELATIVE.exec(typeof value === 'string' ? value : '') ?? [];
  const count = Number(digits);
  const date = new Date(now);
  switch (unit) {
    case 'h':
      date.setUTCHours(date.getUTCHours() - count);
      break;
    case 'd':
      date.setUTCDate(date.getUTCDate() - count);
      break;
    case 'w':
      date.setUTCDate(date.getUTCDate() - 7 * count);
      break;
    case 'm':
      backByMonths(date, count, 1);
      break;
    case 'y':
      backByMonths(date, 12 * count, 12);
      break;
    default:
      return undefined;
  }
  return date.getTime();
}

/**
 * In steps, as PostHog counts: a day that a month on the way has not becomes its last, and stays it. Years are steps of
 * twelve months, so only the 29th of February can move there.
 */
function backByMonths(date: Date, months: number, step: 1 | 12): void {
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  let day = date.getUTCDate();
  for (let back = step; back <= months && day > 28; back += step)
    day = Math.min(day, new Date(Date.UTC(year, month - back + 1, 0)).getUTCDate());
  date.setUTCFullYear(year, month - months, day);
}
