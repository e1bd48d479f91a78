/** The trends' fold against its slow twin: time zones with clock changes, midnights, breakdowns, trailing windows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trends } from '../../../shared/insights/trends';
import { trendsSpecSchema, type TrendsSpec } from '../../../shared/insights/trends/spec';
import type { LoggedEvent } from '../../support/event-log';
import { askTrends, computePeriods, type OracleWorld } from '../../support/oracles/trends';
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
  fc.constantFrom('events', 'persons', 'sessions', 'per_person'),
  fc.constantFrom('sum', 'avg', 'min', 'max', 'median', 'p75', 'p90', 'p95', 'p99').map((fn) => ({
    fn,
    property: 'properties.amount',
  })),
  fc.constant({ fn: 'distinct', property: 'properties.plan' }),
  fc.constantFrom('dau', 'wau', 'mau').map((active) => ({ active })),
);

const specArbitrary = (zone: string, middle: string): fc.Arbitrary<TrendsSpec> =>
  fc
    .record({
      series: fc.array(
        fc.record({
          match: fc.constantFrom({ event: '*' }, { event: 'buy' }, { anyOf: [{ event: 'view' }, { event: 'buy' }] }),
          math: mathArbitrary,
        }),
        { minLength: 1, maxLength: 2 },
      ),
      interval: fc.constantFrom('hour', 'day', 'day', 'week', 'month'),
      breakdown: fc.constantFrom(
        undefined,
        [{ property: 'properties.plan', limit: 1 }],
        [{ property: 'properties.plan', limit: 2 }],
        [{ property: 'event' }, { property: 'properties.plan', limit: 1 }],
      ),
      filter: fc.constantFrom(undefined, undefined, { property: 'distinct_id', op: 'neq', value: 'cho' }),
      range: fc.constantFrom(undefined, { before: 20, after: 30 }, { before: 3, after: 0 }),
    })
    .map(({ range, ...rest }) =>
      trendsSpecSchema.parse({
        kind: 'trends',
        timezone: zone,
        ...rest,
        range:
          range === undefined
            ? undefined
            : {
                from: new Date(Date.parse(middle) - range.before * HOUR).toISOString(),
                to: new Date(Date.parse(middle) + range.after * HOUR).toISOString(),
              },
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

function worldOf(spec: TrendsSpec, log: readonly LoggedEvent[], weekStart: 'monday' | 'sunday'): OracleWorld {
  const { range } = spec;
  const times = log.map(({ time }) => time);
  const asked = range !== undefined && 'from' in range ? range : undefined;
  return {
    zone: spec.timezone ?? 'UTC',
    weekStart,
    from: asked === undefined ? Math.min(...times) : Date.parse(asked.from ?? ''),
    to: asked === undefined ? Math.max(...times) + 1 : Date.parse(asked.to ?? ''),
  };
}

const rounded = (value: number | null): string | null => (value === null ? null : value.toFixed(9));

describe('trends', () => {
  test('agree with looking at every event for every point', () => {
    fc.assert(
      fc.property(caseArbitrary, ({ spec, log, weekStart }) => {
        const world = worldOf(spec, log, weekStart);
        const result = runInsight(trends, spec, log, { context: { weekStart } });
        expect(result.buckets).toEqual(computePeriods(spec, world).map(({ from }) => new Date(from).toISOString()));
        const wanted = askTrends(spec, log, world).flatMap((lines, series) =>
          lines.map(({ breakdown, values, total }) => [
            `${series} ${breakdown.join('/')}`,
            { values: values.map(rounded), total: rounded(total) },
          ]),
        );
        const got = result.series.map(({ series, breakdown = [], values, total }) => [
          `${series} ${breakdown.join('/')}`,
          { values: values.map(rounded), total: rounded(total) },
        ]);
        expect(Object.fromEntries(got)).toEqual(Object.fromEntries(wanted));
        expect(got).toHaveLength(wanted.length);
      }),
      runs(250),
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
      runs(300),
    );
  });

  test('count the same persons that a drill shows', () => {
    fc.assert(
      fc.property(caseArbitrary, ({ spec, log, weekStart }) => {
        const context = { weekStart };
        const counted = trendsSpecSchema.parse({
          ...spec,
          series: spec.series.map((series) => ({ ...series, math: 'persons' })),
        });
        for (const { series, breakdown, values } of runInsight(trends, counted, log, { context }).series) {
          values.slice(0, 5).forEach((value, bucket) => {
            const drilled = drillInsight(trends, counted, log, { series, bucket, breakdown }, { context });
            expect(Object.keys(drilled)).toHaveLength(value ?? 0);
          });
        }
      }),
      runs(100),
    );
  });
});
