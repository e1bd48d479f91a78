/** Values and ranges of session columns as charts write them. Pure. */
import { SESSION_COLUMNS, type SessionColumn } from '../../../../shared/model/session';
import { splitWords } from '../../../parts/split-words';
import { formatCompact } from '../../../ui/number-format';
import { formatClock, formatDay, formatDuration, formatShortDay } from '../../../ui/time-format';
import type { RangeBrush } from './brush-model';

const SECONDS: ReadonlySet<SessionColumn> = new Set(['durationSeconds', 'engagedSeconds']);
const DAY_MS = 86_400_000;

/** One edge of a bin, or a bound of a brush. */
export function edgeWords(column: SessionColumn, value: number, timezone: string): string {
  if (SESSION_COLUMNS[column] === 'time') return formatShortDay(value, timezone);
  return SECONDS.has(column) ? formatDuration(value) : formatCompact(value);
}

/** `2 m – 10 m`, `3 – 5`, `26 Jan`; of times shorter than two days with the clock. */
export function rangeWords(column: SessionColumn, [from, to]: RangeBrush, timezone: string): string {
  if (SESSION_COLUMNS[column] === 'time') {
    if (to - from < 2 * DAY_MS) {
      const clock = (ms: number): string => formatClock(ms, timezone).slice(0, 5);
      return `${formatShortDay(from, timezone)} ${clock(from)} – ${clock(to + 1)}`;
    }
    return `${formatShortDay(from, timezone)} – ${formatDay(to, timezone)}`;
  }
  // A duration ends a millisecond before the next bin; said, that would be noise.
  const last = SECONDS.has(column) ? Math.round(to) : to;
  const low = edgeWords(column, from, timezone);
  const high = edgeWords(column, last, timezone);
  return low === high ? low : `${low} – ${high}`;
}

/** A value of a column of words; what is empty gets a name. */
export function valueWords(column: SessionColumn, value: string | null): string {
  if (value === null || value === '') return column === 'referrer' || column.startsWith('utm') ? 'none' : 'not known';
  if (column === 'splitReason') return splitWords(value);
  if (column === 'bounce') return value === 'true' ? 'bounce' : 'no bounce';
  return value;
}
