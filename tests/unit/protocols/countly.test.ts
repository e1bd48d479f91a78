import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const AT = RECEIVED_AT - 5000;
const DEVICE = 'f42a7d5e-5198-4d7b-b630-24a984347a5d';

const form = (fields: Record<string, unknown>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`)
    .join('&');

const sent = (fields: Record<string, unknown>, more: Partial<Sent> = {}): Sent => ({
  path: '/i',
  body: form({
    app_key: 'ck',
    device_id: DEVICE,
    sdk_name: 'javascript_native_web',
    sdk_version: '26.1.1',
    t: '1',
    av: '1.2.3',
    timestamp: String(AT),
    metrics: { _ua: FIREFOX },
    ...fields,
  }),
  ...more,
});

const all = (fields: Record<string, unknown>, more: Partial<Sent> = {}): CanonicalEvent[] => {
  const { events, rejects, answer } = decodeSent(sent(fields, more));
  expect(rejects).toEqual([]);
  expect(JSON.parse(answer.body)).toEqual({ result: 'Success' });
  return events.map((event) => canonicalEventSchema.parse(event));
};
const one = (fields: Record<string, unknown>, more: Partial<Sent> = {}): CanonicalEvent => {
  const [event, ...others] = all(fields, more);
  expect(others).toEqual([]);
  if (event === undefined) throw new Error('no event');
  return event;
};

describe('events', () => {
  test('an event has its own id and time, segmentation and numbers', () => {
    const event = one({
      events: [
        {
          key: 'Order Completed',
          count: 2,
          sum: 42.5,
          dur: 3,
          segmentation: { currency: 'EUR', nested: { a: 1 } },
          timestamp: AT - 1000,
          id: 'ev-1',
          cvid: 'view-1',
          hour: 1,
        },
      ],
    });
    expect(event).toMatchObject({
      event_id: 'ev-1',
      event: 'Order Completed',
      kind: 'custom',
      timestamp: AT - 1000,
      distinct_id: DEVICE,
      anonymous_id: DEVICE,
      project: 'ck',
      source: 'countly',
      lib: 'javascript_native_web',
      lib_version: '26.1.1',
    });
    expect(event).not.toHaveProperty('user_id');
    expect(event.properties).toEqual({
      $browser: 'Firefox',
      $os: 'Linux',
      $device_type: 'Desktop',
      currency: 'EUR',
      nested: { a: 1 },
      count: 2,
      sum: 42.5,
      dur: 3,
      $countly: { av: '1.2.3', cvid: 'view-1', hour: 1 },
    });
  });

  test('a view is a page, its end with the same id is none', () => {
    const start = {
      key: '[CLY]_view',
      id: 'v',
      timestamp: AT,
      segmentation: { name: '/tea', visit: 1, domain: 'x.test' },
    };
    const end = { key: '[CLY]_view', id: 'v', timestamp: AT + 9, dur: 10, segmentation: { name: '/tea' } };
    const [first, second] = all({ events: [start, end] });
    expect(first).toMatchObject({
      event: '[CLY]_view',
      kind: 'page',
      event_id: 'v',
      properties: { $pathname: '/tea', $host: 'x.test' },
    });
    expect(second).toMatchObject({ event: '[CLY]_view_end', kind: 'ping', properties: { dur: 10 } });
    expect(second?.event_id).not.toBe('v');
    expect(one({ events: [{ ...start, segmentation: { name: 'Home', visit: 1 } }], sdk_name: 'swift' })).toMatchObject({
      kind: 'screen',
      properties: { $screen_name: 'Home' },
    });
  });

  test.each([
    ['[CLY]_action', { type: 'click' }, 'click'],
    ['[CLY]_action', { type: 'scroll' }, 'scroll'],
    ['linkClick', {}, 'click'],
    ['formSubmit', {}, 'form'],
    ['[CLY]_orientation', {}, 'ping'],
  ])('%s %j is of kind %s', (key, segmentation, kind) => {
    expect(one({ events: [{ key, segmentation }] }).kind).toBe(kind);
  });
});

describe('what else a request reports', () => {
  test('a session begins with what the device is', () => {
    const metrics = { _ua: FIREFOX, _os: 'Linux', _browser: 'LibreWolf', _device_type: 'tablet', _resolution: '1x2' };
    expect(one({ begin_session: '1', metrics })).toMatchObject({
      event: 'begin_session',
      kind: 'session',
      timestamp: AT,
      properties: { $browser: 'LibreWolf', $device_type: 'Tablet', metrics },
    });
  });

  test('a session goes on and ends', () => {
    expect(one({ session_duration: '6' })).toMatchObject({ kind: 'ping', properties: { session_duration: 6 } });
    expect(one({ end_session: '1', session_duration: '5' })).toMatchObject({
      event: 'end_session',
      kind: 'session',
      properties: { session_duration: 5 },
    });
  });

  test('user details are operations on the person', () => {
    const custom = {
      plan: 'pro',
      first: { $setOnce: 'x' },
      n: { $inc: 5 },
      arr: { $push: ['a'], $pull: ['b'] },
      tags: { $addToSet: ['t'] },
      score: { $mul: 2 },
      address: { city: 'Graz' },
      gone: '',
    };
    expect(one({ user_details: { name: 'Ana', custom } })).toMatchObject({
      kind: 'person',
      properties: {
        $set: { name: 'Ana', plan: 'pro', address: { city: 'Graz' } },
        $set_once: { first: 'x' },
        $add: { n: 5 },
        $append: { arr: ['a'] },
        $remove: { arr: ['b'] },
        $union: { tags: ['t'] },
        $mul: { score: 2 },
        $unset: ['gone'],
      },
    });
  });

  test('crashes, consent, measurements, where from and where', () => {
    expect(one({ crash: { _error: 'boom', _nonfatal: true } })).toMatchObject({
      event: 'crash',
      kind: 'error',
      properties: { _error: 'boom', _nonfatal: true },
    });
    expect(one({ consent: { events: true } }).properties).toMatchObject({ consent: { events: true } });
    expect(one({ apm: { type: 'network', name: '/api' } })).toMatchObject({ kind: 'network' });
    expect(one({ campaign_id: 'spring' }).properties).toMatchObject({ utm_campaign: 'spring' });
    expect(one({ location: '47,15' }).properties).toMatchObject({ $countly: { location: '47,15' } });
    expect(all({ hc: { el: 0 } })).toEqual([]);
    expect(all({ location: '' })).toEqual([]);
  });
});

describe('who', () => {
  test('an id that the developer set is a known user’s', () => {
    const event = one({ device_id: 'ana', t: '0', events: [{ key: 'x' }] });
    expect(event).toMatchObject({ distinct_id: 'ana', user_id: 'ana' });
    expect(event).not.toHaveProperty('anonymous_id');
  });

  test('another id instead of the device’s own is an identify, instead of a user’s an alias', () => {
    expect(one({ device_id: 'ana', t: '0', old_device_id: DEVICE })).toMatchObject({
      kind: 'identify',
      user_id: 'ana',
      anonymous_id: DEVICE,
    });
    const merged = one({ device_id: 'ana@x.test', t: '0', old_device_id: 'ana' });
    expect(merged).toMatchObject({ kind: 'alias', user_id: 'ana@x.test', properties: { alias: 'ana' } });
    expect(merged).not.toHaveProperty('anonymous_id');
  });
});

describe('requests', () => {
  test('what came without an id has the same one when it comes again', () => {
    const first = one({ begin_session: '1', rr: '2' });
    expect(one({ begin_session: '1', rr: '5' }).event_id).toBe(first.event_id);
    expect(one({ begin_session: '1', timestamp: String(AT + 1) }).event_id).not.toBe(first.event_id);
    expect(one({ end_session: '1' }).event_id).not.toBe(first.event_id);
  });

  test('by GET they are told from a picture of others by the key', () => {
    const query = { app_key: 'ck', device_id: 'd', begin_session: '1' };
    expect(decodeSent({ method: 'GET', path: '/i', query }).events).toMatchObject([{ source: 'countly' }]);
    const picture = { e: 'pv', aid: 'shop' };
    expect(decodeSent({ method: 'GET', path: '/i', query: picture }).events).toMatchObject([{ source: 'snowplow' }]);
  });

  test('many in one', () => {
    const { events, rejects } = decodeSent({
      path: '/i/bulk',
      body: form({
        app_key: 'ck',
        requests: [{ device_id: 'a', begin_session: 1 }, 7, { begin_session: 1 }, { device_id: 'b', events: [{}] }],
      }),
    });
    expect(events).toMatchObject([{ distinct_id: 'a', project: 'ck' }]);
    expect(rejects).toMatchObject([
      { place: 'requests[1]' },
      { code: 'missing_id', place: 'requests[2].device_id' },
      { code: 'missing_event_name', place: 'requests[3].events[0].key' },
    ]);
  });

  test('what is bad is refused in words, with an answer after which nothing is sent again', () => {
    const { events, rejects, answer } = decodeSent(
      sent({ events: [{ key: 'good' }, { count: 1 }, { key: 'late', timestamp: 'noon' }], user_details: '[' }),
    );
    expect(events).toMatchObject([{ event: 'good' }]);
    expect(rejects).toMatchObject([
      { code: 'missing_event_name', place: 'events[1].key' },
      { code: 'malformed_event', place: 'user_details' },
      { code: 'invalid_time', place: 'events[2].timestamp' },
    ]);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ result: expect.stringContaining('key') });
    const unreadable = decodeSent({ path: '/i', body: 'oops' });
    expect(unreadable.rejects).toMatchObject([{ code: 'missing_id' }]);
    expect(unreadable.answer.status).toBe(200);
  });

  test('what SDKs ask for is answered with nothing special', () => {
    const ask = (method: string): unknown =>
      JSON.parse(decodeSent({ path: '/o/sdk', body: `method=${method}` }).answer.body);
    expect(ask('sc')).toEqual({ v: 1, t: RECEIVED_AT, c: {} });
    expect(ask('fetch_remote_config')).toEqual({});
    expect(ask('feedback')).toEqual({ result: [] });
  });
});
