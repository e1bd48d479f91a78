import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const stored = async () =>
  (await test.engine.json['events.recent']({ limit: 1000 }, neverAborted()))
    .toReversed()
    .map((event) => ({ ...event, eid: 0 }));
const persons = async () => (await test.engine.json['workspace.info']({}, neverAborted())).persons;
const jsonl = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
const csvCell = (value: unknown): string =>
  `"${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('"', '""')}"`;

const POSTHOG = [
  {
    uuid: '0190-1',
    event: '$pageview',
    distinct_id: 'anon-1',
    person_id: 'p1',
    properties: { $current_url: 'https://shop.example/a', $device_id: 'anon-1', $session_id: 's1', $lib: 'web' },
    timestamp: '2026-03-01 10:00:00.000000+00:00',
    created_at: '2026-03-01 10:00:01',
  },
  {
    uuid: '0190-2',
    event: '$identify',
    distinct_id: 'ada',
    person_id: 'p1',
    properties: { $anon_distinct_id: 'anon-1', $set: { plan: 'pro' }, $session_id: 's1' },
    timestamp: '2026-03-01T10:01:00Z',
    created_at: '2026-03-01 10:01:01',
  },
  {
    uuid: '0190-3',
    event: 'paid',
    distinct_id: 'ada',
    person_id: 'p1',
    properties: { amount: 12.5, $groups: { company: 'acme' }, items: [{ sku: 'x' }] },
    timestamp: '2026-03-01T10:02:00.250Z',
    created_at: '2026-03-01 10:02:01',
  },
];

describe('PostHog’s export', () => {
  it('is told by its columns and read as it was captured: ids, groups, sessions, person operations', async () => {
    const report = await test.importText('events.jsonl', jsonl(POSTHOG));
    expect(report).toMatchObject({ rows: 3, imported: 3, rejected: 0, persons: 1 });
    const events = await stored();
    expect(events.map(({ event_id, source, kind }) => [event_id, source, kind])).toEqual([
      ['0190-1', 'posthog', 'page'],
      ['0190-2', 'posthog', 'identify'],
      ['0190-3', 'posthog', 'custom'],
    ]);
    expect(events[0]).toMatchObject({ anonymous_id: 'anon-1', session_id: 's1', lib: 'web' });
    expect(events[0]?.properties).toMatchObject({ $current_url: 'https://shop.example/a', person_id: 'p1' });
    expect(events[2]).toMatchObject({ groups: { company: 'acme' }, timestamp: Date.UTC(2026, 2, 1, 10, 2, 0, 250) });
    const person = await test.engine.json['people.get']({ person: 'ada' }, neverAborted());
    expect(JSON.stringify(person)).toContain('"plan"');
  });

  it('means the same as CSV, where properties are a text', async () => {
    const columns = Object.keys(POSTHOG[0] ?? {});
    const lines = POSTHOG.map((row) => columns.map((name) => csvCell(row[name as keyof typeof row])).join(','));
    await test.importText('events.csv', [columns.join(','), ...lines].join('\n'));
    const fromCsv = await stored();
    await test.close();
    test = await openTestEngine();
    await test.importText('events.jsonl', jsonl(POSTHOG));
    const plain = (events: typeof fromCsv) => events.map((event) => ({ ...event, received_at: 0 }));
    expect(plain(fromCsv)).toEqual(plain(await stored()));
  });

  it('changes nothing when imported again, and keeps each row that is no event with its line and reason', async () => {
    const bad = [
      { ...POSTHOG[0], uuid: 'x1', event: '' },
      { ...POSTHOG[0], uuid: 'x2', timestamp: 'yesterday' },
      { ...POSTHOG[0], uuid: 'x3', timestamp: undefined },
    ];
    const text = `${jsonl([...POSTHOG, ...bad])}\n{"uuid": "cut", "ev`;
    const report = await test.importText('events.jsonl', text);
    expect(report).toMatchObject({ rows: 7, imported: 3, rejected: 4 });
    const { rows } = await test.engine.json['rejects.recent']({ limit: 10 }, neverAborted());
    expect(rows.toReversed().map(({ code, place, source }) => [code, place, source])).toEqual([
      ['missing_event_name', 'events.jsonl:4', 'posthog'],
      ['invalid_time', 'events.jsonl:5', 'posthog'],
      ['missing_time', 'events.jsonl:6', 'posthog'],
      ['truncated_file', 'events.jsonl:7', 'posthog'],
    ]);
    expect(await test.importText('events.jsonl', text)).toMatchObject({ imported: 0, duplicates: 3, rejected: 4 });
    expect(await stored()).toHaveLength(3);
  });

  it('is shown as such before anything is stored', async () => {
    await test.importText('other.csv', 'a,b\n1,2', undefined, 'csv').catch(() => undefined);
    const path = `${test.dir}/events.jsonl`;
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, jsonl(POSTHOG));
    test.engine.grant({ token: 'look-at-posthog', path, name: 'events.jsonl' });
    const guess = await test.engine.json['import.guess']({ file: 'look-at-posthog', format: 'auto' }, neverAborted());
    expect(guess.vendor).toMatchObject({ name: 'posthog', title: 'PostHog events' });
    expect(guess.preview.map(({ event }) => event)).toEqual(['$pageview', '$identify', 'paid']);
    const generic = await test.engine.json['import.guess'](
      { file: 'look-at-posthog', format: 'jsonl' },
      neverAborted(),
    );
    expect(generic.vendor).toBeUndefined();
    expect(generic.map).toBeDefined();
  });
});

const SEGMENT = [
  {
    type: 'page',
    messageId: 'm1',
    anonymousId: 'a1',
    name: 'Home',
    context: { page: { url: 'https://x.example/', path: '/' }, library: { name: 'analytics.js', version: '4.0' } },
    timestamp: '2026-03-01T10:00:00.000Z',
    originalTimestamp: '2026-03-01T12:00:00.000Z',
    sentAt: '2026-03-01T12:00:01.000Z',
    receivedAt: '2026-03-01T10:00:01.000Z',
    writeKey: 'wk',
  },
  {
    type: 'identify',
    messageId: 'm2',
    anonymousId: 'a1',
    userId: 'ada',
    traits: { plan: 'pro' },
    timestamp: '2026-03-01T10:01:00.000Z',
    receivedAt: '2026-03-01T10:01:00.100Z',
  },
];

describe('logs of Segment and RudderStack', () => {
  it('keep the corrected time, the sender’s own beside it, and join ids', async () => {
    const report = await test.importText('log.gz', gzipSync(jsonl(SEGMENT)));
    expect(report).toMatchObject({ imported: 2, rejected: 0 });
    const [page] = await stored();
    expect(page).toMatchObject({
      event_id: 'm1',
      source: 'segment',
      project: 'wk',
      timestamp: Date.UTC(2026, 2, 1, 10),
      original_timestamp: Date.UTC(2026, 2, 1, 12),
      sent_at: Date.UTC(2026, 2, 1, 12, 0, 1),
    });
    expect(await persons()).toBe(1);
  });

  it('are told apart by what RudderStack adds', async () => {
    await test.importText('log.jsonl', jsonl(SEGMENT.map((call) => ({ ...call, channel: 'web', rudderId: 'r' }))));
    expect((await stored()).map(({ source }) => source)).toEqual(['rudderstack', 'rudderstack']);
  });

  it('is refused with words where it is said to be one’s and is none', async () => {
    await expect(test.importText('x.csv', 'a,b\n1,2', undefined, 'segment')).rejects.toThrow('not as segment exports');
  });
});
