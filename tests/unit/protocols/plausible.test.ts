import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const CHROME =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

const one = (body: unknown, more: Partial<Sent> = {}): CanonicalEvent => {
  const { events, rejects, answer } = decodeSent({
    path: '/api/event',
    headers: { 'user-agent': CHROME },
    body,
    ...more,
  });
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(1);
  expect(answer).toMatchObject({ status: 202, body: 'ok' });
  return canonicalEventSchema.parse(events[0]);
};

describe('trackers', () => {
  test('a page view has page, referrer, campaign and browser under the names all protocols share', () => {
    const event = one({
      n: 'pageview',
      v: 12,
      u: 'https://shop.test/sale?utm_source=news&utm_medium=email&gclid=c1',
      d: 'shop.test',
      r: 'https://search.test/',
    });
    expect(event).toMatchObject({
      event: 'pageview',
      kind: 'page',
      timestamp: RECEIVED_AT,
      project: 'shop.test',
      source: 'plausible',
      lib: 'plausible',
      lib_version: '12',
    });
    expect(event.properties).toEqual({
      $current_url: 'https://shop.test/sale?utm_source=news&utm_medium=email&gclid=c1',
      $pathname: '/sale',
      $referrer: 'https://search.test/',
      $browser: 'Chrome',
      $os: 'Mac OS X',
      $device_type: 'Desktop',
      utm_source: 'news',
      utm_medium: 'email',
      gclid: 'c1',
    });
  });

  test('a goal has its properties and revenue, of the older tracker as text', () => {
    const event = one({
      n: 'Bought',
      u: 'https://shop.test/',
      d: 'shop.test',
      p: { tier: 'pro' },
      $: { amount: '12.5', currency: 'EUR' },
    });
    expect(event).toMatchObject({ kind: 'custom', properties: { tier: 'pro', $revenue: 12.5, $currency: 'EUR' } });
    const older = one({
      n: 'Bought',
      u: 'https://shop.test/',
      d: 'shop.test',
      r: null,
      w: 1280,
      h: 0,
      p: '{"tier":"pro"}',
    });
    expect(older.properties).toMatchObject({ tier: 'pro', screen_width: 1280, hash_mode: 0, $pathname: '/' });
    expect(older.properties).not.toHaveProperty('$referrer');
  });

  test('links, files and forms are told by their names; how long a page was read is no doing', () => {
    const kinds = ['Outbound Link: Click', 'File Download', 'Form: Submission', 'engagement'].map(
      (n) => one({ n, u: 'https://shop.test/', d: 'shop.test', sd: 80, e: 4200, i: false }).kind,
    );
    expect(kinds).toEqual(['click', 'click', 'form', 'ping']);
    expect(one({ n: 'engagement', u: 'https://shop.test/', sd: 80, e: 4200 }).properties).toMatchObject({
      scroll_depth: 80,
      engagement_time: 4200,
    });
  });

  test('a site with its paths behind the number sign has those as paths', () => {
    expect(one({ n: 'pageview', u: 'https://shop.test/#/cart', h: 1 }).properties['$pathname']).toBe('/#/cart');
    expect(one({ n: 'pageview', u: 'https://shop.test/#/cart', h: 0 }).properties['$pathname']).toBe('/');
    expect(one({ n: 'pageview', u: 'https://shop.test' }).properties['$pathname']).toBe('/');
  });

  test('a visitor is one browser on one site for one day', () => {
    const view = { n: 'pageview', u: 'https://shop.test/', d: 'shop.test' };
    const first = one(view);
    expect(first.anonymous_id).toBe(first.distinct_id);
    expect(first.user_id).toBeUndefined();
    expect(one(view, { receivedAt: RECEIVED_AT + 3_600_000 }).distinct_id).toBe(first.distinct_id);
    expect(one(view, { receivedAt: RECEIVED_AT + 86_400_000 }).distinct_id).not.toBe(first.distinct_id);
    expect(one({ ...view, d: 'other.test' }).distinct_id).not.toBe(first.distinct_id);
    expect(one(view, { headers: { 'user-agent': 'Mozilla/5.0 Firefox/140' } }).distinct_id).not.toBe(first.distinct_id);
    const behind = one(view, { headers: { 'user-agent': CHROME }, clientAddress: '203.0.113.9' });
    expect(behind.distinct_id).not.toBe(first.distinct_id);
  });
});

test('servers write the whole words', () => {
  const event = one({
    name: 'Signup',
    url: 'app://localhost/dashboard',
    domain: 'shop.test',
    props: { plan: 'pro' },
    revenue: { amount: 3, currency: 'USD' },
    interactive: false,
  });
  expect(event).toMatchObject({
    event: 'Signup',
    project: 'shop.test',
    properties: { plan: 'pro', $revenue: 3, $currency: 'USD', $pathname: '/dashboard', interactive: false },
  });
});

test.each([
  ['no name', { d: 'shop.test' }, 'missing_event_name', 'name'],
  ['props that are none', { n: 'x', p: [1] }, 'malformed_event', 'props'],
  ['a list', [1], 'malformed_body', ''],
  ['no JSON', 'oops', 'malformed_body', ''],
])('%s is refused with its place', (_what, body, code, place) => {
  const { events, rejects, answer } = decodeSent({ path: '/api/event', body });
  expect(events).toEqual([]);
  expect(rejects).toMatchObject([{ code, place }]);
  expect(answer.status).toBe(400);
});
