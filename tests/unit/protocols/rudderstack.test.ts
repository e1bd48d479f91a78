import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const AT = '2026-01-31T09:59:58.000Z';
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** As the browser SDK writes it: no `timestamp`, an empty user id while nobody is known. */
const call = (more: Record<string, unknown>, context: Record<string, unknown> = {}): Record<string, unknown> => ({
  channel: 'web',
  context: {
    traits: {},
    sessionId: 1_795_311_130_674,
    library: { name: 'RudderLabs JavaScript SDK', version: '3.34.1' },
    userAgent: CHROME,
    campaign: { source: 'news' },
    page: { path: '/pricing', referrer: '$direct', title: 'Pricing', url: 'http://shop.test/pricing' },
    ...context,
  },
  originalTimestamp: AT,
  sentAt: '2026-01-31T09:59:59.000Z',
  messageId: 'm-1',
  userId: '',
  anonymousId: 'anon-1',
  integrations: { All: true },
  ...more,
});

const one = (sent: Sent): CanonicalEvent => {
  const { events, rejects } = decodeSent({ headers: { anonymousid: 'YW5vbi0x' }, credential: 'wk', ...sent });
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(1);
  return canonicalEventSchema.parse(events[0]);
};

describe('the browser SDK', () => {
  test('a page call', () => {
    const event = one({ path: '/v1/page', body: call({ type: 'page', properties: { path: '/pricing' } }) });
    expect(event).toMatchObject({
      event_id: 'm-1',
      event: 'page',
      kind: 'page',
      timestamp: Date.parse(AT),
      distinct_id: 'anon-1',
      anonymous_id: 'anon-1',
      session_id: '1795311130674',
      source: 'rudderstack',
      project: 'wk',
      lib: 'RudderLabs JavaScript SDK',
      lib_version: '3.34.1',
      properties: {
        $current_url: 'http://shop.test/pricing',
        $pathname: '/pricing',
        $title: 'Pricing',
        $browser: 'Chrome',
        utm_source: 'news',
      },
    });
    expect(event.user_id).toBeUndefined();
  });

  test('identify has its traits in the context', () => {
    const event = one({
      path: '/v1/identify',
      body: call({ type: 'identify', userId: 'ana' }, { traits: { plan: 'pro' } }),
    });
    expect(event).toMatchObject({ user_id: 'ana', anonymous_id: 'anon-1', properties: { $set: { plan: 'pro' } } });
    const track = one({ path: '/v1/track', body: call({ type: 'track', event: 'x' }, { traits: { plan: 'pro' } }) });
    expect(track.properties['$set']).toBeUndefined();
  });

  test('group and alias', () => {
    const group = one({
      path: '/v1/group',
      body: call({ type: 'group', groupId: 'acme', traits: { seats: 10 } }, { traits: { plan: 'pro' } }),
    });
    expect(group).toMatchObject({
      kind: 'group',
      groups: { group: 'acme' },
      properties: { $group_key: 'acme', $group_set: { seats: 10 } },
    });
    const alias = one({ path: '/v1/alias', body: call({ type: 'alias', userId: 'ana', previousId: 'ana-old' }) });
    expect(alias).toMatchObject({ kind: 'alias', user_id: 'ana', properties: { alias: 'ana-old' } });
  });

  test('a beacon carries its key in the query', () => {
    const { events, rejects } = decodeSent({
      path: '/beacon/v1/batch',
      query: { writeKey: 'wk_beacon' },
      body: { batch: [call({ type: 'track', event: 'last' })] },
    });
    expect(rejects).toEqual([]);
    expect(events).toMatchObject([{ event: 'last', source: 'rudderstack', project: 'wk_beacon' }]);
  });

  test('its configuration says that it may send', () => {
    const { answer } = decodeSent({ method: 'GET', path: '/sourceConfig/', query: { writeKey: 'wk' } });
    expect(JSON.parse(answer.body)).toMatchObject({ source: { enabled: true, writeKey: 'wk', destinations: [] } });
  });
});

describe('the node SDK', () => {
  const server = (more: Record<string, unknown>): Record<string, unknown> => ({
    type: 'track',
    event: 'Order',
    userId: 'ana',
    channel: 'server',
    context: { library: { name: 'analytics-node', version: '3.0.13' } },
    originalTimestamp: AT,
    messageId: 'custom-1',
    sentAt: AT,
    ...more,
  });

  test('a time that the caller gave comes before the time of the call', () => {
    const event = one({
      path: '/v1/batch',
      headers: {},
      body: { batch: [server({ timestamp: '2026-01-01T00:00:00.000Z' })] },
    });
    expect(event).toMatchObject({ source: 'rudderstack', timestamp: Date.UTC(2026, 0, 1), lib: 'analytics-node' });
  });

  test('a late retry is no wrong clock: the time of sending is that of the first try', () => {
    const hours = 3 * 3_600_000;
    const late = { receivedAt: RECEIVED_AT + hours };
    const event = one({ path: '/v1/batch', headers: {}, body: { batch: [server({})] }, ...late });
    expect(event.timestamp).toBe(Date.parse(AT));
    expect(event.original_timestamp).toBeUndefined();
    // A browser stamps anew, so three hours are its clock.
    const browser = one({ path: '/v1/track', body: call({ type: 'track', event: 'x' }), ...late });
    expect(browser.original_timestamp).toBe(Date.parse(AT));
  });
});

test('calls on the same path without RudderStack’s marks are Segment’s', () => {
  const body = { type: 'track', event: 'x', userId: 'ana', properties: { channel: 'web' }, timestamp: AT };
  expect(one({ path: '/v1/track', headers: {}, body }).source).toBe('segment');
  expect(one({ path: '/v1/batch', headers: {}, body: { batch: [body] } }).source).toBe('segment');
});

test('bad calls never cost the good ones', () => {
  const { events, rejects, answer } = decodeSent({
    path: '/rudderstack/v1/batch',
    body: { batch: [call({ type: 'track', event: 'ok' }), 7, call({ type: 'track' }), call({ type: 'screen' })] },
  });
  expect(events.map(({ kind }) => kind)).toEqual(['custom', 'screen']);
  expect(rejects.map(({ place }) => place)).toEqual(['batch[1]', 'batch[2].event']);
  expect(answer.status).toBe(200);
});
