import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const AT = '2026-01-31T09:59:58.000Z';
const SENT_AT = '2026-01-31T09:59:59.500Z';

/** As the current browser SDK sends them: everything in properties, one batch even for one event. */
const browser = (
  event: string,
  properties: Record<string, unknown> = {},
  beside: Record<string, unknown> = {},
): unknown => ({
  api_key: 'phc_demo',
  batch: [
    {
      uuid: '01a200d5-ecb5-719a-9d42-09e4adcb5a6e',
      event,
      properties: {
        distinct_id: 'browser-1',
        $device_id: 'browser-1',
        $is_identified: false,
        $session_id: 'session-1',
        $lib: 'web',
        $lib_version: '1.449.2',
        token: 'phc_demo',
        $current_url: 'http://shop.test/pricing',
        ...properties,
      },
      timestamp: AT,
      ...beside,
    },
  ],
  sent_at: SENT_AT,
});

const one = (sent: Sent): CanonicalEvent => {
  const { events, rejects } = decodeSent(sent);
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(1);
  return canonicalEventSchema.parse(events[0]);
};

describe('the browser SDK', () => {
  test('an anonymous page view', () => {
    const { events, answer } = decodeSent({ path: '/e/', body: browser('$pageview', { title: 'Pricing' }) });
    expect(answer).toMatchObject({ status: 200, body: '{"status":1}' });
    expect(events).toEqual([
      {
        event_id: '01a200d5-ecb5-719a-9d42-09e4adcb5a6e',
        event: '$pageview',
        kind: 'page',
        timestamp: Date.parse(AT),
        sent_at: Date.parse(SENT_AT),
        received_at: RECEIVED_AT,
        distinct_id: 'browser-1',
        anonymous_id: 'browser-1',
        session_id: 'session-1',
        groups: {},
        properties: {
          $device_id: 'browser-1',
          $is_identified: false,
          $session_id: 'session-1',
          $lib: 'web',
          $lib_version: '1.449.2',
          $current_url: 'http://shop.test/pricing',
          title: 'Pricing',
          $title: 'Pricing',
        },
        source: 'posthog',
        project: 'phc_demo',
        lib: 'web',
        lib_version: '1.449.2',
      },
    ]);
  });

  test('identify says which browser the user was', () => {
    const event = one({
      path: '/i/v0/e/',
      body: browser(
        '$identify',
        {
          distinct_id: 'ana',
          $user_id: 'ana',
          $is_identified: true,
          $anon_distinct_id: 'browser-1',
          $set: { plan: 'free', seats: 1 },
        },
        { $set: { plan: 'pro' }, $set_once: { $initial_referrer: '$direct' } },
      ),
    });
    expect(event).toMatchObject({ kind: 'identify', distinct_id: 'ana', user_id: 'ana', anonymous_id: 'browser-1' });
    expect(event.properties).toMatchObject({
      $set: { plan: 'pro', seats: 1 },
      $set_once: { $initial_referrer: '$direct' },
    });
  });

  test('somebody known stays a user, and the device never becomes an id of theirs', () => {
    const event = one({
      path: '/e',
      body: browser('order placed', { distinct_id: 'ana', $is_identified: true, $user_id: 'ana' }),
    });
    expect(event).toMatchObject({ distinct_id: 'ana', user_id: 'ana' });
    expect(event.anonymous_id).toBeUndefined();
  });

  test('alias joins two names of a user', () => {
    const event = one({ path: '/e', body: browser('$create_alias', { distinct_id: 'ana', alias: 'ana@shop.test' }) });
    expect(event).toMatchObject({ kind: 'alias', user_id: 'ana', properties: { alias: 'ana@shop.test' } });
    expect(event.anonymous_id).toBeUndefined();
  });

  test('without cookies a visitor is one browser for one day, and is never linked', () => {
    const cookieless = { distinct_id: '$posthog_cookieless', $device_id: null, $raw_user_agent: 'Firefox' };
    const today = one({ path: '/e', body: browser('$pageview', cookieless) });
    const tomorrow = one({ path: '/e', body: browser('$pageview', cookieless, { timestamp: '2026-02-01T08:00:00Z' }) });
    const other = one({ path: '/e', body: browser('$pageview', { ...cookieless, $raw_user_agent: 'Safari' }) });
    expect(today.distinct_id).toMatch(/^cookieless-2026-01-31-[0-9a-f]{8}$/);
    expect(new Set([today.distinct_id, tomorrow.distinct_id, other.distinct_id]).size).toBe(3);
    const identify = one({
      path: '/e',
      body: browser('$identify', { distinct_id: 'ana', $anon_distinct_id: '$posthog_cookieless' }),
    });
    expect(identify).toMatchObject({ user_id: 'ana' });
    expect(identify.anonymous_id).toBeUndefined();
  });

  test.each([
    ['$autocapture', { $event_type: 'click' }, 'click'],
    ['$autocapture', { $event_type: 'submit' }, 'form'],
    ['$autocapture', { $event_type: 'change' }, 'form'],
    ['$rageclick', {}, 'click'],
    ['$pageleave', {}, 'ping'],
    ['$screen', {}, 'screen'],
    ['$exception', {}, 'error'],
    ['$web_vitals', {}, 'vitals'],
    ['$groupidentify', { $group_type: 'company', $group_key: 'acme' }, 'group'],
    ['$set', {}, 'person'],
    ['$feature_flag_called', {}, 'flag'],
    ['checkout started', {}, 'custom'],
  ])('%s %o is of kind %s', (name, properties, kind) => {
    expect(one({ path: '/e', body: browser(name, properties) }).kind).toBe(kind);
  });

  test('groups ride on every event', () => {
    expect(
      one({ path: '/e', body: browser('x', { $groups: { company: 'acme', team: 7, empty: '' } }) }).groups,
    ).toEqual({
      company: 'acme',
      team: '7',
    });
    expect(
      one({ path: '/e', body: browser('$groupidentify', { $group_type: 'company', $group_key: 'acme' }) }).groups,
    ).toEqual({
      company: 'acme',
    });
  });
});

