import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const one = (query: Record<string, string>, more: Partial<Sent> = {}): CanonicalEvent => {
  const { events, rejects } = decodeSent({
    method: 'GET',
    path: '/matomo.php',
    headers: { 'user-agent': FIREFOX },
    query: { idsite: '7', rec: '1', ...query },
    ...more,
  });
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(1);
  return canonicalEventSchema.parse(events[0]);
};

test('a page view has page, campaign, browser and variables under names that all protocols share', () => {
  const event = one({
    url: 'https://shop.test/tea?mtm_campaign=spring&mtm_source=news',
    action_name: 'Tea',
    urlref: 'https://search.test/',
    _id: '0123456789abcdef',
    res: '1280x720',
    pv_id: 'a1b2c3',
    dimension1: 'member',
    cvar: '{"1":["plan","pro"]}',
    rand: '42',
    token_auth: 'secret',
  });
  expect(event).toMatchObject({
    event: 'pageview',
    kind: 'page',
    timestamp: RECEIVED_AT,
    distinct_id: '0123456789abcdef',
    anonymous_id: '0123456789abcdef',
    project: '7',
    source: 'matomo',
  });
  expect(event.properties).toEqual({
    $current_url: 'https://shop.test/tea?mtm_campaign=spring&mtm_source=news',
    $pathname: '/tea',
    $title: 'Tea',
    $referrer: 'https://search.test/',
    $browser: 'Firefox',
    $os: 'Linux',
    $device_type: 'Desktop',
    utm_campaign: 'spring',
    utm_source: 'news',
    res: '1280x720',
    pv_id: 'a1b2c3',
    dimension1: 'member',
    custom_variables: { plan: 'pro' },
  });
});

test.each([
  [
    { e_c: 'Video', e_a: 'play', e_n: 'Intro', e_v: '1.5' },
    'play',
    'custom',
    { category: 'Video', label: 'Intro', value: 1.5 },
  ],
  [{ link: 'https://x.test/' }, 'outlink', 'click', { target_url: 'https://x.test/' }],
  [{ download: 'https://x.test/a.pdf' }, 'download', 'click', { target_url: 'https://x.test/a.pdf' }],
  [{ search: 'tea', search_count: '3' }, 'search', 'custom', { search_term: 'tea', search_count: 3 }],
  [{ idgoal: '4', revenue: '5' }, 'goal 4', 'custom', { goal_id: '4', $revenue: 5 }],
  [
    { idgoal: '0', ec_id: 'o-1', revenue: '7', ec_items: '[["s1","Tea","Drinks",3.5,2]]' },
    'order',
    'custom',
    { order_id: 'o-1', $revenue: 7, items: [{ sku: 's1', name: 'Tea', category: 'Drinks', price: 3.5, quantity: 2 }] },
  ],
  [{ idgoal: '0', revenue: '7' }, 'cart', 'custom', { $revenue: 7 }],
  [{ c_n: 'ad', c_p: 'banner' }, 'content impression', 'ping', { content_name: 'ad', content_piece: 'banner' }],
  [{ c_n: 'ad', c_i: 'click' }, 'content interaction', 'click', { interaction: 'click' }],
  [{ ping: '1' }, 'ping', 'ping', {}],
  [{ cra: 'boom', cra_tp: 'TypeError' }, 'crash', 'error', { message: 'boom', type: 'TypeError' }],
])('%j is «%s» of kind %s', (query, event, kind, properties) => {
  expect(one({ url: 'https://shop.test/', ...query })).toMatchObject({ event, kind, properties });
});

describe('who and when', () => {
  test('a user id names the user, and links the visitor that is sent with it', () => {
    expect(one({ uid: 'ana', cid: 'c', _id: 'i' })).toMatchObject({
      distinct_id: 'ana',
      user_id: 'ana',
      anonymous_id: 'c',
    });
    expect(one({ uid: 'ana' })).not.toHaveProperty('anonymous_id');
  });

  test('without cookies a visitor is one browser for a day', () => {
    const first = one({});
    expect(first.distinct_id).toMatch(/^visitor-2026-01-31-/);
    expect(one({}, { receivedAt: RECEIVED_AT + 86_400_000 }).distinct_id).not.toBe(first.distinct_id);
    expect(one({ ua: 'Mozilla/5.0 Chrome/140' }).distinct_id).not.toBe(first.distinct_id);
  });

  test('a time of the sender counts, or how long the request waited', () => {
    expect(one({ cdt: '2026-01-01 00:00:00' }).timestamp).toBe(Date.UTC(2026, 0, 1));
    expect(one({ cdt: '1767225600' }).timestamp).toBe(Date.UTC(2026, 0, 1));
    expect(one({ cdo: '30' }).timestamp).toBe(RECEIVED_AT - 30_000);
  });

  test('what is no browser is a server', () => {
    expect(one({ uid: 'ana' }, { headers: {} }).properties).toMatchObject({ $is_server: true });
    expect(one({ uid: 'ana', ua: FIREFOX }, { headers: {} }).properties).toMatchObject({ $browser: 'Firefox' });
  });
});

