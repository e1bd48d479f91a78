import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatNumber,
  formatPlural,
  formatShare,
} from '../../../renderer/ui/number-format';
import {
  formatAgo,
  formatBucket,
  formatDateTime,
  formatDuration,
  formatIsoDay,
  formatMonth,
  formatNearDay,
} from '../../../renderer/ui/time-format';

/** Narrow no-break spaces read as spaces here. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

describe('numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1 k'],
    [12_345, '12.3 k'],
    [999_949, '1 M'],
    [999_400, '999 k'],
    [20_412_345, '20.4 M'],
    [-1500, '-1.5 k'],
    [0.1234, '0.12'],
  ])('%d in short is %s', (value, text) => {
    expect(plain(formatCompact(value))).toBe(text);
  });

  it.each([
    [0.155, '15.5 %'],
    [1, '100 %'],
    [0, '0 %'],
    [0.9999, '> 99.9 %'],
    [0.0004, '< 0.1 %'],
    [undefined, '–'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('the share %s is %s', (share, text) => {
    expect(plain(formatShare(share))).toBe(text);
  });

  it('counts in words that fit', () => {
    expect(formatCount(2010)).toBe('2,010');
    expect(formatPlural(1, 'person', 'people')).toBe('1 person');
    expect(formatPlural(2, 'person', 'people')).toBe('2 people');
    expect(formatNumber(3.14159)).toBe('3.14');
    expect(formatNumber(null)).toBe('–');
    expect(plain(formatBytes(1536))).toBe('1.5 kB');
    expect(plain(formatBytes(999_600))).toBe('1 MB');
  });
});

describe('times', () => {
  it.each([
    [0, '0 s'],
    [0.42, '0.4 s'],
    [84, '1 m 24 s'],
    [60, '1 m'],
    [3600, '1 h'],
    [11_100, '3 h 5 m'],
    [187_200, '2 d 4 h'],
    [86_403, '1 d'],
    [-84, '−1 m 24 s'],
    [undefined, '–'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(plain(formatDuration(seconds))).toBe(text);
  });

  const autumn = Date.UTC(2026, 8, 5, 23, 30);
  it('shows an instant in the zone it is told', () => {
    expect(formatDateTime(autumn, 'UTC')).toBe('5 Sep 2026, 23:30');
    expect(formatDateTime(autumn, 'Europe/Berlin')).toBe('6 Sep 2026, 01:30');
    expect(formatIsoDay(autumn, 'Europe/Berlin')).toBe('2026-09-06');
    expect(formatBucket(autumn, 'month', 'UTC')).toBe('September 2026');
    expect(formatBucket(autumn, 'week', 'UTC')).toBe('Week of 5 Sep 2026');
  });

  it.each([
    [2, 'just now'],
    [42, '42 s ago'],
    [200, '3 m ago'],
    [8000, '2 h ago'],
    [300_000, '3 d ago'],
  ])('%d seconds before now are %s', (seconds, text) => {
    expect(plain(formatAgo(autumn - seconds * 1000, autumn))).toBe(text);
  });
});

describe('days in lists', () => {
  const at = (text: string): number => Date.parse(text);

  it.each([
    ['2026-01-26T10:00:00Z', '2026-11-23T10:00:00Z', 'UTC', '26 Jan'],
    ['2025-12-31T10:00:00Z', '2026-01-01T10:00:00Z', 'UTC', '31 Dec 2025'],
    // The year is that of the zone: it is 2026 in Tokyo already.
    ['2025-12-31T20:00:00Z', '2026-01-01T10:00:00Z', 'Asia/Tokyo', '1 Jan'],
    ['2027-01-02T00:00:00Z', '2026-01-01T10:00:00Z', 'UTC', '2 Jan 2027'],
  ])('%s, read at %s in %s: %s', (day, now, zone, words) => {
    expect(formatNearDay(at(day), zone, at(now))).toBe(words);
  });

  it('writes months with their years', () => {
    expect(formatMonth(at('2021-09-05T00:00:00Z'), 'UTC')).toBe('Sep 2021');
  });
});
