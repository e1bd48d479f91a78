/** SDKs that count visits to sites, unmodified from npm, in a real Chromium: Plausible's and Matomo's. */
import { expect, test } from '@playwright/test';
import { named, only } from '../support/sdk-shop';
import { sdkFile, shareHost, visitShop } from '../support/sdk-visit';

const shared = shareHost();

/** A link to another host, which nobody follows. */
const AWAY = '<a id="away" href="http://127.0.0.1:1/" onclick="event.preventDefault()">Away</a>';

test('@plausible-analytics/tracker', async () => {
  const head = `${AWAY}
  <script type="module">
    import { init, track } from '/sdk/plausible.js';
    window.track = track;
    init({
      domain: 'shop.test', endpoint: collector + '/api/event', captureOnLocalhost: true, logging: false,
      formSubmissions: true, outboundLinks: true, customProperties: { plan: 'pro' },
    });
  </script>`;
  const scripts = { 'plausible.js': sdkFile('@plausible-analytics/tracker/plausible.js') };
  const answers = ['202 /api/event'];
  await visitShop(
    shared,
    { project: 'shop.test', scripts, head, answers },
    async ({ page, open, leave, events, until }) => {
      await open();
      const view = only(await until('pageview'), 'pageview');
      expect(view).toMatchObject({ kind: 'page', source: 'plausible', lib: 'plausible', lib_version: '36' });
      expect(view.properties).toMatchObject({ $pathname: '/', $browser: 'Chrome', utm_source: 'news', plan: 'pro' });

      await page.click('#away');
      await page.click('#submit');
      const said = await page.evaluate(
        `new Promise((resolve) => track('order placed', {
        props: { items: [{ sku: 'a' }] }, revenue: { amount: 42.5, currency: 'EUR' }, interactive: false, callback: resolve,
      }))`,
      );
      expect(said).toEqual({ status: 202 });
      await until('Outbound Link: Click');
      await until('Form: Submission');
      const all = await until('order placed');
      expect(only(all, 'order placed')).toMatchObject({
        distinct_id: view.distinct_id,
        properties: { items: [{ sku: 'a' }], $revenue: 42.5, $currency: 'EUR' },
      });
      expect(only(all, 'Outbound Link: Click')).toMatchObject({
        kind: 'click',
        properties: { url: 'http://127.0.0.1:1/' },
      });
      expect(only(all, 'Form: Submission').kind).toBe('form');
      await page.evaluate('history.pushState({}, "", "/tea" + location.search)');
      expect((await until('pageview', 2)).at(-1)?.properties['$pathname']).toBe('/tea');
      expect(only(await until('engagement'), 'engagement')).toMatchObject({
        kind: 'ping',
        properties: { $pathname: '/' },
      });

      await page.evaluate('localStorage.plausible_ignore = "true"; track("while out", {})');
      await page.evaluate('delete localStorage.plausible_ignore; track("last", {})');
      await leave();
      await until('last');
      expect(named(await events(), 'while out')).toEqual([]);
      expect(named(await events(), 'last')).toHaveLength(1);
    },
  );
});

test('plausible-tracker', async () => {
  const head = `${AWAY}
  <script type="module">
    import { Plausible } from '/sdk/plausible.js';
    const plausible = (window.plausible = Plausible({ domain: 'old.test', apiHost: collector, trackLocalhost: true }));
    plausible.enableAutoPageviews();
    plausible.enableAutoOutboundTracking();
  </script>`;
  const source = `import Plausible from 'plausible-tracker'; export { Plausible };`;
  const scripts = { 'plausible.js': await shared.bundled(source) };
  const answers = ['202 /api/event'];
  const says = ['[Plausible] Ignoring event because "plausible_ignore" is set to "true" in localStorage'];
  await visitShop(
    shared,
    { project: 'old.test', scripts, head, answers, says },
    async ({ page, open, leave, events, until }) => {
      await open();
      const view = only(await until('pageview'), 'pageview');
      expect(view).toMatchObject({ kind: 'page', source: 'plausible' });
      expect(view.properties).toMatchObject({ $pathname: '/', $browser: 'Chrome', utm_source: 'news' });
      await page.evaluate(
        `new Promise((resolve) => plausible.trackEvent('order placed', { props: { items: [{ sku: 'a' }] }, callback: resolve }))`,
      );
      expect(only(await until('order placed'), 'order placed')).toMatchObject({
        distinct_id: view.distinct_id,
        properties: { items: [{ sku: 'a' }] },
      });
      await page.evaluate('history.pushState({}, "", "/tea" + location.search)');
      expect((await until('pageview', 2)).at(-1)?.properties['$pathname']).toBe('/tea');
      await page.evaluate('localStorage.plausible_ignore = "true"; plausible.trackEvent("while out")');
      await page.evaluate('delete localStorage.plausible_ignore; plausible.trackEvent("last")');
      await until('last');
      // This one follows the link by itself, a moment after it told of it.
      await page.click('#away');
      expect(only(await until('Outbound Link: Click'), 'Outbound Link: Click').kind).toBe('click');
      await leave();
      expect(named(await events(), 'last')).toHaveLength(1);
      expect(named(await events(), 'while out')).toEqual([]);
    },
  );
});