describe('clocks', () => {
  const sentWith = (timestamp: string, sentAt: string, properties = {}): CanonicalEvent => {
    const body = browser('x', properties, { timestamp }) as { sent_at: string };
    return one({ path: '/e', body: { ...body, sent_at: sentAt } });
  };

  test('a clock that is two hours ahead is put right, and what it said is kept', () => {
    const event = sentWith('2026-01-31T11:59:50.000Z', '2026-01-31T12:00:00.000Z');
    expect(new Date(event.timestamp).toISOString()).toBe('2026-01-31T09:59:50.000Z');
    expect(event.original_timestamp).toBe(Date.parse('2026-01-31T11:59:50.000Z'));
  });

  test('a difference of seconds is the road, not the clock', () => {
    const event = sentWith(AT, '2026-01-31T09:59:50.000Z');
    expect(event.timestamp).toBe(Date.parse(AT));
    expect(event.original_timestamp).toBeUndefined();
  });

  test('a time that the caller chose is left alone', () => {
    const event = sentWith('2020-05-05T00:00:00Z', '2026-01-31T12:00:00Z', { $event_time_override_provided: true });
    expect(event.timestamp).toBe(Date.UTC(2020, 4, 5));
  });

  test('a server that retries late keeps its first time of sending, so nothing is corrected', () => {
    const body = {
      batch: [{ event: 'x', distinct_id: 'ana', timestamp: '2026-01-31T09:00:00Z' }],
      sent_at: '2026-01-31T09:00:01Z',
    };
    const event = one({ path: '/batch/', headers: { 'user-agent': 'posthog-node/5.70.0' }, body });
    expect(event.timestamp).toBe(Date.UTC(2026, 0, 31, 9));
  });
});

describe('the server SDK', () => {
  test('its ids are neither a user nor a browser', () => {
    const body = {
      api_key: 'phc_demo',
      batch: [
        {
          event: 'invoice paid',
          distinct_id: 'ana',
          uuid: 'u-1',
          timestamp: AT,
          properties: { $is_server: true, $lib: 'posthog-node', $lib_version: '5.70.0', $groups: { company: 'acme' } },
        },
        {
          event: '$create_alias',
          distinct_id: 'ana',
          uuid: 'u-2',
          timestamp: AT,
          properties: { alias: 'browser-1', distinct_id: 'ana' },
        },
        {
          event: '$identify',
          distinct_id: 'ana',
          uuid: 'u-3',
          timestamp: AT,
          properties: { $is_server: true, $set: { a: 1 } },
        },
      ],
      sent_at: SENT_AT,
    };
    const { events } = decodeSent({ path: '/batch/', body });
    expect(events.map(({ distinct_id, user_id, anonymous_id }) => [distinct_id, user_id, anonymous_id])).toEqual([
      ['ana', undefined, undefined],
      ['ana', 'ana', undefined],
      ['ana', undefined, undefined],
    ]);
    expect(events[0]).toMatchObject({ lib: 'posthog-node', groups: { company: 'acme' } });
    expect(events[1]?.properties).toMatchObject({ alias: 'browser-1' });
  });

  test('the newer endpoint answers event by event', () => {
    const { events, rejects, answer } = decodeSent({
      path: '/i/v1/analytics/events',
      credential: 'phc_demo',
      headers: { 'posthog-sdk-info': 'posthog-node/5.70.0', 'posthog-request-timestamp': SENT_AT },
      body: {
        created_at: SENT_AT,
        batch: [
          {
            event: 'ok',
            uuid: 'u-1',
            distinct_id: 'ana',
            timestamp: AT,
            session_id: 's-1',
            properties: {},
            options: { process_person_profile: false },
          },
          { event: 'bad', uuid: 'u-2', timestamp: AT, properties: {} },
        ],
      },
    });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      project: 'phc_demo',
      lib: 'posthog-node',
      lib_version: '5.70.0',
      session_id: 's-1',
      properties: { $process_person_profile: false },
    });
    expect(rejects.map(({ code, place }) => [code, place])).toEqual([['missing_id', 'batch[1]']]);
    expect(JSON.parse(answer.body)).toEqual({
      results: { 'u-1': { result: 'ok' }, 'u-2': { result: 'drop', details: expect.stringContaining('distinct_id') } },
    });
  });
});

