/** What results say of themselves on a real engine: the sentence, the warnings, cached or not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../../../shared/model/event';
import {
  insightResultSchema,
  type InsightResult,
  type InsightSpec,
  insightSpecSchema,
} from '../../../shared/insights/specs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const at = (day: number, hour = 9): number => Date.UTC(2026, 2, day, hour, 0, 0, 1);
const did = (
  person: string,
  event: string,
  timestamp: number,
  rest: Partial<CanonicalEvent> = {},
): Partial<CanonicalEvent> & { event: string } => ({ event, timestamp, user_id: person, distinct_id: person, ...rest });

async function ask(spec: unknown): Promise<InsightResult> {
  const parsed: InsightSpec = insightSpecSchema.parse(spec);
  return insightResultSchema.parse(await test.engine.json['insight.run']({ spec: parsed }, neverAborted()));
}
/** Narrow no-break spaces read as spaces here. */
const sentence = ({ meta }: InsightResult): string => (meta.sentence ?? '').replaceAll('\u202f', ' ');
const codes = ({ meta }: InsightResult): readonly string[] => (meta.warnings ?? []).map(({ code }) => code);

const FUNNEL = {
  kind: 'funnel',
  steps: [{ event: 'viewed pricing' }, { event: 'paid' }],
  window: { value: 7, unit: 'day' },
  range: { from: '2026-03-01', to: '2026-03-31' },
} as const;

describe('a funnel', () => {
  beforeEach(async () => {
    await test.store(
      did('ana', 'viewed pricing', at(2)),
      did('ana', 'paid', at(3), { properties: { plan: 'pro' } }),
      did('ben', 'viewed pricing', at(2)),
      did('cho', 'viewed pricing', at(31)),
    );
  });

  it('says its numbers, and marks them', async () => {
    const result = await ask(FUNNEL);
    expect(sentence(result)).toBe(
      'Of 3 people who did viewed pricing between 1 and 31 Mar 2026, 1 (33.3 %) went on to paid within 7 days, after 1 d.',
    );
    const text = result.meta.sentence ?? '';
    expect((result.meta.marks ?? []).map(([from, to]) => text.slice(from, to))).toContain('3 people');
  });

  it('says the same again from the cache', async () => {
    const first = await ask(FUNNEL);
    const second = await ask(FUNNEL);
    expect(second.meta).toEqual(first.meta);
  });

  it('names the event that was meant', async () => {
    const result = await ask({ ...FUNNEL, steps: [{ event: 'viewed pricing' }, { event: 'Paid' }] });
    expect(result.meta.warnings).toContainEqual({
      code: 'event_unknown',
      message: 'No event of the data is called «Paid». Did you mean «paid» (1 event)?',
      path: 'steps.1',
    });
  });

  it('tells a condition that nothing meets from one that something does', async () => {
    const where = (value: string) => ({ property: 'properties.plan', op: 'eq', value });
    const steps = (value: string) => [{ event: 'viewed pricing' }, { event: 'paid', where: where(value) }];
    expect(codes(await ask({ ...FUNNEL, steps: steps('gold') }))).toContain('nothing_matches');
    expect(codes(await ask({ ...FUNNEL, steps: steps('pro') }))).not.toContain('nothing_matches');
  });

  it('calls segments and actions by their names', async () => {
    await test.engine.json['saved.put'](
      {
        saved: {
          kind: 'segment',
          document: { version: 1, id: 'payers', name: 'Payers', filter: { performed: { event: 'paid' } } },
        },
      },
      neverAborted(),
    );
    await test.engine.json['saved.put'](
      {
        saved: {
          kind: 'action',
          document: { version: 1, id: 'bought', name: 'Bought', matchers: [{ event: 'paid' }, { event: 'payd' }] },
        },
      },
      neverAborted(),
    );
    const result = await ask({
      ...FUNNEL,
      steps: [{ event: 'viewed pricing' }, { action: 'bought' }],
      filter: { segment: 'payers' },
    });
    expect(sentence(result)).toMatch(
      /^Of 1 person .* went on to Bought .*Counted among people in the segment Payers\.$/,
    );
    expect(result.meta.warnings).toContainEqual(expect.objectContaining({ code: 'event_unknown', path: 'steps.1' }));
  });
});

it('follows what arrives', async () => {
  const spec = { kind: 'trends', series: [{ match: { event: 'late' }, math: 'events' }], interval: 'day' };
  await test.store(did('ana', 'early', at(2)));
  expect(codes(await ask(spec))).toContain('event_unknown');
  await test.store(did('ana', 'late', at(3)), did('null', 'late', at(3)));
  const result = await ask(spec);
  expect(codes(result)).not.toContain('event_unknown');
  expect(codes(result)).toContain('junk_ids');
  expect(sentence(result)).toBe('late happened 2 times between 2 and 3 Mar 2026, most on Tue, 3 Mar 2026 (2).');
});

describe('tables', () => {
  beforeEach(async () => {
    await test.store(
      did('ana', 'viewed pricing', at(2), { kind: 'page' }),
      did('ana', 'paid', at(3), { properties: { amount: 'much' } }),
      did('ben', 'paid', at(3), { properties: { amount: 12 } }),
    );
  });

  it('say what they are of, and name the event that was meant', async () => {
    expect(sentence(await ask({ kind: 'people' }))).toBe('2 people. 2 of them are known by a user’s id.');
    expect(sentence(await ask({ kind: 'sessions', person: 'ben' }))).toMatch(/^1 session of «ben»/);
    const events = await ask({ kind: 'events', where: { property: 'event', op: 'eq', value: 'paid' }, limit: 1 });
    expect(sentence(events)).toBe('2 events where event is paid, the newest first.');
    const nobody = await ask({ kind: 'people', where: { performed: { event: 'payed' } } });
    expect(codes(nobody)).toEqual(['event_unknown']);
    expect(nobody.meta.warnings?.[0]?.message).toContain('«paid»');
    expect(sentence(await ask({ kind: 'sql', sql: 'SELECT event FROM events' }))).toBe('3 rows of 1 column.');
  });

  it('and a sum tells of values that are no numbers', async () => {
    const sum = { fn: 'sum', property: 'properties.amount' };
    const trends = await ask({ kind: 'trends', series: [{ match: { event: 'paid' }, math: sum }], interval: 'day' });
    expect(codes(trends)).toContain('not_numbers');
    expect(trends.meta.warnings?.find(({ code }) => code === 'not_numbers')?.message).toBe(
      'Of the latest 2 values of amount, 1 is no number and is left out.',
    );
  });
});
