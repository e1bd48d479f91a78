import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';
import { zipOf } from '../../support/zip';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

let tokens = 0;
async function granted(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(test.dir, name);
  await writeFile(path, bytes);
  const token = `look-at-file-${++tokens}`;
  test.engine.grant({ token, path, name });
  return token;
}
const look = async (name: string, bytes: string | Uint8Array) =>
  test.engine.json['import.look']({ file: await granted(name, bytes), format: 'auto' }, neverAborted());

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

it('looks at many rows of large nested objects within its memory', async () => {
  const text = 'x'.repeat(60);
  const row = (n: number) =>
    JSON.stringify({
      'dotted.name': 'as it stands',
      ...Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`field_${at}`, { url: text, at: n + at }])),
    });
  const found = await look('deep.jsonl.gz', gzipSync(Array.from({ length: 1_500 }, (_, n) => row(n)).join('\n')));
  expect(found).toMatchObject({ rowCount: 1_500, broken: 0 });
  const cell = (name: string) => found.rows[7]?.[found.columns.indexOf(name)];
  expect([cell('field_3.at'), cell('dotted.name')]).toEqual(['10', 'as it stands']);
});

it('looks at the head of a large file alone, and refuses what is none with a sentence', async () => {
  const large = await look('large.csv', `a,b\n${'1,2\n'.repeat(30_000)}`);
  expect(large).toMatchObject({ rowCount: 20_000, isPart: true, columns: ['a', 'b'] });
  await expect(look('empty.csv', '')).rejects.toThrow('empty');
});

it('counts what the first rows would become, under a map, a guess or a vendor’s rules', async () => {
  const grant = await granted(
    'events.csv',
    `time,user_id,event\n${Array.from({ length: 50 }, (_, n) => `2026-01-0${1 + (n % 3)}T10:00:00Z,u${n % 7},${n % 2 === 0 ? 'view' : 'pay'}\n`).join('')},u1,view\n`,
  );
  const expected = {
    rows: 51,
    isPart: false,
    events: 50,
    ids: 7,
    from: Date.UTC(2026, 0, 1, 10),
    to: Date.UTC(2026, 0, 3, 10),
    eventNames: 2,
    names: [
      { name: 'pay', count: 25 },
      { name: 'view', count: 25 },
    ],
    rejects: [{ reason: 'The time is missing', count: 1 }],
  };
  const map = { time: { column: 'time' }, event: { column: 'event' }, distinctId: { column: 'user_id' } };
  expect(await test.engine.json['import.outline']({ file: grant, format: 'auto', map }, neverAborted())).toEqual(
    expected,
  );
  expect(await test.engine.json['import.outline']({ file: grant, format: 'auto' }, neverAborted())).toEqual(expected);
  const rows = [1, 2, 3].map((n) => ({
    uuid: `e${n}`,
    event: n === 3 ? '$pageview' : 'paid',
    distinct_id: `d${n % 2}`,
    timestamp: `2026-02-0${n}T00:00:00Z`,
    properties: {},
  }));
  const vendor = await granted(
    'posthog.jsonl',
    `${rows.map((row) => JSON.stringify(row)).join('\n')}\n{"uuid":"e4"}\n`,
  );
  expect(await test.engine.json['import.outline']({ file: vendor, format: 'auto' }, neverAborted())).toMatchObject({
    rows: 4,
    events: 3,
    ids: 2,
    from: Date.UTC(2026, 1, 1),
    to: Date.UTC(2026, 1, 3),
    names: [
      { name: 'paid', count: 2 },
      { name: '$pageview', count: 1 },
    ],
  });
  const nothing = await granted('plain.csv', 'a,b\n1,2\n');
  expect(await test.engine.json['import.outline']({ file: nothing, format: 'auto' }, neverAborted())).toMatchObject({
    events: 0,
  });
});

it('lists what lies in an archive, and looks at one of it', async () => {
  const file = await granted(
    'export.zip',
    zipOf([
      ['b/2.json.gz', gzipSync('{"time":"2026-01-02","user_id":"u2","event":"two"}\n')],
      ['a.csv', 'time,user_id,event\n2026-01-01,u1,one\n'],
      ['c.bin', Buffer.from([1, 0, 2, 0, 0, 3, 1, 0, 0])],
      ['../../etc/passwd', '[{"time":"2026-01-03","user_id":"u3","event":"three"}]'],
    ]),
  );
  const { members, ...rest } = await test.engine.json['import.members']({ file }, neverAborted());
  expect(rest).toEqual({ isArchive: true, total: 4 });
  expect(members).toMatchObject([
    { name: '../../etc/passwd', container: 'json' },
    { name: 'a.csv', container: 'csv', size: 37 },
    { name: 'b/2.json.gz', container: 'jsonl' },
    { name: 'c.bin', problem: expect.stringContaining('is not text') as string },
  ]);
  const eventOf = async (member: number) => {
    const { preview } = await test.engine.json['import.guess']({ file, format: 'auto', member }, neverAborted());
    const outline = await test.engine.json['import.outline']({ file, format: 'auto', member }, neverAborted());
    expect(outline.names.map(({ name }) => name)).toEqual(preview.map(({ event }) => event));
    return preview.map(({ event }) => event);
  };
  expect(await eventOf(0)).toEqual(['three']);
  expect(await eventOf(1)).toEqual(['one']);
  expect(await eventOf(2)).toEqual(['two']);
  const shown = await test.engine.json['import.look']({ file, format: 'auto', member: 2 }, neverAborted());
  expect(shown.rows).toEqual([['2026-01-02', 'u2', 'two']]);
  await expect(test.engine.json['import.look']({ file, format: 'auto', member: 3 }, neverAborted())).rejects.toThrow(
    'c.bin is not text',
  );
  await expect(test.engine.json['import.look']({ file, format: 'auto', member: 9 }, neverAborted())).rejects.toThrow(
    'no such file',
  );
  const single = await granted('rows.json.gz', gzipSync('[{"a":1}]'));
  expect(await test.engine.json['import.members']({ file: single }, neverAborted())).toMatchObject({
    isArchive: false,
    members: [{ name: 'rows.json.gz', container: 'json' }],
  });
});
