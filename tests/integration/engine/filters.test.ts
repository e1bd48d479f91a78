/** Every operator of INSIGHTS §2, printed as SQL and asked of a real DuckDB. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '../../../shared/model/filter';
import { filterSchema } from '../../../shared/model/filter';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;

/** One event each, named for what its property `v` holds. */
const VALUES: Record<string, unknown> = {
  five: 5,
  textFive: '5',
  fiveDotZero: '5.0',
  seven: 7,
  pro: 'Pro',
  prose: 'a Profound text',
  yes: true,
  textTrue: 'true',
  nothing: null,
  empty: '',
  object: { a: { 'b.c': 1 } },
  date: '2026-03-01T10:00:00Z',
  dateWithZone: '2026-03-01 12:30:00+02:00',
  quote: "O'Brien; DROP TABLE events; --",
  percent: '100%_sure\\',
  nan: 'NaN',
  infinite: 'Infinity',
  umlaut: 'ÄPFEL',
};

beforeAll(async () => {
  test = await openTestEngine();
  await test.store(
    ...Object.entries(VALUES).map(([event, v]) => ({ event, properties: { v: v as string } })),
    { event: 'missing', properties: {} },
    { event: 'odd keys', properties: { 'a/b~c': 1, "it's": 2, 'with "quotes"': 3, 'dot.ted': 4 } },
  );
});
afterAll(() => test.close());

async function matching(filter: Filter): Promise<string[]> {
  const events = await test.engine.json['events.recent'](
    { limit: 100, filter: filterSchema.parse(filter) },
    neverAborted(),
  );
  return events.map(({ event }) => event).sort();
}

const v = (op: string, value?: unknown): Filter =>
  ({ property: 'properties.v', op, ...(value === undefined ? {} : { value }) }) as Filter;
const ALL = [...Object.keys(VALUES), 'missing', 'odd keys'];

/** So many that they are looked up rather than compared. */
const MANY = [...Array.from({ length: 100 }, (_, index) => `u'${index}`), 'Pro', VALUES['quote'], '5'];
const MANY_NUMBERS = Array.from({ length: 100 }, (_, index) => 1e15 * index + 0.5);

