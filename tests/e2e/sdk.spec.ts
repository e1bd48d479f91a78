/** The SDKs that people use, unmodified from npm, pointed here by the one line that our first-run page shows. */
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { expect, test, type Browser } from '@playwright/test';
import { Analytics } from '@segment/analytics-node';
import { eventually, serveWorkspace, tempWorkspace, type RunningHost } from '../support/host';
import { launchUnmarked, named, stored } from '../support/sdk-shop';

const require = createRequire(import.meta.url);
const POSTHOG = readFileSync(require.resolve('posthog-js/dist/module.js'), 'utf8');

const PAGE = `<!doctype html>
<title>Shop</title>
<button id="buy">Buy</button>
<form id="form"><input name="email"><button id="submit">Send</button></form>
<script type="module">
  import posthog from '/posthog.js';
  document.querySelector('#form').addEventListener('submit', (event) => event.preventDefault());
  const host = new URLSearchParams(location.search).get('collector');
  posthog.init('phc_demo', { api_host: host, loaded: () => (window.posthog = posthog) });
  const beside = ['$pageleave', '$snapshot'];
  posthog.on('eventCaptured', ({ event, uuid }) => beside.includes(event) || window.noteCaptured(uuid));
</script>`;

/** A shop of its own origin: the collector is another port, as in life. */
function serveShop(): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/posthog.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? POSTHOG : PAGE);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }),
    );
  });
}

const { dir, remove } = tempWorkspace();
let host: RunningHost;
test.beforeEach(async () => {
  host = await serveWorkspace(dir, ['--no-ui']);
});
test.afterEach(async () => {
  await host.stop();
  remove();
});

test.describe('posthog-js in a real Chromium', () => {
  let browser: Browser;
  let shop: { url: string; server: Server };
  test.beforeEach(async ({ launchOptions }) => {
    shop = await serveShop();
    browser = await launchUnmarked(launchOptions);
  });
  test.afterEach(async () => {
    await browser.close();
    shop.server.close();
  });

  test('an anonymous visit that becomes a known user is stored whole', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const captured: string[] = [];
    await page.exposeFunction('noteCaptured', (id: string) => captured.push(id));
    const answers: string[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (response.url().startsWith(host.url)) answers.push(`${response.status()} ${pathname}`);
    });
    const outside: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith('http://127.0.0.1:')) outside.push(request.url());
    });
    await page.goto(`${shop.url}/?utm_source=news&collector=${encodeURIComponent(host.url)}`);
    const first = await eventually(
      () => stored(host),
      (events) => named(events, '$pageview').length === 1,
    );
    expect(named(first, '$pageview')[0]).toMatchObject({
      kind: 'page',
      source: 'posthog',
      project: 'phc_demo',
      lib: 'web',
    });

    // Autocapture starts once the config said that it may.
    await page.waitForTimeout(500);
    await page.click('#buy');
    await page.evaluate('posthog.capture("order placed", { total: 42.5, items: [{ sku: "a" }] })');
    await page.evaluate('posthog.identify("ana", { plan: "pro" })');
    await page.evaluate('posthog.group("company", "acme", { seats: 10 })');
    await page.evaluate('posthog.capture("after identify")');
    await page.click('#submit');
    const events = await eventually(
      () => stored(host),
      (all) => named(all, 'after identify').length === 1 && named(all, '$autocapture').length >= 2,
    );

    const [pageview] = named(events, '$pageview');
    const [order] = named(events, 'order placed');
    const [identify] = named(events, '$identify');
    const [after] = named(events, 'after identify');
    const anonymous = pageview?.distinct_id;
    expect(pageview?.anonymous_id).toBe(anonymous);
    expect(pageview?.properties).toMatchObject({ utm_source: 'news', $title: 'Shop' });
    expect(order).toMatchObject({ anonymous_id: anonymous, properties: { total: 42.5, items: [{ sku: 'a' }] } });
    expect(identify).toMatchObject({
      kind: 'identify',
      user_id: 'ana',
      anonymous_id: anonymous,
      properties: { $set: { plan: 'pro' } },
    });
    expect(after).toMatchObject({ user_id: 'ana', groups: { company: 'acme' } });
    expect(after?.session_id).toBe(pageview?.session_id);
    expect(named(events, '$groupidentify')).toHaveLength(1);
    expect(new Set(named(events, '$autocapture').map(({ kind }) => kind))).toEqual(new Set(['click', 'form']));

    // An event whose flush the closing page must do by beacon.
    await page.evaluate('posthog.capture("last")');
    await page.goto('about:blank');
    await eventually(
      () => stored(host),
      (all) => named(all, 'last').length === 1,
    );
    await page.goto(`${shop.url}/?collector=${encodeURIComponent(host.url)}`);
    await eventually(
      () => stored(host),
      (all) => named(all, '$pageview').length === 2,
    );
    // All that the SDK says it captured, each once. A page that is going away can send its last event, but not tell us.
    await eventually(
      () => stored(host),
      (all) => {
        const told = all.filter(({ event }) => event !== '$pageleave').map(({ event_id }) => event_id);
        const isAll = told.toSorted().join() === captured.toSorted().join();
        return isAll && named(all, '$pageleave').length > 0;
      },
    );
    expect(answers.filter((answer) => !answer.startsWith('200 '))).toEqual([]);
    expect((await host.call('rejects.recent', { limit: 10 })).rows).toEqual([]);
    expect(outside).toEqual([]);
  });
});

