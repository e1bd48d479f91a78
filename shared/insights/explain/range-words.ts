/** Ranges in words. */
import type { Range } from '../../model/range';
import { formatDurationWords } from './property-words';

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
