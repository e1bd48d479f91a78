/** What an import makes of a file does not depend on the steps in which it is stored, nor on what was stored before. */
import { DuckDBInstance } from '@duckdb/node-api';
import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import type { ImportMap } from '../../../shared/formats/import-map';
import { waymarkEvents } from '../../../shared/formats/waymark/events';
import type { JsonObject } from '../../../shared/model/json';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const open: TestEngine[] = [];
afterEach(async () => {
  for (const test of open.splice(0)) await test.close();
});

async function engine(rows: number): Promise<TestEngine> {
  const test = await openTestEngine(undefined, { importSteps: { rows } });
  open.push(test);
  return test;
}

const MAP: ImportMap = { time: { column: 'ts' }, event: { column: 'event' }, distinctId: { column: 'who' } };
const HEADER = 'who,event,ts,n\n';
/** Rows that are equal to others at all distances: next to each other, within a step, and across many. */
const line = (i: number): string =>
  `${i % 11 === 0 ? 'same' : `p${i % 700}`},e${i % 3},2026-01-01T00:00:0${i % 7},${i % 13 === 0 ? i : ''}\n`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => line(from + i)).join('');

const recent = async (test: TestEngine) => {
  const events = await test.engine.json['events.recent']({ limit: 1000 }, neverAborted());
  return events.map(({ eid: _eid, received_at: _at, ...event }) => event);
};

async function query(test: TestEngine, sql: string): Promise<unknown[][]> {
  const answer = await test.engine.json['insight.run']({ spec: { kind: 'sql', sql } }, neverAborted());
  return (answer as unknown as { rows: unknown[][] }).rows;
}

/** Of all events: how many, and one text of their ids. */
const allIds = (test: TestEngine): Promise<unknown[][]> =>
  query(test, "SELECT count(*), md5(string_agg(event_id, ',' ORDER BY event_id)) FROM events");

it('gives equal rows the same ids whatever the steps, and knows each again', async () => {
  const ROWS = 9_000;
  const [small, large] = [await engine(2_048), await engine(100_000)];
  for (const test of [small, large]) {
    expect(await test.importText('rows.csv', HEADER + lines(0, ROWS), MAP)).toMatchObject({ imported: ROWS });
  }
  expect(await allIds(small)).toEqual(await allIds(large));
  for (const test of [small, large]) {
    // A later export of the same table: what is known comes again, and more.
    const report = await test.importText('more.csv', HEADER + lines(0, ROWS + 500), MAP);
    expect(report).toMatchObject({ imported: 500, duplicates: ROWS });
  }
  expect(await allIds(small)).toEqual(await allIds(large));
});

it('keeps the first of the rows that give the same id, across steps and within one', async () => {
  const test = await engine(2_048);
  const map = { ...MAP, eventId: { column: 'id' } };
  const row = (i: number): string => `x${i % 4_000},p,e,2026-01-01,${i}\n`;
  const text = `id,who,event,ts,n\n${Array.from({ length: 9_000 }, (_, i) => row(i)).join('')}x1,p,e,2026-01-01,last\nx1,p,e,2026-01-01,last\n`;
  expect(await test.importText('ids.csv', text, map)).toMatchObject({ imported: 4_000, duplicates: 5_002 });
  expect(await test.importText('ids.csv', text, map)).toMatchObject({ imported: 0, duplicates: 9_002 });
  // As text, since not every cell of the column is a number.
  expect(await query(test, "SELECT properties ->> 'n' FROM events WHERE event_id = 'x1'")).toEqual([['1']]);
});

it('numbers lines right where blank ones and broken ones lie between the steps', async () => {
  const test = await engine(2_048);
  const good = (i: number): string => JSON.stringify({ who: `p${i}`, event: 'e', ts: '2026-01-01' });
  const text = Array.from({ length: 6_000 }, (_, i) => (i % 1_000 === 999 ? '{"broken' : i % 500 === 0 ? '' : good(i)));
  const report = await test.importText('lines.jsonl', text.join('\n'), MAP);
  expect(report).toMatchObject({ rows: 5_988, imported: 5_982, rejected: 6 });
  const rejects = await test.engine.json['rejects.recent']({ limit: 10 }, neverAborted());
  const places = rejects.rows.map(({ place }) => place).sort();
  expect(places).toEqual([1, 2, 3, 4, 5, 6].map((k) => `lines.jsonl:${k * 1_000}`));
});

