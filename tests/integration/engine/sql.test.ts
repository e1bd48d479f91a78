/** SQL insights on a real engine: the views as documented, values, params, limits, and that nothing else can be reached. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppFailure } from '../../../shared/contract/errors';
import type { SqlResult, SqlSpec } from '../../../shared/insights/sql/spec';
import { insightSpecSchema } from '../../../shared/insights/specs';
import { PUBLIC_VIEWS } from '../../../shared/model/public-views';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const MONDAY = Date.UTC(2026, 2, 2, 9);

let test: TestEngine;
beforeAll(async () => {
  test = await openTestEngine();
  const ana = { distinct_id: 'd1', anonymous_id: 'd1' };
  const known = { distinct_id: 'ana', anonymous_id: 'd1', user_id: 'ana' };
  await test.store(
    {
      event: 'visit',
      kind: 'page',
      ...ana,
      timestamp: MONDAY,
      properties: { $pathname: '/pricing', utm_source: 'news' },
    },
    {
      event: '$identify',
      kind: 'identify',
      ...known,
      timestamp: MONDAY + 60_000,
      properties: { $set: { name: 'Ana', plan: 'pro' } },
    },
    { event: 'paid', ...known, timestamp: MONDAY + 120_000, groups: { company: 'acme' }, properties: { amount: 12.5 } },
    { event: 'visit', distinct_id: 'ben', timestamp: MONDAY + 1000, groups: { company: 'acme', 'te am': 'x"y' } },
    { event: 'paid', ...known, timestamp: MONDAY + 7_200_000, properties: { amount: 2 } },
  );
});
afterAll(() => test.close());

async function run(sql: string, more: Partial<SqlSpec> = {}, signal = neverAborted()): Promise<SqlResult> {
  const spec = insightSpecSchema.parse({ kind: 'sql', sql, ...more });
  const result = await test.engine.json['insight.run']({ spec }, signal);
  if (result.kind !== 'sql') throw new Error(`a result of ${result.kind}`);
  return result;
}

const rows = async (sql: string, more: Partial<SqlSpec> = {}): Promise<unknown> => (await run(sql, more)).rows;

async function refusal(sql: string, more: Partial<SqlSpec> = {}): Promise<AppFailure['error']> {
  try {
    await run(sql, more);
  } catch (error) {
    if (error instanceof AppFailure) return error.error;
    throw error;
  }
  throw new Error(`«${sql}» was let through`);
}

describe('the views', () => {
  it.each(PUBLIC_VIEWS.map((view) => [view.name, view] as const))(
    '%s has the columns it promises',
    async (name, view) => {
      const described = (await rows(`DESCRIBE ${name}`)) as [string, string][];
      expect(described.map(([column, type]) => [column, type])).toEqual(
        view.columns.map((column) => [column.name, column.type]),
      );
      expect((await run(`SELECT * FROM ${name}`)).rowCount).toBeGreaterThan(0);
    },
  );

  it('events know their person and session', async () => {
    const found = await rows('SELECT event, person_id, session_id FROM events ORDER BY timestamp');
    const [first, ben, , , later] = found as [string, string, string][];
    expect(first?.slice(0, 2)).toEqual(['visit', 'ana']);
    expect(ben?.slice(0, 2)).toEqual(['visit', 'ben']);
    expect(later?.[2]).not.toBe(first?.[2]);
    expect(await rows('SELECT count(DISTINCT session_id) FROM events')).toEqual([[3]]);
    expect(
      await rows('SELECT count(*) FROM events e JOIN sessions s USING (session_id) WHERE e.person_id = s.person_id'),
    ).toEqual([[5]]);
  });

  it.each([
    'SELECT e FROM events e',
    'SELECT #6 FROM events',
    'SELECT f FROM events AS e(a, b, c, d, g, f)',
    'SELECT "PERSON_ID" FROM events',
    'SELECT to_json(events) FROM events',
    "SELECT COLUMNS('pers.*') FROM events",
    'SELECT x.person_id FROM (FROM events) x',
    'SELECT (e).person_id FROM events e',
    'SELECT * FROM (SELECT event_id FROM events) JOIN events USING (event_id)',
    'FROM (UNPIVOT (SELECT eid::VARCHAR AS e, person_id FROM events) ON COLUMNS(*))',
  ])('know it however they are asked: %s', async (sql) => {
    expect(JSON.stringify(await rows(sql))).toContain('ben');
  });

  it('sessions, persons and ids are those that the window shows', async () => {
    expect(await rows('SELECT person_id, events, entry_page, utm_source FROM sessions ORDER BY started_at')).toEqual([
      ['ana', 3, '/pricing', 'news'],
      ['ben', 1, null, null],
      ['ana', 1, null, null],
    ]);
    expect(
      await rows("SELECT person_id, name, known, events, properties->>'plan' FROM persons ORDER BY person_id"),
    ).toEqual([
      ['ana', 'Ana', true, 4, 'pro'],
      ['ben', null, false, 1, null],
    ]);
    expect(await rows('SELECT * FROM person_ids ORDER BY ALL')).toEqual([
      ['ana', 'user', 'ana'],
      ['ben', 'plain', 'ben'],
      ['d1', 'anonymous', 'ana'],
    ]);
  });

  it('groups are those that events name', async () => {
    expect(await rows('SELECT type, key, events, persons, first_seen FROM groups ORDER BY ALL')).toEqual([
      ['company', 'acme', 2, 2, '2026-03-02T09:00:01.000Z'],
      ['te am', 'x"y', 1, 1, '2026-03-02T09:00:01.000Z'],
    ]);
  });
});

describe('values', () => {
  it('keep what JSON cannot hold as text', async () => {
    const result = await run(`SELECT 9007199254740993 AS big, 42::BIGINT AS small, 1e400::DOUBLE AS inf,
      TIMESTAMP '2026-01-02 03:04:05.678' AS t, DATE '2026-01-02' AS d, {'a': 1, 'b': [true, NULL]} AS s,
      [1::HUGEINT, 2] AS l, MAP {'k': 'v'} AS m, '{"x": 1}'::JSON AS j, 12.50::DECIMAL(9, 2) AS n,
      123456789012345678.9::DECIMAL(20, 1) AS nn, NULL AS nothing, INTERVAL 2 DAY AS i, true AS b, 'ä' AS "Ä"`);
    expect(result.rows[0]).toEqual([
      '9007199254740993',
      42,
      'Infinity',
      '2026-01-02T03:04:05.678Z',
      '2026-01-02',
      '{"a":1,"b":[true,null]}',
      '[1,2]',
      '{"k":"v"}',
      '{"x": 1}',
      12.5,
      '123456789012345678.9',
      null,
      '2 days',
      true,
      'ä',
    ]);
    expect(result.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'big integer',
      'small integer',
      'inf number',
      't timestamp',
      'd date',
      's json',
      'l json',
      'm json',
      'j json',
      'n number',
      'nn number',
      'nothing integer',
      'i interval',
      'b boolean',
      'Ä text',
    ]);
  });

  it('come by name, bound and not printed', async () => {
    const evil = "x'; DROP TABLE events; --";
    expect(await rows('SELECT $v', { params: { v: evil } })).toEqual([[evil]]);
    expect(
      await rows('SELECT event FROM events WHERE timestamp >= $since AND event = $event', {
        params: { since: '2026-03-02T10:00:00Z', event: 'paid' },
      }),
    ).toEqual([['paid']]);
    expect(await refusal('SELECT $a', {})).toMatchObject({ code: 'invalid_request', path: 'params' });
    expect(await refusal('SELECT 1', { params: { a: 1 } })).toMatchObject({ path: 'params.a' });
  });

  it('end at the limit, and say so', async () => {
    const cut = await run('FROM range(20000)', { limit: 5 });
    expect(cut).toMatchObject({ rowCount: 5, truncated: true });
    expect(cut.rows).toHaveLength(5);
    expect(await run('FROM range(5)', { limit: 5 })).not.toHaveProperty('truncated');
    expect((await run('FROM range(20000)')).rowCount).toBe(10_000);
  });
});

describe('errors', () => {
  it.each([
    ['SELECT nope FROM events', 7],
    ["SELECT 'äöü😀', nope FROM events", 16],
    ['SELECT event\nFROM events\nWHERE zzz = 1', 31],
    ['SELECT * FORM events', 14],
    ['SELECT event FROM imports', 18],
    ["SELECT 'äöü😀', getenv('HOME')", 16],
    [`SELECT ${'event, '.repeat(40)} nope FROM events`, 288],
  ])('say where: %s', async (sql, at) => {
    expect(await refusal(sql)).toMatchObject({ code: 'invalid_request', path: 'sql', at });
  });

  it('of values come with the query’s own words', async () => {
    expect((await refusal("SELECT 'x'::INTEGER")).message).toContain("'x'");
  });
});

describe('nothing else can be reached', () => {
  it.each([
    'SELECT * FROM imports',
    'SELECT * FROM rejects',
    'SELECT * FROM meta',
    'SELECT * FROM session_rows',
    'SELECT * FROM main.events',
    'SELECT * FROM waymark.main.rejects',
    'SELECT * FROM derived.hidden.owners',
    'SELECT * FROM hidden.owners',
    'SELECT * FROM temp.main.events',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM duckdb_tables',
    'SELECT * FROM sqlite_master',
    'SELECT * FROM pg_catalog.pg_class',
    'SELECT * FROM pragma_database_list',
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM duckdb_secrets()',
    'SELECT * FROM duckdb_databases()',
    'SELECT * FROM duckdb_variables()',
    'WITH duckdb_tables AS (SELECT 1) SELECT * FROM duckdb_tables',
    'SELECT (WITH sqlite_master AS (SELECT 1) SELECT 1), (SELECT count(*) FROM sqlite_master)',
    'SELECT (WITH "secret.csv" AS (SELECT 1) SELECT 1), (SELECT count(*) FROM "secret.csv")',
    'WITH x AS (SELECT * FROM imports) SELECT * FROM x',
    'WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x, rejects WHERE n < 2) FROM x',
    'SELECT (SELECT count(*) FROM rejects)',
    'SELECT 1 WHERE EXISTS (FROM rejects)',
    'SELECT * FROM events, LATERAL (SELECT * FROM imports) i',
    'SELECT 1 UNION ALL SELECT id FROM imports',
    'SELECT event FROM events ORDER BY (SELECT max(id) FROM imports)',
    'SELECT list_transform([1], x -> (SELECT count(*) FROM rejects))',
    'FROM (PIVOT imports ON id IN (1) USING count(*))',
    'FROM (SUMMARIZE imports)',
    'DESCRIBE imports',
    'SHOW TABLES',
    'SHOW ALL TABLES',
    'DESCRIBE',
    'FROM (SHOW DATABASES)',
  ])('no other table: %s', async (sql) => {
    expect(await refusal(sql)).toMatchObject({ code: 'invalid_request', path: 'sql' });
  });

  it.each([
    "FROM 'FILE'",
    'FROM "FILE"',
    "SELECT * FROM read_csv('FILE')",
    "SELECT * FROM read_csv_auto('FILE')",
    "SELECT * FROM read_text('FILE')",
    "SELECT * FROM read_blob('FILE')",
    "SELECT * FROM read_json('FILE')",
    "SELECT * FROM read_parquet('FILE')",
    "SELECT * FROM parquet_metadata('FILE')",
    "SELECT * FROM sniff_csv('FILE')",
    "SELECT * FROM glob('*')",
    "SELECT * FROM sqlite_scan('FILE', 'x')",
    "SELECT * FROM seq_scan('imports')",
    "FROM query('SELECT * FROM imports')",
    "FROM query_table('imports')",
    "SELECT * FROM query_table(['imports'])",
    "FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "COPY events TO 'FILE'",
    "COPY (SELECT 1) TO 'FILE'",
    "EXPORT DATABASE 'FILE'",
    "IMPORT DATABASE 'FILE'",
    "ATTACH 'FILE' AS other",
    "ATTACH ':memory:' AS other",
    'DETACH derived',
    'USE waymark',
  ])('no file: %s', async (sql) => {
    await writeFile(join(test.dir, 'secret.csv'), 'a,b\n1,2\n');
    const text = sql.replaceAll('FILE', join(test.dir, 'secret.csv'));
    expect(await refusal(text)).toMatchObject({ code: 'invalid_request', path: 'sql' });
  });

  it.each([
    'SET threads = 1',
    'RESET threads',
    'PRAGMA database_list',
    'PRAGMA enable_profiling',
    'CALL pragma_version()',
    'CHECKPOINT',
    'FORCE CHECKPOINT',
    'VACUUM',
    'ANALYZE',
    'LOAD json',
    'INSTALL httpfs',
    'CREATE TABLE t AS SELECT 1',
    'CREATE TEMP TABLE t (a INTEGER)',
    'CREATE OR REPLACE VIEW events AS SELECT 1',
    'CREATE MACRO f(x) AS x',
    'CREATE SECRET (TYPE s3)',
    'INSERT INTO events SELECT * FROM events',
    "UPDATE events SET event = 'x'",
    'DELETE FROM events',
    'TRUNCATE events',
    'DROP VIEW events',
    'ALTER TABLE events ADD COLUMN x INTEGER',
    'BEGIN',
    'COMMIT',
    'ROLLBACK',
    'PREPARE p AS SELECT 1',
    'EXECUTE p',
    'EXPLAIN ANALYZE SELECT 1',
    'SELECT 1; SELECT 2',
    'SELECT 1; DROP VIEW events',
    'PIVOT events ON event USING count(*)',
    '',
    '-- nothing',
    ';',
  ])('no other statement: %s', async (sql) => {
    if (sql === '') expect(insightSpecSchema.safeParse({ kind: 'sql', sql }).success).toBe(false);
    else expect(await refusal(sql)).toMatchObject({ code: 'invalid_request', path: 'sql' });
  });

  it.each([
    "SELECT getenv('HOME')",
    "SELECT current_setting('temp_directory')",
    "SELECT getvariable('x')",
    "SELECT nextval('s')",
    'SELECT current_query()',
    'SELECT setseed(0.5)',
    "SELECT write_log('x')",
    'SELECT sleep_ms(10000)',
    'SELECT pg_sleep(10)',
    "SELECT json_deserialize_sql('{}')",
    "SELECT system.main.current_setting('threads')",
    "SELECT CURRENT_SETTING('threads')",
    "SELECT 'threads'.current_setting()",
    "SELECT list_transform(['threads'], x -> current_setting(x))",
    "SELECT 1 ORDER BY current_setting('threads')",
    "SELECT sum(1) OVER (ORDER BY nextval('s'))",
    "SELECT * FROM events QUALIFY getenv('HOME') = ''",
    "SELECT * FROM events LIMIT (SELECT getvariable('x'))",
    'SELECT * FROM unnest(duckdb_settings())',
    "FROM range(getvariable('x'))",
    'SELECT * FROM checkpoint()',
    'SELECT * FROM force_checkpoint()',
    'SELECT * FROM pragma_version()',
    'SELECT * FROM test_all_types()',
    "SELECT * FROM which_secret('s3://x', 's3')",
    'SELECT * FROM enable_logging()',
  ])('no other function: %s', async (sql) => {
    expect(await refusal(sql)).toMatchObject({ code: 'invalid_request', path: 'sql' });
  });

  it.each([
    'SELECT range(4000000000)',
    'SELECT generate_series(1, 4000000000)',
    "SELECT repeat('x', 4000000000)",
    "SELECT repeat('x', eid * 1000000) FROM events",
    "SELECT lpad('x', 2000000000, 'y')",
    "SELECT printf('%2000000000d', 1)",
    "SELECT format('{:2000000000}', 1)",
    'SELECT list_resize([1], 2000000000)',
    "SELECT bitstring('0101', 2000000000)",
  ])('nothing out of all size: %s', async (sql) => {
    expect(await refusal(sql)).toMatchObject({ code: 'invalid_request', path: 'sql' });
  });

  it('and afterwards everything is as it was', async () => {
    expect(await rows('SELECT count(*) FROM events')).toEqual([[5]]);
    await test.store({ event: 'visit', distinct_id: 'cleo', timestamp: MONDAY + 9_000_000 });
    expect(await rows("SELECT person_id FROM events WHERE distinct_id = 'cleo'")).toEqual([['cleo']]);
  });
});
