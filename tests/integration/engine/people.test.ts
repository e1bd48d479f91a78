/** Profiles, their history and the list of people on a real engine. */
import { tableFromIPC } from '@uwdata/flechette';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandInput } from '../../../shared/contract/commands';
import { COMMANDS } from '../../../shared/contract/commands';
import { PERSON_COLUMNS } from '../../../shared/model/person';
import type { WorkspaceSettings } from '../../../shared/model/settings';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const DAY = 86_400_000;
const MONDAY = Date.UTC(2026, 2, 2, 9);
const signal = neverAborted();

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

type Row = Record<string, unknown>;
type Ask = Partial<CommandInput<'people.table'>>;

async function table(ask: Ask = {}): Promise<Row[]> {
  const input = COMMANDS['people.table'].input.parse({
    orderBy: { column: 'person', descending: false },
    limit: 100,
    ...ask,
  });
  return tableFromIPC(await test.engine.arrow['people.table'](input, signal)).toArray() as Row[];
}

const people = async (ask: Ask = {}): Promise<unknown[]> => (await table(ask)).map((row) => row['person']);

/** Ana comes by a campaign, signs up and upgrades; ben looks twice; an unknown visitor looks once. */
async function storeShop(): Promise<void> {
  const ana = { distinct_id: 'd1', anonymous_id: 'd1' };
  const known = { distinct_id: 'ana', anonymous_id: 'd1', user_id: 'ana' };
  await test.store(
    {
      event: '$pageview',
      kind: 'page',
      ...ana,
      timestamp: MONDAY,
      properties: {
        $pathname: '/pricing',
        $referrer: 'https://news.example/',
        utm_source: 'news',
        utm_medium: 'email',
        utm_campaign: 'spring',
        utm_term: 'shoes',
        $set_once: { first_page: '/pricing' },
      },
    },
    {
      event: '$identify',
      kind: 'identify',
      ...known,
      timestamp: MONDAY + 60_000,
      properties: { $set: { name: 'Ana Lima', email: 'ana@shop.example', plan: 'free', address: { city: 'Porto' } } },
    },
    { event: 'upgraded', ...known, timestamp: MONDAY + DAY, properties: { $set: { plan: 'pro' }, $add: { seats: 3 } } },
    {
      event: 'upgraded',
      ...known,
      timestamp: MONDAY + DAY + 1000,
      properties: { $add: { seats: '2' }, $unset: ['first_page'] },
    },
    {
      event: '$pageview',
      kind: 'page',
      distinct_id: 'ben',
      user_id: 'ben',
      timestamp: MONDAY,
      properties: { $pathname: '/' },
    },
    {
      event: '$set',
      kind: 'person',
      distinct_id: 'ben',
      user_id: 'ben',
      timestamp: MONDAY + 2 * DAY,
      properties: { $set: { email: 'BEN@other.example', plan: 'free', seats: 1 } },
    },
    { event: '$pageview', kind: 'page', distinct_id: 'd9', anonymous_id: 'd9', timestamp: MONDAY + 5 * DAY },
  );
}

