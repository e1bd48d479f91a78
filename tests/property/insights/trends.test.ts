/** The trends' fold against its slow twin: time zones with clock changes, midnights, breakdowns, trailing windows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trends } from '../../../shared/insights/trends';
import { trendsSpecSchema, type TrendsResult, type TrendsSpec } from '../../../shared/insights/trends/spec';
import type { Interval } from '../../../shared/model/range';
import type { LoggedEvent } from '../../support/event-log';
import {
  askTrends,
  comparedWorldOf,
  computePeriods,
  startOfDate,
  type OracleLine,
  type OracleWorld,
} from '../../support/oracles/trends';
import { runs } from '../../support/runs';
import { drillInsight, runInsight } from '../../support/run-insight';

const HOUR = 3_600_000;

/** Places and times where calendars are difficult: both clock changes, a lost midnight, a leap day, a plain week. */
const SCENES = [
  { zone: 'Europe/Berlin', middle: '2026-03-29T00:00Z' },
  { zone: 'Europe/Berlin', middle: '2026-10-25T00:00Z' },
  { zone: 'America/Sao_Paulo', middle: '2018-11-04T03:00Z' },
  { zone: 'Asia/Kolkata', middle: '2024-02-29T12:00Z' },
  { zone: 'UTC', middle: '2026-03-01T00:00Z' },
] as const;

const sceneArbitrary = fc.constantFrom(...SCENES);

const logArbitrary = (middle: string, spreadHours: number): fc.Arbitrary<LoggedEvent[]> =>
  fc
    .array(
      fc.record({
        person: fc.constantFrom('ana', 'ben', 'cho'),
        event: fc.constantFrom('view', 'view', 'buy'),
        hour: fc.integer({ min: -spreadHours, max: spreadHours }),
        offset: fc.constantFrom(0, 0, -1, 1, 1_800_000),
        plan: fc.constantFrom('free', 'pro', 'team', undefined),
        amount: fc.constantFrom(undefined, 1, 2.5, -4, 0.1, 0.2, 'text'),
      }),
      { minLength: 1, maxLength: 25 },
    )
    .map((rows) =>
      rows.map(({ person, event, hour, offset, plan, amount }, index) => {
        const time = Date.parse(middle) + hour * HOUR + offset;
        return {
          id: `e${index}`,
          person,
          event,
          time,
          // Between two sessions lies a stretch outside all sessions.
          session: Math.floor(time / (2 * HOUR)) % 3 === 2 ? '' : `${person}/${Math.floor(time / (6 * HOUR))}`,
          properties: { ...(plan === undefined ? {} : { plan }), ...(amount === undefined ? {} : { amount }) },
        };
      }),
    );

const mathArbitrary = fc.oneof(
  fc.constant({ group: 'plan' }),
  fc.constantFrom('events', 'persons', 'sessions', 'per_person'),
  fc.constantFrom('sum', 'avg', 'min', 'max', 'median', 'p75', 'p90', 'p95', 'p99').map((fn) => ({
    fn,
    property: 'properties.amount',
  })),
  fc.constant({ fn: 'distinct', property: 'properties.plan' }),
  fc.constantFrom('dau', 'wau', 'mau').map((active) => ({ active })),
);

/** Days, months and instants around the middle of a scene, and counted back from it. */
const rangeArbitrary = (middle: string): fc.Arbitrary<object> => {
  const at = (hours: number): string => new Date(Date.parse(middle) + hours * HOUR).toISOString();
  const day = (days: number): string => at(24 * days).slice(0, 10);
  const month = day(0).slice(0, 7);
  return fc.constantFrom<object>(
    { from: at(-20), to: at(30) },
    { from: at(-3), to: at(0) },
    { from: day(-1), to: day(1) },
    { from: day(0), to: day(0) },
    { from: day(-2) },
    { from: `${month}-01`, to: `${month}-28` },
    { from: `${month}-01`, to: lastOf(month) },
    { last: { value: 3, unit: 'day' }, now: day(1) },
    { last: { value: 1, unit: 'week' }, now: day(0) },
    { last: { value: 1, unit: 'month' }, now: day(2) },
    { last: { value: 5, unit: 'hour' }, now: at(1) },
  );
};

const isLong = (range: object | undefined): boolean => /-01"|week|month/.test(JSON.stringify(range) ?? '');

const lastOf = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
};

const runningMathArbitrary = fc.oneof(
  fc.constantFrom('events', 'persons', 'sessions'),
  fc.constantFrom('sum', 'min', 'max').map((fn) => ({ fn, property: 'properties.amount' })),
  fc.constant({ fn: 'distinct', property: 'properties.plan' }),
);

const seriesArbitrary = (math: fc.Arbitrary<unknown>) =>
  fc.array(
    fc.record({
      match: fc.constantFrom({ event: '*' }, { event: 'buy' }, { anyOf: [{ event: 'view' }, { event: 'buy' }] }),
      math,
    }),
    { minLength: 1, maxLength: 2 },
  );

