/** The SQL view end to end: write with completion, run, read, sort, draw, get it wrong, cancel, save, find it again. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { complaints, openShop, openView, type OpenShop, SHOP } from './shop';

let shop: OpenShop;
test.beforeAll(async () => {
  shop = await openShop();
});
test.afterAll(async () => {
  await shop.close();
});

const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL' });
const rows = (page: Page) => page.getByRole('grid', { name: 'Rows' });
/** The texts of a row, from the top. */
const row = (page: Page, place: number) => rows(page).getByRole('row').nth(place).getByRole('gridcell');

async function write(page: Page, sql: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(sql);
}

async function run(page: Page, sql: string): Promise<void> {
  await write(page, sql);
  await page.keyboard.press('ControlOrMeta+Enter');
}

test('is written with completion, run by a key, sorted, opened and drawn', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'sql');
  await expect(page.getByRole('heading', { name: /^Ask anything/ })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await write(page, "SELECT event, count(*) AS n FROM events WHERE properties->>'");
  await page.keyboard.type('coun');
  await page.getByRole('option', { name: /^country/ }).click();
  await page.keyboard.insertText(" <> 'FR' AND event <> '");
  await page.keyboard.type('signed');
  await page.getByRole('option', { name: /^signed up/ }).click();
  await page.keyboard.insertText(' GROUP BY event ORDER BY n DESC');
  await page.keyboard.press('ControlOrMeta+Enter');

  await expect(row(page, 1)).toHaveText(['visited', String(SHOP.visited)]);
  await expect(row(page, 2)).toHaveText(['paid', String(SHOP.paid)]);
  await expect(page.getByRole('status').filter({ hasText: '2 rows' })).toBeVisible();

  await rows(page).getByRole('button', { name: /^n/ }).click();
  await rows(page).getByRole('button', { name: /^n/ }).click();
  await expect(row(page, 1)).toHaveText(['paid', String(SHOP.paid)]);
  await rows(page).getByRole('row').nth(1).click();
  await expect(page.getByRole('dialog')).toContainText('Row 2');
  await page.keyboard.press('Escape');

  await page.getByRole('radio', { name: 'Chart' }).click();
  await expect(page.getByRole('application')).toHaveAccessibleName(/n by event.*highest 40 on visited/);
  expect(heard).toEqual([]);
});

test('says where it is wrong, asks for its values, and is taken back', async ({ page }) => {
  await openView(page, shop.host, 'sql');
  await run(page, 'SELECT event,\n  nope FROM events');
  await expect(page.getByRole('alert')).toContainText('"nope"');
  await expect(page.locator('.cm-problem')).toHaveText('nope');

  await run(page, 'SELECT * FROM imports');
  await expect(page.getByRole('alert')).toContainText('There is no «imports»');
  await expect(page.locator('.cm-problem')).toHaveText('imports');

  await write(page, 'SELECT count(*) FROM events WHERE event = $name');
  await page.getByRole('textbox', { name: '$name' }).fill('paid');
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(row(page, 1)).toHaveText([String(SHOP.paid)]);

  await run(page, 'SELECT count(*) FROM range(100000000000) a, range(1000) b WHERE a.range % 7 = b.range % 5');
  await expect(page.getByText(/^Running for/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled')).toBeVisible();
  await run(page, 'SELECT 1 AS one');
  await expect(row(page, 1)).toHaveText(['1']);
});

test('is kept in the address, in the history and under a name', async ({ page }) => {
  await openView(page, shop.host, 'sql');
  await page.getByRole('button', { name: /^The most frequent events/ }).click();
  await expect(row(page, 1)).toHaveText(['visited', String(SHOP.visited), String(SHOP.visited)]);
  await page.reload();
  await expect(row(page, 1)).toHaveText(['visited', String(SHOP.visited), String(SHOP.visited)]);

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Top events');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Top events' })).toBeVisible();

  await run(page, 'SELECT 2 AS two');
  await expect(page.getByText('edited')).toBeVisible();
  await page.getByRole('radio', { name: 'History' }).click();
  await page.getByRole('button', { name: /SELECT event, count/ }).click();
  await expect(editor(page)).toContainText('ORDER BY events DESC');
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByText('edited')).toBeHidden();
});

test('typing over highlighted words leaves nothing that the page’s policy refuses', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'sql');
  await write(page, 'SELECT event FROM events');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('SELECT 1 AS one');
  await expect(editor(page)).toHaveText('SELECT 1 AS one');
  // Quotes go round what is selected, as before.
  await page.keyboard.press('Shift+Control+ArrowLeft');
  await page.keyboard.type('"');
  await expect(editor(page)).toHaveText('SELECT 1 AS "one"');
  await page.keyboard.press('ControlOrMeta+z');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(editor(page)).toHaveText('SELECT event FROM events');
  expect(heard).toEqual([]);
});
