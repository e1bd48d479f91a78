/** Trends over drawn logs: one rule of the contract a test. */
import { describe, expect, test } from 'vitest';
import { trends } from '../../../shared/insights/trends';
import type { TrendsResult } from '../../../shared/insights/trends/spec';
import { eventLog, type LoggedEvent } from '../../support/event-log';
import { drillInsight, runInsight } from '../../support/run-insight';

const run = (log: LoggedEvent[], math: unknown, more: object = {}): TrendsResult =>
  runInsight(trends, { kind: 'trends', interval: 'day', series: [{ match: { event: '*' }, math }], ...more }, log);

/** `['1 0 2 = 3']`: the values of each line and its total. */
const lines = ({ series }: TrendsResult): string[] =>
  series.map(({ breakdown, values, total }) =>
    [...(breakdown === undefined ? [] : [`${breakdown.join('/')}:`]), ...values.map(String), '=', String(total)].join(
      ' ',
    ),
  );

const log = eventLog`
  ana  09:00 view{amount=2}  10:00 view  | 23:00 buy{amount=10}  d2/09:00 view
  ben  09:30 view{amount=4}  d2/08:00 buy{amount=1}  d2/08:00 buy{amount=3}
`;

describe('a series', () => {
  test.each([
    ['events', '4 0 3 = 7'],
    ['persons', '2 0 2 = 2'],
    ['sessions', '3 0 2 = 3'],
    ['per_person', '2 null 1.5 = 3.5'],
    [{ fn: 'sum', property: 'properties.amount' }, '16 0 4 = 20'],
    [{ fn: 'avg', property: 'properties.amount' }, `${16 / 3} null 2 = 4`],
    [{ fn: 'min', property: 'properties.amount' }, '2 null 1 = 1'],
    [{ fn: 'max', property: 'properties.amount' }, '10 null 3 = 10'],
    [{ fn: 'median', property: 'properties.amount' }, '4 null 2 = 3'],
    [{ fn: 'p75', property: 'properties.amount' }, '7 null 2.5 = 4'],
    [{ fn: 'distinct', property: 'properties.amount' }, '3 0 2 = 5'],
    [{ active: 'dau' }, '2 0 2 = 2'],
    [{ active: 'wau' }, '2 2 2 = 2'],
  ])('measures %o', (math, expected) => {
    expect(lines(run(log, math))).toEqual([expected]);
  });

  test('has its matcher’s name or its own', () => {
    const series = [
      { match: { event: 'buy' }, math: 'events' },
      { match: { event: '*' }, math: 'events', label: 'All' },
    ];
    expect(run(log, 'events', { series }).series.map(({ label }) => label)).toEqual(['buy', 'All']);
  });

  test('of nothing is a line of nothing', () => {
    expect(run([], 'events')).toEqual({
      kind: 'trends',
      buckets: [],
      series: [{ label: 'Any event', series: 0, values: [], total: 0 }],
    });
    expect(lines(run(log, 'events', { series: [{ match: { event: 'never' }, math: 'events' }] }))).toEqual([
      '0 0 0 = 0',
    ]);
  });
});

describe('buckets', () => {
  test('are whole, but only the range counts', () => {
    const result = run(log, 'events', {
      interval: 'week',
      range: { from: '2026-03-02T10:00:00Z', to: '2026-03-04T08:30:00Z' },
    });
    expect(result.buckets).toEqual(['2026-03-02T00:00:00.000Z']);
    expect(lines(result)).toEqual(['4 = 4']);
  });

  test('follow the zone of the spec', () => {
    const result = run(eventLog`ana 22:59 a 23:00 a`, 'events', { timezone: 'Europe/Berlin' });
    expect(result.buckets).toEqual(['2026-03-01T23:00:00.000Z', '2026-03-02T23:00:00.000Z']);
    expect(lines(result)).toEqual(['1 1 = 2']);
  });
});

describe('trailing actives', () => {
  const steady = eventLog`
    ana  09:00 view  d40/09:00 view
    ben  d6/09:00 view
    cho  d10/23:59:59.999 view
  `;
  const wau = (range: object): string[] => lines(run(steady, { active: 'wau' }, { range }));

  test('count the seven days that end with each day', () => {
    expect(wau({ from: '2026-03-02', to: '2026-03-13' })).toEqual(['1 1 1 1 1 1 2 1 1 1 2 2 = 3']);
  });

  test('look back before the range, which the total does not', () => {
    expect(wau({ from: '2026-03-08', to: '2026-03-09' })).toEqual(['2 1 = 1']);
    expect(wau({ from: '2026-03-07', to: '2026-03-07' })).toEqual(['1 = 0']);
  });

  test('of weeks end with the week’s last day', () => {
    const weekly = run(
      steady,
      { active: 'mau' },
      { interval: 'week', range: { from: '2026-03-02', to: '2026-03-22' } },
    );
    expect(lines(weekly)).toEqual(['2 3 3 = 3']);
  });
});

describe('a breakdown', () => {
  const shop = eventLog`
    ana  09:00 buy{item=hat,shop=x}  09:01 buy{item=hat,shop=y}  d1/09:00 buy{item=bag,shop=x}
    ben  09:00 buy{item=bag,shop=x}  09:05 buy{item=pen,shop=x}
    cho  09:00 buy{item=bag,shop=y}  09:10 buy{shop=y}
  `;
  const by = (...breakdown: object[]) => ({ breakdown });

  test('makes a line per value, greatest total first', () => {
    expect(lines(run(shop, 'events', by({ property: 'properties.item' })))).toEqual([
      'bag: 2 1 = 3',
      'hat: 2 0 = 2',
      '$none: 1 0 = 1',
      'pen: 1 0 = 1',
    ]);
  });

  test('counts the persons of the folded rest once', () => {
    expect(lines(run(shop, 'persons', by({ property: 'properties.item', limit: 1 })))).toEqual([
      'bag: 2 1 = 3',
      '$other: 3 0 = 3',
    ]);
  });

  test('takes several properties at once, each with its own limit', () => {
    const two = by({ property: 'properties.shop' }, { property: 'properties.item', limit: 1 });
    expect(lines(run(shop, 'events', two))).toEqual([
      'x/bag: 1 1 = 2',
      'y/bag: 1 0 = 1',
      'x/$other: 2 0 = 2',
      'y/$other: 2 0 = 2',
    ]);
  });

  test('opens each point', () => {
    const spec = {
      kind: 'trends',
      interval: 'day',
      series: [{ match: { event: 'buy' }, math: 'persons' }],
      ...by({ property: 'properties.item', limit: 1 }),
    };
    expect(drillInsight(trends, spec, shop, { series: 0, bucket: 0, breakdown: ['$other'] })).toEqual({
      ana: ['e0000', 'e0001'],
      ben: ['e0004'],
      cho: ['e0006'],
    });
    expect(drillInsight(trends, spec, shop, { series: 0, bucket: 1, breakdown: ['bag'] })).toEqual({ ana: ['e0002'] });
  });
});
