import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

let tokens = 0;
async function look(name: string, bytes: string | Uint8Array) {
  const path = join(test.dir, name);
  await writeFile(path, bytes);
  const token = `look-at-file-${++tokens}`;
  test.engine.grant({ token, path, name });
  return test.engine.json['import.look']({ file: token, format: 'auto' }, neverAborted());
}

it('shows the first rows of a packed JSON array, and what each column holds', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => ({
    at: `2026-01-0${1 + (n % 9)}T10:00:00Z`,
    who: { id: `u${n % 4}` },
    amount: n,
    ...(n % 2 === 0 ? { plan: 'pro' } : {}),
  }));
  const found = await look('rows.json.gz', gzipSync(JSON.stringify(rows)));
  expect(found).toMatchObject({ rowCount: 40, isPart: false, broken: 0, hiddenColumns: 0 });
  expect(found.columns).toEqual(expect.arrayContaining(['at', 'who', 'who.id', 'amount', 'plan']));
  const profile = (name: string) => found.profiles.find((each) => each.name === name);
  expect(profile('amount')).toMatchObject({ type: 'number', filled: 1, distinct: 40, min: 0, max: 39, top: [] });
  expect(profile('plan')).toMatchObject({ type: 'text', filled: 0.5, top: [{ value: 'pro', count: 20 }] });
  expect(profile('at')).toMatchObject({ type: 'time', min: Date.UTC(2026, 0, 1, 10), max: Date.UTC(2026, 0, 9, 10) });
  expect(profile('who.id')).toMatchObject({ distinct: 4 });
  expect(found.rows[1]?.[found.columns.indexOf('who.id')]).toBe('u1');
  expect(await test.engine.json['import.list']({}, neverAborted())).toEqual([]);
});

it('looks at the head of a large file alone, and refuses what is none with a sentence', async () => {
  const large = await look('large.csv', `a,b\n${'1,2\n'.repeat(30_000)}`);
  expect(large).toMatchObject({ rowCount: 20_000, isPart: true, columns: ['a', 'b'] });
  await expect(look('empty.csv', '')).rejects.toThrow('empty');
});
