/** Whole counts of questions about habits, run as people would run them, against what the folds counted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../shared/base/random';
import { insightSpecSchema, type InsightResult } from '../../../shared/insights/specs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
const START = Date.UTC(2026, 2, 20);

beforeAll(async () => {
  test = await openTestEngine();
  const random = seededRandom(11);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random.next() * of.length)] as T;
  await test.store(
    ...Array.from({ length: 700 }, () => {
      const person = pick(Array.from({ length: 45 }, (_, index) => `person ${index}`));
      return {
        event: pick(['open', 'open', 'read', 'sign']),
        user_id: person,
        distinct_id: person,
        // Coarse, so that times are often equal; across a change of the clocks.
        timestamp: START + Math.floor(random.next() ** 2 * 24 * 24 * 2) * 1_800_000,
        properties: { plan: pick(['free', 'pro']) },
      };
    }),
  );
});
afterAll(() => test.close());

async function ask<Kind extends InsightResult['kind']>(
  spec: { readonly kind: Kind } & Readonly<Record<string, unknown>>,
): Promise<Extract<InsightResult, { kind: Kind }>> {
  const result = await test.engine.json['insight.run']({ spec: insightSpecSchema.parse(spec) }, neverAborted());
  if (result.kind !== spec.kind) throw new Error(`${spec.kind} was asked for`);
  return result as Extract<InsightResult, { kind: Kind }>;
}

/** The rows of the whole count; times as UTC ms. */
async function whole({ meta }: InsightResult): Promise<unknown[][]> {
  const [sql = ''] = meta.sql ?? [];
  expect(sql).toMatch(/^-- the whole/);
  const { rows } = await ask({ kind: 'sql', sql });
  return rows.map((row) => row.map((cell) => (typeof cell === 'string' ? Date.parse(cell) : cell)));
}

const ms = (instant: string): number => Date.parse(instant);
const PRO = { property: 'properties.plan', op: 'eq', value: 'pro' };
const RANGES = [undefined, { from: '2026-03-24', to: '2026-04-05' }, { from: '2026-03-25T10:30:00Z' }];
const places = (['UTC', 'Europe/Berlin'] as const).flatMap((timezone) =>
  RANGES.map((range) => ({ timezone, ...(range === undefined ? {} : { range }) })),
);

describe('the whole of', () => {
  it.each(['first_ever', 'first_in_range', 'recurring'])('retention by %s', async (cohortBy) => {
    for (const place of places) {
      for (const more of [
        { interval: 'day', periods: 5 },
        { interval: 'week', periods: 2, filter: PRO },
        {
          interval: 'day',
          periods: 9,
          counting: 'rolling',
          mode: {
            brackets: [
              [1, 1],
              [2, 4],
              [5, 9],
            ],
          },
        },
      ]) {
        const spec = { kind: 'retention' as const, start: { event: 'sign' }, return: { event: 'open' }, cohortBy };
        const result = await ask({ ...spec, ...place, ...more });
        expect(await whole(result), JSON.stringify({ place, more })).toEqual(
          result.cohorts.map(({ start, size, values }) => [ms(start), size, ...values]),
        );
      }
    }
  });

  it('retention of the start event itself', async () => {
    const spec = { kind: 'retention' as const, start: { event: 'open' }, return: { event: 'open' } };
    const result = await ask({ ...spec, cohortBy: 'first_in_range', interval: 'day', periods: 7 });
    expect(await whole(result)).toEqual(result.cohorts.map(({ start, size, values }) => [ms(start), size, ...values]));
  });

  it.each(['day', 'week'])('a lifecycle by %s', async (interval) => {
    for (const place of places) {
      for (const filter of [undefined, PRO]) {
        const own = { kind: 'lifecycle' as const, match: { event: 'open' }, interval, ...place };
        const result = await ask({ ...own, ...(filter === undefined ? {} : { filter }) });
        const { buckets, new: fresh, returning, resurrecting, dormant } = result;
        expect(await whole(result), JSON.stringify({ place, filter })).toEqual(
          buckets.map((bucket, i) => [ms(bucket), fresh[i], returning[i], resurrecting[i], dormant[i]]),
        );
      }
    }
  });

  it.each(['day', 'week'])('stickiness by %s', async (interval) => {
    for (const place of places) {
      const result = await ask({ kind: 'stickiness', match: { event: 'read' }, interval, ...place });
      expect(await whole(result)).toEqual(
        result.counts.flatMap((people, intervals) => (people === 0 ? [] : [[intervals, people]])),
      );
    }
  });

  it.each(['person', 'session', 'day'])('a frequency per %s', async (per) => {
    for (const place of places) {
      const result = await ask({ kind: 'frequency', match: { event: 'open' }, per, ...place });
      const { units, events, min, avg, median, p90, p99, max } = result;
      const [row = []] = await whole(result);
      expect(row.slice(0, 3)).toEqual([units, events, min]);
      for (const [place, own] of [avg, median, p90, p99, max].entries())
        expect(row[place + 3]).toBeCloseTo(own ?? NaN, 9);
    }
  });

  it('nothing that SQL would say otherwise', async () => {
    const base = { kind: 'retention' as const, start: { event: 'sign' }, return: { event: 'open' }, interval: 'day' };
    for (const more of [{ mode: 'on_or_after' }, { minCohort: 2 }, { breakdown: { property: 'properties.plan' } }]) {
      const { meta } = await ask({ ...base, periods: 3, ...more });
      expect((meta.sql ?? []).filter((sql) => sql.includes('the whole'))).toEqual([]);
    }
  });
});
