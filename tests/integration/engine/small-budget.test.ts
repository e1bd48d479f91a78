/** An engine that may keep next to nothing says what one with room says: of every insight, in any order. */
import { afterEach, describe, expect, it } from 'vitest';
import type { CommandInput } from '../../../shared/contract/commands';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

type Spec = CommandInput<'insight.run'>['spec'];
type Drill = CommandInput<'insight.drill'>;

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2);
const OPTIONS = { keepLimits: { minEvents: Infinity, delayMs: 1_000_000, closeMs: 0 } };

let open: TestEngine | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** Some persons over three weeks: few plans, many pages, prices, groups; some properties missing now and then. */
async function storeSome(test: TestEngine): Promise<void> {
  const events = Array.from({ length: 900 }, (_, i) => {
    const draw = (i * 7919) % 1009;
    const person = draw % 41;
    return {
      event: ['viewed', 'viewed', 'added', 'paid', 'left'][draw % 5] ?? 'viewed',
      distinct_id: `p${person}`,
      timestamp: START + ((i * 104_729) % 504) * HOUR + i,
      ...(person % 3 === 0 ? { groups: { company: `c${person % 4}` } } : {}),
      properties: {
        ...(draw % 7 === 0 ? {} : { plan: ['free', 'pro', 'team'][person % 3] }),
        ...(draw % 2 === 0 ? { price: (draw % 13) / 4 } : {}),
        page: `/p${draw % 300}`,
      },
    };
  });
  await test.store(...events);
}

const isPro = { property: 'properties.plan', op: 'eq', value: 'pro' } as const;
const cheap = { property: 'properties.price', op: 'lt', value: 2 } as const;
const plan = { property: 'properties.plan' };
const window = { value: 5, unit: 'day' } as const;
const viewed = { event: 'viewed' };
const paid = { event: 'paid' };
const steps = [viewed, { event: 'added', where: cheap }, paid];

const SPECS: readonly Spec[] = [
  { kind: 'funnel', steps, window, breakdown: plan },
  { kind: 'funnel', steps: [viewed, paid], window, holdConstant: ['properties.page'] },
  { kind: 'trends', interval: 'day', series: [{ match: viewed, math: 'persons' }], breakdown: [plan], filter: cheap },
  {
    kind: 'trends',
    interval: 'week',
    series: [
      { match: paid, math: { property: 'properties.price', fn: 'sum' } },
      { match: { event: '*' }, math: { property: 'properties.page', fn: 'distinct' } },
    ],
    breakdown: [{ property: 'properties.page', limit: 5 }],
  },
  { kind: 'retention', start: viewed, return: { event: '*' }, interval: 'week', periods: 2, breakdown: plan },
  { kind: 'paths', of: { property: 'properties.page' }, within: 'session', breakdown: plan },
  { kind: 'paths', of: 'events', within: { value: 1, unit: 'day' }, steps: 4, filter: isPro },
  { kind: 'lifecycle', match: { event: '*', where: isPro }, interval: 'week' },
  { kind: 'stickiness', match: { event: '*' }, interval: 'day', filter: { not: cheap } },
  { kind: 'frequency', match: viewed, per: 'session', filter: { any: [isPro, cheap] } },
  { kind: 'segment', filter: { performed: paid, count: { op: 'gte', value: 3 } } },
  { kind: 'correlation', funnel: { kind: 'funnel', steps: [viewed, paid], window }, properties: ['properties.plan'] },
  { kind: 'funnel', steps: [viewed, paid], window, countBy: { group: 'company' }, breakdown: plan },
];

const DRILLS: readonly Drill[] = [
  { spec: SPECS[0] as Drill['spec'], cell: { step: 2, outcome: 'dropped', breakdown: 'pro' }, limit: 50 },
  { spec: SPECS[2] as Drill['spec'], cell: { series: 0, bucket: 3, breakdown: ['free'] }, limit: 50 },
  { spec: SPECS[7] as Drill['spec'], cell: { bucket: 1, status: 'returning' }, limit: 50 },
];

/** Every answer, without when and how it was computed. */
async function told({ engine }: TestEngine, specs: readonly Spec[]): Promise<unknown> {
  const answers = new Map<string, unknown>();
  for (const spec of specs) {
    const { meta: _meta, ...result } = await engine.json['insight.run']({ spec }, neverAborted());
    answers.set(JSON.stringify(spec), result);
  }
  for (const drill of DRILLS) {
    answers.set(JSON.stringify(drill), await engine.json['insight.drill'](drill, neverAborted()));
  }
  return Object.fromEntries([...answers].sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('an engine with next to no memory', () => {
  it('answers as one with room', async () => {
    open = await openTestEngine(undefined, OPTIONS);
    await storeSome(open);
    const expected = await told(open, SPECS);
    const roomy = await kept(open);
    expect(roomy).toBeGreaterThan(5_000);
    await open.engine.close();
    open = await openTestEngine(open.dir, { ...OPTIONS, memoryLimitMb: 0 });
    expect(await told(open, SPECS)).toEqual(expected);
    expect(await kept(open)).toBeLessThan(roomy / 3);
    // An answer that was given is given again: another engine works out the same in another order.
    open = await open.reopen();
    expect(await told(open, [...SPECS].reverse())).toEqual(expected);
  });
});

/** Bytes of what questions left behind. */
async function kept({ engine }: TestEngine): Promise<number> {
  const caches = ['filters', 'filters by event number', 'property columns'];
  const rows = (await engine.memory()).filter(({ what }) => caches.includes(what));
  return rows.reduce((sum, { bytes }) => sum + bytes, 0);
}
