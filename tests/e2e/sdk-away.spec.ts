/**
 * SDKs of browsers that keep what they cannot send, unmodified from npm in a real Chromium: what pages say while Waymark
 * is closed is there, once, when it is open again. Others give up after some seconds, or at once.
 */
import { createRequire } from 'node:module';
import { expect, test, type Page } from '@playwright/test';
import { eventually, serveWorkspace, tempWorkspace } from '../support/host';
import { launchUnmarked, named, openShop, type Shop } from '../support/sdk-shop';
import { bundleSdk, ofProject, sdkFile } from '../support/sdk-visit';

const require = createRequire(import.meta.url);

interface Sdk {
  readonly name: string;
  readonly scripts: (dir: string) => Promise<Readonly<Record<string, string>>>;
  /** Starts the SDK with its own name as the project, and gives the page `track(name)`. */
  readonly head: string;
}

const SDKS: readonly Sdk[] = [
  {
    name: 'segment',
    scripts: async (dir) => ({
      'segment.js': await bundleSdk(`export { AnalyticsBrowser } from '@segment/analytics-next'`, dir),
    }),
    head: `<script type="module">
      import { AnalyticsBrowser } from '/sdk/segment.js';
      const analytics = AnalyticsBrowser.load({ writeKey: 'segment', cdnURL: collector });
      window.track = (name) => void analytics.track(name);
    </script>`,
  },
  {
    name: 'rudderstack',
    scripts: () =>
      Promise.resolve({
        'rudder.js': require.resolve('@rudderstack/analytics-js/bundled').replace('cjs/index.cjs', 'esm/index.mjs'),
      }),
    head: `<script type="module">
      import { RudderAnalytics } from '/sdk/rudder.js';
      const rudder = new RudderAnalytics();
      rudder.load('rudderstack', collector, { configUrl: collector });
      window.track = (name) => rudder.track(name);
    </script>`,
  },
  {
    name: 'snowplow',
    scripts: () => Promise.resolve({ 'tracker.js': sdkFile('@snowplow/browser-tracker/dist/index.umd.min.js') }),
    head: `<script src="/sdk/tracker.js"></script><script>
      snowplowBrowserTracking.newTracker('sp', collector, { appId: 'snowplow' });
      const track = (action) => snowplowBrowserTracking.trackStructEvent({ category: 'shop', action });
    </script>`,
  },
  {
    name: 'countly',
    scripts: () => Promise.resolve({ 'countly.js': sdkFile('countly-sdk-web/lib/countly.min.js') }),
    head: `<script src="/sdk/countly.js"></script><script>
      Countly.init({ app_key: 'countly', url: collector, interval: 100, fail_timeout: 1 });
      const track = (key) => Countly.add_event({ key, count: 1 });
    </script>`,
  },
];

test('what pages say while Waymark is closed is there when it is open again', async ({ launchOptions }) => {
  // SDKs wait longer after each try in vain.
  test.setTimeout(120_000);
  const { dir, remove } = tempWorkspace();
  const shops: Shop[] = [];
  let host = await serveWorkspace(dir, ['--no-ui']);
  const browser = await launchUnmarked(launchOptions);
  try {
    const pages: Page[] = [];
    for (const { name, scripts, head } of SDKS) {
      const shop = await openShop(await scripts(`${dir}-bundles`), head);
      shops.push(shop);
      const page = await (await browser.newContext()).newPage();
      pages.push(page);
      await page.goto(`${shop.url}/?collector=${encodeURIComponent(host.url)}`);
      await page.evaluate('track("before")');
      await eventually(
        () => ofProject(host, name),
        (events) => named(events, 'before').length === 1,
      );
    }
    const { port } = host;
    await host.stop();
    await Promise.all(
      pages.map(async (page) => {
        // Once it has tried in vain, it is up to the SDK.
        const failed = page.waitForEvent('requestfailed');
        await page.evaluate('track("while closed")');
        await failed;
      }),
    );
    host = await serveWorkspace(dir, ['--no-ui', '--port', String(port)]);
    expect(host.port).toBe(port);
    await Promise.all(pages.map((page) => page.evaluate('track("after")')));
    for (const { name } of SDKS) {
      const events = await eventually(
        () => ofProject(host, name),
        (all) => ['while closed', 'after'].every((event) => named(all, event).length > 0),
        40_000,
      );
      const said = events.map(({ event }) => event).filter((event) => /^(before|while closed|after)$/.test(event));
      expect([name, ...said.toSorted()]).toEqual([name, 'after', 'before', 'while closed']);
    }
    expect((await host.call('rejects.recent', { limit: 10 })).rows).toEqual([]);
  } finally {
    await browser.close();
    shops.forEach((shop) => {
      shop.close();
    });
    await host.stop();
    remove();
  }
});
