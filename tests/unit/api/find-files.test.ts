import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFiles } from '../../../electron/api/find-files';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-find-'));
  for (const path of [
    'a.csv',
    '2026/01/x.json.gz',
    '2026/02/x.json.gz',
    '2026/02/y.csv',
    '2026/_SUCCESS',
    '.hidden',
    '[1].csv',
  ]) {
    await mkdir(join(dir, path, '..'), { recursive: true });
    await writeFile(join(dir, path), 'x');
  }
  await mkdir(join(dir, 'empty'));
  await symlink(dir, join(dir, '2026', 'loop'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const found = async (named: string): Promise<string[]> =>
  (await findFiles(join(dir, named))).map((path) => relative(dir, path));

it.each([
  ['a.csv', ['a.csv']],
  ['2026', ['2026/01/x.json.gz', '2026/02/x.json.gz', '2026/02/y.csv']],
  ['**/*.json.gz', ['2026/01/x.json.gz', '2026/02/x.json.gz']],
  ['2026/0?/x.*', ['2026/01/x.json.gz', '2026/02/x.json.gz']],
  ['2026/{02,03}/*', ['2026/02/x.json.gz', '2026/02/y.csv']],
  ['*.csv', ['[1].csv', 'a.csv']],
  ['[1].csv', ['[1].csv']],
  ['gone.csv', ['gone.csv']],
])('%s', async (named, files) => {
  expect(await found(named)).toEqual(files);
});

it('says where a folder or a pattern names no file', async () => {
  await expect(found('empty')).rejects.toThrow('no file in the folder');
  await expect(found('**/*.parquet')).rejects.toThrow('No file is called like');
});
