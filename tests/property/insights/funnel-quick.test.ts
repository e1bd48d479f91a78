/**
 * Most funnels are read off bitmaps. Over logs that are long enough for many words of them the same funnel is asked with
 * times that count by the second, for which events are taken one by one; since all are whole minutes nothing else changes.
 * That agrees with trying every chain (funnel.test.ts).
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { funnel } from '../../../shared/insights/funnel';
import { type FunnelSpec, funnelSpecSchema } from '../../../shared/insights/funnel/spec';
import { FIRST_DAY, type LoggedEvent } from '../../support/event-log';
import { drillInsight, runInsight } from '../../support/run-insight';
import { runs } from '../../support/runs';

const MINUTE = 60_000;
/** Up to 240 events of three persons; `room` minutes for each on average, so that few of them are of one moment. */
const longLog = (room: number): fc.Arbitrary<LoggedEvent[]> =>
  fc
    .array(
      fc.record({
        person: fc.constantFrom('ana', 'ben', 'cho'),
        event: fc.constantFrom('a', 'a', 'b', 'b', 'c', 'd', 'e', 'x', 'x'),
        at: fc.integer({ min: 0, max: 240 * room }),
        plan: fc.constantFrom('free', 'pro', undefined),
        size: fc.constantFrom('s', 'm', 'l'),
      }),
      { minLength: 1, maxLength: 240, size: 'max' },
    )
    .map((rows) =>
      rows.map(({ person, event, at, plan, size }, index) => ({
        id: `e${String((index * 7) % rows.length).padStart(3, '0')}-${index}`,
        person,
        event,
        time: FIRST_DAY + at * MINUTE,
        session: `${person}/${Math.floor(at / 60)}`,
        properties: { size, ...(plan === undefined ? {} : { plan }) },
      })),
    );

const step = fc.constantFrom(
  { event: 'a' },
  { event: 'b' },
  { event: 'c' },
  { event: 'd' },
  { event: '*' },
  { anyOf: [{ event: 'a' }, { event: 'b' }] },
);

const drawn = fc.record({
  steps: fc.array(step, { minLength: 2, maxLength: 5 }),
  order: fc.constantFrom('sequential', 'sequential', 'strict', 'any'),
  optional: fc.constantFrom<number[] | undefined>(undefined, undefined, [1], [2], [4], [1, 3]),
  held: fc.constantFrom(undefined, undefined, ['properties.plan'], ['properties.plan', 'properties.size']),
  reentry: fc.constantFrom(undefined, undefined, true),
  window: fc.constantFrom(2, 20, 100, 500, 3_000, 1_000_000),
  countBy: fc.constantFrom(undefined, 'sessions'),
  range: fc.constantFrom(undefined, { from: -5, to: 900 }, { from: 40, to: 200 }, { from: 3_000, to: 20_000 }),
  breakdown: fc.constantFrom(undefined, 'first', 'last', { step: 2 }, 'all'),
  trend: fc.boolean(),
  exclusions: fc.constantFrom(undefined, undefined, 'e', 'x', 'c'),
  exclusionEffect: fc.constantFrom(undefined, 'removePerson', 'dropAtStep'),
});

const instant = (minute: number): string => new Date(FIRST_DAY + minute * MINUTE).toISOString();

type Draw = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** Options that a kind of order, or one another, have no meaning for are left out. */
function specOf({ range, breakdown, window, trend, exclusions, optional, held, reentry, ...rest }: Draw): FunnelSpec {
  const steps = rest.steps.map((each, place) =>
    rest.order === 'sequential' && rest.steps.length > 3 && optional?.includes(place) === true
      ? { ...each, optional: true }
      : each,
  );
  const last = steps.findLastIndex((each) => !('optional' in each)) + 1;
  const excluded = rest.order === 'any' || exclusions === undefined ? undefined : exclusions;
  return funnelSpecSchema.parse({
    kind: 'funnel',
    ...rest,
    steps,
    window: { value: window, unit: 'minute' },
    range: range && { from: instant(range.from), to: instant(range.to) },
    breakdown: breakdown && { property: 'properties.plan', attribution: breakdown },
    trend: trend ? { interval: 'hour' } : undefined,
    exclusions: excluded && [{ match: { event: excluded }, fromStep: 1, toStep: last }],
    exclusionEffect: reentry === true && excluded !== undefined ? undefined : rest.exclusionEffect,
    holdConstant: held,
    reentry,
  });
}

const bySecond = (spec: FunnelSpec): FunnelSpec => ({ ...spec, ties: 'by_second' });

const sortedOf = (drilled: Record<string, string[]>): unknown =>
  Object.entries(drilled).map(([person, ids]) => [person, [...ids].sort()]);

const cuts = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 });

for (const [title, room] of [
  ['few', 100],
  ['many', 0.5],
] as const) {
  test(`read off bitmaps, ${title} events being of one moment`, () => {
    fc.assert(
      fc.property(drawn, longLog(room), cuts, (draw, log, cut) => {
        const spec = specOf(draw);
        const slow = bySecond(spec);
        expect(runInsight(funnel, spec, log, { cuts: cut })).toEqual(runInsight(funnel, slow, log));
        for (const place of spec.steps.keys()) {
          const cell = { step: place + 1, outcome: 'reached' };
          expect(sortedOf(drillInsight(funnel, spec, log, cell))).toEqual(
            sortedOf(drillInsight(funnel, slow, log, cell)),
          );
        }
      }),
      runs(250),
    );
  });
}
