/** Lifecycle, stickiness, frequency and retention against their slow twins: clock changes, midnights, ranges, ties. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frequency } from '../../../shared/insights/frequency';
import { frequencySpecSchema } from '../../../shared/insights/frequency/spec';
import type { Insight } from '../../../shared/insights/insight';
import { lifecycle } from '../../../shared/insights/lifecycle';
import { LIFECYCLE_STATUSES, lifecycleSpecSchema } from '../../../shared/insights/lifecycle/spec';
import { retention } from '../../../shared/insights/retention';
import { retentionSpecSchema, type RetentionSpec } from '../../../shared/insights/retention/spec';
import { stickiness } from '../../../shared/insights/stickiness';
import { stickinessSpecSchema } from '../../../shared/insights/stickiness/spec';
import type { LoggedEvent } from '../../support/event-log';
import { askFrequency, askLifecycle, askRetention, askStickiness } from '../../support/oracles/habits';
import { runs } from '../../support/runs';
import { drillInsight, runInsight } from '../../support/run-insight';
import { logAround, rangeAround, type Scene, sceneArbitrary, worldOf } from '../../support/scenes';

const SPREAD = 80;
const matcher = fc.constantFrom({ event: '*' }, { event: 'buy' }, { event: 'view' });
const filter = fc.constantFrom(undefined, undefined, { property: 'distinct_id', op: 'neq', value: 'cho' } as const);
const interval = fc.constantFrom('hour', 'day', 'day', 'week', 'month' as const);
const weekStart = fc.constantFrom('monday', 'sunday' as const);

interface Case<Extra> {
  readonly scene: Scene;
  readonly log: LoggedEvent[];
  readonly range: { readonly from: string; readonly to: string } | undefined;
  readonly weekStart: 'monday' | 'sunday';
  readonly filter: { property: string; op: 'neq'; value: string } | undefined;
  readonly extra: Extra;
}

const cases = <Extra>(extra: fc.Arbitrary<Extra>): fc.Arbitrary<Case<Extra>> =>
  sceneArbitrary.chain((scene) =>
    fc.record({
      scene: fc.constant(scene),
      log: logAround(scene, SPREAD),
      range: rangeAround(scene, SPREAD),
      weekStart,
      filter,
      extra,
    }),
  );

const base = <Extra>({ scene, range, filter: only }: Case<Extra>) => ({
  timezone: scene.zone,
  ...(range === undefined ? {} : { range }),
  ...(only === undefined ? {} : { filter: only }),
});

/** However persons are split, numbered or coded, the very same bytes come out. */
function holdsStill<Spec, Params, Part, Result, Cell>(
  insight: Insight<Spec, Params, Part, Result, Cell>,
  spec: Spec,
  { log, weekStart: week }: Pick<Case<unknown>, 'log' | 'weekStart'>,
): Result {
  const context = { weekStart: week };
  const whole = runInsight(insight, spec, log, { context });
  const split = runInsight(insight, spec, log, { context, cuts: [1, 2], reversed: true });
  expect(JSON.stringify(split)).toBe(JSON.stringify(whole));
  return whole;
}

test('lifecycle agrees with looking at every bucket of every person, and its drill with its counts', () => {
  fc.assert(
    fc.property(cases(fc.record({ match: matcher, interval })), (each) => {
      const spec = lifecycleSpecSchema.parse({ kind: 'lifecycle', ...base(each), ...each.extra });
      const world = worldOf(each.scene, each.log, each.range, each.weekStart);
      const result = holdsStill(lifecycle, spec, each);
      const wanted = askLifecycle(spec, each.log, world);
      for (const status of LIFECYCLE_STATUSES) {
        expect(result[status]).toEqual(wanted.map((counts) => counts[status]));
        for (const [bucket, count] of result[status].slice(0, 4).entries()) {
          const drilled = drillInsight(
            lifecycle,
            spec,
            each.log,
            { bucket, status },
            { context: { weekStart: each.weekStart } },
          );
          expect(Object.keys(drilled)).toHaveLength(Math.abs(count));
        }
      }
    }),
    runs(250),
  );
});

