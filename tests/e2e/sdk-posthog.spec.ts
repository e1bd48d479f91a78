/** PostHog's SDKs, old and new, unmodified from npm: flags of the workspace, recordings, and the scripts they load. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { PostHog } from 'posthog-node';
import type { RecordingRow } from '../../shared/contract/recordings';
import { eventually, serveWorkspace, tempWorkspace, type RunningHost } from '../support/host';
import { expectQuiet, launchUnmarked, named, only, openShop, stored, watch } from '../support/sdk-shop';

const require = createRequire(import.meta.url);

const FLAGS = {
  version: 1,
  flags: [
    { key: 'everybody', payload: { colour: 'green' } },
    { key: 'pro-only', conditions: [{ properties: [{ key: 'plan', value: 'pro' }] }] },
    { key: 'split', variants: [{ key: 'test', rollout: 100, payload: 7 }] },
    { key: 'half', conditions: [{ rollout: 50 }] },
    { key: 'gone', enabled: false },
  ],
};

const { dir, remove } = tempWorkspace();
let host: RunningHost;
test.beforeEach(async () => {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'flags.json'), JSON.stringify(FLAGS));
  host = await serveWorkspace(dir, ['--no-ui']);
});
test.afterEach(async () => {
  await host.stop();
  remove();
});

const until = (name: string): ReturnType<typeof stored> =>
  eventually(
    () => stored(host),
    (events) => named(events, name).length > 0,
  );

/** The recording of that name, once it has at least so many rrweb events. */
async function recorded(recording: string, least: number): Promise<RecordingRow> {
  const { rows } = await eventually(
    () => host.call('recordings.list', { limit: 10, recording }),
    ({ rows: found }) => (found[0]?.events ?? 0) >= least,
  );
  return rows[0] as RecordingRow;
}

interface Rrweb {
  readonly type: number;
  readonly timestamp: number;
  readonly data: Record<string, unknown>;
}

const eventsOf = async (recording: string): Promise<readonly Rrweb[]> =>
  (await host.call('recordings.get', { source: 'posthog', recording, limit: 5000 })).events as unknown as Rrweb[];

/** rrweb's numbers for what a recording holds. */
const RRWEB = { fullSnapshot: 2, incremental: 3, meta: 4 };

