/** Trends with comparison, formula, running totals, smoothing and bins: worked examples, and what is refused. */
import { describe, expect, test } from 'vitest';
import { trends } from '../../../shared/insights/trends';
import { trendsSpecSchema, type TrendsResult } from '../../../shared/insights/trends/spec';
import { eventLog } from '../../support/event-log';
import { runInsight } from '../../support/run-insight';

const log = eventLog`
  ana  09:00 view  10:00 buy{amount=10}  d1/09:00 view  d3/09:00 buy{amount=30}
  ben  09:30 view  d2/08:00 view  d3/08:00 view  d3/08:05 buy{amount=5}
`;
const views = { match: { event: 'view' }, math: 'events' };
const buys = { match: { event: 'buy' }, math: 'events' };

const run = (more: object): TrendsResult =>
  runInsight(trends, { kind: 'trends', interval: 'day', series: [views], ...more }, log);
const row = ({ values, total, breakdown }: TrendsResult['series'][number]): string =>
  `${breakdown === undefined ? '' : `${breakdown.join('/')}: `}${values.join(' ')} = ${total}`;
const rows = ({ series }: Pick<TrendsResult, 'series'>): string[] => series.map(row);

describe('compare', () => {
  const last = { from: '2026-03-04', to: '2026-03-05' };

  test('with the days right before', () => {
    const result = run({ range: last, compare: { previous: true } });
    expect(rows(result)).toEqual(['1 1 = 2']);
    expect(result.compare && rows(result.compare)).toEqual(['2 1 = 3']);
    expect(result.compare?.buckets).toEqual(['2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z']);
  });

  test.each([
    // A March with a February, a leap one too; a year with a year; a week with a week.
    [{ from: '2026-03-01', to: '2026-03-31' }, { previous: true }, '2026-02-01', 28],
    [{ from: '2024-03-01', to: '2024-03-31' }, { previous: true }, '2024-02-01', 29],
    [{ from: '2025-01-01', to: '2025-12-31' }, { previous: true }, '2024-01-01', 366],
    [{ from: '2026-03-09', to: '2026-03-15' }, { previous: true }, '2026-03-02', 7],
    [{ from: '2026-03-02', to: '2026-03-31' }, { previous: true }, '2026-01-31', 30],
    [{ last: { value: 1, unit: 'month' }, now: '2026-03-30' }, { previous: true }, '2026-01-31', 28],
    [{ from: '2024-02-29', to: '2024-02-29' }, { offset: { value: 12, unit: 'month' } }, '2023-02-28', 1],
    [{ from: '2024-02-01', to: '2024-02-29' }, { offset: { value: 12, unit: 'month' } }, '2023-02-01', 28],
    [{ from: '2026-03-30', to: '2026-03-31' }, { offset: { value: 1, unit: 'month' } }, '2026-02-28', 2],
    [{ from: '2026-03-09', to: '2026-03-15' }, { offset: { value: 52, unit: 'week' } }, '2025-03-10', 7],
  ])('%o %o begins on %s and has %i days', (range, compare, first, days) => {
    const { buckets = [] } = run({ range, compare }).compare ?? {};
    expect(buckets[0]).toBe(`${first}T00:00:00.000Z`);
    expect(buckets).toHaveLength(days);
  });

  test('keeps whole days where clocks change', () => {
    const { compare } = run({
      timezone: 'Europe/Berlin',
      range: { from: '2026-03-30', to: '2026-03-30' },
      compare: { previous: true },
    });
    // The 29th has 23 hours.
    expect(compare?.buckets).toEqual(['2026-03-28T23:00:00.000Z']);
  });

  test('shows by name what only the days before had, while there is room', () => {
    const breakdown = [{ property: 'event', limit: 2 }];
    const any = [{ match: { event: '*' }, math: 'events' }];
    const range = { from: '2026-03-04', to: '2026-03-04' };
    const compare = { offset: { value: 2, unit: 'day' } };
    expect(rows(run({ series: any, range, compare, breakdown }).compare ?? { series: [] })).toEqual([
      'view: 2 = 2',
      'buy: 1 = 1',
    ]);
    const narrow = run({ series: any, range, compare, breakdown: [{ property: 'event', limit: 1 }] });
    expect(rows(narrow.compare ?? { series: [] })).toEqual(['view: 2 = 2', '$other: 1 = 1']);
  });
});