describe('a profile', () => {
  it('is found under any id and says where everything comes from', async () => {
    await storeShop();
    const profile = await test.engine.json['people.get']({ person: 'd1' }, signal);
    expect(COMMANDS['people.get'].output.parse(profile)).toEqual({
      person: 'ana',
      name: 'Ana Lima',
      known: true,
      ids: [
        { role: 'user', id: 'ana' },
        { role: 'anonymous', id: 'd1' },
      ],
      firstSeen: MONDAY,
      lastSeen: MONDAY + DAY + 1000,
      events: 4,
      sessions: 2,
      activeDays: 2,
      engagedSeconds: 61,
      properties: [
        { key: 'address', value: { city: 'Porto' }, time: MONDAY + 60_000, eid: 1, op: '$set' },
        { key: 'email', value: 'ana@shop.example', time: MONDAY + 60_000, eid: 1, op: '$set' },
        { key: 'name', value: 'Ana Lima', time: MONDAY + 60_000, eid: 1, op: '$set' },
        { key: 'plan', value: 'pro', time: MONDAY + DAY, eid: 2, op: '$set' },
        { key: 'seats', value: 5, time: MONDAY + DAY + 1000, eid: 3, op: '$add' },
      ],
      acquisition: {
        referrer: 'https://news.example/',
        utm: { source: 'news', medium: 'email', campaign: 'spring', term: 'shoes' },
        landingPage: '/pricing',
        session: expect.any(String),
      },
      counts: [
        { event: 'upgraded', count: 2, first: MONDAY + DAY, last: MONDAY + DAY + 1000 },
        { event: '$identify', count: 1, first: MONDAY + 60_000, last: MONDAY + 60_000 },
        { event: '$pageview', count: 1, first: MONDAY, last: MONDAY },
      ],
      days: [
        { day: '2026-03-02', events: 2 },
        { day: '2026-03-03', events: 2 },
      ],
    });
    expect(await test.engine.json['people.get']({ person: 'ana' }, signal)).toEqual(profile);
  });

  it('has a history', async () => {
    await storeShop();
    const changes = await test.engine.json['people.changes']({ person: 'ana' }, signal);
    expect(COMMANDS['people.changes'].output.parse(changes)).toEqual(changes);
    expect(changes.map(({ key, value, event, op }) => [event, op, key, value])).toEqual([
      ['$pageview', '$set_once', 'first_page', '/pricing'],
      ['$identify', '$set', 'address', { city: 'Porto' }],
      ['$identify', '$set', 'email', 'ana@shop.example'],
      ['$identify', '$set', 'name', 'Ana Lima'],
      ['$identify', '$set', 'plan', 'free'],
      ['upgraded', '$set', 'plan', 'pro'],
      ['upgraded', '$add', 'seats', 3],
      ['upgraded', '$unset', 'first_page', undefined],
      ['upgraded', '$add', 'seats', 5],
    ]);
  });

  it('has events, the latest of them where not all are wanted', async () => {
    await storeShop();
    const ask = async (limit: number): Promise<unknown[]> =>
      (tableFromIPC(await test.engine.arrow['people.events']({ person: 'd1', limit }, signal)).toArray() as Row[]).map(
        (row) => row['eid'],
      );
    expect(await ask(100)).toEqual([0, 1, 2, 3]);
    expect(await ask(2)).toEqual([2, 3]);
  });

  it('is missed with a sentence', async () => {
    await storeShop();
    const missing = { error: { code: 'not_found', message: expect.stringContaining('«nobody»') } };
    await expect(test.engine.json['people.get']({ person: 'nobody' }, signal)).rejects.toMatchObject(missing);
    await expect(test.engine.json['people.changes']({ person: 'nobody' }, signal)).rejects.toMatchObject(missing);
    await expect(test.engine.json['people.similar']({ person: 'nobody', limit: 5 }, signal)).rejects.toMatchObject(
      missing,
    );
    await expect(test.engine.arrow['people.events']({ person: 'nobody', limit: 5 }, signal)).rejects.toMatchObject(
      missing,
    );
  });
});