test('@jonkoops/matomo-tracker, with our matomo.js', async () => {
  const head = `<a id="away" href="http://elsewhere.test/" onclick="event.preventDefault()">Away</a>
  <a id="list" href="/prices.pdf" onclick="event.preventDefault()">Prices</a>
  <button id="more" data-matomo-event="click" data-matomo-category="shop" data-matomo-action="more">More</button>
  <script type="module">
    import { MatomoTracker } from '/sdk/matomo.js';
    const tracker = (window.tracker = new MatomoTracker({ urlBase: collector, siteId: 3 }));
    tracker.trackPageView({ customDimensions: [{ id: 1, value: 'pro' }] });
    tracker.trackEvents();
    window.push = (...command) => tracker.pushInstruction(...command);
  </script>`;
  const source = `import MatomoTracker from '@jonkoops/matomo-tracker'; export { MatomoTracker };`;
  const scripts = { 'matomo.js': await shared.bundled(source) };
  await visitShop(shared, { project: '3', scripts, head }, async ({ page, open, leave, events, until }) => {
    await open();
    const view = only(await until('pageview'), 'pageview');
    expect(view).toMatchObject({ kind: 'page', source: 'matomo' });
    expect(view.anonymous_id).toMatch(/^[0-9a-f]{16}$/);
    expect(view.properties).toMatchObject({
      $title: 'Shop',
      $pathname: '/',
      $browser: 'Chrome',
      utm_source: 'news',
      dimension1: 'pro',
    });
    const device = view.anonymous_id;

    await page.click('#away');
    await page.click('#list');
    await page.click('#more');
    await page.evaluate('tracker.trackSiteSearch({ keyword: "tea", category: "drinks", count: 4 })');
    await page.evaluate('tracker.addEcommerceItem({ sku: "a", productName: "Tea", productPrice: 42.5 })');
    await page.evaluate('tracker.trackEcommerceOrder({ orderId: "o-1", orderRevenue: 42.5 })');
    await page.evaluate('push("setUserId", "ana"); push("setCustomVariable", 1, "plan", "pro", "visit")');
    await page.evaluate('tracker.trackEvent({ category: "shop", action: "after identify", name: "tea", value: 2 })');
    const all = await until('after identify');
    for (const name of ['outlink', 'download', 'more', 'search', 'order']) await until(name);
    const anonymous = await events();
    expect(only(anonymous, 'outlink')).toMatchObject({
      kind: 'click',
      properties: { target_url: 'http://elsewhere.test/' },
    });
    expect(only(anonymous, 'download').kind).toBe('click');
    expect(only(anonymous, 'more')).toMatchObject({ anonymous_id: device, properties: { category: 'shop' } });
    expect(only(anonymous, 'search').properties).toMatchObject({ search_term: 'tea', search_count: 4 });
    expect(only(anonymous, 'order').properties).toMatchObject({
      $revenue: 42.5,
      order_id: 'o-1',
      items: [{ sku: 'a', name: 'Tea', price: 42.5, quantity: 1 }],
    });
    expect(only(all, 'after identify')).toMatchObject({
      user_id: 'ana',
      anonymous_id: device,
      properties: { label: 'tea', value: 2, visit_variables: { plan: 'pro' } },
    });

    await page.evaluate('push("resetUserId"); push("deleteCookies")');
    await page.evaluate('tracker.trackEvent({ category: "shop", action: "after reset" })');
    const fresh = only(await until('after reset'), 'after reset');
    expect(fresh.user_id).toBeUndefined();
    expect(fresh.anonymous_id).not.toBe(device);
    await page.evaluate('push("optUserOut"); tracker.trackEvent({ category: "shop", action: "while out" })');
    await page.evaluate('push("forgetUserOptOut"); push("requireConsent")');
    await page.evaluate('tracker.trackEvent({ category: "shop", action: "held" })');
    await page.evaluate('tracker.trackEvent({ category: "shop", action: "last" }); push("setConsentGiven")');
    await leave();
    await until('held');
    const last = await until('last');
    expect(named(last, 'last')).toHaveLength(1);
    expect(named(last, 'while out')).toEqual([]);
    await open();
    // The visitor is the same when the page is opened again.
    expect((await until('pageview', 2)).at(-1)?.anonymous_id).toBe(fresh.anonymous_id);
  });
});

