/** What a person's page works out by itself: properties as they were, and the calendar. */
import { describe, expect, it } from 'vitest';
import { calendarWeeks, MOST_WEEKS } from '../../../renderer/features/people/overview/calendar-weeks';
import { momentsOf, propertiesAt, valueText } from '../../../renderer/features/people/overview/property-history';
import { dayOfText } from '../../../shared/base/time-calendar';
import type { PropertyChange } from '../../../shared/contract/people';

const change = (eid: number, key: string, value?: PropertyChange['value']): PropertyChange => ({
  key,
  ...(value === undefined ? {} : { value }),
  time: eid * 1000,
  eid,
  event: `event ${eid}`,
  op: value === undefined ? '$unset' : '$set',
});

describe('properties as they were', () => {
  const changes = [change(1, 'plan', 'free'), change(1, 'seats', 1), change(2, 'plan', 'pro'), change(3, 'seats')];

  it('fold up to any event', () => {
    const moments = momentsOf(changes);
    expect(moments.map(({ eid, keys, end }) => [eid, keys, end])).toEqual([
      [1, ['plan', 'seats'], 2],
      [2, ['plan'], 3],
      [3, ['seats'], 4],
    ]);
    const values = (end: number) => propertiesAt(changes, end).map(({ key, value, eid }) => [key, value, eid]);
    expect(values(0)).toEqual([]);
    expect(values(2)).toEqual([
      ['plan', 'free', 1],
      ['seats', 1, 1],
    ]);
    expect(values(3)).toEqual([
      ['plan', 'pro', 2],
      ['seats', 1, 1],
    ]);
    expect(values(4)).toEqual([['plan', 'pro', 2]]);
  });

  it('are written on one line', () => {
    expect(valueText('pro')).toBe('pro');
    expect(valueText(['a', 1])).toBe('["a",1]');
    expect(valueText(null)).toBe('null');
  });
});

describe('the activity calendar', () => {
  const days = (texts: readonly string[]) => texts.map((day, index) => ({ day, events: index + 1 }));

  it('lays days out by week and weekday, from Monday or Sunday', () => {
    const question = { days: days(['2026-03-01', '2026-03-02']), until: '2026-03-04', page: 0 };
    const monday = calendarWeeks({ ...question, weekStart: 'monday' });
    const [before, last] = monday.weeks.slice(-2);
    expect(last?.start).toBe(dayOfText('2026-03-02'));
    expect(last?.days.map((day) => day?.day)).toEqual(['2026-03-02', ...Array<undefined>(6).fill(undefined)]);
    expect(before?.days[6]?.day).toBe('2026-03-01');
    expect(before?.month).toBe(3);
    const sunday = calendarWeeks({ ...question, weekStart: 'sunday' });
    expect(
      sunday.weeks
        .at(-1)
        ?.days.slice(0, 2)
        .map((day) => day?.day),
    ).toEqual(['2026-03-01', '2026-03-02']);
  });

  it('grades days among themselves, so that one busy day does not make all others pale', () => {
    const counts = [1, 2, 3, 4, 5, 6, 7, 5000];
    const { weeks } = calendarWeeks({
      days: counts.map((events, index) => ({ day: `2026-03-0${index + 1}`, events })),
      weekStart: 'monday',
      until: '2026-03-08',
      page: 0,
    });
    const levels = weeks.flatMap((week) => week.days).flatMap((day) => (day === undefined ? [] : [day.level]));
    expect(levels).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    const even = calendarWeeks({ days: days(['2026-03-01']), weekStart: 'monday', until: '2026-03-08', page: 0 });
    expect(even.weeks.flatMap((week) => week.days).find((day) => day !== undefined)?.level).toBe(1);
  });

  it('shows a year at a time and pages back to the first day', () => {
    const question = { days: days(['2023-06-15', '2026-03-02']), weekStart: 'monday' as const, until: '2026-03-04' };
    const newest = calendarWeeks({ ...question, page: 0 });
    expect(newest.weeks).toHaveLength(MOST_WEEKS);
    expect([newest.hasOlder, newest.hasNewer]).toEqual([true, false]);
    const oldest = calendarWeeks({ ...question, page: 2 });
    expect([oldest.hasOlder, oldest.hasNewer]).toEqual([false, true]);
    expect(oldest.weeks.flatMap((week) => week.days).find((day) => day !== undefined)?.day).toBe('2023-06-15');
    const between = calendarWeeks({ ...question, page: 1 });
    expect(between.weeks[0]?.start).toBe((newest.weeks[0]?.start ?? 0) - MOST_WEEKS * 7);
  });
});