describe('the list', () => {
  it('has all columns', async () => {
    await storeShop();
    const [ana, d9, ben] = await table({
      orderBy: { column: 'name', descending: false },
      properties: ['plan', 'address', 'gone'],
    }).then((rows) => ['ana', 'd9', 'ben'].map((id) => rows.find((row) => row['person'] === id)));
    expect(ana).toEqual({
      person: 'ana',
      name: 'Ana Lima',
      email: 'ana@shop.example',
      known: true,
      ids: 2,
      firstSeen: MONDAY,
      lastSeen: MONDAY + DAY + 1000,
      events: 4,
      sessions: 2,
      activeDays: 2,
      engagedSeconds: 61,
      referrer: 'https://news.example/',
      'utm.source': 'news',
      'utm.medium': 'email',
      'utm.campaign': 'spring',
      landingPage: '/pricing',
      'properties.plan': 'pro',
      'properties.address': '{"city":"Porto"}',
      'properties.gone': null,
    });
    expect(Object.keys(d9 ?? {}).slice(0, Object.keys(PERSON_COLUMNS).length)).toEqual(Object.keys(PERSON_COLUMNS));
    expect(d9).toMatchObject({ name: null, email: null, known: false, ids: 1, referrer: null, landingPage: null });
    expect(ben).toMatchObject({ name: 'BEN@other.example', email: 'BEN@other.example', activeDays: 2, sessions: 2 });
  });

  it('is searched by ids, names and addresses, in any letter case', async () => {
    await storeShop();
    expect(await people({ search: 'D1' })).toEqual(['ana']);
    expect(await people({ search: 'lima' })).toEqual(['ana']);
    expect(await people({ search: 'EXAMPLE' })).toEqual(['ana', 'ben']);
    expect(await people({ search: "' OR true --" })).toEqual([]);
    expect(await people({ search: '%' })).toEqual([]);
    expect(await people({ search: '' })).toEqual(['ana', 'ben', 'd9']);
  });

  it('is filtered by what a person is and did in all', async () => {
    await storeShop();
    const where = (property: string, op: string, value?: unknown): Ask => ({ where: { property, op, value } as never });
    expect(await people(where('person.plan', 'eq', 'pro'))).toEqual(['ana']);
    expect(await people(where('person.plan', 'neq', 'pro'))).toEqual(['ben', 'd9']);
    expect(await people(where('person.address.city', 'contains', 'por'))).toEqual(['ana']);
    expect(await people(where('person.seats', 'gte', 1))).toEqual(['ana', 'ben']);
    expect(await people(where('person.first_page', 'is_set'))).toEqual([]);
    expect(await people(where('person["$events"]', 'gt', 1))).toEqual(['ana', 'ben']);
    expect(await people(where('person.$sessions', 'eq', 2))).toEqual(['ana', 'ben']);
    expect(await people(where('person.$ids', 'between', [2, 9]))).toEqual(['ana']);
    expect(await people(where('person.$known', 'eq', false))).toEqual(['d9']);
    expect(await people(where('person.$last_seen', 'after', '2026-03-05'))).toEqual(['d9']);
    expect(await people(where('person.$first_seen', 'before', '2026-03-05'))).toEqual(['ana', 'ben']);
    expect(await people(where('person.$active_days', 'lt', 2))).toEqual(['d9']);
    expect(await people(where('person.$engaged_seconds', 'gt', 60))).toEqual(['ana']);
    expect(await people({ where: { all: [] } })).toEqual(['ana', 'ben', 'd9']);
    await expect(people(where('properties.plan', 'eq', 'pro'))).rejects.toMatchObject({ error: { path: 'where' } });
    await expect(people(where('person_at_event.plan', 'eq', 'pro'))).rejects.toMatchObject({
      error: { path: 'where' },
    });
  });

  it('is ordered by any column and any property, those without a value last', async () => {
    await storeShop();
    const by = (column: string, descending: boolean): Promise<unknown[]> =>
      people({ orderBy: { column, descending } as CommandInput<'people.table'>['orderBy'] });
    expect(await by('lastSeen', true)).toEqual(['d9', 'ben', 'ana']);
    expect(await by('name', false)).toEqual(['ana', 'ben', 'd9']);
    expect(await by('name', true)).toEqual(['ben', 'ana', 'd9']);
    expect(await by('person.seats', true)).toEqual(['ana', 'ben', 'd9']);
    expect(await by('person.seats', false)).toEqual(['ben', 'ana', 'd9']);
    await expect(by('properties.seats', false)).rejects.toMatchObject({ error: { path: 'orderBy.column' } });
    expect(await people({ limit: 1, offset: 1 })).toEqual(['ben']);
  });

  it('is summed up', async () => {
    await storeShop();
    expect(await test.engine.json['people.summary']({}, signal)).toEqual({
      count: 3,
      total: 3,
      known: 2,
      medianEvents: 2,
      medianSessions: 2,
      medianActiveDays: 2,
    });
    expect(await test.engine.json['people.summary']({ search: 'nobody' }, signal)).toEqual({
      count: 0,
      total: 3,
      known: 0,
    });
  });

  it('is empty where there is nobody', async () => {
    expect(await table()).toEqual([]);
    expect(await test.engine.json['people.summary']({}, signal)).toEqual({ count: 0, total: 0, known: 0 });
    expect(await test.engine.json['people.properties']({}, signal)).toEqual([]);
  });

  it('takes odd keys and values as they are', async () => {
    const odd = `a.b"c'; DROP TABLE persons; -- ~/\\`;
    await test.store({
      event: 'e',
      distinct_id: odd,
      properties: { $set: { [odd]: odd, __proto__x: 1, ['__proto__']: 'p' } as never },
    });
    const [row] = await table({ properties: [odd, '__proto__'], search: odd });
    expect(row).toMatchObject({ person: odd, [`properties.${odd}`]: odd });
    expect(await test.engine.json['people.properties']({}, signal)).toEqual(
      expect.arrayContaining([{ key: odd, persons: 1 }]),
    );
    expect(await people({ properties: [odd] })).toEqual([odd]);
  });
});

