/** SDKs of browsers, unmodified from npm, in a real Chromium: what they say is stored, and they are content. */
import { expect, test } from '@playwright/test';
import { named, only } from '../support/sdk-shop';
import { sdkFile, shareHost, visitShop } from '../support/sdk-visit';

const shared = shareHost();

test('@snowplow/browser-tracker with its plugins for links, forms and buttons', async () => {
  const head = `<a id="link" href="#there">There</a>
  <script src="/sdk/tracker.js"></script><script src="/sdk/links.js"></script><script src="/sdk/forms.js"></script>
  <script src="/sdk/buttons.js"></script>
  <script>
    const { LinkClickTrackingPlugin, enableLinkClickTracking } = snowplowLinkClickTracking;
    const { FormTrackingPlugin, enableFormTracking } = snowplowFormTracking;
    const { ButtonClickTrackingPlugin, enableButtonClickTracking } = snowplowButtonClickTracking;
    const sp = snowplowBrowserTracking;
    sp.newTracker('sp', collector, {
      appId: 'sp_demo',
      contexts: { session: true, webPage: true },
      plugins: [LinkClickTrackingPlugin(), FormTrackingPlugin(), ButtonClickTrackingPlugin()],
    });
    sp.setOptOutCookie('no-thanks');
    enableLinkClickTracking();
    enableFormTracking();
    enableButtonClickTracking();
    sp.enableActivityTracking({ minimumVisitLength: 1, heartbeatDelay: 1 });
    sp.trackPageView();
    const order = { total: 42.5, items: [{ sku: 'a' }] };
    const trackOrder = () =>
      sp.trackSelfDescribingEvent({ event: { schema: 'iglu:com.shop/order_placed/jsonschema/1-0-0', data: order } });
    const track = (action) => sp.trackStructEvent({ category: 'shop', action, label: 'a', value: 2 });
  </script>`;
  const scripts = {
    'tracker.js': sdkFile('@snowplow/browser-tracker/dist/index.umd.min.js'),
    'links.js': sdkFile('@snowplow/browser-plugin-link-click-tracking/dist/index.umd.min.js'),
    'forms.js': sdkFile('@snowplow/browser-plugin-form-tracking/dist/index.umd.min.js'),
    'buttons.js': sdkFile('@snowplow/browser-plugin-button-click-tracking/dist/index.umd.min.js'),
  };
  await visitShop(
    shared,
    { project: 'sp_demo', scripts, head },
    async ({ page, open, leave, events, until, nothingKept }) => {
      await open();
      const view = only(await until('page_view'), 'page_view');
      expect(view).toMatchObject({ kind: 'page', source: 'snowplow', lib: 'snowplow-js', lib_version: '4.10.1' });
      expect(view.properties).toMatchObject({ $title: 'Shop', $pathname: '/', $browser: 'Chrome', utm_source: 'news' });
      const device = view.anonymous_id;
      expect(view.distinct_id).toBe(device);

      await page.click('#buy');
      await page.click('#link');
      await page.fill('[name=email]', 'ana@shop.test');
      await page.click('#submit');
      await page.evaluate('trackOrder(); sp.setUserId("ana"); track("after identify")');
      await until('submit_form');
      const known = await until('after identify');
      expect(only(known, 'order_placed')).toMatchObject({
        kind: 'custom',
        anonymous_id: device,
        session_id: view.session_id,
        properties: { total: 42.5, items: [{ sku: 'a' }], $schema: 'iglu:com.shop/order_placed/jsonschema/1-0-0' },
      });
      expect(only(known, 'order_placed').user_id).toBeUndefined();
      expect(only(known, 'after identify')).toMatchObject({
        user_id: 'ana',
        anonymous_id: device,
        properties: { category: 'shop', label: 'a', value: 2 },
      });
      expect(named(known, 'button_click').map(({ kind }) => kind)).toEqual(['click', 'click']);
      expect(only(known, 'link_click')).toMatchObject({ kind: 'click' });
      expect(only(known, 'submit_form')).toMatchObject({ kind: 'form' });
      expect((await until('page_ping'))[0]).toBeDefined();

      await page.evaluate('sp.clearUserData(); sp.setUserId(null); track("after reset")');
      const fresh = only(await until('after reset'), 'after reset');
      expect(fresh.user_id).toBeUndefined();
      expect(fresh.anonymous_id).not.toBe(device);
      await page.evaluate('document.cookie = "no-thanks=1"; track("while out")');
      await page.evaluate('document.cookie = "no-thanks=; max-age=0"; track("back in")');
      await until('back in');

      await page.evaluate('track("last")');
      await leave();
      await open();
      await until('last');
      await until('page_view', 2);
      await nothingKept(/^snowplowOutQueue/);
      const all = await events();
      expect(named(all, 'last')).toHaveLength(1);
      expect(named(all, 'while out')).toEqual([]);
    },
  );
});

