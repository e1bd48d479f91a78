/** Properties taken out of the JSON give what the JSON gives: as events arrive, go, and after a restart. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PromotedColumn, PromotedValues } from '../../../electron/engine/properties/promoted-values';
import { openDatabase, type Database } from '../../../electron/engine/store/database';
import type { Test } from '../../../shared/model/filter';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const NOW = { now: Date.UTC(2026, 0, 1) };
const SMALL = { texts: 5, eventsPerStep: 3, leastWritten: 1, bytes: () => 1 };

let dir: string;
let database: Database;
let counters: { nextEid: number; removals: number };
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-promoted-'));
  database = await openDatabase({ workspaceDir: dir, threads: 1, memoryLimitMb: 256 });
  counters = { nextEid: 0, removals: 0 };
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

async function arrive(...properties: object[]): Promise<void> {
  const connection = await database.connect();
  for (const each of properties) {
    await connection.run(
      `INSERT INTO events BY NAME SELECT ${counters.nextEid} AS eid, 'e' || eid AS event_id, eid AS event_hash, 0 AS timestamp, 0 AS received_at,
         'event' AS event, 'custom' AS kind, 'p' AS distinct_id, '{}' AS groups, $1::JSON AS properties, 'test' AS source, false AS is_server, false AS has_operations`,
      [JSON.stringify(each)],
    );
    counters.nextEid++;
  }
  connection.closeSync();
}

const textsOf = ({ codes, places, sorted }: PromotedColumn): (string | undefined)[] =>
  Array.from({ length: counters.nextEid }, (_, eid) => sorted[places[codes[eid] ?? 0] ?? -1]);

async function passing(values: PromotedValues, test: Test): Promise<number[] | undefined> {
  const found = await values.matching(test, counters.nextEid, NOW);
  if (found === undefined) return undefined;
  return Array.from({ length: counters.nextEid }, (_, eid) => eid).filter(
    (eid) => found.holds[found.codes[eid] ?? 0] === 1,
  );
}

describe('promoted values', () => {
  it('are what the JSON says, for old events and for new ones', async () => {
    const values = await PromotedValues.open(database, counters, SMALL);
    await arrive({ plan: 'pro' }, { plan: null }, {}, { plan: 'free' }, { plan: 5 }, { plan: true }, { plan: 'pro' });
    const before = await values.column('properties.plan', counters.nextEid);
    expect(before && textsOf(before)).toEqual(['pro', undefined, undefined, 'free', '5', 'true', 'pro']);
    expect(before?.sorted).toEqual(['5', 'free', 'pro', 'true']);
    await arrive({ plan: 'a' }, { plan: 'free' });
    const after = await values.column('properties.plan', counters.nextEid);
    expect(after && textsOf(after).slice(-3)).toEqual(['pro', 'a', 'free']);
    expect(after?.sorted).toEqual(['5', 'a', 'free', 'pro', 'true']);
    await values.close();
  });

  it('pass the tests their texts pass, and read as the numbers they are', async () => {
    const values = await PromotedValues.open(database, counters, SMALL);
    await arrive({ n: '10' }, { n: 9.5 }, {}, { n: 'ten' }, { n: 1e3 });
    expect(await passing(values, { property: 'properties.n', op: 'gte', value: 10 })).toEqual([0, 4]);
    expect(await passing(values, { property: 'properties.n', op: 'contains', value: 'E' })).toEqual([3]);
    expect(await passing(values, { property: 'properties.n', op: 'is_set' })).toEqual([0, 1, 3, 4]);
    const read = await values.numbers('properties.n', counters.nextEid);
    const numbers = Array.from({ length: 5 }, (_, eid) => read?.numbers[read.codes[eid] ?? 0]);
    expect(numbers).toEqual([10, 9.5, Number.NaN, Number.NaN, 1000]);
    await values.close();
  });

  it('stay in the JSON where there are too many, and that is known after a restart', async () => {
    const values = await PromotedValues.open(database, counters, SMALL);
    await arrive(...Array.from({ length: 7 }, (_, id) => ({ id: `id ${id}` })));
    expect(values.isPromotable('properties.id')).toBe(true);
    expect(await values.column('properties.id', counters.nextEid)).toBeUndefined();
    expect(values.isPromotable('properties.id')).toBe(false);
    await values.close();
    const again = await PromotedValues.open(database, counters, SMALL);
    expect(await passing(again, { property: 'properties.id', op: 'eq', value: 'id 1' })).toBeUndefined();
    await again.close();
  });

  it('are told apart whatever is in them, few and many in one pass', async () => {
    const hostile = ["it's", "'); DROP TABLE events; --", 'a\0b', '', '\u{1f680}', 'x'.repeat(300), '$1', '\\'];
    const values = await PromotedValues.open(database, counters, { ...SMALL, texts: 1_000, eventsPerStep: 40 });
    const texts = Array.from({ length: 90 }, (_, n) => hostile[n % hostile.length] as string);
    await arrive(...texts.map((text, n) => ({ text, plain: `p${n % 3}`, many: n, quoted: `'${n % 2}'` })));
    const asked = ['text', 'plain', 'many', 'quoted'].map((key) => `properties.${key}`);
    await values.prepare(asked, counters.nextEid);
    const [text, plain, many, quoted] = await Promise.all(asked.map((each) => values.column(each, counters.nextEid)));
    expect(text && textsOf(text)).toEqual(texts);
    expect(plain && textsOf(plain)).toEqual(texts.map((_, n) => `p${n % 3}`));
    expect(many && textsOf(many)).toEqual(texts.map((_, n) => String(n)));
    expect(quoted && textsOf(quoted)).toEqual(texts.map((_, n) => `'${n % 2}'`));
    await values.close();
  });

  it('outgrow a byte', async () => {
    const values = await PromotedValues.open(database, counters, { ...SMALL, texts: 1_000, eventsPerStep: 1_000 });
    await arrive({ n: -1 });
    await values.column('properties.n', counters.nextEid);
    await arrive(...Array.from({ length: 300 }, (_, n) => ({ n })));
    const column = await values.column('properties.n', counters.nextEid);
    expect(column && textsOf(column)).toEqual(Array.from({ length: 301 }, (_, n) => String(n - 1)));
    await values.close();
  });

  it('come back as they were from pieces of many rows', async () => {
    const connection = await database.connect();
    // Codes of two bytes, and of one.
    await connection.run(
      `INSERT INTO events BY NAME SELECT i::UINTEGER AS eid, 'e' || i AS event_id, i AS event_hash, 0 AS timestamp, 0 AS received_at,
         'event' AS event, 'custom' AS kind, 'p' AS distinct_id, '{}' AS groups, 'test' AS source, false AS is_server, false AS has_operations,
         CASE WHEN i % 7 = 0 THEN '{}' ELSE '{"n":' || (i * i) % 1009 || ',"few":"' || i % 3 || '"}' END::JSON AS properties
       FROM range(30_000) AS rows(i)`,
    );
    counters.nextEid = 30_000;
    const limits = { texts: 2_000, eventsPerStep: 20_001, leastWritten: 1 };
    const values = await PromotedValues.open(database, counters, limits);
    await values.prepare(['properties.n', 'properties.few'], counters.nextEid);
    await values.close();
    const again = await PromotedValues.open(database, counters, limits);
    const rows = await connection.runAndReadAll('SELECT count(*), max(octet_length(codes)) FROM promoted_pieces');
    expect(rows.getRowsJS()).toEqual([[13n, 8192n]]);
    for (const [property, of] of [
      ['properties.n', (i: number) => (i * i) % 1009],
      ['properties.few', (i: number) => i % 3],
    ] as const) {
      const column = await again.column(property, counters.nextEid);
      const expected = Array.from({ length: 30_000 }, (_, i) => (i % 7 === 0 ? undefined : String(of(i))));
      expect(column && textsOf(column)).toEqual(expected);
    }
    connection.closeSync();
    await again.close();
  });

  it('are taken out of what arrived in the background', async () => {
    const values = await PromotedValues.open(database, counters, SMALL);
    await arrive({ plan: 'pro', id: 1 });
    await values.column('properties.plan', counters.nextEid);
    await arrive(...['free', 'pro', 'free', 'team'].map((plan) => ({ plan })));
    await values.refresh();
    const connection = await database.connect();
    const covered = await connection.runAndReadAll('SELECT property, covered FROM promoted');
    expect(covered.getRowsJS()).toEqual([['properties.plan', 5]]);
    connection.closeSync();
    const column = await values.column('properties.plan', counters.nextEid);
    expect(column && textsOf(column)).toEqual(['pro', 'free', 'pro', 'free', 'team']);
    await values.close();
  });

  it('are taken out before anybody asks, and once for all', async () => {
    const values = await PromotedValues.open(database, counters, SMALL);
    await arrive({ plan: 'pro', n: 1 }, { plan: 'free' }, {}, { n: 2 });
    await values.enter(['properties.plan', 'properties.n']);
    await values.refresh();
    await values.close();
    const connection = await database.connect();
    const reader = await connection.runAndReadAll('SELECT property, covered FROM promoted ORDER BY property');
    expect(reader.getRows()).toEqual([
      ['properties.n', 4],
      ['properties.plan', 4],
    ]);
    connection.closeSync();
    const again = await PromotedValues.open(database, counters, SMALL);
    const column = await again.column('properties.plan', counters.nextEid);
    expect(column && textsOf(column)).toEqual(['pro', 'free', undefined, undefined]);
    await again.close();
  });

  it('stop being taken out once that is no longer wanted, and are whole when asked for', async () => {
    const values = await PromotedValues.open(database, counters, SMALL);
    await arrive(...Array.from({ length: 8 }, (_, at) => ({ plan: `p${at % 3}` })));
    await values.enter(['properties.plan']);
    const abort = new AbortController();
    const refreshed = values.refresh(abort.signal);
    abort.abort();
    await expect(refreshed).rejects.toMatchObject({ error: { code: 'cancelled' } });
    const column = await values.column('properties.plan', counters.nextEid);
    expect(column && textsOf(column)).toEqual(Array.from({ length: 8 }, (_, at) => `p${at % 3}`));
    await values.close();
  });

  it('are told most frequent first', async () => {
    const values = await PromotedValues.open(database, counters, SMALL);
    await arrive({ plan: 'pro' }, { plan: 'free' }, { plan: 'pro' }, { plan: 'Provider' }, {});
    const found = await values.mostFrequent('properties.plan', 'PRO', 10, counters.nextEid);
    expect(found).toEqual([
      { value: 'pro', count: 2 },
      { value: 'Provider', count: 1 },
    ]);
    await values.close();
  });

  it('forget events that were taken out, whose numbers others may get', async () => {
    const values = await PromotedValues.open(database, counters, SMALL);
    await arrive({ plan: 'pro' }, { plan: 'gone' });
    await values.column('properties.plan', counters.nextEid);
    await values.close();
    const connection = await database.connect();
    await connection.run('DELETE FROM events WHERE eid = 1');
    connection.closeSync();
    counters.nextEid = 1;
    const again = await PromotedValues.open(database, counters, SMALL);
    await arrive({ plan: 'new' });
    const column = await again.column('properties.plan', counters.nextEid);
    expect(column && textsOf(column)).toEqual(['pro', 'new']);
    expect(column?.sorted).toEqual(['new', 'pro']);
    await again.close();
  });
});

describe('an engine with promoted values', () => {
  let test: TestEngine;
  beforeEach(async () => {
    test = await openTestEngine();
  });
  afterEach(() => test.close());

  const count = async (op: Test['op'], value?: Test['value']): Promise<unknown> => {
    const filter: Test = { property: 'properties.plan', op, ...(value === undefined ? {} : { value }) };
    const series = [{ match: { event: '*' }, math: 'events' as const }];
    const spec = { kind: 'trends' as const, series, interval: 'month' as const, filter };
    const result = await test.engine.json['insight.run']({ spec }, neverAborted());
    return result.kind === 'trends' ? result.series[0]?.total : undefined;
  };

  it('answers for events that arrive, before and after a restart', async () => {
    const event = (properties: { plan?: string }) => ({
      event: 'used',
      distinct_id: 'ada',
      timestamp: NOW.now,
      properties,
    });
    await test.store(event({ plan: 'pro' }), event({}));
    expect([await count('eq', 'pro'), await count('neq', 'pro'), await count('is_not_set')]).toEqual([1, 1, 1]);
    await test.store(event({ plan: 'pro' }), event({ plan: 'free' }));
    expect([await count('eq', 'pro'), await count('neq', 'pro'), await count('is_not_set')]).toEqual([2, 2, 1]);
    test = await test.reopen();
    expect([await count('eq', ['pro', 'free']), await count('contains', 'R')]).toEqual([3, 3]);
    await test.store(event({ plan: 'free' }));
    expect(await count('eq', 'free')).toBe(2);
    const values = await test.engine.json['catalog.values']({ property: 'properties.plan', limit: 10 }, neverAborted());
    expect(values).toEqual([
      { value: 'free', count: 2 },
      { value: 'pro', count: 2 },
    ]);
  });
});