const breakdownArbitrary = fc.constantFrom<object[] | undefined>(
  undefined,
  undefined,
  [{ property: 'properties.plan', limit: 1 }],
  [{ property: 'properties.plan', limit: 2 }],
  [{ property: 'event' }, { property: 'properties.plan', limit: 1 }],
  [{ property: 'properties.amount', bins: 2 }],
  [{ property: 'properties.amount', bins: 5 }],
  [
    { property: 'properties.plan', limit: 1 },
    { property: 'properties.amount', bins: 3 },
  ],
);

const specArbitrary = (zone: string, middle: string): fc.Arbitrary<TrendsSpec> =>
  fc
    .constantFrom(false, false, true)
    .chain((cumulative) =>
      fc.record({
        cumulative: fc.constant(cumulative ? true : undefined),
        smooth: cumulative ? fc.constant(undefined) : fc.constantFrom(undefined, undefined, 2, 3),
        series: seriesArbitrary(cumulative ? runningMathArbitrary : mathArbitrary),
        interval: fc.constantFrom<Interval>('hour', 'day', 'day', 'week', 'month'),
        breakdown: breakdownArbitrary,
        filter: fc.constantFrom(undefined, undefined, { property: 'distinct_id', op: 'neq', value: 'cho' }),
        range: fc.option(rangeArbitrary(middle), { nil: undefined, freq: 3 }),
        formula: fc.constantFrom(undefined, undefined, 'A / B * 100', 'b - a', '-(A + 2.5) / (B - 2)', '10 * A'),
        compare: fc.constantFrom(
          undefined,
          { previous: true },
          { offset: { value: 1, unit: 'day' } },
          { offset: { value: 1, unit: 'week' } },
          { offset: { value: 1, unit: 'month' } },
          { offset: { value: 12, unit: 'month' } },
          { offset: { value: 6, unit: 'hour' } },
        ),
      }),
    )
    .map(({ formula, compare, series, interval, ...rest }) =>
      trendsSpecSchema.parse({
        kind: 'trends',
        timezone: zone,
        ...rest,
        // Looking at every event for every hour of a month would take the oracle all day.
        interval: interval === 'hour' && isLong(rest.range) ? 'day' : interval,
        series: /b/i.test(formula ?? '') ? [...series, ...series].slice(0, 2) : series,
        formula,
        compare: rest.range === undefined ? undefined : compare,
      }),
    );

const caseArbitrary = fc
  .tuple(sceneArbitrary, fc.constantFrom('monday', 'sunday'), fc.constantFrom(6, 60, 200))
  .chain(([{ zone, middle }, weekStart, spread]) =>
    fc.record({
      weekStart: fc.constant(weekStart),
      spec: specArbitrary(zone, middle),
      log: logArbitrary(middle, spread),
    }),
  );

const isDay = (text: string): boolean => text.length === 10;
const nextDay = (date: string): string => new Date(Date.parse(`${date}T00:00Z`) + 24 * HOUR).toISOString().slice(0, 10);

function worldOf(spec: TrendsSpec, log: readonly LoggedEvent[], weekStart: 'monday' | 'sunday'): OracleWorld {
  const { range } = spec;
  const zone = spec.timezone ?? 'UTC';
  const times = log.map(({ time }) => time);
  const [earliest, latest] = [Math.min(...times), Math.max(...times) + 1];
  const world = (from: number, to: number): OracleWorld => ({ zone, weekStart, from, to });
  if (range === undefined) return world(earliest, latest);
  if ('last' in range) {
    const { value, unit } = range.last;
    const now = range.now ?? '';
    if (!isDay(now)) {
      const hour = Math.floor(Date.parse(now) / (HOUR / 2)) * (HOUR / 2);
      const offset = zone === 'Asia/Kolkata' && hour % HOUR === 0 ? -HOUR / 2 : 0;
      const start = (zone === 'Asia/Kolkata' ? hour + offset : Math.floor(hour / HOUR) * HOUR) + HOUR;
      return world(start - value * HOUR, start);
    }
    const end = nextDay(now);
    const first =
      unit === 'month'
        ? monthBefore(end)
        : new Date(Date.parse(`${end}T00:00Z`) - value * (unit === 'week' ? 7 : 1) * 24 * HOUR)
            .toISOString()
            .slice(0, 10);
    return world(startOfDate(zone, first), startOfDate(zone, end));
  }
  const from = range.from ?? '';
  const start = isDay(from) ? startOfDate(zone, from) : Date.parse(from);
  // Without an end it is the data's; a range that begins after it holds nothing.
  if (range.to === undefined) return start < latest ? world(start, latest) : world(0, 0);
  return world(start, isDay(range.to) ? startOfDate(zone, nextDay(range.to)) : Date.parse(range.to));
}

/** The same day of the month before, or its last. */
function monthBefore(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const daysThere = new Date(Date.UTC(year, month - 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 2, Math.min(day, daysThere))).toISOString().slice(0, 10);
}

