import { describe, expect, it } from 'vitest';
import { READ_AT, readRows } from '../../support/vendor-rows';

const RAW = [
  {
    event: '$mp_web_page_view',
    properties: {
      time: 1_772_359_200,
      distinct_id: '$device:d1',
      $device_id: 'd1',
      $insert_id: 'i1',
      $browser: 'Firefox',
      $city: 'Graz',
      $current_url: 'https://shop.example/tea',
      mp_lib: 'web',
      mp_processing_time_ms: 1_772_359_201_000,
    },
  },
  {
    event: '$identify',
    properties: { time: 1_772_359_260, distinct_id: 'ada', $user_id: 'ada', $device_id: 'd1', $insert_id: 'i2' },
  },
  {
    event: 'Paid',
    properties: { time: 1_772_359_320, distinct_id: 'ada', $insert_id: 'i3', amount: 12.5, plan: 'pro' },
  },
];

describe('Mixpanel’s raw export', () => {
  it('is read as its SDK’s events were: ids, devices, names', () => {
    const { title, events, rejects } = readRows(RAW);
    expect(title).toBe('Mixpanel raw export');
    expect(rejects).toEqual([]);
    expect(events.map(({ event_id, event, kind, timestamp }) => [event_id, event, kind, timestamp])).toEqual([
      ['i1', '$mp_web_page_view', 'page', Date.UTC(2026, 2, 1, 10)],
      ['i2', '$identify', 'identify', Date.UTC(2026, 2, 1, 10, 1)],
      ['i3', 'Paid', 'custom', Date.UTC(2026, 2, 1, 10, 2)],
    ]);
    expect(events[0]).toMatchObject({ distinct_id: '$device:d1', anonymous_id: '$device:d1', lib: 'web' });
    expect(events[0]?.properties).toMatchObject({
      $city: 'Graz',
      $browser: 'Firefox',
      mp_processing_time_ms: 1_772_359_201_000,
    });
    expect(events[1]).toMatchObject({ user_id: 'ada', anonymous_id: '$device:d1' });
    expect(events[2]?.properties).toEqual({ amount: 12.5, plan: 'pro' });
  });

  it('means the same where properties are a text', () => {
    const inText = RAW.map(({ event, properties }) => ({ event, properties: JSON.stringify(properties) }));
    expect(readRows(inText, 'csv').events).toEqual(readRows(RAW).events);
  });

  it('tells of rows without a time, a name or an id', () => {
    const [good] = RAW;
    const properties = good?.properties ?? {};
    const { rejects } = readRows([
      ...RAW,
      { event: 'x', properties: { ...properties, time: null } },
      { event: 'x', properties: { ...properties, time: 'soon' } },
      { event: '', properties },
      { event: 'x', properties: { time: 1_772_359_200 } },
    ]);
    expect(rejects).toEqual([
      'missing_time properties.time',
      'invalid_time properties.time',
      'missing_event_name event',
      'missing_id ',
    ]);
  });
});

describe('Mixpanel’s pipelines', () => {
  it('have the event’s own fields as columns, and properties under their own names again', () => {
    const types = new Map([['price', 'number'] as const, ['mp_os', 'text'] as const]);
    const { title, events } = readRows(
      [
        {
          event_name: 'Paid',
          distinct_id: 'ada',
          device_id: 'd1',
          user_id: 'ada',
          insert_id: 'i9',
          time: '2026-03-01 10:00:00',
          price: '3.5',
          mp_os: 'Linux',
          properties: '{"coupon": "SPRING"}',
        },
      ],
      'csv',
      types,
    );
    expect(title).toBe('Mixpanel events table');
    expect(events).toMatchObject([
      {
        event_id: 'i9',
        event: 'Paid',
        timestamp: Date.UTC(2026, 2, 1, 10),
        distinct_id: 'ada',
        user_id: 'ada',
        anonymous_id: '$device:d1',
        properties: { price: 3.5, $os: 'Linux', coupon: 'SPRING' },
      },
    ]);
  });

  it('have people, who become statements that importing again does not repeat', () => {
    const people = [
      { $distinct_id: 'ada', $properties: { $email: 'ada@example.org', $last_seen: '2026-03-01T10:00:00', plan: '' } },
      { $distinct_id: '$device:d2', $properties: { seen: 3 } },
      { $distinct_id: '', $properties: { seen: 3 } },
    ];
    const { title, events, rejects } = readRows(people);
    expect(title).toBe('Mixpanel people');
    expect(rejects).toEqual(['missing_id $distinct_id']);
    expect(events.map(({ kind, distinct_id, timestamp }) => [kind, distinct_id, timestamp])).toEqual([
      ['person', 'ada', Date.UTC(2026, 2, 1, 10)],
      ['person', '$device:d2', READ_AT],
    ]);
    expect(events[0]?.properties['$set']).toEqual({ $email: 'ada@example.org', $last_seen: '2026-03-01T10:00:00' });
    expect(readRows(people).events.map(({ event_id }) => event_id)).toEqual(events.map(({ event_id }) => event_id));
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(2);
  });

  it('have mappings, which join a device to its user and any other id to the one it was resolved to', () => {
    const { events } = readRows([
      { distinct_id: '$device:d1', resolved_distinct_id: 'ada' },
      { distinct_id: 'old-ada', resolved_distinct_id: 'ada' },
      { distinct_id: 'ada', resolved_distinct_id: 'ada' },
    ]);
    expect(events).toMatchObject([
      { kind: 'identify', user_id: 'ada', anonymous_id: '$device:d1' },
      { kind: 'alias', user_id: 'ada', properties: { alias: 'old-ada' } },
    ]);
  });
});
