/** The Trends view end to end: series and measures, points by mouse and keys, the table that says the same. */
import { expect, test, type Page } from '@playwright/test';
import { complaints, openShop, openView, SHOP, shopRows, type OpenShop } from './shop';

let shop: OpenShop;
test.beforeAll(async () => {
  shop = await openShop();
});
test.afterAll(async () => {
  await shop.close();
});

const VISITS = { kind: 'trends', series: [{ match: { event: 'visited' }, math: 'events' }], interval: 'day' };
const chart = (page: Page) => page.getByRole('application');
const legend = (page: Page) => page.getByRole('list', { name: 'Legend' });

test('the first visit counts people on the two most frequent events', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'trends');
  await expect(legend(page).getByRole('listitem')).toHaveText([/visited.*persons.*40/, /signed up.*persons.*20/]);
  expect(heard).toEqual([]);
});

test('the table says what the engine says', async ({ page }) => {
  await openView(page, shop.host, 'trends', VISITS);
  const answer = await shop.host.call('insight.run', { spec: VISITS as never });
  if (answer.kind !== 'trends') throw new Error('trends were asked for');
  await page.getByRole('radio', { name: 'Table' }).click();
  const cells = page.getByRole('region', { name: 'Figures' }).getByRole('cell');
  const [line] = answer.series;
  await expect(cells).toHaveText([...(line?.values ?? []), line?.total].map(String));
  expect(answer.buckets).toHaveLength(SHOP.days);
});

test('the total of the table counts each person once, and opens them all', async ({ page }) => {
  const again = { event: 'visited', timestamp: '2026-03-06T20:00:00Z', distinct_id: 'visitor-00', properties: {} };
  const twice = await openShop([...shopRows(), again]);
  try {
    await openView(page, twice.host, 'trends', {
      ...VISITS,
      series: [{ match: { event: 'visited' }, math: 'persons' }],
    });
    await page.getByRole('radio', { name: 'Table' }).click();
    const total = page.getByRole('region', { name: 'Figures' }).getByRole('row', { name: /^In all/ });
    await expect(total.getByRole('cell')).toHaveText('40');
    await total.getByRole('button').click();
    const opened = page.getByRole('dialog', { name: 'visited' });
    await expect(opened).toContainText('40 persons · Mon, 2 Mar 2026 to Fri, 6 Mar 2026');
  } finally {
    await twice.close();
  }
});

test('keys move from point to point, and Enter opens the persons', async ({ page }) => {
  await openView(page, shop.host, 'trends', VISITS);
  await chart(page).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(chart(page).getByRole('status')).toHaveText('Tue, 3 Mar 2026, visited: 8');
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'visited' });
  await expect(drawer).toContainText('8 persons · Tue, 3 Mar 2026');
  await expect(drawer.getByRole('article')).toHaveCount(8);
});

test('the pointer names the point, a click opens it', async ({ page }) => {
  await openView(page, shop.host, 'trends', VISITS);
  const box = await chart(page).boundingBox();
  if (box === null) throw new Error('the chart has no box');
  await page.mouse.move(box.x + box.width - 20, box.y + box.height / 2);
  await expect(chart(page)).toContainText('Fri, 6 Mar 2026');
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.getByRole('dialog', { name: 'visited' })).toContainText('8 persons · Fri, 6 Mar 2026');
});

test('series are added, measured by a property, hidden, and taken back', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'trends', VISITS);
  await page.getByRole('button', { name: 'Add series' }).click();
  await page.keyboard.type('paid');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Measure of series B' }).click();
  await page.getByRole('option', { name: /^Sum of/ }).click();
  await page.getByRole('button', { name: 'Measure of series B: property' }).click();
  await page.getByRole('option', { name: /^amount/ }).click();
  // 10 + 11 + … + 17
  await expect(legend(page).getByRole('listitem').nth(1)).toHaveText(/paid.*sum of amount.*108/);
  await legend(page).getByRole('button').nth(0).click();
  await expect(legend(page).getByRole('button').nth(0)).toHaveAttribute('aria-pressed', 'false');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(legend(page).getByRole('listitem')).toHaveCount(1);
  expect(heard).toEqual([]);
});

