/**
 * What the funnel functions of Doris, Databend, Pinot, duckdb-behavioral and funneljoin answer in their own tests and
 * pages, restated as cases of ours: facts only. Where a mode of theirs means the same as one of ours, the level of every
 * user must be equal; where it does not, the case says what ours answers and why.
 *
 * | theirs | here |
 * |---|---|
 * | Doris `default`, Databend, duckdb-behavioral `default`, Pinot without a mode | sequential |
 * | Doris `fixed`, Pinot `strict_order` with `keep_all` | strict: nothing foreign in between |
 * | Doris `increase`, Pinot and duckdb-behavioral `strict_increase` | sequential with `ties: never` |
 * | Doris `deduplication`, Pinot `strict_deduplication`, Pinot `strict_order` alone (foreign events are passed over) | none |
 */
import { describe, expect, it } from 'vitest';
import { funnel } from '../../../shared/insights/funnel';
import { type LoggedEvent } from '../../support/event-log';
import { runInsight } from '../../support/run-insight';

type Properties = Readonly<Record<string, string | number>>;
type Told = readonly [person: string, at: string | number, event: string, properties?: Properties];
type Step = string | object;

const MINUTE = 60;

/** Clock times are of one day in UTC, numbers are milliseconds. */
function logOf(told: readonly Told[]): LoggedEvent[] {
  return told.map(([person, at, event, properties = {}], index) => ({
    id: `e${String(index).padStart(3, '0')}`,
    person,
    event,
    time: typeof at === 'number' ? at : Date.parse(`2022-05-14T${at.length === 5 ? `${at}:00` : at}Z`),
    session: 's',
    properties,
  }));
}

const specOf = (steps: readonly Step[], seconds: number, more: object): object => ({
  kind: 'funnel',
  steps: steps.map((step) => (typeof step === 'string' ? { event: step } : step)),
  window: { value: seconds, unit: 'second' },
  ...more,
});

/** How many steps each person did, by name. */
function levels(told: readonly Told[], steps: readonly Step[], seconds: number, more: object = {}): object {
  const spec = specOf(steps, seconds, more);
  const persons = [...new Set(told.map(([person]) => person))].sort();
  const levelOf = (person: string): number => {
    const own = logOf(told.filter((each) => each[0] === person));
    return runInsight(funnel, spec, own).steps.filter(({ count }) => count > 0).length;
  };
  return Object.fromEntries(persons.map((person) => [person, levelOf(person)]));
}