describe('older browser SDKs', () => {
  const query = { _: String(Date.parse(SENT_AT)), ver: '1.57.4' };

  test('an array whose events say how long ago they were', () => {
    const event = one({
      path: '/e/',
      query,
      body: [
        {
          event: 'x',
          properties: { distinct_id: 'd', $device_id: 'd', $insert_id: 'ins-1', token: 'phc_old' },
          offset: 1500,
        },
      ],
    });
    expect(event).toMatchObject({ event_id: 'ins-1', project: 'phc_old', timestamp: Date.parse(SENT_AT) - 1500 });
  });

  test('a single event that says its time in seconds', () => {
    const event = one({
      path: '/e/',
      query,
      body: { event: 'x', properties: { distinct_id: 'd', $time: 1769853597.25 } },
    });
    expect(event.timestamp).toBe(1769853597250);
  });

  test('people operations become person events', () => {
    const event = one({
      path: '/engage/',
      query,
      body: { $token: 'phc_old', $distinct_id: 'ana', $set: { plan: 'pro' } },
    });
    expect(event).toMatchObject({ event: '$set', kind: 'person', distinct_id: 'ana', project: 'phc_old' });
    expect(event.properties).toEqual({ $set: { plan: 'pro' } });
  });
});

describe('what cannot be used', () => {
  test('bad events never cost the good ones', () => {
    const good = { event: 'ok', properties: { distinct_id: 'd' }, timestamp: AT };
    const { events, rejects, answer } = decodeSent({
      path: '/batch',
      body: {
        batch: [
          good,
          7,
          { properties: { distinct_id: 'd' } },
          { event: 'x', properties: [] },
          { event: 'x', properties: {} },
          { event: 'x', properties: { distinct_id: 'd' }, timestamp: 'yesterday' },
          { event: 'x', properties: { distinct_id: 'd' }, timestamp: '2026-13-45T00:00:00Z' },
          good,
        ],
      },
    });
    expect(events.map(({ event, event_id }) => [event, event_id])).toEqual([
      ['ok', 'fresh-1'],
      ['ok', 'fresh-2'],
    ]);
    expect(rejects.map(({ code, place }) => `${code} at ${place}`)).toEqual([
      'malformed_event at batch[1]',
      'missing_event_name at batch[2].event',
      'malformed_event at batch[3].properties',
      'missing_id at batch[4]',
      'invalid_time at batch[5].timestamp',
      'invalid_time at batch[6].timestamp',
    ]);
    expect(rejects[4]?.raw).toBe('{"event":"x","properties":{"distinct_id":"d"},"timestamp":"yesterday"}');
    expect(answer.status).toBe(200);
  });

  test.each(['', '{"api_key":', 'hello', '"text"', '{"a":1}', '[[[['])('the body %j is refused for good', (body) => {
    const { events, rejects, answer } = decodeSent({ path: '/e/', body });
    expect(events).toEqual([]);
    expect(rejects).toMatchObject([{ code: 'malformed_body', raw: body }]);
    expect(answer.status).toBe(400);
  });

  test('a very large body is kept in part', () => {
    const { rejects } = decodeSent({ path: '/e/', body: `{"batch": ${'x'.repeat(200_000)}` });
    expect(rejects[0]?.raw).toHaveLength(64 * 1024);
  });

  test('a body nested without end is refused, not followed', () => {
    const { rejects } = decodeSent({ path: '/e/', body: `${'['.repeat(100_000)}${']'.repeat(100_000)}` });
    expect(rejects[0]?.message).toContain('nested');
  });
});

test('every path also answers below /posthog', () => {
  expect(one({ path: '/posthog/i/v0/e/', body: browser('x') }).source).toBe('posthog');
  const config = decodeSent({ method: 'GET', path: '/posthog/array/phc_demo/config' }).answer;
  expect(JSON.parse(config.body)).toMatchObject({ token: 'phc_demo' });
});
