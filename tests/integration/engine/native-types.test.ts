/**
 * Columns of Parquet files, each of another type, as properties: the same values that DuckDB reads, in JSON that keeps
 * them, and text that an id or a time can be read from.
 */
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportMap } from '../../../shared/formats/import-map';
import type { Json, JsonObject } from '../../../shared/model/json';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
let connection: DuckDBConnection;
let close: () => void;
beforeAll(async () => {
  test = await openTestEngine();
  const instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  close = () => {
    connection.closeSync();
    instance.closeSync();
  };
});
afterAll(async () => {
  close();
  await test.close();
});

const MAP: ImportMap = { time: { column: 'at' }, event: { constant: 'row' }, distinctId: { column: 'who' } };

let files = 0;
/** The event of a file with one row that has such columns. */
async function imported(columns: string, map: ImportMap = MAP) {
  const name = `type-${++files}.parquet`;
  await connection.run(
    `COPY (SELECT '${name}' AS who, TIMESTAMP '2026-01-01' AS at, ${columns}) TO '${join(test.dir, name)}' (FORMAT parquet)`,
  );
  const report = await test.importPath(join(test.dir, name), map);
  expect(report).toMatchObject({ imported: 1, rejected: 0 });
  const [event] = await test.engine.json['events.recent']({ limit: 1 }, neverAborted());
  return event;
}

const ID = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
/** By column type: SQL of the value, and the property that it becomes; nothing where there is no value. */
const TYPES: readonly (readonly [string, Json | undefined])[] = [
  ['true', true],
  ['(-1)::TINYINT', -1],
  ['9007199254740991::BIGINT', 9_007_199_254_740_991],
  ['9007199254740993::BIGINT', '9007199254740993'],
  ['18446744073709551615::UBIGINT', '18446744073709551615'],
  ['12.50::DECIMAL(9,2)', 12.5],
  ['(-0.1)::DECIMAL(38,20)', -0.1],
  ['12345678901234567890.12::DECIMAL(38,2)', '12345678901234567890.12'],
  ['123456::DECIMAL(38,0)', 123_456],
  ['12345678901234567890::DECIMAL(38,0)', '12345678901234567890'],
  ['0.1::FLOAT', 0.1],
  ['1e300::DOUBLE', 1e300],
  ["'nan'::DOUBLE", undefined],
  ["'-inf'::FLOAT", undefined],
  ["'x'", 'x'],
  ["''", undefined],
  [`'${ID}'::UUID`, ID],
  ["'b'::ENUM('a', 'b')", 'b'],
  ["DATE '2026-01-02'", '2026-01-02'],
  ["'infinity'::DATE", undefined],
  ["TIMESTAMP '2026-01-02 03:04:05'", '2026-01-02T03:04:05.000'],
  ["TIMESTAMP '2026-01-02 03:04:05.678901'", '2026-01-02T03:04:05.678901'],
  ["TIMESTAMP_MS '2026-01-02 03:04:05.678'", '2026-01-02T03:04:05.678'],
  ["TIMESTAMP_NS '2026-01-02 03:04:05.678901234'", '2026-01-02T03:04:05.678901'],
  ["TIMESTAMPTZ '2026-01-02 03:04:05.678+02'", '2026-01-02T01:04:05.678Z'],
  ["TIMESTAMPTZ '2026-01-02 03:04:05.678901+02'", '2026-01-02T01:04:05.678901Z'],
  ["'infinity'::TIMESTAMP", undefined],
  ["TIME '03:04:05.678901'", '03:04:05.678901'],
  ["'03:04:05+02'::TIMETZ", '01:04:05+00'],
  ["INTERVAL '1 year 2 months 3 days 4 hours'", '1 year 2 months 3 days 04:00:00'],
  ["encode('é')", 'é'],
  [String.raw`'\xFF\x00\x01'::BLOB`, String.raw`\xFF\x00\x01`],
  ["'0101'::BIT", '0101'],
  [`'{"q": [1, 9007199254740993]}'::JSON`, { q: [1, 9_007_199_254_740_992] }],
  ['NULL::INTEGER', undefined],
  ['NULL::INTEGER[]', undefined],
  ['[]::INTEGER[]', []],
  ['[1, 2, NULL]', [1, 2, null]],
  ["[1.5, 'nan'::DOUBLE, NULL]", [1.5, null, null]],
  ["[['a'], NULL, []]", [['a'], null, []]],
  ['[[0.1::FLOAT]]', [[0.1]]],
  [
    "{'a': 1, 'b': {'c': [TIMESTAMP '2026-01-01 00:00:00.5', NULL]}}",
    { a: 1, b: { c: ['2026-01-01T00:00:00.500', null] } },
  ],
  ["{'a': NULL::INTEGER, 'big': 9007199254740993::BIGINT}", { a: null, big: '9007199254740993' }],
  ['NULL::STRUCT(a DOUBLE)', undefined],
  ["[{'a': 1.5::DOUBLE}, NULL, {'a': NULL}]", [{ a: 1.5 }, null, { a: null }]],
  [
    `{'a b': 1.5::DOUBLE, 'q"x': 2::DECIMAL(38,0), 'o''c': encode('é'), 'STRUCT(': [1::BIGINT], ',': '${ID}'::UUID}`,
    { 'a b': 1.5, 'q"x': 2, "o'c": 'é', 'STRUCT(': [1], ',': ID },
  ],
  ["MAP {'k': 1, 'l': NULL}", { k: 1, l: null }],
  ["MAP {'k \"1\"': [1.5, 'inf'::DOUBLE], 'l': NULL}", { 'k "1"': [1.5, null], l: null }],
  ["MAP {1: {'x': DATE '2026-01-02', 'y': 1::BIGINT}}", { 1: { x: '2026-01-02', y: 1 } }],
];