describe('Doris, regression-test nereids_p0/aggregate/window_funnel', () => {
  const FOUR = ['login', 'visit', 'order', 'pay'];
  const not = (event: string): object => ({
    event: '*',
    where: { not: { property: 'event', op: 'eq', value: event } },
  });
  const NUMBERED: readonly Told[] = [
    ['one', '10:41', '1'],
    ['one', '13:28:02', '2'],
    ['one', '16:15:01', '3'],
    ['one', '19:05:04', '4'],
  ];
  const SHOP: readonly Told[] = [
    ['a23', '10:01', 'login', { brand: 'HONOR', tab: 1 }],
    ['a23', '10:02', 'visit', { brand: 'HONOR', tab: 2 }],
    ['a23', '10:04', 'order', { brand: 'HONOR', tab: 3 }],
    ['a23', '10:10', 'pay', { brand: 'HONOR', tab: 4 }],
    ['a25', '11:00', 'login', { brand: 'XIAOMI', tab: 1 }],
    ['a25', '11:01', 'visit', { brand: 'XIAOMI', tab: 2 }],
    ['a25', '11:02', 'order', { brand: 'XIAOMI', tab: 6 }],
    ['a26', '12:00', 'login', { brand: 'IPHONE', tab: 1 }],
    ['a26', '12:01', 'visit', { brand: 'HONOR', tab: 2 }],
    ['a27', '11:30', 'login', { brand: 'VIVO', tab: 1 }],
    ['a27', '11:31', 'visit', { brand: 'VIVO', tab: 5 }],
  ];
  const OTHERS = SHOP.filter(([person]) => person !== 'a23');
  const LONG = 3_600_000;

  it('default: the window decides, to the second', () => {
    expect(levels(NUMBERED, ['1', '2'], 1)).toEqual({ one: 1 });
    expect(levels(NUMBERED, ['1', '2'], 20_000)).toEqual({ one: 2 });
    expect(levels(SHOP, FOUR, 180 * MINUTE)).toEqual({ a23: 4, a25: 3, a26: 2, a27: 2 });
    expect(levels(SHOP, FOUR, 5 * MINUTE)).toEqual({ a23: 3, a25: 3, a26: 2, a27: 2 });
    expect(levels(SHOP, FOUR, 30)).toEqual({ a23: 1, a25: 1, a26: 1, a27: 1 });
  });

  it('default: a step asked for twice wants two events', () => {
    const twice = ['login', 'login', 'visit', 'order', 'pay'];
    expect(levels(SHOP, twice, LONG)).toEqual({ a23: 1, a25: 1, a26: 1, a27: 1 });
    const visits = ['login', 'visit', 'visit', 'order', 'pay'];
    expect(levels(SHOP, visits, LONG)).toEqual({ a23: 2, a25: 2, a26: 2, a27: 2 });
    const logins = Array.from({ length: 7 }, () => 'login');
    expect(levels(SHOP, logins, LONG)).toEqual({ a23: 1, a25: 1, a26: 1, a27: 1 });
  });

  it('default: a step may be anything but an event', () => {
    expect(levels(NUMBERED, ['1', not('2'), '3'], 86_400)).toEqual({ one: 2 });
    expect(levels(SHOP, ['login', not('logout'), 'order', 'pay'], LONG)).toEqual({ a23: 4, a25: 3, a26: 2, a27: 2 });
    expect(levels(SHOP, ['login', not('visit'), 'order', 'pay'], LONG)).toEqual({ a23: 2, a25: 2, a26: 1, a27: 1 });
  });

  it('default: steps with filters on properties', () => {
    const brands = { property: 'properties.brand', op: 'eq', value: ['HONOR', 'XIAOMI', 'VIVO'] };
    const tabNot = (...tabs: number[]): object => ({
      not: { property: 'properties.tab', op: 'eq', value: tabs },
    });
    const steps = [
      { event: 'login', where: { all: [brands, tabNot(4, 5)] } },
      { event: 'visit', where: tabNot(4, 5) },
      { event: 'order', where: tabNot(6, 7) },
      'pay',
    ];
    expect(levels(SHOP, steps, LONG)).toEqual({ a23: 4, a25: 2, a26: 0, a27: 1 });
  });

  it('default: of several tries the longest counts', () => {
    const again: readonly Told[] = [
      ...SHOP.filter(([, , event]) => event !== 'pay'),
      ['a23', '13:01', 'login'],
      ['a23', '13:02', 'visit'],
      ['a23', '13:04', 'order'],
      ['a23', '13:10', 'pay'],
      ['a26', '14:00', 'login'],
      ['a26', '14:01', 'visit'],
      ['a26', '14:02', 'order'],
      ['a26', '14:03', 'pay'],
    ];
    expect(levels(again, FOUR, 3_600)).toEqual({ a23: 4, a25: 3, a26: 4, a27: 2 });
  });

  it('fixed: an event in between that is not the next step ends the try', () => {
    const strict = { order: 'strict' };
    const ran: readonly Told[] = [
      ['one', '10:41', '1'],
      ['one', '13:28:02', '2'],
      ['one', '14:15:01', '3'],
      ['one', '15:05:04', '4'],
    ];
    expect(levels(ran, ['1', '2', '4', '3'], 20_000, strict)).toEqual({ one: 2 });
    expect(levels(ran, ['4', '3', '2', '1'], 20_000, strict)).toEqual({ one: 1 });
    for (const between of ['login', 'login 2']) {
      const told: readonly Told[] = [
        ['a23', '10:01', 'login'],
        ['a23', '10:02', 'visit'],
        ['a23', '10:03', between],
        ['a23', '10:04', 'order'],
        ['a23', '10:10', 'pay'],
        ...OTHERS,
      ];
      expect(levels(told, FOUR, 3_600, strict)).toEqual({ a23: 2, a25: 3, a26: 2, a27: 2 });
    }
  });

  it('increase: two steps at one moment do not follow each other', () => {
    const never = { ties: 'never' };
    const apart: readonly Told[] = [
      ['one', '10:41', '1'],
      ['one', '13:28:02', '2'],
      ['one', '13:28:03', '3'],
      ['one', '15:05:04', '4'],
    ];
    const together = apart.map((each): Told => (each[2] === '3' ? ['one', '13:28:02', '3'] : each));
    expect(levels(apart, ['1', '2', '3', '4'], 20_000, never)).toEqual({ one: 4 });
    expect(levels(together, ['1', '2', '3', '4'], 20_000, never)).toEqual({ one: 2 });
    const paidAtOnce: readonly Told[] = [...SHOP.filter(([, , event]) => event !== 'pay'), ['a23', '10:04', 'pay']];
    expect(levels(paidAtOnce, FOUR, 3_600, never)).toEqual({ a23: 3, a25: 3, a26: 2, a27: 2 });
    // Without the mode they do, as everywhere else here.
    expect(levels(together, ['1', '2', '3', '4'], 20_000)).toEqual({ one: 4 });
  });

  it('deduplication: there is no such mode; a repeated step is passed over', () => {
    const repeated: readonly Told[] = [...NUMBERED.slice(0, 2), ['one', '13:28:03', '2'], ['one', '14:15:01', '3']];
    expect(levels(repeated, ['1', '2', '3'], 20_000)).toEqual({ one: 3 });
  });
});

