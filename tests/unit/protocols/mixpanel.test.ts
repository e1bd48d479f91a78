import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { findRoute } from '../../../shared/protocols/registry';
import { flagsDocumentSchema } from '../../../shared/flags/document';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const DEVICE = 'df2d0015-23a2-4291-b46f-1fd53f5f8880';
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const SENT_AT = String(RECEIVED_AT - 1000);

const browser = (event: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  event,
  properties: {
    $os: 'Linux',
    $browser: 'Chrome',
    $current_url: 'http://shop.test/pricing?utm_source=news',
    mp_lib: 'web',
    $lib_version: '2.83.0',
    $insert_id: 'c8hfimtdn4byfmrq',
    time: (RECEIVED_AT - 5000) / 1000,
    distinct_id: `$device:${DEVICE}`,
    $device_id: DEVICE,
    token: 'mp_token',
    ...more,
  },
});

const one = (sent: Sent): CanonicalEvent => {
  const { events, rejects } = decodeSent(sent);
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(1);
  return canonicalEventSchema.parse(events[0]);
};

const track = (event: Record<string, unknown>): CanonicalEvent =>
  one({
    path: '/track/',
    query: { verbose: '1', ip: '1', _: SENT_AT },
    headers: { 'user-agent': CHROME },
    body: [event],
  });

describe('the browser SDK', () => {
  test('a page view brings page, device and library under the names all protocols share', () => {
    const event = track(
      browser('$mp_web_page_view', { current_page_title: 'Pricing', current_url_path: '/pricing', utm_source: 'news' }),
    );
    expect(event).toMatchObject({
      event_id: 'c8hfimtdn4byfmrq',
      event: '$mp_web_page_view',
      kind: 'page',
      timestamp: RECEIVED_AT - 5000,
      sent_at: RECEIVED_AT - 1000,
      distinct_id: `$device:${DEVICE}`,
      anonymous_id: `$device:${DEVICE}`,
      source: 'mixpanel',
      project: 'mp_token',
      lib: 'web',
      lib_version: '2.83.0',
    });
    expect(event.user_id).toBeUndefined();
    expect(event.properties).toEqual({
      $os: 'Linux',
      $browser: 'Chrome',
      $device_type: 'Desktop',
      $current_url: 'http://shop.test/pricing?utm_source=news',
      $pathname: '/pricing',
      $title: 'Pricing',
      utm_source: 'news',
      current_page_title: 'Pricing',
      current_url_path: '/pricing',
      $device_id: DEVICE,
    });
  });

  test.each([
    ['$mp_click', 'click'],
    ['$mp_rage_click', 'click'],
    ['$mp_submit', 'form'],
    ['$mp_input_change', 'form'],
    ['$mp_scroll', 'scroll'],
    ['$mp_page_leave', 'ping'],
    ['$experiment_started', 'flag'],
    ['$opt_in', 'custom'],
    ['Order Completed', 'custom'],
  ])('%s is of kind %s', (event, kind) => {
    expect(track(browser(event)).kind).toBe(kind);
  });

  test('nested properties stay as they are', () => {
    const event = track(browser('Order Completed', { total: 42.5, items: [{ sku: 'a' }], company: ['acme'] }));
    expect(event.properties).toMatchObject({ total: 42.5, items: [{ sku: 'a' }], company: ['acme'] });
    expect(event.groups).toEqual({});
  });

  test('identify links the device with the user, and so does everything after it', () => {
    const known = { distinct_id: 'ana', $user_id: 'ana' };
    const identify = track(browser('$identify', { ...known, $anon_distinct_id: `$device:${DEVICE}` }));
    expect(identify).toMatchObject({
      kind: 'identify',
      distinct_id: 'ana',
      user_id: 'ana',
      anonymous_id: `$device:${DEVICE}`,
    });
    expect(track(browser('after', known))).toMatchObject({ user_id: 'ana', anonymous_id: `$device:${DEVICE}` });
  });

  test('a user who follows another on a device, without reset, is not taken for the same', () => {
    const event = track(browser('$identify', { distinct_id: 'bob', $user_id: 'bob', $anon_distinct_id: 'ana' }));
    expect(event).toMatchObject({ user_id: 'bob', anonymous_id: `$device:${DEVICE}` });
    expect(event.properties['$anon_distinct_id']).toBe('ana');
  });

  test('an older version spells the device without its prefix, and means the same', () => {
    expect(track(browser('x', { distinct_id: DEVICE }))).toMatchObject({
      distinct_id: DEVICE,
      anonymous_id: `$device:${DEVICE}`,
    });
  });

  test('alias names another id of the user', () => {
    const event = track(browser('$create_alias', { distinct_id: 'ana', $user_id: 'ana', alias: 'ana@shop.test' }));
    expect(event).toMatchObject({ kind: 'alias', user_id: 'ana', properties: { alias: 'ana@shop.test' } });
  });

  test('a wrong clock is corrected by the time of sending', () => {
    const year = 365 * 86_400_000;
    const event = one({
      path: '/track/',
      query: { _: String(RECEIVED_AT - year) },
      body: browser('x', { time: (RECEIVED_AT - year - 5000) / 1000 }),
    });
    expect(event).toMatchObject({ timestamp: RECEIVED_AT - 5000, original_timestamp: RECEIVED_AT - year - 5000 });
  });

  test('answers as the request wants it', () => {
    const answer = (query: Record<string, string>): string =>
      decodeSent({ path: '/track/', query, body: browser('x') }).answer.body;
    expect(answer({ verbose: '1' })).toBe('{"error":null,"status":1}');
    expect(answer({})).toBe('1');
    expect(
      decodeSent({ method: 'GET', path: '/track/', query: { img: '1' }, body: browser('x') }).answer,
    ).toMatchObject({
      status: 200,
      contentType: 'image/gif',
    });
  });

  test('flags of the workspace that are on for whoever asks', () => {
    const { flags, cohorts } = flagsDocumentSchema.parse({
      version: 1,
      flags: [
        { key: 'plain' },
        { key: 'split', variants: [{ key: 'test', rollout: 100, payload: { price: 12 } }] },
        { key: 'ana-only', conditions: [{ properties: [{ key: 'distinct_id', value: 'ana' }] }] },
        { key: 'pro-only', conditions: [{ properties: [{ key: 'plan', value: 'pro' }] }] },
        { key: 'gone', enabled: false },
      ],
    });
    const ask = (context: string): unknown =>
      JSON.parse(
        decodeSent({ method: 'GET', path: '/flags/', query: { context }, flags: { flags, cohorts } }).answer.body,
      );
    expect(ask('{"distinct_id":"ana","custom_properties":{"plan":"pro"}}')).toEqual({
      flags: {
        plain: { variant_key: 'On', variant_value: true },
        split: { variant_key: 'test', variant_value: { price: 12 } },
        'ana-only': { variant_key: 'On', variant_value: true },
        'pro-only': { variant_key: 'On', variant_value: true },
      },
    });
    expect(Object.keys((ask('{') as { flags: object }).flags)).toEqual(['plain', 'split']);
  });

  test('flags and settings are answered so that it is quiet', () => {
    const get = (path: string): unknown => JSON.parse(decodeSent({ method: 'GET', path }).answer.body);
    expect(get('/flags/')).toEqual({ flags: {} });
    expect(get('/settings/')).toEqual({ sdk_config: { config: {} } });
  });
});

