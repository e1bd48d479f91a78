/** Files that break off, are damaged or were made to do harm: good rows come in, the rest is told of, nothing else opens. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stagePlain } from '../../../electron/engine/import/staging';
import { plainFiles, type UnpackLimits } from '../../../electron/engine/import/unpack';
import { AppFailure } from '../../../shared/contract/errors';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';
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
const row = (i: number) => ({
  uuid: `e-${i}`,
  event: 'x',
  who: `p${i % 5}`,
  ts: '2026-01-01T00:00:00Z',
  pad: `${i * 7919}`,
});
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i));
const lines = (count: number): string =>
  rows(count)
    .map((each) => `${JSON.stringify(each)}\n`)
    .join('');
const rejects = async () => (await test.engine.json['rejects.recent']({ limit: 1000 }, neverAborted())).rows.reverse();

async function parquetOf(count: number): Promise<Buffer> {
  const [source, path] = [join(test.dir, 'source.jsonl'), join(test.dir, 'source.parquet')];
  await writeFile(source, lines(count));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('SET threads = 1');
  await connection.run(
    `COPY (SELECT * FROM read_json('${source}')) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
  connection.closeSync();
  instance.closeSync();
  return readFile(path);
}

describe('lines of CSV that do not fit, in a file that is read as a stream', () => {
  const csv = (broken: Readonly<Record<number, string>>): string =>
    ['uuid,event,who,ts,pad', ...rows(5_000).map((each, i) => broken[i] ?? Object.values(each).join(',')), ''].join(
      '\n',
    );

  it('are rejects with their lines, and all others events', async () => {
    const path = join(test.dir, 'odd.csv');
    await writeFile(path, csv({ 2_000: 'one cell', 4_321: 'a,b,c,d,e,f' }));
    expect(await test.importPath(path, MAP)).toMatchObject({ rows: 5_000, imported: 4_998, rejected: 2 });
    expect((await rejects()).map(({ place, message }) => [place, message])).toEqual([
      ['odd.csv:2002', 'The header names 5 columns, the line has 1.'],
      ['odd.csv:4323', 'The header names 5 columns, the line has 6.'],
    ]);
  });

  it('of a quote that is not closed, the line alone is gone, wherever it stands and however many there are', async () => {
    const path = join(test.dir, 'open.csv');
    const broken = { 1: '"e-1,x,p0', 3_000: '"e-3000,x,p0', 3_001: 'e-3001,"x,p1,2026-01-01T00:00:00Z,1' };
    await writeFile(path, csv({ ...broken, 4_000: 'one cell', 4_999: 'e-4999,x,p4,2026-01-01T00:00:00Z,"' }));
    const report = await test.importPath(path, MAP);
    expect(report).toMatchObject({ rows: 5_000, imported: 4_995, duplicates: 0, rejected: 5 });
    expect(report.rejects).toEqual([
      {
        reason: 'A quote in the line is not closed',
        count: 4,
        examples: [3, 3_002, 3_003, 5_001].map((line) => ({ file: 'open.csv', line })),
      },
      { reason: 'The line does not fit the table', count: 1, examples: [{ file: 'open.csv', line: 4_002 }] },
    ]);
    const kept = await rejects();
    expect(kept.map(({ place }) => place)).toEqual([3, 3_002, 3_003, 4_002, 5_001].map((line) => `open.csv:${line}`));
    expect(kept[0]).toMatchObject({ message: expect.stringContaining('read on from the next one'), raw: broken[1] });
    expect(await test.importPath(path, MAP)).toMatchObject({ imported: 0, duplicates: 4_995 });
  });

  it('is found among quoted cells of several lines, which stay, and in what is packed', async () => {
    const quoted = rows(3_000).map(
      ({ uuid, event, who, ts, pad }) => `"${pad},\n""and""\r\nmore",${uuid},${event},${who},${ts}`,
    );
    const text = ['pad,uuid,event,who,ts', ...quoted.with(1_500, `"pad,e-1500,x,p0,2026-01-01T00:00:00Z`), ''].join(
      '\n',
    );
    expect(await test.importText('open.csv.gz', gzipSync(text), MAP)).toMatchObject({ imported: 2_999, rejected: 1 });
    expect((await rejects()).map(({ place, raw }) => [place, raw])).toEqual([
      ['open.csv.gz:4502', '"pad,e-1500,x,p0,2026-01-01T00:00:00Z'],
    ]);
    const [last] = await test.engine.json['events.recent']({ limit: 1 }, neverAborted());
    expect(last?.properties['pad']).toBe(`${2_999 * 7919},\n"and"\r\nmore`);
  });

  it('shows the rows behind it before the import, too', async () => {
    const path = join(test.dir, 'open.csv');
    await writeFile(path, csv({ 0: '"e-0,x,p0' }));
    test.engine.grant({ token: 'open-file', path, name: 'open.csv' });
    const input = { file: 'open-file', format: 'auto' as const };
    const mapped = { ...input, map: MAP };
    const guess = await test.engine.json['import.guess'](mapped, neverAborted());
    expect(guess.preview[0]).toMatchObject({ event_id: 'e-1' });
    const look = await test.engine.json['import.look'](input, neverAborted());
    expect(look).toMatchObject({ broken: 1, rowCount: 4_999 });
    expect(await readdir(join(test.dir, 'staging'))).toEqual([]);
  });

  it('is found behind the first blocks that a file is read by', async () => {
    // The reader holds 40 MB at a time.
    const all = rows(12_000).map((each) => Object.values({ ...each, pad: 'x'.repeat(4_000) }).join(','));
    const path = join(test.dir, 'large.csv');
    const broken = all.with(100, '"e-100,x,p0').with(11_900, 'one cell');
    await writeFile(path, ['uuid,event,who,ts,pad', ...broken, ''].join('\n'));
    expect(await test.importPath(path, MAP)).toMatchObject({ imported: 11_998, duplicates: 0, rejected: 2 });
    expect((await rejects()).map(({ place }) => place)).toEqual(['large.csv:102', 'large.csv:11902']);
  });
});

describe('lines that end in LF and in CR LF in one file', () => {
  const mixed = (all: readonly string[]): string => all.map((each, i) => each + (i % 3 === 1 ? '\r\n' : '\n')).join('');

  it('are events all the same as JSON lines, with their numbers', async () => {
    const all = rows(5_000).map((each) => JSON.stringify(each));
    const text = mixed(all.with(7, '{"uuid"').with(4_000, '{"uuid"'));
    expect(await test.importText('mixed.jsonl', text, MAP)).toMatchObject({ imported: 4_998, rejected: 2 });
    expect((await rejects()).map(({ place }) => place)).toEqual(['mixed.jsonl:8', 'mixed.jsonl:4001']);
  });

  it('are events all the same as CSV, also in quotes, with their numbers', async () => {
    const all = rows(50).map(
      ({ uuid, event, who, ts, pad }) => `"${pad},\r\nand\n""more""",${uuid},${event},${who},${ts}`,
    );
    const text = mixed(['pad,uuid,event,who,ts', ...all.with(7, 'a,b').with(40, 'c,e-bad,x,p1,')]);
    expect(await test.importText('mixed.csv', text, MAP)).toMatchObject({ imported: 48, rejected: 2 });
    // Three lines a row.
    expect((await rejects()).map(({ place }) => place)).toEqual(['mixed.csv:120', 'mixed.csv:23']);
    const [first] = await test.engine.json['events.recent']({ limit: 1 }, neverAborted());
    expect(first?.properties['pad']).toBe(`${49 * 7919},\r\nand\n"more"`);
  });

  it('are found far behind the beginning, where rows are stored already', async () => {
    const all = rows(20_000).map(({ uuid, event, who, ts, pad }) => `"${pad}",${uuid},${event},${who},${ts}`);
    const text = `pad,uuid,event,who,ts\n${all.join('\n')}\n${all.map((each) => each.replace(',e-', ',f-')).join('\r\n')}\r\n`;
    expect(await test.importText('late.csv', text, MAP)).toMatchObject({
      imported: 40_000,
      duplicates: 0,
      rejected: 0,
    });
    expect(await test.importText('late.csv', text, MAP)).toMatchObject({
      imported: 0,
      duplicates: 40_000,
      rejected: 0,
    });
  });
});

describe('a file that is broken in the middle', () => {
  it('gives of gzip what comes before the cut, and says that it is cut', async () => {
    const packed = gzipSync(lines(5_000));
    const report = await test.importText('cut.jsonl.gz', packed.subarray(0, packed.length * 0.6), MAP);
    expect(report.imported).toBeGreaterThan(1_000);
    expect(report.imported).toBeLessThan(5_000);
    expect((await rejects()).map(({ code, message }) => [code, message.includes('breaks off')])).toContainEqual([
      'truncated_file',
      true,
    ]);
  });

  it('gives of a JSON array what comes before and after a broken element, with its line', async () => {
    const list = rows(20).map((each) => JSON.stringify(each));
    for (const broken of ['{"uuid":"e-9","event":"x', '{"uuid":"e-9","event":{"x":1', '{"uuid":"e-9"}}']) {
      list[9] = broken;
      for (const glue of [',\n', ',']) {
        if (glue === ',' && broken.endsWith('x')) continue;
        const report = await test.importText('broken.json', `[${list.join(glue)}]`, MAP);
        expect(report.imported + report.duplicates, `${broken} ${glue}`).toBe(19);
        expect(report.rejected).toBeGreaterThan(0);
      }
    }
    expect((await rejects()).map(({ place }) => place)).toContain('broken.json:10');
  });

  it('gives of Parquet every row group that can be read', async () => {
    const bytes = await parquetOf(10_240);
    // Somewhere in the second of five row groups.
    bytes.fill(0xff, Math.floor(bytes.length * 0.27), Math.floor(bytes.length * 0.27) + 400);
    const report = await test.importText('broken.parquet', bytes, MAP);
    expect(report.imported + report.rejected).toBe(10_240);
    expect(report.imported).toBe(8_192);
    expect((await rejects())[0]).toMatchObject({ code: 'malformed_row', place: 'broken.parquet:2049' });
  });

  it('gives of an Arrow stream the batches before the cut', async () => {
    const batch = (from: number) => {
      const part = rows(100).map((_, i) => row(from + i));
      const keys = Object.keys(row(0)) as (keyof ReturnType<typeof row>)[];
      return tableToIPC(tableFromArrays(Object.fromEntries(keys.map((key) => [key, part.map((each) => each[key])]))), {
        format: 'stream',
      });
    };
    const whole = batch(0);
    if (whole === null) throw new Error('no Arrow bytes');
    await expect(test.importText('cut.arrow', whole.subarray(0, whole.length - 200), MAP)).rejects.toThrow(
      'breaks off',
    );
  });

  it('gives of an archive the files that can be read', async () => {
    const report = await test.importText(
      'some.zip',
      zipOf([
        ['a.jsonl', lines(10)],
        ['b.bin', Buffer.from([1, 0, 2, 0, 0, 3])],
        ['__MACOSX/a.jsonl', 'noise'],
        ['../../etc/passwd', lines(12)],
      ]),
      MAP,
    );
    expect(report).toMatchObject({ imported: 12, duplicates: 10 });
    expect(report.rejects.map(({ reason }) => reason)).toEqual([expect.stringContaining('some.zip/b.bin is not text')]);
  });

  it('refuses with words what gives nothing', async () => {
    const parquet = await parquetOf(10);
    const zip = zipOf([['a.csv', 'a,b\n1,2\n']]);
    const cases: [string, Uint8Array, string][] = [
      ['cut.parquet', parquet.subarray(0, parquet.length - 20), 'which stands at its end'],
      ['cut.zip', zip.subarray(0, zip.length - 30), 'list of contents'],
      ['book.xlsx', zipOf([['xl/workbook.xml', '<x/>']]), 'Excel'],
      ['nested.zip', zipOf([['inner.zip', zip]]), 'archive in an archive'],
      ['deep.gz', [1, 2, 3, 4, 5, 6].reduce((bytes) => gzipSync(bytes), Buffer.from('a')), 'packed more than'],
    ];
    for (const [name, bytes, sentence] of cases) {
      await expect(test.importText(name, bytes, MAP), name).rejects.toThrow(sentence);
    }
  });
});

describe('a hostile file', () => {
  it('cannot grow without end', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(20_000_000, '{"a":1}\n'), { level: 9 }));
    const path = join(test.dir, 'bomb.gz');
    await writeFile(path, bomb);
    const unpack = async (limits: UnpackLimits): Promise<void> => {
      const options = { workspaceDir: test.dir, id: 'bomb', asked: 'auto' as const, limits };
      for await (const found of plainFiles({ path, name: 'bomb.gz', size: bomb.length }, options))
        expect(found).toBeDefined();
    };
    await expect(unpack({ bytes: 15e6, ratioFromBytes: 1e9 })).rejects.toThrow('unpacks to more than 0.015 GB');
    await expect(unpack({ bytes: 64e9, ratioFromBytes: 1e6 })).rejects.toThrow('500 times its size');
    await unpack({ bytes: 64e9, ratioFromBytes: 1e9 });
    expect(await readdir(join(test.dir, 'staging'))).toEqual([]);
  });

  it('cannot grow without end by many small files either', async () => {
    const member = Buffer.alloc(1_000_000, '{"a":1}\n');
    const zip = zipOf(Array.from({ length: 60 }, (_, n) => [`${n}.jsonl`, member] as const));
    const path = join(test.dir, 'many.zip');
    await writeFile(path, zip);
    const unpack = async (ratioFromBytes: number): Promise<number> => {
      const options = {
        workspaceDir: test.dir,
        id: 'many',
        asked: 'auto' as const,
        limits: { bytes: 64e9, ratioFromBytes },
      };
      let files = 0;
      for await (const found of plainFiles({ path, name: 'many.zip', size: zip.length }, options))
        if (!('failure' in found)) files++;
      return files;
    };
    await expect(unpack(2e6)).rejects.toThrow('many.zip unpacks to more than 0.002 GB and 500 times its size');
    expect(await unpack(1e9)).toBe(60);
  });

  it('is read by a database that may open nothing else', async () => {
    const path = join(test.dir, 'rows.csv');
    const other = join(test.dir, 'secret.csv');
    await writeFile(path, 'a,b\n1,2\n');
    await writeFile(other, 'secret\n1\n');
    const file = { path, name: 'rows.csv', size: 8, packedSize: 8, container: 'csv' } as const;
    const staging = await stagePlain(test.dir, 'locked', file, 10);
    try {
      for (const sql of [
        `SELECT * FROM read_csv('${other}')`,
        `SELECT * FROM read_text('/etc/passwd')`,
        `SELECT * FROM read_parquet('${test.dir}/*.parquet')`,
        `ATTACH '${join(test.dir, 'waymark.duckdb')}' AS w (READ_ONLY)`,
        `COPY (SELECT 1) TO '${join(test.dir, 'out.csv')}'`,
        'INSTALL httpfs',
        "SET allowed_paths = ['/etc/passwd']",
        'SET enable_external_access = true',
      ]) {
        await expect(staging.connection.run(sql), sql).rejects.toThrow();
      }
    } finally {
      await staging.remove();
    }
  });

  it.each(['rows*.csv', "it's.csv", 'a[b].csv', 'secret?.csv', '{x,y}.csv'])(
    'called %s is that file alone',
    async (name) => {
      await writeFile(join(test.dir, 'rows1.csv'), 'uuid,who,event,ts\nother,b,y,2026-01-01\n');
      await writeFile(join(test.dir, 'secret1.csv'), 'uuid,who,event,ts\nother,b,y,2026-01-01\n');
      const text = 'uuid,who,event,ts\none,a,x,2026-01-01\n';
      const told = await test.importText(name, text, MAP).catch((error: unknown) => error);
      if (told instanceof Error) expect(told).toBeInstanceOf(AppFailure);
      const events = await test.engine.json['events.recent']({ limit: 10 }, neverAborted());
      expect(events.map(({ event_id }) => event_id)).toEqual(told instanceof Error ? [] : ['one']);
      expect(told).not.toBeInstanceOf(Error);
    },
  );
});

it('a file whose rows are all too wide is refused with what is true of it', async () => {
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i])));
  await expect(test.importText('wide.jsonl', `${wide}\n${wide}\n`)).rejects.toThrow(
    'Row 1: The row has more than 4096 keys.',
  );
});