/** The span to compare with; a range without an end is as long as its days are. */
function comparedOf(spec: TrendsSpec, world: OracleWorld): OracleWorld | undefined {
  const isOpen = spec.range !== undefined && 'from' in spec.range && spec.range.to === undefined;
  if (world.from === world.to) return spec.compare === undefined ? undefined : world;
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: world.zone }).format(world.to - 1);
  return comparedWorldOf(spec, isOpen ? { ...world, to: startOfDate(world.zone, nextDay(date)) } : world);
}

const rounded = (value: number | null): string | null => (value === null ? null : value.toFixed(9));

function expectLines(lines: TrendsResult['series'], lists: OracleLine[][]): void {
  const wanted = lists.flatMap((list, series) =>
    list.map(({ breakdown, values, total }) => [
      `${series} ${breakdown.join('/')}`,
      { values: values.map(rounded), total: rounded(total) },
    ]),
  );
  const got = lines.map(({ series = 0, breakdown = [], values, total }) => [
    `${series} ${breakdown.join('/')}`,
    { values: values.map(rounded), total: rounded(total) },
  ]);
  expect(Object.fromEntries(got)).toEqual(Object.fromEntries(wanted));
  expect(got).toHaveLength(wanted.length);
}

describe('trends', () => {
  test('agree with looking at every event for every point', () => {
    fc.assert(
      fc.property(caseArbitrary, ({ spec, log, weekStart }) => {
        const world = worldOf(spec, log, weekStart);
        const compared = comparedOf(spec, world);
        const result = runInsight(trends, spec, log, { context: { weekStart } });
        const starts = (asked: OracleWorld): string[] =>
          computePeriods(spec, asked).map(({ from }) => new Date(from).toISOString());
        expect(result.buckets).toEqual(starts(world));
        const wanted = askTrends(spec, log, world, compared);
        expectLines(result.series, wanted.main);
        expect(result.compare?.buckets).toEqual(compared && starts(compared));
        if (result.compare !== undefined) expectLines(result.compare.series, wanted.compared);
      }),
      runs(150),
    );
  });

  test('do not depend on how persons are split, numbered or coded', () => {
    fc.assert(
      fc.property(caseArbitrary, fc.array(fc.integer({ min: 0, max: 3 })), ({ spec, log, weekStart }, cuts) => {
        const context = { weekStart };
        const whole = JSON.stringify(runInsight(trends, spec, log, { context }));
        expect(JSON.stringify(runInsight(trends, spec, log, { context, cuts }))).toBe(whole);
        expect(JSON.stringify(runInsight(trends, spec, log, { context, cuts, reversed: true }))).toBe(whole);
      }),
      runs(150),
    );
  });

  test('count the same persons that a drill shows', () => {
    fc.assert(
      fc.property(caseArbitrary, ({ spec, log, weekStart }) => {
        const context = { weekStart };
        const counted = trendsSpecSchema.parse({
          ...spec,
          formula: undefined,
          smooth: undefined,
          series: spec.series.map((series) => ({ ...series, math: 'persons' })),
        });
        const result = runInsight(trends, counted, log, { context });
        const spans = [
          { lines: result.series, more: {} },
          { lines: result.compare?.series ?? [], more: { compared: true } },
        ];
        for (const { lines, more } of spans) {
          for (const { series, breakdown, values, total } of lines) {
            const open = (bucket?: number): Record<string, string[]> =>
              drillInsight(trends, counted, log, { series, bucket, breakdown, ...more }, { context });
            values.slice(0, 5).forEach((value, bucket) => {
              expect(Object.keys(open(bucket))).toHaveLength(value ?? 0);
            });
            expect(Object.keys(open())).toHaveLength(total ?? 0);
          }
        }
      }),
      runs(100),
    );
  });

  test('open a formula’s and a smoothed point to everybody behind it', () => {
    fc.assert(
      fc.property(caseArbitrary, ({ spec, log, weekStart }) => {
        fc.pre(spec.formula !== undefined && spec.cumulative !== true);
        const context = { weekStart };
        const events = { ...spec, series: spec.series.map((series) => ({ ...series, math: 'events' as const })) };
        const result = runInsight(trends, events, log, { context });
        const plain = { ...events, smooth: undefined };
        for (const { breakdown } of result.series) {
          const open = (of: TrendsSpec, cell: object): string[] =>
            Object.values(drillInsight(trends, of, log, { breakdown, ...cell }, { context }))
              .flat()
              .sort();
          result.buckets.slice(0, 5).forEach((_, bucket) => {
            const first = Math.max(0, bucket + 1 - (spec.smooth ?? 1));
            const parts = new Set<string>();
            for (let own = first; own <= bucket; own += 1) {
              for (const series of /b/i.test(spec.formula ?? '') ? [0, 1] : [0]) {
                for (const id of open(plain, { series, bucket: own })) parts.add(id);
              }
            }
            expect(open(events, { bucket })).toEqual([...parts].sort());
          });
        }
      }),
      runs(60),
    );
  });
});
