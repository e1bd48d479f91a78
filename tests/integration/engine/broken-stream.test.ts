/** Streams that fail long after their first rows came: nobody takes what was read of them for the whole. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeRows } from '../../../electron/engine/export/write-rows';
import { type Database, openDatabase } from '../../../electron/engine/store/database';
import { readColumns } from '../../../electron/engine/store/read';
import { StreamBroken } from '../../../electron/engine/store/whole-stream';
import { insightSpecSchema } from '../../../shared/insights/specs';
import { neverAborted, openTestEngine } from '../../support/test-engine';

/** The last of so many rows is no number; a stream hands out most of those before it first. */
const ROWS = 4_000_000;
const broken = (type: string): string =>
  `SELECT (CASE WHEN i = ${ROWS - 1} THEN 'x' ELSE i::VARCHAR END)::${type} AS v FROM range(${ROWS}) t(i)`;

describe('in the engine', () => {
  let dir: string;
  let database: Database;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'waymark-test-'));
    database = await openDatabase({ workspaceDir: dir, threads: 2, memoryLimitMb: 256 });
  });
  afterEach(async () => {
    await database.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('columns are not read as if they ended there', async () => {
    const connection = await database.connect();
    let seen = 0;
    const reading = readColumns(connection, broken('UINTEGER'), ['u32'], (_, rows) => {
      seen += rows;
    });
    await expect(reading).rejects.toBeInstanceOf(StreamBroken);
    expect(seen).toBeGreaterThan(100_000);
    expect(seen).toBeLessThan(ROWS);
    // The connection is as good as before, whole and empty answers are those.
    const sums: number[] = [];
    for (const rows of [0, 1, 2_048, 2_049, 300_000]) {
      let sum = 0;
      await readColumns(
        connection,
        'SELECT i::UINTEGER, 1::DOUBLE FROM range($rows::BIGINT) t(i)',
        ['u32', 'f64'],
        ([numbers, ones], count) => {
          for (let row = 0; row < count; row++) sum += (numbers[row] ?? 0) + (ones[row] ?? 0);
        },
        { rows },
      );
      sums.push(sum);
    }
    expect(sums).toEqual([0, 1, 2_098_176, 2_100_225, 45_000_150_000]);
    connection.closeSync();
  });

  it('rows keep the order that they are asked in', async () => {
    const connection = await database.connect();
    let last = Number.POSITIVE_INFINITY;
    let rows = 0;
    await readColumns(
      connection,
      'SELECT i::UINTEGER AS v FROM range(500000) t(i) ORDER BY hash(i) % 7, v DESC',
      ['u32'],
      ([found], count) => {
        rows += count;
        for (let row = 0; row < count && rows < 70_000; row++) {
          expect((found[row] as number) < last).toBe(true);
          last = found[row] as number;
        }
      },
    );
    expect(rows).toBe(500_000);
    connection.closeSync();
  });

  it('no Arrow file is written that lacks the rest', async () => {
    const connection = await database.connect();
    // Counting the rows looks at none of their values.
    const path = join(dir, 'out.arrow');
    const target = { path, format: 'arrow', onBegin: () => undefined } as const;
    await expect(writeRows(connection, broken('BIGINT'), target, neverAborted())).rejects.toBeInstanceOf(StreamBroken);
    connection.closeSync();
  });
});

it('SQL that fails at its end says why, and answers nothing', async () => {
  const test = await openTestEngine();
  try {
    const ask = (sql: string): Promise<unknown> =>
      test.engine.json['insight.run'](
        { spec: insightSpecSchema.parse({ kind: 'sql', sql, limit: 100_000 }) },
        neverAborted(),
      );
    const rows = 90_000;
    const filler = "repeat('.', 600)";
    const failing = `SELECT i, ${filler} AS text, (CASE WHEN i = ${rows - 1} THEN 'x' ELSE i::VARCHAR END)::BIGINT AS v FROM range(${rows}) t(i)`;
    await expect(ask(failing)).rejects.toMatchObject({
      error: { code: 'invalid_request', message: expect.stringContaining("'x'") },
    });
    await expect(ask('SELECT 1 AS one')).resolves.toMatchObject({ rows: [[1]] });
    expect(await readdir(test.dir)).toContain('waymark.duckdb');
  } finally {
    await test.close();
  }
});
