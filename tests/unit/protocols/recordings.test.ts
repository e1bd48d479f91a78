import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordingChunkSchema, type RecordingChunk } from '../../../shared/model/recording';
import { runs } from '../../support/runs';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const AT = RECEIVED_AT - 1_000;
const META = { type: 4, data: { href: 'http://shop.test/', width: 1280, height: 720 }, timestamp: AT };
const MOVE = { type: 3, data: { source: 1, positions: [] }, timestamp: AT + 40 };

function one(sent: Sent): RecordingChunk {
  const { events, rejects, recordings = [], answer } = decodeSent(sent);
  expect({ events, rejects, status: answer.status }).toEqual({ events: [], rejects: [], status: 200 });
  expect(recordings).toHaveLength(1);
  return recordingChunkSchema.parse(recordings[0]);
}

const snapshot = (properties: Record<string, unknown>, beside: Record<string, unknown> = {}): unknown => ({
  uuid: 'u-1',
  event: '$snapshot',
  properties: { $session_id: 's-1', $window_id: 'w-1', distinct_id: 'ana', token: 'phc_demo', ...properties },
  timestamp: '2026-01-31T09:59:59Z',
  ...beside,
});

describe('PostHog', () => {
  test('a list of rrweb events is one piece of the session’s recording', () => {
    expect(one({ path: '/s/', body: [snapshot({ $snapshot_data: [META, MOVE] })] })).toEqual({
      recording: 's-1',
      window_id: 'w-1',
      distinct_id: 'ana',
      source: 'posthog',
      project: 'phc_demo',
      received_at: RECEIVED_AT,
      first: AT,
      last: AT + 40,
      skew: 0,
      count: 2,
      events: JSON.stringify([META, MOVE]),
    });
  });

  test('versions of 2023 send one at a time', () => {
    const { count, events } = one({ path: '/s', body: [snapshot({ $snapshot_data: META })] });
    expect({ count, events }).toEqual({ count: 1, events: JSON.stringify([META]) });
  });

  test('parts that the SDK compressed stay as they are', () => {
    const packed = { type: 2, cv: '2024-10', data: '\x1f\x8b\x08\x00þK', timestamp: AT };
    expect(one({ path: '/s', body: [snapshot({ $snapshot_data: [packed] })] }).events).toBe(JSON.stringify([packed]));
  });

  test('a clock that is a day wrong is known, and the events keep what it showed', () => {
    const late = { sent_at: new Date(RECEIVED_AT + 86_400_000).toISOString() };
    expect(one({ path: '/s', body: [snapshot({ $snapshot_data: [META] }, late)] })).toMatchObject({
      first: AT,
      skew: 86_400_000,
    });
  });

  test('pieces among events of a batch cost no event, nor the other way round', () => {
    const { events, rejects, recordings } = decodeSent({
      path: '/batch/',
      body: {
        api_key: 'k',
        batch: [
          { event: 'signed up', distinct_id: 'ana', properties: {} },
          snapshot({ $snapshot_data: [META, { type: 3 }, 'text', MOVE] }),
          snapshot({ $session_id: null, $snapshot_data: [META] }),
          { event: '' },
        ],
      },
    });
    expect(events.map(({ event }) => event)).toEqual(['signed up']);
    expect(recordings).toMatchObject([{ count: 2 }]);
    expect(rejects.map(({ place, code }) => `${code} ${place}`)).toEqual([
      'malformed_event batch[1].properties.$snapshot_data[1]',
      'missing_id batch[2].properties.$session_id',
      'missing_event_name batch[3].event',
    ]);
  });

  test('timings of requests have their place in the recording', () => {
    const item = snapshot({ name: 'http://shop.test/a.js', duration: 12 }, { event: '$performance_event' });
    const { events, first } = one({ path: '/s', body: [item] });
    expect(first).toBe(Date.parse('2026-01-31T09:59:59Z'));
    expect(JSON.parse(events)).toMatchObject([
      { type: 5, data: { tag: '$performance_event', payload: { duration: 12 } } },
    ]);
  });

  test('a page may be nested far deeper than an event', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : { childNodes: [nested(depth - 1)] });
    expect(one({ path: '/s', body: [snapshot({ $snapshot_data: [{ ...META, data: nested(600) }] })] }).count).toBe(1);
    const { rejects } = decodeSent({ path: '/e', body: [{ event: 'x', distinct_id: 'd', properties: nested(100) }] });
    expect(rejects).toMatchObject([{ code: 'malformed_event' }]);
  });
});

