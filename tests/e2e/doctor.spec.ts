/** The doctor in the window: a mistake appears while one watches, opens its events, and is dismissed. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../support/workbench';

const paid = { event: 'Paid', distinct_id: 'ada', properties: { email: 'ada@example.com' } };

test('a mistake appears as it happens, with its events, its remedy and a way to dismiss it', async ({ bench }) => {
  const { page, send, complaints, host } = bench;
  await send([{ event: 'Opened', distinct_id: 'ada' }]);
  await page.goto(`${page.url().split('#')[0] ?? ''}#/doctor`);
  await expect(page.getByText('No mistakes found')).toBeVisible();
  await expect(page.getByText('1 event looked at by 17 rules').first()).toBeVisible();

  await send([paid, { event: 'Opened', distinct_id: 'undefined' }]);
  const errors = page.getByRole('region', { name: 'Errors' });
  await expect(errors.getByRole('button', { name: /An id that stands for nobody/ })).toBeVisible();
  const rail = page.getByRole('navigation', { name: 'Main' });
  await expect(rail.getByRole('button', { name: /Doctor/ })).toContainText('1 error, 1 warning');
  const detail = page.getByRole('article');
  await expect(detail).toContainText('«Opened» came with the distinct id «undefined».');

  const warnings = page.getByRole('region', { name: 'Warnings' });
  await warnings.getByRole('button', { name: /Personal data/ }).click();
  await expect(detail).toContainText('a…@….com');
  await expect(detail).not.toContainText('ada@example.com');
  await expect(detail.getByRole('heading', { name: 'What to do' })).toBeVisible();
  expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([]);

  await detail.getByRole('button', { name: 'The event' }).click();
  const drawer = page.getByRole('dialog');
  await expect(drawer).toContainText('Paid');
  await expect(drawer.getByRole('list', { name: 'What the doctor found' })).toContainText('Personal data');
  await page.keyboard.press('Escape');

  await detail.getByLabel(/No mistake here/).fill('a test shop');
  await detail.getByRole('button', { name: 'Dismiss' }).click();
  await expect(warnings).toHaveCount(0);
  const { findings } = await host.call('doctor.findings', { limit: 10, dismissed: 'only' });
  expect(findings.map(({ id, dismissed }) => [id, dismissed?.reason])).toEqual([
    ['personal-data:Paid · email', 'a test shop'],
  ]);
  await page.getByRole('button', { name: '1 dismissed' }).click();
  await expect(detail).toContainText('a test shop');
  await detail.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('No finding fits')).toBeVisible();
  await page.getByRole('button', { name: 'Show all findings' }).click();
  await expect(warnings).toBeVisible();
  expect(complaints).toEqual([]);
});
