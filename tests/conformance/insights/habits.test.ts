/** What PostHog's own tests (mid-2022) assert of lifecycle and retention, as cases of ours. Facts only. */
import { describe, expect, it } from 'vitest';
import { lifecycle } from '../../../shared/insights/lifecycle';
import { retention } from '../../../shared/insights/retention';
import { stickiness } from '../../../shared/insights/stickiness';
import type { LoggedEvent } from '../../support/event-log';
import { runInsight } from '../../support/run-insight';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Page views of persons on numbered days after `first` (UTC ms), one hour in; a day named twice is two views. */
function views(first: number, days: Readonly<Record<string, readonly number[]>>): LoggedEvent[] {
  return Object.entries(days).flatMap(([person, list]) =>
    list.map((day, index) => ({
      id: `${person}${index}`,
      person,
      event: 'view',
      time: first + day * DAY + HOUR + index,
      session: `${person}/${day}`,
      properties: {},
    })),
  );
}

describe('lifecycle, as PostHog counts it', () => {
  it('12 to 19 January: one new on the first and fourth day, p1 comes back again and again', () => {
    const log = views(Date.UTC(2020, 0, 1), {
      p1: [10, 11, 12, 14, 16, 18],
      p2: [8, 11],
      p3: [11],
      p4: [14],
    });
    const result = runInsight(
      lifecycle,
      {
        kind: 'lifecycle',
        match: { event: 'view' },
        interval: 'day',
        range: { from: '2020-01-12', to: '2020-01-19' },
      },
      log,
    );
    expect(result.new).toEqual([1, 0, 0, 1, 0, 0, 0, 0]);
    expect(result.returning).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
    expect(result.resurrecting).toEqual([1, 0, 0, 1, 0, 1, 0, 1]);
    expect(result.dormant).toEqual([0, -2, -1, 0, -2, 0, -1, 0]);
  });
});

describe('retention, as PostHog counts it', () => {
  const start = Date.UTC(2020, 5, 10);
  const log = views(start, { p1: [0, 1, 2, 5, 5, 6], p2: [1, 2, 3, 6], end: [10] });
  const spec = {
    kind: 'retention',
    start: { event: 'view' },
    return: { event: 'view' },
    cohortBy: 'recurring',
    interval: 'day',
    periods: 10,
    range: { from: '2020-06-10', to: '2020-06-20' },
    filter: { property: 'distinct_id', op: 'neq', value: 'end' },
  };

  it('every active day opens a cohort: the triangle of days', () => {
    const { cohorts } = runInsight(retention, spec, log);
    // PostHog's first column is the cohort itself; it draws only what lies before the range's end.
    const triangle = cohorts.map(({ size, values }, row) => [size, ...values.slice(1)].slice(0, 11 - row));
    expect(triangle).toEqual([
      [1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0],
      [2, 2, 1, 0, 1, 2, 0, 0, 0, 0],
      [2, 1, 0, 1, 2, 0, 0, 0, 0],
      [1, 0, 0, 1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0],
      [1, 1, 0, 0, 0, 0],
      [2, 0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0],
      [0, 0],
      [0],
    ]);
  });

  it('weeks begin on Sunday where the workspace says so, as theirs always do', () => {
    const weekly = { ...spec, interval: 'week', periods: 1, range: { from: '2020-06-07', to: '2020-06-20' } };
    const { cohorts } = runInsight(retention, weekly, log, { context: { weekStart: 'sunday' } });
    // 10 to 13 June are in the week of Sunday the 7th, 15 and 16 June in that of the 14th.
    expect(cohorts.map(({ start: week, size, values }) => [week.slice(0, 10), size, values[1]])).toEqual([
      ['2020-06-07', 2, 2],
      ['2020-06-14', 2, 0],
    ]);
  });
});

describe('retention by windows of 24 hours, as Amplitude counts by default, against calendar days', () => {
  const log: LoggedEvent[] = [
    { id: 'a', person: 'ana', event: 'start', time: Date.UTC(2026, 2, 2, 23), session: 's', properties: {} },
    { id: 'b', person: 'ana', event: 'open', time: Date.UTC(2026, 2, 3, 1), session: 's', properties: {} },
    { id: 'c', person: 'eve', event: 'open', time: Date.UTC(2026, 2, 9), session: 't', properties: {} },
  ];
  const spec = { kind: 'retention', start: { event: 'start' }, return: { event: 'open' }, interval: 'day', periods: 1 };

  it('two hours later across midnight is day 1 of the calendar and day 0 of the clock', () => {
    const values = (counting: string): unknown => runInsight(retention, { ...spec, counting }, log).cohorts[0]?.values;
    expect(values('calendar')).toEqual([0, 1]);
    expect(values('rolling')).toEqual([1, 0]);
  });

  it('on or after counts a later return in every period before it, but not in the first', () => {
    const late = log.map((event) => (event.id === 'b' ? { ...event, time: event.time + 3 * DAY } : event));
    const grid = (mode: string): unknown =>
      runInsight(retention, { ...spec, periods: 5, mode }, late).cohorts[0]?.values;
    expect(grid('on')).toEqual([0, 0, 0, 0, 1, 0]);
    expect(grid('on_or_after')).toEqual([0, 1, 1, 1, 1, 0]);
  });
});

describe('stickiness, as PostHog counts it', () => {
  it('persons by the number of days on which they were active', () => {
    const log = views(Date.UTC(2020, 0, 1), { p1: [0], p2: [0, 1], p3: [0, 1, 2], p4: [0, 0] });
    const result = runInsight(stickiness, { kind: 'stickiness', match: { event: 'view' }, interval: 'day' }, log);
    expect(result.counts).toEqual([0, 2, 1, 1]);
    expect(result).toMatchObject({ persons: 4, intervals: 3, average: 7 / 4 });
  });
});
