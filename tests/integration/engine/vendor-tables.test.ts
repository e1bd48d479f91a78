/** Tables that vendors' exports consist of, together, through the real engine: ids told in one file join events of another. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const stored = async () => (await test.engine.json['events.recent']({ limit: 1000 }, neverAborted())).toReversed();
const info = async () => test.engine.json['workspace.info']({}, neverAborted());
const person = async (id: string) =>
  JSON.stringify(await test.engine.json['people.get']({ person: id }, neverAborted()));
const jsonl = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
const csv = (rows: readonly Readonly<Record<string, string>>[]): string => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return [names.join(','), ...rows.map((row) => names.map((name) => cell(row[name] ?? '')).join(','))].join('\n');
};
/** Imports twice: the second time must change nothing. */
const take = async (name: string, text: string, imported: number) => {
  expect(await test.importText(name, text)).toMatchObject({ imported, rejected: 0 });
  expect(await test.importText(name, text)).toMatchObject({ imported: 0, duplicates: imported });
};

describe('a warehouse of Segment’s', () => {
  it('gives one person of pages, tracks, identifies and users; columns have the types of their values', async () => {
    const at = { received_at: '2026-03-01 10:00:01', sent_at: '2026-03-01 10:00:01', uuid_ts: '2026-03-01 11:00:00' };
    const pages = csv([
      {
        id: 'p1',
        anonymous_id: 'a1',
        timestamp: '2026-03-01 10:00:00',
        url: 'https://x.example/a',
        context_ip: '1',
        ...at,
      },
    ]);
    const tracks = csv([
      {
        id: 't1',
        anonymous_id: 'a1',
        user_id: 'ada',
        timestamp: '2026-03-01 10:01:00',
        event: 'paid',
        event_text: 'Paid',
        amount: '12.5',
        code: '007',
        ...at,
      },
      {
        id: 't2',
        anonymous_id: 'a1',
        user_id: 'ada',
        timestamp: '2026-03-01 10:02:00',
        event: 'paid',
        event_text: 'Paid',
        amount: '3',
        code: '12',
        ...at,
      },
    ]);
    const identifies = csv([
      {
        id: 'i1',
        anonymous_id: 'a1',
        user_id: 'ada',
        timestamp: '2026-03-01 10:00:30',
        email: 'ada@example.org',
        ...at,
      },
    ]);
    const users = csv([
      { id: 'ada', email: 'ada@example.org', plan: 'pro', context_ip: '1', received_at: '2026-03-01 10:05:00' },
    ]);
    await take('pages.csv', pages, 1);
    await take('tracks.csv', tracks, 2);
    await take('identifies.csv', identifies, 1);
    await take('users.csv', users, 1);
    expect(await info()).toMatchObject({ persons: 1, events: 5 });
    expect((await stored()).map(({ properties }) => [properties['amount'], properties['code']]).slice(1, 3)).toEqual([
      [12.5, '007'],
      [3, '12'],
    ]);
    expect(await person('ada')).toContain('"pro"');
  });
});

describe('PostHog', () => {
  it('joins by its table of persons what its events do not say', async () => {
    const event = (uuid: string, distinct_id: string) => ({
      uuid,
      event: 'x',
      distinct_id,
      properties: {},
      timestamp: '2026-03-01T10:00:00Z',
    });
    await take(
      'events.jsonl',
      jsonl([event('1', '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'), event('2', 'ada'), event('3', 'ada@x')]),
      3,
    );
    expect((await info()).persons).toBe(3);
    const row = (distinct_id: string) => ({
      distinct_id,
      person_id: 'p1',
      properties: { plan: 'pro' },
      created_at: '2026-03-01',
    });
    await take('persons.jsonl', jsonl([row('0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'), row('ada'), row('ada@x')]), 5);
    expect((await info()).persons).toBe(1);
  });

  it('has a CSV of its window, with the types of its columns', async () => {
    const row = { event: 'paid', timestamp: '2026-03-01T10:00:00Z', distinct_id: 'ada', 'properties.amount': '12.5' };
    await take(
      'export.csv',
      csv([
        { id: 'e1', ...row },
        { id: 'e2', ...row, 'properties.amount': '3' },
      ]),
      2,
    );
    expect((await stored()).map(({ properties }) => properties['amount'])).toEqual([12.5, 3]);
  });
});

describe('Heap', () => {
  it('joins by its users and migrations', async () => {
    const view = { session_id: '7', time: '2026-03-01 10:00:00', path: '/a', domain: 'x.example', landing_page: '/' };
    const views = csv([
      { event_id: '1', user_id: '101', ...view },
      { event_id: '2', user_id: '102', ...view },
      { event_id: '3', user_id: '103', ...view },
    ]);
    await take('pageviews.csv', views, 3);
    expect((await info()).persons).toBe(3);
    await take(
      'user_migrations.csv',
      csv([{ from_user_id: '102', to_user_id: '101', time: '2026-03-01 11:00:00' }]),
      1,
    );
    expect((await info()).persons).toBe(2);
    await take(
      'users.csv',
      csv([{ user_id: '101', identity: 'ada', joindate: '2026-02-01', last_modified: '2026-03-02' }]),
      2,
    );
    expect((await info()).persons).toBe(2);
    expect(await person('ada')).toContain('joindate');
  });
});

describe('Umami, Matomo and Countly', () => {
  it('are read, each by its own rules', async () => {
    const umami = {
      event_id: 'e1',
      session_id: 's1',
      visit_id: 'v1',
      website_id: 'w1',
      event_type: '1',
      created_at: '2026-03-01 10:00:00',
      url_path: '/tea',
      hostname: 'shop.example',
    };
    await take('umami.csv', csv([umami, { ...umami, event_id: 'e2', event_name: 'paid', event_type: '2' }]), 2);
    const matomo = {
      idSite: '1',
      idVisit: '9',
      visitorId: 'm1',
      actionDetails: [
        { type: 'action', url: 'https://x.example/a', pageId: '1', timestamp: 1_772_359_200 },
        { type: 'event', eventCategory: 'c', eventAction: 'play', pageId: '2', timestamp: 1_772_359_201 },
      ],
    };
    await take('matomo.jsonl', jsonl([matomo]), 2);
    const countly = {
      _id: 'h1',
      a: 'app',
      e: '[CLY]_custom',
      n: 'paid',
      ts: 1_772_359_200_000,
      uid: '5',
      did: 'ada',
      sg: {},
    };
    await take('drill.jsonl', jsonl([countly]), 1);
    expect((await stored()).map(({ source, event }) => `${source} ${event}`)).toEqual([
      'umami pageview',
      'umami paid',
      'matomo pageview',
      'matomo play',
      'countly paid',
    ]);
    expect((await info()).persons).toBe(3);
  });
});
