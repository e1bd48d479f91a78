/** Events end to end: what is listed is what is stored, further pages come by scrolling, and the question can be kept. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type { InsightSpec } from '../../shared/insights/specs';
import { complaints, openShop, openView, SHOP, shopRows, type OpenShop } from './shop';

const STORED = SHOP.visited + SHOP.signedUp + SHOP.paid;
/** Enough for a first page and a further one. */
const READS = 1_500;

let shop: OpenShop;
test.beforeAll(async () => {
  const reads = Array.from({ length: READS }, (_, read) => ({
    event: 'read',
    timestamp: new Date(Date.UTC(2026, 1, 1) + read * 1_000).toISOString(),
    distinct_id: `reader-${read % 7}`,
    properties: { country: 'FR', read },
  }));
  shop = await openShop([...shopRows(), ...reads]);
});
test.afterAll(async () => {
  await shop.close();
});

const grid = (page: Page) => page.getByRole('grid', { name: 'Events', exact: true });
const cells = (page: Page, row: number) =>
  grid(page).locator(`[role="row"][aria-rowindex="${row + 2}"] [role="gridcell"]`);
const notRead = { not: { property: 'event', op: 'eq', value: 'read' } };

test('all events are listed, the newest first, and come as one scrolls', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'events');
  await expect(page.getByText(`${(STORED + READS).toLocaleString('en')} events, the newest first.`)).toBeVisible();
  const bottom = (): Promise<void> =>
    grid(page).evaluate((element) => {
      element.parentElement?.scrollTo(0, element.scrollHeight);
    });
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '201');
  await bottom();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '1201');
  await bottom();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(STORED + READS + 1));
  await bottom();
  await expect(cells(page, STORED + READS - 1)).toContainText([/1 Feb.*00:00:00/, /read/, /reader-0/]);
  expect(heard).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});

test('conditions, order and columns stand in the address; an event opens in full', async ({ page }) => {
  await openView(page, shop.host, 'events', { kind: 'events', where: notRead });
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(STORED + 1));
  await page.getByRole('button', { name: 'Time' }).click();
  await expect(cells(page, 0)).toContainText([/2 Mar.*09:00:00/, /visited/, /visitor-00/]);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('textbox', { name: 'Find a column' }).fill('countr');
  await page.getByRole('checkbox', { name: 'country' }).check({ force: true });
  await page.keyboard.press('Escape');
  await expect(cells(page, 0).last()).toHaveText('DE');
  const spec: unknown = JSON.parse(new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get('spec') ?? '{}');
  expect(spec).toMatchObject({ where: notRead, orderBy: { column: 'timestamp', descending: false } });
  await cells(page, 1).first().click();
  await expect(page.getByRole('dialog')).toContainText('visited');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('dialog')).toContainText('visitor-00');
  await page.getByRole('button', { name: 'Open person' }).click();
  await expect(page).toHaveURL(/#\/people\?person=visitor-00/);
});

test('a list is kept and found again; kept lists of people and sessions open as what they narrow', async ({ page }) => {
  const keep = (id: string, spec: unknown): Promise<unknown> =>
    shop.host.call('saved.put', {
      saved: { kind: 'insight', document: { version: 1, id, name: id, spec: spec as InsightSpec } },
    });
  await keep('payers', { kind: 'people', search: 'visitor-0' });
  await keep('from-de', { kind: 'sessions', person: 'visitor-04' });
  await openView(page, shop.host, 'events', { kind: 'events', where: notRead });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Without reads');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Without reads' })).toBeVisible();
  const open = async (name: RegExp): Promise<void> => {
    await openView(page, shop.host, 'saved');
    await page.getByRole('button', { name }).first().click();
  };
  await open(/Without reads/);
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(STORED + 1));
  await open(/payers/);
  await expect(page.getByRole('textbox', { name: 'Find people' })).toHaveValue('visitor-0');
  await expect(page.getByRole('grid', { name: 'People' })).toHaveAttribute('aria-rowcount', '11');
  await open(/from-de/);
  await expect(page.getByText('visitor-04').first()).toBeVisible();
});
