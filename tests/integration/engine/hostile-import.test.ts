/** Files whose headers and cells try to be SQL: they are names and values, and nothing else happens. */
import { afterEach, beforeEach, expect, it } from 'vitest';
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
