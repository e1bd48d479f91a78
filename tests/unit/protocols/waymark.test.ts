import { describe, expect, test } from 'vitest';
import { decodeSent, RECEIVED_AT } from '../../support/wire';

const ingest = (body: unknown): ReturnType<typeof decodeSent> => decodeSent({ path: '/ingest', body });
const report = (body: unknown): Record<string, unknown> =>
  JSON.parse(ingest(body).answer.body) as Record<string, unknown>;

describe('POST /ingest', () => {
  test('the least that an event is', () => {
    expect(ingest({ event: 'signed up', distinct_id: 'ana' }).events).toEqual([
      {
        event_id: 'fresh-1',
        event: 'signed up',
        kind: 'custom',
        timestamp: RECEIVED_AT,
        received_at: RECEIVED_AT,
        distinct_id: 'ana',
        groups: {},
        properties: {},
        source: 'waymark',
      },
    ]);
  });

  test('all that an event can be', () => {
    const { events } = ingest({
      event: '$pageview',
      distinct_id: 'browser-1',
      timestamp: '2026-01-31T09:00:00+01:00',
      event_id: 'e-1',
      anonymous_id: 'browser-1',
      user_id: 'ana',
      session_id: 's-1',
      groups: { company: 'acme' },
      properties: { $current_url: 'http://shop.test/' },
      lib: 'shop',
      lib_version: '1.0',
    });
    expect(events).toMatchObject([
      {
        event_id: 'e-1',
        kind: 'page',
        timestamp: Date.UTC(2026, 0, 31, 8),
        anonymous_id: 'browser-1',
        user_id: 'ana',
        lib: 'shop',
      },
    ]);
  });

  test.each([
    [
      'an array',
      [
        { event: 'a', user_id: 'u' },
        { event: 'b', user_id: 'u' },
      ],
    ],
    [
      'an object with events',
      {
        events: [
          { event: 'a', user_id: 'u' },
          { event: 'b', user_id: 'u' },
        ],
      },
    ],
    ['one event per line', '{"event":"a","user_id":"u"}\n\n{"event":"b","user_id":"u"}\n'],
  ])('%s', (_name, body) => {
    expect(ingest(body).events.map(({ event, distinct_id }) => [event, distinct_id])).toEqual([
      ['a', 'u'],
      ['b', 'u'],
    ]);
    expect(report(body)).toEqual({ accepted: 2, rejected: 0 });
  });

  test('what stands beside the events of a batch holds for all of them, theirs over it', () => {
    const { events, rejects } = ingest({
      sent_at: new Date(RECEIVED_AT + 86_400_000).toISOString(),
      project: 'shop',
      anonymous_id: 'browser-1',
      session_id: 's-1',
      groups: { company: 'acme' },
      properties: { theme: 'dark', plan: 'free' },
      lib: 'shop-sdk',
      lib_version: '2.0',
      events: [
        { event: 'a', timestamp: RECEIVED_AT + 86_400_000 - 5_000 },
        { event: 'b', user_id: 'ana', groups: { team: 7 }, properties: { plan: 'pro' }, project: 'other' },
      ],
    });
    expect(rejects).toEqual([]);
    const both = { anonymous_id: 'browser-1', session_id: 's-1', lib: 'shop-sdk', lib_version: '2.0' };
    expect(events).toMatchObject([
      {
        ...both,
        event: 'a',
        // By the sender's clock it is tomorrow.
        timestamp: RECEIVED_AT - 5_000,
        original_timestamp: RECEIVED_AT + 86_400_000 - 5_000,
        distinct_id: 'browser-1',
        groups: { company: 'acme' },
        properties: { theme: 'dark', plan: 'free' },
        project: 'shop',
      },
      {
        ...both,
        event: 'b',
        timestamp: RECEIVED_AT,
        distinct_id: 'ana',
        groups: { company: 'acme', team: '7' },
        properties: { theme: 'dark', plan: 'pro' },
        project: 'other',
      },
    ]);
  });

  test('what means nothing beside the events is refused, and the events are not', () => {
    const { events, rejects } = ingest({ batch: 1, properties: 7, events: [{ event: 'a', user_id: 'u' }] });
    expect(events).toMatchObject([{ event: 'a', properties: {} }]);
    expect(rejects.map(({ code, place, raw }) => [code, place, raw])).toEqual([
      ['malformed_event', 'batch', '1'],
      ['malformed_event', 'properties', '7'],
    ]);
  });

  test('events without a time keep their order', () => {
    const { events } = ingest(['a', 'b', 'c'].map((event) => ({ event, user_id: 'u' })));
    expect(events.map(({ timestamp }) => RECEIVED_AT - timestamp)).toEqual([2, 1, 0]);
  });

  test('lines: the first may be the broken one, and one alone is a line where the sender says so', () => {
    const broken = ingest('{"event": \n{"event":"b","user_id":"u"}\r\n');
    expect(broken.events).toMatchObject([{ event: 'b' }]);
    expect(broken.rejects).toMatchObject([{ code: 'malformed_body', place: 'line 1' }]);
    const one = decodeSent({
      path: '/ingest',
      headers: { 'content-type': 'application/x-ndjson' },
      body: '{"event":"b"}\n',
    });
    expect(one.rejects).toMatchObject([{ code: 'missing_id', place: 'line 1.distinct_id' }]);
  });

  test('one text that is broken is refused once, however many lines it has', () => {
    const { events, rejects } = ingest(
      JSON.stringify({ events: [{ event: 'a', user_id: 'u' }] }, null, 2).slice(0, -1),
    );
    expect(events).toEqual([]);
    expect(rejects).toMatchObject([{ code: 'malformed_body', place: '' }]);
  });

  test.each([
    ['$pageview', 'page'],
    ['$identify', 'identify'],
    ['$group', 'group'],
    ['$alias', 'alias'],
    ['$set', 'person'],
    ['$ping', 'ping'],
  ])('%s is of kind %s', (event, kind) => {
    expect(ingest({ event, user_id: 'u' }).events).toMatchObject([{ kind }]);
  });

  test('each bad item is refused alone, with its place and what would be right', () => {
    const { events, answer } = ingest(
      '{"event":"a","user_id":"u"}\n{"event": \n{"event":"b","distinctId":"u"}\n{"user_id":"u"}',
    );
    expect(events).toHaveLength(1);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      accepted: 1,
      rejected: 3,
      rejects: [
        { place: 'line 2', code: 'malformed_body' },
        { place: 'line 3.distinctId', code: 'malformed_event', message: expect.stringContaining('distinct_id') },
        { place: 'line 4.event', code: 'missing_event_name' },
      ],
    });
  });

  test.each([
    [{ event: 'x' }, 'missing_id'],
    [{ event: 'x', user_id: 'u', timestamp: 'now' }, 'invalid_time'],
    [{ event: 'x', user_id: 'u', properties: 3 }, 'malformed_event'],
    [{ event: 'x', user_id: 'u', kind: 'dance' }, 'malformed_event'],
    ['', 'malformed_body'],
    ['event=x', 'malformed_body'],
  ])('nothing but %j is answered with 400', (body, code) => {
    const { rejects, answer } = ingest(body);
    expect(rejects.map((reject) => reject.code)).toEqual([code]);
    expect(answer.status).toBe(400);
  });

  test('names at most a hundred refused items, and keeps them all', () => {
    const { rejects, answer } = ingest(Array.from({ length: 150 }, () => ({})));
    expect(rejects).toHaveLength(150);
    expect((JSON.parse(answer.body) as { rejects: unknown[] }).rejects).toHaveLength(100);
  });
});
