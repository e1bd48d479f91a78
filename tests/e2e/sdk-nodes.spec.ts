/** More SDKs of servers, unmodified from npm, on one collector: what they say is stored, and they are content. */
import { expect, test } from '@playwright/test';
import { eventually } from '../support/host';
import { only } from '../support/sdk-shop';
import { ofProject, requireSdk, shareHost } from '../support/sdk-visit';

const shared = shareHost();

const rejects = async (): Promise<readonly unknown[]> =>
  (await shared.host().call('rejects.recent', { limit: 10 })).rows;

/** The methods that are called here. */
interface Snowplow {
  newTracker(
    tracker: { namespace: string; appId: string; encodeBase64: boolean },
    emitter: {
      endpoint: string;
      eventMethod: 'post' | 'get';
      bufferSize: number;
      onRequestSuccess: (batch: readonly unknown[]) => void;
      onRequestFailure: (failure: unknown) => void;
    },
  ): {
    setUserId(id: string): void;
    setDomainUserId(id: string): void;
    setSessionId(id: string): void;
    track(payload: unknown, contexts?: readonly unknown[], timestamp?: unknown): unknown;
    flush(): Promise<void>;
  };
  buildPageView(page: { pageUrl: string; pageTitle: string; referrer: string }): unknown;
  buildStructEvent(event: Readonly<Record<string, unknown>>): unknown;
  buildSelfDescribingEvent(event: { event: { schema: string; data: Readonly<Record<string, unknown>> } }): unknown;
}

for (const eventMethod of ['post', 'get'] as const) {
  test(`@snowplow/node-tracker by ${eventMethod.toUpperCase()}`, async () => {
    const sp = requireSdk('@snowplow/node-tracker') as Snowplow;
    const failures: unknown[] = [];
    let sent = 0;
    const appId = `sp-${eventMethod}`;
    const tracker = sp.newTracker(
      { namespace: 'shop', appId, encodeBase64: eventMethod === 'get' },
      {
        endpoint: shared.host().url,
        eventMethod,
        bufferSize: 10,
        onRequestSuccess: (batch) => (sent += batch.length),
        onRequestFailure: (failure) => failures.push(failure),
      },
    );
    tracker.setDomainUserId('device-1');
    tracker.setSessionId('s-1');
    tracker.track(
      sp.buildPageView({ pageUrl: 'https://shop.test/tea?utm_source=news', pageTitle: 'Tea', referrer: '' }),
    );
    tracker.setUserId('ana');
    const data = { total: 42.5, items: [{ sku: 'a' }] };
    const cart = { schema: 'iglu:com.shop/cart/jsonschema/1-0-0', data: { size: 2 } };
    tracker.track(
      sp.buildSelfDescribingEvent({ event: { schema: 'iglu:com.shop/order_placed/jsonschema/1-0-0', data } }),
      [cart],
      { type: 'ttm', value: Date.UTC(2026, 0, 1) },
    );
    tracker.track(sp.buildStructEvent({ category: 'shop', action: 'paid', label: 'card', value: 42.5 }));
    await tracker.flush();
    await eventually(
      () => Promise.resolve(sent),
      (count) => count === 3,
    );
    // Nothing is left to send.
    await tracker.flush();
    expect([sent, failures]).toEqual([3, []]);
    const events = await ofProject(shared.host(), appId);
    expect(events).toHaveLength(3);
    expect(only(events, 'page_view')).toMatchObject({
      kind: 'page',
      source: 'snowplow',
      lib: 'snowplow-node',
      lib_version: '4.8.0',
      anonymous_id: 'device-1',
      session_id: 's-1',
      properties: { $title: 'Tea', $pathname: '/tea', utm_source: 'news' },
    });
    expect(only(events, 'page_view').user_id).toBeUndefined();
    expect(only(events, 'order_placed')).toMatchObject({
      user_id: 'ana',
      anonymous_id: 'device-1',
      timestamp: Date.UTC(2026, 0, 1),
      properties: { ...data, contexts: { cart: { size: 2, $schema: cart.schema } } },
    });
    expect(only(events, 'paid').properties).toMatchObject({ category: 'shop', label: 'card', value: 42.5 });
    expect(await rejects()).toEqual([]);
  });
}