test('what Matomo’s and Umami’s own scripts send, which are not on npm', async () => {
  const project = '8';
  await visitShop(shared, { project, scripts: {}, head: '' }, async ({ page, open, leave, events, until }) => {
    await open();
    await page.evaluate(() => {
      const collector = new URLSearchParams(location.search).get('collector') ?? '';
      const hit = (more: string): string =>
        `idsite=8&rec=1&_id=0123456789abcdef&url=${encodeURIComponent(location.href)}&${more}`;
      // A picture, a form by beacon, and several as JSON that calls itself a form.
      new Image().src = `${collector}/matomo.php?${hit('action_name=Shop')}`;
      const type = 'application/x-www-form-urlencoded; charset=UTF-8';
      navigator.sendBeacon(`${collector}/matomo.php`, new Blob([hit('e_c=shop&e_a=paid&send_image=0')], { type }));
      void fetch(`${collector}/matomo.php`, {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': type },
        body: JSON.stringify({ requests: [`?${hit('search=tea')}`, `?${hit('link=http%3A%2F%2Felsewhere.test')}`] }),
      });
      addEventListener('pagehide', () => {
        navigator.sendBeacon(`${collector}/matomo.php`, new Blob([hit('ping=1&send_image=0')], { type }));
      });
    });
    for (const name of ['pageview', 'paid', 'search', 'outlink']) await until(name);
    const answers = await page.evaluate(async () => {
      const collector = new URLSearchParams(location.search).get('collector') ?? '';
      const send = async (
        type: string,
        more: object,
        cache?: string,
      ): Promise<{ cache: string; disabled: boolean }> => {
        const payload = { website: '8', hostname: location.hostname, url: location.href, title: 'Shop', ...more };
        const response = await fetch(`${collector}/api/send`, {
          method: 'POST',
          keepalive: true,
          credentials: 'omit',
          headers: { 'content-type': 'application/json', ...(cache === undefined ? {} : { 'x-umami-cache': cache }) },
          body: JSON.stringify({ type, payload }),
        });
        return (await response.json()) as { cache: string; disabled: boolean };
      };
      const vid = 'c1f3a0de-0000-4000-8000-000000000001';
      const first = await send('event', { vid, screen: '1280x800', language: 'en' });
      const second = await send('event', { vid, name: 'order placed', data: { items: [{ sku: 'a' }] } }, first.cache);
      const third = await send('identify', { vid, id: 'ana', data: { plan: 'pro' } }, second.cache);
      return [first, second, third];
    });
    expect(answers.map(({ disabled }) => disabled)).toEqual([false, false, false]);
    await leave();
    await until('ping');
    const all = await events();
    expect(all.map(({ source, event, kind }) => `${source} ${event} ${kind}`).toSorted()).toEqual([
      'matomo outlink click',
      'matomo pageview page',
      'matomo paid custom',
      'matomo ping ping',
      'matomo search custom',
      'umami identify identify',
      'umami order placed custom',
      'umami pageview page',
    ]);
    expect(only(all, 'identify')).toMatchObject({
      user_id: 'ana',
      anonymous_id: only(all, 'order placed').anonymous_id,
      properties: { $set: { plan: 'pro' } },
    });
    expect(only(all, 'paid')).toMatchObject({ anonymous_id: '0123456789abcdef', properties: { category: 'shop' } });
  });
});