describe('a formula', () => {
  test('takes the place of its series, total and all', () => {
    const result = run({ series: [buys, views], formula: ' A / B * 100' });
    expect(result.series).toEqual([{ label: 'A / B * 100', values: [50, 0, 0, 200], total: 60 }]);
  });

  test('is nothing where it divides by nothing', () => {
    const lonely = [
      { match: { event: 'buy' }, math: 'events' },
      { match: { event: 'never' }, math: 'events' },
    ];
    expect(rows(run({ series: lonely, formula: 'A / B' }))).toEqual(['    = null']);
  });

  test('counts a side without events as an empty bucket does', () => {
    const series = [buys, views, { match: { event: 'buy' }, math: { fn: 'avg', property: 'properties.amount' } }];
    const breakdown = [{ property: 'event' }];
    expect(rows(run({ series, breakdown, formula: 'A + B' }))).toEqual(['view: 2 1 1 1 = 5', 'buy: 1 0 0 2 = 3']);
    expect(rows(run({ series, breakdown, formula: 'B + C' }))).toEqual(['buy: 10   17.5 = 15', 'view:     = null']);
  });
});

describe('running totals', () => {
  test.each([
    ['events', '2 3 4 5 = 5'],
    ['persons', '2 2 2 2 = 2'],
  ])('of %s', (math, expected) => {
    expect(rows(run({ series: [{ match: { event: 'view' }, math }], cumulative: true }))).toEqual([expected]);
  });

  test('count a person once, from its first bucket on', () => {
    expect(rows(run({ series: [{ match: { event: 'buy' }, math: 'persons' }], cumulative: true }))).toEqual([
      '1 1 1 2 = 2',
    ]);
  });
});

describe('smoothing', () => {
  test('averages the buckets up to each and leaves the total', () => {
    expect(rows(run({ smooth: 2 }))).toEqual(['2 1.5 1 1 = 5']);
    expect(rows(run({ smooth: 3, series: [{ ...buys, math: { fn: 'sum', property: 'properties.amount' } }] }))).toEqual(
      [`10 5 ${10 / 3} ${35 / 3} = 45`],
    );
  });

  test('passes over buckets that have nothing to say', () => {
    const average = { match: { event: 'buy' }, math: { fn: 'avg', property: 'properties.amount' } };
    expect(rows(run({ smooth: 3, series: [average] }))).toEqual(['10 10 10 17.5 = 15']);
  });
});

describe('bins', () => {
  test('stand in the order of their numbers', () => {
    const result = run({ series: [buys, views], breakdown: [{ property: 'properties.amount', bins: 4 }] });
    expect(rows(result)).toEqual([
      '0–10: 0 0 0 1 = 1',
      '10–20: 1 0 0 0 = 1',
      '30–40: 0 0 0 1 = 1',
      '$none: 2 1 1 1 = 5',
    ]);
  });
});

describe('a trends spec', () => {
  const problems = (more: object): string[] =>
    trendsSpecSchema
      .safeParse({ kind: 'trends', interval: 'day', series: [views], ...more })
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

  test.each([
    [
      { formula: 'A / B' },
      'formula: at character 5: «B» names no series; there is only A. Allowed are A, numbers, + - * / and parentheses.',
    ],
    [
      { formula: '(A', series: [views, buys] },
      'formula: at character 1: «(» opens a parenthesis that is not closed. Allowed are A to B, numbers, + - * / and parentheses.',
    ],
    [
      { formula: 'A *' },
      'formula: at character 4: ends where a series or a number is missing. Allowed are A, numbers, + - * / and parentheses.',
    ],
    [
      { cumulative: true, series: [views, { ...views, math: 'per_person' }] },
      'series.1.math: must not be an average, a percentile or trailing actives with "cumulative": these have no running total.',
    ],
    [
      { cumulative: true, smooth: 2 },
      'smooth: must not be set with "cumulative": a running total has no ups and downs to smooth.',
    ],
    [
      { breakdown: [{ property: 'properties.amount', bins: 5, limit: 3 }] },
      'breakdown.0.limit: must not be set with "bins": all bins are shown.',
    ],
    [
      { compare: { previous: true } },
      'compare: needs a range with a beginning: before all data there is nothing to compare with.',
    ],
    [
      { range: { last: { value: 7, unit: 'day' } }, compare: { offset: { value: 0.5, unit: 'day' } } },
      'compare.offset.value: must be a whole number of units; for parts of a unit use a smaller unit.',
    ],
  ])('with %o is refused', (more, problem) => {
    expect(problems(more)).toEqual([problem]);
  });
});
