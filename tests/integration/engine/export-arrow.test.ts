/** Arrow files that the engine writes, read by another implementation of Arrow than the one that wrote them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Table, tableFromIPC } from 'apache-arrow';
import { afterEach, expect, test } from 'vitest';
import type { ExportAsked, ExportProgress } from '../../../shared/contract/export';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const open: TestEngine[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function fresh(): Promise<TestEngine> {
  const engine = await openTestEngine();
  open.push(engine);
  return engine;
}

let tokens = 0;

async function arrowOf({ engine, dir }: TestEngine, asked: Omit<ExportAsked, 'file' | 'format'>): Promise<Table> {
  const path = join(dir, `out-${++tokens}.arrow`);
  const token = `arrow-token-${String(tokens).padStart(6, '0')}`;
  engine.grant({ token, path, name: 'out.arrow', access: 'write' });
  let last: ExportProgress | undefined;
  for await (const step of engine.stream['export.run']({ ...asked, format: 'arrow', file: token }, neverAborted())) {
    last = step;
  }
  const bytes = await readFile(path);
  expect(bytes.subarray(0, 6).toString('latin1')).toBe('ARROW1');
  const table = tableFromIPC(bytes);
  expect(last).toEqual({ type: 'done', name: 'out.arrow', rows: table.numRows, bytes: bytes.length });
  return table;
}

const rowsOf = (table: Table): unknown[] => table.toArray().map((row: { toJSON(): unknown }) => row.toJSON());

const DAY = Date.UTC(2026, 0, 10);

test('columns have their types, and what is missing is null', async () => {
  const engine = await fresh();
  await engine.store(
    { event: 'view', distinct_id: 'ann', timestamp: DAY + 7, properties: { $set: { plan: 'pro', seats: 3 } } },
    { event: 'buy it, please: é 🎉', distinct_id: 'ann', timestamp: DAY + 1000, lib: '' },
    { event: 'view', distinct_id: 'ben', timestamp: DAY + 86_400_000, user_id: 'a-longer-id-than-12' },
  );
  const events = await arrowOf(engine, { what: 'events' });
  expect(Object.fromEntries(events.schema.fields.map(({ name, type }) => [name, String(type)]))).toMatchObject({
    event: 'Utf8',
    timestamp: 'Timestamp<MICROSECOND, UTC>',
    properties: 'Utf8',
  });
  expect(rowsOf(events)).toMatchObject([
    { event: 'view', timestamp: DAY + 7, user_id: null, properties: '{"$set":{"plan":"pro","seats":3}}' },
    { event: 'buy it, please: é 🎉', timestamp: DAY + 1000, user_id: null },
    { event: 'view', timestamp: DAY + 86_400_000, user_id: 'a-longer-id-than-12' },
  ]);
  const persons = await arrowOf(engine, {
    what: 'persons',
    columns: ['person', 'events', 'known', 'engagedSeconds', 'properties.plan'],
  });
  expect(rowsOf(persons).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual(
    [
      {
        person: 'ann',
        events: 2,
        known: false,
        engagedSeconds: expect.any(Number) as number,
        'properties.plan': 'pro',
      },
      { person: 'a-longer-id-than-12', events: 1, known: true, engagedSeconds: 0, 'properties.plan': null },
    ].toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
  );
});

test('many rows make several batches, texts of any length among them, and nothing moves', async () => {
  const engine = await fresh();
  const rows = 70_000;
  const lines: string[] = ['time,name,who,note,n'];
  for (let n = 0; n < rows; n++) {
    const note = n % 20_000 === 7 ? 'ü'.repeat(300_000) : n % 3 === 0 ? '' : `note ${n}`;
    lines.push(`${new Date(DAY + n).toISOString()},e${n % 11},person ${n % 997},${note},${n / 4}`);
  }
  await engine.importText('many.csv', lines.join('\n'), {
    time: { column: 'time' },
    event: { column: 'name' },
    distinctId: { column: 'who' },
  });
  const table = await arrowOf(engine, {
    what: 'events',
    columns: ['timestamp', 'event', 'distinct_id', 'properties.note'],
  });
  expect(table.numRows).toBe(rows);
  expect(table.batches.length).toBeGreaterThan(1);
  const [time, name, who, note] = ['timestamp', 'event', 'distinct_id', 'properties.note'].map((column) =>
    table.getChild(column),
  );
  for (let n = 0; n < rows; n += 1) {
    const expected = n % 20_000 === 7 ? 'ü'.repeat(300_000) : n % 3 === 0 ? null : `note ${n}`;
    if (
      time?.get(n) !== DAY + n ||
      name?.get(n) !== `e${n % 11}` ||
      who?.get(n) !== `person ${n % 997}` ||
      note?.get(n) !== expected
    ) {
      expect.fail(
        `row ${n} is ${[time, name, who, note].map((column) => String(column?.get(n)).slice(0, 40)).join(' | ')}`,
      );
    }
  }
}, 60_000);

test('of nothing there is a file too', async () => {
  const engine = await fresh();
  const table = await arrowOf(engine, { what: 'events' });
  expect(table.numRows).toBe(0);
  expect(table.schema.fields.map(({ name }) => name)).toContain('properties');
});

test('the table of a result', async () => {
  const engine = await fresh();
  await engine.store(
    { event: 'view', timestamp: DAY },
    { event: 'view', timestamp: DAY + 1 },
    { event: 'buy', timestamp: DAY + 2 },
  );
  const funnel = await arrowOf(engine, {
    what: 'result',
    spec: { kind: 'funnel', steps: [{ event: 'view' }, { event: 'buy' }] },
  });
  expect(rowsOf(funnel)).toMatchObject([
    { step: 'view', count: 1, conversion: 1, medianSeconds: null },
    { step: 'buy', count: 1, conversion: 1 },
  ]);
  const sql = await arrowOf(engine, {
    what: 'result',
    spec: {
      kind: 'sql',
      sql: "SELECT 1 AS a, 'x' AS A, true AS b, NULL AS c UNION ALL SELECT 2, NULL, false, NULL ORDER BY 1",
    },
  });
  expect(sql.schema.fields.map(({ name, type }) => `${name} ${String(type)}`)).toEqual([
    'a Int32',
    'A (2) Utf8',
    'b Bool',
    'c Utf8',
  ]);
  expect(rowsOf(sql)).toEqual([
    { a: 1, 'A (2)': 'x', b: true, c: null },
    { a: 2, 'A (2)': null, b: false, c: null },
  ]);
});
