/**
 * Files of every container with bytes flipped, cut out, doubled or cut off: the engine lives on, answers, and either
 * refuses with a sentence or accounts for what it read.
 */
import { writeFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportReport } from '../../../shared/contract/commands';
import { AppFailure } from '../../../shared/contract/errors';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';
import { zipOf } from '../../support/zip';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 60);
const MAP: ImportMap = { time: { column: 'ts' }, event: { column: 'event' }, distinctId: { column: 'who' } };
const ROWS = Array.from({ length: 60 }, (_, i) => ({
  who: `p${i % 5}`,
  event: `e ${i % 3}`,
  ts: '2026-01-01T00:00:00Z',
  n: i / 3,
  text: `"é", ${i}\n💡`,
}));
const lines = ROWS.map((row) => `${JSON.stringify(row)}\n`).join('');

let test: TestEngine;
const files: [string, Uint8Array][] = [];

beforeAll(async () => {
  test = await openTestEngine();
  const source = join(test.dir, 'source.jsonl');
  await writeFile(source, lines);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const codec of ['snappy', 'zstd', 'uncompressed']) {
    const path = join(test.dir, `${codec}.parquet`);
    const nested = `[n, NULL] AS li, {'a': n, 'b': [{'c': text}]} AS st, MAP {who: n} AS mp, n::DECIMAL(18,3) AS de, uuid() AS id`;
    await connection.run(
      `COPY (SELECT *, ${nested} FROM read_json('${source}')) TO '${path}' (FORMAT parquet, CODEC ${codec})`,
    );
    files.push([`parquet ${codec}`, await readFile(path)]);
  }
  connection.closeSync();
  instance.closeSync();
  const keys = Object.keys(ROWS[0] ?? {}) as (keyof (typeof ROWS)[0])[];
  const table = tableFromArrays(Object.fromEntries(keys.map((key) => [key, ROWS.map((row) => row[key])])));
  for (const format of ['stream', 'file'] as const)
    files.push([`arrow ${format}`, tableToIPC(table, { format }) ?? new Uint8Array()]);
  const csv = `who,event,ts,n,text\n${ROWS.map((row) => `${row.who},${row.event},${row.ts},${row.n},"${row.text.replaceAll('"', '""')}"\n`).join('')}`;
  files.push(
    ['csv', Buffer.from(csv)],
    ['jsonl', Buffer.from(lines)],
    ['json', Buffer.from(JSON.stringify(ROWS))],
    ['json over lines', Buffer.from(JSON.stringify(ROWS, null, 1))],
    ['gzip', gzipSync(lines)],
    [
      'zip',
      zipOf([
        ['a.jsonl', lines],
        ['b.csv', csv],
      ]),
    ],
    ['utf-16', Buffer.from(`\uFEFF${csv}`, 'utf16le')],
  );
}, 60_000);
afterAll(() => test.close());

interface Change {
  readonly kind: 'flip' | 'cut' | 'double' | 'end';
  readonly at: number;
  readonly size: number;
  readonly byte: number;
}
const changeArbitrary: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'double', 'end'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  size: fc.integer({ min: 1, max: 64 }),
  byte: fc.integer({ min: 0, max: 255 }),
});

function changed(bytes: Uint8Array, { kind, at, size, byte }: Change): Uint8Array {
  const from = Math.floor(at * Math.max(0, bytes.length - 1));
  const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)];
  if (kind === 'end') return before;
  if (kind === 'cut') return Buffer.concat([before, after.subarray(size)]);
  if (kind === 'double') return Buffer.concat([before, after.subarray(0, size), after]);
  const copy = Uint8Array.from(bytes);
  copy[from] = byte;
  return copy;
}

it('mutated files never end the engine, and nothing of them is lost without a word', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 11 }),
      fc.array(changeArbitrary, { minLength: 1, maxLength: 3 }),
      async (index, changes) => {
        const [name, bytes] = files[index % files.length] as [string, Uint8Array];
        const broken = changes.reduce(changed, bytes);
        const told = await test.importText('mutated', broken, MAP).catch((error: unknown) => error);
        if (told instanceof Error) {
          expect(told, name).toBeInstanceOf(AppFailure);
          // A header that is no longer what it was does not fit the map.
          expect(['file_not_understood', 'invalid_request'], name).toContain((told as AppFailure).error.code);
        } else {
          const { rows, imported, duplicates, skipped, rejected } = told as ImportReport;
          expect(imported + duplicates + skipped + rejected, name).toBeGreaterThanOrEqual(rows);
        }
        await test.engine.json['events.recent']({ limit: 1 }, neverAborted());
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 300_000);
