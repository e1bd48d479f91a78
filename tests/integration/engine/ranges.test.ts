/**
 * An engine whose events do not fit its memory says what one with room says: whatever came in whatever steps, of every
 * insight, list and person, before and after it was closed, under other settings and other rules.
 */
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '../../../electron/engine/engine';
import type { CommandInput } from '../../../shared/contract/commands';
import type { CanonicalEvent } from '../../../shared/model/event';
import { DEFAULT_SETTINGS, type WorkspaceSettings } from '../../../shared/model/settings';
import { runs } from '../../support/runs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

type Spec = CommandInput<'insight.run'>['spec'];
type Drill = CommandInput<'insight.drill'>;

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 2);
const COPIES = { minEvents: 1, delayMs: 1_000_000, closeMs: 60_000 };
/** No event fits; parts are of 256 events, and as many again are held before they are written. */
const TINY: Partial<EngineOptions> = { memoryLimitMb: 0, keepLimits: COPIES, mostTexts: 60 };
const ROOMY: Partial<EngineOptions> = { keepLimits: COPIES, mostTexts: 60 };

const plan = { property: 'properties.plan' };
const window = { value: 5, unit: 'hour' } as const;
const page = { event: '$pageview' };
const added = { event: 'added' };
const paid = { event: 'paid' };
const cheap = { property: 'properties.price', op: 'lt', value: 2 } as const;
const often = { performed: added, count: { op: 'gte', value: 2 } } as const;

const FUNNEL: Drill['spec'] = { kind: 'funnel', steps: [page, added, paid], window, breakdown: plan };
const TRENDS: Drill['spec'] = {
  kind: 'trends',
  interval: 'day',
  series: [{ match: { event: '*' }, math: 'persons' }],
  breakdown: [{ property: 'properties.place', limit: 2 }],
};
const BINNED: Drill['spec'] = {
  kind: 'trends',
  interval: 'day',
  series: [{ match: paid, math: { property: 'properties.price', fn: 'sum' } }],
  breakdown: [{ property: 'properties.price', bins: 3 }],
};
const PATHS: Drill['spec'] = { kind: 'paths', of: 'events', within: 'session', steps: 4, breakdown: plan };
const SEGMENT: Drill['spec'] = { kind: 'segment', filter: { all: [often, { property: 'person.plan', op: 'is_set' }] } };

const STEPS = [page, added, paid];
const WEIGHT = 'properties.weight';
/** Of many different values, in the person, in the session, in the group. */
const WIDE = 'properties.order';
const companyPlan = { property: 'group.company.plan', op: 'is_set' } as const;

/** What was once beyond those whose events lie in files: each takes a column of all of them, or their order by group. */
const HARD: readonly Drill['spec'][] = [
  { kind: 'funnel', steps: STEPS, window, countBy: { group: 'company' }, breakdown: plan },
  { kind: 'funnel', steps: STEPS, window, countBy: { group: 'company' }, breakdown: { property: WIDE } },
  { kind: 'funnel', steps: STEPS, window, breakdown: { property: WIDE } },
  { kind: 'funnel', steps: [page, added], window, holdConstant: [WIDE] },
  {
    kind: 'trends',
    interval: 'day',
    series: [
      { match: page, math: { group: 'company' } },
      { match: { event: '*' }, math: { property: WIDE, fn: 'distinct' } },
      { match: { event: '*' }, math: { property: WEIGHT, fn: 'median' } },
      { match: { event: '*' }, math: { property: 'properties.amount', fn: 'sum' } },
      { match: { event: '*' }, math: { property: 'group.company.seats', fn: 'max' } },
      { match: { event: '*' }, math: { property: 'person.$events', fn: 'avg' } },
    ],
  },
  {
    kind: 'trends',
    interval: 'day',
    series: [{ match: page, math: 'events' }],
    breakdown: [{ property: 'group.company.plan' }, { property: 'session.entryPage', limit: 3 }],
  },
  {
    kind: 'trends',
    interval: 'day',
    series: [{ match: page, math: 'events' }],
    breakdown: [{ property: 'person_at_event.plan' }, { property: WIDE, limit: 3 }],
  },
  {
    kind: 'trends',
    interval: 'day',
    series: [{ match: page, math: { property: 'person_at_event.age', fn: 'avg' } }],
    filter: { all: [companyPlan, { property: 'person_at_event.plan', op: 'eq', value: 'pro' }] },
  },
  { kind: 'paths', of: { property: WIDE }, within: 'session', steps: 3 },
  { kind: 'segment', filter: { aggregate: { property: WEIGHT, of: added, fn: 'sum' }, op: 'gte', value: 40 } },
];

