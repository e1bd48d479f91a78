import { describe, expect, it } from 'vitest';
import { readRows } from '../../support/vendor-rows';

/** Restated from the vendor's documentation and a published row; nulls as there. */
const ROW = {
  $insert_id: 'ins-1',
  $schema: 12,
  amplitude_id: 176632796945,
  app: 203138,
  city: 'Linz',
  client_event_time: '2026-03-01 09:59:50.000000',
  client_upload_time: '2026-03-01 10:00:02.000000',
  data: { group_ids: {} },
  device_id: 'dev-1',
  device_type: 'Mac OS',
  device_carrier: null,
  event_id: 213,
  event_properties: { amount: 12.5, items: ['tea'] },
  event_time: '2026-03-01 09:59:55.977000',
  event_type: 'Paid',
  group_properties: { company: { acme: { seats: 10 } } },
  groups: { company: ['acme', 'other'] },
  library: 'amplitude-ts/2.1.0',
  os_name: 'Chrome',
  os_version: '86',
  paying: null,
  platform: 'Web',
  session_id: 1772358000000,
  user_id: 'ada',
  user_properties: { plan: 'pro', gone: null },
  uuid: 'd0b5b3a6-2e3b-11eb-9a80-000000000001',
};

describe('Amplitude’s export', () => {
  it('is read as its SDK’s events were, and UTC where no zone is said', () => {
    const { title, events, rejects } = readRows([ROW]);
    expect(title).toBe('Amplitude export');
    expect(rejects).toEqual([]);
    expect(events[0]).toMatchObject({
      event_id: 'ins-1',
      event: 'Paid',
      timestamp: Date.UTC(2026, 2, 1, 9, 59, 55, 977),
      original_timestamp: Date.UTC(2026, 2, 1, 9, 59, 50),
      sent_at: Date.UTC(2026, 2, 1, 10, 0, 2),
      distinct_id: 'ada',
      user_id: 'ada',
      anonymous_id: 'dev-1',
      session_id: '1772358000000',
      groups: { company: 'acme' },
      project: '203138',
      lib: 'amplitude-ts',
      lib_version: '2.1.0',
      source: 'amplitude',
    });
    expect(events[0]?.properties).toMatchObject({
      amount: 12.5,
      items: ['tea'],
      $browser: 'Chrome',
      $os: 'Mac OS',
      $set: { plan: 'pro' },
      $amplitude: { city: 'Linz', amplitude_id: 176632796945, event_id: 213 },
    });
    expect(JSON.stringify(events)).not.toContain('null');
  });

  it('tells what a group is like where that differs from the row before', () => {
    const later = { ...ROW, $insert_id: 'ins-2', group_properties: { company: { acme: { seats: 11 } } } };
    const { events } = readRows([ROW, { ...ROW, $insert_id: 'ins-1b' }, later]);
    expect(events.filter(({ kind }) => kind === 'group')).toMatchObject([
      { groups: { company: 'acme' }, properties: { $group_set: { seats: 10 } } },
      { groups: { company: 'acme' }, properties: { $group_set: { seats: 11 } } },
    ]);
  });

  it('has no session where it says −1, and its uuid for an id where there is no other', () => {
    const { events } = readRows([{ ...ROW, session_id: -1, $insert_id: null, group_properties: {} }]);
    expect(events[0]?.session_id).toBeUndefined();
    expect(events[0]?.event_id).toBe(ROW.uuid);
  });

  it('means the same in a table of a loader, where every value is text', () => {
    const { $insert_id, $schema: _schema, ...rest } = ROW;
    const cells = Object.fromEntries(
      Object.entries({ ...rest, _insert_id: $insert_id }).map(([name, value]) => [
        name,
        value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
    const [fromCsv] = readRows([cells], 'csv').events;
    const [plain] = readRows([ROW]).events;
    expect({ ...fromCsv, properties: { ...fromCsv?.properties, $amplitude: 0 } }).toEqual({
      ...plain,
      properties: { ...plain?.properties, $amplitude: 0 },
    });
  });

  it('tells of rows without time, name or id', () => {
    const { rejects } = readRows([
      { ...ROW, event_time: null, client_event_time: null },
      { ...ROW, event_time: 'noon' },
      { ...ROW, event_type: null },
      { ...ROW, user_id: null, device_id: '' },
    ]);
    expect(rejects).toEqual([
      'missing_time event_time',
      'invalid_time time',
      'missing_event_name event_type',
      'missing_id ',
    ]);
  });
});
