/** Groups on a real engine: their properties as events tell them, filters and breakdowns by them, funnels that count them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandOutput } from '../../../shared/contract/commands';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import type { InsightResult } from '../../../shared/insights/specs';
import type { TrendsResult, TrendsSpec } from '../../../shared/insights/trends/spec';
import type { CanonicalEvent } from '../../../shared/model/event';
import type { Filter } from '../../../shared/model/filter';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const at = (minute: number): number => Date.UTC(2026, 0, 1, 10, minute);

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

type Given = Partial<CanonicalEvent> & { event: string };

const did = (
  person: string,
  event: string,
  minute: number,
  company?: string,
  more: Partial<CanonicalEvent> = {},
): Given => ({
  event,
  distinct_id: person,
  user_id: person,
  timestamp: at(minute),
  groups: company === undefined ? {} : { company },
  ...more,
});

/** As PostHog's and Segment's decoders leave it. */
const told = (company: string, minute: number, properties: CanonicalEvent['properties'], id?: string): Given => ({
  event: '$groupidentify',
  kind: 'group',
  distinct_id: `of ${company}`,
  timestamp: at(minute),
  groups: { company },
  properties: { $group_type: 'company', $group_key: company, $group_set: properties },
  ...(id === undefined ? {} : { event_id: id }),
});

const visits = async (filter?: Filter, breakdown?: string, math: TrendsSpec['series'][number]['math'] = 'events') => {
  const spec: TrendsSpec = {
    kind: 'trends',
    series: [{ match: { event: 'visit' }, math }],
    interval: 'day',
    ...(filter === undefined ? {} : { filter }),
    ...(breakdown === undefined ? {} : { breakdown: [{ property: breakdown }] }),
  };
  const result = (await test.engine.json['insight.run']({ spec }, neverAborted())) as TrendsResult;
  return result.series.map(({ breakdown: by, total }) => [by?.[0] ?? '', total]);
};
const count = async (filter: Filter): Promise<unknown> => (await visits(filter))[0]?.[1];
const is = (property: string, op: 'eq' | 'neq' | 'gt' | 'is_set' | 'is_not_set', value?: string | number): Filter =>
  value === undefined ? { property, op } : { property, op, value };

