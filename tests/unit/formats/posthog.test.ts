import { describe, expect, it } from 'vitest';
import type { CellTypes } from '../../../shared/formats/rows';
import { READ_AT, readRows } from '../../support/vendor-rows';

const ANON = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';

describe('PostHog’s persons', () => {
  const row = (distinct_id: string, person_id: string, more: object = {}) => ({
    team_id: 1,
    distinct_id,
    person_id,
    properties: { plan: 'pro' },
    person_version: 2,
    created_at: '2026-03-01T10:00:00Z',
    is_deleted: false,
    ...more,
  });

  it('say which ids are one person’s: a browser’s are its user’s, other names are merged', () => {
    const { title, events } = readRows([
      row(ANON, 'p1'),
      row('ada', 'p1'),
      row('ada@example.org', 'p1'),
      row('bob', 'p2'),
    ]);
    expect(title).toBe('PostHog persons');
    expect(events.filter(({ kind }) => kind !== 'person')).toMatchObject([
      { kind: 'identify', user_id: 'ada', anonymous_id: ANON, timestamp: Date.UTC(2026, 2, 1, 10) },
      { event: '$merge_dangerously', user_id: 'ada', properties: { alias: 'ada@example.org', person_id: 'p1' } },
    ]);
    expect(events.filter(({ kind }) => kind === 'person').map(({ distinct_id }) => distinct_id)).toEqual([
      ANON,
      'ada',
      'ada@example.org',
      'bob',
    ]);
  });

  it('that are deleted say nothing', () => {
    expect(readRows([row('ada', 'p1', { is_deleted: true }), row('ada', 'p1', { is_deleted: 1 })]).events).toEqual([]);
  });

  it('may list all ids in one row, or in columns', () => {
    const listed = { id: 'p1', distinct_ids: [ANON, 'ada'], properties: { plan: 'pro' }, created_at: null };
    const inColumns = { id: 'p1', 'distinct_ids.0': ANON, 'distinct_ids.1': 'ada', 'properties.plan': 'pro' };
    const fromList = readRows([listed]).events;
    expect(fromList).toMatchObject([
      { kind: 'identify', user_id: 'ada', anonymous_id: ANON, timestamp: READ_AT },
      { kind: 'person', distinct_id: 'ada', properties: { $set: { plan: 'pro' } } },
    ]);
    expect(readRows([inColumns], 'csv').events).toEqual(fromList);
  });
});

describe('the CSV of PostHog’s window', () => {
  it('has properties in columns, which come together again', () => {
    const types: CellTypes = new Map([['properties.amount', 'number']]);
    const { title, events } = readRows(
      [
        {
          id: 'e1',
          event: '$pageview',
          timestamp: '2026-03-01T10:00:00.000000+00:00',
          distinct_id: 'ada',
          'properties.$browser': 'Firefox',
          'properties.$session_id': 's1',
          'properties.amount': '12.5',
          'properties.$set.plan': 'pro',
          'properties.tags.0': 'a',
          'properties.tags.1': 'b',
          'person.properties.email': 'ada@example.org',
        },
      ],
      'csv',
      types,
    );
    expect(title).toBe('PostHog table of events');
    expect(events).toMatchObject([{ event_id: 'e1', distinct_id: 'ada', kind: 'page', session_id: 's1' }]);
    expect(events[0]?.properties).toEqual({
      $browser: 'Firefox',
      $session_id: 's1',
      amount: 12.5,
      $set: { plan: 'pro' },
      tags: ['a', 'b'],
      person_properties: { email: 'ada@example.org' },
    });
  });

  it('names the person where it names no id', () => {
    const at = { event: 'x', timestamp: '2026-03-01T10:00:00Z', 'properties.a': 'b' };
    const whose = (row: object) => readRows([{ ...at, ...row }], 'csv').events[0]?.distinct_id;
    expect(whose({ 'person.distinct_ids.0': 'ada' })).toBe('ada');
    expect(whose({ person: '{"distinct_id": "ada"}' })).toBe('ada');
    expect(whose({ person: 'ada' })).toBe('ada');
    expect(readRows([at], 'csv').rejects).toEqual(['missing_id ']);
  });
});

describe('PostHog’s exports into warehouses', () => {
  it('have what was sent along as columns under other names', () => {
    const { title, events } = readRows(
      [
        {
          uuid: 'u1',
          event: '$autocapture',
          distinct_id: 'ada',
          team_id: 7,
          timestamp: '2026-03-01 10:00:00',
          properties: '{"$browser":"Chrome"}',
          elements: JSON.stringify('button.buy:text="Buy"'),
          set: '{"plan":"pro"}',
          people_set_once: '{"first":"a"}',
          ip: '203.0.113.9',
          site_url: '',
          bq_ingested_timestamp: '2026-03-01 10:05:00',
        },
      ],
      'csv',
    );
    expect(title).toBe('PostHog events');
    expect(events[0]?.properties).toMatchObject({
      $browser: 'Chrome',
      $elements_chain: 'button.buy:text="Buy"',
      $set: { plan: 'pro' },
      $set_once: { first: 'a' },
      $ip: '203.0.113.9',
    });
    for (const name of ['set', 'people_set_once', 'ip', 'elements', 'bq_ingested_timestamp'])
      expect(events[0]?.properties).not.toHaveProperty(name);
  });
});