describe('the list after a change', () => {
  it('follows new events, merges and what comes late', async () => {
    await storeShop();
    expect(await people()).toEqual(['ana', 'ben', 'd9']);
    // Older than all else of ana: it goes in before, and the plan stays what it is now.
    await test.store({
      event: 'old',
      distinct_id: 'ana',
      user_id: 'ana',
      timestamp: MONDAY - DAY,
      properties: { $set: { plan: 'trial', since: 2025 } },
    });
    expect(await table({ search: 'ana', properties: ['plan', 'since'] })).toMatchObject([
      { events: 5, firstSeen: MONDAY - DAY, 'properties.plan': 'pro', 'properties.since': '2025' },
    ]);
    // The visitor turns out to be ben.
    await test.store({
      event: 'login',
      distinct_id: 'ben',
      anonymous_id: 'd9',
      user_id: 'ben',
      timestamp: MONDAY + 6 * DAY,
    });
    expect(await people()).toEqual(['ana', 'ben']);
    expect(await table({ search: 'd9' })).toMatchObject([
      { person: 'ben', events: 4, ids: 2, name: 'BEN@other.example' },
    ]);
    // A new person in front of all others renumbers them.
    await test.store({ event: 'e', distinct_id: 'aaa', user_id: 'aaa', properties: { $set: { plan: 'new' } } });
    expect((await table({ properties: ['plan'] })).map((row) => [row['person'], row['properties.plan']])).toEqual([
      ['aaa', 'new'],
      ['ana', 'pro'],
      ['ben', 'free'],
    ]);
  });
});

describe('the list under other settings', () => {
  const set = async (changes: Partial<WorkspaceSettings>): Promise<void> => {
    const settings = await test.engine.json['settings.get']({}, signal);
    await test.engine.json['settings.set']({ settings: { ...settings, ...changes } }, signal);
    while ((await test.engine.json['workspace.info']({}, signal)).work !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  it('counts days where the workspace is', async () => {
    const evening = Date.UTC(2026, 2, 2, 23, 30);
    await test.store(
      { event: 'a', distinct_id: 'ana', timestamp: evening },
      { event: 'b', distinct_id: 'ana', timestamp: evening + 3_600_000 },
    );
    expect(await table()).toMatchObject([{ activeDays: 2 }]);
    await set({ timezone: 'America/New_York' });
    expect(await table()).toMatchObject([{ activeDays: 1 }]);
    expect(await test.engine.json['people.get']({ person: 'ana' }, signal)).toMatchObject({
      activeDays: 1,
      days: [{ day: '2026-03-02', events: 2 }],
    });
  });

  it('follows who is whom, there and back', async () => {
    await storeShop();
    const before = await table({ properties: ['plan', 'first_page'] });
    const ids = (await test.engine.json['settings.get']({}, signal)).identity;
    await set({ identity: { ...ids, rules: 'none' } });
    const apart = await table({ properties: ['plan', 'first_page'] });
    expect(
      apart.map((row) => [row['person'], row['events'], row['properties.plan'], row['properties.first_page']]),
    ).toEqual([
      ['ana', 3, 'pro', null],
      ['ben', 2, 'free', null],
      ['d1', 1, null, '/pricing'],
      ['d9', 1, null, null],
    ]);
    await set({ identity: ids });
    expect(await table({ properties: ['plan', 'first_page'] })).toEqual(before);
  });
});