type MatomoTracker = new (
  site: number | string,
  url: string,
) => {
  on(event: 'error', listener: (error: unknown) => void): void;
  track(hit: string | Readonly<Record<string, unknown>>): void;
  trackBulk(hits: readonly Readonly<Record<string, unknown>>[], done: (answer: string) => void): void;
};

test('matomo-tracker', async () => {
  const Tracker = requireSdk('matomo-tracker') as MatomoTracker;
  const tracker = new Tracker('7', `${shared.host().url}/matomo.php`);
  const errors: unknown[] = [];
  tracker.on('error', (error) => errors.push(error));
  tracker.track('https://shop.test/tea?utm_source=news');
  tracker.track({
    url: 'https://shop.test/tea',
    action_name: 'Tea',
    uid: 'ana',
    cid: '0123456789abcdef',
    cdt: '2026-01-01 00:00:00',
    cvar: JSON.stringify({ 1: ['plan', 'pro'] }),
    token_auth: 'hush',
  });
  const answer = await new Promise<string>((resolve) => {
    const url = 'https://shop.test/cart';
    tracker.trackBulk(
      [
        { url, e_c: 'shop', e_a: 'order placed', e_n: 'tea', e_v: 42.5, uid: 'ana' },
        { url, idgoal: 0, ec_id: 'o-1', revenue: 42.5, ec_items: JSON.stringify([['sku-1', 'Tea', '', 42.5, 1]]) },
        { url, link: 'https://elsewhere.test/' },
      ],
      resolve,
    );
  });
  expect(JSON.parse(answer)).toMatchObject({ status: 'success', tracked: 3, invalid: 0 });
  const events = await eventually(
    () => ofProject(shared.host(), '7'),
    (all) => all.length === 5,
  );
  const [known] = events.filter(({ event, user_id }) => event === 'pageview' && user_id === 'ana');
  expect(known).toMatchObject({
    kind: 'page',
    source: 'matomo',
    anonymous_id: '0123456789abcdef',
    timestamp: Date.UTC(2026, 0, 1),
    properties: { $title: 'Tea', $pathname: '/tea', custom_variables: { plan: 'pro' }, $is_server: true },
  });
  expect(only(events, 'order placed').properties).toMatchObject({ category: 'shop', label: 'tea', value: 42.5 });
  expect(only(events, 'order').properties).toMatchObject({ $revenue: 42.5, items: [{ sku: 'sku-1', price: 42.5 }] });
  expect(only(events, 'outlink').kind).toBe('click');
  expect(JSON.stringify(events)).not.toContain('hush');
  expect(errors).toEqual([]);
  expect(await rejects()).toEqual([]);
});

interface Umami {
  readonly Umami: new (options: { websiteId: string; hostUrl: string }) => {
    track(
      event: string | Readonly<Record<string, unknown>>,
      data?: Readonly<Record<string, unknown>>,
    ): Promise<Response>;
    identify(properties: Readonly<Record<string, unknown>>): Promise<Response>;
    reset(): void;
  };
}

