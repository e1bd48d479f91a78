/**
 * Groups on a real engine against going through everything that happened: funnels that count them, their properties in
 * filters and breakdowns, and how many there are, however the events arrive.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../shared/base/canonical-json';
import { funnelSpecSchema, type FunnelResult, type FunnelSpec } from '../../../shared/insights/funnel/spec';
import type { TrendsResult } from '../../../shared/insights/trends/spec';
import { FIRST_DAY, type LoggedEvent } from '../../support/event-log';
import { propertyOf } from '../../support/filters';
import { askFunnel } from '../../support/oracles/funnel';
import { runs } from '../../support/runs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const SECOND = 1000;

interface Happened extends LoggedEvent {
  /** What it says of its company, where it says anything. */
  readonly said: Readonly<Record<string, string | null>> | undefined;
}

/** What a few persons of a few companies and teams did within some seconds, and what was said of the companies. */
const logArbitrary: fc.Arbitrary<Happened[]> = fc
  .array(
    fc.record({
      person: fc.constantFrom('ana', 'ben', 'cho'),
      event: fc.constantFrom('a', 'b', 'c', 'told', 'told'),
      second: fc.integer({ min: 0, max: 6 }),
      company: fc.constantFrom('acme', 'acme', 'beta', undefined),
      team: fc.constantFrom('red', 'blue', undefined),
      plan: fc.constantFrom('free', 'pro', null),
    }),
    { minLength: 3, maxLength: 16 },
  )
  .map((rows) =>
    rows.map(({ person, event, second, company, team, plan }, index) => ({
      id: `e${String((index * 7) % rows.length).padStart(2, '0')}-${index}`,
      person,
      event,
      time: FIRST_DAY + second * SECOND,
      session: '',
      properties: { ...(company === undefined ? {} : { company }), ...(team === undefined ? {} : { team }) },
      said: event === 'told' ? { plan } : undefined,
    })),
  );

const inOrder = (a: LoggedEvent, b: LoggedEvent): number => a.time - b.time || (a.id < b.id ? -1 : 1);

/** The log as an insight sees it: every event with its company's plan as it is in the end. */
function withPlans(log: readonly Happened[]): LoggedEvent[] {
  const plans = new Map<unknown, string | null>();
  for (const { said, properties } of log.toSorted(inOrder)) {
    if (said !== undefined) plans.set(properties['company'], said['plan'] ?? null);
  }
  return log.map((event) => {
    const { company } = event.properties as { company?: string };
    const plan = company === undefined ? undefined : plans.get(company);
    return { ...event, properties: { ...event.properties, ...(typeof plan === 'string' ? { planNow: plan } : {}) } };
  });
}

const matcher = fc.constantFrom({ event: 'a' }, { event: 'b' }, { event: 'c' }, { event: '*' });
const specArbitrary: fc.Arbitrary<FunnelSpec> = fc
  .record(
    {
      steps: fc.array(matcher, { minLength: 2, maxLength: 3 }),
      order: fc.constantFrom('sequential', 'strict', 'any'),
      window: fc.integer({ min: 1, max: 9 }).map((value) => ({ value, unit: 'second' })),
      countBy: fc.constantFrom({ group: 'company' }, { group: 'team' }),
      filter: fc.constantFrom(
        undefined,
        { property: 'group.company.plan', op: 'eq', value: 'pro' },
        { property: 'group.company.plan', op: 'neq', value: 'pro' },
        {
          any: [
            { property: 'group.company.plan', op: 'is_not_set' },
            { property: 'event', op: 'eq', value: 'b' },
          ],
        },
        { not: { property: 'group.team.$key', op: 'eq', value: 'red' } },
      ),
      breakdown: fc.constantFrom(
        undefined,
        { property: 'group.company.plan' },
        { property: 'group.team.$key', attribution: 'last' },
      ),
    },
    { requiredKeys: ['steps', 'window', 'countBy'] },
  )
  .map((spec) => funnelSpecSchema.parse({ kind: 'funnel', ...spec }));

/** The same question of the log that {@link withPlans} makes. */
const ofLog = (spec: FunnelSpec): FunnelSpec =>
  funnelSpecSchema.parse(JSON.parse(canonicalJson(spec).replaceAll('group.company.plan', 'properties.planNow')));