describe('operations on people and groups', () => {
  const person = { $token: 'mp_token', $distinct_id: 'ana', $device_id: DEVICE, $user_id: 'ana' };

  test('keep their names and their order', () => {
    const { events, rejects } = decodeSent({
      path: '/engage/',
      query: { verbose: '1', _: SENT_AT },
      body: [
        { ...person, $set: { plan: 'pro' } },
        { ...person, $set_once: { first: 'x' } },
        { ...person, $add: { logins: 2 } },
        { ...person, $union: { tags: ['b'] } },
        { ...person, $append: { tags: 'a' } },
        { ...person, $remove: { tags: 'a' } },
        { ...person, $unset: ['tmp'] },
        { ...person, $delete: '' },
      ],
    });
    expect(rejects).toEqual([]);
    const ids = new Set(['$device_id', '$user_id']);
    const operations = events.map(({ properties }) =>
      Object.fromEntries(Object.entries(properties).filter(([name]) => !ids.has(name))),
    );
    expect(operations).toEqual([
      { $set: { plan: 'pro' } },
      { $set_once: { first: 'x' } },
      { $add: { logins: 2 } },
      { $union: { tags: ['b'] } },
      { $append: { tags: 'a' } },
      { $remove: { tags: 'a' } },
      { $unset: ['tmp'] },
      { $delete: true },
    ]);
    expect(new Set(events.map(({ timestamp }) => timestamp)).size).toBe(8);
    expect(events.at(-1)?.timestamp).toBe(RECEIVED_AT);
    expect(events[0]).toMatchObject({
      event: '$set',
      kind: 'person',
      user_id: 'ana',
      anonymous_id: `$device:${DEVICE}`,
      project: 'mp_token',
    });
  });

  test('say their own time where a server gives one', () => {
    const body = { $token: 't', $distinct_id: 'ana', $set: { a: 1 }, $time: 1_767_225_600, $ip: '127.0.0.1' };
    const event = one({ path: '/engage', body });
    expect(event.timestamp).toBe(1_767_225_600_000);
    expect(event.properties).toEqual({ $set: { a: 1 }, $ip: '127.0.0.1' });
  });

  test('on groups become properties of the group and of nobody', () => {
    const group = { $token: 't', $group_key: 'company', $group_id: 'acme' };
    const { events } = decodeSent({
      path: '/groups/',
      body: [
        { ...group, $set: { seats: 10 } },
        { ...group, $unset: ['x'] },
        { ...group, $union: { tags: ['b'] } },
      ],
    });
    expect(events.map(({ properties }) => properties)).toEqual([
      { $group_type: 'company', $group_key: 'acme', $group_set: { seats: 10 } },
      { $group_type: 'company', $group_key: 'acme', $group_set: { x: null } },
      { $group_type: 'company', $group_key: 'acme', $group_union: { tags: ['b'] } },
    ]);
    expect(events[0]).toMatchObject({ kind: 'group', distinct_id: '$company_acme', groups: { company: 'acme' } });
  });

  test('what does nothing, or to nobody, is refused', () => {
    const { rejects, answer } = decodeSent({
      path: '/engage/',
      query: { verbose: '1' },
      body: [{ $distinct_id: 'ana' }, { $set: { a: 1 } }, 7],
    });
    expect(rejects.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'malformed_event [0]',
      'missing_id [1]',
      'malformed_event [2]',
    ]);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 0 });
  });
});

