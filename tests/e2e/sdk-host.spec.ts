/** The page as the headless host serves it to a browser: the link, the policy, and an event seen as it comes in. */
import { expect, test } from '@playwright/test';
import { eventually, serveWorkspace, tempWorkspace, type RunningHost } from '../support/host';

const { dir, remove } = tempWorkspace();
let host: RunningHost;
test.beforeAll(async () => {
  host = await serveWorkspace(dir);
});
test.afterAll(async () => {
  await host.stop();
  remove();
});

test('the link opens the workbench, and its policy is in nobody’s way', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(host.link);
  expect(page.url()).not.toContain(host.token);
  await expect(page.locator('#root')).not.toBeEmpty();
  await page.reload();
  await expect(page.locator('#root')).not.toBeEmpty();
  expect(complaints).toEqual([]);
});

test('an event that is sent while the page is open appears on it by itself', async ({ page }) => {
  await page.goto(host.link);
  await expect(page.locator('#root')).not.toBeEmpty();
  const body = JSON.stringify({ event: 'first of all', distinct_id: 'ana' });
  expect((await fetch(`${host.url}/ingest`, { method: 'POST', body })).status).toBe(200);
  await expect(page.getByText('first of all').first()).toBeVisible({ timeout: 15_000 });
});

test('without the link there is a way in, and nothing else', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const response = await page.goto(host.url);
  expect(response?.status()).toBe(401);
  await expect(page.getByRole('heading', { name: 'Waymark is running' })).toBeVisible();
  await context.close();
});

test('another page on this machine cannot read or command the workbench', async ({ page }) => {
  await page.goto(host.link);
  await eventually(
    () => page.evaluate('document.readyState'),
    (state) => state === 'complete',
  );
  // A page of another port is another origin; the browser still sends it our cookie.
  await page.goto(`http://localhost:${host.port}/array/k/config`);
  const answer: unknown = await page.evaluate(async (url) => {
    try {
      const response = await fetch(`${url}/waymark/rpc/workspace.info`, {
        method: 'POST',
        credentials: 'include',
        body: '{}',
      });
      return response.status;
    } catch {
      return 'blocked';
    }
  }, host.url);
  expect(answer).toBe('blocked');
});
