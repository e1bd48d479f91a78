import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const TEXT = 'who,what,when,how\na,open,2026-01-01,x\nb,close,2026-01-02,y\n';
const MAP: ImportMap = { time: { column: 'when' }, event: { column: 'how' }, distinctId: { column: 'what' } };

let tokens = 0;
async function grant(name: string, text: string): Promise<string> {
  const path = join(test.dir, name);
  await writeFile(path, text);
  const token = `mapping-${++tokens}-file`;
  test.engine.grant({ token, path, name });
  return token;
}
const guess = (file: string, more: { anew?: boolean } = {}) =>
  test.engine.json['import.guess']({ file, format: 'auto', ...more }, neverAborted());

it('remembers how a file of a shape was mapped, over a restart, until another way is chosen', async () => {
  const file = await grant('Shop export (1).csv', TEXT);
  const first = await guess(file);
  expect(first.remembered).toBeUndefined();
  await test.engine.json['import.start']({ files: [file], format: 'auto', map: MAP }, neverAborted());
  test = await test.reopen();

  const again = await grant('another.csv', TEXT.replaceAll('2026', '2027'));
  const known = await guess(again);
  expect(known).toMatchObject({ map: MAP, remembered: { name: 'Shop export (1).csv' }, reasons: [] });
  expect(known.preview.map(({ event }) => event)).toEqual(['x', 'y']);
  expect((await guess(again, { anew: true })).map).toEqual(first.map);

  const other: ImportMap = { ...MAP, event: { column: 'what' }, distinctId: { column: 'who' } };
  await test.engine.json['import.start']({ files: [again], format: 'auto', map: other }, neverAborted());
  expect((await guess(again)).map).toEqual(other);
  expect(await readdir(join(test.dir, 'mappings'))).toHaveLength(1);
  const [name = ''] = await readdir(join(test.dir, 'mappings'));
  expect(JSON.parse(await readFile(join(test.dir, 'mappings', name), 'utf8'))).toMatchObject({
    version: 1,
    columns: ['how', 'what', 'when', 'who'],
    map: other,
  });
});

it('is not misled by another shape or by a file that is none', async () => {
  const file = await grant('a.csv', TEXT);
  await guess(file);
  await test.engine.json['import.start']({ files: [file], format: 'auto', map: MAP }, neverAborted());
  await writeFile(join(test.dir, 'mappings', 'broken.json'), '{');
  expect((await guess(await grant('b.csv', 'who,what,when\na,open,2026-01-01\n'))).remembered).toBeUndefined();
  expect((await guess(await grant('c.csv', TEXT))).remembered).toBeDefined();
});