const store = (engine: TestEngine, events: readonly Happened[]): Promise<void> =>
  engine.store(
    ...events.map(({ id, person, event, time, properties, said }) => ({
      event,
      event_id: id,
      kind: said === undefined ? ('custom' as const) : ('group' as const),
      timestamp: time,
      distinct_id: person,
      user_id: person,
      groups: properties as Record<string, string>,
      properties:
        said === undefined || properties['company'] === undefined
          ? {}
          : { $group_type: 'company', $group_key: properties['company'], $group_set: said },
    })),
  );

async function check({ engine }: TestEngine, log: readonly Happened[], spec: FunnelSpec): Promise<void> {
  const signal = neverAborted();
  const logged = withPlans(log);
  const windowMs = (spec.window?.value ?? 0) * SECOND;
  const answer = askFunnel(ofLog(spec), logged, { from: -Infinity, to: Infinity }, windowMs);
  const result = (await engine.json['insight.run']({ spec }, signal)) as FunnelResult;
  expect(result.steps.map(({ count }) => count)).toEqual(answer.all.counts);
  if (spec.breakdown !== undefined) {
    expect(new Map(result.breakdowns?.map(({ value, steps }) => [value, steps.map(({ count }) => count)]))).toEqual(
      new Map([...answer.byValue].map(([value, { counts }]) => [value, counts])),
    );
  }
  const drilled = await engine.json['insight.drill'](
    { spec, cell: { step: 1, outcome: 'reached' }, limit: 10 },
    signal,
  );
  const spoken = (at: number, event: string, person: string): string => `${at} ${event} ${person}`;
  const byId = new Map(logged.map((event) => [event.id, spoken(event.time, event.event, event.person)]));
  expect(
    drilled.groups?.map(({ key, evidence }) => [
      key,
      evidence.map(({ timestamp, event, person }) => spoken(timestamp, event, person)).sort(),
    ]),
  ).toEqual(
    [...answer.chains]
      .map(([key, chains]): [string, string[]] => [
        key,
        chains
          .flat()
          .map((id) => byId.get(id) ?? id)
          .toSorted((a, b) => (a < b ? -1 : 1)),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  for (const { key, persons, events } of drilled.groups ?? []) {
    const own = logged.filter(
      ({ properties }) => properties[typeof spec.countBy === 'object' ? spec.countBy.group : ''] === key,
    );
    expect([persons, events]).toEqual([new Set(own.map(({ person }) => person)).size, own.length]);
  }
  const trends = (await engine.json['insight.run'](
    {
      spec: {
        kind: 'trends',
        series: [{ match: { event: '*' }, math: { group: 'team' } }],
        interval: 'day',
        breakdown: [{ property: 'group.company.plan' }],
      },
    },
    signal,
  )) as TrendsResult;
  const teams = new Map<string, Set<unknown>>();
  for (const event of logged) {
    const plan = String(propertyOf(event, 'properties.planNow') ?? '$none');
    const team = propertyOf(event, 'group.team.$key');
    teams.set(plan, (teams.get(plan) ?? new Set()).add(team ?? ''));
    if (team === undefined) teams.get(plan)?.delete('');
  }
  const counted = new Map(trends.series.map(({ breakdown, total }) => [breakdown?.[0] ?? '', total]));
  for (const [plan, found] of teams) expect(counted.get(plan) ?? 0).toBe(found.size);
}

test('groups are what the definitions say, however their events arrive', async () => {
  await fc.assert(
    fc.asyncProperty(
      logArbitrary,
      fc.array(specArbitrary, { minLength: 2, maxLength: 3 }),
      fc.nat(),
      async (log, specs, cut) => {
        const engine = await openTestEngine();
        try {
          const first = log.slice(0, cut % (log.length + 1));
          await store(engine, first);
          for (const spec of specs) await check(engine, first, spec);
          await store(engine, log.slice(first.length));
          for (const spec of specs) await check(engine, log, spec);
        } finally {
          await engine.close();
        }
      },
    ),
    runs(12),
  );
}, 120_000);
