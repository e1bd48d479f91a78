/** The quick look's SQL, run by a real DuckDB; the browser tests run it in DuckDB-Wasm. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  sqlEventCounts,
  sqlLoadDelimited,
  sqlLookCount,
  sqlLookRows,
  sqlOutline,
  sqlProfile,
  sqlTopValues,
  type LookMapping,
} from '../../../shared/sql/quick-look';

const dir = mkdtempSync(join(tmpdir(), 'waymark-look-'));
let instance: DuckDBInstance;
let connection: DuckDBConnection;

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader
    .getRowObjects()
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
      ),
    );
}

async function load(text: string, name = 'file.csv'): Promise<void> {
  writeFileSync(join(dir, name), text);
  await connection.run(sqlLoadDelimited(join(dir, name)));
}

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(dir, { recursive: true, force: true });
});

const MAPPING: LookMapping = {
  time: { columns: ['at'], format: 'iso' },
  event: { column: 'what' },
  distinctId: 'who',
};
const FILE = `who,what,at,n
a,open,2026-01-01 10:00:00,1
a,close,2026-01-01T11:00:00Z,2
b,open,never,3
,open,2026-01-03,004
`;

test('texts stay as they are written; empty cells are missing', async () => {
  await load(FILE);
  expect(await rows(sqlLookCount())).toEqual([{ n: 4 }]);
  expect((await rows(sqlLookRows(10)))[3]).toEqual({ who: null, what: 'open', at: '2026-01-03', n: '004' });
  expect(await rows(sqlLookRows(2))).toHaveLength(2);
});

test('a column is measured for what it could be', async () => {
  await load(FILE);
  expect((await rows(sqlProfile('n')))[0]).toMatchObject({
    rows: 4,
    filled: 4,
    distinct_values: 4,
    numbers: 4,
    times: 0,
    min_number: 1,
    max_number: 4,
  });
  expect((await rows(sqlProfile('at')))[0]).toMatchObject({ filled: 4, times: 3, max_time: Date.UTC(2026, 0, 3) });
  expect((await rows(sqlProfile('who')))[0]).toMatchObject({ rows: 4, filled: 3, distinct_values: 2 });
  expect(await rows(sqlTopValues('what', 1))).toEqual([{ value: 'open', n: 3 }]);
});

test('the outline counts persons, span, and what will be rejected', async () => {
  await load(FILE);
  expect(await rows(sqlOutline(MAPPING))).toEqual([
    {
      events: 4,
      first_time: Date.UTC(2026, 0, 1, 10),
      last_time: Date.UTC(2026, 0, 3),
      persons: 2,
      without_time: 1,
      without_person: 1,
    },
  ]);
  expect(await rows(sqlEventCounts(MAPPING, 5))).toEqual([
    { value: 'open', n: 3 },
    { value: 'close', n: 1 },
  ]);
  expect(await rows(sqlEventCounts({ ...MAPPING, event: { constant: "it's" } }, 5))).toEqual([{ value: "it's", n: 4 }]);
});

test.each([
  ['epoch_s', '1767225600'],
  ['epoch_ms', '1767225600000'],
  ['epoch_us', '1767225600000000'],
  ['%d.%m.%Y %H:%M', '01.01.2026 00:00'],
])('%s times are read', async (format, text) => {
  await load(`who,what,at\na,x,${text}\n`);
  const [outline] = await rows(sqlOutline({ ...MAPPING, time: { columns: ['at'], format } }));
  expect(outline).toMatchObject({ first_time: Date.UTC(2026, 0, 1), without_time: 0 });
});

test('a day and a clock column are one time', async () => {
  await load('who,what,day,clock\na,x,2026-01-01,10:30\n');
  const [outline] = await rows(sqlOutline({ ...MAPPING, time: { columns: ['day', 'clock'], format: 'iso' } }));
  expect(outline).toMatchObject({ first_time: Date.UTC(2026, 0, 1, 10, 30) });
});

test('tabs, and names that would break SQL', async () => {
  await load('who"; DROP TABLE look; --\twhat\nx\ty\n', "it's.tsv");
  expect((await rows(sqlProfile('who"; DROP TABLE look; --')))[0]).toMatchObject({ filled: 1 });
  expect(await rows(sqlTopValues('what', 3))).toEqual([{ value: 'y', n: 1 }]);
});

test('times that count from a start, and one time for all rows', async () => {
  await load('who,what,t,paid\na,x,0,1.5\nb,x,-24,\nc,y,never,\nd,y,1e300,\n');
  const since = { column: 't', since: '2026-01-31T08:00:00+01:00', unit: 'hours' } as const;
  const mapping = { ...MAPPING, time: since };
  expect((await rows(sqlOutline(mapping)))[0]).toMatchObject({
    events: 4,
    first_time: Date.UTC(2026, 0, 30, 7),
    last_time: Date.UTC(2026, 0, 31, 7),
    without_time: 2,
  });
  const also = [{ column: 'paid', event: 'paid' }];
  const [both] = await rows(sqlOutline({ ...mapping, event: { constant: 'came' }, also }));
  expect(both).toMatchObject({ events: 5, last_time: Date.UTC(2026, 0, 31, 8, 30) });
  const at = Date.UTC(2026, 1, 1);
  expect((await rows(sqlOutline({ ...MAPPING, time: { constant: '2026-02-01' } })))[0]).toMatchObject({
    first_time: at,
    last_time: at,
    without_time: 0,
  });
});
