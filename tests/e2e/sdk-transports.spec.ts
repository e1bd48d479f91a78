/**
 * The other ways in which SDKs of browsers send, unmodified from npm in a real Chromium: beacons, pictures, batches,
 * base64. What a page says while it goes away is there, once and whole.
 */
import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';
import { named, only } from '../support/sdk-shop';
import { sdkFile, shareHost, visitShop } from '../support/sdk-visit';

const require = createRequire(import.meta.url);
const shared = shareHost();

interface Way {
  readonly what: string;
  readonly project: string;
  readonly scripts: () => Promise<Readonly<Record<string, string>>>;
  /** Starts the SDK and gives the page `track(name)`, an event with nested properties. */
  readonly head: string;
  /** Has it send a batch that is not full, where it waits for that. */
  readonly flush?: string;
  /** By which request the last event goes: its method and path. */
  readonly last: string;
  /** Where nothing may be left to send, once the page was opened again. */
  readonly keys: RegExp;
}

const ITEMS = '{ total: 42.5, items: [{ sku: "a" }] }';

const WAYS: readonly Way[] = [
  {
    what: '@snowplow/browser-tracker by pictures, its contexts as base64',
    project: 'sp_get',
    scripts: () => Promise.resolve({ 'tracker.js': sdkFile('@snowplow/browser-tracker/dist/index.umd.min.js') }),
    head: `<script src="/sdk/tracker.js"></script><script>
      const sp = snowplowBrowserTracking;
      sp.newTracker('sp', collector, { appId: 'sp_get', eventMethod: 'get', encodeBase64: true });
      const track = (name) =>
        sp.trackSelfDescribingEvent({ event: { schema: 'iglu:com.shop/' + name + '/jsonschema/1-0-0', data: ${ITEMS} } });
    </script>`,
    last: 'GET /i',
    keys: /^snowplowOutQueue/,
  },
  {
    what: '@snowplow/browser-tracker in batches, kept alive, to a path of its own',
    project: 'sp_batch',
    scripts: () => Promise.resolve({ 'tracker.js': sdkFile('@snowplow/browser-tracker/dist/index.umd.min.js') }),
    head: `<script src="/sdk/tracker.js"></script><script>
      const sp = snowplowBrowserTracking;
      sp.newTracker('sp', collector, { appId: 'sp_batch', bufferSize: 2, keepalive: true, postPath: '/com.shop/track' });
      const track = (name) =>
        sp.trackSelfDescribingEvent({ event: { schema: 'iglu:com.shop/' + name + '/jsonschema/1-0-0', data: ${ITEMS} } });
      addEventListener('pagehide', () => sp.flushBuffer());
    </script>`,
    // What was resent fills a batch as well as what is new.
    flush: 'sp.flushBuffer()',
    last: 'POST /com.shop/track',
    keys: /^snowplowOutQueue/,
  },
  {
    what: '@segment/analytics-next in batches, kept alive',
    project: 'wk_batch',
    scripts: async () => ({
      'segment.js': await shared.bundled(`export { AnalyticsBrowser } from '@segment/analytics-next'`),
    }),
    head: `<script type="module">
      import { AnalyticsBrowser } from '/sdk/segment.js';
      const deliveryStrategy = { strategy: 'batching', config: { size: 2, timeout: 200, keepalive: true } };
      const analytics = AnalyticsBrowser.load(
        { writeKey: 'wk_batch', cdnURL: collector },
        { integrations: { 'Segment.io': { deliveryStrategy } } },
      );
      window.track = (name) => void analytics.track(name, ${ITEMS});
    </script>`,
    last: 'POST /v1/b',
    keys: /^persisted-queue/,
  },
  {
    what: '@rudderstack/analytics-js by beacons',
    project: 'rs_beacon',
    scripts: () =>
      Promise.resolve({
        'rudder.js': require.resolve('@rudderstack/analytics-js/bundled').replace('cjs/index.cjs', 'esm/index.mjs'),
      }),
    head: `<script type="module">
      import { RudderAnalytics } from '/sdk/rudder.js';
      const rudder = new RudderAnalytics();
      rudder.load('rs_beacon', collector, {
        configUrl: collector, useBeacon: true, beaconQueueOptions: { flushQueueInterval: 200 },
      });
      window.track = (name) => rudder.track(name, ${ITEMS});
    </script>`,
    last: 'POST /beacon/v1/batch',
    keys: /\.(queue|inProgress|batchQueue)$/,
  },
  {
    what: '@amplitude/analytics-browser by beacons',
    project: 'amp_beacon',
    scripts: () =>
      Promise.resolve({
        'amplitude.js': require.resolve('@amplitude/analytics-browser/lib/scripts/amplitude-min.umd.js'),
      }),
    head: `<script src="/sdk/amplitude.js"></script><script>
      amplitude.init('amp_beacon', {
        serverUrl: collector + '/2/httpapi', remoteConfig: { fetchRemoteConfig: false },
        autocapture: false, enableDiagnostics: false, flushIntervalMillis: 200, transport: 'beacon',
      });
      const track = (name) => void amplitude.track(name, ${ITEMS});
      addEventListener('pagehide', () => amplitude.flush());
    </script>`,
    last: 'POST /2/httpapi',
    keys: /^AMP_unsent/,
  },
  {
    what: 'mixpanel-browser by beacons, one at a time',
    project: 'mp_beacon',
    scripts: () => Promise.resolve({ 'mixpanel.js': require.resolve('mixpanel-browser/dist/mixpanel.module.js') }),
    head: `<script type="module">
      import mixpanel from '/sdk/mixpanel.js';
      mixpanel.init('mp_beacon', {
        api_host: collector, autocapture: false, persistence: 'localStorage', api_transport: 'sendBeacon',
        batch_requests: false,
      });
      window.track = (name) => mixpanel.track(name, ${ITEMS});
    </script>`,
    last: 'POST /track/',
    keys: /^__mpq_/,
  },
];

for (const { what, project, scripts, head, flush = '', last, keys } of WAYS) {
  test(what, async () => {
    await visitShop(
      shared,
      { project, scripts: await scripts(), head },
      async ({ page, open, leave, events, until, nothingKept }) => {
        const asked: string[] = [];
        page.on('request', (request) => {
          if (request.url().startsWith(shared.host().url)) {
            asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
          }
        });
        await open();
        await page.evaluate('track("first")');
        await page.evaluate('track("second")');
        await until('first');
        await until('second');
        await page.evaluate('track("last")');
        await leave();
        // What the page could not send as it went away may wait for the next event.
        await open();
        await page.evaluate('track("back")');
        await page.evaluate('track("again")');
        await page.evaluate(flush);
        await until('last');
        await until('back');
        const all = await until('again');
        await nothingKept(keys);
        expect(asked).toContain(last);
        for (const name of ['first', 'second', 'last', 'back', 'again']) {
          expect(only(all, name).properties).toMatchObject({ total: 42.5, items: [{ sku: 'a' }] });
        }
        expect(named(await events(), 'last')).toHaveLength(1);
      },
    );
  });
}