test('stickiness agrees with counting buckets and trailing windows by hand, and its drill with its counts', () => {
  fc.assert(
    fc.property(cases(fc.record({ match: matcher, interval })), (each) => {
      const spec = stickinessSpecSchema.parse({ kind: 'stickiness', ...base(each), ...each.extra });
      const world = worldOf(each.scene, each.log, each.range, each.weekStart);
      const result = holdsStill(stickiness, spec, each);
      const wanted = askStickiness(spec, each.log, world);
      expect(result.counts).toEqual(wanted.counts);
      expect(result.dauWau ?? 0).toBeCloseTo(wanted.weekly === 0 ? 0 : wanted.daily / wanted.weekly, 12);
      expect(result.dauMau ?? 0).toBeCloseTo(wanted.monthly === 0 ? 0 : wanted.daily / wanted.monthly, 12);
      for (const [count, persons] of result.counts.slice(0, 4).entries()) {
        if (count === 0) continue;
        const drilled = drillInsight(stickiness, spec, each.log, { count }, { context: { weekStart: each.weekStart } });
        expect(Object.keys(drilled)).toHaveLength(persons);
        const orMore = drillInsight(
          stickiness,
          spec,
          each.log,
          { count, orMore: true },
          { context: { weekStart: each.weekStart } },
        );
        const wantedMore = wanted.counts.slice(count).reduce((sum, more) => sum + more, 0);
        expect(Object.keys(orMore)).toHaveLength(wantedMore);
      }
    }),
    runs(250),
  );
});

test('frequency agrees with counting the events of every unit', () => {
  fc.assert(
    fc.property(
      cases(fc.record({ match: matcher, per: fc.constantFrom('person', 'session', 'hour', 'day', 'week' as const) })),
      (each) => {
        const spec = frequencySpecSchema.parse({ kind: 'frequency', ...base(each), ...each.extra });
        const wanted = askFrequency(spec, each.log, worldOf(each.scene, each.log, each.range, each.weekStart));
        const result = holdsStill(frequency, spec, each);
        expect(result.units).toBe(wanted.length);
        expect(result.events).toBe(wanted.reduce((sum, events) => sum + events, 0));
        expect([result.min, result.max]).toEqual([wanted[0] ?? null, wanted.at(-1) ?? null]);
        const rank = (p: number): number | null => {
          if (wanted.length === 0) return null;
          const at = p * (wanted.length - 1);
          const [low, high] = [wanted[Math.floor(at)] ?? 0, wanted[Math.ceil(at)] ?? 0];
          return low + (high - low) * (at - Math.floor(at));
        };
        expect([result.median, result.p90, result.p99]).toEqual([rank(0.5), rank(0.9), rank(0.99)]);
        for (const { from, to, units } of result.histogram) {
          expect(units).toBe(wanted.filter((events) => events >= from && events <= to).length);
        }
        expect(result.histogram.reduce((sum, { units }) => sum + units, 0)).toBe(wanted.length);
      },
    ),
    runs(250),
  );
});

