/** Spans of time inside a sentence, in the days of a zone. */
import { dayOfInstant, startOfDay } from '../../base/time-buckets';
import { formatDateTime, formatDay, formatShortDay } from '../../base/time-format';
import type { SpokenTime } from './context';

/**
 * `on 3 Mar 2026`, `between 1 and 31 Mar 2026`, `between 3 Mar 2026, 10:00 and 4 Mar 2026, 12:00`: what the spec asks
 * for, its open ends closed by the data, which count as whole days.
 */
export function spanWords({ table, asked, closed, zone }: SpokenTime): string {
  const { from, to } = closed;
  if (!(from < to)) return 'in these days';
  const isDays = (isDayStart(asked.from) || from !== asked.from) && (isDayStart(asked.to) || to !== asked.to);
  if (!isDays) return `between ${formatDateTime(from, zone)} and ${formatDateTime(to, zone)}`;
  const last = to - 1;
  const end = formatDay(last, zone);
  const start = formatDay(from, zone);
  if (start === end) return `on ${end}`;
  const [day = '', month = '', year = ''] = start.split(' ');
  if (end.endsWith(` ${month} ${year}`)) return `between ${day} and ${end}`;
  return end.endsWith(` ${year}`) ? `between ${formatShortDay(from, zone)} and ${end}` : `between ${start} and ${end}`;

  function isDayStart(instant: number): boolean {
    return Number.isFinite(instant) && startOfDay(table, dayOfInstant(table, instant)) === instant;
  }
}
