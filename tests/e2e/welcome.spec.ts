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

test('a newcomer sees what came and was no event, and the way to it', async ({ bench }) => {
  const { page, host, complaints } = bench;
  await page.getByRole('button', { name: 'Rejects', exact: true }).click();
  await expect(page.getByText('Nothing was rejected')).toBeVisible();
  await page.getByRole('button', { name: 'Get data in' }).first().click();
  await fetch(`${host.url}/v1/trakc`, { method: 'POST', body: '{}' });
  await expect(page.getByRole('alert').filter({ hasText: 'POST /v1/trakc' })).toContainText('Check the address');
  await fetch(`${host.url}/ingest`, { method: 'POST', body: '[{"evnt": "Signed up"}]' });
  await page.getByRole('button', { name: 'Put it right' }).click();
  await expect(page.getByText('Open 1')).toBeVisible();
  await page.getByRole('grid', { name: 'Rejected' }).getByText('Event not understood').click();
  await page.reload();
  await expect(page.getByRole('dialog')).toContainText('POST /ingest');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete 1 reject' }).click();
  await expect(page.getByText('Nothing was rejected')).toBeVisible();
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
