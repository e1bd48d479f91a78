/**
 * Rows of a file are worked out by all threads. One thread alone does that as soon as anything in the statement has no
 * place in the order of rows: a join, or rows that are read from no table. Nobody would notice but by the clock.
 */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { rowsByMap, rowsByVendor } from '../../../electron/engine/import/read-rows';
import { stagePlain } from '../../../electron/engine/import/staging';
import type { Container, ImportMap } from '../../../shared/formats/import-map';
import { VENDOR_FORMATS } from '../../../shared/formats/vendors';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-plan-'));
  await mkdir(join(dir, 'staging'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const MAP: ImportMap = {
  time: { column: 'ts' },
  event: { column: 'event' },
  distinctId: { column: 'who' },
  nulls: ['-', '--', 'none', 'null', 'n/a', 'N/A'],
};
const ROWS = [0, 1, 2, 3].map((n) => ({ who: `p${n}`, event: 'page view', ts: `2026-01-01T00:00:0${n}Z`, n }));

async function write(container: Container): Promise<string> {
  const path = join(dir, `rows.${container}`);
  const cells = ROWS.map((row) => Object.values(row).join(','));
  if (container === 'csv') await writeFile(path, `who,event,ts,n\n${cells.join('\n')}\n`);
  else if (container === 'jsonl') await writeFile(path, ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));
  else {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const values = ROWS.map(({ who, event, ts, n }) => `('${who}', '${event}', '${ts}', ${n})`);
    await connection.run(`COPY (FROM (VALUES ${values.join(', ')}) t(who, event, ts, n)) TO '${path}'`);
    connection.closeSync();
    instance.closeSync();
  }
  return path;
}

/** The operators of the statement by which the rows of a file are read. */
async function planOf(container: Container, vendor?: string): Promise<string> {
  const path = await write(container);
  const { size } = await stat(path);
  const file = { path, name: `rows.${container}`, container, size, packedSize: size };
  const staging = await stagePlain(dir, 'plan', file, 2);
  const asked = vi.spyOn(staging.connection, 'stream');
  const work = {
    staging,
    signal: new AbortController().signal,
    from: 0,
    onDamaged: () => undefined,
    onRead: () => undefined,
    storeRecordings: async () => undefined,
  };
  const format = VENDOR_FORMATS.find((each) => each.vendor === vendor);
  let rows = 0;
  for await (const chunk of format === undefined ? rowsByMap(work, MAP) : rowsByVendor(work, format)) {
    rows += chunk.rowCount;
  }
  if (format === undefined) expect(rows).toBe(ROWS.length);
  const connection = await staging.connect();
  const explained = await connection.runAndReadAll(`EXPLAIN ${asked.mock.calls[0]?.[0] as string}`);
  connection.closeSync();
  await staging.remove();
  return String(explained.getRows()[0]?.[1]);
}

const ONE_THREAD = /JOIN|COLUMN_DATA_SCAN|DUMMY_SCAN|WINDOW/;

it.each(['csv', 'jsonl', 'parquet'] as const)('reads %s by a map in all threads', async (container) => {
  const plan = await planOf(container);
  expect(plan).toMatch(/READ_CSV|READ_PARQUET/);
  expect(plan).not.toMatch(ONE_THREAD);
});

it("reads a vendor's lines in all threads", async () => {
  const plan = await planOf('jsonl', 'mixpanel');
  expect(plan).toContain('READ_CSV');
  expect(plan).not.toMatch(ONE_THREAD);
});