test.describe('@segment/analytics-node', () => {
  test('every call is stored and its queue is empty', async () => {
    const analytics = new Analytics({ writeKey: 'wk_demo', host: host.url, flushAt: 3, flushInterval: 200 });
    const failures: unknown[] = [];
    analytics.on('error', (error) => failures.push(error));
    analytics.identify({ anonymousId: 'anon-1', userId: 'ana', traits: { plan: 'pro' } });
    analytics.track({
      userId: 'ana',
      event: 'order placed',
      properties: { total: 42.5, items: [{ sku: 'a' }] },
      timestamp: new Date('2026-01-01T00:00:00Z'),
    });
    analytics.page({ anonymousId: 'anon-1', name: 'Pricing', properties: { url: 'http://shop.test/pricing' } });
    analytics.group({ userId: 'ana', groupId: 'acme', traits: { seats: 10 } });
    analytics.alias({ userId: 'ana', previousId: 'ana-old' });
    analytics.screen({ userId: 'ana', name: 'Home' });
    const silent = new Analytics({ writeKey: 'wk_demo', host: host.url, disable: true });
    silent.track({ userId: 'ana', event: 'while out' });
    await silent.closeAndFlush({ timeout: 10_000 });
    // Resolves when everything that was asked for was sent and answered.
    await analytics.closeAndFlush({ timeout: 10_000 });
    expect(failures).toEqual([]);

    const events = await stored(host);
    expect(events.map(({ event, kind }) => `${event} ${kind}`).toSorted()).toEqual([
      'alias alias',
      'group group',
      'identify identify',
      'order placed custom',
      'page page',
      'screen screen',
    ]);
    expect(named(events, 'identify')[0]).toMatchObject({
      user_id: 'ana',
      anonymous_id: 'anon-1',
      project: 'wk_demo',
      lib: '@segment/analytics-node',
      properties: { $set: { plan: 'pro' } },
    });
    expect(named(events, 'order placed')[0]).toMatchObject({
      timestamp: Date.UTC(2026, 0, 1),
      properties: { total: 42.5, items: [{ sku: 'a' }] },
    });
    expect((await host.call('rejects.recent', { limit: 10 })).total).toBe(0);
  });

  test('what could not be sent while the engine was away is there when it is back', async () => {
    const analytics = new Analytics({ writeKey: 'wk_demo', host: host.url, flushAt: 1 });
    process.kill(host.enginePid(), 'SIGKILL');
    for (let index = 0; index < 5; index++) analytics.track({ userId: 'ana', event: `during ${index}` });
    await analytics.closeAndFlush({ timeout: 20_000 });
    expect((await stored(host)).map(({ event }) => event).toSorted()).toEqual(
      [0, 1, 2, 3, 4].map((index) => `during ${index}`),
    );
  });
});