describe('filters', () => {
  it.each<[string, Filter, string[]]>([
    ['eq a number', v('eq', 5), ['five', 'textFive', 'fiveDotZero']],
    ['eq a numeric text', v('eq', '5'), ['five', 'textFive', 'fiveDotZero']],
    ['eq any of', v('eq', [7, 'Pro']), ['pro', 'seven']],
    ['eq any of many', v('eq', MANY), ['fiveDotZero', 'five', 'pro', 'quote', 'textFive'].sort()],
    ['neq any of many', v('neq', MANY), ALL.filter((name) => !/^(five|fiveDotZero|textFive|pro|quote)$/.test(name))],
    ['eq any of many numbers', v('eq', [...MANY_NUMBERS, 5]), ['five', 'textFive', 'fiveDotZero']],
    ['eq is case-sensitive', v('eq', 'pro'), []],
    ['eq true', v('eq', true), ['textTrue', 'yes']],
    ['eq a text that is SQL', v('eq', VALUES['quote']), ['quote']],
    ['contains', v('contains', 'PRO'), ['pro', 'prose']],
    ['contains beyond ASCII', v('contains', 'äpf'), ['umlaut']],
    ['contains takes no wildcard', v('contains', '%_'), ['percent']],
    ['starts_with', v('starts_with', 'pro'), ['pro']],
    ['ends_with', v('ends_with', '\\'), ['percent']],
    ['matches', v('matches', '^P.o$'), ['pro']],
    ['matches is case-sensitive', v('matches', '^p.o$'), []],
    ['gt', v('gt', 5), ['seven']],
    ['gte', v('gte', 5), ['five', 'textFive', 'fiveDotZero', 'seven']],
    ['lt takes numbers alone', v('lt', 6), ['five', 'textFive', 'fiveDotZero']],
    ['between', v('between', [5, 6]), ['five', 'textFive', 'fiveDotZero']],
    ['before', v('before', '2026-03-01T10:15:00Z'), ['date']],
    ['after, with the text’s own zone', v('after', '2026-03-01T10:15:00Z'), ['dateWithZone']],
    ['gt a time', v('gt', '2026-03-01T10:15:00Z'), ['dateWithZone']],
    ['is_set', v('is_set'), Object.keys(VALUES).filter((name) => name !== 'nothing')],
    ['is_not_set', v('is_not_set'), ['missing', 'nothing', 'odd keys']],
    ['a key with a dot, nested', { property: 'properties.v.a["b.c"]', op: 'eq', value: 1 }, ['object']],
    ['a key with a slash and a tilde', { property: 'properties.a/b~c', op: 'eq', value: 1 }, ['odd keys']],
    ['a key with an apostrophe', { property: "properties.it's", op: 'eq', value: 2 }, ['odd keys']],
    ['a key with quotes', { property: 'properties["with \\"quotes\\""]', op: 'eq', value: 3 }, ['odd keys']],
    ['a dotted key', { property: 'properties["dot.ted"]', op: 'eq', value: 4 }, ['odd keys']],
  ])('%s', async (_name, filter, expected) => {
    expect(await matching(filter)).toEqual([...expected].sort());
  });

  it.each<[Filter, Filter]>([
    [v('eq', 5), v('neq', 5)],
    [v('contains', 'pro'), v('not_contains', 'pro')],
    [v('matches', 'P'), v('not_matches', 'P')],
  ])('a negative holds exactly where its positive does not, missing included', async (positive, negative) => {
    const yes = await matching(positive);
    const no = await matching(negative);
    expect([...yes, ...no].sort()).toEqual([...ALL].sort());
    expect(no).toContain('missing');
    expect(await matching({ not: positive })).toEqual(no);
  });

  it('combine, and the empty ones mean everything and nothing', async () => {
    expect(await matching({ all: [v('gte', 5), { not: v('eq', 7) }] })).toEqual(['five', 'fiveDotZero', 'textFive']);
    expect(await matching({ any: [v('eq', 7), v('eq', 'Pro')] })).toEqual(['pro', 'seven']);
    expect((await matching({ all: [] })).length).toBe(ALL.length);
    expect(await matching({ any: [] })).toEqual([]);
  });

  it('leave the tables as they were', async () => {
    expect((await matching({ all: [] })).length).toBe(ALL.length);
  });
});

describe('tests of sessions', () => {
  it('take what happened outside all of them for an event without the value', async () => {
    const server = await openTestEngine();
    const at = Date.UTC(2026, 0, 1, 10);
    const event = (name: string, minute: number, properties = {}) => ({
      event: name,
      distinct_id: 'ada',
      user_id: 'ada',
      timestamp: at + minute * 60_000,
      properties,
    });
    // A server's event hours after the only session, which it does not begin.
    await server.store(event('seen', 0), event('charged', 300, { $is_server: true }));
    const passing = async (filter: Filter): Promise<number | null | undefined> => {
      const series = [{ match: { event: 'charged' }, math: 'events' as const }];
      const spec = { kind: 'trends' as const, series, interval: 'day' as const, filter };
      const result = await server.engine.json['insight.run']({ spec }, neverAborted());
      return result.kind === 'trends' ? result.series[0]?.total : undefined;
    };
    expect(await passing({ property: 'session.browser', op: 'neq', value: 'Firefox' })).toBe(1);
    expect(await passing({ property: 'session.events', op: 'is_not_set' })).toBe(1);
    expect(await passing({ property: 'session.events', op: 'gte', value: 0 })).toBe(0);
    expect(await passing({ not: { property: 'session.events', op: 'gte', value: 0 } })).toBe(1);
    await server.close();
  });
});
