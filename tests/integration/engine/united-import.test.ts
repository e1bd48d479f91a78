/** Files of one import whose tables differ: columns that come later, columns that are missing, types that disagree. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportReport } from '../../../shared/contract/commands';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';
import { zipOf } from '../../support/zip';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const JANUARY =
  'at,what,who,plan,zip\n2026-01-01T10:00:00Z,visit,ann,pro,10115\n2026-01-01T10:01:00Z,paid,ann,pro,10115\n';
const FEBRUARY =
  'at,what,who,plan,zip,session,seats\n2026-02-01T10:00:00Z,visit,ben,free,SW1A 1AA,s1,3\n2026-02-01T10:05:00Z,paid,ben,free,SW1A 1AA,s1,4\n';
const MARCH = 'at,what,who,plan,zip,session,seats\n2026-03-01T10:00:00Z,visit,cid,,,s2,many\n';
const MAP: ImportMap = {
  time: { column: 'at' },
  event: { column: 'what' },
  distinctId: { column: 'who' },
  sessionId: { column: 'session' },
};

async function granted(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(test.dir, name);
  await writeFile(path, content);
  const token = `united-${name.replaceAll('.', '-')}`;
  test.engine.grant({ token, path, name });
  return token;
}

async function run(files: string[], map?: ImportMap): Promise<ImportReport> {
  const input = { files, format: 'auto' as const, ...(map === undefined ? {} : { map }) };
  for await (const step of test.engine.stream['import.run'](input, neverAborted())) {
    if (step.type === 'done') return step.report;
  }
  throw new Error('it did not end');
}

async function properties(): Promise<unknown[]> {
  const events = await test.engine.json['events.recent']({ limit: 100 }, neverAborted());
  return events
    .toSorted((a, b) => a.timestamp - b.timestamp)
    .map((event) => ({ ...event.properties, session: event.session_id ?? null }));
}

const WHOLE = [
  { plan: 'pro', zip: '10115', session: null },
  { plan: 'pro', zip: '10115', session: null },
  { plan: 'free', zip: 'SW1A 1AA', seats: '3', session: 's1' },
  { plan: 'free', zip: 'SW1A 1AA', seats: '4', session: 's1' },
  { seats: 'many', session: 's2' },
];
const NOTES = [
  '«session» is in 2 of 3 files.',
  '«seats» is in 2 of 3 files.',
  '«zip» holds numbers in one file, text in one file: it is text in all.',
  '«seats» holds numbers in one file, text in one file: it is text in all.',
];

describe('three months of one table', () => {
  it('as files: nothing of a later column is lost, a missing one is empty, numbers and texts are texts', async () => {
    const files = [await granted('1.csv', JANUARY), await granted('2.csv', FEBRUARY), await granted('3.csv', MARCH)];
    const { tables, columns, notes } = await test.engine.json['import.columns'](
      { files, format: 'auto', map: MAP },
      neverAborted(),
    );
    expect(tables).toBe(3);
    expect(columns.map(({ name, files: count, type }) => `${name} ${count} ${type}`)).toEqual([
      'at 3 time',
      'what 3 text',
      'who 3 text',
      'plan 3 text',
      'zip 3 text',
      'session 2 text',
      'seats 2 text',
    ]);
    expect(notes).toEqual(NOTES);
    const report = await run(files, MAP);
    expect(report).toMatchObject({ imported: 5, rejected: 0, notes: NOTES });
    expect(report.problems).toBeUndefined();
    expect(await properties()).toEqual(WHOLE);
    expect(await run(files, MAP)).toMatchObject({ imported: 0, duplicates: 5 });
  });

  it('in one archive', async () => {
    const zip = await granted(
      'months.zip',
      zipOf([
        ['1.csv', JANUARY],
        ['2.csv', FEBRUARY],
        ['3.csv', MARCH],
      ]),
    );
    const report = await run([zip], MAP);
    expect(report).toMatchObject({ imported: 5, rejected: 0, notes: NOTES });
    expect(await properties()).toEqual(WHOLE);
  });

  it('a file that does not say when is told of, and the others are imported', async () => {
    const files = [await granted('1.csv', JANUARY), await granted('2.csv', 'what,who\nvisit,dan\n')];
    const report = await run(files, MAP.sessionId === undefined ? MAP : { ...MAP, sessionId: { column: 'plan' } });
    expect(report).toMatchObject({ imported: 2 });
    expect(report.problems).toEqual([{ file: '2.csv', message: expect.stringContaining('no column «at» (time)') }]);
  });

  it('a column that no file has is a mistake in the mapping', async () => {
    const files = [await granted('1.csv', JANUARY), await granted('2.csv', FEBRUARY)];
    await expect(run(files, { ...MAP, sessionId: { column: 'sesion' } })).rejects.toMatchObject({
      error: { message: expect.stringContaining('«sesion» (sessionId)') },
    });
  });
});

describe('cells that mean nothing is there', () => {
  const DUMP = [
    'at\tevent\tuser_id\tamount\tcoupon',
    '2026-01-01 10:00:00\tvisit\t7\t\\N\t\\N',
    '2026-01-01 10:01:00\tpaid\t7\t12.5\tNULL',
    '2026-01-01 10:02:00\tpaid\t\\N\t3\tSPRING',
    '',
  ].join('\n');

  it('a dump says NULL as it does; what may be a word is offered', async () => {
    const file = await granted('dump.tsv', DUMP);
    const guess = await test.engine.json['import.guess']({ file, format: 'auto' }, neverAborted());
    expect(guess.map?.nulls).toEqual(['\\N']);
    expect(guess.markers).toEqual([
      {
        text: '\\N',
        columns: ['user_id', 'amount', 'coupon'],
        isAssumed: true,
        reason: '«user_id» holds numbers otherwise: so databases dump NULL.',
      },
      {
        text: 'NULL',
        columns: ['coupon'],
        isAssumed: false,
        reason: 'It stands in «coupon», and may be a value like any other.',
      },
    ]);
    const report = await run([file]);
    expect(report).toMatchObject({ imported: 2, rejected: 1 });
    expect(report.rejects.map(({ reason }) => reason)).toEqual(['No id says whose event it is']);
    expect(await properties()).toEqual([{ session: null }, { amount: 12.5, coupon: 'NULL', session: null }]);
    // Said to be nothing, it is; the rows are the same events all the same.
    const map: ImportMap = { ...(guess.map as ImportMap), nulls: ['\\N', 'NULL'] };
    const asked = await test.engine.json['import.guess']({ file, format: 'auto', map }, neverAborted());
    expect(asked.preview.map((event) => event.properties)).toEqual([{}, { amount: 12.5 }]);
    expect(await run([file], map)).toMatchObject({ imported: 0, duplicates: 2 });
  });

  it('one column of texts with it among them proves nothing', async () => {
    const file = await granted(
      'notes.csv',
      'at,event,user_id,note\n2026-01-01 10:00:00,visit,ann,\\N\n2026-01-01 10:01:00,visit,ann,hi\n',
    );
    const guess = await test.engine.json['import.guess']({ file, format: 'auto' }, neverAborted());
    expect(guess.map?.nulls).toBeUndefined();
    expect(guess.markers).toMatchObject([{ text: '\\N', isAssumed: false }]);
    await run([file]);
    expect(await properties()).toEqual([
      { note: '\\N', session: null },
      { note: 'hi', session: null },
    ]);
  });
});
