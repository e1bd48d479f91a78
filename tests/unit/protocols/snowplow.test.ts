import { describe, expect, test } from 'vitest';
import { textOfBase64 } from '../../../shared/base/base64';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const CHROME =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const TP2 = '/com.snowplowanalytics.snowplow/tp2';
const PAYLOAD = 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4';
const AT = RECEIVED_AT - 2000;

const own = (name: string, data: unknown, vendor = 'com.snowplowanalytics.snowplow'): object => ({
  schema: `iglu:${vendor}/${name}/jsonschema/1-0-0`,
  data,
});
const selfDescribing = (name: string, data: unknown, vendor = 'com.acme'): string =>
  JSON.stringify(own('unstruct_event', own(name, data, vendor)));
const contexts = (...list: object[]): string => JSON.stringify(own('contexts', list));
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

const web = (more: Record<string, unknown>): Record<string, unknown> => ({
  eid: 'e-1',
  tv: 'js-4.10.1',
  tna: 'sp1',
  aid: 'shop',
  p: 'web',
  res: '1280x720',
  dtm: String(AT),
  stm: String(RECEIVED_AT - 1000),
  sid: 's-1',
  duid: 'd-1',
  url: 'https://shop.test/tea?utm_source=news',
  ...more,
});

const send = (...data: unknown[]): Sent => ({
  path: TP2,
  headers: { 'user-agent': CHROME },
  body: { schema: PAYLOAD, data },
});
const one = (event: Record<string, unknown>, more: Partial<Sent> = {}): CanonicalEvent => {
  const { events, rejects, answer } = decodeSent({ ...send(event), ...more });
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(1);
  expect(answer.status).toBe(200);
  return canonicalEventSchema.parse(events[0]);
};

describe('the browser tracker', () => {
  test('a page view', () => {
    const event = one(web({ e: 'pv', page: 'Tea', refr: 'https://search.test/' }));
    expect(event).toMatchObject({
      event_id: 'e-1',
      event: 'page_view',
      kind: 'page',
      timestamp: AT,
      sent_at: RECEIVED_AT - 1000,
      distinct_id: 'd-1',
      anonymous_id: 'd-1',
      session_id: 's-1',
      project: 'shop',
      source: 'snowplow',
      lib: 'snowplow-js',
      lib_version: '4.10.1',
    });
    expect(event.properties).toEqual({
      $current_url: 'https://shop.test/tea?utm_source=news',
      $pathname: '/tea',
      $title: 'Tea',
      $referrer: 'https://search.test/',
      $browser: 'Chrome',
      $os: 'Mac OS X',
      $device_type: 'Desktop',
      utm_source: 'news',
      $snowplow: { tna: 'sp1', p: 'web', res: '1280x720' },
    });
  });

  test('pings, structured events and the old shop', () => {
    expect(one(web({ e: 'pp', pp_miy: '400', pp_may: '1200' }))).toMatchObject({
      event: 'page_ping',
      kind: 'ping',
      properties: { min_y: 400, max_y: 1200 },
    });
    const struct = { e: 'se', se_ca: 'shop', se_ac: 'add', se_la: 'sku', se_pr: 'size', se_va: '9.5' };
    expect(one(web(struct))).toMatchObject({
      event: 'add',
      kind: 'custom',
      properties: { category: 'shop', label: 'sku', property: 'size', value: 9.5 },
    });
    expect(one(web({ e: 'tr', tr_id: 'o-1', tr_tt: '20', tr_cu: 'EUR' }))).toMatchObject({
      event: 'transaction',
      properties: { order_id: 'o-1', $revenue: 20, $currency: 'EUR' },
    });
    expect(one(web({ e: 'ti', ti_id: 'o-1', ti_sk: 's', ti_pr: '10', ti_qu: '2' }))).toMatchObject({
      event: 'transaction_item',
      properties: { order_id: 'o-1', sku: 's', price: 10, quantity: 2 },
    });
  });

  test('a self-describing event is called by its schema, plain or in base64', () => {
    const json = selfDescribing('order', { total: 42.5, nested: { café: true } });
    for (const wrapped of [{ ue_pr: json }, { ue_px: base64(json) }]) {
      expect(one(web({ e: 'ue', ...wrapped }))).toMatchObject({
        event: 'order',
        kind: 'custom',
        properties: { total: 42.5, nested: { café: true }, $schema: 'iglu:com.acme/order/jsonschema/1-0-0' },
      });
    }
  });

  test.each([
    ['link_click', 'com.snowplowanalytics.snowplow', 'click'],
    ['button_click', 'com.snowplowanalytics.snowplow', 'click'],
    ['submit_form', 'com.snowplowanalytics.snowplow', 'form'],
    ['application_error', 'com.snowplowanalytics.snowplow', 'error'],
    ['screen_view', 'com.snowplowanalytics.mobile', 'screen'],
    ['play_event', 'com.snowplowanalytics.snowplow.media', 'media'],
    ['link_click', 'com.acme', 'custom'],
  ])('%s of %s is of kind %s', (name, vendor, kind) => {
    expect(one(web({ e: 'ue', ue_pr: selfDescribing(name, {}, vendor) })).kind).toBe(kind);
  });

  test('contexts are kept by name, and tell the page view and the session', () => {
    const list = contexts(
      own('web_page', { id: 'pv-1' }),
      own('client_session', { userId: 'install-1', sessionId: 's-9' }),
      own('product', { sku: 'a' }, 'com.acme'),
      own('product', { sku: 'b' }, 'com.acme'),
    );
    for (const wrapped of [{ co: list }, { cx: base64(list) }]) {
      const event = one(web({ e: 'pv', ...wrapped, sid: undefined, duid: undefined }));
      expect(event).toMatchObject({ session_id: 's-9', anonymous_id: 'install-1' });
      expect(event.properties).toMatchObject({
        $pageview_id: 'pv-1',
        contexts: {
          web_page: { id: 'pv-1', $schema: 'iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0' },
          product: [{ sku: 'a' }, { sku: 'b' }],
        },
      });
    }
  });

  test('a user id links the browser; without ids it is a session, or a browser for a day', () => {
    expect(one(web({ e: 'pv', uid: 'ana' }))).toMatchObject({
      distinct_id: 'ana',
      user_id: 'ana',
      anonymous_id: 'd-1',
    });
    const zero = contexts(own('client_session', { userId: '00000000-0000-0000-0000-000000000000', sessionId: 's-2' }));
    expect(one(web({ e: 'pv', duid: undefined, sid: undefined, co: zero }))).toMatchObject({
      distinct_id: 's-2',
      anonymous_id: 's-2',
      session_id: 's-2',
    });
    expect(one(web({ e: 'pv', duid: undefined, sid: undefined })).distinct_id).toMatch(/^visitor-2026-01-31-/);
  });

  test('a clock that is wrong is corrected, a true timestamp is taken as it is', () => {
    const late = { dtm: String(AT - 86_400_000), stm: String(RECEIVED_AT - 86_400_000) };
    expect(one(web({ e: 'pv', ...late }))).toMatchObject({
      timestamp: AT,
      original_timestamp: AT - 86_400_000,
    });
    const event = one(web({ e: 'pv', stm: late.stm, ttm: String(Date.UTC(2020, 0, 1)), dtm: undefined }));
    expect(event.timestamp).toBe(Date.UTC(2020, 0, 1));
    expect(event).not.toHaveProperty('original_timestamp');
  });
});

