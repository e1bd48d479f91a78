/** Sessions: the list, and one session on its timeline. */
import { expect, test } from '../support/workbench';

const START = Date.UTC(2026, 0, 10, 9, 0, 0);

const at = (seconds: number, event: string, distinctId: string, properties: object = {}) => ({
  event,
  distinct_id: distinctId,
  timestamp: new Date(START + seconds * 1000).toISOString(),
  properties,
});

const VISITS = [
  at(0, '$pageview', 'ada', { $current_url: 'https://shop.test/', $pathname: '/' }),
  at(20, 'Added to cart', 'ada', { sku: 'tea' }),
  at(60, '$pageview', 'ada', { $current_url: 'https://shop.test/pay', $pathname: '/pay' }),
  at(90, 'Paid', 'ada', { total: 12 }),
  at(7200, '$pageview', 'ada', { $current_url: 'https://shop.test/', $pathname: '/' }),
  at(300, '$pageview', 'ben', { $current_url: 'https://shop.test/help', $pathname: '/help' }),
];

test.beforeEach(async ({ bench }) => {
  await bench.send(VISITS);
  await bench.page.goto(`${bench.page.url().split('#')[0] ?? ''}#/sessions`);
});

test('the list and its summary agree with the events', async ({ bench: { page, complaints } }) => {
  const list = page.getByRole('grid', { name: 'Sessions' });
  await expect(list.getByRole('row')).toHaveCount(4);
  await expect(page.getByLabel('Summary')).toContainText('Sessions3');
  await expect(page.getByLabel('Summary')).toContainText('Persons2');
  await list.getByRole('button', { name: 'Duration' }).click();
  await expect(list.getByRole('row').nth(1)).toContainText('1 m 30 s');
  await list.getByRole('button', { name: 'Duration' }).click();
  await expect(list.getByRole('row').last()).toContainText('1 m 30 s');
  expect(complaints).toEqual([]);
});

test('search narrows list and summary together', async ({ bench: { page } }) => {
  await page.getByLabel('Find sessions').fill('/help');
  await expect(page.getByRole('grid', { name: 'Sessions' }).getByRole('row')).toHaveCount(2);
  await expect(page.getByLabel('Summary')).toContainText('Sessions1');
  await page.getByLabel('Find sessions').fill('nowhere');
  await expect(page.getByText('No session matches')).toBeVisible();
});

test('a column can be added and stays', async ({ bench: { page } }) => {
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Began because' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Began because' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Began because' })).toBeVisible();
});

test('one session: facts, events in order, timeline and list select together', async ({ bench: { page } }) => {
  await page.getByRole('grid', { name: 'Sessions' }).getByText('/pay').click();
  const list = page.getByRole('listbox', { name: 'Events in order' });
  await expect(list.getByRole('option')).toHaveText([
    /0:00.*Page view.*\//,
    /0:20.*Added to cart/,
    /1:00.*Page view.*\/pay/,
    /1:30.*Paid/,
  ]);
  await list.getByRole('option').nth(1).click();
  await expect(page.getByRole('row', { name: 'sku tea' })).toBeVisible();

  const canvas = page.getByRole('img', { name: /Timeline of 4 events/ });
  await canvas.focus();
  await page.keyboard.press('.');
  await page.keyboard.press('.');
  await expect(list.getByRole('option', { selected: true })).toContainText('Paid');
  await expect(page.getByRole('row', { name: 'total 12' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list.getByRole('option', { selected: true })).toHaveCount(0);
});

test('the timeline is drawn, zooms at the cursor, and finds the event under it', async ({ bench: { page } }) => {
  await page.getByRole('grid', { name: 'Sessions' }).getByText('/pay').click();
  const canvas = page.getByRole('img', { name: /Timeline of 4 events/ });
  const picture = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  await expect.poll(async () => (await picture()).length).toBeGreaterThan(2000);
  const whole = await picture();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the timeline has no place on the page');
  // The session lasts 90 s with 2 % of air on both sides, so 20 s stand at this share of the width.
  const x = Math.round(box.x + (box.width * (20 + 1.8)) / 93.6);
  const y = box.y + 26 + 40 + 22;
  await page.mouse.move(x, y);
  await expect(page.getByRole('tooltip')).toContainText('Added to cart');
  for (let turn = 0; turn < 3; turn += 1) await page.mouse.wheel(0, -200);
  await expect.poll(picture).not.toBe(whole);
  await page.mouse.move(x + 1, y);
  await expect(page.getByRole('tooltip')).toContainText('Added to cart');
  await page.mouse.click(x, y);
  await expect(page.getByRole('option', { selected: true })).toContainText('Added to cart');
  await canvas.dblclick({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Escape');
  await page.mouse.move(0, 0);
  await expect.poll(picture).toBe(whole);
});

test('an address that names no session says so and leads back', async ({ bench: { page } }) => {
  await page.goto(`${page.url().split('#')[0] ?? ''}#/sessions?session=none`);
  await expect(page.getByRole('alert')).toContainText('none');
  await page.getByRole('button', { name: 'All sessions', exact: true }).last().click();
  await expect(page.getByRole('grid', { name: 'Sessions' })).toBeVisible();
});
