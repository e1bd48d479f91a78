/** Series over time buckets as lines, areas, bars or stacks. Pure: colours are named, not resolved. */
import { formatBucket, formatShortDay, formatClock } from '../ui/time-format';
import { drawPlaces, type PlacesInput } from './draw-places';
import type { Drawing } from './drawing';

export type { Drawing } from './drawing';

export interface LinesInput extends Omit<PlacesInput, 'place' | 'titles' | 'axis'> {
  /** Bucket starts, UTC ms. */
  readonly buckets: readonly number[];
  readonly interval: 'hour' | 'day' | 'week' | 'month';
  readonly timeZone: string;
}

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit', timeZone: 'UTC' });

function axisLabel(ms: number, interval: LinesInput['interval'], timeZone: string): string {
  switch (interval) {
    case 'hour': {
      const clock = formatClock(ms, timeZone).slice(0, 5);
      return clock === '00:00' ? formatShortDay(ms, timeZone) : clock;
    }
    case 'month':
      // A bucket starts at midnight of its zone; noon two weeks on is in that month in every zone.
      return MONTH.format(ms + 14 * 86_400_000);
    case 'day':
    case 'week':
      return formatShortDay(ms, timeZone);
  }
}

export function drawLines({ buckets, interval, timeZone, ...input }: LinesInput): Drawing {
  return drawPlaces({
    ...input,
    place: `${interval[0]?.toUpperCase() ?? ''}${interval.slice(1)}`,
    titles: buckets.map((ms) => formatBucket(ms, interval, timeZone)),
    axis: buckets.map((ms) => axisLabel(ms, interval, timeZone)),
  });
}
