/** Values and ranges of session columns as charts write them. Pure. */
import { SESSION_COLUMNS, type SessionColumn } from '../../../../shared/model/session';
import { splitShort, splitWords } from '../../../parts/split-words';
import { formatCompact } from '../../../ui/number-format';
import { formatClock, formatDay, formatDuration, formatMonth, formatShortDay } from '../../../ui/time-format';
import type { RangeBrush } from './brush-model';

const SECONDS: ReadonlySet<SessionColumn> = new Set(['durationSeconds', 'engagedSeconds']);
const DAY_MS = 86_400_000;

const isLong = (from: number, to: number): boolean => to - from > 300 * DAY_MS;

/** The two ends and the middle of a chart's scale; of more than a year, its months with their years. */
export function scaleWords(
  column: SessionColumn,
  { from, to }: { readonly from: number; readonly to: number },
  value: number,
  timezone: string,
): string {
  return SESSION_COLUMNS[column] === 'time' && isLong(from, to)
    ? formatMonth(value, timezone)
    : edgeWords(column, value, timezone);
}

/** One edge of a bin, or a bound of a brush. */
export function edgeWords(column: SessionColumn, value: number, timezone: string): string {
  if (SESSION_COLUMNS[column] === 'time') return formatShortDay(value, timezone);
  return SECONDS.has(column) ? formatDuration(value) : formatCompact(value);
}

/** `5`, `m`: an amount and its unit, where a text is just that. */
const PARTS = /^(\S+)[\u202f ](\S+)$/;

/** `5 m – 1 h`, and `5–20 m` where both ends have the same unit. */
function spanWords(from: string, to: string): string {
  if (from === to) return from;
  const [, low, unit] = PARTS.exec(from) ?? [];
  const [, , otherUnit] = PARTS.exec(to) ?? [];
  if (low !== undefined && unit === otherUnit) return `${low}–${to}`;
  return /\s/.test(from + to) ? `${from} – ${to}` : `${from}–${to}`;
}

/** `2–10 m`, `3–5`, `26 Jan – 3 Feb`; of times shorter than two days with the clock. */
export function rangeWords(column: SessionColumn, [from, to]: RangeBrush, timezone: string): string {
  if (SESSION_COLUMNS[column] === 'time') {
    if (to - from < 2 * DAY_MS) {
      const clock = (ms: number): string => formatClock(ms, timezone).slice(0, 5);
      return `${formatShortDay(from, timezone)} ${clock(from)}–${clock(to + 1)}`;
    }
    const write = isLong(from, to) ? formatDay : formatShortDay;
    return spanWords(write(from, timezone), write(to, timezone));
  }
  // A duration ends a millisecond before the next bin; said, that would be noise.
  const last = SECONDS.has(column) ? Math.round(to) : to;
  return spanWords(edgeWords(column, from, timezone), edgeWords(column, last, timezone));
}

/** A value of a column of words; what is empty gets a name. */
export function valueWords(column: SessionColumn, value: string | null): string {
  if (value === null || value === '') return column === 'referrer' || column.startsWith('utm') ? 'none' : 'not known';
  if (column === 'splitReason') return splitWords(value);
  if (column === 'bounce') return value === 'true' ? 'bounce' : 'no bounce';
  return value;
}

/** The same where there is little room. */
export const shortValueWords = (column: SessionColumn, value: string | null): string =>
  column === 'splitReason' && value !== null ? splitShort(value) : valueWords(column, value);
