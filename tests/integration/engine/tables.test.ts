/** Insights that are tables: events, sessions and people, page by page, while events go on arriving. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppFailure } from '../../../shared/contract/errors';
import { toTable } from '../../../shared/insights/result-table';
import { insightSpecSchema, type InsightResult } from '../../../shared/insights/specs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const MONDAY = Date.UTC(2026, 2, 2, 9);
const MINUTE = 60_000;

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

type Kind = 'events' | 'sessions' | 'people';
type Of<K extends Kind> = Extract<InsightResult, { kind: K }>;

async function ask<K extends Kind>(kind: K, more: object = {}): Promise<Of<K>> {
  const spec = insightSpecSchema.parse({ kind, ...more });
  const result = await test.engine.json['insight.run']({ spec }, neverAborted());
  if (result.kind !== kind) throw new Error(`a result of ${result.kind}`);
  return result as Of<K>;
}

/** All rows, page by page; `between` runs after each page. */
async function walk(
  kind: Kind,
  more: object,
  between: () => Promise<void> = async () => undefined,
): Promise<unknown[]> {
  const rows: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page: InsightResult = await ask(kind, { ...more, ...(cursor === undefined ? {} : { cursor }) });
    if (!('nextCursor' in page) && !('rows' in page)) throw new Error('no table');
    rows.push(...page.rows);
    cursor = 'nextCursor' in page ? page.nextCursor : undefined;
    await between();
  } while (cursor !== undefined);
  return rows;
}

const refusal = async (kind: Kind, more: object): Promise<AppFailure['error']> => {
  try {
    await ask(kind, more);
  } catch (error) {
    if (error instanceof AppFailure) return error.error;
    throw error;
  }
  throw new Error('it was let through');
};

/** Every person visits, some several times; ties of time and of counts abound. */
async function storeShop(): Promise<void> {
  const events = Array.from({ length: 60 }, (_, i) => ({
    event: i % 3 === 0 ? 'paid' : 'visit',
    kind: i % 3 === 0 ? ('custom' as const) : ('page' as const),
    event_id: `e-${String((i * 37) % 60).padStart(2, '0')}`,
    distinct_id: `p${i % 7}`,
    timestamp: MONDAY + Math.floor(i / 4) * 10 * MINUTE,
    properties: {
      amount: i % 5,
      plan: i % 2 === 0 ? 'pro' : 'free',
      ...(i % 3 === 0 ? {} : { $pathname: `/${i % 4}` }),
    },
  }));
  await test.store(...events);
}

describe('events', () => {
  it('come newest first, events of one time by their ids, with the columns asked for', async () => {
    await storeShop();
    const page = await ask('events', {
      columns: ['timestamp', 'event_id', 'event', 'person', 'properties.amount', 'properties.nothing'],
      limit: 4,
    });
    expect(page.total).toBe(60);
    expect(page.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'timestamp timestamp',
      'event_id text',
      'event text',
      'person text',
      'properties.amount other',
      'properties.nothing other',
    ]);
    // Of the last four: number 59, 58, 57, 56, by their ids e-23, e-46, e-09, e-32.
    expect(page.rows[0]).toEqual(['2026-03-02T11:20:00.000Z', 'e-46', 'visit', 'p2', 3, null]);
    const ids = page.rows.map((row) => String(row[1]));
    expect(ids).toEqual(ids.toSorted().reverse());
    expect(new Set(page.rows.map((row) => row[0]))).toEqual(new Set(['2026-03-02T11:20:00.000Z']));
  });

  it.each([
    [true, 1],
    [true, 7],
    [false, 3],
    [false, 60],
    [true, 61],
  ])('are each given once, descending %s by %i', async (descending, limit) => {
    await storeShop();
    const rows = (await walk('events', {
      columns: ['timestamp', 'event_id'],
      orderBy: { column: 'timestamp', descending },
      limit,
    })) as [string, string][];
    expect(rows).toHaveLength(60);
    const sorted = rows.toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1));
    expect(rows).toEqual(descending ? sorted.reverse() : sorted);
  });

  it('neither repeat nor skip a row while events arrive before and after the cursor', async () => {
    await storeShop();
    let added = 0;
    const rows = (await walk('events', { columns: ['event_id'], limit: 9 }, async () => {
      added++;
      await test.store(
        { event: 'late', event_id: `new-${added}`, distinct_id: 'p1', timestamp: MONDAY + 600 * MINUTE + added },
        { event: 'early', event_id: `old-${added}`, distinct_id: 'p2', timestamp: MONDAY - added },
      );
    })) as [string][];
    const ids = rows.map(([id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('e-'))).toHaveLength(60);
    expect(ids.some((id) => id.startsWith('new-'))).toBe(false);
  });

  it('are those that pass the filter and lie in the range', async () => {
    await storeShop();
    const paid = { property: 'event', op: 'eq', value: 'paid' };
    expect((await ask('events', { where: paid })).total).toBe(20);
    const often = { performed: { event: 'paid' }, count: { op: 'gte', value: 3 } };
    const both = await ask('events', { where: { all: [paid, often] }, columns: ['event', 'person'] });
    expect(new Set(both.rows.map((row) => row[0]))).toEqual(new Set(['paid']));
    expect(both.total).toBeLessThan(20);
    const range = { from: '2026-03-02T09:00:00Z', to: '2026-03-02T09:10:00Z' };
    expect((await ask('events', { range })).total).toBe(4);
    expect((await ask('events', { range: { to: '2026-03-01' } })).rows).toEqual([]);
  });

  it('give whole values, and person and session as the window shows them', async () => {
    await test.store({
      event: 'order',
      event_id: 'o1',
      distinct_id: 'ana',
      timestamp: MONDAY,
      groups: { company: 'acme' },
      properties: { cart: { total: 3 }, ok: true, name: 'x"y', none: null },
    });
    const sessions = await ask('sessions');
    const { rows } = await ask('events', {
      columns: [
        'person',
        'session',
        'groups',
        'properties.cart',
        'properties.cart.total',
        'properties.ok',
        'properties.name',
        'properties.none',
      ],
    });
    expect(rows).toEqual([['ana', sessions.rows[0]?.[0], '{"company":"acme"}', '{"total":3}', 3, true, 'x"y', null]]);
  });
});

