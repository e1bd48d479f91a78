/** Groups end to end: captured with their properties, counted by a funnel, opened, broken down, and counted in trends. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { complaints, FUNNEL, openShop, openView, type OpenShop } from './shop';

/** Monday, 2 March 2026, 09:00 UTC. */
const START = Date.UTC(2026, 2, 2, 9);
const COMPANIES = 6;

/** Of 6 companies one person visits, in 4 another signs up, in 2 a third pays; and somebody of no company does it all. */
function batch(): object[] {
  const did = (person: string, event: string, minutes: number, company?: string): object => ({
    event,
    distinct_id: person,
    uuid: `00000000-0000-4000-8000-${`${person}${event}`.replaceAll(/\W/g, '').slice(0, 12).padStart(12, '0')}`,
    timestamp: new Date(START + minutes * 60_000).toISOString(),
    properties: company === undefined ? {} : { $groups: { company } },
  });
  return [
    ...Array.from({ length: COMPANIES }, (_, at): object[] => {
      const company = `c${at}`;
      return [
        did(`a${at}`, 'visited', at, company),
        ...(at < 4 ? [did(`b${at}`, 'signed up', 10 + at, company)] : []),
        ...(at < 2 ? [did(`c${at}`, 'paid', 60 + at, company)] : []),
        {
          event: '$groupidentify',
          distinct_id: `a${at}`,
          timestamp: new Date(START + 3_600_000 * 2).toISOString(),
          properties: {
            $group_type: 'company',
            $group_key: company,
            $group_set: { name: `Company ${at}`, plan: at % 2 === 0 ? 'pro' : 'free' },
          },
        },
      ];
    }).flat(),
    ...['visited', 'signed up', 'paid'].map((event, at) => did('eve', event, at)),
  ];
}

let shop: OpenShop;
test.beforeAll(async () => {
  shop = await openShop([]);
  const answer = await fetch(`${shop.host.url}/batch/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ api_key: 'any', batch: batch() }),
  });
  expect(answer.status).toBe(200);
});
test.afterAll(async () => {
  await shop.close();
});

const sentence = (page: Page, text: RegExp) => expect(page.getByText(text)).toBeAttached();

test('a funnel counts companies, and opens to them', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'funnel', FUNNEL);
  await sentence(page, /Of 7 people who did visited .*, 1 \(14.3.%\)/);
  await page.getByRole('combobox', { name: 'What is counted' }).click();
  await page.getByRole('option', { name: 'Companies' }).click();
  await sentence(page, /Of 6 companies that did visited .*, 2 \(33.3.%\) went on through all steps to paid/);
  await expect(page.getByText(/Events that name no company do not count here: .* of paid/)).toBeAttached();

  await page.getByRole('button', { name: /^Step 2, signed up: 4 companies/ }).click();
  const drawer = page.getByRole('dialog', { name: /Reached step 2/ });
  await expect(drawer.getByText('4 companies')).toBeVisible();
  await drawer.getByRole('button', { name: /Company 1/ }).click();
  await expect(drawer.getByText('c1 · plan free')).toBeVisible();
  await expect(drawer.getByText('b1', { exact: true })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  expect(heard).toEqual([]);
});

test('their properties are offered, and they are counted in trends', async ({ page }) => {
  await openView(page, shop.host, 'trends', {
    kind: 'trends',
    series: [{ match: { event: 'visited' }, math: 'persons' }],
    interval: 'day',
  });
  await page.getByRole('combobox', { name: /Measure/i }).click();
  await page.getByRole('option', { name: /^Companies/ }).click();
  await sentence(page, /6 companies did visited/);
  await page.getByRole('button', { name: 'Break down by' }).click();
  await page.keyboard.type('company plan');
  await page.keyboard.press('Enter');
  await sentence(page, /By company plan, free leads with 3 companies/);
});
