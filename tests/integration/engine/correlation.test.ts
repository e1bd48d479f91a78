/** Correlation on a real engine: behaviours as groups, properties of events and of people, persons behind each field. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorrelationSpec } from '../../../shared/insights/correlation/spec';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import type { InsightResult } from '../../../shared/insights/specs';
import type { CanonicalEvent } from '../../../shared/model/event';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1, 10);

/** 40 people: of 20 who got help 15 paid, of 20 who did not 3. Every second is on the plan «pro»; 10 come back later. */
const PEOPLE = Array.from({ length: 40 }, (_, index) => ({
  id: `p${String(index).padStart(2, '0')}`,
  helped: index < 20,
  paid: index < 15 || (index >= 20 && index < 23),
  plan: index % 2 === 0 ? 'pro' : 'free',
  cameBack: index < 10,
}));

const funnel: FunnelSpec = { kind: 'funnel', steps: [{ event: 'viewed' }, { event: 'paid' }] };

let test: TestEngine;
beforeAll(async () => {
  test = await openTestEngine();
  const row = (id: string, event: string, minutes: number, more: Partial<CanonicalEvent> = {}) => ({
    event,
    distinct_id: id,
    timestamp: START + minutes * 60_000,
    ...more,
  });
  await test.store(
    ...PEOPLE.flatMap(({ id, helped, paid, plan, cameBack }) => [
      row(id, '$set', 0, { kind: 'person', properties: { $set: { plan } } }),
      row(id, 'viewed', 1),
      ...(helped ? [row(id, 'help', 2, { properties: { topic: plan === 'pro' ? 'price' : 'bugs' } })] : []),
      ...(paid ? [row(id, 'paid', 3)] : []),
      ...(cameBack ? [row(id, 'viewed', 1 + (30 * DAY) / 60_000)] : []),
    ]),
  );
});
afterAll(() => test.close());

async function ask(spec: Omit<CorrelationSpec, 'kind'>): Promise<Extract<InsightResult, { kind: 'correlation' }>> {
  const answer = await test.engine.json['insight.run']({ spec: { kind: 'correlation', ...spec } }, neverAborted());
  if (answer.kind !== 'correlation') throw new Error(`The answer is of kind ${answer.kind}.`);
  return answer;
}

describe('a correlation', () => {
  it('agrees with the funnel it is asked of, and with SciPy', async () => {
    const result = await ask({ funnel });
    const steps = await test.engine.json['insight.run']({ spec: funnel }, neverAborted());
    expect(steps).toMatchObject({ steps: [{ count: 40 }, { count: 18 }] });
    expect(result).toMatchObject({ converted: 18, notConverted: 22, findings: 1 });
    const help = result.rows[0];
    expect(help).toMatchObject({
      event: 'help',
      counts: { withConverted: 15, withNot: 5, withoutConverted: 3, withoutNot: 17 },
      shareOfConverted: 15 / 18,
      test: 'chi2',
    });
    // chi2_contingency([[15, 5], [3, 17]], correction=False)
    expect(help?.pValue).toBeCloseTo(1.368183316273926e-4, 15);
    expect(help?.oddsRatio).toBeCloseTo((15.5 * 17.5) / (5.5 * 3.5), 12);
    expect(result.meta).toMatchObject({ sentence: expect.stringContaining('most of all help: 83.3') as unknown });
  });

  it('tests the values of events and people', async () => {
    const { rows } = await ask({ funnel, properties: ['properties.topic', 'person.plan'] });
    const of = (property: string, value: string) =>
      rows.find((row) => row.property === property && row.value === value)?.counts;
    expect(of('properties.topic', 'price')).toEqual({
      withConverted: 8,
      withNot: 2,
      withoutConverted: 10,
      withoutNot: 20,
    });
    expect(of('person.plan', 'pro')).toEqual({ withConverted: 10, withNot: 10, withoutConverted: 8, withoutNot: 12 });
  });

  it('compares who stopped with who stayed', async () => {
    const active = { from: '2026-01-01', to: '2026-01-02' };
    const inactive = { from: '2026-01-03', to: '2026-02-28' };
    const match = { event: 'viewed' };
    const result = await ask({
      segment: { stopped: match, activeIn: active, inactiveIn: inactive },
      against: { performed: match, window: inactive },
      range: active,
    });
    expect(result).toMatchObject({ converted: 30, notConverted: 10 });
    // What the groups are made of is left out; that a plan was set is true of all.
    expect(result.rows.map(({ event }) => event ?? '').toSorted()).toEqual(['help', 'paid']);
    expect(result.rows.find(({ event }) => event === 'help')?.counts).toEqual({
      withConverted: 10,
      withNot: 10,
      withoutConverted: 20,
      withoutNot: 0,
    });
  });

  it('opens the persons of a field', async () => {
    const spec: CorrelationSpec = { kind: 'correlation', funnel };
    const open = (did: boolean, converted: boolean) =>
      test.engine.json['insight.drill']({ spec, cell: { event: 'help', did, converted }, limit: 100 }, neverAborted());
    expect((await open(true, false)).rows.map(({ person }) => person)).toEqual(['p15', 'p16', 'p17', 'p18', 'p19']);
    expect((await open(false, true)).rows.map(({ person }) => person)).toEqual(['p20', 'p21', 'p22']);
    const helped = await open(true, true);
    expect(helped.total).toBe(15);
    expect(helped.rows[0]?.evidence.map(({ event }) => event)).toEqual(['help']);
  });
});