describe('requests', () => {
  test('a picture is answered with one, a form body and send_image=0 with nothing', () => {
    const get = decodeSent({ method: 'GET', path: '/piwik.php', query: { idsite: '1', rec: '1' } });
    expect(get.answer).toMatchObject({ status: 200, contentType: 'image/gif' });
    const post = decodeSent({ path: '/matomo.php', body: 'idsite=1&rec=1&send_image=0&action_name=Two+words' });
    expect(post.events).toMatchObject([{ properties: { $title: 'Two words' } }]);
    expect(post.answer).toMatchObject({ status: 200, body: '' });
  });

  test('of many, the bad are named by index and the good are stored', () => {
    const { events, rejects, answer } = decodeSent({
      path: '/matomo.php',
      body: {
        requests: ['?idsite=1&rec=1&url=https%3A%2F%2Fx.test%2Fa', '?idsite=1', { idsite: 2, rec: 1 }, 7],
        token_auth: 'secret',
      },
    });
    expect(events.map(({ project }) => project)).toEqual(['1', '2']);
    expect(rejects).toMatchObject([{ place: 'requests[1].rec' }, { place: 'requests[3]' }]);
    expect(JSON.parse(answer.body)).toEqual({ status: 'success', tracked: 2, invalid: 2, invalid_indices: [1, 3] });
  });

  test.each([
    ['no rec', { idsite: '1' }, 'malformed_event', 'rec'],
    ['a time that is none', { rec: '1', cdt: 'noon' }, 'invalid_time', 'cdt'],
  ])('%s is refused with its place', (_what, query, code, place) => {
    const { events, rejects, answer } = decodeSent({ method: 'GET', path: '/matomo.php', query });
    expect(events).toEqual([]);
    expect(rejects).toMatchObject([{ code, place }]);
    expect(answer.status).toBe(400);
  });

  test.each<[string, Sent]>([
    ['a picture', { method: 'GET', path: '/matomo.php', query: { token_auth: 's3cret', e_a: 'x' } }],
    ['a form', { path: '/matomo.php', body: 'e_a=x&token_auth=s3cret' }],
    ['a query in a batch', { path: '/matomo.php', body: { requests: ['?e_a=x&token_auth=s3cret'] } }],
    ['an object in a batch', { path: '/matomo.php', body: { requests: [{ e_a: 'x', token_auth: 's3cret' }] } }],
    ['JSON within JSON', { path: '/matomo.php', body: { requests: ['{"token_auth":"s3cret"}'] } }],
    ['a batch with a mistake in it', { path: '/matomo.php', body: '{"token_auth":"s3cret"x, "requests": []}' }],
    ['a batch that is none', { path: '/matomo.php', body: '{"token_auth": "s3cret", "requests": [' }],
  ])('%s that is refused is kept without its token', (_what, sent) => {
    const { rejects, answer } = decodeSent(sent);
    expect(rejects).toHaveLength(1);
    expect(rejects[0]?.raw).toContain('«…»');
    expect(JSON.stringify([rejects, answer])).not.toContain('s3cret');
  });

  test('a look at the bare address stores nothing', () => {
    expect(decodeSent({ method: 'GET', path: '/matomo.php' })).toMatchObject({ events: [], rejects: [] });
  });
});

test('the script is one, and says so', () => {
  const { answer } = decodeSent({ method: 'GET', path: '/matomo.js' });
  expect(answer).toMatchObject({ status: 200, contentType: 'text/javascript; charset=utf-8' });
  // Compiled, not run: that is for a browser.
  expect(() => new Script(answer.body)).not.toThrow();
});

test('the same hit sent once more is the same event, an equal one is another', () => {
  const hit = { url: 'https://shop.test/', h: '10', m: '4', s: '7', rand: '583921', send_image: '0' };
  const first = one(hit).event_id;
  // A POST whose answer was lost comes again as a GET for a picture.
  expect(one({ ...hit, send_image: '1' }).event_id).toBe(first);
  expect(one({ ...hit, rand: '583922' }).event_id).not.toBe(first);
  expect(one(hit, { receivedAt: RECEIVED_AT + 86_400_000 }).event_id).not.toBe(first);
  expect(first).not.toContain('fresh');
  for (const bare of [
    { ...hit, rand: '42' },
    { url: hit.url, rand: hit.rand },
  ]) {
    expect(one(bare as Record<string, string>).event_id).toContain('fresh');
  }
});