const SPECS: readonly Spec[] = [
  ...HARD,
  {
    kind: 'sql',
    sql: 'SELECT person_id, count(*) AS n, count(DISTINCT session_id) AS s FROM events GROUP BY ALL ORDER BY ALL',
    limit: 500,
  },
  { kind: 'sql', sql: 'SELECT * FROM groups ORDER BY ALL', limit: 500 },
  FUNNEL,
  { kind: 'funnel', steps: [page, { ...added, where: cheap }], window, order: 'strict', countBy: 'sessions' },
  TRENDS,
  BINNED,
  { kind: 'trends', interval: 'week', series: [{ match: page, math: 'sessions' }], filter: often },
  {
    kind: 'trends',
    interval: 'day',
    series: [{ match: page, math: 'events' }],
    breakdown: [{ property: 'person.plan' }],
  },
  { kind: 'retention', start: page, return: { event: '*' }, interval: 'day', periods: 3, breakdown: plan },
  PATHS,
  { kind: 'lifecycle', match: { event: '*' }, interval: 'day' },
  { kind: 'stickiness', match: { event: '*' }, interval: 'day', filter: { not: cheap } },
  { kind: 'frequency', match: page, per: 'session' },
  SEGMENT,
  { kind: 'correlation', funnel: { kind: 'funnel', steps: [page, paid], window }, properties: ['properties.plan'] },
  { kind: 'funnel', steps: [page, paid], window, countBy: { group: 'company' } },
  { kind: 'events', where: cheap, limit: 20 },
  { kind: 'sessions', limit: 30 },
  { kind: 'people', limit: 30 },
];

const DRILLS: readonly Drill[] = [
  { spec: HARD[0] as Drill['spec'], cell: { step: 1, outcome: 'reached' }, limit: 50 },
  { spec: HARD[1] as Drill['spec'], cell: { step: 1, outcome: 'dropped' }, limit: 2 },
  { spec: HARD[2] as Drill['spec'], cell: { step: 1, outcome: 'reached' }, limit: 50 },
  { spec: FUNNEL, cell: { step: 2, outcome: 'dropped', breakdown: 'pro' }, limit: 50 },
  { spec: FUNNEL, cell: { step: 1, outcome: 'reached' }, limit: 3 },
  { spec: TRENDS, cell: { series: 0, bucket: 1, breakdown: ['$other'] }, limit: 50 },
  { spec: BINNED, cell: { series: 0, breakdown: ['0–1'] }, limit: 50 },
  { spec: SEGMENT, cell: { belongs: true }, limit: 50 },
];

