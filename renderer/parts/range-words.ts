/** Ranges in words, and the presets. */
import { canonicalJson } from '../../shared/base/canonical-json';
import type { Range } from '../../shared/model/range';
import { formatIsoDay } from '../ui/time-format';
import { formatDurationWords } from './property-words';

export const PRESET_DAYS = [7, 30, 60, 90] as const;

const DAY_MS = 86_400_000;

/**
 * The last days up to now; where the data ended before yesterday (an export, say), up to its last day, since an empty
 * chart would help nobody. `dataTo` and `now` in UTC ms.
 */
export function lastDays(days: number, dataTo: number | undefined, now: number, timeZone: string): Range {
  const last = { value: days, unit: 'day' as const };
  const isOld = dataTo !== undefined && now - dataTo > 2 * DAY_MS;
  return isOld ? { last, now: formatIsoDay(dataTo, timeZone) } : { last };
}

export const isSameRange = (a: Range | undefined, b: Range | undefined): boolean =>
  canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** `Last 30 days`, `3 Jan – 9 Feb 2026`, `All data`. */
export function rangeWords(range: Range | undefined): string {
  if (range === undefined) return 'All data';
  if ('last' in range) {
    const until = range.now === undefined ? '' : ` to ${dayWords(range.now)}`;
    return `Last ${formatDurationWords(range.last)}${until}`;
  }
  const { from, to } = range;
  if (from !== undefined && to !== undefined) return `${dayWords(from)} – ${dayWords(to)}`;
  if (from !== undefined) return `Since ${dayWords(from)}`;
  return to === undefined ? 'All data' : `Until ${dayWords(to)}`;
}

/** Where in time, inside a sentence: `in the last 30 days`, `on 3 Jan 2026`; empty where any time will do. */
export function duringWords(range: Range | undefined): string {
  if (range === undefined) return '';
  if ('last' in range) {
    const { last, now } = range;
    const length = last.value === 1 ? last.unit : formatDurationWords(last);
    return now === undefined ? `in the last ${length}` : `in the ${length} to ${dayWords(now)}`;
  }
  const { from, to } = range;
  if (from !== undefined && to !== undefined) {
    return from === to ? `on ${dayWords(from)}` : `from ${dayWords(from)} to ${dayWords(to)}`;
  }
  if (from !== undefined) return `since ${dayWords(from)}`;
  return to === undefined ? '' : `until ${dayWords(to)}`;
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const dayWords = (instant: string): string =>
  instant.length === 10 ? dayFormat.format(Date.parse(`${instant}T00:00:00Z`)) : instant.replace('T', ' ');
