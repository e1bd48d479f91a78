/** Exports of further vendors through the real engine: what tests/unit/formats cannot see. */
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENRICHED_COLUMNS } from '../../../shared/formats/snowplow/columns';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const stored = async () => (await test.engine.json['events.recent']({ limit: 1000 }, neverAborted())).toReversed();
const persons = async () => (await test.engine.json['workspace.info']({}, neverAborted())).persons;
const person = async (id: string) =>
  JSON.stringify(await test.engine.json['people.get']({ person: id }, neverAborted()));
const jsonl = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
/** Importing again adds nothing. */
const again = async (name: string, text: string | Uint8Array, events: number) =>
  expect(await test.importText(name, text)).toMatchObject({ imported: 0, duplicates: events });

describe('Mixpanel', () => {
  const raw = jsonl([
    {
      event: 'View',
      properties: { time: 1_772_359_200, distinct_id: '$device:d1', $device_id: 'd1', $insert_id: 'i1' },
    },
    { event: 'Paid', properties: { time: 1_772_359_320, distinct_id: 'ada', $user_id: 'ada', $insert_id: 'i3' } },
    { event: 'Paid', properties: { time: 1_772_359_320, distinct_id: 'ada', $user_id: 'ada', $insert_id: 'i3' } },
    { event: 'Left', properties: { time: 1_772_359_380, distinct_id: 'ada' } },
  ]);

  it('is not de-duplicated by its export, and so by the import; people and mappings say the rest', async () => {
    expect(await test.importText('export.jsonl', raw)).toMatchObject({
      rows: 4,
      imported: 3,
      duplicates: 1,
      persons: 2,
    });
    const mappings = jsonl([{ distinct_id: '$device:d1', resolved_distinct_id: 'ada' }]);
    expect(await test.importText('mappings.jsonl', mappings)).toMatchObject({ imported: 1, rejected: 0 });
    expect(await persons()).toBe(1);
    const people = jsonl([{ $distinct_id: 'ada', $properties: { $name: 'Ada', $last_seen: '2026-03-01T11:00:00' } }]);
    expect(await test.importText('people.jsonl', people)).toMatchObject({ imported: 1, rejected: 0 });
    expect(await person('ada')).toContain('"Ada"');
    await again('export.jsonl', raw, 4);
    await again('mappings.jsonl', mappings, 1);
    await again('people.jsonl', people, 1);
  });
});

describe('Amplitude', () => {
  it('has packed files, one an hour; what groups are like becomes events of the groups', async () => {
    const row = {
      $insert_id: 'a1',
      amplitude_id: 1,
      event_type: 'Paid',
      event_time: '2026-03-01 10:00:00.000000',
      event_properties: { amount: 3 },
      user_properties: { plan: 'pro' },
      group_properties: { company: { acme: { seats: 10 } } },
      groups: { company: ['acme'] },
      user_id: 'ada',
      device_id: 'd1',
      session_id: -1,
    };
    const packed = gzipSync(jsonl([row, { ...row, $insert_id: 'a2', event_time: '2026-03-01 10:00:05.000000' }]));
    expect(await test.importText('1_2026-03-01_10#0.json.gz', packed)).toMatchObject({
      rows: 2,
      imported: 3,
      persons: 1,
    });
    expect((await stored()).map(({ event, timestamp }) => [event, timestamp])).toEqual([
      ['Paid', Date.UTC(2026, 2, 1, 10)],
      ['$groupidentify', Date.UTC(2026, 2, 1, 10)],
      ['Paid', Date.UTC(2026, 2, 1, 10, 0, 5)],
    ]);
    expect(await person('ada')).toContain('"pro"');
    await again('1_2026-03-01_10#0.json.gz', packed, 3);
  });
});

describe('Snowplow', () => {
  const event = {
    app_id: 'shop',
    event: 'page_view',
    event_id: 'c6ef3124-b53a-4b13-a233-0088f79dcbcb',
    collector_tstamp: '2026-03-01 10:00:01.000',
    derived_tstamp: '2026-03-01 10:00:00.500',
    v_collector: 'ssc',
    domain_userid: 'b1',
    // A quote that never ends, which means nothing here.
    page_title: 'The 12" record',
  };
  const line = (fields: object): string =>
    ENRICHED_COLUMNS.map((name) => (fields as Record<string, string>)[name] ?? '').join('\t');

  it('has a TSV without header and without quotes; lines are counted from the first', async () => {
    const text = [
      line(event),
      line({ ...event, event_id: 'd', event: 'nothing known' }),
      'cut\toff',
      line({ ...event, event_id: 'e', user_id: 'ada', page_title: '"Quoted"' }),
      line({ ...event, event_id: 'f', derived_tstamp: 'noon' }),
    ].join('\n');
    const report = await test.importText('enriched.tsv', text);
    expect(report).toMatchObject({ rows: 5, imported: 2, rejected: 3, persons: 1 });
    expect((await stored()).map(({ properties }) => properties['$title'])).toEqual(['The 12" record', '"Quoted"']);
    const { rows } = await test.engine.json['rejects.recent']({ limit: 10 }, neverAborted());
    expect(rows.map(({ place }) => place).toSorted()).toEqual(['enriched.tsv:2', 'enriched.tsv:3', 'enriched.tsv:5']);
    expect(await test.importText('enriched.tsv', text)).toMatchObject({ imported: 0, duplicates: 2 });
  });
});

describe('Google Analytics 4', () => {
  it('has the order of its batches, and today’s rows again in tomorrow’s table', async () => {
    const row = (index: number, event_name: string) => ({
      event_date: '20260301',
      event_timestamp: '1772359200123456',
      event_name,
      event_params: [{ key: 'ga_session_id', value: { string_value: null, int_value: '7' } }],
      user_pseudo_id: '1.2',
      user_properties: [],
      stream_id: '3',
      batch_page_id: '1',
      batch_ordering_id: '1',
      batch_event_index: String(index),
    });
    const rows = [row(3, 'third'), row(1, 'first'), row(2, 'second')];
    const intraday = jsonl(rows);
    expect(await test.importText('intraday.jsonl', intraday)).toMatchObject({ imported: 3, persons: 1 });
    const steps = ['first', 'second', 'third'].map((name) => ({ event: name }));
    const result = await test.engine.json['insight.run'](
      { spec: { kind: 'funnel', steps, order: 'strict' } },
      neverAborted(),
    );
    expect(result.kind === 'funnel' && result.steps.map(({ count }) => count)).toEqual([1, 1, 1]);
    await again('daily.jsonl', jsonl(rows.map((each) => ({ ...each, geo: { country: 'Austria' } }))), 3);
  });
});
