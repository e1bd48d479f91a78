/** Other vendors' session replay, unmodified from npm: the recording arrives, and the SDK is content. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { RecordingRow } from '../../shared/contract/recordings';
import { eventually, serveWorkspace, tempWorkspace, type RunningHost } from '../support/host';
import { expectQuiet, launchUnmarked, only, openShop, stored, watch } from '../support/sdk-shop';

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

const recorded = (): Promise<RecordingRow[]> =>
  eventually(
    () => host.call('recordings.list', { limit: 10 }).then(({ rows }) => rows),
    (rows) => rows.length > 0,
    // Both send every ten seconds.
    30_000,
  );

/** What rrweb's numbers say is in the recording, in order. */
async function typesOf({ source, recording }: RecordingRow): Promise<unknown[]> {
  const { events } = await host.call('recordings.get', { source, recording, limit: 1000 });
  return events.map((event) => (event as { readonly type: number }).type);
}

test('mixpanel-browser', async ({ launchOptions }) => {
  const head = `<script type="module">
    import mixpanel from '/sdk/mixpanel.js';
    mixpanel.init('mp_demo', { api_host: collector, record_sessions_percent: 100, persistence: 'localStorage' });
    window.mixpanel = mixpanel;
  </script>`;
  const browser = await launchUnmarked(launchOptions);
  const shop = await openShop({ 'mixpanel.js': require.resolve('mixpanel-browser/dist/mixpanel.module.js') }, head);
  try {
    const page = await browser.newPage();
    const complaints = watch(page, host.url);
    await page.goto(`${shop.url}/?collector=${encodeURIComponent(host.url)}`);
    await page.mouse.move(100, 100);
    await page.click('#buy');
    const [recording] = await recorded();
    expect(recording).toMatchObject({ source: 'mixpanel', project: 'mp_demo' });
    expect((await typesOf(recording as RecordingRow)).slice(0, 2)).toEqual([4, 2]);
    await page.evaluate('mixpanel.track("while recording")');
    const events = await eventually(
      () => stored(host),
      (all) => all.some(({ event }) => event === 'while recording'),
    );
    const said = only(events, 'while recording');
    expect(recording?.distinctIds).toEqual([said.distinct_id]);
    expect(said.properties['$mp_replay_id']).toBe(recording?.recording);
    await expectQuiet(complaints, host);
  } finally {
    shop.close();
    await browser.close();
  }
});

test('@openpanel/web', async ({ launchOptions }) => {
  const web = require.resolve('@openpanel/web').replace(/\.cjs$/, '.js');
  const head = `<script type="importmap">{ "imports": { "@openpanel/sdk": "/sdk/sdk.js", "rrweb": "/sdk/rrweb.js" } }</script>
    <script type="module">
      import { OpenPanel } from '/sdk/web.js';
      window.op = new OpenPanel({ clientId: 'op_demo', apiUrl: collector, trackScreenViews: true, sessionReplay: { enabled: true } });
    </script>`;
  const scripts = {
    'web.js': web,
    'sdk.js': createRequire(web)
      .resolve('@openpanel/sdk')
      .replace(/\.cjs$/, '.js'),
    'replay-V6FXES7X.js': join(dirname(web), 'replay-V6FXES7X.js'),
    'rrweb.js': createRequire(web)
      .resolve('rrweb')
      .replace(/\.c?js$/, '.js'),
  };
  const browser = await launchUnmarked(launchOptions);
  const shop = await openShop(scripts, head);
  try {
    const page = await browser.newPage();
    const complaints = watch(page, host.url);
    await page.goto(`${shop.url}/?collector=${encodeURIComponent(host.url)}`);
    await page.click('#buy');
    const [recording] = await recorded();
    expect(recording).toMatchObject({ source: 'openpanel', project: 'op_demo' });
    expect(await typesOf(recording as RecordingRow)).toEqual(expect.arrayContaining([4, 2, 3]));
    const [view] = await stored(host);
    expect(recording?.recording).toBe(view?.anonymous_id);
    await expectQuiet(complaints, host);
  } finally {
    shop.close();
    await browser.close();
  }
});