test('@umami/node', async () => {
  const { Umami } = requireSdk('@umami/node') as Umami;
  const umami = new Umami({ websiteId: 'site-1', hostUrl: shared.host().url });
  const page = { hostname: 'shop.test', url: '/tea?utm_source=news', title: 'Tea', referrer: 'https://news.test/' };
  const answers = [
    await umami.track(page),
    await umami.track('order placed', { total: 42.5, items: [{ sku: 'a' }] }),
    await umami.identify({ plan: 'pro' }),
    await umami.track({ ...page, name: 'paid', id: 'ana', data: { total: 1 } }),
  ];
  umami.reset();
  answers.push(await umami.identify({ seats: 1 }));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const events = await ofProject(shared.host(), 'site-1');
  expect(events.map(({ event, kind }) => `${event} ${kind}`)).toEqual([
    'pageview page',
    'order placed custom',
    'identify person',
    'paid custom',
    'identify person',
  ]);
  expect(events[0]).toMatchObject({
    source: 'umami',
    lib: 'umami-node',
    properties: {
      $title: 'Tea',
      $pathname: '/tea',
      $host: 'shop.test',
      $referrer: 'https://news.test/',
      utm_source: 'news',
    },
  });
  expect(events[1]?.properties).toMatchObject({ total: 42.5, items: [{ sku: 'a' }] });
  expect(events[2]?.properties).toMatchObject({ $set: { plan: 'pro' } });
  expect(events[3]).toMatchObject({ user_id: 'ana', properties: { total: 1 } });
  // It forgets what it said of the visitor before.
  expect(events[4]?.properties['$set']).toEqual({ seats: 1 });
  expect(await rejects()).toEqual([]);
});

type Rudder = new (
  key: string,
  options: {
    dataPlaneUrl: string;
    flushAt: number;
    flushInterval: number;
    errorHandler: (error: unknown) => void;
    enable?: boolean;
  },
) => Record<'identify' | 'track' | 'page' | 'screen' | 'group' | 'alias', (call: unknown) => void> & {
  flush(): Promise<unknown>;
  readonly queue: readonly unknown[];
};

test('@rudderstack/rudder-sdk-node', async () => {
  const Analytics = requireSdk('@rudderstack/rudder-sdk-node') as Rudder;
  const errors: unknown[] = [];
  const rudder = new Analytics('rs_node', {
    dataPlaneUrl: shared.host().url,
    flushAt: 20,
    flushInterval: 100,
    errorHandler: (error) => errors.push(error),
  });
  rudder.identify({ anonymousId: 'anon-1', userId: 'ana', traits: { plan: 'pro', address: { city: 'Faro' } } });
  const properties = { total: 42.5, items: [{ sku: 'a' }] };
  rudder.track({ userId: 'ana', event: 'order placed', properties, timestamp: new Date('2026-01-01T00:00:00Z') });
  rudder.page({ anonymousId: 'anon-1', name: 'Tea', properties: { url: 'https://shop.test/tea', path: '/tea' } });
  rudder.screen({ userId: 'ana', name: 'Home' });
  rudder.group({ userId: 'ana', groupId: 'acme', traits: { seats: 10 } });
  rudder.alias({ userId: 'ana', previousId: 'ana-old' });
  const options = { dataPlaneUrl: shared.host().url, flushAt: 20, flushInterval: 100, errorHandler: () => undefined };
  const silent = new Analytics('rs_node', { ...options, enable: false });
  silent.track({ userId: 'ana', event: 'while out' });
  await silent.flush();
  await rudder.flush();
  const events = await eventually(
    () => ofProject(shared.host(), 'rs_node'),
    (all) => all.length === 6,
  );
  expect([rudder.queue, errors]).toEqual([[], []]);
  expect(events.map(({ event, kind }) => `${event} ${kind}`).toSorted()).toEqual([
    'alias alias',
    'group group',
    'identify identify',
    'order placed custom',
    'page page',
    'screen screen',
  ]);
  expect(only(events, 'identify')).toMatchObject({
    source: 'rudderstack',
    user_id: 'ana',
    anonymous_id: 'anon-1',
    lib_version: '3.0.13',
    properties: { $set: { plan: 'pro', address: { city: 'Faro' } } },
  });
  expect(only(events, 'order placed')).toMatchObject({ timestamp: Date.UTC(2026, 0, 1), properties });
  expect(only(events, 'page').properties).toMatchObject({ $current_url: 'https://shop.test/tea', name: 'Tea' });
  expect(only(events, 'group')).toMatchObject({ groups: { group: 'acme' }, properties: { $group_set: { seats: 10 } } });
  expect(only(events, 'alias')).toMatchObject({ user_id: 'ana', properties: { alias: 'ana-old' } });
  expect(await rejects()).toEqual([]);
});