describe('a property out of Parquet', () => {
  let properties: JsonObject = {};
  beforeAll(async () => {
    const columns = TYPES.map(([sql], index) => `${sql} AS v${index}`);
    properties = (await imported(columns.join(', ')))?.properties ?? {};
  });
  it.each(TYPES.map(([sql, expected], index) => [sql, index, expected] as const))('%s', (_, index, expected) => {
    expect(properties[`v${index}`]).toEqual(expected);
  });

  it('is an id or a time by its text', async () => {
    const id = async (sql: string) =>
      (await imported(`${sql} AS v`, { ...MAP, distinctId: { column: 'v' } }))?.distinct_id;
    expect(await id('12345678901234567890::DECIMAL(38,0)')).toBe('12345678901234567890');
    expect(await id('42::DECIMAL(38,0)')).toBe('42');
    expect(await id(`'${ID}'::UUID`)).toBe(ID);
    const time = async (sql: string) => (await imported(`${sql} AS v`, { ...MAP, time: { column: 'v' } }))?.timestamp;
    expect(await time("TIMESTAMP_NS '2026-01-02 03:04:05.678901234'")).toBe(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
    expect(await time("TIMESTAMPTZ '2026-01-02 03:04:05+02'")).toBe(Date.UTC(2026, 0, 2, 1, 4, 5));
    expect(await time("DATE '2026-01-02'")).toBe(Date.UTC(2026, 0, 2));
    expect(await time('1767323045678.0::DECIMAL(18,1)')).toBe(1_767_323_045_678);
  });

  it('nested deeper than anybody reads is refused, with the column’s name', async () => {
    const deep = Array.from({ length: 120 }).reduce((inner) => `[${String(inner)}]`, '1.5::DOUBLE');
    await expect(imported(`${deep} AS v`)).rejects.toThrow('«v»: nested deeper than 100 levels');
  });
});

describe('JSON that others would not read', () => {
  const line = (value: string): string => `{"who":"a","at":"2026-01-01T00:00:00Z","x":${value}}\n`;
  const properties = async (name: string, text: string) => {
    const report = await test.importText(name, text, MAP);
    const [event] = await test.engine.json['events.recent']({ limit: 1 }, neverAborted());
    return { ...report, properties: event?.properties };
  };

  it('is mended where it only writes what is no number, as Python does', async () => {
    const value = '[NaN, -Infinity, "a, NaN, \\"Infinity\\" ,]", 1,]';
    expect(await properties('nan.jsonl', line(value))).toMatchObject({
      imported: 1,
      properties: { x: [null, null, 'a, NaN, "Infinity" ,]', 1] },
    });
    expect(await properties('nan.csv', `who,at,x\na,2026-01-01T00:00:00Z,"{""a"":NaN,""b"":""NaN""}"\n`)).toMatchObject(
      { imported: 1, properties: { x: { a: null, b: 'NaN' } } },
    );
  });

  it('is a reject where it is nested deeper than anybody reads, and a text in a table', async () => {
    const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    const told = await properties(
      'deep.jsonl',
      line(deep(50_000)) + line('1') + line(deep(102)) + line(`"${'[{'.repeat(500)}"`),
    );
    expect(told).toMatchObject({ rows: 4, imported: 2, rejected: 2 });
    const { rows } = await test.engine.json['rejects.list']({ limit: 5 }, neverAborted());
    expect(rows.map(({ message, place }) => [place, message])).toContainEqual([
      'deep.jsonl:1',
      'The row is nested deeper than 100 levels.',
    ]);
    expect(await properties('deep.csv', `who,at,x\nb,2026-01-01T00:00:00Z,${deep(20_000)}\n`)).toMatchObject({
      imported: 1,
      properties: { x: deep(20_000) },
    });
    await expect(test.importText('deep.json', `[${line(deep(50_000))},${line('2')}]`, MAP)).resolves.toMatchObject({
      imported: 1,
      rejected: 1,
    });
  });
});
