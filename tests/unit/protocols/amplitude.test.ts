import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const DEVICE = '9d6645fc-c6f3-4cca-af4a-8f477b253112';

const browser = (event_type: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  device_id: DEVICE,
  session_id: 1_795_310_888_117,
  time: RECEIVED_AT - 5000,
  platform: 'Web',
  language: 'en-US',
  ip: '$remote',
  insert_id: '9a4b8f7b-ee57-480e-903e-e94326c34830',
  event_type,
  event_id: 2,
  library: 'amplitude-ts/2.48.1',
  user_agent: CHROME,
  ...more,
});

const batch = (...events: unknown[]): Sent => ({
  path: '/2/httpapi',
  body: { api_key: 'amp_key', events, options: {}, client_upload_time: new Date(RECEIVED_AT - 1000).toISOString() },
});

const one = (sent: Sent): CanonicalEvent => {
  const { events, rejects } = decodeSent(sent);
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(1);
  return canonicalEventSchema.parse(events[0]);
};

describe('the browser SDK', () => {
  test('a page view brings page, browser and device under the names all protocols share', () => {
    const event = one(
      batch(
        browser('[Amplitude] Page Viewed', {
          event_properties: {
            utm_source: 'news',
            '[Amplitude] Page Location': 'http://shop.test/pricing?utm_source=news',
            '[Amplitude] Page Path': '/pricing',
            '[Amplitude] Page Title': 'Pricing',
            '[Amplitude] Page URL': 'http://shop.test/pricing',
            '[Amplitude] Previous Page Location': 'http://search.test/',
          },
        }),
      ),
    );
    expect(event).toMatchObject({
      event_id: '9a4b8f7b-ee57-480e-903e-e94326c34830',
      event: '[Amplitude] Page Viewed',
      kind: 'page',
      timestamp: RECEIVED_AT - 5000,
      sent_at: RECEIVED_AT - 1000,
      distinct_id: DEVICE,
      anonymous_id: DEVICE,
      session_id: '1795310888117',
      source: 'amplitude',
      project: 'amp_key',
      lib: 'amplitude-ts',
      lib_version: '2.48.1',
      properties: {
        utm_source: 'news',
        $current_url: 'http://shop.test/pricing?utm_source=news',
        $pathname: '/pricing',
        $title: 'Pricing',
        $referrer: 'http://search.test/',
        $browser: 'Chrome',
        $os: 'Linux',
        $device_type: 'Desktop',
        $amplitude: { platform: 'Web', language: 'en-US', ip: '$remote', event_id: 2 },
      },
    });
    expect(event.user_id).toBeUndefined();
  });

  test.each([
    ['[Amplitude] Element Clicked', 'click'],
    ['[Amplitude] Rage Click', 'click'],
    ['[Amplitude] Form Submitted', 'form'],
    ['[Amplitude] Element Changed', 'form'],
    ['[Amplitude] Viewport Content Updated', 'ping'],
    ['session_start', 'session'],
    ['session_end', 'session'],
    ['$exposure', 'flag'],
    ['Order Completed', 'custom'],
  ])('%s is of kind %s', (event, kind) => {
    expect(one(batch(browser(event))).kind).toBe(kind);
  });

  test('user and device on one event are one person’s', () => {
    expect(one(batch(browser('x', { user_id: 'ana' })))).toMatchObject({
      distinct_id: 'ana',
      user_id: 'ana',
      anonymous_id: DEVICE,
    });
  });

  test('identify’s operations get the names that all protocols share', () => {
    const event = one(
      batch(
        browser('$identify', {
          user_id: 'ana',
          user_properties: {
            $set: { plan: 'pro' },
            $setOnce: { first: 'x' },
            $add: { logins: 2 },
            $append: { tags: 'a' },
            $prepend: { list: 1 },
            $remove: { old: 'b' },
            $preInsert: { seen: 'p' },
            $postInsert: { kept: 'q' },
            $unset: { tmp: '-' },
            city: 'Oslo',
          },
        }),
      ),
    );
    expect(event.kind).toBe('person');
    expect(event.properties).toMatchObject({
      $set: { plan: 'pro', city: 'Oslo' },
      $set_once: { first: 'x' },
      $add: { logins: 2 },
      $append: { tags: 'a' },
      $prepend: { list: 1 },
      $remove: { old: 'b' },
      $union: { seen: 'p', kept: 'q' },
      $unset: { tmp: '-' },
    });
    const cleared = one(batch(browser('$identify', { user_properties: { $clearAll: '-' } })));
    expect(cleared.properties['$delete']).toBe(true);
  });

  test('groups, and what is said of them', () => {
    const member = one(
      batch(browser('$identify', { user_properties: { $set: { company: 'acme' } }, groups: { company: 'acme' } })),
    );
    expect(member).toMatchObject({ kind: 'person', groups: { company: 'acme' } });
    const group = one(
      batch(
        browser('$groupidentify', {
          groups: { company: 'acme' },
          group_properties: { $set: { seats: 10 }, $unset: { x: '-' } },
        }),
      ),
    );
    expect(group).toMatchObject({
      kind: 'group',
      groups: { company: 'acme' },
      properties: { $group_type: 'company', $group_key: 'acme', $group_set: { seats: 10, x: null } },
    });
    expect(group.properties['$set']).toBeUndefined();
    const several = one(batch(browser('x', { groups: { team: ['red', 'blue'], size: 7 } })));
    expect(several).toMatchObject({
      groups: { team: 'red', size: '7' },
      properties: { $groups: { team: ['red', 'blue'], size: 7 } },
    });
  });

  test('money beside the properties counts as if in them', () => {
    const event = one(batch(browser('paid', { revenue: 9.99, quantity: 2, productId: 'sku', session_id: -1 })));
    expect(event.properties).toMatchObject({ $revenue: 9.99, $quantity: 2, $productId: 'sku' });
    expect(event.session_id).toBeUndefined();
  });

  test('the answer has the code that SDKs look for', () => {
    const { answer } = decodeSent(batch(browser('x'), browser('y')));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 200,
      events_ingested: 2,
      server_upload_time: RECEIVED_AT,
    });
  });

  test('config is answered so that it is quiet', () => {
    const config = decodeSent({ method: 'GET', path: '/config/amp_key', query: { config_group: 'browser' } });
    expect(JSON.parse(config.answer.body)).toMatchObject({ configs: { analyticsSDK: {} } });
  });
});