/** Persons on devices, some shared, that log in now and then; ties, server events, session ids, late events. */
function eventsFrom(seed: number, from: number, count: number): (Partial<CanonicalEvent> & { event: string })[] {
  let state = seed + from * 7_919;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  return Array.from({ length: count }, (_, i) => {
    const nth = from + i;
    const device = draw(60);
    const user = draw(6) === 0 ? `u${device % 25}` : undefined;
    const event = ['$pageview', '$pageview', 'added', 'paid', 'left'][draw(5)] ?? 'left';
    return {
      event,
      event_id: `e${String((nth * 7_919) % 100_003)}`,
      kind: event === '$pageview' ? ('page' as const) : event === 'left' ? ('group' as const) : ('custom' as const),
      timestamp: START + (draw(5) * 1_440 + draw(60) * 2) * MINUTE + (draw(4) === 0 ? 0 : nth),
      distinct_id: user ?? `d${device}`,
      anonymous_id: `d${device}`,
      ...(user === undefined ? {} : { user_id: user }),
      ...(draw(9) === 0 ? { session_id: `s${device}-${draw(3)}` } : {}),
      ...(draw(4) === 0 ? { groups: { company: `c${device % 4}` } } : {}),
      properties: {
        ...(draw(7) === 0 ? {} : { plan: ['free', 'pro', 'team'][device % 3] ?? 'free' }),
        ...(draw(2) === 0 ? { price: draw(13) / 4 } : {}),
        ...(event === '$pageview' ? { $current_url: `https://shop.example/p${draw(9)}` } : {}),
        place: `p${draw(6)}`,
        ...(draw(3) === 0 ? {} : { order: `o${draw(400)}`, weight: draw(1_000) / 8, amount: nth }),
        ...(event === 'left' && draw(3) === 0
          ? {
              $group_type: 'company',
              $group_key: `c${device % 4}`,
              $group_set: { plan: `g${draw(3)}`, seats: draw(99) },
            }
          : {}),
        ...(draw(5) === 0 ? { $set: { plan: draw(2) === 0 ? 'free' : 'pro', age: draw(70) } } : {}),
      },
    };
  });
}

/** All that can be asked, without when and how it was computed. */
async function told({ engine }: TestEngine): Promise<unknown> {
  const signal = neverAborted();
  const answers: Record<string, unknown> = {};
  for (const spec of SPECS) {
    const { meta: _meta, ...result } = await engine.json['insight.run']({ spec }, signal);
    answers[JSON.stringify(spec)] = result;
  }
  for (const drill of DRILLS) {
    answers[`drill ${JSON.stringify(drill)}`] = await engine.json['insight.drill'](drill, signal);
  }
  const order = { column: 'start', descending: false } as const;
  const sessions = tableFromIPC(await engine.arrow['sessions.table']({ orderBy: order, limit: 500 }, signal));
  const { dataVersion: _version, name: _name, ...info } = await engine.json['workspace.info']({}, signal);
  const ids = sessions.toArray().map((row) => (row as { id: string }).id);
  const person = (sessions.get(0) as unknown as { person: string }).person;
  const rowsOf = async (bytes: Promise<Uint8Array>): Promise<string> =>
    JSON.stringify(tableFromIPC(await bytes).toArray());
  return {
    ...answers,
    info,
    sessions: JSON.stringify(sessions.toArray()),
    summary: await engine.json['sessions.summary']({}, signal),
    charts: await engine.json['sessions.distributions'](
      { columns: ['durationSeconds', 'entryPage', 'person'] },
      signal,
    ),
    around: ids[3] === undefined ? '' : await engine.json['sessions.neighbours']({ session: ids[3] }, signal),
    visit: ids[5] === undefined ? '' : await rowsOf(engine.arrow['sessions.events']({ session: ids[5] }, signal)),
    preview: await engine.json['sessions.preview'](
      { settings: { ...DEFAULT_SETTINGS.sessions, timeout: { value: 10, unit: 'minute' }, campaignChange: true } },
      signal,
    ),
    identity: await engine.json['identity.summary']({}, signal),
    differences: await engine.json['identity.differences']({ a: 'waymark', b: 'last-user', limit: 50 }, signal),
    compared: await comparedUnder(engine, signal),
    merged: await merged(engine, signal),
    groups: await engine.json['catalog.groups']({}, signal),
    seats: await engine.json['catalog.values']({ property: 'group.company.seats', limit: 50 }, signal),
    person: await engine.json['people.get']({ person }, signal),
    changes: await engine.json['people.changes']({ person }, signal),
    similar: await engine.json['people.similar']({ person, limit: 5 }, signal),
    timeline: await rowsOf(engine.arrow['people.events']({ person, limit: 40 }, signal)),
    recent: await engine.json['events.recent']({ limit: 10, filter: often }, signal),
    owner: await engine.json['events.owner']({ eid: 7 }, signal),
  };
}

