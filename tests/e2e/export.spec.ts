/** Export end to end: the dialog narrows, counts, writes and hands over; results and archives are downloads too. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { tableFromIPC } from 'apache-arrow';
import { fromBufferPromise } from 'yauzl';
import { expect, test } from '../support/workbench';

const at = (day: number, event: string, user: string, properties: object = {}) => ({
  event,
  user_id: user,
  timestamp: `2026-01-${String(day).padStart(2, '0')}T09:00:00Z`,
  properties,
});

test.beforeEach(async ({ bench }) => {
  await bench.send([
    at(1, 'visit', 'ann', { plan: '=free' }),
    at(1, 'buy', 'ann', { price: 3 }),
    at(9, 'visit', 'ben'),
    at(10, 'visit', 'cy'),
  ]);
});

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Export', exact: true });

async function exported(page: Page): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const waiting = page.waitForEvent('download');
  await dialogOf(page).getByRole('button', { name: 'Export', exact: true }).click();
  const download = await waiting;
  await expect(page.getByRole('dialog', { name: 'Exported' })).toContainText(download.suggestedFilename());
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('events of some days and columns, as CSV and as Arrow', async ({ bench: { page, complaints } }) => {
  await page.keyboard.press('Control+e');
  const dialog = dialogOf(page);
  await expect(dialog).toContainText('4 rows');
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);
  await dialog.getByRole('button', { name: 'All data' }).click();
  await page.getByLabel('First day').fill('2026-01-01');
  await page.getByLabel('Last day').fill('2026-01-09');
  await page.getByRole('button', { name: 'Use these days' }).click();
  await expect(dialog).toContainText('3 rows');
  const csv = await exported(page);
  expect(csv.name).toBe('events.csv');
  expect(csv.bytes.toString('utf8').trim().split('\n')).toHaveLength(4);
  await page.getByRole('dialog', { name: 'Exported' }).getByRole('button', { name: 'Close' }).last().click();

  await page.keyboard.press('Control+e');
  await dialog.getByRole('radio', { name: 'Arrow' }).click();
  await dialog.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'properties', exact: true }).uncheck({ force: true });
  await page.getByRole('checkbox', { name: 'price', exact: true }).check({ force: true });
  await page.keyboard.press('Escape');
  await expect(dialog).toContainText('cannot be imported as the events that they were');
  const arrow = await exported(page);
  expect(arrow.name).toBe('events.arrow');
  const table = tableFromIPC(arrow.bytes);
  expect(table.numRows).toBe(4);
  expect(table.schema.fields.map(({ name }) => name)).toContain('properties.price');
  expect(complaints).toEqual([]);
});

test('the table of a result as Parquet, and the workspace as an archive', async ({
  bench: { page, host, complaints },
}) => {
  await page.goto(`${page.url().split('#')[0] ?? ''}#/funnel`);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Save result as Parquet' }).click();
  const parquet = await waiting;
  expect(parquet.suggestedFilename()).toMatch(/\.parquet$/);
  expect(
    readFileSync(await parquet.path())
      .subarray(0, 4)
      .toString('latin1'),
  ).toBe('PAR1');

  const archive = page.waitForEvent('download');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('workspace archive');
  await page.keyboard.press('Enter');
  const download = await archive;
  expect(download.suggestedFilename()).toMatch(/^workspace \d{4}-\d\d-\d\d\.waymark$/);
  const zip = await fromBufferPromise(readFileSync(await download.path()));
  const names: string[] = [];
  for await (const entry of zip.eachEntry()) names.push(entry.fileName);
  expect(names).toContain('data/events.parquet');
  expect(names.at(-1)).toBe('manifest.json');
  await expect(page.getByRole('dialog', { name: 'Exported' })).toContainText('.waymark');
  // A restored workspace is a folder, which a browser cannot name.
  await page.getByRole('dialog', { name: 'Exported' }).getByRole('button', { name: 'Close' }).last().click();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('open archive');
  await expect(page.getByRole('option', { name: 'Open archive…' })).toHaveCount(0);
  expect((await host.call('workspace.info', {})).events).toBe(4);
  expect(complaints).toEqual([]);
});
