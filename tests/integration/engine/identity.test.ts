/** Rule sets, decisions by hand and what they change, on a real engine. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompareMessage } from '../../../shared/contract/identity';
import type { DraftDecision, IdRef, RuleSet } from '../../../shared/model/identity';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings';
import type { FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const AT = Date.UTC(2026, 2, 2, 9);
const MINUTE = 60_000;
const user = (id: string): IdRef => ({ role: 'user', id });
const device = (id: string): IdRef => ({ role: 'anonymous', id });
const ask = <Name extends keyof TestEngine['engine']['json']>(
  name: Name,
  input: Parameters<TestEngine['engine']['json'][Name]>[0],
): ReturnType<TestEngine['engine']['json'][Name]> =>
  (test.engine.json[name] as (...args: unknown[]) => ReturnType<TestEngine['engine']['json'][Name]>)(
    input,
    neverAborted(),
  );
async function persons(): Promise<number> {
  for (;;) {
    const info = await ask('workspace.info', {});
    if (info.state === 'ready') return info.persons;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Waits until a change of settings has taken effect. */
async function settled(): Promise<void> {
  while ((await ask('workspace.info', {})).work !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
}
async function useRules(rules: RuleSet): Promise<void> {
  await ask('settings.set', { settings: { ...DEFAULT_SETTINGS, identity: { rules, maxIdsPerPerson: 1000 } } });
  await settled();
}

/** The four events of the published comparison: one device, two users, no reset between them. */
const storeSharedDevice = (): Promise<void> =>
  test.store(
    { event: 'view', event_id: '1', timestamp: AT, anonymous_id: 'd1', distinct_id: 'd1' },
    {
      event: 'login',
      event_id: '2',
      timestamp: AT + MINUTE,
      anonymous_id: 'd1',
      user_id: 'A',
      distinct_id: 'A',
      kind: 'identify',
    },
    { event: 'view', event_id: '3', timestamp: AT + 2 * MINUTE, anonymous_id: 'd1', distinct_id: 'd1' },
    {
      event: 'login',
      event_id: '4',
      timestamp: AT + 3 * MINUTE,
      anonymous_id: 'd1',
      user_id: 'B',
      distinct_id: 'B',
      kind: 'identify',
    },
    { event: 'view', event_id: '5', timestamp: AT + 4 * MINUTE, anonymous_id: 'd1', distinct_id: 'd1' },
  );

/** Names the person of each event in the order of their ids. */
async function ownersByEvent(): Promise<string[]> {
  const owners: string[] = [];
  for (const { person } of await drillAll()) owners.push(person);
  return owners;
}
async function drillAll(): Promise<{ person: string; event: string }[]> {
  const { rows } = await ask('insight.drill', {
    spec: { kind: 'trends', series: [{ match: { event: '*' }, math: 'events' }], interval: 'day' },
    cell: { series: 0, bucket: 0 },
    limit: 100,
  });
  const events = await ask('events.recent', { limit: 100 });
  const idByEid = new Map(events.map(({ eid, event_id }) => [eid, event_id]));
  return rows
    .flatMap(({ person, evidence }) => evidence.map(({ eid }) => ({ person, event: idByEid.get(eid) ?? '' })))
    .sort((x, y) => (x.event < y.event ? -1 : 1));
}

describe('rule sets', () => {
  it.each([
    ['waymark', ['A', 'A', 'A', 'B', 'B']],
    ['amplitude', ['A', 'A', 'A', 'B', 'B']],
    ['mixpanel', ['A', 'A', 'A', 'B', 'A']],
    ['segment', ['A', 'A', 'A', 'B', 'A']],
    ['posthog', ['A', 'A', 'A', 'B', 'A']],
    ['last-user', ['B', 'B', 'B', 'B', 'B']],
    ['user-id-only', ['d1', 'A', 'd1', 'B', 'd1']],
    ['none', ['d1', 'A', 'd1', 'B', 'd1']],
  ] as const)('%s gives each event its owner', async (rules, owners) => {
    await storeSharedDevice();
    await useRules(rules);
    expect(await ownersByEvent()).toEqual(owners);
  });

  it('survive a restart, and events that arrive later follow them', async () => {
    await storeSharedDevice();
    await useRules('last-user');
    test = await test.reopen();
    expect(await persons()).toBe(1);
    await test.store({
      event: 'view',
      event_id: '6',
      timestamp: AT + 5 * MINUTE,
      user_id: 'C',
      distinct_id: 'C',
      anonymous_id: 'd1',
    });
    expect(new Set(await ownersByEvent())).toEqual(new Set(['C']));
  });

  it('answer from the old persons until the new ones are worked out, and take in what arrives meanwhile', async () => {
    await storeSharedDevice();
    expect(await persons()).toBe(2);
    const before = (await ask('workspace.info', {})).dataVersion;
    await ask('settings.set', {
      settings: { ...DEFAULT_SETTINGS, identity: { rules: 'last-user', maxIdsPerPerson: 1000 } },
    });
    await test.store({ event: 'view', event_id: '6', timestamp: AT + 5 * MINUTE, distinct_id: 'x', anonymous_id: 'x' });
    await settled();
    const info = await ask('workspace.info', {});
    expect(info).toMatchObject({ persons: 2, events: 6 });
    expect(info.dataVersion).toBeGreaterThan(before + 1);
  });

  it('that were changed twice in a row end with the last', async () => {
    await storeSharedDevice();
    for (const rules of ['none', 'posthog', 'last-user'] as const) {
      await ask('settings.set', { settings: { ...DEFAULT_SETTINGS, identity: { rules, maxIdsPerPerson: 1000 } } });
    }
    await settled();
    expect(await persons()).toBe(1);
    expect((await ask('identity.summary', {})).rules).toBe('last-user');
  });

  it('leave the session table right when an event arrives while they are worked out', async () => {
    // Enough for the work to be seen under way; every device is shared, so that the two rule sets disagree everywhere.
    const many = Array.from({ length: 40_000 }, (_, i) => ({
      event: 'view',
      timestamp: AT + i * 1_000,
      anonymous_id: `d${i % 4}`,
      user_id: `u${i % 12}`,
      distinct_id: `u${i % 12}`,
    }));
    await test.store(...many);
    const sessions = async (): Promise<unknown[]> => {
      const orderBy = { column: 'start', descending: false } as const;
      // A filter asks the database's rows; most of the table is told from memory.
      const where = { property: 'session.events', op: 'gte', value: 5_000 } as const;
      const bytes = await test.engine.arrow['sessions.table']({ where, orderBy, limit: 1_000 }, neverAborted());
      return tableFromIPC(bytes).toArray() as unknown[];
    };
    await sessions();
    await ask('settings.set', {
      settings: { ...DEFAULT_SETTINGS, identity: { rules: 'last-user', maxIdsPerPerson: 1000 } },
    });
    // The new persons are those of before this event; asked for now, the table is written for the old ones with it.
    await test.store({ event: 'view', timestamp: AT, anonymous_id: 'd1', user_id: 'u1', distinct_id: 'u1' });
    await sessions();
    await settled();
    const stepwise = await sessions();
    test = await test.reopen();
    expect(stepwise).toEqual(await sessions());
    expect(stepwise).toHaveLength(4);
  });

  it('are compared side by side, with the people who differ', async () => {
    await storeSharedDevice();
    const messages: CompareMessage[] = [];
    const insight: FunnelSpec = { kind: 'funnel', steps: [{ event: 'view' }, { event: 'login' }] };
    const compare = test.engine.stream['identity.compare'](
      { rules: ['waymark', 'last-user', 'none'], insight },
      neverAborted(),
    );
    for await (const message of compare) messages.push(message);
    const rows = messages.filter((message) => message.type === 'row');
    expect(rows.map(({ rules, persons, known, differing }) => ({ rules, persons, known, differing }))).toEqual([
      { rules: 'waymark', persons: 2, known: 2, differing: 0 },
      { rules: 'last-user', persons: 1, known: 1, differing: 2 },
      { rules: 'none', persons: 3, known: 0, differing: 2 },
    ]);
    expect(rows.map(({ insight }) => (insight as FunnelResult | undefined)?.steps.map(({ count }) => count))).toEqual([
      [2, 1],
      [1, 1],
      [1, 0],
    ]);
    expect(rows.map(({ actives }) => actives)).toEqual([[2], [1], [3]]);
    expect(messages.at(-1)).toEqual({ type: 'done' });
    const { total, rows: differences } = await ask('identity.differences', { a: 'waymark', b: 'last-user', limit: 10 });
    expect(total).toBe(1);
    expect(differences[0]?.a.map(({ person }) => person).sort()).toEqual(['A', 'B']);
    expect(differences[0]?.b.map(({ person }) => person)).toEqual(['B']);
    expect(differences[0]?.events).toBe(5);
  });
});

describe('what was refused', () => {
  it('is listed with its reason', async () => {
    await storeSharedDevice();
    await test.store({ event: 'x', timestamp: AT, anonymous_id: 'd2', user_id: 'null', distinct_id: 'd2' });
    await useRules('mixpanel');
    const { total, rows } = await ask('identity.refused', { limit: 10 });
    expect(total).toBe(2);
    expect(rows).toEqual([
      expect.objectContaining({ a: device('d2'), b: user('null'), reason: 'junk_id' }),
      expect.objectContaining({ a: device('d1'), b: user('B'), reason: 'other_user', time: AT + 3 * MINUTE }),
    ]);
    const first = await ask('identity.refused', { limit: 1 });
    const second = await ask('identity.refused', { limit: 1, cursor: first.nextCursor ?? '' });
    expect([...first.rows, ...second.rows]).toEqual(rows);
    expect(second.nextCursor).toBeUndefined();
  });
});

describe('the graph of a person', () => {
  it('shows its ids, what joins them, and devices that were shared', async () => {
    await storeSharedDevice();
    const graph = await ask('identity.graph', { person: 'A' });
    const names = graph.nodes.map(({ role, id }) => `${role} ${id}`);
    expect(graph.person).toBe('A');
    expect(names).toEqual(expect.arrayContaining(['user A', 'anonymous d1', 'user B']));
    expect(graph.nodes[names.indexOf('user A')]).toMatchObject({ events: 1, inside: true });
    expect(graph.nodes[names.indexOf('user B')]).toMatchObject({ inside: false, person: 'B' });
    expect(graph.nodes[names.indexOf('anonymous d1')]).toMatchObject({ events: 3, inside: true });
    expect(graph.shared).toEqual([
      { id: device('d1'), owners: [{ person: 'A' }, { from: AT + 3 * MINUTE, person: 'B' }] },
    ]);
    expect(graph.edges.map(({ a, b, applied }) => [names[a], names[b], applied])).toEqual(
      expect.arrayContaining([
        ['anonymous d1', 'user A', true],
        ['anonymous d1', 'user B', true],
      ]),
    );
    const { total, events } = await ask('identity.evidence', { pair: { a: device('d1'), b: user('A') }, limit: 10 });
    expect(total).toBe(1);
    expect(events.map(({ event_id }) => event_id)).toEqual(['2']);
  });

  it('is refused for an id that nobody has', async () => {
    await expect(ask('identity.graph', { person: 'nobody' })).rejects.toThrow(/no person with the id nobody/);
  });
});

describe('decisions by hand', () => {
  const merge: DraftDecision = { kind: 'merge', pairs: [{ a: user('A'), b: user('B') }] };
  const insight: FunnelSpec = { kind: 'funnel', steps: [{ event: 'view' }, { event: 'login' }] };

  it('are previewed, applied, kept over a restart and over other rules, and undone', async () => {
    await storeSharedDevice();
    const owners = await ownersByEvent();
    const preview = await ask('identity.preview', { decision: merge, insights: [insight] });
    expect(preview).toMatchObject({ before: { persons: 2, sessions: 2 }, after: { persons: 1 }, changed: 2 });
    expect(preview.changes).toEqual([
      expect.objectContaining({ person: 'A', after: expect.objectContaining({ events: 5 }) as unknown }),
      expect.objectContaining({ person: 'B', before: expect.objectContaining({ events: 2 }) as unknown }),
    ]);
    expect(
      preview.insights.map(({ before, after }) => [before, after].map((r) => (r as FunnelResult).steps[0]?.count)),
    ).toEqual([[2, 1]]);
    expect(await persons()).toBe(2);

    const made = await ask('identity.decide', { decision: { ...merge, note: 'the same man' } });
    expect(await persons()).toBe(1);
    test = await test.reopen();
    expect(await persons()).toBe(1);
    expect(await ask('identity.decisions', {})).toEqual([made]);
    await useRules('none');
    expect(new Set(await ownersByEvent())).toEqual(new Set(['A', 'd1']));
    await useRules('waymark');

    await ask('identity.undo', { decision: made.id });
    expect(await ownersByEvent()).toEqual(owners);
    await expect(ask('identity.undo', { decision: made.id })).rejects.toThrow(/no decision/);
  });

  it('split what the data joins, and lock what must stay', async () => {
    await storeSharedDevice();
    await ask('identity.decide', { decision: { kind: 'split', pairs: [{ a: device('d1'), b: user('A') }] } });
    expect(await ownersByEvent()).toEqual(['B', 'A', 'B', 'B', 'B']);
    const { rows } = await ask('identity.refused', { limit: 10 });
    expect(rows).toEqual([expect.objectContaining({ reason: 'split_by_hand' })]);
    await ask('identity.decide', { decision: { kind: 'lock', ids: [device('d1')] } });
    expect(await ownersByEvent()).toEqual(['d1', 'A', 'd1', 'B', 'd1']);
    await test.store({
      event: 'login',
      event_id: '6',
      timestamp: AT + 9 * MINUTE,
      anonymous_id: 'd1',
      user_id: 'C',
      distinct_id: 'C',
    });
    expect(await ownersByEvent()).toEqual(['d1', 'A', 'd1', 'B', 'd1', 'C']);
    expect((await ask('identity.graph', { person: 'd1' })).locked).toBe(true);
  });

  it('about ids that are not there are refused', async () => {
    await storeSharedDevice();
    const decision: DraftDecision = { kind: 'merge', pairs: [{ a: user('A'), b: user('Bee') }] };
    await expect(ask('identity.decide', { decision })).rejects.toThrow(/no user id Bee/);
    const itself: DraftDecision = { kind: 'merge', pairs: [{ a: user('A'), b: user('A') }] };
    await expect(ask('identity.preview', { decision: itself, insights: [] })).rejects.toThrow(/merged with itself/);
  });
});

describe('the documents', () => {
  it('are readable files, and one that does not fit is named instead of being overwritten', async () => {
    await useRules('segment');
    const file = join(test.dir, 'workspace.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 1, identity: { rules: 'segment' } });
    await test.engine.close();
    await writeFile(file, '{"version": 1, "identity": {"rules": "magic"}}');
    await expect(openTestEngine(test.dir)).rejects.toThrow(/workspace\.json does not fit: identity\.rules/);
    expect(await readFile(file, 'utf8')).toContain('magic');
    await writeFile(file, '{"timezone": "Europe/Berlin"}');
    test = await openTestEngine(test.dir);
    expect((await ask('workspace.info', {})).timezone).toBe('Europe/Berlin');
  });
});
