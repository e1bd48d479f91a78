/** Files that do not say when: one moment for all rows, or a column that counts from a start. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ElapsedUnit, ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const START = Date.UTC(2018, 6, 1, 6);
const HOUR = 3_600_000;
const mapped = (time: ImportMap['time']): ImportMap => ({
  time,
  event: { column: 'event' },
  distinctId: { column: 'person' },
});
const SINCE: ImportMap = mapped({ column: 'hour', since: '2018-07-01T08:00:00+02:00', unit: 'hours' });
const ROWS = [
  { person: 'a', event: 'offer', hour: 0 },
  { person: 'a', event: 'view', hour: 6.5 },
  { person: 'b', event: 'offer', hour: -1 },
];
const csv = (rows: readonly Record<string, unknown>[]): string =>
  ['person,event,hour', ...rows.map(({ person, event, hour }) => `${person},${event},${hour}`), ''].join('\n');

async function stored(): Promise<(string | number)[][]> {
  const events = await test.engine.json['events.recent']({ limit: 100 }, neverAborted());
  return events
    .map(({ event, distinct_id, timestamp }) => [distinct_id, event, timestamp])
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

const EXPECTED = [
  ['a', 'offer', START],
  ['a', 'view', START + 6.5 * HOUR],
  ['b', 'offer', START - HOUR],
];

describe('so many of a unit since a start', () => {
  it('in CSV, JSON lines, and Parquet with numbers or texts', async () => {
    await test.importText('a.csv', csv(ROWS), SINCE);
    expect(await stored()).toEqual(EXPECTED);
    await test.close();
    test = await openTestEngine();
    await test.importText('a.jsonl', ROWS.map((row) => JSON.stringify(row)).join('\n'), SINCE);
    expect(await stored()).toEqual(EXPECTED);
    for (const type of ['DOUBLE', 'VARCHAR', 'DECIMAL(9,2)']) {
      await test.close();
      test = await openTestEngine();
      const path = join(test.dir, 'a.parquet');
      const db = await (await DuckDBInstance.create()).connect();
      const values = ROWS.map(({ person, event, hour }) => `('${person}', '${event}', ${hour})`).join(', ');
      await db.run(
        `COPY (SELECT person, event, hour::${type} AS hour FROM (VALUES ${values}) v(person, event, hour)) TO '${path}'`,
      );
      db.closeSync();
      await test.importPath(path, SINCE);
      expect(await stored()).toEqual(EXPECTED);
    }
  });

  it.each<[ElapsedUnit, number]>([
    ['milliseconds', 1],
    ['seconds', 1_000],
    ['minutes', 60_000],
    ['hours', HOUR],
    ['days', 24 * HOUR],
    ['weeks', 168 * HOUR],
  ])('%s', async (unit, ms) => {
    await test.importText('a.csv', 'p,n\na,3\n', {
      time: { column: 'n', since: '2026-01-01', unit },
      event: { constant: 'x' },
      distinctId: { column: 'p' },
    });
    expect(await stored()).toEqual([['a', 'x', Date.UTC(2026, 0, 1) + 3 * ms]]);
  });

  it('a row whose count is empty, no number, or beyond all times is a reject with its line', async () => {
    const report = await test.importText(
      'a.csv',
      'person,event,hour\na,x,1\nb,x,\nc,x,soon\nd,x,1e300\ne,x,inf\n',
      SINCE,
    );
    expect(report).toMatchObject({ rows: 5, imported: 1, rejected: 4 });
    expect(report.rejects.map(({ reason, examples }) => [reason, examples.map(({ line }) => line)])).toEqual(
      expect.arrayContaining([
        ['The time is missing', [3]],
        ['The time cannot be read', [4, 5, 6]],
      ]),
    );
  });

  it('of rows with several counts each makes an event', async () => {
    await test.importText('a.csv', 'person,signup_day,paid_day\na,0,3\nb,1,\n', {
      time: { column: 'signup_day', since: '2026-01-01', unit: 'days' },
      event: { constant: 'signup' },
      also: [{ column: 'paid_day', event: 'paid' }],
      distinctId: { column: 'person' },
    });
    expect(await stored()).toEqual([
      ['a', 'paid', Date.UTC(2026, 0, 4)],
      ['a', 'signup', Date.UTC(2026, 0, 1)],
      ['b', 'signup', Date.UTC(2026, 0, 2)],
    ]);
  });
});

it('one moment for all rows: equal ones stay apart, and the file again adds nothing', async () => {
  const map = mapped({ constant: '2026-02-03T04:05:06Z' });
  const text = csv([...ROWS, ...ROWS]);
  expect(await test.importText('a.csv', text, map)).toMatchObject({ rows: 6, imported: 6, rejected: 0 });
  expect(new Set((await stored()).map(([, , at]) => at))).toEqual(new Set([Date.UTC(2026, 1, 3, 4, 5, 6)]));
  expect(await test.importText('b.csv', text, map)).toMatchObject({ imported: 0, duplicates: 6 });
  await test.importText('c.jsonl', '{"person":"c","event":"x"}\n{"event":"x"}\n', map);
  expect(await stored()).toHaveLength(7);
});

it('is proposed with a preview once its start is said, and remembered with it', async () => {
  const path = join(test.dir, 'hours.csv');
  await writeFile(path, csv(ROWS));
  const file = 'no-time-file';
  test.engine.grant({ token: file, path, name: 'hours.csv' });
  const guess = (more: object) =>
    test.engine.json['import.guess']({ file, format: 'auto' as const, ...more }, neverAborted());

  const before = await guess({});
  expect(before).toMatchObject({ elapsed: { column: 'hour', unit: 'hours', isUnitSaid: true }, preview: [] });
  expect(before.map).toBeUndefined();
  const said = await guess({ time: { since: '2018-07-01T06:00:00Z' } });
  expect(said.map?.time).toEqual({ column: 'hour', since: '2018-07-01T06:00:00Z', unit: 'hours' });
  expect(said.preview.map(({ timestamp }) => timestamp)).toEqual([START, START + 6.5 * HOUR, START - HOUR]);
  const outline = await test.engine.json['import.outline']({ file, format: 'auto', map: said.map }, neverAborted());
  expect(outline).toMatchObject({ events: 3, from: START - HOUR, to: START + 6.5 * HOUR });

  await test.engine.json['import.start']({ files: [file], format: 'auto', map: said.map }, neverAborted());
  expect(await guess({})).toMatchObject({ map: { time: said.map?.time }, remembered: { name: 'hours.csv' } });
  expect((await guess({ time: { constant: '2026-01-01' } })).map?.time).toEqual({ constant: '2026-01-01' });
});

it.each<[string, ImportMap['time'], string]>([
  ['an epoch', { column: 'hour', format: 'epoch_ms' }, '9100000000000000'],
  ['a count', { column: 'hour', since: '2026-01-01', unit: 'weeks' }, '-99999999'],
])('%s beyond all dates is a reject, and costs its own row alone', async (_what, time, value) => {
  const text = `person,event,hour\na,x,${value}\nb,x,1\n`;
  expect(await test.importText('far.csv', text, mapped(time))).toMatchObject({
    imported: 1,
    rejects: [{ reason: 'The time cannot be read', count: 1, examples: [{ line: 2 }] }],
  });
});

it('without it, the sentence says what to give', async () => {
  await expect(test.importText('a.csv', csv(ROWS))).rejects.toThrow(/«hour» may count hours .* --at or --since/);
});
