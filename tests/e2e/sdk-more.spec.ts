/** More SDKs, unmodified from npm, in a real browser: what they say is stored, and they are content. */
import { createRequire } from 'node:module';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { eventually, serveWorkspace, tempWorkspace, type RunningHost } from '../support/host';
import {
  expectQuiet,
  launchUnmarked,
  named,
  only,
  openShop,
  stored,
  watch,
  type Complaints,
} from '../support/sdk-shop';

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

/** Resolves with all events once there are so many of that name. */
const until = (name: string, count = 1): ReturnType<typeof stored> =>
  eventually(
    () => stored(host),
    (events) => named(events, name).length >= count,
  );

test.describe('in a real Chromium', () => {
  let browser: Browser;
  test.beforeEach(async ({ launchOptions }) => {
    browser = await launchUnmarked(launchOptions);
  });
  test.afterEach(async () => {
    await browser.close();
  });

  /** Runs a visit to a shop with the SDK; `visit` may open the page again. */
  async function inShop(
    scripts: Readonly<Record<string, string>>,
    head: string,
    visit: (page: Page, open: () => Promise<void>, complaints: Complaints) => Promise<void>,
  ): Promise<void> {
    const shop = await openShop(scripts, head);
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const complaints = watch(page, host.url);
      const address = `${shop.url}/?utm_source=news&collector=${encodeURIComponent(host.url)}`;
      await visit(page, async () => void (await page.goto(address)), complaints);
      await expectQuiet(complaints, host);
    } finally {
      shop.close();
    }
  }

  /** Resolves once an SDK keeps nothing to send later: what it tried was answered, and it need not try again. */
  const nothingKept = (page: Page, keys: RegExp): Promise<string[]> =>
    eventually(
      () => kept(page, keys),
      (left) => left.length === 0,
      // A page takes over what another left behind after a while.
      30_000,
    );
  const kept = (page: Page, keys: RegExp): Promise<string[]> =>
    page.evaluate((pattern) => {
      const isQueue = new RegExp(pattern);
      return Object.entries(localStorage)
        .filter(([key]) => isQueue.test(key))
        .map(([key, value]) => `${key}: ${String(value)}`)
        .filter((entry) => !/: "?(\[\]|\{\})?"?$/.test(entry));
    }, keys.source);

  test('mixpanel-browser', async () => {
    const head = `<script type="module">
      import mixpanel from '/sdk/mixpanel.js';
      mixpanel.init('mp_demo', {
        api_host: collector, autocapture: true, flags: true, persistence: 'localStorage', batch_flush_interval_ms: 300,
      });
      window.mixpanel = mixpanel;
    </script>`;
    const scripts = { 'mixpanel.js': require.resolve('mixpanel-browser/dist/mixpanel.module.js') };
    await inShop(scripts, head, async (page, open) => {
      await open();
      const view = only(await until('$mp_web_page_view'), '$mp_web_page_view');
      expect(view).toMatchObject({ kind: 'page', source: 'mixpanel', project: 'mp_demo', lib: 'web' });
      expect(view.properties).toMatchObject({ $title: 'Shop', $pathname: '/', $browser: 'Chrome', utm_source: 'news' });
      await page.click('#buy');
      await page.evaluate('mixpanel.track("order placed", { total: 42.5, items: [{ sku: "a" }] })');
      await page.evaluate('mixpanel.identify("ana")');
      await page.evaluate('mixpanel.people.set({ plan: "pro" })');
      await page.evaluate('mixpanel.people.increment("logins", 2)');
      await page.evaluate('mixpanel.set_group("company", "acme")');
      await page.evaluate('mixpanel.get_group("company", "acme").set({ seats: 10 })');
      await page.evaluate('mixpanel.track("after identify")');
      await page.click('#submit');
      const events = await eventually(
        () => stored(host),
        (all) =>
          ['after identify', '$group', '$mp_submit'].every((name) => named(all, name).length === 1) &&
          named(all, '$set').some(({ properties }) => '$add' in properties),
      );
      // Since the group was spoken of, what is called like it is one.
      await page.evaluate('mixpanel.track("in a company")');
      expect(only(await until('in a company'), 'in a company').groups).toEqual({ company: 'acme' });
      const device = view.distinct_id;
      expect(view.anonymous_id).toBe(device);
      expect(only(events, 'order placed')).toMatchObject({
        anonymous_id: device,
        properties: { total: 42.5, items: [{ sku: 'a' }] },
      });
      expect(only(events, '$identify')).toMatchObject({ kind: 'identify', user_id: 'ana', anonymous_id: device });
      expect(only(events, 'after identify')).toMatchObject({ user_id: 'ana', properties: { company: ['acme'] } });
      expect(only(events, '$group')).toMatchObject({
        groups: { company: 'acme' },
        properties: { $group_set: { seats: 10 } },
      });
      const said = named(events, '$set').filter(({ user_id }) => user_id === 'ana');
      expect(said.some(({ properties }) => JSON.stringify(properties['$set'] ?? {}).includes('"plan":"pro"'))).toBe(
        true,
      );
      expect(said.map(({ properties }) => properties['$add']).filter(Boolean)).toEqual([{ logins: 2 }]);
      expect(named(events, '$mp_click')[0]).toMatchObject({ kind: 'click' });

      await page.evaluate('mixpanel.alias("ana@shop.test")');
      const aliased = await until('$create_alias');
      expect(only(aliased, '$create_alias')).toMatchObject({ user_id: 'ana', properties: { alias: 'ana@shop.test' } });
      await page.evaluate('mixpanel.reset(); mixpanel.track("after reset")');
      const fresh = only(await until('after reset'), 'after reset');
      expect(fresh.user_id).toBeUndefined();
      expect(fresh.anonymous_id).not.toBe(device);
      await page.evaluate('mixpanel.opt_out_tracking(); mixpanel.track("while out"); mixpanel.opt_in_tracking()');
      await until('$opt_in');

      // The page goes away with an event in hand, and sends it again when it is back.
      await page.evaluate('mixpanel.track("last")');
      await page.goto('about:blank');
      await until('last');
      await open();
      await until('$mp_web_page_view', 2);
      await nothingKept(page, /^__mpq_/);
      const all = await stored(host);
      expect(named(all, 'last')).toHaveLength(1);
      expect(named(all, 'while out')).toEqual([]);
    });
  });

  test('@amplitude/analytics-browser', async () => {
    const head = `<script src="/sdk/amplitude.js"></script><script>
      amplitude.init('amp_demo', {
        serverUrl: collector + '/2/httpapi', remoteConfig: { serverUrl: collector + '/config' },
        autocapture: true, enableDiagnostics: false, flushIntervalMillis: 300,
      });
    </script>`;
    const scripts = {
      'amplitude.js': require.resolve('@amplitude/analytics-browser/lib/scripts/amplitude-min.umd.js'),
    };
    await inShop(scripts, head, async (page, open) => {
      await open();
      const view = only(await until('[Amplitude] Page Viewed'), '[Amplitude] Page Viewed');
      expect(view).toMatchObject({ kind: 'page', source: 'amplitude', project: 'amp_demo', lib: 'amplitude-ts' });
      expect(view.properties).toMatchObject({ $title: 'Shop', $pathname: '/', $browser: 'Chrome' });
      await page.click('#buy');
      await page.evaluate('amplitude.track("order placed", { total: 42.5, items: [{ sku: "a" }] })');
      await page.evaluate('amplitude.setUserId("ana-maria")');
      await page.evaluate('amplitude.identify(new amplitude.Identify().set("plan", "pro").add("logins", 2))');
      await page.evaluate('amplitude.setGroup("company", "acme")');
      await page.evaluate('amplitude.groupIdentify("company", "acme", new amplitude.Identify().set("seats", 10))');
      await page.evaluate('amplitude.revenue(new amplitude.Revenue().setProductId("a").setPrice(9.99))');
      await page.evaluate('amplitude.track("after identify")');
      await page.click('#submit');
      await until('after identify');
      const events = await until('[Amplitude] Element Clicked');
      const device = view.anonymous_id;
      expect(view.distinct_id).toBe(device);
      expect(only(events, 'order placed')).toMatchObject({
        anonymous_id: device,
        session_id: view.session_id,
        properties: { total: 42.5, items: [{ sku: 'a' }] },
      });
      expect(only(events, 'after identify')).toMatchObject({ user_id: 'ana-maria', anonymous_id: device });
      const said = named(events, '$identify').filter(({ user_id }) => user_id === 'ana-maria');
      expect(said[0]).toMatchObject({ kind: 'person', properties: { $set: { plan: 'pro' }, $add: { logins: 2 } } });
      expect(said[1]).toMatchObject({ groups: { company: 'acme' } });
      expect(only(events, '$groupidentify')).toMatchObject({
        kind: 'group',
        properties: { $group_type: 'company', $group_key: 'acme', $group_set: { seats: 10 } },
      });
      expect(only(events, 'revenue_amount').properties).toMatchObject({ $price: 9.99, $productId: 'a' });
      expect(only(events, 'session_start').kind).toBe('session');
      expect(only(await until('[Amplitude] Form Submitted'), '[Amplitude] Form Submitted').kind).toBe('form');

      await page.evaluate('amplitude.reset(); amplitude.track("after reset")');
      const fresh = only(await until('after reset'), 'after reset');
      expect(fresh.user_id).toBeUndefined();
      expect(fresh.anonymous_id).not.toBe(device);
      await page.evaluate('amplitude.setOptOut(true); amplitude.track("while out"); amplitude.setOptOut(false)');

      // What the page had in hand as it went away is sent when it is back.
      await page.evaluate('amplitude.track("last")');
      await page.goto('about:blank');
      await open();
      await until('last');
      await until('[Amplitude] Page Viewed', 2);
      await nothingKept(page, /^AMP_unsent/);
      const all = await stored(host);
      expect(named(all, 'last')).toHaveLength(1);
      expect(named(all, 'while out')).toEqual([]);
    });
  });

  test('@rudderstack/analytics-js', async () => {
    const head = `<script type="module">
      import { RudderAnalytics } from '/sdk/rudder.js';
      const rudder = new RudderAnalytics();
      rudder.load('rs_demo', collector, { configUrl: collector });
      window.rudder = rudder;
      rudder.page();
    </script>`;
    const scripts = {
      'rudder.js': require.resolve('@rudderstack/analytics-js/bundled').replace('cjs/index.cjs', 'esm/index.mjs'),
    };
    await inShop(scripts, head, async (page, open) => {
      await open();
      const view = only(await until('page'), 'page');
      expect(view).toMatchObject({ kind: 'page', source: 'rudderstack', project: 'rs_demo' });
      expect(view.properties).toMatchObject({ $title: 'Shop', $pathname: '/', $browser: 'Chrome', utm_source: 'news' });
      await page.evaluate('rudder.track("order placed", { total: 42.5, items: [{ sku: "a" }] })');
      await page.evaluate('rudder.identify("ana", { plan: "pro" })');
      await page.evaluate('rudder.group("acme", { seats: 10 })');
      await page.evaluate('rudder.alias("ana-new", "ana")');
      await page.evaluate('rudder.track("after identify")');
      const events = await until('after identify');
      const device = view.anonymous_id;
      expect(view.distinct_id).toBe(device);
      expect(only(events, 'order placed')).toMatchObject({
        anonymous_id: device,
        session_id: view.session_id,
        properties: { total: 42.5, items: [{ sku: 'a' }] },
      });
      expect(only(events, 'identify')).toMatchObject({
        user_id: 'ana',
        anonymous_id: device,
        properties: { $set: { plan: 'pro' } },
      });
      expect(only(events, 'group')).toMatchObject({
        groups: { group: 'acme' },
        properties: { $group_set: { seats: 10 } },
      });
      expect(only(events, 'alias')).toMatchObject({ user_id: 'ana-new', properties: { alias: 'ana' } });
      expect(only(events, 'after identify')).toMatchObject({ user_id: 'ana', anonymous_id: device });

      await page.evaluate('rudder.reset(true); rudder.track("after reset")');
      const fresh = only(await until('after reset'), 'after reset');
      expect(fresh.user_id).toBeUndefined();
      expect(fresh.anonymous_id).not.toBe(device);

      await page.evaluate('rudder.track("last")');
      await page.goto('about:blank');
      await open();
      await until('last');
      await nothingKept(page, /\.(queue|inProgress|batchQueue)$/);
      expect(named(await stored(host), 'last')).toHaveLength(1);
    });
  });

  test('@rudderstack/analytics-js: nothing before consent', async () => {
    const head = `<script type="module">
      import { RudderAnalytics } from '/sdk/rudder.js';
      const rudder = new RudderAnalytics();
      rudder.load('rs_demo', collector, {
        configUrl: collector,
        consentManagement: { enabled: true, provider: 'custom' },
        preConsent: { enabled: true, storage: { strategy: 'none' }, events: { delivery: 'buffer' } },
      });
      window.rudder = rudder;
      rudder.page();
    </script>`;
    const scripts = {
      'rudder.js': require.resolve('@rudderstack/analytics-js/bundled').replace('cjs/index.cjs', 'esm/index.mjs'),
    };
    await inShop(scripts, head, async (page, open) => {
      await open();
      await page.waitForFunction('window.rudder !== undefined');
      await page.evaluate('rudder.track("refused")');
      await page.waitForTimeout(1_000);
      expect(await stored(host)).toEqual([]);
      await page.evaluate(
        'rudder.consent({ discardPreConsentEvents: true, trackConsent: true, consentManagement: { allowedConsentIds: ["all"] } })',
      );
      await page.evaluate('rudder.track("allowed")');
      const events = await until('allowed');
      expect(named(events, 'refused')).toEqual([]);
      expect(named(events, 'Consent Management Interaction')).toHaveLength(1);
      await nothingKept(page, /\.(queue|inProgress|batchQueue)$/);
    });
  });

  test('@openpanel/web', async () => {
    const head = `<a id="away" href="http://elsewhere.test/" onclick="event.preventDefault()">Away</a>
    <script type="importmap">{ "imports": { "@openpanel/sdk": "/sdk/sdk.js" } }</script>
    <script type="module">
      import { OpenPanel } from '/sdk/web.js';
      window.op = new OpenPanel({ clientId: 'op_demo', apiUrl: collector, trackScreenViews: true, trackOutgoingLinks: true, filter: () => !window.isRefused });
    </script>`;
    const web = require.resolve('@openpanel/web');
    const scripts = {
      'web.js': web.replace(/\.cjs$/, '.js'),
      'sdk.js': createRequire(web)
        .resolve('@openpanel/sdk')
        .replace(/\.cjs$/, '.js'),
    };
    await inShop(scripts, head, async (page, open) => {
      await open();
      const view = only(await until('screen_view'), 'screen_view');
      expect(view).toMatchObject({ kind: 'page', source: 'openpanel', project: 'op_demo', lib: 'web' });
      expect(view.properties).toMatchObject({ $title: 'Shop', $pathname: '/', $browser: 'Chrome', utm_source: 'news' });
      await page.click('#away');
      expect(only(await until('link_out'), 'link_out').kind).toBe('click');
      await page.evaluate('op.track("order placed", { total: 42.5, items: [{ sku: "a" }] })');
      await page.evaluate('op.identify({ profileId: "ana", firstName: "Ana", properties: { plan: "pro" } })');
      await page.evaluate('op.increment({ profileId: "ana", property: "logins", value: 2 })');
      await page.evaluate('op.upsertGroup({ id: "acme", type: "company", name: "Acme", properties: { seats: 10 } })');
      await page.evaluate('op.setGroup("acme")');
      await page.evaluate('op.track("after identify")');
      await until('after identify');
      const events = await until('$set');
      const device = view.anonymous_id;
      expect(view.distinct_id).toBe(device);
      expect(only(events, 'order placed')).toMatchObject({
        anonymous_id: device,
        properties: { total: 42.5, items: [{ sku: 'a' }] },
      });
      expect(only(events, '$identify')).toMatchObject({
        user_id: 'ana',
        anonymous_id: device,
        properties: { $set: { firstName: 'Ana', plan: 'pro' } },
      });
      expect(only(events, '$set')).toMatchObject({ user_id: 'ana', properties: { $add: { logins: 2 } } });
      expect(only(events, 'after identify')).toMatchObject({ user_id: 'ana', groups: { group: 'acme' } });
      await page.evaluate('op.clear(); op.track("after clear")');
      const fresh = only(await until('after clear'), 'after clear');
      expect([fresh.user_id, fresh.anonymous_id]).toEqual([undefined, device]);
      await page.evaluate('window.isRefused = true; op.track("refused"); op.identify({ profileId: "ben" })');
      await page.evaluate('window.isRefused = false; op.clear(); op.track("last")');
      await page.goto('about:blank');
      await until('last');
      await open();
      await until('screen_view', 2);
      const all = await stored(host);
      expect(named(all, 'last')).toHaveLength(1);
      expect(named(all, 'refused')).toEqual([]);
      expect(all.filter(({ user_id }) => user_id === 'ben')).toEqual([]);
    });
  });
});
