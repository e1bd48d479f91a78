/** OpenTelemetry and Vercel, unmodified from npm, and what Google's tag sends: stored, and the senders are content. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { expect, test } from '@playwright/test';
import { track } from '@vercel/analytics/server';
import { bundle } from '../support/bundle';
import { eventually, serveWorkspace, tempWorkspace, type RunningHost } from '../support/host';
import { expectQuiet, launchUnmarked, named, only, openShop, stored, watch } from '../support/sdk-shop';

const require = createRequire(import.meta.url);

const { dir, remove } = tempWorkspace();
let host: RunningHost;
test.beforeEach(async () => {
  host = await serveWorkspace(dir, ['--no-ui']);
});
test.afterEach(async () => {
  await host.stop();
  remove();
});

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

for (const [name, Exporter] of [
  ['http', OTLPLogExporter],
  ['proto', ProtoLogExporter],
] as const) {
  test(`@opentelemetry/exporter-logs-otlp-${name}`, async () => {
    const said: string[] = [];
    const say = (...parts: unknown[]): void => void said.push(parts.join(' '));
    diag.setLogger(
      { error: say, warn: say, info: () => undefined, debug: () => undefined, verbose: () => undefined },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    // Compressed too, as `OTEL_EXPORTER_OTLP_COMPRESSION` has it.
    const options = { url: `${host.url}/v1/logs`, compression: 'gzip' } as ConstructorParameters<typeof Exporter>[0];
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop-api', 'service.version': '1.2.3' }),
      processors: [new BatchLogRecordProcessor({ exporter: new Exporter(options), scheduledDelayMillis: 100 })],
    });
    const logger = provider.getLogger('checkout', '0.1.0');
    const at = Date.now();
    logger.emit({
      eventName: 'order.completed',
      timestamp: at,
      body: { total: 42.5, items: [{ sku: 'a' }], gift: false },
      attributes: { 'user.id': 'ana', 'session.id': 's-1', 'user.email': 'ana@shop.test', count: 3 },
    });
    logger.emit({ body: 'a log like any other', attributes: { 'user.id': 'ana' } });
    logger.emit({ eventName: 'stock.low', attributes: { sku: 'a' } });
    logger.emit({ attributes: { 'exception.type': 'TypeError', 'exception.message': 'oh', 'user.id': 'ana' } });
    await provider.forceFlush();
    const events = await stored(host);
    expect(events.map(({ event, kind }) => `${event} ${kind}`)).toEqual([
      'order.completed custom',
      'stock.low custom',
      'exception error',
    ]);
    expect(only(events, 'order.completed')).toMatchObject({
      timestamp: at,
      user_id: 'ana',
      session_id: 's-1',
      source: 'otlp',
      project: 'shop-api',
      properties: {
        total: 42.5,
        items: [{ sku: 'a' }],
        gift: false,
        count: 3,
        $set: { email: 'ana@shop.test' },
        $otlp: { scope: { name: 'checkout', version: '0.1.0' }, resource: { 'service.version': '1.2.3' } },
      },
    });
    expect(only(events, 'stock.low')).toMatchObject({
      distinct_id: '$service_shop-api',
      properties: { $is_server: true },
    });
    expect(said).toEqual([]);
    // Nothing but logs: the exporter is told, and says so.
    logger.emit({ body: 'alone' });
    await provider.shutdown();
    expect(said.join('\n')).toContain('event name');
    expect(await stored(host)).toHaveLength(3);
    expect((await host.call('rejects.recent', { limit: 10 })).rows).toEqual([]);
    diag.disable();
  });
}

test('@opentelemetry/exporter-logs-otlp-http in a real Chromium', async ({ launchOptions }) => {
  const out = mkdtempSync(join(tmpdir(), 'waymark-bundle-'));
  const script = await bundle(
    `export { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
    export { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
    export { resourceFromAttributes } from '@opentelemetry/resources';
    export { diag, DiagConsoleLogger, DiagLogLevel } from '@opentelemetry/api';`,
    out,
  );
  const head = `<script type="module">
    import * as otel from '/sdk/otel.js';
    otel.diag.setLogger(new otel.DiagConsoleLogger(), otel.DiagLogLevel.WARN);
    const exporter = new otel.OTLPLogExporter({ url: collector + '/v1/logs', headers: { 'x-team': 'shop' } });
    const provider = new otel.LoggerProvider({
      resource: otel.resourceFromAttributes({ 'service.name': 'shop-web', 'telemetry.sdk.language': 'webjs' }),
      processors: [new otel.BatchLogRecordProcessor({ exporter, scheduledDelayMillis: 300 })],
    });
    window.logger = provider.getLogger('web');
    logger.emit({ eventName: 'browser.page_view', body: { url: location.href, title: document.title } });
  </script>`;
  const browser = await launchUnmarked(launchOptions);
  const shop = await openShop({ 'otel.js': script }, head);
  try {
    const page = await browser.newPage();
    const complaints = watch(page, host.url);
    const until = (name: string): ReturnType<typeof stored> =>
      eventually(
        () => stored(host),
        (events) => named(events, name).length === 1,
      );
    await page.goto(`${shop.url}/?utm_source=news&collector=${encodeURIComponent(host.url)}`);
    const view = only(await until('browser.page_view'), 'browser.page_view');
    expect(view).toMatchObject({
      kind: 'page',
      project: 'shop-web',
      lib: 'opentelemetry-webjs',
      properties: { $pathname: '/', $title: 'Shop', $browser: 'Chrome', utm_source: 'news' },
    });
    expect(view.distinct_id).toMatch(/^visitor-/);
    expect(view.properties).not.toHaveProperty('$is_server');
    // The page goes away before the next batch was due.
    await page.evaluate('logger.emit({ eventName: "left", attributes: { "user.id": "ana", "session.id": "s-1" } })');
    await page.goto('about:blank');
    expect(only(await until('left'), 'left')).toMatchObject({ user_id: 'ana', session_id: 's-1' });
    // The browser asks first, which is answered with 204.
    await expectQuiet({ ...complaints, answers: complaints.answers.filter((one) => one !== '204 /v1/logs') }, host);
  } finally {
    shop.close();
    await browser.close();
    rmSync(out, { recursive: true, force: true });
  }
});

test('@vercel/analytics in a real Chromium', async ({ launchOptions }) => {
  const browser = await launchUnmarked(launchOptions);
  const head = `<script type="module">
    import { inject, pageview, track } from '/sdk/vercel.js';
    const manual = location.pathname.startsWith('/manual');
    inject({
      scriptSrc: collector + '/_vercel/insights/script.js',
      disableAutoTrack: manual,
      framework: 'react',
      beforeSend: (event) => {
        if (event.url.includes('/private')) return null;
        return { ...event, url: event.url.replace(/token=[^&]*/, 'token=x') };
      },
    });
    if (manual) pageview({ route: '/manual/[id]', path: '/manual/7' });
    track('first of all');
    window.vercel = { track, pageview };
  </script>`;
  const shop = await openShop({ 'vercel.js': require.resolve('@vercel/analytics').replace(/\.js$/, '.mjs') }, head);
  try {
    const page = await browser.newPage();
    const complaints = watch(page, host.url);
    const query = `?utm_source=news&token=secret&collector=${encodeURIComponent(host.url)}`;
    const until = (name: string, count = 1): ReturnType<typeof stored> =>
      eventually(
        () => stored(host),
        (events) => named(events, name).length === count,
      );
    await page.goto(`${shop.url}/${query}`);
    const view = only(await until('pageview'), 'pageview');
    expect(view).toMatchObject({
      kind: 'page',
      source: 'vercel',
      project: new URL(shop.url).host,
      lib: '@vercel/analytics/react',
      lib_version: '2.0.1',
      properties: { $pathname: '/', $title: 'Shop', $browser: 'Chrome', utm_source: 'news' },
    });
    expect(view.properties['$current_url']).toContain('token=x');
    await until('first of all');
    await page.evaluate('vercel.track("order placed", { total: 42.5, gift: null }, { flags: ["new-cart"] })');
    const order = only(await until('order placed'), 'order placed');
    expect(order).toMatchObject({
      distinct_id: view.distinct_id,
      properties: { total: 42.5, gift: null, flags: ['new-cart'] },
    });
    await page.evaluate('history.pushState({}, "", "/private")');
    await page.evaluate('history.pushState({}, "", "/tea")');
    const views = named(await until('pageview', 2), 'pageview');
    expect(views.map(({ properties }) => properties['$pathname'])).toEqual(['/', '/tea']);
    // The page goes away with something to say.
    await page.evaluate('addEventListener("pagehide", () => vercel.track("left"))');
    await page.goto(`${shop.url}/manual/7${query}`);
    await until('left');
    const manual = named(await until('pageview', 3), 'pageview').at(-1);
    expect(manual?.properties).toMatchObject({ $pathname: '/manual/7', route: '/manual/[id]' });
    await expectQuiet(complaints, host);
    expect(JSON.stringify(await stored(host))).not.toContain('secret');
  } finally {
    shop.close();
    await browser.close();
  }
});

test('@vercel/analytics/server', async () => {
  process.env['VERCEL_WEB_ANALYTICS_ENDPOINT'] = `${host.url}/_vercel/insights/event`;
  try {
    const headers = { 'user-agent': CHROME, referer: 'https://shop.test/cart', 'x-forwarded-for': '203.0.113.9' };
    await track('paid', { total: 42.5 }, { headers, flags: { 'new-cart': true } });
    expect(await stored(host)).toMatchObject([
      {
        event: 'paid',
        project: 'shop.test',
        lib: '@vercel/analytics/server',
        properties: {
          total: 42.5,
          $is_server: true,
          $pathname: '/cart',
          $browser: 'Chrome',
          flags: { 'new-cart': true },
        },
      },
    ]);
  } finally {
    delete process.env['VERCEL_WEB_ANALYTICS_ENDPOINT'];
  }
});

test('what Google’s tag and servers send to Google Analytics 4', async ({ launchOptions }) => {
  const browser = await launchUnmarked(launchOptions);
  const shop = await openShop({}, '');
  try {
    const page = await browser.newPage();
    await page.goto(shop.url);
    const base = `${host.url}/g/collect?v=2&tid=G-DEMO&cid=1.2&sid=1769853000&dl=${encodeURIComponent(shop.url)}`;
    await page.evaluate(async (url) => {
      await fetch(`${url}&en=page_view`, { method: 'POST', mode: 'no-cors', keepalive: true });
      navigator.sendBeacon(url, 'en=scroll&epn.percent_scrolled=90\r\nen=purchase&epn.value=42.5&pr1=idA~qt2&uid=ana');
      new Image().src = `${url}&en=user_engagement`;
    }, base);
    const body = JSON.stringify({
      client_id: '1.2',
      user_id: 'ana',
      events: [{ name: 'refund', params: { value: 1 } }],
    });
    const query = 'measurement_id=G-DEMO&api_secret=hush';
    expect((await fetch(`${host.url}/mp/collect?${query}`, { method: 'POST', body })).status).toBe(204);
    const checked = await fetch(`${host.url}/debug/mp/collect?${query}`, { method: 'POST', body });
    expect(await checked.json()).toMatchObject({ validationMessages: [{ validationCode: 'VALUE_REQUIRED' }] });
    const events = await eventually(
      () => stored(host),
      (all) => all.length === 5,
    );
    expect(only(events, 'page_view')).toMatchObject({ kind: 'page', anonymous_id: '1.2', session_id: '1769853000' });
    expect(only(events, 'scroll').properties).toMatchObject({ percent_scrolled: 90 });
    expect(only(events, 'purchase')).toMatchObject({
      user_id: 'ana',
      properties: { items: [{ item_id: 'A', quantity: 2 }] },
    });
    expect(only(events, 'refund')).toMatchObject({ user_id: 'ana', project: 'G-DEMO' });
    expect((await host.call('rejects.recent', { limit: 10 })).rows).toEqual([]);
  } finally {
    shop.close();
    await browser.close();
  }
});
