/** Recordings of the screen that come in files. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const REAL = join(import.meta.dirname, '../../../../shared/data/rrweb/hogflix_events.json');
if (!existsSync(REAL)) console.warn('Skipped: ../shared/data is not here, so no real recording was imported.');

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const AT = Date.UTC(2026, 2, 1, 10);
const list = async () => (await test.engine.json['recordings.list']({ limit: 10 }, neverAborted())).rows;
const pages = async () =>
  (await test.engine.json['events.recent']({ limit: 100 }, neverAborted()))
    .toReversed()
    .map(({ properties }) => properties['$current_url']);
const jsonl = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

it('takes PostHog’s `$snapshot` rows of an export as pieces of the session’s recording', async () => {
  const row = (uuid: string, event: string, properties: object) => ({
    uuid,
    event,
    distinct_id: 'ada',
    timestamp: '2026-03-01T10:00:00Z',
    properties: { $session_id: 's1', $window_id: 'w1', ...properties },
  });
  const meta = { type: 4, data: { href: 'https://x.example/' }, timestamp: AT };
  const text = jsonl([
    row('1', '$pageview', {}),
    row('2', '$snapshot', { $snapshot_data: [meta, { ...meta, type: 3 }] }),
  ]);
  expect(await test.importText('events.jsonl', text)).toMatchObject({ imported: 1, rejected: 0 });
  await test.importText('events.jsonl', text);
  expect(await list()).toMatchObject([
    { source: 'posthog', recording: 's1', distinctIds: ['ada'], chunks: 1, events: 2, windows: 1, start: AT },
  ]);
});

it('makes page views of a recording that no event names, without what is secret in them', async () => {
  const rows = [
    { type: 4, data: { href: 'https://x.example/login?password=hunter2&next=a' }, timestamp: AT },
    { type: 3, data: { source: 2, type: 2, id: 7 }, timestamp: AT + 500 },
    { type: 4, data: { href: 'https://x.example/pay?creditcard=12314143' }, timestamp: AT + 900 },
  ];
  expect(await test.importText('rec.jsonl', jsonl(rows))).toMatchObject({
    rows: 3,
    imported: 2,
    rejected: 0,
    persons: 1,
  });
  expect(await pages()).toEqual([
    'https://x.example/login?password=«…»&next=a',
    'https://x.example/pay?creditcard=«…»',
  ]);
  const [recording] = await list();
  expect(recording).toMatchObject({ source: 'rrweb', chunks: 1, events: 3, start: AT, end: AT + 900 });
});

it.skipIf(!existsSync(REAL))('takes a real recording as rrweb wrote it: 62 events of 18.9 s on 4 pages', async () => {
  const events = (JSON.parse(readFileSync(REAL, 'utf8')) as { type: number }[]).length;
  expect(await test.importPath(REAL)).toMatchObject({ rows: events, imported: 4, rejected: 0, persons: 1 });
  expect(await test.importPath(REAL)).toMatchObject({ imported: 0, duplicates: 4 });
  const [recording, ...others] = await list();
  expect(others).toEqual([]);
  expect(recording?.events).toBe(62);
  expect((recording?.end ?? 0) - (recording?.start ?? 0)).toBe(18_925);
  expect(JSON.stringify(await pages())).not.toMatch(/mynameis|12314143/);
});
