/** What all kinds of insight have in common on a real engine: shared answers, the clock, questions taken back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InsightResult, InsightSpec } from '../../../shared/insights/specs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const at = (minute: number): number => Date.UTC(2026, 0, 1, 10, minute);

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
  await test.store(
    { event: 'viewed', distinct_id: 'ada', timestamp: at(0) },
    { event: 'paid', distinct_id: 'ada', timestamp: at(1) },
  );
});
afterEach(() => test.close());

const ask = (spec: InsightSpec, signal = neverAborted()): Promise<InsightResult> =>
  Promise.resolve(test.engine.json['insight.run']({ spec }, signal));

const funnel: InsightSpec = { kind: 'funnel', steps: [{ event: 'viewed' }, { event: 'paid' }] };

describe('insights of one engine', () => {
  it('answer equal specs once, however their members are ordered, until the data changes', async () => {
    const first = await ask(funnel);
    const same = await ask({ steps: [{ event: 'viewed' }, { event: 'paid' }], kind: 'funnel' });
    expect(same).toEqual(first);
    await test.store({ event: 'viewed', distinct_id: 'bob', timestamp: at(2) });
    const next = await ask(funnel);
    expect(next).toMatchObject({ steps: [{ count: 2 }, { count: 1 }] });
    expect(next.meta.dataVersion).toBeGreaterThan(first.meta.dataVersion);
  });

  it('look at the clock anew where a filter looks back from now', async () => {
    const recent: InsightSpec = {
      ...funnel,
      filter: { property: 'timestamp', op: 'within_last', value: { value: 1000, unit: 'month' } },
    };
    const first = await ask(recent);
    expect(first).toMatchObject({ steps: [{ count: 1 }, { count: 1 }] });
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(await ask(recent)).not.toEqual(first);
  });

  it('say so when the question was taken back', async () => {
    const abort = new AbortController();
    const answer = ask(funnel, abort.signal);
    abort.abort();
    await expect(answer).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(await ask(funnel)).toMatchObject({ steps: [{ count: 1 }, { count: 1 }] });
  });
});
