/** The tracking plan in the window: learned, edited, saved, broken by what arrives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/workbench';

const checkout = (properties: object) => ({ event: 'Checkout', distinct_id: 'ada', properties });

test('a plan is learned, edited and saved, and what arrives is held against it', async ({ bench }) => {
  const { page, send, host, complaints } = bench;
  await send(Array.from({ length: 24 }, (_, n) => checkout({ plan: n % 2 === 0 ? 'free' : 'pro', total: n })));
  await page.goto(`${page.url().split('#')[0] ?? ''}#/plan`);
  await page.getByRole('button', { name: 'Learn it from what arrived' }).click();
  await expect(page.getByRole('dialog')).toContainText('new event, 2 properties; seen 24 times');
  await page.getByRole('button', { name: 'Take on 1 change' }).click();
  await expect(page.getByText('24 events held against the plan: all as planned')).toBeVisible();
  const values = page.getByLabel('Allowed values of «plan»');
  await expect(values).toHaveValue('free, pro');

  await send([checkout({ plan: 'Pro', total: 1 }), { event: 'checkout', distinct_id: 'ada' }]);
  const violations = page.getByRole('region', { name: 'Violations' });
  await expect(violations).toContainText('plan value not allowed, 1 time');
  await expect(violations).toContainText('expected one of "free", "pro"');
  await expect(page.getByRole('region', { name: 'Seen, not in the plan' })).toContainText('checkout');
  await violations.getByRole('button', { name: '"Pro"' }).click();
  await expect(page.getByRole('row', { name: 'plan Pro' })).toBeVisible();
  await page.keyboard.press('Escape');

  await values.fill('free, pro, Pro');
  await values.press('Enter');
  await page.getByLabel('What it means').fill('Somebody has paid.');
  await page.getByRole('region', { name: 'Not saved yet' }).getByRole('button', { name: 'Save' }).click();
  await expect(violations).toContainText('Every event that was looked at is as planned.');
  const file = JSON.parse(readFileSync(join(host.workspace, 'tracking-plan.json'), 'utf8')) as { oneOf: unknown[] };
  expect(file.oneOf[0]).toMatchObject({
    description: 'Somebody has paid.',
    properties: { properties: { properties: { plan: { enum: ['free', 'pro', 'Pro'] } }, required: ['plan', 'total'] } },
  });
  expect(complaints).toEqual([]);
});

test('a plan is written by hand before anything arrives, and is not lost by a look elsewhere', async ({ bench }) => {
  const { page, host, complaints } = bench;
  await page.goto(`${page.url().split('#')[0] ?? ''}#/plan`);
  await page.getByRole('button', { name: 'Write it by hand' }).click();
  await expect(page.getByText('No event is planned yet, and none has arrived.')).toBeVisible();
  await page.getByRole('textbox', { name: 'New event' }).fill('Order placed');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'New property' }).fill('total');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await page.getByRole('button', { name: 'Tracking plan', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Order placed' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Type of «total»' }).click();
  await page.getByRole('option', { name: 'whole number' }).click();
  const values = page.getByLabel('Allowed values of «total»');
  await values.fill('1, two');
  await values.press('Enter');
  await expect(page.getByText('two is not of the type')).toBeVisible();
  await page.getByRole('region', { name: 'Not saved yet' }).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The plan is saved')).toBeVisible();
  await expect(page.getByRole('region', { name: 'In the plan' })).toContainText('never seen');
  const file = JSON.parse(readFileSync(join(host.workspace, 'tracking-plan.json'), 'utf8')) as { oneOf: unknown[] };
  expect(file.oneOf[0]).toMatchObject({ properties: { event: { const: 'Order placed' } } });
  expect(complaints).toEqual([]);
});
