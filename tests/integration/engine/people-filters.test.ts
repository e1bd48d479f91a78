/** Person paths wherever a path may stand: filters of insights, breakdowns, measures, the catalog; odd keys and texts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../shared/contract/commands';
import type { CanonicalEvent } from '../../../shared/model/event';
import type { Filter } from '../../../shared/model/filter';
import type { JsonObject } from '../../../shared/model/json';
import { trendsSpecSchema } from '../../../shared/insights/trends/spec';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const START = Date.UTC(2026, 2, 2, 9);
const DAY = 86_400_000;
const signal = neverAborted();
const ODD = `a.b"c'); DROP TABLE persons; -- ~/\\`;

let test: TestEngine;
beforeAll(async () => {
  test = await openTestEngine();
  const at = (
    day: number,
    user: string,
    event: string,
    properties: JsonObject = {},
  ): Partial<CanonicalEvent> & { event: string } => ({
    event,
    distinct_id: user,
    user_id: user,
    timestamp: START + day * DAY,
    properties,
  });
  // Ana visits as free, upgrades and visits as pro; ben stays free; cid never says.
  await test.store(
    at(0, 'ana', 'visit', { $set: { plan: 'free', seats: 1, team: { size: 3 } } }),
    at(1, 'ana', 'upgrade', { $set: { plan: 'pro' }, $add: { seats: 4 } }),
    at(2, 'ana', 'visit'),
    at(3, 'ana', 'visit', { $unset: ['seats'], $set: { [ODD]: ODD, text: '"plan":"x"' } }),
    at(0, 'ben', 'visit', { $set: { plan: 'free', seats: '7' } }),
    at(1, 'ben', 'visit', { utm_source: 'news' }),
    at(0, 'cid', 'visit'),
  );
});
afterAll(() => test.close());

/** Events by name under a filter. */
async function visits(filter: Filter | undefined, breakdown?: string): Promise<[string, number][]> {
  const spec = trendsSpecSchema.parse({
    kind: 'trends',
    series: [{ match: { event: 'visit' }, math: 'events' }],
    interval: 'day',
    ...(filter === undefined ? {} : { filter }),
    ...(breakdown === undefined ? {} : { breakdown: [{ property: breakdown }] }),
  });
  const result = await test.engine.json['insight.run']({ spec }, signal);
  if (!('series' in result)) throw new Error('a trend was asked for');
  return result.series.map(({ breakdown: [value = 'all'] = [], total }) => [value, total ?? 0]);
}
const count = async (filter: Filter): Promise<number> => (await visits(filter))[0]?.[1] ?? 0;
const is = (property: string, op: string, value?: unknown): Filter => ({ property, op, value }) as Filter;

describe('filters by person', () => {
  it.each<[string, Filter, number]>([
    ['now', is('person.plan', 'eq', 'pro'), 3],
    ['at the event', is('person_at_event.plan', 'eq', 'pro'), 2],
    ['at the event that changes it', { all: [is('person_at_event.plan', 'eq', 'free')] }, 3],
    ['a negative holds where there is none', is('person_at_event.plan', 'neq', 'pro'), 4],
    ['not of a test', { not: is('person_at_event.plan', 'eq', 'pro') }, 4],
    ['numbers at the event', is('person_at_event.seats', 'gte', 5), 3],
    ['what was taken away is not set', is('person_at_event.seats', 'is_not_set'), 2],
    ['nested, now', is('person.team.size', 'eq', 3), 3],
    ['nested, at the event', is('person_at_event.team.size', 'gt', 2), 3],
    ['nested in what is no object', is('person_at_event.plan.size', 'is_set'), 0],
    ['a text that looks like a key is none', is('person_at_event.text', 'contains', 'plan'), 1],
    [
      'several histories at once',
      { any: [is('person_at_event.plan', 'eq', 'pro'), is('person_at_event.seats', 'eq', 7)] },
      4,
    ],
    ['with what is now', { all: [is('person_at_event.plan', 'eq', 'free'), is('person.plan', 'eq', 'pro')] }, 1],
    [
      'with sessions and events',
      { all: [is('person.plan', 'eq', 'free'), is('session.events', 'eq', 1), is('properties.utm_source', 'is_set')] },
      1,
    ],
    ['what they did in all', is('person.$events', 'gte', 2), 5],
    ['days they were active on', is('person["$active_days"]', 'eq', 4), 3],
    ['when they were last seen', is('person.$last_seen', 'before', '2026-03-03T12:00:00Z'), 3],
    ['whether they are known', is('person.$known', 'eq', true), 6],
    ['an odd key and an odd text', is(`person["${ODD.replaceAll(/["\\]/g, '\\$&')}"]`, 'eq', ODD), 3],
    ['both at the event', is(`person_at_event["${ODD.replaceAll(/["\\]/g, '\\$&')}"]`, 'eq', ODD), 1],
    ['a value that is SQL', is('person.plan', 'eq', "pro' OR true --"), 0],
    ['a pattern', is('person_at_event.plan', 'matches', '^p'), 2],
    ['a key nobody has', is('person.nobody', 'is_set'), 0],
    ['a key nobody has, negated', is('person_at_event.nobody', 'is_not_set'), 6],
  ])('%s', async (_name, filter, expected) => {
    expect(await count(filter)).toBe(expected);
  });

  it('are refused where they cannot be answered', () => {
    const problem = (property: string): string | undefined =>
      COMMANDS['people.summary'].input.safeParse({ where: { property, op: 'is_set' } }).error?.message;
    expect(problem('person_at_event.$events')).toContain('person.$events');
    expect(problem('group.company')).toContain('group.TYPE.KEY');
    expect(problem('person')).toContain('person.KEY');
  });
});