describe('what is told of groups', () => {
  it('is replayed by time and event id, whatever came first, and is as it is now at every event', async () => {
    await test.store(
      did('ada', 'visit', 0, 'acme'),
      told('acme', 3, { plan: 'pro', seats: 12 }, 'b'),
      told('acme', 3, { plan: 'free' }, 'a'),
      told('acme', 1, { plan: 'trial', seats: 3, old: true }),
      told('zeta', 1, { plan: 'free', name: { legal: 'Zeta AG' } }),
      did('ben', 'visit', 1, 'zeta'),
      did('cleo', 'visit', 2),
      did('dan', 'visit', 3, 'mute'),
    );
    expect(await visits(undefined, 'group.company.plan')).toEqual([
      ['$none', 2],
      ['free', 1],
      ['pro', 1],
    ]);
    expect(await count(is('group.company.plan', 'eq', 'pro'))).toBe(1);
    expect(await count(is('group.company.plan', 'neq', 'pro'))).toBe(3);
    expect(await count(is('group.company.plan', 'is_not_set'))).toBe(2);
    expect(await count(is('group.company.seats', 'gt', 5))).toBe(1);
    expect(await count(is('group.company.old', 'eq', 'true'))).toBe(1);
    expect(await count(is('group.company.name.legal', 'eq', 'Zeta AG'))).toBe(1);
    expect(await count({ all: [is('group.company.plan', 'eq', 'free'), is('event', 'eq', 'visit')] })).toBe(1);
    expect(await count({ any: [is('group.company.plan', 'eq', 'pro'), is('distinct_id', 'eq', 'cleo')] })).toBe(2);
    expect(await count({ not: is('group.company.plan', 'eq', 'pro') })).toBe(3);
  });

  it('changes with what arrives later, however late it is', async () => {
    await test.store(did('ada', 'visit', 0, 'acme'), told('acme', 5, { plan: 'pro' }));
    expect(await visits(undefined, 'group.company.plan')).toEqual([['pro', 1]]);
    await test.store(told('acme', 2, { plan: 'free', region: 'eu' }));
    expect(await visits(undefined, 'group.company.plan')).toEqual([['pro', 1]]);
    expect(await visits(undefined, 'group.company.region')).toEqual([['eu', 1]]);
    await test.store(told('acme', 9, { plan: null }), did('ben', 'visit', 9, 'beta'));
    expect(await visits(undefined, 'group.company.plan')).toEqual([['$none', 2]]);
    await test.store(told('beta', 1, { plan: 'late' }));
    expect(await visits(undefined, 'group.company.plan')).toEqual([
      ['$none', 1],
      ['late', 1],
    ]);
  });

  it('is told of every group that an event names where it names none of its own', async () => {
    await test.store(
      did('ada', 'visit', 0, undefined, { groups: { company: 'acme', team: 'red/~1' } }),
      {
        event: '$groupidentify',
        kind: 'group',
        timestamp: at(1),
        groups: { company: 'acme', team: 'red/~1' },
        properties: { $group_set: { tier: 'gold' } },
      },
      told('acme', 2, { tier: 'iron' }),
      // What has the name of a metric is hidden by it.
      told('acme', 3, { $events: 99, 'odd.key/~': 'kept' }),
    );
    expect(await visits(undefined, 'group.company.tier')).toEqual([['iron', 1]]);
    expect(await visits(undefined, 'group.team.tier')).toEqual([['gold', 1]]);
    expect(await visits(undefined, 'group.team.$key')).toEqual([['red/~1', 1]]);
    expect(await visits(undefined, 'group.company.$events')).toEqual([['4', 1]]);
    expect(await visits(undefined, 'group.company["odd.key/~"]')).toEqual([['kept', 1]]);
    expect(await count(is('group.company.$events', 'gt', 3))).toBe(1);
    expect(await count(is('group.team.$persons', 'eq', 2))).toBe(1);
  });

  it('adds, unites and takes away where events say so, in their order', async () => {
    const does = (minute: number, operations: CanonicalEvent['properties'], id: string): Given => ({
      ...told('acme', minute, {}, id),
      properties: { $group_type: 'company', $group_key: 'acme', ...operations },
    });
    await test.store(
      did('ada', 'visit', 0, 'acme'),
      told('acme', 1, { seats: 5, plan: 'free', gone: 1 }),
      does(3, { $group_add: { seats: 2 }, $group_unset: ['gone'] }, 'b'),
      does(2, { $group_set: { seats: 10 }, $group_set_once: { plan: 'pro', since: 2020 } }, 'a'),
      told('zeta', 1, { seats: 1 }),
      did('ben', 'visit', 0, 'zeta'),
    );
    expect(await visits(undefined, 'group.company.seats')).toEqual([
      ['1', 1],
      ['12', 1],
    ]);
    expect(await count(is('group.company.plan', 'eq', 'free'))).toBe(1);
    expect(await count(is('group.company.since', 'eq', 2020))).toBe(1);
    expect(await count(is('group.company.gone', 'is_set'))).toBe(0);
    await test.store(
      does(4, { $group_union: { tags: ['x'] } }, 'c'),
      told('acme', 5, { seats: 1 }),
      does(6, { $group_add: { seats: 1 } }, 'd'),
    );
    expect(await count(is('group.company.seats', 'eq', 2))).toBe(1);
    expect(await count(is('group.company.tags', 'is_set'))).toBe(1);
    await test.store(does(7, { $group_delete: true }, 'e'));
    expect(await count(is('group.company.plan', 'is_set'))).toBe(0);
    expect(await count(is('group.company.seats', 'eq', 1))).toBe(1);
  });

  it('is the same when the workspace is opened again', async () => {
    await test.store(did('ada', 'visit', 0, 'acme'), told('acme', 1, { plan: 'pro' }));
    expect(await visits(undefined, 'group.company.plan')).toEqual([['pro', 1]]);
    test = await test.reopen();
    expect(await visits(undefined, 'group.company.plan')).toEqual([['pro', 1]]);
  });

  it('stands in SQL too', async () => {
    await test.store(did('ada', 'visit', 0, 'acme'), did('ben', 'visit', 0, 'zeta'), told('acme', 1, { plan: 'pro' }));
    const rows = async (sql: string): Promise<unknown> => {
      const result = await test.engine.json['insight.run']({ spec: { kind: 'sql', sql } }, neverAborted());
      return result.kind === 'sql' ? result.rows : result;
    };
    const plans = "SELECT key, properties->>'$.plan' AS plan FROM groups ORDER BY ALL";
    expect(await rows(plans)).toEqual([
      ['acme', 'pro'],
      ['zeta', null],
    ]);
    await test.store(told('zeta', 2, { plan: 'free' }));
    expect(await rows(plans)).toEqual([
      ['acme', 'pro'],
      ['zeta', 'free'],
    ]);
    expect(await rows('SELECT key, events, persons FROM groups ORDER BY key')).toEqual([
      ['acme', 2, 2],
      ['zeta', 2, 2],
    ]);
  });

  it('is offered with its types and values', async () => {
    await test.store(
      did('ada', 'visit', 0, undefined, { groups: { company: 'acme', team: 'red' } }),
      did('ben', 'visit', 0, 'zeta'),
      told('acme', 1, { plan: 'pro', seats: 12 }),
      told('zeta', 1, { plan: 'pro' }),
    );
    const signal = neverAborted();
    expect(await test.engine.json['catalog.groups']({}, signal)).toEqual([
      { type: 'company', groups: 2, events: 4 },
      { type: 'team', groups: 1, events: 1 },
    ]);
    const offered = await test.engine.json['catalog.properties']({}, signal);
    expect(offered.filter(({ property }) => property.startsWith('group.') && !/\.\$(?!key)/.test(property))).toEqual([
      { property: 'group.company.$key', type: 'text', count: 2 },
      { property: 'group.company.plan', type: 'text', count: 2 },
      { property: 'group.company.seats', type: 'number', count: 1 },
      { property: 'group.team.$key', type: 'text', count: 1 },
    ]);
    expect(offered.filter(({ property }) => property.includes('$group'))).toEqual([]);
    const values = (property: string, search?: string): Promise<CommandOutput<'catalog.values'>> =>
      test.engine.json['catalog.values']({ property, limit: 10, ...(search === undefined ? {} : { search }) }, signal);
    expect(await values('group.company.plan')).toEqual([{ value: 'pro', count: 2 }]);
    expect(await values('group.company.plan', 'free')).toEqual([]);
    expect(await values('group.company.$key', 'AC')).toEqual([{ value: 'acme', count: 2 }]);
  });
});

