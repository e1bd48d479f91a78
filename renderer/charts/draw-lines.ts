/** Series over time buckets as lines, areas, bars or stacks. Pure: colours are named, not resolved. */
import { formatBucket, formatClock, formatDay, formatShortDay } from '../ui/time-format';
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

function axisLabel(ms: number, interval: LinesInput['interval'], timeZone: string, isOverYears: boolean): string {
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
      return isOverYears ? formatDay(ms, timeZone) : formatShortDay(ms, timeZone);
  }
}

const STEPS = [1, 2, 3, 6, 12, 24];
/** Hours on an axis, at most. */
const NAMED_HOURS = 12;

/** Which hours an axis names: so many that midnight, which is written as its day, is among them. */
function namedHours(buckets: readonly number[], timeZone: string): (index: number) => boolean {
  const step = STEPS.find((hours) => buckets.length / hours <= NAMED_HOURS) ?? 24;
  return (index) => Number(formatClock(buckets[index] ?? 0, timeZone).slice(0, 2)) % step === 0;
}

export function drawLines({ buckets, interval, timeZone, ...input }: LinesInput): Drawing {
  const year = (ms: number | undefined): string => (ms === undefined ? '' : formatDay(ms, timeZone).slice(-4));
  const isOverYears = year(buckets[0]) !== year(buckets.at(-1));
  return drawPlaces({
    ...input,
    place: `${interval[0]?.toUpperCase() ?? ''}${interval.slice(1)}`,
    ...(interval === 'hour' ? { isNamed: namedHours(buckets, timeZone) } : {}),
    titles: buckets.map((ms) => formatBucket(ms, interval, timeZone)),
    axis: buckets.map((ms) => axisLabel(ms, interval, timeZone, isOverYears)),
  });
}