describe('retention', () => {
  const extra = fc.record({
    start: matcher,
    return: matcher,
    cohortBy: fc.constantFrom('first_ever', 'first_in_range', 'recurring', undefined),
    interval,
    periods: fc.integer({ min: 1, max: 4 }),
    mode: fc.constantFrom(
      'on',
      'on_or_after',
      undefined,
      { brackets: [[1, 1]] },
      {
        brackets: [
          [1, 1],
          [1, 1],
        ],
      },
    ),
    counting: fc.constantFrom('calendar', 'rolling', undefined),
  });
  const specOf = (each: Case<object>, more: object = {}): RetentionSpec => {
    const parts = { kind: 'retention', ...base(each), ...each.extra, ...more };
    return retentionSpecSchema.parse(
      Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)),
    );
  };

  test('agrees with following every person from every start', () => {
    fc.assert(
      fc.property(cases(extra), (each) => {
        const spec = specOf(each);
        const wanted = askRetention(spec, each.log, worldOf(each.scene, each.log, each.range, each.weekStart));
        const { cohorts, average } = holdsStill(retention, spec, each);
        expect(cohorts).toEqual(wanted.cohorts);
        for (const [column, share] of average.entries()) {
          const whole = wanted.cohorts.filter(({ complete, size }) => complete[column] === true && size > 0);
          const size = whole.reduce((sum, cohort) => sum + cohort.size, 0);
          const back = whole.reduce((sum, cohort) => sum + (cohort.values[column] ?? 0), 0);
          if (size === 0) expect(share).toBeNull();
          else expect(share).toBeCloseTo(back / size, 12);
        }
      }),
      runs(300),
    );
  });

  test('its brackets, wider ones too, hold who came back in any of their periods', () => {
    fc.assert(
      fc.property(
        cases(extra),
        fc.constantFrom(
          [[1, 2]],
          [
            [2, 4],
            [1, 3],
          ],
        ),
        (each, brackets) => {
          const spec = specOf(each, { periods: 4, mode: { brackets } });
          const wanted = askRetention(spec, each.log, worldOf(each.scene, each.log, each.range, each.weekStart));
          expect(holdsStill(retention, spec, each).cohorts).toEqual(wanted.cohorts);
        },
      ),
      runs(150),
    );
  });

  test('by a property of the start event adds up to the whole, and small cohorts are left out', () => {
    fc.assert(
      fc.property(cases(extra), fc.integer({ min: 1, max: 3 }), (each, limit) => {
        const spec = specOf(each, { breakdown: { property: 'properties.plan', limit } });
        const wanted = askRetention(spec, each.log, worldOf(each.scene, each.log, each.range, each.weekStart));
        const result = holdsStill(retention, spec, each);
        expect(result.cohorts).toEqual(wanted.cohorts);
        const values = [...new Set(wanted.members.map(({ value }) => value))];
        const total = (value: string): number => wanted.members.filter((member) => member.value === value).length;
        const shown = values.sort((a, b) => total(b) - total(a) || (a < b ? -1 : 1)).slice(0, limit);
        expect(result.breakdowns?.map(({ value }) => value)).toEqual(
          values.length > limit ? [...shown, '$other'] : shown,
        );
        for (const { value, cohorts } of result.breakdowns ?? []) {
          const own = wanted.members.filter((m) => (value === '$other' ? !shown.includes(m.value) : m.value === value));
          expect(cohorts.map(({ size }) => size)).toEqual(
            wanted.cohorts.map((_, index) => own.filter(({ cohort }) => cohort === index).length),
          );
          expect(cohorts.map(({ values: cells }) => cells)).toEqual(
            wanted.cohorts.map(({ values: cells }, index) =>
              cells.map((_, column) => own.filter((m) => m.cohort === index && m.back[column] === true).length),
            ),
          );
        }
        const large = holdsStill(retention, { ...specOf(each), minCohort: 2 }, each);
        expect(large.cohorts).toEqual(wanted.cohorts.filter(({ size }) => size >= 2));
      }),
      runs(150),
    );
  });

  test('its drill shows the very persons that were counted, and those who were not', () => {
    fc.assert(
      fc.property(cases(extra), (each) => {
        const spec = specOf(each);
        const context = { weekStart: each.weekStart };
        for (const { start, size, values } of runInsight(retention, spec, each.log, { context }).cohorts.slice(0, 6)) {
          const drilled = (cell: object): string[] =>
            Object.keys(drillInsight(retention, spec, each.log, { cohort: start, ...cell }, { context }));
          expect(drilled({})).toHaveLength(size);
          for (const [period, value] of values.entries()) {
            expect(drilled({ period })).toHaveLength(value);
            expect(drilled({ period, returned: false })).toHaveLength(size - value);
          }
        }
      }),
      runs(80),
    );
  });
});
