import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SITE = '3f0c5a52-6f9c-4f9b-8a7d-1d5d0a0b0c0d';

const one = (type: string, payload: object, more: Partial<Sent> = {}): CanonicalEvent => {
  const { events, rejects, answer } = decodeSent({
    path: '/api/send',
    headers: { 'user-agent': FIREFOX, origin: 'http://shop.test:3000' },
    body: { type, payload: { website: SITE, hostname: 'shop.test', ...payload } },
    ...more,
  });
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(1);
  expect(JSON.parse(answer.body)).toEqual({ cache: expect.any(String), disabled: false });
  return canonicalEventSchema.parse(events[0]);
};

describe('the script', () => {
  test('a message without a name is a page view; the page has its whole address', () => {
    const event = one('event', {
      url: '/sale?utm_campaign=spring',
      title: 'Sale',
      referrer: 'https://search.test/',
      screen: '1280x720',
      language: 'en-US',
    });
    expect(event).toMatchObject({ event: 'pageview', kind: 'page', project: SITE, source: 'umami' });
    expect(event.properties).toEqual({
      $current_url: 'http://shop.test:3000/sale?utm_campaign=spring',
      $pathname: '/sale',
      $title: 'Sale',
      $referrer: 'https://search.test/',
      $host: 'shop.test',
      $browser: 'Firefox',
      $os: 'Linux',
      $device_type: 'Desktop',
      utm_campaign: 'spring',
      url: '/sale?utm_campaign=spring',
      screen: '1280x720',
      language: 'en-US',
    });
  });

  test('a message with a name is that event, with its data; a time of its own is in seconds', () => {
    const event = one('event', { name: 'Signup', data: { plan: { tier: 'pro' } }, timestamp: 1_769_850_000, tag: 'b' });
    expect(event).toMatchObject({
      event: 'Signup',
      kind: 'custom',
      timestamp: 1_769_850_000_000,
      properties: { plan: { tier: 'pro' }, tag: 'b' },
    });
  });

  test('identify with an id links the visitor of the script with a user, and sets properties', () => {
    const event = one('identify', { id: 'ana', vid: 'v-1', data: { plan: 'pro' } });
    expect(event).toMatchObject({
      kind: 'identify',
      distinct_id: 'ana',
      user_id: 'ana',
      anonymous_id: 'v-1',
      properties: { $set: { plan: 'pro' } },
    });
    const later = one('event', { id: 'ana', vid: 'v-1', url: '/' });
    expect(later).toMatchObject({ distinct_id: 'ana', user_id: 'ana', anonymous_id: 'v-1' });
  });

  test('identify without an id sets properties of the visitor', () => {
    const event = one('identify', { data: { plan: 'pro' } });
    expect(event).toMatchObject({ kind: 'person', properties: { $set: { plan: 'pro' } } });
    expect(event.anonymous_id).toBe(event.distinct_id);
  });

  test('without a visitor id it is one browser for a month, and never linked with a user', () => {
    const first = one('event', { url: '/' });
    expect(first.distinct_id).toMatch(/^visitor-2026-01-[0-9a-f]{16}$/);
    expect(one('event', { url: '/' }, { receivedAt: RECEIVED_AT - 86_400_000 }).distinct_id).toBe(first.distinct_id);
    expect(one('event', { url: '/' }, { receivedAt: RECEIVED_AT + 86_400_000 }).distinct_id).not.toBe(
      first.distinct_id,
    );
    expect(one('event', { id: 'ana' })).not.toHaveProperty('anonymous_id');
  });
});

test('the node client is a server', () => {
  const event = one('event', { name: 'paid' }, { headers: { 'user-agent': 'Mozilla/5.0 Umami/v20.20.2' } });
  expect(event).toMatchObject({ lib: 'umami-node', properties: { $is_server: true } });
  expect(event.properties).not.toHaveProperty('$browser');
});

test('measurements of a page are no page view', () => {
  const { events } = decodeSent({
    path: '/api/send',
    body: { type: 'performance', payload: { website: SITE, url: 'https://shop.example/tea', lcp: 1250.5, cls: 0.01 } },
  });
  expect(events).toMatchObject([
    { event: 'performance', kind: 'vitals', properties: { $pathname: '/tea', lcp: 1250.5, cls: 0.01 } },
  ]);
});

test('a batch keeps the good and says which are bad', () => {
  const { events, rejects, answer } = decodeSent({
    path: '/api/batch',
    body: [{ type: 'event', payload: { website: SITE } }, { type: 'event' }, { type: 'event', payload: { name: 'b' } }],
  });
  expect(events.map(({ event }) => event)).toEqual(['pageview', 'b']);
  expect(rejects).toMatchObject([{ code: 'malformed_event', place: '[1].payload' }]);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({ size: 3, processed: 2, errors: 1, details: [{ index: 1 }] });
});

test.each([
  ['a type that is none', { type: 'view', payload: {} }, 'malformed_event', 'type'],
  ['no payload', { type: 'event' }, 'malformed_event', 'payload'],
  ['a time that is none', { type: 'event', payload: { timestamp: 'noon' } }, 'invalid_time', 'payload.timestamp'],
  ['no JSON', 'oops', 'malformed_body', ''],
])('%s is refused with its place', (_what, body, code, place) => {
  const { events, rejects, answer } = decodeSent({ path: '/api/send', body });
  expect(events).toEqual([]);
  expect(rejects).toMatchObject([{ code, place }]);
  expect(answer.status).toBe(400);
});