test('countly-sdk-web', async () => {
  const head = `<a id="link" href="#there">There</a>
  <script src="/sdk/countly.js"></script>
  <script>
    Countly.init({ app_key: 'ck_demo', url: collector, interval: 100 });
    Countly.track_sessions();
    Countly.track_pageview();
    Countly.track_clicks();
    Countly.track_links();
    Countly.track_forms();
    Countly.track_errors();
    const track = (key, segmentation) => Countly.add_event({ key, count: 1, segmentation });
  </script>`;
  const scripts = { 'countly.js': sdkFile('countly-sdk-web/lib/countly.min.js') };
  await visitShop(
    shared,
    { project: 'ck_demo', scripts, head },
    async ({ page, open, leave, events, until, nothingKept }) => {
      await open();
      const view = only(await until('[CLY]_view'), '[CLY]_view');
      expect(view).toMatchObject({ kind: 'page', source: 'countly', lib: 'javascript_native_web' });
      expect(view.properties).toMatchObject({ $pathname: '/', $browser: 'Chrome', visit: 1 });
      const device = view.anonymous_id;
      expect(view.distinct_id).toBe(device);
      expect(only(await until('begin_session'), 'begin_session').kind).toBe('session');

      await page.click('#buy');
      await page.click('#link');
      await page.fill('[name=email]', 'ana@shop.test');
      await page.click('#submit');
      await page.evaluate('track("order placed", { total: 42.5, items: [{ sku: "a" }] })');
      const anonymous = await until('order placed');
      expect(only(anonymous, 'order placed')).toMatchObject({
        anonymous_id: device,
        properties: { count: 1, total: 42.5, items: [{ sku: 'a' }] },
      });
      await page.evaluate('Countly.change_id("ana", true)');
      await page.evaluate('Countly.user_details({ name: "Ana", custom: { plan: "pro" } })');
      await page.evaluate('Countly.userData.increment_by("logins", 2); Countly.userData.save()');
      await page.evaluate('track("after identify")');
      await until('user_details', 3);
      const known = await until('after identify');
      expect(only(known, 'identify')).toMatchObject({ kind: 'identify', user_id: 'ana', anonymous_id: device });
      expect(only(known, 'after identify')).toMatchObject({ user_id: 'ana', distinct_id: 'ana' });
      // The first is the campaign, which Countly counts among what a user is like.
      expect(named(known, 'user_details').map(({ properties: { $set, $add } }) => $set ?? $add)).toEqual([
        { utm_source: 'news' },
        { name: 'Ana', plan: 'pro' },
        { logins: 2 },
      ]);
      expect(named(known, '[CLY]_action').map(({ kind }) => kind)).toContain('click');
      expect(only(known, 'formSubmit').kind).toBe('form');
      expect(only(known, 'linkClick').kind).toBe('click');

      await page.evaluate('Countly.change_id("ben", false); track("after reset")');
      const fresh = only(await until('after reset'), 'after reset');
      expect(fresh).toMatchObject({ user_id: 'ben' });
      expect(fresh.anonymous_id).toBeUndefined();
      await page.evaluate('Countly.opt_out(); track("while out"); Countly.opt_in(); track("back in")');
      await until('back in');

      await page.evaluate('track("last")');
      await leave();
      await open();
      await until('last');
      await nothingKept(/\/cly_(queue|event)$/);
      const all = await events();
      expect(named(all, 'last')).toHaveLength(1);
      expect(named(all, 'while out')).toEqual([]);
    },
  );
});

test('Segment’s snippet: the SDK and its parts come from here too', async () => {
  // As Segment hands it out (5.2.1), but for the host of the script.
  const head = `<script>
  !function(){var i="analytics",analytics=window[i]=window[i]||[];if(!analytics.initialize)if(analytics.invoked)window.console&&console.error&&console.error("Segment snippet included twice.");else{analytics.invoked=!0;analytics.methods=["trackSubmit","trackClick","trackLink","trackForm","pageview","identify","reset","group","track","ready","alias","debug","page","screen","once","off","on","addSourceMiddleware","addIntegrationMiddleware","setAnonymousId","addDestinationMiddleware","register"];analytics.factory=function(e){return function(){if(window[i].initialized)return window[i][e].apply(window[i],arguments);var n=Array.prototype.slice.call(arguments);if(["track","screen","alias","group","page","identify"].indexOf(e)>-1){var c=document.querySelector("link[rel='canonical']");n.push({__t:"bpc",c:c&&c.getAttribute("href")||void 0,p:location.pathname,u:location.href,s:location.search,t:document.title,r:document.referrer})}n.unshift(e);analytics.push(n);return analytics}};for(var n=0;n<analytics.methods.length;n++){var key=analytics.methods[n];analytics[key]=analytics.factory(key)}analytics.load=function(key,n){var t=document.createElement("script");t.type="text/javascript";t.async=!0;t.setAttribute("data-global-segment-analytics-key",i);t.src=collector+"/analytics.js/v1/" + key + "/analytics.min.js";var r=document.getElementsByTagName("script")[0];r.parentNode.insertBefore(t,r);analytics._loadOptions=n};analytics._writeKey="wk_snippet";analytics.SNIPPET_VERSION="5.2.1";
  analytics.load("wk_snippet");
  analytics.page();
  }}();
  analytics.track('before it is there', { size: 'xl' });
  </script>`;
  await visitShop(
    shared,
    { project: 'wk_snippet', scripts: {}, head },
    async ({ page, open, leave, until, nothingKept }) => {
      await open();
      const early = only(await until('before it is there'), 'before it is there');
      expect(early).toMatchObject({ source: 'segment', lib: 'analytics.js', properties: { size: 'xl' } });
      const view = only(await until('page'), 'page');
      expect(view).toMatchObject({ kind: 'page', anonymous_id: early.anonymous_id });
      expect(view.properties).toMatchObject({ $title: 'Shop', utm_source: 'news' });
      // Fetches its part for links and forms.
      await page.evaluate('analytics.trackLink(document.querySelector("#buy"), "bought")');
      await page.click('#buy');
      expect(only(await until('bought'), 'bought')).toMatchObject({ anonymous_id: early.anonymous_id });
      await page.evaluate('analytics.identify("ana", { plan: "pro" })');
      expect(only(await until('identify'), 'identify')).toMatchObject({ user_id: 'ana' });
      await page.evaluate('analytics.track("last")');
      await leave();
      expect(only(await until('last'), 'last')).toMatchObject({ user_id: 'ana' });
      await open();
      await nothingKept(/^persisted-queue/);
    },
  );
});

