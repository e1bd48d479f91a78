/** The correlation's fold against its slow twin over random small logs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correlation } from '../../../shared/insights/correlation';
import { type CorrelationSpec, correlationSpecSchema } from '../../../shared/insights/correlation/spec';
import { FIRST_DAY, type LoggedEvent } from '../../support/event-log';
import { drillInsight, runInsight } from '../../support/run-insight';
import { askCorrelation, subjectText } from '../../support/oracles/correlation';
import { runs } from '../../support/runs';

const SECOND = 1000;
const PERSONS = ['ana', 'ben', 'cho', 'dan', 'eva', 'fay', 'gus', 'hal'];

const logArbitrary = fc
  .array(
    fc.record({
      person: fc.constantFrom(...PERSONS),
      event: fc.constantFrom('a', 'a', 'b', 'b', 'x', 'y', 'z'),
      second: fc.integer({ min: 0, max: 12 }),
      plan: fc.constantFrom('free', 'pro', undefined),
    }),
    { minLength: 1, maxLength: 36 },
  )
  .map((rows) =>
    rows.map(({ person, event, second, plan }, index): LoggedEvent => ({
      id: `e${String((index * 7) % rows.length).padStart(2, '0')}-${index}`,
      person,
      event,
      time: FIRST_DAY + second * SECOND,
      session: second === 6 ? '' : `${person}/${second < 6 ? 0 : 1}`,
      properties: plan === undefined ? {} : { plan },
    })),
  );

const RANGES = [undefined, undefined, { from: 2, to: 9 }] as const;
const rangeOf = (drawn: (typeof RANGES)[number]) =>
  drawn && {
    from: new Date(FIRST_DAY + drawn.from * SECOND).toISOString(),
    to: new Date(FIRST_DAY + drawn.to * SECOND).toISOString(),
  };

const common = {
  properties: fc.constantFrom(undefined, ['properties.plan'], ['person.name'], ['properties.plan', 'person.name']),
  minCount: fc.constantFrom(undefined, 1, 2),
  filter: fc.constantFrom(undefined, undefined, { property: 'event', op: 'neq', value: 'x' }),
  range: fc.constantFrom(...RANGES),
};

const funnelArbitrary = fc
  .record({
    ...common,
    steps: fc.constantFrom(
      [{ event: 'a' }, { event: 'b' }],
      [{ event: 'a' }, { event: 'b' }, { event: 'a' }],
      [{ event: '*' }, { event: 'b' }],
      [{ event: 'a', where: { property: 'properties.plan', op: 'is_set' } }, { event: 'y' }],
    ),
    order: fc.constantFrom('sequential', 'sequential', 'strict', 'any'),
    window: fc.constantFrom(3, 5, 100),
    countBy: fc.constantFrom('persons', 'persons', 'sessions'),
    exclusion: fc.boolean(),
    effect: fc.constantFrom('breakChain', 'removePerson'),
  })
  .map(({ properties, minCount, filter, range, steps, order, window, countBy, exclusion, effect }): CorrelationSpec =>
    correlationSpecSchema.parse({
      kind: 'correlation',
      properties,
      minCount,
      funnel: {
        kind: 'funnel',
        steps,
        order,
        window: { value: window, unit: 'second' },
        countBy,
        filter,
        range: rangeOf(range),
        ...(exclusion && order !== 'any'
          ? { exclusionEffect: effect, exclusions: [{ match: { event: 'z' }, fromStep: 1, toStep: 2 }] }
          : {}),
      },
    }),
  );

const people = (...names: string[]) => ({ property: 'person.name', op: 'eq', value: names });

const segmentArbitrary = fc
  .record({
    ...common,
    segment: fc.subarray(PERSONS, { minLength: 1 }),
    against: fc.option(fc.subarray(PERSONS, { minLength: 1 }), { nil: undefined }),
  })
  .map(({ segment, against, range, ...rest }): CorrelationSpec =>
    correlationSpecSchema.parse({
      kind: 'correlation',
      ...rest,
      segment: people(...segment),
      against: against && people(...against),
      range: rangeOf(range),
    }),
  );

function spanOf({ range, funnel }: CorrelationSpec): { from: number; to: number } {
  const asked = funnel?.range ?? range;
  if (asked === undefined || !('from' in asked)) return { from: -Infinity, to: Infinity };
  return { from: Date.parse(asked.from ?? ''), to: Date.parse('to' in asked ? (asked.to ?? '') : '') };
}

function expectAgreement(spec: CorrelationSpec, log: LoggedEvent[]): void {
  const expected = askCorrelation(spec, log, spanOf(spec), (spec.funnel?.window?.value ?? 0) * SECOND);
  const result = runInsight(correlation, spec, log);
  expect({ ...result, rows: [], findings: 0 }).toEqual({
    kind: 'correlation',
    converted: expected.converted,
    notConverted: expected.notConverted,
    rows: [],
    tested: expected.rows.length,
    findings: 0,
    untested: expected.untested,
  });
  const rows = new Map(result.rows.map((row) => [subjectText(row), row]));
  expect([...rows.keys()].sort()).toEqual(expected.rows.map(({ subject }) => subject).sort());
  const pValues = expected.rows.map(({ pValue }) => pValue);
  for (const { subject, counts, did, pValue } of expected.rows) {
    const row = rows.get(subject);
    if (row === undefined) throw new Error(`There is no row for ${subject}.`);
    expect(Object.values(row.counts)).toEqual(counts);
    if (row.test === 'fisher') expect(row.pValue).toBeCloseTo(pValue, 9);
    const drilled = [true, false].flatMap((converted) =>
      Object.keys(
        drillInsight(correlation, spec, log, {
          event: row.event,
          property: row.property,
          value: row.value,
          did: true,
          converted,
        }),
      ),
    );
    expect(new Set(drilled)).toEqual(new Set(did));
    // The best rate at which the row would still be found: the p-values no greater are that many.
    if (result.rows.every(({ test: name }) => name === 'fisher')) {
      const rate = Math.min(
        ...pValues
          .filter((other) => other >= pValue - 1e-12)
          .map((other) => (other * pValues.length) / pValues.filter((each) => each <= other + 1e-12).length),
      );
      expect(row.qValue).toBeCloseTo(Math.min(1, rate), 9);
    }
  }
}

describe('a correlation', () => {
  test('with a funnel agrees with asking one unit at a time', () => {
    fc.assert(fc.property(funnelArbitrary, logArbitrary, expectAgreement), runs(400));
  });

  test('with segments agrees with asking one person at a time', () => {
    fc.assert(fc.property(segmentArbitrary, logArbitrary, expectAgreement), runs(300));
  });

  test('does not depend on how persons are split, numbered or coded', () => {
    fc.assert(
      fc.property(
        fc.oneof(funnelArbitrary, segmentArbitrary),
        logArbitrary,
        fc.array(fc.integer({ min: 0, max: 8 })),
        (spec, log, cuts) => {
          const whole = JSON.stringify(runInsight(correlation, spec, log));
          expect(JSON.stringify(runInsight(correlation, spec, log, { cuts }))).toBe(whole);
          expect(JSON.stringify(runInsight(correlation, spec, log, { cuts, reversed: true }))).toBe(whole);
        },
      ),
      runs(300),
    );
  });

  test('opens as many persons as each of its counts says', () => {
    fc.assert(
      fc.property(fc.oneof(funnelArbitrary, segmentArbitrary), logArbitrary, (spec, log) => {
        fc.pre(spec.funnel?.countBy !== 'sessions');
        for (const { event, property, value, counts } of runInsight(correlation, spec, log).rows) {
          const open = (did: boolean, converted: boolean): number =>
            Object.keys(drillInsight(correlation, spec, log, { event, property, value, did, converted })).length;
          expect([open(true, true), open(true, false), open(false, true), open(false, false)]).toEqual(
            Object.values(counts),
          );
        }
      }),
      runs(150),
    );
  });
});
