import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const VIEW = {
  o: 'https://shop.test/tea/7?utm_source=news',
  ts: RECEIVED_AT - 20,
  sv: 'waymark',
  sdkn: '@vercel/analytics/react',
  sdkv: '2.0.1',
  r: 'https://search.test/',
  dp: '/tea/[id]',
  t: 'Tea',
};
const send = (body: unknown, more: Partial<Sent> = {}): ReturnType<typeof decodeSent> =>
  decodeSent({ path: '/_vercel/insights/view', headers: { 'user-agent': CHROME }, body, ...more });
const one = (body: unknown, more: Partial<Sent> = {}): CanonicalEvent => {
  const { events, rejects, answer } = send(body, more);
  expect([rejects, answer.status]).toEqual([[], 200]);
  return canonicalEventSchema.parse(events[0]);
};

describe('a page view', () => {
  test('in full', () => {
    const view = one(VIEW);
    expect(view).toEqual({
      event_id: 'fresh-1',
      event: 'pageview',
      kind: 'page',
      timestamp: RECEIVED_AT - 20,
      received_at: RECEIVED_AT,
      distinct_id: expect.stringMatching(/^visitor-2026-01-31-[0-9a-f]{16}$/),
      anonymous_id: view.distinct_id,
      groups: {},
      properties: {
        $browser: 'Chrome',
        $os: 'Linux',
        $device_type: 'Desktop',
        $current_url: 'https://shop.test/tea/7?utm_source=news',
        $pathname: '/tea/7',
        utm_source: 'news',
        $title: 'Tea',
        $referrer: 'https://search.test/',
        route: '/tea/[id]',
      },
      source: 'vercel',
      project: 'shop.test',
      lib: '@vercel/analytics/react',
      lib_version: '2.0.1',
    });
  });

  test('below any base path, and with a clock that is a year off', () => {
    expect(one(VIEW, { path: '/vercel/insights/view/' }).event).toBe('pageview');
    const { timestamp, original_timestamp } = one({ ...VIEW, ts: RECEIVED_AT + 31_536_000_000 });
    expect([timestamp, original_timestamp]).toEqual([RECEIVED_AT, RECEIVED_AT + 31_536_000_000]);
  });
});

describe('an event', () => {
  test('of the browser, with its data', () => {
    const event = one(
      { ...VIEW, r: '', en: 'order', ed: { total: 42.5, gift: null }, f: ['new-cart'], x: 1 },
      { path: '/_vercel/insights/event' },
    );
    expect(event).toMatchObject({ event: 'order', kind: 'custom', distinct_id: one(VIEW).distinct_id });
    expect(event.properties).toMatchObject({ total: 42.5, gift: null, flags: ['new-cart'], x: 1 });
    expect(event.properties).not.toHaveProperty('$referrer');
  });

  test('of a server, which passes the visitor’s browser on', () => {
    const event = one(
      {
        o: 'https://shop.test',
        ts: RECEIVED_AT,
        sdkn: '@vercel/analytics/server',
        sdkv: '2.0.1',
        r: '',
        en: 'paid',
        f: { p: { a: true } },
      },
      { path: '/_vercel/insights/event', headers: { 'user-agent': CHROME, 'x-va-server': '1' } },
    );
    expect(event.distinct_id).toBe(one(VIEW).distinct_id);
    expect(event.properties).toMatchObject({ $is_server: true, $browser: 'Chrome', flags: { a: true } });
  });
});

test.each([
  ['/_vercel/insights/event', VIEW, 'missing_event_name'],
  ['/_vercel/insights/event', { ...VIEW, en: 'x', ed: [1] }, 'malformed_event'],
  ['/_vercel/insights/view', { ...VIEW, ts: 'soon' }, 'invalid_time'],
  ['/_vercel/insights/view', [], 'malformed_body'],
  ['/_vercel/insights/view', '', 'malformed_body'],
])('%s refuses %j', (path, body, code) => {
  const { events, rejects, answer } = send(body, { path });
  expect([events, answer.status]).toEqual([[], 400]);
  expect(rejects.map((reject) => reject.code)).toEqual([code]);
});

test('the script is one, and says so', () => {
  const { answer } = decodeSent({ method: 'GET', path: '/_vercel/insights/script.js' });
  expect(answer).toMatchObject({ status: 200, contentType: 'text/javascript; charset=utf-8' });
  // Compiled, not run: that is for a browser.
  expect(() => new Script(answer.body)).not.toThrow();
});