describe('others', () => {
  test('Mixpanel', () => {
    const query = { replay_id: 'r-1', distinct_id: '$device:d-1', seq: '0', format: 'gzip' };
    expect(one({ path: '/record/', query, credential: 'mp_demo', body: [META, MOVE] })).toMatchObject({
      recording: 'r-1',
      distinct_id: '$device:d-1',
      source: 'mixpanel',
      project: 'mp_demo',
      count: 2,
    });
  });

  test('Amplitude: texts, and a name that events have too', () => {
    const query = { device_id: 'd-1', session_id: '1795310928019', type: 'replay' };
    const body = { version: 1, events: [JSON.stringify(META), JSON.stringify(MOVE)] };
    expect(one({ path: '/sessions/v2/track', query, credential: 'amp', body })).toMatchObject({
      recording: 'd-1/1795310928019',
      distinct_id: 'd-1',
      source: 'amplitude',
      project: 'amp',
      events: JSON.stringify([META, MOVE]),
    });
    expect(
      decodeSent({ path: '/sessions/v2/track', query: { ...query, type: 'interaction' }, body: { events: [] } }),
    ).toMatchObject({ rejects: [], answer: { status: 200 } });
  });

  test('OpenPanel: a browser’s day', () => {
    const headers = {
      'openpanel-client-id': 'op',
      'openpanel-sdk-name': 'web',
      'user-agent': 'Mozilla/5.0 Chrome/140',
    };
    const payload = { chunk_index: 0, payload: JSON.stringify([META, MOVE]) };
    const chunk = one({ path: '/track', headers, body: { type: 'replay', payload } });
    expect(chunk).toMatchObject({ source: 'openpanel', project: 'op', count: 2 });
    const { events } = decodeSent({ path: '/track', headers, body: { type: 'track', payload: { name: 'x' } } });
    expect(events[0]?.distinct_id).toBe(chunk.recording);
  });

  test('our own format', () => {
    const body = { recording: 'r-1', distinct_id: 'ana', window_id: 'w', events: [META] };
    expect(one({ path: '/ingest/recording', body })).toMatchObject({
      recording: 'r-1',
      window_id: 'w',
      source: 'waymark',
      distinct_id: 'ana',
    });
  });
});

describe('what cannot be read is kept as a reject and refused for good', () => {
  const replay = { device_id: 'd', session_id: 's', type: 'replay' };
  test.each([
    ['/record', { replay_id: 'r' }, '{"a":1}'],
    ['/record', {}, '[]'],
    ['/record', { replay_id: 'r' }, '\x1f\x8b not packed'],
    ['/sessions/v2/track', replay, '{"events":'],
    ['/sessions/v2/track', { type: 'replay' }, '{"version":1,"events":[]}'],
    ['/ingest/recording', {}, '{"recording":"r"}'],
  ])('%s %j %j', (path, query, body) => {
    const { rejects, recordings = [], answer } = decodeSent({ path, query, body });
    expect(rejects).toMatchObject([{ code: 'malformed_body', raw: body }]);
    expect(recordings).toEqual([]);
    expect(answer.status).toBe(400);
  });
});

describe('whatever comes as a recording', () => {
  const part = fc.oneof(
    fc.record({
      type: fc.integer(),
      timestamp: fc.oneof(fc.double(), fc.integer(), fc.string()),
      data: fc.jsonValue(),
    }),
    fc.jsonValue(),
    fc.constant(META),
    fc.constant(JSON.stringify(MOVE)),
  );
  const ways: readonly [string, (parts: unknown[]) => Sent][] = [
    ['PostHog', (parts) => ({ path: '/s', body: [snapshot({ $snapshot_data: parts })] })],
    ['Mixpanel', (parts) => ({ path: '/record', query: { replay_id: 'r' }, body: parts })],
    [
      'Amplitude',
      (events) => ({
        path: '/sessions/v2/track',
        query: { device_id: 'd', session_id: 's' },
        body: { version: 1, events },
      }),
    ],
    ['ours', (events) => ({ path: '/ingest/recording', body: { recording: 'r', events } })],
  ];

  test.each(ways)('%s: pieces are valid, and no good part is lost', (_name, wrap) => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const { recordings = [], rejects } = decodeSent(wrap([...parts, META]));
        expect(recordings).toHaveLength(1);
        const chunk = recordingChunkSchema.parse(recordings[0]);
        const list = JSON.parse(chunk.events) as { timestamp: number }[];
        expect(list).toHaveLength(chunk.count);
        expect(list.at(-1)).toEqual(META);
        expect(Math.min(...list.map(({ timestamp }) => Math.round(timestamp)))).toBe(chunk.first);
        expect(rejects.length).toBe(chunk.count === parts.length + 1 ? 0 : 1);
      }),
      runs(200),
    );
  });
});
