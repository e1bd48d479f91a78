/** Files whose headers and cells try to be SQL: they are names and values, and nothing else happens. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printPropertyPath } from '../../../shared/model/property-path';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const HEADERS = [
  "'); DROP TABLE events; --",
  '"quoted"',
  'two\nlines',
  "it's; ATTACH ':memory:' AS m",
  'a/b~c',
  'a.b[0]',
  '$$',
  '\\',
  '*',
  '💡',
  "properties ->> '$.x'",
  '{"json": 1}',
];
const MAP = {
  time: { column: 'ts' },
  event: { column: 'event' },
  distinctId: { column: 'who' },
  properties: '*' as const,
};
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

it('columns of any name become properties that can be asked of', async () => {
  const value = (index: number): string => `${HEADERS[index] ?? ''} = ${index}`;
  const text = [
    ['who', 'event', 'ts', ...HEADERS].map(cell).join(','),
    ['ana', "'; DELETE FROM events; --", '2026-03-01T10:00:00Z', ...HEADERS.map((_, index) => value(index))]
      .map(cell)
      .join(','),
    ['ben', 'plain', '2026-03-01T11:00:00Z', ...HEADERS.map(() => 'other')].map(cell).join(','),
  ].join('\r\n');
  expect(await test.importText('hostile.csv', `${text}\r\n`, MAP)).toMatchObject({ imported: 2, rejected: 0 });
  const [, first] = await test.engine.json['events.recent']({ limit: 10 }, neverAborted());
  expect(first?.event).toBe("'; DELETE FROM events; --");
  expect(first?.properties).toEqual(Object.fromEntries(HEADERS.map((name, index) => [name, value(index)])));
  for (const [index, name] of HEADERS.entries()) {
    const property = printPropertyPath('properties', [name]);
    const found = await test.engine.json['events.recent'](
      { limit: 10, filter: { property, op: 'eq', value: value(index) } },
      neverAborted(),
    );
    expect(
      found.map(({ distinct_id }) => distinct_id),
      name,
    ).toEqual(['ana']);
    const values = await test.engine.json['catalog.values']({ property, limit: 5 }, neverAborted());
    expect(values.map(({ value: each }) => each).sort(), name).toEqual([value(index), 'other'].sort());
    const broken = await test.engine.json['insight.run'](
      {
        spec: {
          kind: 'trends',
          series: [{ match: { event: '*' }, math: 'events' }],
          interval: 'day',
          breakdown: [{ property }],
        },
      },
      neverAborted(),
    );
    expect(broken).toMatchObject({ series: [{ total: 1 }, { total: 1 }] });
  }
});

it('JSON lines with such keys and values come in as they are', async () => {
  const properties = Object.fromEntries(HEADERS.map((name, index) => [name, `'; DROP TABLE events; -- ${index}`]));
  const line = JSON.stringify({ who: "O'Brien", event: 'x"; --', ts: '2026-03-01T10:00:00Z', ...properties });
  expect(await test.importText('hostile.jsonl', `${line}\n`, MAP)).toMatchObject({ imported: 1, rejected: 0 });
  const [first] = await test.engine.json['events.recent']({ limit: 10 }, neverAborted());
  expect(first).toMatchObject({ distinct_id: "O'Brien", event: 'x"; --', properties });
});

describe('more than can be', () => {
  const GOOD = { ts: '2026-03-01T10:00:00Z', event: 'visit', who: 'ann' };
  const line = (row: object): string => `${JSON.stringify({ ...GOOD, ...row })}\n`;
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`key ${i}`, i]));

  it.each([
    ['keys of a row', line(many)],
    ['keys of its properties', line({ properties: many })],
  ])('too many %s: that row is a reject, the others are events', async (_, wide) => {
    const fits = Object.fromEntries(Object.entries(many).slice(0, 4_000));
    const text = `${line({ who: 'ben' })}${wide}${line({ ...fits, who: 'cid' })}${line({ who: 'dan' })}`;
    expect(await test.importText('wide.jsonl', text, MAP)).toMatchObject({ imported: 3, rejected: 1 });
    const { rows } = await test.engine.json['rejects.list']({ limit: 10 }, neverAborted());
    expect(rows).toMatchObject([{ message: 'The row has more than 4096 keys.', place: 'wide.jsonl:2' }]);
  });

  it('a row that is nested without end is a reject, the others are events', async () => {
    const deep = `${JSON.stringify(GOOD).slice(0, -1)},"x":${'['.repeat(5_000_000)}${']'.repeat(5_000_000)}}\n`;
    const text = `${line({ who: 'ben' })}${deep}${line({ who: 'dan' })}`;
    expect(await test.importText('deep.jsonl', text, MAP)).toMatchObject({ imported: 2, rejected: 1 });
  });

  it('a header of more columns than can be is refused, one that is only long is not', async () => {
    const names = Array.from({ length: 1_500 }, (_, i) => `a column with a name of some length, number ${i}`);
    const table = (columns: readonly string[]): string =>
      `ts,event,who,${columns.map(cell).join(',')}\n2026-03-01T10:00:00Z,visit,ann,${columns.map((_, i) => i).join(',')}\n`;
    expect(await test.importText('long.csv', table(names), MAP)).toMatchObject({ imported: 1, rejected: 0 });
    const [first] = await test.engine.json['events.recent']({ limit: 1 }, neverAborted());
    expect(Object.keys(first?.properties ?? {})).toHaveLength(1_500);
    expect(first?.properties[names.at(-1) ?? '']).toBe(1_499);
    const wider = Array.from({ length: 100_000 }, (_, i) => `column ${i}`);
    await expect(test.importText('wider.csv', table(wider), MAP)).rejects.toMatchObject({
      error: { message: 'wider.csv has more than 4096 columns; up to 4096 can be read.' },
    });
  });

  it.each([25, 45])('a line of %i MB is a reject with its number, the others are events', async (megabytes) => {
    const long = line({ who: 'cid', x: 'y'.repeat(megabytes * 1e6) });
    const text = `${line({ who: 'ann' })}${line({ who: 'ben' })}${long}${line({ who: 'dan' })}`;
    const report = await test.importText('long.jsonl', text, MAP);
    expect(report).toMatchObject({ rows: 4, imported: 3, rejected: 1 });
    expect(report.rejects).toEqual([
      { reason: expect.any(String), count: 1, examples: [{ file: 'long.jsonl', line: 3 }] },
    ]);
  });
});