test('@segment/analytics-next', async () => {
  const head = `<a id="link" href="#there">There</a>
  <form id="order" action="about:blank" target="elsewhere"><button id="send">Order</button></form>
  <iframe name="elsewhere"></iframe>
  <script type="module">
    import { AnalyticsBrowser } from '/sdk/segment.js';
    const analytics = (window.analytics = AnalyticsBrowser.load(
      { writeKey: 'wk_demo', cdnURL: collector },
      { disable: () => document.cookie.includes('no-thanks') },
    ));
    analytics.page();
    analytics.trackSubmit(document.querySelector('#order'), 'form sent', { size: 'xl' });
    analytics.trackLink(document.querySelector('#link'), 'link clicked');
  </script>`;
  const scripts = { 'segment.js': await shared.bundled(`export { AnalyticsBrowser } from '@segment/analytics-next'`) };
  await visitShop(
    shared,
    { project: 'wk_demo', scripts, head },
    async ({ page, open, leave, events, until, nothingKept }) => {
      await open();
      const view = only(await until('page'), 'page');
      expect(view).toMatchObject({ kind: 'page', source: 'segment', lib: 'analytics.js' });
      expect(view.properties).toMatchObject({ $title: 'Shop', $pathname: '/', $browser: 'Chrome', utm_source: 'news' });
      const device = view.anonymous_id;
      expect(view.distinct_id).toBe(device);

      await page.click('#link');
      await page.click('#send');
      await page.evaluate('analytics.track("order placed", { total: 42.5, items: [{ sku: "a" }] })');
      expect(only(await until('order placed'), 'order placed')).toMatchObject({
        anonymous_id: device,
        properties: { total: 42.5, items: [{ sku: 'a' }] },
      });
      await page.evaluate('analytics.identify("ana", { plan: "pro", address: { city: "Faro" } })');
      await page.evaluate('analytics.group("acme", { seats: 10 })');
      await page.evaluate('analytics.track("after identify")');
      await until('form sent');
      const known = await until('after identify');
      expect(only(known, 'link clicked')).toMatchObject({ anonymous_id: device });
      expect(only(known, 'form sent').properties).toMatchObject({ size: 'xl' });
      expect(only(known, 'identify')).toMatchObject({
        user_id: 'ana',
        anonymous_id: device,
        properties: { $set: { plan: 'pro', address: { city: 'Faro' } } },
      });
      expect(only(known, 'group')).toMatchObject({
        groups: { group: 'acme' },
        properties: { $group_set: { seats: 10 } },
      });
      expect(only(known, 'after identify')).toMatchObject({ user_id: 'ana', anonymous_id: device });

      await page.evaluate('analytics.reset().then(() => analytics.track("after reset"))');
      const fresh = only(await until('after reset'), 'after reset');
      expect(fresh.user_id).toBeUndefined();
      expect(fresh.anonymous_id).not.toBe(device);
      await page.evaluate('analytics.alias("ben", "old-ben")');
      expect(only(await until('alias'), 'alias')).toMatchObject({ user_id: 'ben', properties: { alias: 'old-ben' } });

      await page.evaluate('analytics.track("last")');
      await leave();
      await open();
      await until('last');
      await until('page', 2);
      await nothingKept(/^persisted-queue/);
      await page.evaluate('document.cookie = "no-thanks=1"');
      await open();
      await page.evaluate('analytics.track("while out")');
      await page.evaluate('document.cookie = "no-thanks=; max-age=0"');
      await open();
      await until('page', 3);
      const all = await events();
      expect(named(all, 'page')).toHaveLength(3);
      expect(named(all, 'last')).toHaveLength(1);
      expect(named(all, 'while out')).toEqual([]);
    },
  );
});
