/** Times and durations as Waymark writes them. Instants are UTC ms; each function is told the zone to show them in. */
import { NO_VALUE } from './number-format';

const NARROW = '\u202f';
const formatters = new Map<string, { readonly format: (ms: number) => string }>();

/** Making an Intl formatter costs a hundred times what using one does. */
function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): { readonly format: (ms: number) => string } {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known) return known;
  const intl = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  // en-GB alone writes four letters for September, which breaks every column of dates.
  const made = { format: (ms: number) => intl.format(ms).replace(/\bSept\b/, 'Sep') };
  formatters.set(key, made);
  return made;
}

/** Seconds → the two units that matter: `0.4 s`, `1 m 24 s`, `3 h 5 m`, `2 d 4 h`. Absent → `–`. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NO_VALUE;
  if (seconds < 0) return `−${formatDuration(-seconds)}`;
  if (seconds < 10 && !Number.isInteger(seconds)) return `${Number(seconds.toFixed(1))}${NARROW}s`;
  const total = Math.round(seconds);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor(total / 3600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'm'],
    [total % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return `0${NARROW}s`;
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${NARROW}${unit}`)
    .join(' ');
}

/** `26 Jan 2026`. */
export const formatDay = (ms: number, timeZone: string): string =>
  formatter(timeZone, { day: 'numeric', month: 'short', year: 'numeric' }).format(ms);

/** `26 Jan`. */
export const formatShortDay = (ms: number, timeZone: string): string =>
  formatter(timeZone, { day: 'numeric', month: 'short' }).format(ms);

/** `26 Jan` within the year of `now`, `26 Jan 2019` in another: without it, ten years old looks like last month. */
export function formatNearDay(ms: number, timeZone: string, now: number): string {
  const day = formatDay(ms, timeZone);
  return day.slice(-4) === formatDay(now, timeZone).slice(-4) ? formatShortDay(ms, timeZone) : day;
}

/** `Jan 2026`. */
export const formatMonth = (ms: number, timeZone: string): string =>
  formatter(timeZone, { month: 'short', year: 'numeric' }).format(ms);

/** `14:03:09`. */
export const formatClock = (ms: number, timeZone: string): string =>
  formatter(timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms);

/** `26 Jan 2026, 14:03`. */
export const formatDateTime = (ms: number, timeZone: string): string =>
  formatter(timeZone, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(
    ms,
  );

/** `2026-01-26` in that zone, as specs and date fields write it. */
export const formatIsoDay = (ms: number, timeZone: string): string =>
  formatter(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' })
    .format(ms)
    .split('/')
    .toReversed()
    .join('-');

/** How long before `now`: `just now`, `12 s ago`, `3 h ago`, `4 d ago`. */
export function formatAgo(ms: number, now: number): string {
  const seconds = Math.round((now - ms) / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds}${NARROW}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${NARROW}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}${NARROW}h ago`;
  return `${Math.floor(seconds / 86_400)}${NARROW}d ago`;
}

/** The name of a bucket that starts at `ms`. */
export function formatBucket(ms: number, interval: 'hour' | 'day' | 'week' | 'month', timeZone: string): string {
  switch (interval) {
    case 'hour':
      return formatter(timeZone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(ms);
    case 'day':
      return formatter(timeZone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(ms);
    case 'week':
      return `Week of ${formatDay(ms, timeZone)}`;
    case 'month':
      return formatter(timeZone, { month: 'long', year: 'numeric' }).format(ms);
  }
}