test('a breakdown gives each value its line, and its points open', async ({ page }) => {
  await openView(page, shop.host, 'trends', { ...VISITS, breakdown: [{ property: 'properties.country' }] });
  await expect(legend(page).getByRole('listitem')).toHaveText([/US.*30/, /DE.*10/]);
  await page.getByRole('radio', { name: 'Table' }).click();
  const row = page.getByRole('region', { name: 'Figures' }).getByRole('row').nth(1);
  const count = await row.getByRole('button').nth(1).innerText();
  await row.getByRole('button').nth(1).click();
  await expect(page.getByRole('dialog', { name: 'DE' })).toContainText(`${count} person`);
});

test('the range narrows what is counted', async ({ page }) => {
  await openView(page, shop.host, 'trends', VISITS);
  await expect(legend(page)).toContainText('40');
  await page.getByRole('button', { name: 'All data' }).click();
  await page.getByLabel('First day').fill('2026-03-03');
  await page.getByLabel('Last day').fill('2026-03-04');
  await page.getByRole('button', { name: 'Use these days' }).click();
  await expect(page.getByRole('button', { name: '3 Mar 2026 – 4 Mar 2026' })).toBeVisible();
  await expect(legend(page)).toContainText('16');
});

test('days are compared with those before, and both open', async ({ page }) => {
  const heard = complaints(page);
  const range = { from: '2026-03-04', to: '2026-03-05' };
  await openView(page, shop.host, 'trends', { ...VISITS, range });
  await page.getByRole('combobox', { name: 'Compare with' }).click();
  await page.getByRole('option', { name: /^vs\. previous period/ }).click();
  await expect(page.getByText('Compared with Mon, 2 Mar 2026 to Tue, 3 Mar 2026')).toBeVisible();
  await expect(legend(page).getByRole('listitem')).toHaveText(/visited.*16.*no change/);
  await page.getByRole('radio', { name: 'Table' }).click();
  const row = page.getByRole('region', { name: 'Figures' }).getByRole('row').nth(1);
  await expect(row.getByRole('cell')).toHaveText(['8', '8', 'no change']);
  await row.getByRole('button').nth(1).click();
  await expect(page.getByRole('dialog', { name: 'visited' })).toContainText('8 persons · Mon, 2 Mar 2026');
  expect(heard).toEqual([]);
});

test('a formula says where it is wrong, is drawn when it is right, and opens its parts', async ({ page }) => {
  const heard = complaints(page);
  const asked = { ...VISITS, series: [...VISITS.series, { match: { event: 'paid' }, math: 'events' }] };
  await openView(page, shop.host, 'trends', asked);
  const field = page.getByRole('textbox', { name: 'Formula over the series' });
  await field.fill('B / (A + C)');
  await expect(field).toHaveAccessibleDescription('«C» names no series; there are A to B.');
  await expect(legend(page).getByRole('listitem')).toHaveCount(2);
  await field.fill('B / A * 100');
  await expect(legend(page).getByRole('listitem')).toHaveText(/B \/ A \* 100.*20$/);
  await page.getByRole('combobox', { name: 'What the values are' }).click();
  await page.getByRole('option', { name: /^Running total/ }).click();
  await page.getByRole('radio', { name: 'Table' }).click();
  const rows = page.getByRole('region', { name: 'Figures' }).locator('tbody').getByRole('row');
  await expect(rows.last().getByRole('cell')).toHaveText('20');
  await rows.last().getByRole('button').click();
  await expect(page.getByRole('dialog', { name: 'B / A * 100' })).toContainText('40 persons · Up to Fri, 6 Mar 2026');
  expect(heard).toEqual([]);
});

test('the panel of a point gives the focus back, and a look outlives a reload', async ({ page }) => {
  await openView(page, shop.host, 'trends', VISITS);
  await chart(page).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'visited' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(chart(page)).toBeFocused();
  await page.getByRole('radio', { name: 'Table' }).click();
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Table' })).toBeChecked();
});

test('two properties are crossed, and the most frequent values are kept', async ({ page }) => {
  await openView(page, shop.host, 'trends', { ...VISITS, breakdown: [{ property: 'properties.country', limit: 8 }] });
  await page.getByRole('button', { name: 'And break down by' }).click();
  await page.keyboard.type('country');
  await page.keyboard.press('Enter');
  await expect(legend(page).getByRole('listitem')).toHaveText([/US · US.*30/, /DE · DE.*10/]);
  await page.getByRole('combobox', { name: 'How many values of country' }).first().click();
  await page.getByRole('option', { name: 'Top 3' }).click();
  await page.getByRole('button', { name: 'Remove the breakdown', exact: true }).click();
  await expect(legend(page).getByRole('listitem')).toHaveText([/^US.*30/, /^DE.*10/]);
});
