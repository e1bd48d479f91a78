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
