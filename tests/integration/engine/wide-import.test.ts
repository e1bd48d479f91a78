import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const MAP: ImportMap = {
  time: { column: 'signup_at', timezone: 'Europe/Berlin' },
  event: { constant: 'signup' },
  also: [
    { column: 'first_paid_at', event: 'first paid' },
    { column: 'left_at', event: 'left' },
  ],
  distinctId: { column: 'user_id' },
};
const stored = async () => {
  const events = await test.engine.json['events.recent']({ limit: 100 }, neverAborted());
  return events
    .map(({ event, distinct_id, timestamp, properties }) => [distinct_id, event, timestamp, properties])
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
};
const SUMMER = (hour: number): number => Date.UTC(2026, 6, 1, hour - 2);

it('makes an event of each time that a row has, with the rest of the row as properties', async () => {
  const report = await test.importText(
    'people.csv',
    [
      'user_id,plan,signup_at,first_paid_at,left_at',
      'a,pro,2026-07-01 10:00:00,2026-07-01 12:00:00,',
      'b,free,2026-07-01 11:00:00,,2026-07-01 13:00:00',
      'c,free,,,',
      'd,free,nonsense,2026-07-01 09:00:00,',
      ',free,2026-07-01 09:00:00,,',
      '',
    ].join('\n'),
    MAP,
  );
  expect(report).toMatchObject({ rows: 5, imported: 5, rejected: 2 });
  expect(report.rejects.map(({ reason, examples }) => [reason, examples[0]?.line])).toEqual(
    expect.arrayContaining([
      ['The time cannot be read', 5],
      ['No id says whose event it is', 6],
    ]),
  );
  expect(await stored()).toEqual([
    ['a', 'first paid', SUMMER(12), { plan: 'pro' }],
    ['a', 'signup', SUMMER(10), { plan: 'pro' }],
    ['b', 'left', SUMMER(13), { plan: 'free' }],
    ['b', 'signup', SUMMER(11), { plan: 'free' }],
    ['d', 'first paid', SUMMER(9), { plan: 'free' }],
  ]);
});

it('a later export of the same table adds only what has happened since', async () => {
  const header = 'user_id,plan,signup_at,first_paid_at,left_at\n';
  await test.importText('monday.csv', `${header}a,free,2026-07-01 10:00:00,,\n`, MAP);
  const later = await test.importText('tuesday.csv', `${header}a,pro,2026-07-01 10:00:00,2026-07-02 10:00:00,\n`, MAP);
  expect(later).toMatchObject({ imported: 1, duplicates: 1 });
});

it('reads JSON lines so too, and its preview shows the events', async () => {
  const map: ImportMap = { ...MAP, time: { column: 'at.signup' }, also: [{ column: 'at.paid', event: 'paid' }] };
  const line = '{"user_id":"a","plan":"pro","at":{"signup":"2026-07-01T10:00:00Z","paid":"2026-07-01T12:00:00Z"}}\n';
  const report = await test.importText('people.jsonl', line, map);
  expect(report).toMatchObject({ rows: 1, imported: 2 });
  test.engine.grant({ token: 'look-at-people', path: `${test.dir}/people.jsonl`, name: 'people.jsonl' });
  const guess = await test.engine.json['import.guess']({ file: 'look-at-people', format: 'auto', map }, neverAborted());
  expect(guess.preview.map(({ event }) => event)).toEqual(['signup', 'paid']);
});
