/**
 * Files as vendors and tools really wrote them, imported as they are. They are not part of this repository: where
 * `../shared/data` is absent these tests are skipped, and small rows of the same shape stand for them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../../../shared/model/event';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const DATA = join(import.meta.dirname, '../../../../shared/data');
const present = existsSync(DATA);
if (!present) console.warn('Skipped: ../shared/data is not here, so no real export was imported.');
const text = (name: string): string => readFileSync(join(DATA, name), 'utf8');

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const info = () => test.engine.json['workspace.info']({}, neverAborted());
const stored = async (): Promise<readonly Pick<CanonicalEvent, 'event' | 'kind' | 'properties' | 'timestamp'>[]> =>
  (await test.engine.json['events.recent']({ limit: 1000 }, neverAborted())).toReversed();
/** Without a session ending before its SDK says so. */
const longSessions = async (): Promise<void> => {
  const settings = await test.engine.json['settings.get']({}, neverAborted());
  const timeout = { value: 24, unit: 'hour' } as const;
  await test.engine.json['settings.set'](
    { settings: { ...settings, sessions: { ...settings.sessions, timeout } } },
    neverAborted(),
  );
};
const sessions = async (): Promise<number> => {
  const result = await test.engine.json['insight.run'](
    { spec: { kind: 'trends', interval: 'month', series: [{ match: { event: '*' }, math: 'sessions' }] } },
    neverAborted(),
  );
  return result.kind === 'trends' ? (result.series[0]?.total ?? 0) : 0;
};
const counted = (values: readonly (string | number | undefined)[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
};

describe.skipIf(!present)('clique-bait', () => {
  it('has 500 users behind 1,782 cookies, by its table of users', async () => {
    await test.importPath(join(DATA, 'clique-bait/events.csv'), {
      time: { column: 'event_time' },
      event: { column: 'event_type' },
      distinctId: { column: 'cookie_id' },
      anonymousId: { column: 'cookie_id' },
      sessionId: { column: 'visit_id' },
    });
    expect((await info()).persons).toBe(1782);
    const report = await test.importPath(join(DATA, 'clique-bait/users.csv'), {
      time: { column: 'start_date' },
      event: { constant: '$identify' },
      distinctId: { column: 'user_id' },
      userId: { column: 'user_id' },
      anonymousId: { column: 'cookie_id' },
    });
    expect(report).toMatchObject({ rows: 1782, imported: 1782, rejected: 0, persons: 500 });
  });
});

describe.skipIf(!present)('sparkify-logs', () => {
  it('has 1,064 sessions, where a session id that a visitor shares with a user counts for each', async () => {
    await longSessions();
    const lines = text('sparkify-logs/events.jsonl').trim().split('\n');
    const isOut = (line: string): boolean => (JSON.parse(line) as { userId: string }).userId === '';
    const map = {
      time: { column: 'ts', format: 'epoch_ms' },
      event: { column: 'page' },
      sessionId: { column: 'sessionId' },
    };
    const users = lines.filter((line) => !isOut(line)).join('\n');
    await test.importText('in.jsonl', users, {
      ...map,
      distinctId: { column: 'userId' },
      userId: { column: 'userId' },
    });
    expect(await sessions()).toBe(911);
    const out = lines.filter(isOut).join('\n');
    const anonymous = { column: 'sessionId' };
    await test.importText('out.jsonl', out, { ...map, distinctId: anonymous, anonymousId: anonymous });
    expect(await sessions()).toBe(1064);
  });
});

describe.skipIf(!present)('gharchive', () => {
  it('has 573 actors and 15 types of events, found without being told where', async () => {
    const report = await test.importPath(join(DATA, 'gharchive/2021-07-21-few-hours.json'));
    expect(report).toMatchObject({ rows: 800, imported: 800, rejected: 0, persons: 573 });
    const names = counted((await stored()).map(({ event }) => event));
    expect(Object.keys(names)).toHaveLength(15);
    expect(names).toMatchObject({ PushEvent: 425, CreateEvent: 103, PullRequestEvent: 64, WatchEvent: 58 });
  });
});

describe.skipIf(!present)('retentioneering', () => {
  it('has every row of its file, by user and by event, found without being told where', async () => {
    const packed = readFileSync(join(DATA, 'retentioneering/ecom.csv.gz'));
    const rows = gunzipSync(packed)
      .toString('utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(','));
    const report = await test.importText('ecom.csv.gz', packed);
    expect(report).toMatchObject({
      rows: 31_106,
      imported: 31_106,
      rejected: 0,
      persons: new Set(rows.map(([user]) => user)).size,
    });
    const names = counted(rows.map(([, , event]) => event));
    const series = Object.keys(names).map((event) => ({ match: { event }, math: 'events' as const }));
    const result = await test.engine.json['insight.run'](
      { spec: { kind: 'trends', interval: 'month', series } },
      neverAborted(),
    );
    const totals = result.kind === 'trends' ? result.series.map(({ total }) => total) : [];
    expect(totals).toEqual(Object.values(names));
  });
});

describe.skipIf(!present)('vendors’ samples', () => {
  it('of Amplitude’s export API', async () => {
    const report = await test.importPath(join(DATA, 'vendor-samples/amplitude_export_scrubbed.jsonl'));
    expect(report).toMatchObject({ rows: 2, imported: 2, rejected: 0, persons: 2 });
    const [first] = await stored();
    expect(first).toMatchObject({
      event_id: 'ajs-insert-0001:CS4fUc2U9U',
      timestamp: Date.UTC(2020, 10, 24, 9, 59, 55, 977),
      user_id: 'user-0001',
      anonymous_id: 'device-0001',
      groups: { '[Segment] Group': 'group-0001' },
      lib: 'segment',
    });
    expect(first).not.toHaveProperty('session_id');
    expect(first?.properties).toMatchObject({ $browser: 'Chrome', $os: 'Mac OS', $set: { role: 'Member' } });
  });

  it('of Google Analytics 4’s export', async () => {
    const report = await test.importPath(join(DATA, 'vendor-samples/ga4_bigquery_export_sign_up.json'));
    expect(report).toMatchObject({ rows: 1, imported: 1, rejected: 0 });
    const [event] = await stored();
    expect(event).toMatchObject({
      event: 'sign_up',
      timestamp: 1_673_858_401_132,
      session_id: '1673858394',
      project: '3607414280',
      properties: {
        $os: 'Android',
        $device_type: 'Mobile',
        method: 'Android',
        ga_session_number: 2,
        firebase_screen_id: '-5164663614086310235',
        $set: { player_match_level: '8', first_open_time: 1_673_780_400_000 },
        $consent: { analytics_storage: true, ad_storage: true },
      },
    });
  });
});

describe.skipIf(!present)('tables of loaders', () => {
  it('of Mixpanel, where rows of one insert id are one event', async () => {
    const report = await test.importPath(join(DATA, 'fivetran/mixpanel_event.csv'));
    expect(report).toMatchObject({ rows: 5, imported: 3, duplicates: 2, rejected: 0 });
    const [event] = await stored();
    expect(event).toMatchObject({ event: 'plays', timestamp: Date.UTC(2020, 7, 1, 10, 16, 46), source: 'mixpanel' });
    expect(event?.properties).toMatchObject({ video_id: 5279, title: 'spongebob' });
  });

  it('of Amplitude, and of its types of events, which say nothing that happened', async () => {
    const report = await test.importPath(join(DATA, 'fivetran/amplitude_event_data.csv'));
    const rows = text('fivetran/amplitude_event_data.csv').trim().split('\n').length - 1;
    expect(report).toMatchObject({ rows, imported: rows, rejected: 0 });
    const events = await stored();
    expect(events.every((event) => !('session_id' in event))).toBe(true);
    expect(events[0]?.properties['$set']).toEqual({ Cohort: 'Test A' });
    await expect(test.importPath(join(DATA, 'fivetran/amplitude_event_type_data.csv'))).rejects.toThrow('mapping');
  });

  it('of Segment’s pages', async () => {
    await test.importPath(join(DATA, 'segment-dbt/example_segment_pages.csv'));
    const [event] = await stored();
    expect(event).toMatchObject({
      event_id: 'ajs-9527e97fc714abe02a23b3d24cf09a36',
      kind: 'page',
      timestamp: Date.UTC(2015, 1, 23, 22, 28, 55),
      anonymous_id: '507f191e810c19729de860ea',
      user_id: '97980cfea0067',
      properties: {
        $browser: 'Chrome',
        $title: 'Product',
        utm_source: 'facebook',
        utm_campaign: 'autumn_collection_2015',
      },
    });
  });
});

describe.skipIf(!present)('HARs', () => {
  it.each([
    ['304.har', 9, 270, { 200: 122, 503: 94, 304: 27, 302: 21, 204: 6 }],
    ['chrome_github.com_home.har', 1, 20, { 200: 19, 204: 1 }],
    // Requests that were never answered have the status 0.
    ['firefox_h2_filamentgroup.com.har', 1, 15, { 200: 10, 0: 5 }],
    ['http2-chrome.har', 1, 11, { 200: 11 }],
  ])('%s: %i pages, %i requests', async (name, pages, requests, statuses) => {
    const report = await test.importPath(join(DATA, 'har', name));
    expect(report).toMatchObject({ imported: pages + requests, rejected: 0, persons: 1 });
    const events = await stored();
    expect(events.filter(({ kind }) => kind === 'page')).toHaveLength(pages);
    const network = events.filter(({ kind }) => kind === 'network');
    expect(counted(network.map(({ properties }) => properties['$status'] as number))).toEqual(statuses);
    expect(network.every(({ properties }) => typeof properties['$url'] === 'string')).toBe(true);
    expect(await test.importPath(join(DATA, 'har', name))).toMatchObject({ imported: 0 });
  });
});

describe('restated', () => {
  it('a table of users puts cookies together', async () => {
    await test.importText('events.csv', 'cookie,what,at\nc1,view,2020-02-04\nc2,view,2020-02-05\nc3,view,2020-02-06', {
      time: { column: 'at' },
      event: { column: 'what' },
      distinctId: { column: 'cookie' },
      anonymousId: { column: 'cookie' },
    });
    const report = await test.importText(
      'users.csv',
      'user_id,cookie,start\n1,c1,2020-02-01\n1,c2,2020-02-01\n2,c3,2020-02-01',
      {
        time: { column: 'start' },
        event: { constant: '$identify' },
        distinctId: { column: 'user_id' },
        userId: { column: 'user_id' },
        anonymousId: { column: 'cookie' },
      },
    );
    expect(report).toMatchObject({ imported: 3, persons: 2 });
  });

  it('a session id is a visitor’s own and a user’s own', async () => {
    await longSessions();
    const line = (who: string, at: string): string => JSON.stringify({ who, at, page: 'Home', session: 38 });
    const map = { time: { column: 'at' }, event: { column: 'page' }, sessionId: { column: 'session' } };
    const users = [
      line('39', '2018-11-01T10:00:00Z'),
      line('39', '2018-11-01T12:00:00Z'),
      line('38', '2018-11-01T11:00:00Z'),
    ];
    await test.importText('in.jsonl', users.join('\n'), {
      ...map,
      distinctId: { column: 'who' },
      userId: { column: 'who' },
    });
    const session = { column: 'session' };
    await test.importText('out.jsonl', line('', '2018-11-01T09:00:00Z'), {
      ...map,
      distinctId: session,
      anonymousId: session,
    });
    expect((await info()).persons).toBe(3);
    expect(await sessions()).toBe(3);
  });

  it('nested JSON is found to be events without being told where', async () => {
    const row = (id: string, type: string, actor: number) => ({
      id,
      type,
      actor: { id: actor, login: `u${actor}`, avatar_url: 'https://x.example/' },
      repo: { id: 1, name: 'a/b' },
      payload: { commits: [{ sha: 'x', distinct: true }] },
      public: true,
      created_at: '2021-07-21T06:00:00Z',
    });
    const rows = [row('1', 'PushEvent', 5), row('2', 'PushEvent', 6), row('3', 'WatchEvent', 5)];
    const report = await test.importText('gh.json', rows.map((each) => JSON.stringify(each)).join('\n'));
    expect(report).toMatchObject({ imported: 3, rejected: 0, persons: 2 });
    expect(counted((await stored()).map(({ event }) => event))).toEqual({ PushEvent: 2, WatchEvent: 1 });
  });

  it('pages of a warehouse half an hour apart to the second are one session, a second more is another', async () => {
    const page = (id: string, timestamp: string): string =>
      `${id},a1,,${timestamp},${timestamp},${timestamp},https://x.example/,/,1`;
    const head = 'id,anonymous_id,user_id,received_at,sent_at,timestamp,url,path,context_ip';
    const rows = [page('1', '2015-02-23 10:00:00'), page('2', '2015-02-23 10:30:00'), page('3', '2015-02-23 11:00:01')];
    await test.importText('pages.csv', [head, ...rows].join('\n'));
    expect(await sessions()).toBe(2);
  });
});
