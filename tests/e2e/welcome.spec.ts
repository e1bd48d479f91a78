/** First run: the three doors. */
import { expect, test } from '../support/workbench';

test('an empty workspace shows the doors with the real address, and the first event as it comes', async ({ bench }) => {
  const { page, host, send, complaints } = bench;
  await expect(page.getByRole('heading', { name: 'Let’s see what your users do' })).toBeVisible();
  await expect(page.getByLabel('PostHog snippet')).toContainText(`api_host: '${host.url}'`);
  await page.getByRole('button', { name: 'SDK', exact: true }).click();
  await page.getByRole('option', { name: 'Segment on a server' }).click();
  await expect(page.getByLabel('Segment on a server snippet')).toContainText(`host: '${host.url}'`);
  await page.getByRole('button', { name: 'SDK', exact: true }).click();
  await page.getByRole('option', { name: 'curl' }).click();
  await expect(page.getByLabel('curl snippet')).toContainText(`${host.url}/ingest`);
  await expect(page.getByText('Waiting for the first event…')).toBeVisible();

  await send([{ event: 'Signed up', distinct_id: 'ada', properties: { plan: 'pro' } }]);
  await expect(page.getByText('First event received:')).toContainText('Signed up');
  await page.getByRole('button', { name: 'Watch live' }).click();
  await expect(page.getByRole('grid', { name: 'Events' })).toContainText('ada');
  expect(complaints).toEqual([]);
});

test('the sample data loads and leads to a funnel', async ({ bench }) => {
  const { page, host } = bench;
  await page.getByRole('button', { name: 'Load sample data' }).click();
  await expect(page).toHaveURL(/#\/funnel/, { timeout: 45_000 });
  const info = await host.call('workspace.info', {});
  expect(info.persons).toBeGreaterThan(1500);
  expect(info.events).toBeGreaterThan(50_000);
});
