/**
 * Bins in the breakdowns of funnels, retention and paths: the same as breaking down by a property that holds the name of
 * each event's bin, row by row and person by person. Which bins there are is told by the values of the plain breakdown.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { funnel } from '../../../shared/insights/funnel';
import { paths } from '../../../shared/insights/paths';
import { retention } from '../../../shared/insights/retention';
import type { LoggedEvent } from '../../support/event-log';
import { binsOf } from '../../support/oracles/bins';
import { drillInsight, runInsight } from '../../support/run-insight';
import { runs } from '../../support/runs';

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 2);

const logArbitrary = fc
  .array(
    fc.record({
      person: fc.constantFrom('ana', 'ben', 'cid', 'dee'),
      event: fc.constantFrom('a', 'b', 'c'),
      hour: fc.integer({ min: 0, max: 5 * 24 }),
      amount: fc.constantFrom(undefined, 0, 1, 2, 7, 12, 31, 40, 2.5, -3, 'many'),
    }),
    { maxLength: 30 },
  )
  .map((rows) =>
    rows.map(({ person, event, hour, amount }, index): LoggedEvent => {
      const id = `e${String(index).padStart(3, '0')}`;
      const properties = amount === undefined ? {} : { amount };
      return {
        id,
        person,
        event,
        time: START + hour * (DAY / 24),
        session: `${person} ${Math.floor(hour / 8)}`,
        properties,
      };
    }),
  );

const binned = (count: number) => ({ property: 'properties.amount', bins: count });
const PLAIN = { property: 'properties.amount', limit: 1000 };
const NAMED = { property: 'properties.bin', limit: 1000 };

interface Rows {
  readonly breakdowns?: readonly { readonly value: string }[] | undefined;
}

/** The log with each event's bin as a property of its own; events without a number have none. */
function withBins(log: readonly LoggedEvent[], values: readonly string[], count: number): LoggedEvent[] {
  const binOf = binsOf(values, count);
  return log.map((event) => {
    const { amount } = event.properties as { amount?: string | number };
    const bin = amount === undefined ? '$none' : binOf(String(amount));
    return bin === '$none' ? { ...event, properties: {} } : { ...event, properties: { bin } };
  });
}

const valuesOf = ({ breakdowns = [] }: Rows): string[] => breakdowns.map(({ value }) => value);
const byValue = ({ breakdowns = [] }: Rows): object => Object.fromEntries(breakdowns.map((row) => [row.value, row]));

/** «10–20» before «20–30»; what is no number last. */
const isInOrder = (values: readonly string[]): boolean => {
  const starts = values.map((value) => (value === '$none' ? Infinity : Number.parseFloat(value)));
  return starts.every((start, index) => index === 0 || start >= (starts[index - 1] ?? 0));
};

describe('bins', () => {
  test('of a funnel', () => {
    const attributions = fc.constantFrom(undefined, 'first' as const, 'last' as const, { step: 2 });
    fc.assert(
      fc.property(logArbitrary, attributions, fc.integer({ min: 2, max: 6 }), (log, attribution, count) => {
        const spec = (breakdown: object): object => ({
          kind: 'funnel',
          steps: [{ event: 'a' }, { event: 'b' }],
          breakdown: { ...breakdown, ...(attribution === undefined ? {} : { attribution }) },
        });
        const own = runInsight(funnel, spec(binned(count)), log, { cuts: [1, 3] });
        const named = withBins(log, valuesOf(runInsight(funnel, spec(PLAIN), log)), count);
        expect(byValue(own)).toEqual(byValue(runInsight(funnel, spec(NAMED), named)));
        expect(isInOrder(valuesOf(own))).toBe(true);
        for (const value of valuesOf(own)) {
          const cell = { step: 1, outcome: 'reached', breakdown: value } as const;
          expect(drillInsight(funnel, spec(binned(count)), log, cell)).toEqual(
            drillInsight(funnel, spec(NAMED), named, cell),
          );
        }
      }),
      runs(150),
    );
  });

  test('of retention', () => {
    const cohorts = fc.constantFrom('first_ever', 'first_in_range', 'recurring');
    fc.assert(
      fc.property(logArbitrary, cohorts, fc.integer({ min: 2, max: 6 }), (log, cohortBy, count) => {
        const spec = (breakdown: object): object => ({
          kind: 'retention',
          start: { event: 'a' },
          return: { event: 'b' },
          cohortBy,
          interval: 'day',
          periods: 3,
          breakdown,
        });
        const own = runInsight(retention, spec(binned(count)), log, { cuts: [2] });
        const named = withBins(log, valuesOf(runInsight(retention, spec(PLAIN), log)), count);
        expect(byValue(own)).toEqual(byValue(runInsight(retention, spec(NAMED), named)));
        expect(isInOrder(valuesOf(own))).toBe(true);
        for (const value of valuesOf(own)) {
          const cell = { cohort: own.cohorts[0]?.start ?? '', breakdown: value };
          expect(drillInsight(retention, spec(binned(count)), log, cell)).toEqual(
            drillInsight(retention, spec(NAMED), named, cell),
          );
        }
      }),
      runs(150),
    );
  });

  test('of paths', () => {
    fc.assert(
      fc.property(logArbitrary, fc.integer({ min: 2, max: 6 }), (log, count) => {
        const spec = (breakdown: object): object => ({ kind: 'paths', of: 'events', within: 'session', breakdown });
        const own = runInsight(paths, spec(binned(count)), log, { cuts: [1] });
        const named = withBins(log, valuesOf(runInsight(paths, spec(PLAIN), log)), count);
        expect(byValue(own)).toEqual(byValue(runInsight(paths, spec(NAMED), named)));
        expect(isInOrder(valuesOf(own))).toBe(true);
        for (const value of valuesOf(own)) {
          const cell = { node: '0:a', breakdown: value };
          expect(drillInsight(paths, spec(binned(count)), log, cell)).toEqual(
            drillInsight(paths, spec(NAMED), named, cell),
          );
        }
      }),
      runs(150),
    );
  });

  test('are refused beside a limit, and where a chain is made for each value', () => {
    const steps = [{ event: 'a' }, { event: 'b' }];
    const problems = (breakdown: object): string[] => {
      const parsed = funnel.spec.safeParse({ kind: 'funnel', steps, breakdown });
      return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    };
    expect(problems({ ...binned(3), limit: 2 })).toEqual([
      'breakdown.limit: must not be set with "bins": all bins are shown.',
    ]);
    expect(problems({ ...binned(3), attribution: 'all' })).toEqual([
      'breakdown.bins: must not be set with attribution "all": a chain is made for each value, not for a bin.',
    ]);
  });
});
