import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { decodeSent, type Sent } from '../../support/wire';

const AT = '2026-01-31T09:59:58.000Z';
const CHROME =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

const context = {
  page: {
    path: '/pricing',
    referrer: 'http://search.test/',
    search: '',
    title: 'Pricing',
    url: 'http://shop.test/pricing',
  },
  userAgent: CHROME,
  campaign: { name: 'spring', source: 'news', medium: 'email' },
  library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
};

const call = (more: Record<string, unknown>): Record<string, unknown> => ({
  timestamp: AT,
  sentAt: '2026-01-31T09:59:59.000Z',
  messageId: 'm-1',
  anonymousId: 'anon-1',
  userId: null,
  context,
  writeKey: 'wk_demo',
  integrations: {},
  _metadata: { bundled: [] },
  ...more,
});

const one = (sent: Sent): CanonicalEvent => {
  const { events, rejects } = decodeSent(sent);
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(1);
  return canonicalEventSchema.parse(events[0]);
};

describe('the browser SDK', () => {
  test('a track call brings page, campaign, browser and device under the names all protocols share', () => {
    const event = one({
      path: '/v1/t',
      body: call({ type: 'track', event: 'Order Completed', properties: { total: 42.5 } }),
    });
    expect(event).toMatchObject({
      event_id: 'm-1',
      event: 'Order Completed',
      kind: 'custom',
      timestamp: Date.parse(AT),
      distinct_id: 'anon-1',
      anonymous_id: 'anon-1',
      project: 'wk_demo',
      source: 'segment',
      lib: 'analytics.js',
      lib_version: 'npm:next-1.84.3',
    });
    expect(event.user_id).toBeUndefined();
    expect(event.properties).toEqual({
      total: 42.5,
      $current_url: 'http://shop.test/pricing',
      $pathname: '/pricing',
      $title: 'Pricing',
      $referrer: 'http://search.test/',
      $browser: 'Chrome',
      $os: 'Mac OS X',
      $device_type: 'Desktop',
      utm_source: 'news',
      utm_medium: 'email',
      utm_campaign: 'spring',
      context,
    });
  });

  test('a page call is a page, with its name', () => {
    const event = one({
      path: '/v1/p',
      body: call({ type: 'page', name: 'Docs', category: 'Help', properties: { url: 'http://shop.test/docs' } }),
    });
    expect(event).toMatchObject({ event: 'page', kind: 'page' });
    expect(event.properties).toMatchObject({ name: 'Docs', category: 'Help', $current_url: 'http://shop.test/docs' });
  });

  test('identify links the browser with the user and sets traits', () => {
    const event = one({ path: '/v1/i', body: call({ type: 'identify', userId: 'ana', traits: { plan: 'pro' } }) });
    expect(event).toMatchObject({ kind: 'identify', distinct_id: 'ana', user_id: 'ana', anonymous_id: 'anon-1' });
    expect(event.properties).toMatchObject({ $set: { plan: 'pro' } });
  });

  test('group names the group and its properties', () => {
    const event = one({
      path: '/v1/g',
      body: call({ type: 'group', userId: 'ana', groupId: 'acme', traits: { seats: 10 } }),
    });
    expect(event).toMatchObject({ kind: 'group', groups: { group: 'acme' } });
    expect(event.properties).toMatchObject({ $group_type: 'group', $group_key: 'acme', $group_set: { seats: 10 } });
  });

  test('alias joins the previous id; of a known user the SDK sends one id twice, which joins nobody', () => {
    const joined = one({ path: '/v1/a', body: call({ type: 'alias', userId: 'ana', previousId: 'anon-1' }) });
    expect(joined).toMatchObject({ kind: 'alias', user_id: 'ana', properties: { alias: 'anon-1' } });
    const empty = one({ path: '/v1/a', body: call({ type: 'alias', userId: 'ana', previousId: 'ana' }) });
    expect(empty.properties).not.toHaveProperty('alias');
  });

  test('the settings send every call back here', () => {
    const { answer } = decodeSent({ method: 'GET', path: '/v1/projects/wk_demo/settings', host: 'localhost:9000' });
    expect(JSON.parse(answer.body)).toMatchObject({
      integrations: { 'Segment.io': { apiKey: 'wk_demo', apiHost: 'localhost:9000/v1', protocol: 'http' } },
      metrics: { sampleRate: 0 },
    });
    const prefixed = decodeSent({ method: 'GET', path: '/segment/v1/projects/wk_demo/settings' });
    expect(JSON.parse(prefixed.answer.body)).toMatchObject({
      integrations: { 'Segment.io': { apiHost: '127.0.0.1:8787/segment/v1' } },
    });
  });
});

describe('batches', () => {
  test('of a server, with the key as Basic user and the time of sending on the batch', () => {
    const { events, answer } = decodeSent({
      path: '/v1/batch',
      credential: 'wk_server',
      body: {
        batch: [
          {
            type: 'track',
            event: 'paid',
            userId: 7,
            messageId: 'm-1',
            timestamp: '2020-01-01T00:00:00Z',
            context: { groupId: 'acme' },
          },
          { type: 'screen', name: 'Home', anonymousId: 'a', messageId: 'm-2', originalTimestamp: AT },
        ],
        sentAt: '2026-01-31T09:59:59.000Z',
      },
    });
    expect(answer).toMatchObject({ status: 200, body: '{"success":true}' });
    expect(events).toMatchObject([
      {
        distinct_id: '7',
        user_id: '7',
        groups: { group: 'acme' },
        project: 'wk_server',
        timestamp: Date.UTC(2020, 0, 1),
      },
      { event: 'screen', kind: 'screen', timestamp: Date.parse(AT), properties: { $screen_name: 'Home' } },
    ]);
  });

  test('bad calls never cost the good ones', () => {
    const { events, rejects, answer } = decodeSent({
      path: '/v1/batch',
      body: {
        batch: [
          { type: 'track', event: 'ok', userId: 'u' },
          { type: 'track', userId: 'u' },
          { type: 'dance', userId: 'u' },
          { type: 'track', event: 'x', userId: '' },
          { type: 'track', event: 'x', userId: 'u', timestamp: 'soon' },
          null,
        ],
      },
    });
    expect(events).toHaveLength(1);
    expect(rejects.map(({ code, place }) => `${code} at ${place}`)).toEqual([
      'missing_event_name at batch[1].event',
      'malformed_event at batch[2].type',
      'missing_id at batch[3]',
      'invalid_time at batch[4].timestamp',
      'malformed_event at batch[5]',
    ]);
    expect(answer.status).toBe(200);
  });

  test.each(['', '[]', '{"batch":{}}', 'nonsense'])('the body %j is refused for good', (body) => {
    const { rejects, answer } = decodeSent({ path: '/v1/batch', body });
    expect(rejects).toMatchObject([{ code: 'malformed_body' }]);
    expect(answer.status).toBe(400);
  });
});