const device = (nth: number): { role: 'anonymous'; id: string } => ({ role: 'anonymous', id: `d${nth}` });

/** Without when and how it was computed. */
const stripped = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'meta' ? undefined : value)));

/** Under some rules, and of few events, there are no such ids: that is told alike, too. */
async function merged(engine: TestEngine['engine'], signal: AbortSignal): Promise<unknown> {
  const pairs = [{ a: device(1), b: device(2) }];
  try {
    return stripped(
      await engine.json['identity.preview']({ decision: { kind: 'merge', pairs }, insights: [FUNNEL] }, signal),
    );
  } catch (error) {
    return String(error);
  }
}

async function comparedUnder(engine: TestEngine['engine'], signal: AbortSignal): Promise<unknown> {
  const rows: unknown[] = [];
  const asked = { rules: ['posthog', 'last-user'] as const, insight: FUNNEL };
  for await (const message of engine.stream['identity.compare']({ ...asked, rules: [...asked.rules] }, signal)) {
    if (message.type === 'row') rows.push(stripped(message));
  }
  return rows;
}

async function change({ engine }: TestEngine, settings: Partial<WorkspaceSettings>): Promise<void> {
  await engine.json['settings.set']({ settings: { ...DEFAULT_SETTINGS, ...settings } }, neverAborted());
  while ((await engine.json['workspace.info']({}, neverAborted())).work !== undefined)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

const batch = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 100, max: 700 }));
const another = fc.constantFrom<'sessions' | 'rules' | 'closed'>('sessions', 'rules', 'closed');

describe('events in files', () => {
  it('say what events in memory say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1_000_000),
        fc.integer({ min: 80, max: 900 }),
        fc.array(batch, { minLength: 1, maxLength: 3 }),
        another,
        async (seed, first, batches, then) => {
          let tiny = await openTestEngine(undefined, TINY);
          let roomy = await openTestEngine(undefined, ROOMY);
          const both = (work: (test: TestEngine) => Promise<void>): Promise<unknown> =>
            Promise.all([work(tiny), work(roomy)]);
          try {
            let from = 0;
            for (const count of [first, ...batches]) {
              const events = eventsFrom(seed, from, count);
              await both((test) => test.store(...events));
              await both(async ({ engine }) => void (await engine.json['workspace.info']({}, neverAborted())));
              from += count;
            }
            expect(await told(tiny)).toEqual(await told(roomy));
            if (then === 'sessions') {
              const timeout = { value: 20, unit: 'minute' } as const;
              await both((test) =>
                change(test, { sessions: { ...DEFAULT_SETTINGS.sessions, timeout, midnight: true } }),
              );
            } else if (then === 'rules') {
              await both((test) => change(test, { identity: { rules: 'last-user', maxIdsPerPerson: 1_000 } }));
            } else [tiny, roomy] = await Promise.all([tiny.reopen(), roomy.reopen()]);
            expect(await told(tiny)).toEqual(await told(roomy));
            const late = eventsFrom(seed + 1, from, 5);
            await both((test) => test.store(...late));
            expect(await told(tiny)).toEqual(await told(roomy));
          } finally {
            await Promise.all([tiny.close(), roomy.close()]);
          }
        },
      ),
      runs(3),
    );
  }, 300_000);

  it('are not held', async () => {
    const test = await openTestEngine(undefined, TINY);
    try {
      await test.store(...eventsFrom(3, 0, 2_000));
      await test.engine.json['workspace.info']({}, neverAborted());
      const rows = new Map((await test.engine.memory()).map(({ what, bytes }) => [what, bytes]));
      // What is left are the places where persons begin.
      expect(rows.get('events in order')).toBeLessThan(1_000);
      expect(rows.get('sessions')).toBeLessThan(1_000);
    } finally {
      await test.close();
    }
  });
});