test('a server tracker', () => {
  const event = one(
    { e: 'se', se_ac: 'paid', eid: 'x', p: 'srv', tv: 'node-4.8.0', aid: 'api', uid: 'ana' },
    { headers: { 'user-agent': 'node' } },
  );
  expect(event).toMatchObject({ lib: 'snowplow-node', user_id: 'ana', timestamp: RECEIVED_AT });
  expect(event.properties).toMatchObject({ $is_server: true });
  expect(event).not.toHaveProperty('anonymous_id');
});

describe('requests', () => {
  test('a picture is one event', () => {
    const { events, answer } = decodeSent({
      method: 'GET',
      path: '/i',
      query: { e: 'pv', duid: 'd', url: 'https://x.test' },
    });
    expect(events).toMatchObject([{ event: 'page_view', properties: { $pathname: '/' } }]);
    expect(answer).toMatchObject({ status: 200, contentType: 'image/gif' });
  });

  test('a path of one’s own is told by the body', () => {
    const { events } = decodeSent({ ...send(web({ e: 'pv' })), path: '/com.acme/track' });
    expect(events).toHaveLength(1);
    const below = decodeSent({ ...send(web({ e: 'pv' })), path: `/snowplow${TP2}` });
    expect(below.events).toHaveLength(1);
  });

  test('a bad event of a batch becomes a reject, the others are stored', () => {
    const { events, rejects, answer } = decodeSent(
      send(
        web({ e: 'pv' }),
        web({ e: 'zz' }),
        web({ e: 'ue', ue_pr: '{}' }),
        web({ e: 'ue', ue_px: '%%' }),
        web({ e: 'se' }),
        web({ e: 'pv', dtm: 'noon' }),
        web({ e: 'pv', co: '[]' }),
        web({ e: 'pp' }),
      ),
    );
    expect(events.map(({ event }) => event)).toEqual(['page_view', 'page_ping']);
    expect(rejects).toMatchObject([
      { code: 'malformed_event', place: 'data[1].e' },
      { code: 'malformed_event', place: 'data[2].ue_pr' },
      { code: 'malformed_event', place: 'data[3].ue_px' },
      { code: 'malformed_event', place: 'data[4].se_ac' },
      { code: 'invalid_time', place: 'data[5].dtm' },
      { code: 'malformed_event', place: 'data[6].co' },
    ]);
    expect(answer).toMatchObject({ status: 200, body: 'ok' });
  });

  test('a body that cannot be read is refused for good', () => {
    for (const body of ['oops', '[]', '{"data":1}']) {
      const { events, rejects, answer } = decodeSent({ path: TP2, body });
      expect(events).toEqual([]);
      expect(rejects).toMatchObject([{ code: 'malformed_body' }]);
      expect(answer.status).toBe(400);
    }
  });
});

test('base64 of either alphabet, padded or not, is text; other things are not', () => {
  for (const text of ['', 'a', 'ab', 'abc', '{"ключ":"значение"}', 'ÿ?>~\u{1F600}']) {
    expect(textOfBase64(Buffer.from(text).toString('base64'))).toBe(text);
    expect(textOfBase64(Buffer.from(text).toString('base64url'))).toBe(text);
  }
  expect(textOfBase64('%%')).toBeUndefined();
  expect(textOfBase64(Buffer.from([0xff, 0xfe]).toString('base64'))).toBeUndefined();
});
