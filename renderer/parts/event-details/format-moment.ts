import { formatClock, formatDay } from '../../ui/time-format';

/** To the millisecond: `26 Jan 2026, 14:03:09.042`. */
export function formatMoment(ms: number, timezone: string): string {
  const fraction = String(((ms % 1000) + 1000) % 1000).padStart(3, '0');
  return `${formatDay(ms, timezone)}, ${formatClock(ms, timezone)}.${fraction}`;
}