test.describe('in a real Chromium', () => {
  let browser: Browser;
  test.beforeEach(async ({ launchOptions }) => {
    browser = await launchUnmarked(launchOptions);
  });
  test.afterEach(async () => {
    await browser.close();
  });

  async function inShop(
    file: string | undefined,
    head: string,
    visit: (page: Page, open: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const shop = await openShop(file === undefined ? {} : { 'posthog.js': file }, head);
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const complaints = watch(page, host.url);
      await visit(page, async () => {
        await page.goto(`${shop.url}/?collector=${encodeURIComponent(host.url)}`);
      });
      await expectQuiet(complaints, host);
    } finally {
      shop.close();
    }
  }

  const init = (options: string): string => `<script type="module">
    import posthog from '/sdk/posthog.js';
    posthog.init('phc_demo', { api_host: collector, loaded: () => (window.posthog = posthog), ${options} });
  </script>`;

  /** What both old versions can say once somebody is known, up to the end of the visit. */
  async function saysTheRest(page: Page): Promise<void> {
    await page.click('#submit');
    const kinds = named(
      await eventually(
        () => stored(host),
        (events) => named(events, '$autocapture').some(({ kind }) => kind === 'form'),
      ),
      '$autocapture',
    ).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['click', 'form']));
    await page.evaluate('posthog.group("company", "acme", { seats: 10 }); posthog.capture("in a group")');
    expect(only(await until('in a group'), 'in a group').groups).toEqual({ company: 'acme' });
    await page.evaluate('posthog.alias("ana@shop.test")');
    expect(only(await until('$create_alias'), '$create_alias')).toMatchObject({
      kind: 'alias',
      user_id: 'ana',
      properties: { alias: 'ana@shop.test' },
    });
    await page.evaluate('posthog.opt_out_capturing(); posthog.capture("while out"); posthog.opt_in_capturing()');
    await page.evaluate('posthog.reset(); posthog.capture("after reset")');
    expect(only(await until('after reset'), 'after reset').user_id).toBeUndefined();
    // Its queues: of what goes with the next batch, and of what failed.
    await page.waitForFunction(
      '[posthog._requestQueue._event_queue, posthog._retryQueue.queue].every(({ length }) => length === 0)',
    );
    await page.evaluate('posthog.capture("last", { items: [{ sku: "a" }] })');
    await page.goto('about:blank');
    const events = await until('last');
    expect(only(events, 'last').properties).toMatchObject({ items: [{ sku: 'a' }] });
    expect(named(events, 'while out')).toEqual([]);
  }

  test('posthog-js: flags, a recording, and every script that it loads when it is asked for', async () => {
    const head = init(`capture_exceptions: true, capture_dead_clicks: true, enable_heatmaps: true,
      capture_performance: { web_vitals: true }, disable_surveys: false`);
    await inShop(require.resolve('posthog-js/dist/module.js'), head, async (page, open) => {
      const scripts: string[] = [];
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        if (pathname.startsWith('/static/')) scripts.push(pathname.split('/').at(-1) ?? '');
      });
      await open();
      const first = only(await until('$pageview'), '$pageview');
      await page.waitForFunction('posthog.getFeatureFlag("split") !== undefined');
      expect(await page.evaluate('posthog.getFeatureFlag("split")')).toBe('test');
      expect(await page.evaluate('posthog.getFeatureFlagPayload("split")')).toBe(7);
      expect(await page.evaluate('posthog.getFeatureFlagPayload("everybody")')).toEqual({ colour: 'green' });
      expect(
        await page.evaluate('["everybody", "pro-only", "gone"].map((key) => posthog.isFeatureEnabled(key))'),
      ).toEqual([true, false, undefined]);
      const called = only(
        (await eventually(
          () => stored(host),
          (events) => events.some(({ properties }) => properties['$feature_flag'] === 'split'),
        ).then((events) => events.filter(({ properties }) => properties['$feature_flag'] === 'split'))) as never,
        '$feature_flag_called',
      );
      expect(called).toMatchObject({ kind: 'flag', properties: { $feature_flag_response: 'test' } });

      // What the page says of the person counts in the next answer.
      await page.evaluate('posthog.identify("ana", { plan: "pro" })');
      await page.waitForFunction('posthog.isFeatureEnabled("pro-only")');
      await page.evaluate('posthog.group("company", "acme", { seats: 10 })');

      await page.mouse.move(200, 200);
      await page.click('#buy');
      await page.click('#submit');
      const session = first.session_id ?? '';
      const recording = await recorded(session, 4);
      expect(recording).toMatchObject({ source: 'posthog', project: 'phc_demo', windows: 1 });
      expect(recording.distinctIds).toContain('ana');
      const rrweb = await eventsOf(session);
      const snapshot = rrweb.find(({ type }) => type === RRWEB.fullSnapshot);
      // The SDK sends it compressed.
      expect(JSON.stringify(snapshot?.data)).toContain('Buy');
      expect(rrweb.some(({ type }) => type === RRWEB.meta)).toBe(true);
      expect(rrweb.some(({ type, data }) => type === RRWEB.incremental && data['source'] === 2)).toBe(true);
      const times = rrweb.map(({ timestamp }) => timestamp);
      expect(times).toEqual(times.toSorted((a, b) => a - b));

      await page.evaluate('posthog.alias("ana@shop.test")');
      expect(only(await until('$create_alias'), '$create_alias')).toMatchObject({
        kind: 'alias',
        user_id: 'ana',
        properties: { alias: 'ana@shop.test' },
      });
      await page.evaluate('posthog.captureException(new Error("broken"))');
      expect(only(await until('$exception'), '$exception').kind).toBe('error');
      expect(scripts).toEqual(
        expect.arrayContaining([
          'lazy-recorder.js',
          'exception-autocapture.js',
          'dead-clicks-autocapture.js',
          'web-vitals-with-attribution.js',
        ]),
      );

      // Nothing of somebody who wants none of it, and another person after reset.
      await page.evaluate('posthog.opt_out_capturing(); posthog.capture("while out"); posthog.opt_in_capturing()');
      await until('$opt_in');
      await page.evaluate('posthog.reset(); posthog.capture("after reset")');
      const fresh = only(await until('after reset'), 'after reset');
      expect(fresh.user_id).toBeUndefined();
      expect(fresh.session_id).not.toBe(session);

      // What the page has in hand goes with it, recording too.
      await page.evaluate('posthog.capture("last")');
      await page.goto('about:blank');
      expect(named(await until('last'), 'while out')).toEqual([]);
    });
  });

  test('posthog-js: who logs in stays on their side of a share; early access is chosen by themselves', async () => {
    const halves = (name: string, more: object): object[] =>
      Array.from({ length: 16 }, (_, i) => ({ key: `${name}-${i}`, conditions: [{ rollout: 50 }], ...more }));
    const flags = [
      ...halves('plain', {}),
      ...halves('kept', { continuity: true }),
      ...halves('device', { bucketing: 'device_id' }),
      { key: 'dark', earlyAccess: { name: 'Dark mode' }, conditions: [{ rollout: 0 }] },
      { key: 'server', runtime: 'server' },
    ];
    writeFileSync(join(dir, 'flags.json'), JSON.stringify({ version: 1, flags }));
    await inShop(require.resolve('posthog-js/dist/module.js'), init(''), async (page, open) => {
      const answered = () => page.waitForResponse((response) => new URL(response.url()).pathname === '/flags/');
      const values = (name: string): Promise<unknown> =>
        page.evaluate(`Array.from({ length: 16 }, (_, i) => posthog.getFeatureFlag("${name}-" + i))`);
      const all = async () => ({
        plain: await values('plain'),
        kept: await values('kept'),
        device: await values('device'),
      });
      await Promise.all([answered(), open()]);
      await page.waitForFunction('posthog.getFeatureFlag("kept-0") !== undefined');
      const before = await all();
      expect(await page.evaluate('posthog.getFeatureFlag("server")')).toBeUndefined();

      await Promise.all([answered(), page.evaluate('posthog.identify("ana")')]);
      await until('$identify');
      await page.waitForFunction(`posthog.getFeatureFlag("plain-0") !== undefined`);
      await expect.poll(async () => JSON.stringify(await values('plain'))).not.toBe(JSON.stringify(before.plain));
      const after = await all();
      expect([after.kept, after.device]).toEqual([before.kept, before.device]);

      // The SDK says only once who somebody was: from then on it is stored.
      await Promise.all([answered(), open()]);
      await page.waitForFunction('posthog.getFeatureFlag("kept-0") !== undefined');
      await expect
        .poll(async () => {
          await Promise.all([answered(), page.evaluate('posthog.reloadFeatureFlags()')]);
          return all();
        })
        .toEqual(after);

      const listed = await page.evaluate(
        'new Promise((resolve) => posthog.getEarlyAccessFeatures((features) => resolve(features), true))',
      );
      expect(listed).toMatchObject([{ flagKey: 'dark', name: 'Dark mode', stage: 'beta' }]);
      expect(await page.evaluate('posthog.isFeatureEnabled("dark")')).toBe(false);
      await page.evaluate('posthog.updateEarlyAccessFeatureEnrollment("dark", true)');
      await Promise.all([answered(), page.evaluate('posthog.reloadFeatureFlags()')]);
      await expect.poll(() => page.evaluate('posthog.isFeatureEnabled("dark")')).toBe(true);
      await until('$feature_enrollment_update');
    });
  });

  test('the snippet: the SDK itself comes from here too', async () => {
    const head = `<script>
      !function(t,e){var o,n,p,r;e.__SV||(window.posthog=e,e._i=[],e.init=function(i,s,a){function g(t,e){var o=e.split(".");2==o.length&&(t=t[o[0]],e=o[1]),t[e]=function(){t.push([e].concat(Array.prototype.slice.call(arguments,0)))}}(p=t.createElement("script")).type="text/javascript",p.crossOrigin="anonymous",p.async=!0,p.src=s.api_host+"/static/array.js",(r=t.getElementsByTagName("script")[0]).parentNode.insertBefore(p,r);var u=e;for(void 0!==a?u=e[a]=[]:a="posthog",u.people=u.people||[],o="init capture identify".split(" "),n=0;n<o.length;n++)g(u,o[n]);e._i.push([i,s,a])},e.__SV=1)}(document,window.posthog||[]);
      posthog.init('phc_snippet', { api_host: collector, defaults: '2026-01-30' });
      posthog.capture('before it is there');
    </script>`;
    await inShop(undefined, head, async (_page, open) => {
      await open();
      const events = await until('before it is there');
      expect(only(events, 'before it is there')).toMatchObject({ project: 'phc_snippet', lib: 'web' });
    });
  });

  test('posthog-js 1.57: values and payloads, and its recorder', async () => {
    await inShop(require.resolve('posthog-js-1-57/dist/es.js'), init(''), async (page, open) => {
      await open();
      const view = only(await until('$pageview'), '$pageview');
      await page.waitForFunction('posthog.getFeatureFlag("split") !== undefined');
      expect(await page.evaluate('posthog.getFeatureFlag("split")')).toBe('test');
      expect(await page.evaluate('posthog.getFeatureFlagPayload("everybody")')).toEqual({ colour: 'green' });
      expect(await page.evaluate('posthog.isFeatureEnabled("pro-only")')).toBe(false);
      // This version does not tell flags what it tells of the person.
      await page.evaluate('posthog.identify("ana", { plan: "pro" })');
      await page.evaluate('posthog.setPersonPropertiesForFlags({ plan: "pro" })');
      await page.waitForFunction('posthog.isFeatureEnabled("pro-only")');
      expect(only(await until('$identify'), '$identify')).toMatchObject({
        user_id: 'ana',
        anonymous_id: view.distinct_id,
      });
      await page.mouse.move(200, 200);
      await page.click('#buy');
      await page.click('#submit');
      const recording = await recorded(view.session_id ?? '', 3);
      expect(recording.source).toBe('posthog');
      expect((await eventsOf(recording.recording)).some(({ type }) => type === RRWEB.fullSnapshot)).toBe(true);
      await saysTheRest(page);
      expect(only(await until('$groupidentify'), '$groupidentify').properties['$group_set']).toEqual({ seats: 10 });
    });
  });

  test('posthog-js 1.20: flags that are on', async () => {
    await inShop(require.resolve('posthog-js-1-20/dist/es.js'), init(''), async (page, open) => {
      await open();
      await until('$pageview');
      await page.waitForFunction('posthog.getFeatureFlag("split") !== undefined');
      expect(await page.evaluate('posthog.getFeatureFlag("split")')).toBe('test');
      expect(await page.evaluate('posthog.isFeatureEnabled("gone")')).toBe(false);
      await page.evaluate('posthog.identify("ana", { plan: "pro" })');
      await page.evaluate('posthog.people.set({ seats: 3 })');
      expect(only(await until('$identify'), '$identify')).toMatchObject({ kind: 'identify', user_id: 'ana' });
      await page.click('#buy');
      expect(named(await until('$autocapture'), '$autocapture')[0]).toMatchObject({ kind: 'click' });
      const said = named(await until('$set'), '$set');
      expect(said.map(({ properties }) => JSON.stringify(properties['$set'])).join()).toContain('"seats":3');
      await saysTheRest(page);
    });
  });
});

