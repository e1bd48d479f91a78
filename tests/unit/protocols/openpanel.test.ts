import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, rejectCodeSchema, type CanonicalEvent } from '../../../shared/model/event';
import { runs } from '../../support/runs';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const BROWSER = {
  'openpanel-client-id': 'op_client',
  'openpanel-sdk-name': 'web',
  'openpanel-sdk-version': '1.4.1',
  'user-agent': CHROME,
  origin: 'http://shop.test',
};
const SERVER = { 'openpanel-client-id': 'op_client', 'openpanel-sdk-name': 'node', 'user-agent': 'node' };
const DEVICE = /^visitor-2026-01-31-[0-9a-f]{16}$/;

const send = (type: string, payload: unknown, more: Partial<Sent> = {}): Sent => ({
  path: '/track',
  headers: BROWSER,
  body: { type, payload },
  ...more,
});

const one = (sent: Sent): CanonicalEvent => {
  const { events, rejects } = decodeSent(sent);
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(1);
  return canonicalEventSchema.parse(events[0]);
};

describe('the browser SDK', () => {
  test('a screen view on the web is a page view', () => {
    const event = one(
      send('track', {
        name: 'screen_view',
        properties: { __path: 'http://shop.test/pricing?utm_source=news', __title: 'Pricing', __referrer: '' },
      }),
    );
    expect(event).toMatchObject({
      event_id: 'fresh-1',
      event: 'screen_view',
      kind: 'page',
      timestamp: RECEIVED_AT,
      source: 'openpanel',
      project: 'op_client',
      lib: 'web',
      lib_version: '1.4.1',
    });
    expect(event.distinct_id).toMatch(DEVICE);
    expect(event.anonymous_id).toBe(event.distinct_id);
    expect(event.properties).toEqual({
      $current_url: 'http://shop.test/pricing?utm_source=news',
      $pathname: '/pricing',
      $title: 'Pricing',
      $browser: 'Chrome',
      $os: 'Linux',
      $device_type: 'Desktop',
      utm_source: 'news',
    });
  });

  test('nested properties stay, the SDK’s own words get the names all protocols share', () => {
    const event = one(
      send('track', {
        name: 'revenue',
        profileId: 'ana',
        groups: ['acme', 'beta'],
        properties: { __revenue: 9.99, __timestamp: '2026-01-01T00:00:00.000Z', items: [{ sku: 'a' }] },
      }),
    );
    expect(event).toMatchObject({
      timestamp: Date.UTC(2026, 0, 1),
      user_id: 'ana',
      groups: { group: 'acme' },
      properties: { $revenue: 9.99, items: [{ sku: 'a' }], $groups: ['acme', 'beta'] },
    });
    expect(event.anonymous_id).toMatch(DEVICE);
  });

  test('identify links the visitor of today with the profile', () => {
    const event = one(
      send('identify', { profileId: 'ana', firstName: 'Ana', email: 'a@shop.test', properties: { plan: 'pro' } }),
    );
    expect(event).toMatchObject({
      event: '$identify',
      kind: 'identify',
      user_id: 'ana',
      properties: { $set: { firstName: 'Ana', email: 'a@shop.test', plan: 'pro' } },
    });
    expect(event.anonymous_id).toMatch(DEVICE);
  });

  test('increments and decrements add', () => {
    const add = (type: string, value?: number): unknown =>
      one(send(type, { profileId: 'ana', property: 'logins', value })).properties['$add'];
    expect([add('increment', 2), add('decrement', 3), add('increment')]).toEqual([
      { logins: 2 },
      { logins: -3 },
      { logins: 1 },
    ]);
  });

  test('groups', () => {
    const group = one(send('group', { id: 'acme', type: 'company', name: 'Acme', properties: { seats: 10 } }));
    expect(group).toMatchObject({
      kind: 'group',
      groups: { group: 'acme' },
      properties: {
        $group_type: 'group',
        $group_key: 'acme',
        $group_set: { type: 'company', name: 'Acme', seats: 10 },
      },
    });
    expect(one(send('assign_group', { groupIds: ['acme'], profileId: 'ana' }))).toMatchObject({
      kind: 'group',
      user_id: 'ana',
      groups: { group: 'acme' },
    });
  });

  test('the answer hands out ids; recordings are taken and not stored', () => {
    const { events, answer } = decodeSent(send('replay', { chunk_index: 0, payload: '[]' }));
    expect(events).toEqual([]);
    expect(answer.status).toBe(200);
    const ids = JSON.parse(answer.body) as { deviceId: string; sessionId: string };
    expect(ids.deviceId).toMatch(DEVICE);
    expect(ids.sessionId).not.toBe('');
  });

  test('a visitor is one browser, on one site, for one day', () => {
    const visitor = (more: Partial<Sent>): string => one(send('track', { name: 'x' }, more)).distinct_id;
    const first = visitor({});
    expect(visitor({ receivedAt: RECEIVED_AT + 60_000 })).toBe(first);
    const others = [
      visitor({ receivedAt: RECEIVED_AT + 86_400_000 }),
      visitor({ headers: { ...BROWSER, origin: 'http://other.test' } }),
      visitor({ headers: { ...BROWSER, 'user-agent': CHROME.replace('140', '141') } }),
      visitor({ headers: { ...BROWSER, 'openpanel-client-id': 'other' } }),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
  });
});

describe('servers', () => {
  test('are no visitors: they name a profile or a device', () => {
    const event = one(send('track', { name: 'x', profileId: 'ana' }, { headers: SERVER }));
    expect(event).toMatchObject({ distinct_id: 'ana', user_id: 'ana', lib: 'node' });
    expect(event.anonymous_id).toBeUndefined();
    const device = one(send('track', { name: 'x', properties: { __deviceId: 'd1' } }, { headers: SERVER }));
    expect(device).toMatchObject({ distinct_id: 'd1', anonymous_id: 'd1' });
    const group = one(send('group', { id: 'acme', name: 'Acme' }, { headers: SERVER }));
    expect(group.distinct_id).toBe('$group_acme');
    const { rejects } = decodeSent(send('track', { name: 'x' }, { headers: SERVER }));
    expect(rejects).toMatchObject([{ code: 'missing_id', place: 'payload.profileId' }]);
  });
});

describe('whose request it is', () => {
  test('`/track` is OpenPanel’s by its headers or by the form of its body, else Mixpanel’s', () => {
    const body = { event: 'x', properties: { distinct_id: 'd' } };
    expect(one({ path: '/track', body }).source).toBe('mixpanel');
    expect(one(send('track', { name: 'x', profileId: 'a' }, { headers: {} })).source).toBe('openpanel');
  });
});

describe('what cannot be used', () => {
  test.each([
    [{ type: 'x', payload: {} }, 'malformed_event type'],
    [{ type: 'track', payload: [] }, 'malformed_event payload'],
    [{ type: 'track', payload: {} }, 'missing_event_name payload.name'],
    [
      { type: 'track', payload: { name: 'x', properties: { __timestamp: 'soon' } } },
      'invalid_time payload.properties.__timestamp',
    ],
  ])('%j is refused with its place', (body, expected) => {
    const { rejects } = decodeSent({ path: '/openpanel/track', headers: BROWSER, body });
    expect(rejects.map(({ code, place }) => `${code} ${place}`)).toEqual([expected]);
  });

  test('any message becomes an event or a reject, and nothing throws', () => {
    const ids = fc.oneof(fc.string(), fc.integer(), fc.jsonValue());
    const words = fc.constantFrom('__path', '__title', '__timestamp', '__deviceId', '__proto__', 'constructor', 'x');
    const payload = fc.oneof(
      fc.record(
        {
          name: ids,
          profileId: ids,
          groups: fc.jsonValue(),
          groupIds: fc.jsonValue(),
          id: ids,
          property: ids,
          value: fc.jsonValue(),
          properties: fc.oneof(fc.dictionary(words, fc.jsonValue()), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    );
    const types = fc.oneof(
      fc.constantFrom('track', 'identify', 'increment', 'group', 'assign_group', 'alias'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(types, payload, (type, given) => {
        fc.pre(type !== 'replay');
        const { events, rejects, answer } = decodeSent(send(type as string, given));
        for (const event of events) canonicalEventSchema.parse(event);
        for (const { code } of rejects) rejectCodeSchema.parse(code);
        expect(events.length + rejects.length).toBe(1);
        expect(answer.status).toBe(200);
      }),
      runs(300),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (body) => {
        const { answer } = decodeSent({ path: '/openpanel/track', body });
        expect([200, 400]).toContain(answer.status);
      }),
    );
  });
});
