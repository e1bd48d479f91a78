/** The proleptic Gregorian calendar in integers: days since 1970-01-01 to year, month and day, and back. */

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

const DAYS_PER_ERA = 146_097; // 400 years

/** Days since 1970-01-01. Months outside 1..12 are counted on, so month 13 is next January. */
export function dayOfCivil(year: number, month: number, day: number): number {
  const months = year * 12 + (month - 1);
  // Years that begin in March have their leap day at the end, which makes the day of the year a linear function.
  const marchMonth = (((months - 2) % 12) + 12) % 12;
  const marchYear = Math.floor((months - 2) / 12);
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - 719_468;
}

/** The date of a day number; the inverse of {@link dayOfCivil}. */
export function civilOfDay(dayNumber: number): CivilDate {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

/** The same day of the month `months` later or earlier, or that month's last day where it has no such day. */
export function addMonths(dayNumber: number, months: number): number {
  const { year, month, day } = civilOfDay(dayNumber);
  const first = dayOfCivil(year, month + months, 1);
  const daysInMonth = dayOfCivil(year, month + months + 1, 1) - first;
  return first + Math.min(day, daysInMonth) - 1;
}

export type WeekStart = 'monday' | 'sunday';

/** The first day of the week that a day lies in. 1970-01-01 was a Thursday. */
export function startOfWeekDay(dayNumber: number, weekStart: WeekStart): number {
  const daysIn = (((dayNumber + (weekStart === 'monday' ? 3 : 4)) % 7) + 7) % 7;
  return dayNumber - daysIn;
}

/** The day number of "2026-01-31". */
export function dayOfText(text: string): number {
  return dayOfCivil(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)));
}