test.describe('posthog-node', () => {
  test('events, and flags asked for or judged by itself', async () => {
    const failures: unknown[] = [];
    const client = new PostHog('phc_server', { host: host.url, flushAt: 1, personalApiKey: 'phx_any' });
    client.on('error', (error: unknown) => failures.push(error));
    client.capture({
      distinctId: 'ana',
      event: 'order placed',
      properties: { total: 42.5, items: [{ sku: 'a' }] },
      groups: { company: 'acme' },
    });
    client.identify({ distinctId: 'ana', properties: { plan: 'pro' } });
    client.groupIdentify({ groupType: 'company', groupKey: 'acme', properties: { seats: 10 } });
    client.alias({ distinctId: 'ana', alias: 'ana@shop.test' });
    await client.flush();
    await client.optOut();
    client.capture({ distinctId: 'ana', event: 'while out' });
    await client.flush();
    await client.optIn();

    await client.waitForLocalEvaluationReady(5_000);
    const asking = new PostHog('phc_server', { host: host.url, flushAt: 1 });
    asking.on('error', (error: unknown) => failures.push(error));
    const people = Array.from({ length: 20 }, (_, index) => `person-${index}`);
    const halves = { judged: [] as unknown[], asked: [] as unknown[] };
    for (const id of people) {
      halves.judged.push((await client.evaluateFlags(id, { onlyEvaluateLocally: true })).getFlag('half'));
      halves.asked.push((await asking.evaluateFlags(id)).getFlag('half'));
    }
    expect(halves.asked).toEqual(halves.judged);
    expect(new Set(halves.asked)).toEqual(new Set([true, false]));
    const flags = await asking.evaluateFlags('ana', { personProperties: { plan: 'pro' } });
    expect(flags.getFlag('pro-only')).toBe(true);
    expect(flags.getFlag('split')).toBe('test');
    expect(flags.getFlagPayload('everybody')).toEqual({ colour: 'green' });
    expect(await client.getRemoteConfigPayload('everybody')).toEqual({ colour: 'green' });

    await client.shutdown(10_000);
    await asking.shutdown(10_000);
    expect(failures).toEqual([]);
    const events = await stored(host);
    expect(only(events, 'order placed')).toMatchObject({
      distinct_id: 'ana',
      groups: { company: 'acme' },
      project: 'phc_server',
      properties: { total: 42.5, items: [{ sku: 'a' }] },
    });
    expect(only(events, '$create_alias')).toMatchObject({ kind: 'alias', properties: { alias: 'ana@shop.test' } });
    expect(only(events, '$identify')).toMatchObject({ kind: 'identify', properties: { $set: { plan: 'pro' } } });
    expect(named(events, '$groupidentify')).toHaveLength(1);
    expect(named(events, 'while out')).toEqual([]);
    expect(named(events, '$feature_flag_called').length).toBeGreaterThan(20);
    expect((await host.call('rejects.recent', { limit: 10 })).rows).toEqual([]);
  });
});
