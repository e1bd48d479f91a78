/** The same rows in every container and packing become the same events; what is broken or hostile is told of. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';
import { endlessFrame, zstdFrame } from '../../support/zstd';
import { zipOf } from '../../support/zip';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const MAP: ImportMap = {
  time: { column: 'ts' },
  event: { column: 'event' },
  distinctId: { column: 'who' },
  eventId: { column: 'uuid' },
};

const ROWS = Array.from({ length: 500 }, (_, i) => ({
  uuid: `e-${i}`,
  event: i % 3 === 0 ? 'page view' : `event ${i % 7}`,
  who: `person ${i % 11}`,
  ts: new Date(Date.UTC(2026, 0, 1) + i * 61_250).toISOString(),
  amount: i / 4,
  count: i,
  good: i % 2 === 0,
  note: `é "quoted", ${i}\t💡`,
}));

const asLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const asCsv = (rows: readonly Record<string, unknown>[], delimiter: string): string => {
  const cell = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`;
  const names = Object.keys(rows[0] ?? {});
  return [names, ...rows.map((row) => names.map((name) => row[name]))]
    .map((cells) => `${cells.map(cell).join(delimiter)}\n`)
    .join('');
};
const asArrow = (format: 'stream' | 'file'): Uint8Array => {
  const names = Object.keys(ROWS[0] ?? {}) as (keyof (typeof ROWS)[0])[];
  const columns = Object.fromEntries(names.map((name) => [name, ROWS.map((row) => row[name])]));
  const bytes = tableToIPC(tableFromArrays(columns), { format });
  if (bytes === null) throw new Error('no Arrow bytes');
  return bytes;
};
async function asParquet(select = '*', options = ''): Promise<Uint8Array> {
  const lines = join(test.dir, 'source.jsonl');
  const path = join(test.dir, 'source.parquet');
  await writeFile(lines, asLines(ROWS));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT ${select} FROM read_json('${lines}', columns = {uuid: 'VARCHAR', event: 'VARCHAR', who: 'VARCHAR', ts: 'TIMESTAMP', amount: 'DOUBLE', count: 'BIGINT', good: 'BOOLEAN', note: 'VARCHAR'})) TO '${path}' (FORMAT parquet${options})`,
  );
  connection.closeSync();
  instance.closeSync();
  return readFile(path);
}
const zstd = async (bytes: string | Uint8Array): Promise<Uint8Array> => {
  const path = join(test.dir, 'to-pack');
  await writeFile(path, bytes);
  execFileSync('zstd', ['-q', '-f', path, '-o', `${path}.zst`]);
  return readFile(`${path}.zst`);
};
const hasZstd = ((): boolean => {
  try {
    execFileSync('zstd', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const stored = async () =>
  (await test.engine.json['events.recent']({ limit: 1000 }, neverAborted()))
    .map(({ event_id, event, timestamp, distinct_id, properties }) => ({
      event_id,
      event,
      timestamp,
      distinct_id,
      properties,
    }))
    .sort((a, b) => Number(a.event_id.slice(2)) - Number(b.event_id.slice(2)));
const EXPECTED = ROWS.map(({ uuid, event, who, ts, ...properties }) => ({
  event_id: uuid,
  event,
  timestamp: Date.parse(ts),
  distinct_id: who,
  properties,
}));
const utf16 = (text: string, big: boolean, mark: boolean): Buffer => {
  const bytes = Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le');
  return big ? bytes.swap16() : bytes;
};

const CONTAINERS: readonly [string, () => Promise<string | Uint8Array> | string | Uint8Array][] = [
  ['CSV', () => asCsv(ROWS, ',')],
  ['TSV', () => asCsv(ROWS, '\t')],
  ['JSON lines', () => asLines(ROWS)],
  ['a JSON array', () => JSON.stringify(ROWS)],
  ['a JSON array over lines', () => `\uFEFF${JSON.stringify(ROWS, null, 2)}\n`],
  ['JSON objects over lines', () => ROWS.map((row) => JSON.stringify(row, null, 2)).join('\n')],
  ['Parquet', () => asParquet()],
  ['Parquet with zoned times', () => asParquet("* REPLACE (ts AT TIME ZONE 'UTC' AS ts)", ', CODEC zstd')],
  ['an Arrow stream', () => asArrow('stream')],
  ['an Arrow file', () => asArrow('file')],
  ['gzip', () => gzipSync(asLines(ROWS))],
  ['gzip of a JSON array', () => gzipSync(JSON.stringify(ROWS))],
  ['UTF-16 CSV', () => utf16(asCsv(ROWS, ';'), false, true)],
  ['UTF-16 CSV, big end first', () => utf16(asCsv(ROWS, ','), true, true)],
  ['UTF-16 JSON lines without a mark', () => utf16(asLines(ROWS), false, false)],
  ['gzip of Parquet', async () => gzipSync(await asParquet())],
  [
    'zip of gzip, as Amplitude exports',
    () =>
      zipOf([
        ['1/a.json.gz', gzipSync(asLines(ROWS.slice(0, 200)))],
        ['1/b.json.gz', gzipSync(asLines(ROWS.slice(200)))],
      ]),
  ],
  [
    'zip of many kinds',
    async () =>
      zipOf([
        ['rows.csv', asCsv(ROWS.slice(0, 100), ';')],
        ['rows.json', JSON.stringify(ROWS.slice(100, 300))],
        ['rows.parquet', await asParquet()],
      ]),
  ],
];

describe('every container', () => {
  it.each(CONTAINERS)('%s', async (_, make) => {
    const report = await test.importText('rows', await make(), MAP);
    expect(report).toMatchObject({ imported: 500, rejected: 0 });
    expect(await stored()).toEqual(EXPECTED);
    expect(await test.importText('rows', await make(), MAP)).toMatchObject({ imported: 0 });
  });

  it('zstd that breaks off or asks for hours, up to there', async () => {
    const lines = ROWS.slice(0, 3).map((row) => ({ raw: Buffer.from(`${JSON.stringify(row)}\n`) }));
    expect(
      await test.importText('trap.zst', Buffer.concat([zstdFrame(lines), endlessFrame(10_000)]), MAP),
    ).toMatchObject({
      imported: 3,
      rejected: 1,
      rejects: [{ reason: 'The file breaks off or is damaged' }],
    });
    await expect(test.importText('only.zst', endlessFrame(10_000), MAP)).rejects.toThrow(/is damaged/);
    await expect(test.importText('wide.zst', zstdFrame(lines, { windowLog: 31 }), MAP)).rejects.toThrow(
      /a window of more than 128 MB/,
    );
  });

  it.skipIf(!hasZstd)('zstd, also of what is packed otherwise', async () => {
    expect(await test.importText('a.zst', await zstd(asLines(ROWS)), MAP)).toMatchObject({ imported: 500 });
    expect(await stored()).toEqual(EXPECTED);
    expect(await test.importText('b.zst', await zstd(gzipSync(asCsv(ROWS, ','))), MAP)).toMatchObject({
      imported: 0,
      duplicates: 500,
    });
  });
});
