/** Every session command on a real engine: the list, its summary and charts, one session, other settings. */
import { tableFromIPC } from '@uwdata/flechette';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../shared/base/random';
import { type CommandInput, type CommandOutput, COMMANDS } from '../../../shared/contract/commands';
import type { CanonicalEvent } from '../../../shared/model/event';
import type { Filter } from '../../../shared/model/filter';
import { SESSION_COLUMNS, type SessionColumn } from '../../../shared/model/session';
import { DEFAULT_SETTINGS, type SessionSettings } from '../../../shared/model/settings';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const MINUTE = 60_000;
const MONDAY = Date.UTC(2026, 2, 2, 9);
const signal = neverAborted();

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

type Row = Record<string, unknown>;
const rowsOf = (bytes: Uint8Array): Row[] => tableFromIPC(bytes).toArray() as Row[];

async function table(ask: Partial<CommandInput<'sessions.table'>> = {}): Promise<Row[]> {
  const input = COMMANDS['sessions.table'].input.parse({
    orderBy: { column: 'start', descending: false },
    limit: 1_000,
    ...ask,
  });
  return rowsOf(await test.engine.arrow['sessions.table'](input, signal));
}

const distributions = (ask: CommandInput<'sessions.distributions'>): Promise<CommandOutput<'sessions.distributions'>> =>
  test.engine.json['sessions.distributions'](ask, signal);

const view = (who: string, at: number, path: string, properties = {}): Partial<CanonicalEvent> & { event: string } => ({
  event: '$pageview',
  kind: 'page',
  distinct_id: who,
  timestamp: MONDAY + at * MINUTE,
  properties: { $pathname: path, ...properties },
});

/** Ana looks around twice, ben bounces, cem comes by a campaign. */
const shop = (): Promise<void> =>
  test.store(
    view('ana', 0, '/', { $browser: 'Firefox', $geoip_country_code: 'PT' }),
    view('ana', 4, '/shoes'),
    { event: 'buy', distinct_id: 'ana', timestamp: MONDAY + 9 * MINUTE },
    view('ana', 120, '/', { $browser: 'Firefox' }),
    view('ana', 121, '/help'),
    view('ben', 2, '/shoes', { $browser: 'Safari', country: 'DE' }),
    view('cem', 300, '/sale', { utm_source: 'news', $referrer: 'https://news.example/' }),
    { event: 'click', kind: 'click', distinct_id: 'cem', timestamp: MONDAY + 301 * MINUTE },
  );

