/** SDKs of servers, unmodified from npm: what they say is stored, and they are content. */
import { createInstance, Identify } from '@amplitude/analytics-node';
import { expect, test } from '@playwright/test';
import mixpanel from 'mixpanel';
import { serveWorkspace, tempWorkspace, type RunningHost } from '../support/host';
import { named, only, stored } from '../support/sdk-shop';

const { dir, remove } = tempWorkspace();
let host: RunningHost;
test.beforeEach(async () => {
  host = await serveWorkspace(dir, ['--no-ui']);
});
test.afterEach(async () => {
  await host.stop();
  remove();
});

test('mixpanel', async () => {
  const client = mixpanel.init('mp_demo', { host: `127.0.0.1:${host.port}`, protocol: 'http', keepAlive: false });
  const done = (call: (callback: (error: Error | undefined) => void) => void): Promise<Error | undefined> =>
    new Promise((resolve) => call(resolve));
  const errors = [
    await done((end) => client.track('order placed', { distinct_id: 'ana', items: [{ sku: 'a' }] }, end)),
    await done((end) =>
      client.track_batch([{ event: 'b1', properties: { distinct_id: 'ana' } }], {}, (failures) => end(failures?.[0])),
    ),
    await done((end) => client.track('old', { distinct_id: 'ana', time: Date.UTC(2026, 0, 1) }, end)),
    await done((end) => client.people.set('ana', { plan: 'pro' }, end)),
    await done((end) => client.people.increment('ana', 'logins', 2, end)),
    await done((end) => client.groups.set('company', 'acme', { seats: 10 }, end)),
    await done((end) => client.alias('ana', 'ana-old', end)),
  ];
  // Anything but exactly `1` is an error to it.
  expect(errors.filter(Boolean)).toEqual([]);
  const events = await stored(host);
  expect(events.map(({ event, kind }) => `${event} ${kind}`)).toEqual([
    'order placed custom',
    'b1 custom',
    'old custom',
    '$set person',
    '$set person',
    '$group group',
    '$create_alias alias',
  ]);
  expect(only(events, 'order placed')).toMatchObject({
    distinct_id: 'ana',
    project: 'mp_demo',
    lib: 'node',
    properties: { items: [{ sku: 'a' }] },
  });
  expect(named(events, '$set').map(({ properties: { $set, $add } }) => $set ?? $add)).toEqual([
    { plan: 'pro' },
    { logins: 2 },
  ]);
  expect(only(events, '$group')).toMatchObject({ groups: { company: 'acme' } });
  expect(only(events, '$create_alias').properties).toMatchObject({ alias: 'ana-old' });
  expect(only(events, 'old').timestamp).toBe(Date.UTC(2026, 0, 1));
  expect((await host.call('rejects.recent', { limit: 10 })).rows).toEqual([]);
});

test('@amplitude/analytics-node', async () => {
  const client = createInstance();
  const said: string[] = [];
  const say = (...parts: unknown[]): void => void said.push(parts.join(' '));
  const loggerProvider = {
    disable: () => undefined,
    enable: () => undefined,
    log: () => undefined,
    warn: say,
    error: say,
    debug: () => undefined,
  };
  await client.init('amp_demo', {
    serverUrl: `${host.url}/2/httpapi`,
    flushIntervalMillis: 100,
    loggerProvider,
    logLevel: 2,
  }).promise;
  const who = { user_id: 'ana-maria', device_id: 'device-1' };
  const sent = [
    client.track('order placed', { items: [{ sku: 'a' }] }, { ...who, time: Date.UTC(2026, 0, 1) }),
    client.track('too vague'),
    client.track('another', undefined, who),
    client.identify(new Identify().set('plan', 'pro').add('logins', 2), who),
    client.setGroup('company', 'acme', who),
    client.groupIdentify('company', 'acme', new Identify().set('seats', 10)),
  ].map(({ promise }) => promise);
  // The event that says nobody is refused by name, as by the vendor; the others are taken once.
  expect((await Promise.all(sent)).map(({ code }) => code)).toEqual([200, 400, 200, 200, 200, 200]);
  const events = await stored(host);
  expect(events.map(({ event, kind }) => `${event} ${kind}`).toSorted()).toEqual([
    '$groupidentify group',
    '$identify person',
    '$identify person',
    'another custom',
    'order placed custom',
  ]);
  expect(only(events, 'order placed')).toMatchObject({
    timestamp: Date.UTC(2026, 0, 1),
    user_id: 'ana-maria',
    anonymous_id: 'device-1',
    source: 'amplitude',
    properties: { items: [{ sku: 'a' }] },
  });
  expect(named(events, '$identify').map(({ groups, properties: { $set, $add } }) => ({ groups, $set, $add }))).toEqual([
    { groups: {}, $set: { plan: 'pro' }, $add: { logins: 2 } },
    expect.objectContaining({ groups: { company: 'acme' } }),
  ]);
  expect(only(events, '$groupidentify').properties).toMatchObject({ $group_key: 'acme', $group_set: { seats: 10 } });
  client.setOptOut(true);
  client.track('while out', undefined, who);
  client.setOptOut(false);
  await client.track('back in', undefined, who).promise;
  const all = await stored(host);
  expect([named(all, 'while out').length, named(all, 'back in').length]).toEqual([0, 1]);
  expect((await host.call('rejects.recent', { limit: 10 })).rows).toMatchObject([{ code: 'missing_id' }]);
  // It warns of the event that it was told is bad, and of nothing else.
  expect(said.filter((text) => !text.includes('The event says nobody'))).toEqual([]);
  expect(said).not.toEqual([]);
});
