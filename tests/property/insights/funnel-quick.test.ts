/**
 * Funnels without ties and the like are read off bitmaps. Over logs that are long enough for many words of them the same
 * funnel is asked with a property held that is one for all events, for which events are taken one by one; that agrees with
 * trying every chain (funnel.test.ts).
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
        plan: fc.constantFrom('free', 'pro'),
      }),
      { minLength: 1, maxLength: 240, size: 'max' },
    )
    .map((rows) =>
      rows.map(({ person, event, at, plan }, index) => ({
        id: `e${String((index * 7) % rows.length).padStart(3, '0')}-${index}`,
        person,
        event,
        time: FIRST_DAY + at * MINUTE,
        session: `${person}/${Math.floor(at / 60)}`,
        properties: { plan, same: 'x' },
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
  order: fc.constantFrom('sequential', 'strict'),
  window: fc.constantFrom(2, 20, 100, 500, 3_000, 1_000_000),
  ties: fc.constantFrom(undefined, 'never'),
  countBy: fc.constantFrom(undefined, 'sessions'),
  range: fc.constantFrom(undefined, { from: -5, to: 900 }, { from: 40, to: 200 }, { from: 3_000, to: 20_000 }),
  breakdown: fc.constantFrom(undefined, 'first', 'last'),
  trend: fc.boolean(),
  exclusions: fc.constantFrom(undefined, undefined, 'e', 'x', 'c'),
  exclusionEffect: fc.constantFrom(undefined, 'removePerson', 'dropAtStep'),
});

const instant = (minute: number): string => new Date(FIRST_DAY + minute * MINUTE).toISOString();

const specOf = ({
  range,
  breakdown,
  window,
  trend,
  exclusions,
  ...rest
}: typeof drawn extends fc.Arbitrary<infer T> ? T : never) =>
  funnelSpecSchema.parse({
    kind: 'funnel',
    ...rest,
    window: { value: window, unit: 'minute' },
    range: range && { from: instant(range.from), to: instant(range.to) },
    breakdown: breakdown && { property: 'properties.plan', attribution: breakdown },
    trend: trend ? { interval: 'hour' } : undefined,
    exclusions: exclusions && [{ match: { event: exclusions }, fromStep: 1, toStep: rest.steps.length }],
  });

const withHeld = (spec: FunnelSpec): FunnelSpec => ({ ...spec, holdConstant: ['properties.same'] });

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
        const slow = withHeld(spec);
        expect(runInsight(funnel, spec, log, { cuts: cut })).toEqual(runInsight(funnel, slow, log));
        for (const place of spec.steps.keys()) {
          const cell = { step: place + 1, outcome: 'reached' };
          expect(sortedOf(drillInsight(funnel, spec, log, cell))).toEqual(
            sortedOf(drillInsight(funnel, slow, log, cell)),
          );
        }
      }),
      runs(120),
    );
  });
}
