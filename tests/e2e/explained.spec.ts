/** What stands below every result: notes on a question that went wrong, and how it was counted. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { complaints, FUNNEL, openShop, openView, type OpenShop } from './shop';

let shop: OpenShop;
test.beforeAll(async () => {
  shop = await openShop();
});
test.afterAll(async () => {
  await shop.close();
});

test('a misspelt event is told of with the one that was meant, and the count can be run as SQL', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'funnel', { ...FUNNEL, steps: [{ event: 'visited' }, { event: 'Signed_up' }] });
  const notes = page.getByRole('region', { name: 'About this result' });
  await expect(notes).toContainText('No event of the data is called «Signed_up». Did you mean «signed up» (');
  await notes.getByRole('button', { name: 'How this was counted' }).click();
  const dialog = page.getByRole('dialog', { name: 'How this was counted' });
  await expect(dialog).toContainText('Of 40 people who did visited');
  await expect(dialog.getByRole('region', { name: 'Rules' })).toContainText('Each person counts once.');
  await expect(dialog.getByRole('figure', { name: 'SQL 1 of 3' })).toContainText('the whole funnel: people by step');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(heard).toEqual([]);
});
