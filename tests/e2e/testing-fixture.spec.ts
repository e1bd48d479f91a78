/** The Playwright fixture as its users have it: a page with a real SDK, a Waymark of the test's own, and what it says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test as base } from '../../sdk/testing/src/index';

const BUILD = resolve(process.env['WAYMARK_BUILD'] ?? join(import.meta.dirname, '../../out/main'));
const POSTHOG = readFileSync(createRequire(import.meta.url).resolve('posthog-js/dist/module.js'), 'utf8');

/** As Segment's API gives it. */
const PLAN = {
  name: 'Shop',
  rules: {
    events: [
      {
        name: 'Checkout',
        version: 1,
        rules: {
          type: 'object',
          properties: {
            properties: {
              type: 'object',
              properties: { plan: { type: 'string', enum: ['free', 'pro'] }, total: { type: 'number' } },
              required: ['plan'],
            },
          },
        },
      },
    ],
  },
};

const dir = mkdtempSync(join(tmpdir(), 'waymark-fixture-'));
const planFile = join(dir, 'plan.json');
writeFileSync(planFile, JSON.stringify(PLAN));
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));

const test = base.extend<{ readonly shop: (script: string) => Promise<void> }>({
  /** Opens a shop whose page runs posthog-js against the test's Waymark and then this script. */
  shop: async ({ page, waymark }, use) => {
    let script = '';
    const server = createServer((request, response) => {
      const isSdk = request.url === '/posthog.js';
      response.setHeader('content-type', isSdk ? 'text/javascript' : 'text/html');
      response.end(
        isSdk
          ? POSTHOG
          : `<!doctype html><title>Shop</title><script type="module">
               import posthog from '/posthog.js';
               posthog.init('phc_test', {
                 api_host: '${waymark.url}', opt_out_useragent_filter: true, autocapture: false,
                 disable_session_recording: true,
               });
               ${script}
             </script>`,
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    await use(async (text) => {
      script = text;
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
    server.closeAllConnections();
    server.close();
  },
});

test.use({ waymarkOptions: { command: [process.execPath, join(BUILD, 'headless.js')], plan: planFile } });

test('an event is waited for, by name and properties, and the plan is kept', async ({ shop, waymark }) => {
  await shop(`posthog.capture('Checkout', { plan: 'pro', total: 42.5, cart: { items: 2 } });`);
  const event = await waymark.expectEvent('Checkout', { plan: 'pro', cart: { items: 2 } });
  expect(event).toMatchObject({ source: 'posthog', lib: 'web', properties: { total: 42.5 } });
  await waymark.expectEvent('$pageview');
  await waymark.expectNoEvent('Refund', {}, { within: 50 });
  await waymark.expectNoViolations();
  expect(await waymark.violations()).toMatchObject([{ path: 'properties.cart', severity: 'warning' }]);
});

test('each test begins with nothing', async ({ waymark }) => {
  expect(await waymark.events()).toEqual([]);
  expect(await waymark.violations()).toEqual([]);
});

test('what does not come is explained by what came instead', async ({ shop, waymark }) => {
  await shop(`
    posthog.capture('Checkout', { plan: 'Pro', totl: 42.5 });
    posthog.capture('check_out', { plan: 'pro' });
  `);
  await waymark.expectEvent('check_out');
  const missing = waymark.expectEvent('Checkout', { plan: 'pro', total: 42.5 }, { timeout: 200 });
  await expect(missing).rejects.toThrow(
    [
      '«Checkout» with {"plan":"pro","total":42.5} did not arrive within 200 ms.',
      '«Checkout» arrived, but carried something else:',
      '  plan: expected "pro", came "Pro"',
      '  total: expected 42.5, came nothing; there is «totl»: 42.5',
    ].join('\n'),
  );
  await expect(waymark.expectEvent('Chekout', {}, { timeout: 100 })).rejects.toThrow(/Did you mean «Checkout»\?/);
  await expect(waymark.expectNoViolations()).rejects.toThrow(
    /Checkout properties\.plan: expected one of "free", "pro"; came "Pro" \(1×\)/,
  );
  await expect(waymark.expectNoEvent('check_out', {}, { within: 0 })).rejects.toThrow(/should not have come/);
});

test('events of a tagged run are found by their tag', async ({ page, shop, waymark }) => {
  await page
    .context()
    .route(`${waymark.url}/**`, (route) =>
      route.continue({ headers: { ...route.request().headers(), 'x-waymark-run': 'checkout-17' } }),
    );
  await shop(`posthog.capture('Checkout', { plan: 'free' });`);
  await waymark.expectEvent('Checkout');
  const tagged = await waymark.events({ run: 'checkout-17', event: 'Checkout' });
  expect(tagged).toMatchObject([{ properties: { $waymark_run: 'checkout-17' } }]);
  expect(await waymark.events({ run: 'checkout-18' })).toEqual([]);
});