describe('servers', () => {
  const server = { token: 'mp_token', mp_lib: 'node', $lib_version: '0.24.0' };

  test('a GET with milliseconds, without an id of its own', () => {
    const event = one({
      method: 'GET',
      path: '/track',
      query: { verbose: '0' },
      body: { event: 'Order', properties: { distinct_id: 'ana', time: 1_767_225_600_000, ...server } },
    });
    expect(event).toMatchObject({ event_id: 'fresh-1', timestamp: 1_767_225_600_000, distinct_id: 'ana', lib: 'node' });
    expect(event.user_id).toBeUndefined();
    expect(event.anonymous_id).toBeUndefined();
  });

  test('an alias makes users of both ids, or gives a device to its user', () => {
    const alias = (distinct_id: string): CanonicalEvent =>
      one({ path: '/track', body: { event: '$create_alias', properties: { distinct_id, alias: 'ana', ...server } } });
    expect(alias('ana-old')).toMatchObject({ user_id: 'ana-old', properties: { alias: 'ana' } });
    expect(alias('$device:d1')).toMatchObject({ user_id: 'ana', anonymous_id: '$device:d1' });
  });

  test('a merge joins its two ids', () => {
    const merge = (ids: string[]): CanonicalEvent =>
      one({ path: '/import', body: [{ event: '$merge', properties: { $distinct_ids: ids, token: 't' } }] });
    expect(merge(['ana', 'ana-old'])).toMatchObject({
      kind: 'alias',
      user_id: 'ana',
      properties: { alias: 'ana-old' },
    });
    expect(merge(['ana', '$device:d1'])).toMatchObject({ user_id: 'ana', anonymous_id: '$device:d1' });
  });

  test('a strict import, one record on each line, names what was not taken and keeps the rest', () => {
    const line = (properties: unknown): string => JSON.stringify({ event: 'old', properties });
    const { events, rejects, answer } = decodeSent({
      path: '/import',
      query: { strict: '1' },
      credential: 'mp_token',
      headers: { 'content-type': 'application/x-ndjson' },
      body: [line({ distinct_id: 'a', $insert_id: 'i1' }), '{', line({ $insert_id: 'i3' })].join('\n'),
    });
    expect(events.map(({ event_id, project }) => [event_id, project])).toEqual([['i1', 'mp_token']]);
    expect(rejects.map(({ place }) => place)).toEqual(['line 2', 'line 3']);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      num_records_imported: 1,
      failed_records: [{ index: 1 }, { index: 2, insert_id: 'i3' }],
    });
  });
});

describe('what cannot be used', () => {
  test('bad events never cost the good ones', () => {
    const good = browser('ok');
    const { events, rejects, answer } = decodeSent({
      path: '/track/',
      body: [good, 7, { properties: {} }, { event: 'x', properties: [] }, browser('x', { time: 'soon' }), good],
    });
    expect(events).toHaveLength(2);
    expect(rejects.map(({ code, place }) => `${code} at ${place}`)).toEqual([
      'malformed_event at [1]',
      'missing_event_name at [2].event',
      'malformed_event at [3].properties',
      'invalid_time at [4].properties.time',
    ]);
    expect(answer).toMatchObject({ status: 200, body: '0' });
  });

  test.each(['', 'nonsense', '7'])('the body %j is kept and refused', (body) => {
    const { rejects, answer } = decodeSent({ path: '/track/', query: { verbose: '1' }, body });
    expect(rejects).toMatchObject([{ code: 'malformed_body' }]);
    expect(answer.status).toBe(400);
  });
});

test('people operations of old PostHog versions go to PostHog, by the version they say', () => {
  const found = findRoute('POST', '/engage/');
  expect(found?.claims.map(({ protocol }) => protocol)).toEqual(['posthog', 'mixpanel']);
  const body = { $token: 't', $distinct_id: 'ana', $set: { a: 1 } };
  expect(one({ path: '/engage/', query: { ver: '1.57.4' }, body }).source).toBe('posthog');
  expect(one({ path: '/engage/', query: { verbose: '1' }, body }).source).toBe('mixpanel');
});