describe('breakdowns and measures by person', () => {
  it('now and at the event', async () => {
    expect(await visits(undefined, 'person.plan')).toEqual([
      ['pro', 3],
      ['free', 2],
      ['$none', 1],
    ]);
    expect(await visits(undefined, 'person_at_event.plan')).toEqual([
      ['free', 3],
      ['pro', 2],
      ['$none', 1],
    ]);
    expect(await visits(undefined, 'person.$events')).toEqual([
      ['4', 3],
      ['2', 2],
      ['1', 1],
    ]);
  });

  it('numbers', async () => {
    const sum = async (property: string): Promise<number | null> => {
      const spec = trendsSpecSchema.parse({
        kind: 'trends',
        series: [{ match: { event: 'visit' }, math: { fn: 'sum', property } }],
        interval: 'day',
      });
      const result = await test.engine.json['insight.run']({ spec }, signal);
      return 'series' in result ? (result.series[0]?.total ?? null) : null;
    };
    // Ana: 1, then 5, then gone; ben: the text 7, twice.
    expect(await sum('person_at_event.seats')).toBe(1 + 5 + 7 + 7);
    expect(await sum('person.seats')).toBe(14);
    expect(await sum('person.$active_days')).toBe(3 * 4 + 2 * 2 + 1);
  });
});

describe('the catalog', () => {
  it('lists person properties with types, as of now and at the event', async () => {
    const rows = await test.engine.json['catalog.properties']({}, signal);
    expect(COMMANDS['catalog.properties'].output.parse(rows)).toEqual(rows);
    const of = (property: string): unknown => rows.find((row) => row.property === property);
    expect(of('person.plan')).toEqual({ property: 'person.plan', type: 'text', count: 2 });
    expect(of('person_at_event.plan')).toEqual({ property: 'person_at_event.plan', type: 'text', count: 2 });
    expect(of('person.$events')).toEqual({ property: 'person.$events', type: 'number', count: 0 });
    expect(of('person.$known')).toMatchObject({ type: 'boolean' });
    expect(rows.some(({ property }) => property.includes('$set'))).toBe(false);
    // Whatever is listed can be asked for.
    for (const { property } of rows) {
      const input = COMMANDS['catalog.values'].input.parse({ property, limit: 10 });
      expect(await test.engine.json['catalog.values'](input, signal)).toBeInstanceOf(Array);
    }
  });

  it('knows the values of person properties, counted in persons', async () => {
    const values = (property: string, search?: string): Promise<unknown> =>
      test.engine.json['catalog.values']({ property, limit: 10, ...(search === undefined ? {} : { search }) }, signal);
    expect(await values('person.plan')).toEqual([
      { value: 'free', count: 1 },
      { value: 'pro', count: 1 },
    ]);
    expect(await values('person_at_event.plan')).toEqual([
      { value: 'free', count: 2 },
      { value: 'pro', count: 1 },
    ]);
    expect(await values('person_at_event.plan', 'PR')).toEqual([{ value: 'pro', count: 1 }]);
  });
});