describe('a funnel that counts groups', () => {
  const funnel: FunnelSpec = {
    kind: 'funnel',
    steps: [{ event: 'visit' }, { event: 'signup' }, { event: 'pay' }],
    countBy: { group: 'company' },
  };
  const run = async (more: Partial<FunnelSpec> = {}): Promise<Extract<InsightResult, { kind: 'funnel' }>> => {
    const result = await test.engine.json['insight.run']({ spec: { ...funnel, ...more } }, neverAborted());
    if (result.kind !== 'funnel') throw new Error('a funnel answers as a funnel');
    return result;
  };
  const counts = async (more?: Partial<FunnelSpec>): Promise<number[]> =>
    (await run(more)).steps.map((step) => step.count);

  it('takes the events of all persons of a group as one sequence', async () => {
    await test.store(
      // One after the other, of three persons, stored in another order.
      did('cleo', 'pay', 9, 'acme'),
      did('ada', 'visit', 1, 'acme'),
      did('ben', 'signup', 5, 'acme'),
      // A person in two groups brings its events to each, and to none more than once.
      did('dan', 'visit', 1, 'beta'),
      did('dan', 'signup', 2, 'gamma'),
      did('dan', 'visit', 3, 'gamma'),
      // Nobody's.
      did('eve', 'visit', 1),
      did('eve', 'signup', 2),
      did('eve', 'pay', 3),
      did('eve', 'visit', 4, undefined, { groups: { team: 'red' } }),
    );
    expect(await counts()).toEqual([3, 1, 1]);
    expect(await counts({ countBy: 'persons' })).toEqual([3, 2, 1]);
    expect(await counts({ countBy: { group: 'team' } })).toEqual([1, 0, 0]);
    expect(await counts({ countBy: { group: 'nothing' } })).toEqual([0, 0, 0]);
    await test.store(did('fay', 'signup', 4, 'beta'), did('gus', 'pay', 0, 'gamma'), did('gus', 'visit', 6, 'delta'));
    expect(await counts()).toEqual([4, 2, 1]);
  });

  it('says what does not count, and which types there are', async () => {
    await test.store(did('ada', 'visit', 1, 'acme'), did('eve', 'visit', 2), did('ada', 'signup', 2, 'acme'));
    const warnings = async (more: Partial<FunnelSpec> = {}): Promise<string[]> =>
      ((await run(more)).meta.warnings ?? []).map(({ code, path = '' }) => `${code} ${path}`);
    expect(await warnings()).toContain('events_without_group countBy.group');
    expect(await warnings({ steps: [{ event: 'signup' }, { event: 'signup' }] })).not.toContain(
      'events_without_group countBy.group',
    );
    expect(await warnings({ countBy: { group: 'compny' } })).toContain('group_unknown countBy.group');
    expect(await warnings({ countBy: 'persons' })).toEqual(
      (await warnings()).filter((warning) => !warning.includes('group')),
    );
  });

  it('breaks down, filters and holds by properties of groups and of events', async () => {
    await test.store(
      did('ada', 'visit', 1, 'acme', { properties: { site: 'a' } }),
      did('ben', 'signup', 2, 'acme', { properties: { site: 'b' } }),
      did('ben', 'pay', 3, 'acme', { properties: { site: 'b' } }),
      did('cleo', 'visit', 1, 'beta', { properties: { site: 'a' } }),
      did('cleo', 'signup', 2, 'beta', { properties: { site: 'a' } }),
      told('acme', 0, { plan: 'pro' }),
      told('beta', 9, { plan: 'free' }),
    );
    const { breakdowns } = await run({ breakdown: { property: 'group.company.plan' } });
    expect(breakdowns?.map(({ value, steps }) => [value, ...steps.map((step) => step.count)])).toEqual([
      ['free', 1, 1, 0],
      ['pro', 1, 1, 1],
    ]);
    expect(await counts({ holdConstant: ['properties.site'] })).toEqual([2, 1, 0]);
    expect(await counts({ filter: is('group.company.plan', 'eq', 'pro') })).toEqual([1, 1, 1]);
    expect(await counts({ filter: is('distinct_id', 'neq', 'ben') })).toEqual([2, 1, 0]);
  });

  it('lists the groups behind a bar, page by page, with whose events those were', async () => {
    await test.store(
      did('ada', 'visit', 1, 'acme'),
      did('ben', 'signup', 2, 'acme'),
      did('cleo', 'visit', 1, 'beta'),
      did('dan', 'visit', 3, 'zeta'),
      did('dan', 'signup', 4, 'zeta'),
      told('acme', 9, { plan: 'pro' }),
    );
    const drill = (cursor?: string): Promise<CommandOutput<'insight.drill'>> =>
      test.engine.json['insight.drill'](
        {
          spec: funnel,
          cell: { step: 2, outcome: 'reached' },
          limit: 1,
          ...(cursor === undefined ? {} : { cursor }),
        },
        neverAborted(),
      );
    const first = await drill();
    expect(first).toMatchObject({ total: 2, rows: [], nextCursor: 'acme' });
    expect(first.groups).toMatchObject([
      {
        type: 'company',
        key: 'acme',
        properties: { plan: 'pro' },
        persons: 3,
        events: 3,
        firstSeen: at(1),
        lastSeen: at(9),
        evidence: [
          { event: 'visit', person: 'ada', timestamp: at(1) },
          { event: 'signup', person: 'ben', timestamp: at(2) },
        ],
      },
    ]);
    const second = await drill(first.nextCursor);
    expect(second.groups?.map(({ key }) => key)).toEqual(['zeta']);
    expect(second.nextCursor).toBeUndefined();
  });

  it('puts events of one moment in the order of their ids, not of arrival', async () => {
    const moment = (person: string, event: string, id: string): Given => ({
      ...did(person, event, 5, 'acme'),
      event_id: id,
    });
    const chain = async (engine: TestEngine): Promise<unknown> => {
      const { groups } = await engine.engine.json['insight.drill'](
        { spec: funnel, cell: { step: 1, outcome: 'reached' }, limit: 5 },
        neverAborted(),
      );
      return groups?.[0]?.evidence.map(({ person }) => person);
    };
    await test.store(moment('zoe', 'visit', 'a'), moment('ada', 'visit', 'b'), moment('moe', 'visit', 'c'));
    const other = await openTestEngine();
    await other.store(moment('moe', 'visit', 'c'), moment('ada', 'visit', 'b'), moment('zoe', 'visit', 'a'));
    try {
      expect(await chain(test)).toEqual(['zoe']);
      expect(await chain(other)).toEqual(['zoe']);
    } finally {
      await other.close();
    }
  });
});
