/** Retention in words: its cohorts; its columns and its sentence are shared with the engine. */
import type { RetentionSpec } from '../../../shared/insights/retention/spec';
import { formatBucket, formatShortDay } from '../../ui/time-format';

export {
  type ColumnName,
  columnNames,
  columnSum,
  lastSolidColumn,
  membersOf,
  spokenColumn,
} from '../../../shared/insights/explain/retention';
export { valueName } from '../../../shared/insights/explain/value-words';

/** A cohort in the first column of the grid. `ms`: UTC, start of its bucket. */
export function cohortLabel(ms: number, interval: RetentionSpec['interval'], timeZone: string): string {
  switch (interval) {
    case 'hour':
      return formatBucket(ms, 'hour', timeZone);
    case 'day':
      return formatBucket(ms, 'day', timeZone).replace(/ \d{4}$/, '');
    case 'week':
      // Six days and a half on is within the week's last day, whatever the clocks do.
      return `${formatShortDay(ms, timeZone)} – ${formatShortDay(ms + 6.5 * 86_400_000, timeZone)}`;
    case 'month':
      return formatBucket(ms, 'month', timeZone);
  }
}

export const cohortTitle = (ms: number, interval: RetentionSpec['interval'], timeZone: string): string =>
  formatBucket(ms, interval, timeZone);
