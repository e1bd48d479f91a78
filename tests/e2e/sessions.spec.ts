/** Sessions: the list, and one session on its timeline. */
import type { Page } from '@playwright/test';
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
  await page.getByRole('menuitemcheckbox', { name: 'Browser' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Browser' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Browser' })).toBeVisible();
});

const held = (page: Page, chart: string) => page.getByRole('group', { name: chart, exact: true });

test('dragging on a chart narrows the table, the summary and the other charts; Escape lets go', async ({
  bench: { page, complaints },
}) => {
  const list = page.getByRole('grid', { name: 'Sessions' });
  const events = held(page, 'Events');
  const plot = events.getByRole('img');
  await expect(plot).toBeVisible();
  await expect(held(page, 'Entry page').getByRole('button', { name: '/help: 1 of 1 sessions' })).toBeVisible();
  const box = await plot.boundingBox();
  if (box === null) throw new Error('the chart has no place on the page');
  // Sessions have 4, 1 and 1 events: the right half holds the one with 4.
  await page.mouse.move(box.x + box.width - 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(list.getByRole('row')).toHaveCount(2);
  await expect(page.getByLabel('Summary')).toContainText('Sessions1');
  await expect(held(page, 'Entry page').getByRole('button', { name: '/help: 0 of 1 sessions' })).toBeVisible();
  await expect(page).toHaveURL(/brush=/);

  await page.reload();
  await expect(list.getByRole('row')).toHaveCount(2);
  // A press on the chart is enough for its keys.
  await events.getByRole('img').click({ position: { x: 2, y: 10 } });
  await page.keyboard.press('Escape');
  await expect(list.getByRole('row')).toHaveCount(4);
  await expect(page).not.toHaveURL(/brush=/);
  expect(complaints).toEqual([]);
});

test('a brush is made by keys and let go by a double click', async ({ bench: { page } }) => {
  const list = page.getByRole('grid', { name: 'Sessions' });
  const duration = held(page, 'Duration');
  await duration.getByRole('slider', { name: 'Duration, to' }).press('Home');
  // Two sessions of a single event last no time at all.
  await expect(list.getByRole('row')).toHaveCount(3);
  await duration.getByRole('img').dblclick();
  await expect(list.getByRole('row')).toHaveCount(4);
});

test('values are picked on charts of words, several charts hold together', async ({ bench: { page } }) => {
  const list = page.getByRole('grid', { name: 'Sessions' });
  await held(page, 'Entry page').getByRole('button', { name: /^\/: / }).click();
  await expect(list.getByRole('row')).toHaveCount(3);
  await held(page, 'Began because')
    .getByRole('button', { name: /after a long silence/ })
    .click();
  await expect(list.getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'Clear 2 brushes' }).click();
  await expect(list.getByRole('row')).toHaveCount(4);
});

test('charts fold away and stay folded', async ({ bench: { page } }) => {
  await expect(held(page, 'Duration')).toBeVisible();
  await page.getByRole('button', { name: 'Distributions' }).click();
  await expect(held(page, 'Duration')).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Distributions' })).toBeVisible();
  await expect(held(page, 'Duration')).toHaveCount(0);
});

test('conditions filter the list and stand in the address; the way back keeps them', async ({ bench: { page } }) => {
  const list = page.getByRole('grid', { name: 'Sessions' });
  await expect(list.getByRole('row')).toHaveCount(4);
  const where = JSON.stringify({ property: 'session.events', op: 'gt', value: 2 });
  await page.goto(`${page.url().split('#')[0] ?? ''}#/sessions?where=${encodeURIComponent(where)}`);
  await expect(list.getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('group', { name: 'Conditions on sessions' })).toContainText('events > 2');
  await list.getByRole('row').nth(1).click();
  await page.getByRole('button', { name: 'All sessions' }).click();
  await expect(list.getByRole('row')).toHaveCount(2);
  await page.goto(`${page.url().split('#')[0] ?? ''}#/sessions?where=nonsense`);
  await expect(page.getByRole('alert')).toContainText('filter in this address cannot be read');
});

test('columns are resized and moved by their headers, and stay so', async ({ bench: { page } }) => {
  const names = () => page.getByRole('columnheader').allInnerTexts();
  await expect.poll(async () => (await names())[1]).toBe('Person');
  const grip = page.getByRole('separator', { name: /Width of Person/ });
  await grip.press('Alt+ArrowLeft');
  await expect.poll(async () => (await names())[0]).toBe('Person');
  const width = async () => (await page.getByRole('columnheader', { name: 'Referrer' }).boundingBox())?.width ?? 0;
  const before = await width();
  await page.getByRole('separator', { name: /Width of Referrer/ }).press('ArrowRight');
  await expect.poll(width).toBe(before + 12);
  await page.reload();
  await expect.poll(async () => (await names())[0]).toBe('Person');
  await expect.poll(width).toBe(before + 12);
});

test('the sessions of one person say how long it was silent before each', async ({ bench: { page } }) => {
  await page.goto(`${page.url().split('#')[0] ?? ''}#/sessions?person=ada`);
  const list = page.getByRole('grid', { name: 'Sessions' });
  await expect(list.getByRole('row').nth(1)).toContainText('after 1 h 58 min of silence');
  await expect(list.getByRole('row').nth(2)).toContainText('first event of the person');
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