describe('sessions', () => {
  it('come with a summary of all, whatever the page', async () => {
    await storeShop();
    const all = await test.engine.json['sessions.summary']({}, neverAborted());
    const page = await ask('sessions', { limit: 2 });
    expect(page.rows).toHaveLength(2);
    expect(page.total).toBe(all.count);
    expect(page.summary).toMatchObject({
      count: all.count,
      persons: all.persons,
      bounceRate: all.bounceRate,
      entryPages: all.entryPages,
      exitPages: all.exitPages,
    });
    expect(page.summary.metrics['durationSeconds']).toEqual({
      median: all.medianDurationSeconds,
      p90: all.p90DurationSeconds,
    });
    expect(Object.keys(page.summary.metrics)).toContain('clicks');
  });

  it.each(['start', 'events', 'entryPage', 'bounce', 'person', 'id', 'durationSeconds', 'referrer'])(
    'are each given once, ordered by %s both ways, also where it is empty',
    async (column) => {
      await storeShop();
      const { total } = await ask('sessions');
      for (const descending of [true, false]) {
        const columns = ['id', column];
        const rows = await walk('sessions', { columns, orderBy: { column, descending }, limit: 2 });
        const whole = await ask('sessions', { columns, orderBy: { column, descending }, limit: 1000 });
        expect(rows).toEqual(whole.rows);
        expect(rows).toHaveLength(total);
      }
    },
  );

  it('neither repeat nor skip while sessions begin', async () => {
    await storeShop();
    const { total } = await ask('sessions');
    let added = 0;
    const rows = (await walk('sessions', { columns: ['id'], limit: 2 }, async () => {
      added++;
      await test.store({ event: 'visit', distinct_id: `new${added}`, timestamp: MONDAY + 900 * MINUTE + added });
    })) as [string][];
    expect(new Set(rows.map(([id]) => id)).size).toBe(total);
    expect(rows).toHaveLength(total);
  });

  it('are those of a person or those that pass', async () => {
    await storeShop();
    const own = await ask('sessions', { person: 'p3', columns: ['person', 'start'] });
    expect(new Set(own.rows.map((row) => row[0]))).toEqual(new Set(['p3']));
    expect(String(own.rows[0]?.[1])).toMatch(/^2026-03-02T\d\d:\d\d:00.000Z$/);
    const long = await ask('sessions', { where: { property: 'session.events', op: 'gte', value: 9 } });
    expect(long.total).toBeGreaterThan(0);
    expect(long.summary.count).toBe(long.total);
  });
});

