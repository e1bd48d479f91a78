/** The SQL that results carry, run as people would run it: over the documented views, against what the folds counted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../shared/base/random';
import { insightSpecSchema, type InsightResult } from '../../../shared/insights/specs';
import type { Filter } from '../../../shared/model/filter';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 23);

beforeAll(async () => {
  test = await openTestEngine();
  const random = seededRandom(7);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random.next() * of.length)] as T;
  const people = Array.from({ length: 40 }, (_, index) => `person ${index}`);
  await test.store(
    ...Array.from({ length: 1500 }, () => {
      const person = pick(people);
      const event = pick(['view', 'view', 'view', 'signup', 'pay', "it's"]);
      return {
        event,
        user_id: person,
        distinct_id: person,
        // Coarse, so that times are often equal; across a change of the clocks.
        timestamp: START + Math.floor(random.next() * 14 * 24 * 6) * 600_000,
        properties: {
          plan: pick(['free', 'pro', null]),
          amount: pick([1, 2.5, '3', 'many', null]),
          $set: { team: pick(['red', 'blue']) },
        },
      };
    }),
    { event: 'pay', timestamp: START + DAY, distinct_id: 'server', lib: 'posthog-node', properties: { plan: 'pro' } },
  );
});
afterAll(() => test.close());

async function ask(spec: unknown): Promise<InsightResult> {
  return test.engine.json['insight.run']({ spec: insightSpecSchema.parse(spec) }, neverAborted());
}

async function rowsOf(sql: string): Promise<readonly (readonly unknown[])[]> {
  const result = await ask({ kind: 'sql', sql });
  if (result.kind !== 'sql') throw new Error('SQL was asked for');
  return result.rows;
}

const sqlOf = ({ meta }: InsightResult): readonly string[] => meta.sql ?? [];
const RANGE = { from: '2026-03-25', to: '2026-04-02' };

describe('the whole of a plain question', () => {
  it.each([
    ['events', 'UTC', 'day'],
    ['persons', 'Europe/Berlin', 'day'],
    ['sessions', 'America/New_York', 'week'],
    ['per_person', 'UTC', 'month'],
    [{ fn: 'sum', property: 'properties.amount' }, 'Europe/Berlin', 'day'],
    [{ fn: 'avg', property: 'properties.amount' }, 'UTC', 'week'],
    [{ fn: 'max', property: 'properties.amount' }, 'UTC', 'day'],
    [{ fn: 'p90', property: 'properties.amount' }, 'UTC', 'day'],
    [{ fn: 'distinct', property: 'properties.plan' }, 'Asia/Kolkata', 'day'],
  ])('trends of %j in %s by %s', async (math, timezone, interval) => {
    for (const range of [undefined, RANGE, { from: '2026-03-25T10:30:00Z' }]) {
      const series = [
        { match: { event: 'pay', where: { property: 'properties.plan', op: 'eq', value: 'pro' } }, math },
      ];
      const result = await ask({ kind: 'trends', series, interval, timezone, ...(range && { range }) });
      const [whole = ''] = sqlOf(result);
      const rows = await rowsOf(whole);
      if (result.kind !== 'trends') throw new Error('trends were asked for');
      expect(rows.map(([bucket]) => Date.parse(String(bucket)))).toEqual(
        result.buckets.map((bucket) => Date.parse(bucket)),
      );
      const values = rows.map(([, value]) => value);
      expect(values.length).toBeGreaterThan(0);
      for (const [index, value] of values.entries()) {
        const own = result.series[0]?.values[index] ?? null;
        if (typeof own === 'number') expect(value, whole).toBeCloseTo(own, 9);
        else expect(value).toBe(own);
      }
    }
  });

  it.each([1, 24, 24 * 30])('a funnel within %i hours', async (hours) => {
    for (const range of [undefined, RANGE]) {
      const result = await ask({
        kind: 'funnel',
        steps: [{ event: 'view' }, { anyOf: [{ event: 'signup' }, { event: "it's" }] }, { event: 'pay' }],
        window: { value: hours, unit: 'hour' },
        filter: { property: 'properties.plan', op: 'neq', value: 'free' },
        ...(range && { range }),
      });
      if (result.kind !== 'funnel') throw new Error('a funnel was asked for');
      const [whole = ''] = sqlOf(result);
      expect(await rowsOf(whole)).toEqual([result.steps.map(({ count }) => count)]);
    }
  });

  it('is left out where SQL would say something else', async () => {
    const steps = [{ event: 'view' }, { event: 'pay' }];
    for (const more of [
      { steps: [{ event: 'view' }, { event: 'view' }] },
      { steps: [{ event: '*' }, { event: 'view' }] },
      { steps, rules: 'mixpanel' },
      { steps, order: 'strict' },
      { steps, exclusions: [{ match: { event: 'signup' }, fromStep: 1, toStep: 2 }] },
    ]) {
      expect(sqlOf(await ask({ kind: 'funnel', ...more })).filter((sql) => sql.includes('whole'))).toEqual([]);
    }
  });
});

describe('predicates', () => {
  const window = { from: '2026-03-25', to: '2026-03-30' };
  it.each<[string, Filter]>([
    ['an event', { property: 'event', op: 'eq', value: "it's" }],
    ['a property', { property: 'properties.amount', op: 'gte', value: 2 }],
    ['a time', { property: 'timestamp', op: 'after', value: '2026-03-28' }],
    [
      'a negative',
      {
        not: {
          any: [
            { property: 'properties.plan', op: 'is_set' },
            { property: 'event', op: 'contains', value: 'sign' },
          ],
        },
      },
    ],
    ['a session', { property: 'session.durationSeconds', op: 'gt', value: 600 }],
    ['a session by time', { property: 'session.start', op: 'before', value: '2026-03-26' }],
    ['a person', { property: 'person.team', op: 'eq', value: 'red' }],
    ['a person by what it did', { property: 'person.$events', op: 'gt', value: 35 }],
    [
      'a mixture',
      {
        all: [
          { property: 'event', op: 'eq', value: 'pay' },
          {
            any: [
              { property: 'person.team', op: 'eq', value: 'red' },
              { property: 'session.events', op: 'gt', value: 2 },
            ],
          },
        ],
      },
    ],
    ['performed', { performed: { event: 'pay' }, count: { op: 'gte', value: 7 } }],
    ['performed at most', { performed: { event: 'pay' }, count: { op: 'lte', value: 6 }, window }],
    ['performed exactly', { performed: { event: 'pay' }, count: { op: 'eq', value: 2 }, window }],
    ['performed exactly never', { performed: { event: 'pay' }, count: { op: 'eq', value: 0 }, window }],
    ['not performed', { notPerformed: { event: "it's" }, window }],
    ['stopped', { stopped: { event: 'signup' }, activeIn: window, inactiveIn: { from: '2026-04-01' } }],
    ['first performed', { firstPerformed: { event: 'signup' }, window }],
  ])('%s', async (_name, filter) => {
    const result = await ask({
      kind: 'trends',
      series: [{ match: { event: '*' }, math: 'events' }],
      interval: 'month',
      filter,
    });
    if (result.kind !== 'trends') throw new Error('trends were asked for');
    const predicate = sqlOf(result).at(-1) ?? '';
    expect(predicate).toMatch(/^-- events where .+\nSELECT eid FROM events WHERE /);
    const found = await rowsOf(predicate);
    expect(found.length).toBe(result.series[0]?.total);
    expect(found.length).toBeGreaterThan(0);
  });

  it('are the same from the cache, with the columns that are read', async () => {
    const spec = {
      kind: 'trends',
      series: [{ match: { event: 'pay' }, math: { fn: 'sum', property: 'properties.amount' } }],
      interval: 'week',
      breakdown: [{ property: 'session.device' }],
    };
    const first = sqlOf(await ask(spec));
    expect(sqlOf(await ask(spec))).toEqual(first);
    expect(first).toEqual([
      '-- events where event is pay\nSELECT eid FROM events WHERE coalesce("event" = \'pay\', false)',
      '-- session device\nSELECT session_id, "device" AS "session.device" FROM sessions',
      '-- amount\nSELECT eid, json_extract_string(properties, \'/amount\') AS "properties.amount" FROM events',
    ]);
    for (const sql of first) expect((await rowsOf(sql)).length).toBeGreaterThan(0);
  });

  it('that no SQL says are told of in words, on one line', async () => {
    const filter: Filter = { sequence: [{ event: 'view', label: 'a\n; DROP TABLE events' }, { event: 'pay' }] };
    const sql = sqlOf(
      await ask({ kind: 'trends', series: [{ match: { event: '*' }, math: 'events' }], interval: 'month', filter }),
    );
    expect(sql).toEqual([
      '-- events where did a ; DROP TABLE events, then pay\n-- worked out in memory, event by event: no view has it',
    ]);
  });
});