describe('Databend, sqllogictests 02_0011_function_window_funnel', () => {
  const EVENTS = [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008];
  const FIVE = ['1003', '1004', '1005', '1006', '1007'];
  const CASES: readonly (readonly [steps: readonly string[], window: number, level: number])[] = [
    [['1000', 'never'], 10_000, 1],
    [['1000', '1001'], 10_000, 2],
    [['1000', '1001', '1002'], 10_000, 3],
    [['1000', '1001', '1002', '1008'], 10_000, 4],
    [['1000', 'never'], 1, 1],
    [FIVE, 2, 3],
    [FIVE, 3, 4],
    [FIVE, 4, 5],
  ];

  it.each([
    ['seconds', 1],
    ['days', 86_400],
  ])('a window of whole %s takes its far edge in', (_unit, seconds) => {
    const told = EVENTS.map((event, i): Told => ['one', i * seconds * 1000, String(event)]);
    for (const [steps, window, level] of CASES) {
      expect(levels(told, steps, window * seconds), steps.join()).toEqual({ one: level });
    }
  });
});

describe('Pinot, WindowFunnelTest (four kinds of users, a window of 1,000 ms)', () => {
  const FOUR = ['/product/search', '/cart/add', '/checkout/start', '/checkout/confirmation'];
  const [search = '', cart = '', checkout = '', confirm = ''] = FOUR;
  const told: readonly Told[] = [
    ['u0', 1_000, search],
    ['u0', 1_010, cart],
    ['u0', 1_020, checkout],
    ['u0', 1_025, cart],
    ['u0', 1_030, confirm],
    ['u1', 2_010, checkout],
    ['u1', 2_010, cart],
    ['u1', 2_000, search],
    ['u2', 1_000, search],
    ['u2', 1_010, cart],
    ['u2', 1_015, cart],
    ['u2', 1_020, checkout],
    ['u2', 11_030, confirm],
    ['u3', 2_020, checkout],
    ['u3', 12_010, cart],
    ['u3', 12_050, search],
  ];

  it('without a mode', () => {
    expect(levels(told, FOUR, 1)).toEqual({ u0: 4, u1: 3, u2: 3, u3: 1 });
    const { steps } = runInsight(funnel, specOf(FOUR, 1, {}), logOf(told));
    expect(steps.map(({ count }) => count)).toEqual([4, 3, 3, 1]);
  });

  it('strict_increase', () => {
    expect(levels(told, FOUR, 1, { ties: 'never' })).toEqual({ u0: 4, u1: 2, u2: 3, u3: 1 });
  });

  it('strict_order with keep_all: foreign events break a try', () => {
    const steps = [search, checkout, confirm];
    const theirs = { u0: 1, u1: 1, u2: 1, u3: 1 };
    // Of u1's two events at one moment the one that is the next step is taken first here.
    expect(levels(told, steps, 1, { order: 'strict' })).toEqual({ ...theirs, u1: 2 });
  });

  it('strict_order of all four steps, where no event is foreign', () => {
    expect(levels(told, FOUR, 1, { order: 'strict' })).toEqual({ u0: 3, u1: 3, u2: 2, u3: 1 });
  });
});