describe('people', () => {
  it('come with a summary of all, and properties as columns', async () => {
    await storeShop();
    await test.store({
      event: '$identify',
      kind: 'identify',
      distinct_id: 'p1',
      timestamp: MONDAY,
      properties: { $set: { plan: 'pro', name: 'Ana' } },
    });
    const page = await ask('people', {
      columns: ['person', 'name', 'person.plan', 'firstSeen'],
      orderBy: { column: 'person', descending: false },
      limit: 2,
    });
    expect(page.rows).toEqual([
      ['p0', null, null, '2026-03-02T09:00:00.000Z'],
      ['p1', 'Ana', 'pro', '2026-03-02T09:00:00.000Z'],
    ]);
    expect(page.total).toBe(7);
    expect(page.summary).toMatchObject({ count: 7, total: 7 });
    expect(page.summary.metrics['events']?.median).toBe(9);
    expect((await ask('people', { search: 'ana' })).total).toBe(1);
  });

  it.each(['person', 'name', 'events', 'known', 'lastSeen', 'engagedSeconds', 'utm.source'])(
    'are each given once, ordered by %s both ways',
    async (column) => {
      await storeShop();
      await test.store({
        event: '$identify',
        kind: 'identify',
        distinct_id: 'p4',
        timestamp: MONDAY,
        properties: { $set: { name: "O'Neil" } },
      });
      for (const descending of [true, false]) {
        const rows = await walk('people', { columns: ['person', column], orderBy: { column, descending }, limit: 2 });
        const whole = await ask('people', { columns: ['person', column], orderBy: { column, descending } });
        expect(rows).toEqual(whole.rows);
        expect(rows).toHaveLength(7);
      }
    },
  );
});

describe('all of them', () => {
  it('are empty where there is nothing', async () => {
    for (const kind of ['events', 'sessions', 'people'] as const) {
      expect(await ask(kind)).toMatchObject({ rows: [], total: 0 });
      expect(await ask(kind)).not.toHaveProperty('nextCursor');
    }
  });

  it('refuse what is no cursor, and one of another order', async () => {
    await storeShop();
    const { nextCursor } = await ask('sessions', { limit: 1 });
    for (const kind of ['events', 'sessions', 'people'] as const) {
      expect(await refusal(kind, { cursor: 'nonsense' })).toMatchObject({ code: 'invalid_request', path: 'cursor' });
    }
    expect(await refusal('people', { cursor: nextCursor })).toMatchObject({ path: 'cursor' });
    expect(
      await refusal('sessions', { cursor: nextCursor, orderBy: { column: 'events', descending: true } }),
    ).toMatchObject({ path: 'cursor' });
  });

  it('refuse filters over what the list cannot tell', async () => {
    const ofEvents = { property: 'properties.plan', op: 'eq', value: 'pro' };
    expect(await refusal('sessions', { where: ofEvents })).toMatchObject({ code: 'invalid_request' });
    expect(await refusal('people', { where: ofEvents })).toMatchObject({ code: 'invalid_request' });
  });

  it.each([
    { kind: 'events', columns: ['nope'] },
    { kind: 'events', columns: ['person.plan'] },
    { kind: 'events', columns: [] },
    { kind: 'events', orderBy: { column: 'event' } },
    { kind: 'sessions', columns: ['properties.plan'] },
    { kind: 'people', columns: ['properties.plan'] },
    { kind: 'people', limit: 10_001 },
    { kind: 'sessions', range: {} },
  ])('refuse what is no spec: %j', (spec) => {
    expect(insightSpecSchema.safeParse(spec).success).toBe(false);
  });

  it.each(['events', 'sessions', 'people'] as const)('of %s are given up when they are taken back', async (kind) => {
    await storeShop();
    const whole = await ask(kind);
    for (const where of [undefined, { performed: { event: '*' } }]) {
      const abort = new AbortController();
      const spec = insightSpecSchema.parse({ kind, limit: 2, ...(where === undefined ? {} : { where }) });
      const answer = test.engine.json['insight.run']({ spec }, abort.signal);
      abort.abort();
      await expect(answer).rejects.toMatchObject({ error: { code: 'cancelled' } });
    }
    expect((await ask(kind)).rows).toEqual(whole.rows);
  });

  it('are tables for spreadsheets too', async () => {
    await storeShop();
    const page = await ask('sessions', { columns: ['id', 'events'], limit: 3 });
    expect(toTable(page)).toEqual({ columns: ['id', 'events'], rows: page.rows });
  });
});
