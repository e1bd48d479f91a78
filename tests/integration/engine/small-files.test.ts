/** Many small files, in archives and by themselves: read together, told of one by one. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RowStore } from '../../../electron/engine/import/store-rows';
import type { ImportProgress, ImportReport } from '../../../shared/contract/commands';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';
import { zipOf } from '../../support/zip';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const MAP: ImportMap = { time: { column: 'ts' }, event: { column: 'event' }, distinctId: { column: 'who' } };
const HEADER = 'who,event,ts';
const rowsOf = (n: number): string[] => [0, 1, 2].map((i) => `p${n},file ${n} row ${i},2026-01-01`);
/** The last line of every second one has no end. */
const csv = (n: number, rows = rowsOf(n)): string => `${[HEADER, ...rows].join('\n')}${n % 2 === 0 ? '\n' : ''}`;
const nameOf = (n: number): string => `part-${String(n).padStart(4, '0')}.csv`;
const places = async (): Promise<string[]> =>
  (await test.engine.json['rejects.recent']({ limit: 100 }, neverAborted())).rows.map(({ place }) => place).sort();

async function importFiles(
  files: readonly (readonly [string, string | Uint8Array])[],
  map?: ImportMap,
): Promise<ImportReport> {
  const tokens = await Promise.all(
    files.map(async ([name, bytes]) => {
      const path = join(test.dir, name);
      await writeFile(path, bytes);
      test.engine.grant({ token: name, path, name });
      return name;
    }),
  );
  let last: ImportProgress | undefined;
  const input = { files: tokens, format: 'auto' as const, ...(map === undefined ? {} : { map }) };
  for await (const progress of test.engine.stream['import.run'](input, neverAborted())) last = progress;
  if (last?.type !== 'done') throw new Error('the import ended without a report');
  return last.report;
}

describe('many small files', { timeout: 60_000 }, () => {
  const FILES = 300;
  const all = Array.from({ length: FILES }, (_, n) => n);

  it('of an archive are all there, with equal rows as each file has them', async () => {
    // The same row twice in one file is two events, and in another file the same ones.
    const repeated = ['x,same,2026-01-01', 'x,same,2026-01-01'];
    const archive = zipOf(all.map((n) => [nameOf(n), csv(n, n % 100 === 7 ? [...rowsOf(n), ...repeated] : rowsOf(n))]));
    const report = await test.importText('parts.zip', archive, MAP);
    expect(report).toMatchObject({ rows: 3 * FILES + 6, imported: 3 * FILES + 2, duplicates: 4, rejected: 0 });
    expect(await test.importText('parts.zip', archive, MAP)).toMatchObject({ imported: 0, duplicates: 3 * FILES + 6 });
  });

  it('are told of by name and line, where one of them has an odd row or is none', async () => {
    const contents = all.map((n): [string, string] => [
      nameOf(n),
      n === 41 ? csv(n, ['a,b,2026-01-01', 'p,,2026-01-01']) : csv(n),
    ]);
    const archive = zipOf([...contents, ['z.csv', 'other,columns\n1,2\n']]);
    const report = await test.importText('odd.zip', archive, MAP);
    expect(report).toMatchObject({ imported: 3 * FILES - 2, duplicates: 0, rejected: 2 });
    expect(report.rejects.flatMap(({ examples }) => examples)).toEqual([{ file: `odd.zip/${nameOf(41)}`, line: 3 }]);
    expect(await places()).toEqual([`odd.zip/${nameOf(41)}:3`]);
  });

  it('given one by one are as many files in the report, packed ones too, and one that is none is named', async () => {
    const files = all.map((n): [string, string | Uint8Array] => [nameOf(n), n % 3 === 0 ? gzipSync(csv(n)) : csv(n)]);
    const report = await importFiles([...files, ['none.csv', 'other,columns\n1,2\n']], MAP);
    expect(report).toMatchObject({
      files: FILES + 1,
      rows: 3 * FILES,
      imported: 3 * FILES,
      duplicates: 0,
      rejected: 0,
    });
    expect(report.problems?.map(({ file }) => file)).toEqual(['none.csv']);
  });

  it('of a vendor’s export are read as such', async () => {
    const line = (n: number): string =>
      JSON.stringify({
        event: 'Paid',
        properties: { time: 1_772_359_200 + n, distinct_id: `p${n}`, $insert_id: `i${n}` },
      });
    const archive = zipOf(all.map((n) => [`${n}.json`, `${line(n)}\n${line(n === 200 ? 0 : n + 1000)}`]));
    expect(await test.importText('mixpanel.zip', archive)).toMatchObject({
      rows: 2 * FILES,
      imported: 2 * FILES - 1,
      duplicates: 1,
    });
  });
});

it('an archive whose files lie over each other is refused at once', async () => {
  const archive = zipOf([
    ['a.csv', csv(1)],
    ['b.csv', csv(2)],
  ]);
  // The list of contents sends both to the first one.
  const second = archive.lastIndexOf('PK\u0001\u0002');
  archive.writeUInt32LE(0, second + 42);
  await expect(test.importText('bomb.zip', archive, MAP)).rejects.toThrow('lie over each other');
});

it(
  'small files of several shapes, all with an odd last row, are read in a few steps',
  { timeout: 60_000 },
  async () => {
    const contents = Array.from({ length: 40 }, (_, n): [string, string] => [
      nameOf(n),
      n % 2 === 0
        ? `${csv(n)}Total,,\n`
        : [...rowsOf(n), 'Total,,'].reduce((text, row) => `${text}${row},x\n`, `${HEADER},more\n`),
    ]);
    let steps = 0;
    const path = join(test.dir, 'shapes.zip');
    await writeFile(path, zipOf(contents));
    test.engine.grant({ token: 'shapes', path, name: 'shapes.zip' });
    const opened = vi.spyOn(RowStore, 'open');
    for await (const progress of test.engine.stream['import.run'](
      { files: ['shapes'], format: 'auto', map: MAP },
      neverAborted(),
    )) {
      if (progress.type !== 'done') continue;
      steps = opened.mock.calls.length;
      expect(progress.report).toMatchObject({ rows: 160, imported: 120, rejected: 40 });
    }
    expect(steps).toBe(2);
    expect(await places()).toEqual(contents.map(([name]) => `shapes.zip/${name}:5`));
  },
);
