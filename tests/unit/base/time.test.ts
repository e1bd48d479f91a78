import { describe, expect, test } from 'vitest';
import { computeZoneTable, DAY_MS, fromLocal, HOUR_MS, offsetAt } from '../../../shared/base/time';
import { BucketFinder, bucketLabels, computeBuckets, startOfDay } from '../../../shared/base/time-buckets';
import { addMonths, civilOfDay, dayOfCivil, dayOfText, startOfWeekDay } from '../../../shared/base/time-calendar';
import { durationMs } from '../../../shared/base/time-duration';

const at = (text: string): number => Date.parse(text);
const year = (zone: string, text: string) =>
  computeZoneTable(zone, at(`${text}-01-01T00:00Z`), at(`${text}-12-31T00:00Z`));
const hoursOfDay = (zone: string, day: string): number => {
  const table = year(zone, day.slice(0, 4));
  const number = dayOfText(day);
  return (startOfDay(table, number + 1) - startOfDay(table, number)) / HOUR_MS;
};

describe('a zone table', () => {
  test('holds the moments of the clock changes', () => {
    const { starts, offsets } = year('Europe/Berlin', '2026');
    expect(starts).toEqual([-Infinity, at('2026-03-29T01:00Z'), at('2026-10-25T01:00Z')]);
    expect(offsets).toEqual([HOUR_MS, 2 * HOUR_MS, HOUR_MS]);
  });

  test.each([
    ['UTC', '2026-07-01T00:00Z', 0],
    ['Asia/Kolkata', '2026-07-01T00:00Z', 5.5],
    ['America/St_Johns', '2026-07-01T00:00Z', -2.5],
    ['Pacific/Kiritimati', '2026-07-01T00:00Z', 14],
    ['Australia/Lord_Howe', '2026-01-01T00:00Z', 11],
    ['Australia/Lord_Howe', '2026-07-01T00:00Z', 10.5],
  ])('%s at %s is %d hours from UTC', (zone, instant, hours) => {
    expect(offsetAt(year(zone, '2026'), at(instant)) / HOUR_MS).toBe(hours);
  });

  test('goes on with its last offset far outside', () => {
    const table = computeZoneTable('Asia/Tokyo', -1e15, 1e15);
    expect(offsetAt(table, 9e14)).toBe(9 * HOUR_MS);
  });

  test('takes a skipped local time as the moment of the skip and a double one as the first', () => {
    const table = year('Europe/Berlin', '2026');
    const local = (text: string): number => at(`${text}Z`);
    expect(fromLocal(table, local('2026-03-29T02:30'))).toBe(at('2026-03-29T01:00Z'));
    expect(fromLocal(table, local('2026-10-25T02:30'))).toBe(at('2026-10-25T00:30Z'));
  });
});

describe('a calendar day', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Europe/Berlin', '2026-03-28', 24],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['UTC', '2026-03-29', 24],
  ])('in %s on %s has %d hours', (zone, day, hours) => {
    expect(hoursOfDay(zone, day)).toBe(hours);
  });

  test('without a midnight starts where the clocks land', () => {
    const table = year('America/Sao_Paulo', '2018');
    const day = dayOfText('2018-11-04');
    expect(new Date(startOfDay(table, day)).toISOString()).toBe('2018-11-04T03:00:00.000Z');
    expect(startOfDay(table, day + 1) - startOfDay(table, day)).toBe(23 * HOUR_MS);
  });

  test('that a zone left out has no bucket', () => {
    const table = year('Pacific/Apia', '2011');
    const labels = bucketLabels(
      computeBuckets(table, 'day', 'monday', at('2011-12-29T12:00Z'), at('2011-12-31T12:00Z')),
    );
    expect(labels).toEqual(['2011-12-29T10:00:00.000Z', '2011-12-30T10:00:00.000Z', '2011-12-31T10:00:00.000Z']);
  });
});