const ODD: JsonObject[] = [
  { event_id: '', event: 'no id' },
  { event_id: 5, event: 'an id that is a number' },
  { event_id: 'o1', groups: { company: 'a\u0000"b\\' } },
  { event_id: 'o2', groups: { company: 1 } },
  { event_id: 'o3', kind: 'strange' },
  { event_id: 'o4', timestamp: 1.5 },
  { event_id: 'o5', timestamp: '2026-01-01T00:00:00' },
  { event_id: 'o6', properties: null },
  { event_id: 'o7', properties: [1] },
  { event_id: 'o8', anonymous_id: '', lib: 'posthog-node', properties: { $set: { a: 1 }, utm_source: 'x' } },
  { event_id: 'o9', kind: 'page', properties: { $current_url: 'https://a.b/c?d' } },
  { event_id: 'o10', sent_at: 'never', original_timestamp: 12 },
  { event_id: 'o\u0000', event: '=1+1' },
];

it('reads what Waymark exported by SQL as its reader of rows does, odd rows too', async () => {
  const test = await engine(2_048);
  const plain = (i: number): JsonObject => ({
    event_id: `e${i}`,
    event: i % 5 === 0 ? `=a"b,${i}` : 'x\ny',
    kind: 'custom',
    timestamp: Date.UTC(2026, 0, 1) + i,
    received_at: Date.UTC(2026, 0, 2),
    distinct_id: `'+p${i % 9}`,
    session_id: i % 2 === 0 ? `s${i % 7}` : null,
    groups: i % 3 === 0 ? { company: `c ${i}` } : {},
    properties: { n: i, text: 'é"\\💡', nested: { list: [1, null, 'x'] } },
    source: 'posthog',
  });
  const rows = Array.from({ length: 3_000 }, (_, i) => plain(i));
  // Behind the first rows, which say how the file is read.
  rows.push(...ODD.map((odd) => ({ ...plain(0), ...odd })));
  const path = join(test.dir, 'own.jsonl');
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const read = waymarkEvents.reader(0);
  const readings = rows.map((row) => read(JSON.parse(JSON.stringify(row)) as JsonObject));
  const expected = readings.flatMap(({ events }) => events);
  const report = await test.importPath(path);
  expect(report).toMatchObject({ rows: rows.length, imported: expected.length });
  expect(report.rejected).toBe(rows.length - expected.length);
  const wanted = expected.slice(-200).map(({ received_at: _at, ...event }) => event);
  const byId = new Map((await recent(test)).map((event) => [event.event_id, event]));
  for (const event of wanted) {
    const id = event.event_id.replaceAll('\0', '\uFFFD');
    const groups = JSON.parse(JSON.stringify(event.groups)) as Record<string, string>;
    expect(byId.get(id), id).toEqual({ ...event, event_id: id, groups });
  }

  // The same events as CSV and Parquet, as they are exported.
  for (const format of ['csv', 'parquet'] as const) {
    const out = join(test.dir, `out.${format}`);
    const file = `out-token-${format}`;
    test.engine.grant({ token: file, path: out, name: `out.${format}`, access: 'write' });
    const run = test.engine.stream['export.run']({ what: 'events', format, file }, neverAborted());
    let last: unknown;
    for await (const step of run) last = step;
    expect(last).toMatchObject({ type: 'done', rows: expected.length });
    const other = await engine(2_048);
    expect(await other.importPath(out)).toMatchObject({ imported: expected.length, rejected: 0 });
    expect(await allIds(other)).toEqual(await allIds(test));
    const known = new Map((await recent(test)).map((event) => [event.event_id, event]));
    for (const event of await recent(other)) {
      if (known.has(event.event_id)) expect(event).toEqual(known.get(event.event_id));
    }
    expect((await readFile(out)).length).toBeGreaterThan(0);
  }
});

it('of a damaged Parquet file, stores each row group that can be read, once', async () => {
  const test = await engine(2_048);
  const path = join(test.dir, 'rows.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('SET threads = 1');
  await connection.run(
    `COPY (SELECT 'p' || (i % 50) AS who, 'e' AS event, TIMESTAMP '2026-01-01' AS ts, md5(i::VARCHAR) AS pad FROM range(20480) r(i))
     TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 4096, CODEC uncompressed)`,
  );
  connection.closeSync();
  instance.closeSync();
  const bytes = await readFile(path);
  bytes.fill(0xff, Math.floor(bytes.length * 0.5), Math.floor(bytes.length * 0.5) + 300);
  const report = await test.importText('rows.parquet', bytes, MAP);
  expect(report.imported + report.rejected).toBeGreaterThanOrEqual(20_480);
  expect(report.imported).toBeGreaterThanOrEqual(4 * 4_096);
  const again = await test.importText('rows.parquet', bytes, MAP);
  expect(again).toMatchObject({ imported: 0, duplicates: report.imported });
});
