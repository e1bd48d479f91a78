import { describe, expect, it } from 'vitest';
import type { CellTypes } from '../../../shared/formats/rows';
import type { JsonObject } from '../../../shared/model/json';
import { readRows } from '../../support/vendor-rows';

const COMMON = {
  id: 'ajs-1',
  anonymous_id: 'anon-1',
  user_id: 'ada',
  received_at: '2026-03-01 10:00:01.5',
  sent_at: '2026-03-01 12:00:01',
  original_timestamp: '2026-03-01 12:00:00',
  timestamp: '2026-03-01 10:00:00',
  context_page_url: 'https://shop.example/tea',
  context_page_path: '/tea',
  context_campaign_source: 'news',
  context_library_name: 'analytics.js',
  context_library_version: '4.10',
  context_ip: '192.0.2.1',
  uuid_ts: '2026-03-01 11:00:00',
};
const read = (row: JsonObject, types?: CellTypes) => readRows([row], 'csv', types);

describe('tables of a warehouse that Segment fills', () => {
  it('hold track calls, with properties of the types that their columns have', () => {
    const types: CellTypes = new Map([
      ['amount', 'number'],
      ['gift', 'boolean'],
      ['items', 'json'],
    ]);
    const row = {
      ...COMMON,
      event: 'order_paid',
      event_text: 'Order Paid',
      amount: '12.50',
      gift: 'TRUE',
      items: '["tea"]',
    };
    const { title, events } = read(row, types);
    expect(title).toBe('Segment tracks table');
    expect(events).toMatchObject([
      {
        event_id: 'ajs-1',
        event: 'Order Paid',
        timestamp: Date.UTC(2026, 2, 1, 10),
        original_timestamp: Date.UTC(2026, 2, 1, 12),
        sent_at: Date.UTC(2026, 2, 1, 12, 0, 1),
        user_id: 'ada',
        anonymous_id: 'anon-1',
        lib: 'analytics.js',
        lib_version: '4.10',
        source: 'segment',
      },
    ]);
    expect(events[0]?.properties).toEqual({
      amount: 12.5,
      gift: true,
      items: ['tea'],
      $current_url: 'https://shop.example/tea',
      $pathname: '/tea',
      utm_source: 'news',
      context: {
        page: { url: 'https://shop.example/tea', path: '/tea' },
        campaign: { source: 'news' },
        library: { name: 'analytics.js', version: '4.10' },
        ip: '192.0.2.1',
      },
    });
  });

  it('hold pages, screens, traits, groups and other names, each told by its columns', () => {
    const told = (row: JsonObject) => {
      const { title, events } = read({ ...COMMON, ...row });
      return [title, events[0]?.kind, events[0]?.properties];
    };
    expect(told({ url: 'https://x.example/a', path: '/a', title: 'A', name: 'Home' })).toMatchObject([
      'Segment pages table',
      'page',
      { $title: 'A', name: 'Home', $pathname: '/a' },
    ]);
    expect(told({ name: 'Start' })).toMatchObject(['Segment screens table', 'screen', { $screen_name: 'Start' }]);
    expect(told({ email: 'ada@example.org', name: 'Ada' })).toMatchObject([
      'Segment identifies table',
      'identify',
      { $set: { email: 'ada@example.org', name: 'Ada' } },
    ]);
    expect(told({ group_id: 'acme', seats: '10' })).toMatchObject([
      'Segment groups table',
      'group',
      { $group_key: 'acme', $group_set: { seats: '10' } },
    ]);
    expect(told({ previous_id: 'old' })).toMatchObject(['Segment aliases table', 'alias', { alias: 'old' }]);
  });

  it('hold users, who become statements', () => {
    const row = {
      id: 'ada',
      received_at: '2026-03-01 10:00:00',
      email: 'ada@example.org',
      uuid_ts: 'x',
      context_ip: '1',
    };
    const { title, events } = read(row);
    expect(title).toBe('Segment users table');
    expect(events).toMatchObject([
      {
        kind: 'person',
        user_id: 'ada',
        timestamp: Date.UTC(2026, 2, 1, 10),
        properties: { $set: { email: 'ada@example.org' } },
      },
    ]);
    expect(events[0]?.properties['$set']).toEqual({ email: 'ada@example.org' });
  });

  it('may have names in capitals, and are RudderStack’s where its own columns are there', () => {
    const row = { ...COMMON, channel: 'web', context_session_id: '170', url: 'https://x.example/a' };
    const loud = Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toUpperCase(), value]));
    const { title, events } = read(loud);
    expect(title).toBe('RudderStack pages table');
    expect(events).toMatchObject([{ source: 'rudderstack', session_id: '170', kind: 'page' }]);
  });

  it('are not taken for what they are not', () => {
    expect(() => read({ id: '1', event: 'x', timestamp: '2026-01-01', user_id: 'u' })).toThrow('no vendor');
    expect(() => read({ id: '1', received_at: '2026-01-01', user_id: 'u', email: 'x' })).toThrow('no vendor');
  });
});