const setSessions = async (sessions: Partial<SessionSettings>, timezone = 'UTC'): Promise<void> => {
  const settings = { ...DEFAULT_SETTINGS, timezone, sessions: { ...DEFAULT_SETTINGS.sessions, ...sessions } };
  await test.engine.json['settings.set']({ settings }, signal);
  for (;;) {
    const { work } = await test.engine.json['workspace.info']({}, signal);
    if (work === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

describe('the session list', () => {
  it('has every column, with what the entry event knows', async () => {
    await shop();
    const [first, second] = await table();
    expect(Object.keys(first ?? {})).toEqual(Object.keys(SESSION_COLUMNS));
    expect(first).toMatchObject({
      person: 'ana',
      start: MONDAY,
      end: MONDAY + 9 * MINUTE,
      durationSeconds: 540,
      events: 3,
      pageviews: 2,
      pageDepth: 2,
      entryPage: '/',
      exitPage: '/shoes',
      bounce: false,
      splitReason: 'first',
      browser: 'Firefox',
      country: 'PT',
      engagedSeconds: 120,
    });
    expect(second).toMatchObject({ person: 'ben', bounce: true, country: 'DE', browser: 'Safari', referrer: null });
    expect((await table()).at(-1)).toMatchObject({
      'utm.source': 'news',
      referrer: 'https://news.example/',
      clicks: 1,
    });
  });

  it('is ordered by any column, in pages that neither miss nor repeat', async () => {
    await shop();
    for (const column of Object.keys(SESSION_COLUMNS) as SessionColumn[]) {
      for (const descending of [false, true]) {
        const orderBy = { column, descending };
        const whole = await table({ orderBy });
        const pages = [
          ...(await table({ orderBy, limit: 2 })),
          ...(await table({ orderBy, limit: 1, offset: 2 })),
          ...(await table({ orderBy, limit: 1_000, offset: 3 })),
        ];
        expect(pages).toEqual(whole);
        const values = whole.map((row) => row[column] as string | number | boolean | null);
        const there = values.filter((value) => value !== null);
        const sorted = there.slice().sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(there).toEqual(descending ? sorted.reverse() : sorted);
        expect(values.slice(there.length).every((value) => value === null)).toBe(true);
      }
    }
  });

  it('can be that of a person, under any of its ids, and of those that pass a filter', async () => {
    await shop();
    expect(await table({ person: 'ana' })).toHaveLength(2);
    expect(await table({ person: 'nobody' })).toHaveLength(0);
    const where: Filter = { all: [{ property: 'session.country', op: 'eq', value: 'DE' }] };
    expect((await table({ where })).map((row) => row['person'])).toEqual(['ben']);
    expect(await table({ where: { any: [] } })).toHaveLength(0);
    const onEvents = { property: 'event', op: 'eq', value: 'buy' } as const;
    await expect(table({ where: onEvents })).rejects.toThrow(/may test session\.KEY/);
  });
});

describe('the tables', () => {
  it('are the same written step by step, under changing settings, as written at once', async () => {
    const random = seededRandom(7);
    const whole = (max: number): number => Math.floor(random.next() * max);
    for (let step = 0; step < 8; step++) {
      const batch = Array.from({ length: 40 }, () => {
        const who = `p${whole(12)}`;
        return view(who, whole(3_000), `/${whole(4)}`, {
          $browser: ['Firefox', 'Safari', null][whole(3)],
          ...(whole(4) === 0 ? { utm_source: `s${whole(3)}` } : {}),
        });
      });
      await test.store(...batch);
      if (step === 3) await setSessions({ midnight: true, bounce: 'matomo' }, 'Asia/Kathmandu');
      if (step === 5) await setSessions({ campaignChange: true, timeout: { value: 90, unit: 'minute' } });
      // Looked at in every step but one, so that a step of the tables can span two of the view.
      if (step !== 4) await table();
    }
    const stepwise = await table();
    const reasons = new Set(stepwise.map((row) => row['splitReason']));
    expect(reasons).toEqual(new Set(['campaign', 'first', 'timeout']));
    const filter = { property: 'session.browser', op: 'eq', value: 'Safari' } as const;
    const filtered = await table({ where: filter, orderBy: { column: 'id', descending: false } });
    test = await test.reopen();
    expect(await table()).toEqual(stepwise);
    expect(await table({ where: filter, orderBy: { column: 'id', descending: false } })).toEqual(filtered);
    expect(filtered.length).toBeGreaterThan(5);
  });

  it('serve filters and breakdowns of insights after a step', async () => {
    await shop();
    await table();
    await test.store(view('abe', 1, '/early', { country: 'DE' }), view('ben', 500, '/late', { country: 'PT' }));
    const spec = {
      kind: 'trends',
      series: [{ match: { event: '*' }, math: 'events' }],
      interval: 'day',
      filter: { property: 'session.country', op: 'eq', value: 'DE' },
    };
    const input = COMMANDS['insight.run'].input.parse({ spec });
    const result = await test.engine.json['insight.run'](input, signal);
    expect(JSON.parse(JSON.stringify(result))).toMatchObject({ series: [{ total: 2 }] });
  });
});

describe('the summary', () => {
  it('counts, and names the pages that visits begin and end with', async () => {
    await shop();
    const summary = await test.engine.json['sessions.summary']({}, signal);
    expect(summary).toEqual({
      count: 4,
      persons: 3,
      bounceRate: 0.25,
      medianDurationSeconds: 60,
      p90DurationSeconds: expect.closeTo(396, 6) as number,
      medianEvents: 2,
      entryPages: [
        { page: '/', sessions: 2 },
        { page: '/sale', sessions: 1 },
        { page: '/shoes', sessions: 1 },
      ],
      exitPages: [
        { page: '/shoes', sessions: 2 },
        { page: '/help', sessions: 1 },
        { page: '/sale', sessions: 1 },
      ],
    });
    expect(await test.engine.json['sessions.summary']({ person: 'ben' }, signal)).toMatchObject({
      count: 1,
      persons: 1,
    });
  });
});

describe('distributions', () => {
  it('hold what other columns’ brushes leave, never their own', async () => {
    await shop();
    const brushes = { browser: ['Firefox'], durationSeconds: [0, 100] as [number, number] };
    const [browser, duration, country] = await distributions({
      columns: ['browser', 'durationSeconds', 'country'],
      brushes,
    });
    expect(browser).toEqual({
      type: 'values',
      column: 'browser',
      values: [
        { value: 'Firefox', all: 2, held: 1 },
        { value: 'Safari', all: 1, held: 1 },
        { value: null, all: 1, held: 1 },
      ],
      other: { all: 0, held: 0 },
    });
    if (duration?.type !== 'numbers') throw new Error('durations are numbers');
    expect(duration.bins.filter(({ all }) => all > 0).map(({ from, all, held }) => ({ from, all, held }))).toEqual([
      { from: 0, all: 1, held: 0 },
      { from: 60, all: 2, held: 1 },
      { from: expect.any(Number) as unknown, all: 1, held: 1 },
    ]);
    for (const [at, { from }] of duration.bins.entries()) expect(from).toBe(duration.bins[at - 1]?.to ?? 0);
    expect(country).toMatchObject({
      values: [
        { value: null, all: 2, held: 1 },
        { value: 'DE', held: 0 },
        { value: 'PT', held: 0 },
      ],
    });
  });

  it('bring times into buckets of the calendar and know sessions without a value', async () => {
    await shop();
    const [start, none] = await distributions({ columns: ['start', 'utm.source'], brushes: { country: [null] } });
    expect(start).toMatchObject({
      type: 'numbers',
      bins: [
        { from: MONDAY, to: MONDAY + 60 * MINUTE, all: 2, held: 0 },
        {},
        { all: 1, held: 1 },
        {},
        {},
        { all: 1, held: 1 },
      ],
    });
    expect(none).toMatchObject({
      values: [
        { value: null, all: 3, held: 1 },
        { value: 'news', all: 1, held: 1 },
      ],
    });
  });

  it('count nothing twice and lose nothing', async () => {
    await shop();
    const columns = (Object.keys(SESSION_COLUMNS) as SessionColumn[]).filter((column) => column !== 'id').slice(0, 20);
    for (const each of await distributions({ columns })) {
      const parts = each.type === 'numbers' ? each.bins : [...each.values, each.other];
      expect(parts.reduce((sum, { all }) => sum + all, 0)).toBe(4);
      expect(parts.every(({ all, held }) => all === held)).toBe(true);
    }
  });

  it('refuse a brush that does not fit its column, and the id', async () => {
    await shop();
    await expect(distributions({ columns: ['events'], brushes: { events: ['1'] } })).rejects.toThrow(/two numbers/);
    await expect(distributions({ columns: ['id'] })).rejects.toThrow(/another column/);
  });

  it('are empty where there are no sessions', async () => {
    expect(await distributions({ columns: ['events', 'os'] })).toEqual([
      { type: 'numbers', column: 'events', bins: [] },
      { type: 'values', column: 'os', values: [], other: { all: 0, held: 0 } },
    ]);
  });
});

describe('one session', () => {
  it('has neighbours of its person and at its time', async () => {
    await shop();
    const [ana, , again] = await table();
    const id = String(ana?.['id']);
    const neighbours = await test.engine.json['sessions.neighbours']({ session: id }, signal);
    expect(neighbours.previous).toBeUndefined();
    expect(neighbours.next).toBe(again?.['id']);
    expect(neighbours.around.map(({ person }) => person)).toEqual(['ben', 'cem']);
    await expect(test.engine.json['sessions.neighbours']({ session: 'x-y' }, signal)).rejects.toThrow(/no session/);
  });

  it('has events with what requests, errors and vitals are about', async () => {
    await test.store(
      view('dee', 0, '/', { $title: 'Home' }),
      {
        event: 'request',
        kind: 'network',
        distinct_id: 'dee',
        timestamp: MONDAY + 1,
        properties: { $url: '/api', $method: 'get', $status: 503, $duration_ms: 81 },
      },
      {
        event: '$exception',
        kind: 'error',
        distinct_id: 'dee',
        timestamp: MONDAY + 2,
        properties: { $exception_list: [{ type: 'TypeError', value: 'x is not a function' }] },
      },
      {
        event: '$web_vitals',
        kind: 'vitals',
        distinct_id: 'dee',
        timestamp: MONDAY + 3,
        properties: { $web_vitals_LCP_value: 1_234.5 },
      },
    );
    const [session] = await table();
    const bytes = await test.engine.arrow['sessions.events']({ session: String(session?.['id']) }, signal);
    const nothing = { detail: null, durationMs: null, status: null, value: null };
    expect(rowsOf(bytes).map(({ eid: _eid, timestamp: _time, session: _session, ...rest }) => rest)).toEqual([
      { event: '$pageview', kind: 'page', page: '/', title: 'Home', ...nothing },
      {
        event: 'request',
        kind: 'network',
        page: null,
        title: null,
        detail: 'GET /api',
        durationMs: 81,
        status: 503,
        value: null,
      },
      {
        event: '$exception',
        kind: 'error',
        page: null,
        title: null,
        ...nothing,
        detail: 'TypeError: x is not a function',
      },
      { event: '$web_vitals', kind: 'vitals', page: null, title: null, ...nothing, detail: 'LCP', value: 1_234.5 },
    ]);
  });
});

describe('a preview', () => {
  it('says what other settings would make, and changes nothing', async () => {
    await shop();
    const before = await table();
    const settings: SessionSettings = {
      ...DEFAULT_SETTINGS.sessions,
      timeout: { value: 3, unit: 'minute' },
      bounce: 'plausible',
    };
    expect(await test.engine.json['sessions.preview']({ settings }, signal)).toEqual({
      before: { sessions: 4, medianDurationSeconds: 60, bounceRate: 0.25, reasons: { first: 3, timeout: 1 } },
      after: { sessions: 6, medianDurationSeconds: 0, bounceRate: 0.5, reasons: { first: 3, timeout: 3 } },
      personsChanged: 1,
    });
    expect(await table()).toEqual(before);
    await setSessions(settings);
    expect(await table()).toHaveLength(6);
  });
});