describe('duckdb-behavioral, test/sql/window_funnel', () => {
  const told: readonly Told[] = [
    ['1', '00:00', 'view'],
    ['1', '00:05', 'cart'],
    ['1', '00:10', 'purchase'],
    ['2', '00:00', 'view'],
    ['2', '00:05', 'cart'],
    ['3', '00:00', 'view'],
    ['3', '05:00', 'cart'],
  ];
  const steps = ['view', 'cart', 'purchase'];

  it('levels by user, with and without equal times allowed', () => {
    const expected = { '1': 3, '2': 2, '3': 1 };
    expect(levels(told, steps, 3_600)).toEqual(expected);
    expect(levels(told, steps, 1_800)).toEqual(expected);
    expect(levels(told, steps, 3_600, { ties: 'never' })).toEqual(expected);
  });

  it('nothing without the first step', () => {
    expect(levels(told.slice(0, 3), ['nonexistent', 'cart'], 3_600)).toEqual({ '1': 0 });
  });
});

describe('funneljoin, its README and tables «landed» and «registered»', () => {
  const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);
  const rows = (event: string, dates: readonly (readonly [number, string])[]): Told[] =>
    dates.map(([user, date]) => [String(user), day(date), event]);
  const YEAR = 365 * 86_400;

  it('first landing, then the first registration after it: six of seven', () => {
    const told = [
      ...rows('landed', [
        [1, '2018-07-01'],
        [2, '2018-07-01'],
        [3, '2018-07-02'],
        [4, '2018-07-01'],
        [4, '2018-07-04'],
        [5, '2018-07-10'],
        [5, '2018-07-12'],
        [6, '2018-07-07'],
        [6, '2018-07-08'],
        [8, '2018-08-01'],
        [8, '2018-08-03'],
      ]),
      ...rows('registered', [
        [1, '2018-07-02'],
        [3, '2018-07-02'],
        [4, '2018-06-10'],
        [4, '2018-07-02'],
        [5, '2018-07-11'],
        [6, '2018-07-10'],
        [6, '2018-07-11'],
        [7, '2018-07-07'],
        [8, '2018-08-02'],
        [8, '2018-08-04'],
      ]),
    ];
    expect(levels(told, ['landed', 'registered'], YEAR, { starts: 'first' })).toEqual({
      '1': 2,
      '2': 1,
      '3': 2,
      '4': 2,
      '5': 2,
      '6': 2,
      '7': 0,
      '8': 2,
    });
  });

  it('landing, registration, purchase: 4, 3 and 2; 75 % and 50 % of all, 66.7 % of the step before', () => {
    const told = [
      ...rows('landing', [
        [1, '2019-07-01'],
        [2, '2019-08-01'],
        [3, '2019-05-01'],
        [4, '2019-06-13'],
      ]),
      ...rows('registration', [
        [1, '2019-07-02'],
        [2, '2019-08-15'],
        [3, '2019-06-01'],
      ]),
      ...rows('purchase', [
        [1, '2019-07-07'],
        [1, '2019-07-10'],
        [3, '2019-06-04'],
      ]),
    ];
    const spec = specOf(['landing', 'registration', 'purchase'], YEAR, {});
    const { steps, overall } = runInsight(funnel, spec, logOf(told));
    expect(steps.map(({ count }) => count)).toEqual([4, 3, 2]);
    expect(steps.map(({ conversion }) => conversion?.toFixed(3))).toEqual(['1.000', '0.750', '0.500']);
    expect(steps[2]?.stepConversion).toBeCloseTo(0.667, 3);
    expect(overall.conversion).toBe(0.5);
  });
});