describe('servers', () => {
  test('an event with its own time, by the node SDK', () => {
    const event = one(
      batch({
        time: 1_767_225_600_000,
        insert_id: 'ins-1',
        event_type: 'Order',
        user_id: 'ana',
        library: 'amplitude-node-ts/1.5.73',
      }),
    );
    expect(event).toMatchObject({
      timestamp: 1_767_225_600_000,
      user_id: 'ana',
      lib: 'amplitude-node-ts',
      properties: { $is_server: true },
    });
    expect(event.anonymous_id).toBeUndefined();
  });

  test('the identify and group identify APIs take forms', () => {
    const form = (identification: unknown): string =>
      `api_key=amp_key&identification=${encodeURIComponent(JSON.stringify(identification))}`;
    const identify = one({ path: '/identify', body: form({ user_id: 'ana', user_properties: { plan: 'pro' } }) });
    expect(identify).toMatchObject({
      event: '$identify',
      kind: 'person',
      user_id: 'ana',
      project: 'amp_key',
      properties: { $set: { plan: 'pro' } },
    });
    const group = one({
      path: '/groupidentify',
      body: form([{ group_type: 'company', group_value: 'acme', group_properties: { seats: 10 } }]),
    });
    expect(group).toMatchObject({
      kind: 'group',
      distinct_id: '$company_acme',
      groups: { company: 'acme' },
      properties: { $group_type: 'company', $group_key: 'acme', $group_set: { seats: 10 } },
    });
  });

  test('/batch is Amplitude’s where it holds `events`, and PostHog’s where it holds `batch`', () => {
    const ours = { api_key: 'batch', events: [browser('x')] };
    expect(one({ path: '/batch', body: ours }).source).toBe('amplitude');
    const theirs = { api_key: 'events', batch: [{ event: 'x', properties: { distinct_id: 'd', events: [1] } }] };
    expect(one({ path: '/batch', body: theirs }).source).toBe('posthog');
  });
});

describe('what cannot be used', () => {
  test('bad events never cost the good ones, and are named as the vendor names them', () => {
    const { events, rejects, answer } = decodeSent(
      batch(
        browser('ok'),
        7,
        browser(''),
        { event_type: 'x', insert_id: 'i' },
        browser('x', { time: 'soon' }),
        browser('x', { event_properties: [] }),
        browser('ok', { insert_id: 'other' }),
      ),
    );
    expect(events).toHaveLength(2);
    expect(rejects.map(({ code, place }) => `${code} at ${place}`)).toEqual([
      'malformed_event at events[1]',
      'missing_event_name at events[2].event_type',
      'missing_id at events[3]',
      'invalid_time at events[4].time',
      'malformed_event at events[5].event_properties',
    ]);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 400,
      events_with_missing_fields: { event_type: [2], user_id: [3] },
      events_with_invalid_fields: { event: [1], time: [4], event_properties: [5] },
    });
  });

  test('nobody is asked to send good events again that have no id', () => {
    const { events, rejects, answer } = decodeSent(batch(browser('ok', { insert_id: undefined }), 7));
    expect([events.length, rejects.length]).toEqual([1, 1]);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 200, events_ingested: 1 });
  });

  test.each(['', 'nonsense', '[]', '{"events":7}'])('the body %j is kept, refused, and not asked for again', (body) => {
    const { rejects, answer } = decodeSent({ path: '/2/httpapi', body });
    expect(rejects).toMatchObject([{ code: 'malformed_body' }]);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 400, missing_field: 'events' });
  });
});