describe('buckets', () => {
  const berlin = year('Europe/Berlin', '2026');
  const labels = (interval: 'hour' | 'day' | 'week' | 'month', from: string, to: string, start: 'monday' | 'sunday') =>
    bucketLabels(computeBuckets(berlin, interval, start, at(from), at(to)));

  test('cover the span with whole weeks from Monday or Sunday', () => {
    expect(labels('week', '2026-03-25T12:00Z', '2026-03-30T00:00Z', 'monday')).toEqual([
      '2026-03-22T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    expect(labels('week', '2026-03-25T12:00Z', '2026-03-30T00:00Z', 'sunday')).toEqual([
      '2026-03-21T23:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
    ]);
  });

  test('of months are calendar months', () => {
    expect(labels('month', '2026-02-10T00:00Z', '2026-04-01T00:00Z', 'monday')).toEqual([
      '2026-01-31T23:00:00.000Z',
      '2026-02-28T23:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ]);
  });

  test('of hours show the double hour twice', () => {
    expect(labels('hour', '2026-10-24T23:59Z', '2026-10-25T02:00Z', 'monday')).toEqual([
      '2026-10-24T23:00:00.000Z',
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T01:00:00.000Z',
    ]);
  });

  test('of hours begin at the wall’s full hour where the zone is half an hour off', () => {
    const kolkata = year('Asia/Kolkata', '2026');
    const [first] = bucketLabels(
      computeBuckets(kolkata, 'hour', 'monday', at('2026-01-01T00:00Z'), at('2026-01-01T01:00Z')),
    );
    expect(first).toBe('2025-12-31T23:30:00.000Z');
  });

  test('end where the span ends: an instant on a boundary belongs to the next bucket', () => {
    const boundaries = computeBuckets(
      year('UTC', '2026'),
      'day',
      'monday',
      at('2026-01-05T00:00Z'),
      at('2026-01-07T00:00Z'),
    );
    const finder = new BucketFinder(boundaries);
    expect(boundaries).toHaveLength(3);
    expect(finder.indexOf(at('2026-01-05T00:00Z'))).toBe(0);
    expect(finder.indexOf(at('2026-01-05T23:59:59.999Z'))).toBe(0);
    expect(finder.indexOf(at('2026-01-06T00:00Z'))).toBe(1);
    expect(finder.indexOf(at('2026-01-07T00:00Z'))).toBe(-1);
    expect(finder.indexOf(at('2026-01-04T23:59:59.999Z'))).toBe(-1);
  });

  test('of an empty span are none', () => {
    expect(computeBuckets(berlin, 'day', 'monday', 5, 5)).toHaveLength(0);
    expect(new BucketFinder(new Float64Array(0)).indexOf(0)).toBe(-1);
    expect(bucketLabels(new Float64Array(0))).toEqual([]);
  });

  test('stop at the limit', () => {
    expect(computeBuckets(berlin, 'hour', 'monday', 0, 1e12, 10)).toHaveLength(11);
  });

  test('agree with Intl about every hour of a year with clock changes', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
    for (const zone of zones) {
      const [from, to] = [at('2018-01-01T00:00Z'), at('2019-01-01T00:00Z')];
      const table = computeZoneTable(zone, from, to);
      const boundaries = computeBuckets(table, 'day', 'monday', from, to);
      const finder = new BucketFinder(boundaries);
      const dayName = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
      let name = '';
      let bucket = -1;
      for (let instant = from; instant < to; instant += HOUR_MS / 2) {
        const nextName = dayName.format(instant);
        const nextBucket = finder.indexOf(instant);
        expect(nextBucket !== bucket).toBe(nextName !== name);
        [name, bucket] = [nextName, nextBucket];
      }
    }
  });
});

describe('the calendar', () => {
  test('counts days as Date does, leap days included', () => {
    for (let day = dayOfCivil(1896, 1, 1); day < dayOfCivil(2104, 1, 1); day += 1) {
      const date = new Date(day * DAY_MS);
      const civil = civilOfDay(day);
      if (
        civil.year !== date.getUTCFullYear() ||
        civil.month !== date.getUTCMonth() + 1 ||
        civil.day !== date.getUTCDate() ||
        dayOfCivil(civil.year, civil.month, civil.day) !== day
      ) {
        expect(civil).toBe(date.toISOString());
      }
    }
    expect(civilOfDay(dayOfText('2024-02-29'))).toEqual({ year: 2024, month: 2, day: 29 });
  });

  test('adds months within the month’s length', () => {
    const added = (day: string, months: number): string =>
      new Date(addMonths(dayOfText(day), months) * DAY_MS).toISOString().slice(0, 10);
    expect(added('2026-01-31', 1)).toBe('2026-02-28');
    expect(added('2024-03-31', -1)).toBe('2024-02-29');
    expect(added('2026-01-15', -13)).toBe('2024-12-15');
    expect(added('2026-11-30', 2)).toBe('2027-01-30');
  });

  test('knows what day the week began', () => {
    expect(startOfWeekDay(dayOfText('2026-03-04'), 'monday')).toBe(dayOfText('2026-03-02'));
    expect(startOfWeekDay(dayOfText('2026-03-02'), 'monday')).toBe(dayOfText('2026-03-02'));
    expect(startOfWeekDay(dayOfText('2026-03-04'), 'sunday')).toBe(dayOfText('2026-03-01'));
    expect(startOfWeekDay(dayOfText('1969-12-30'), 'monday')).toBe(dayOfText('1969-12-29'));
  });

  test('takes a month as 30 days in durations', () => {
    expect(durationMs({ value: 2, unit: 'month' })).toBe(60 * DAY_MS);
    expect(durationMs({ value: 1.5, unit: 'minute' })).toBe(90_000);
  });
});
