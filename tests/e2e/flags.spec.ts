/** Flags: made, saved and switched in the window; SDKs are answered with them; who gets what. */
import { expect, test } from '../support/workbench';

test('a flag is made, narrowed to stored persons, switched, and asked for', async ({ bench }) => {
  const { page, host, send, complaints } = bench;
  await send([{ event: '$identify', distinct_id: 'ana', properties: { $set: { plan: 'pro' } } }]);
  const ask = async (distinctId: string): Promise<boolean | undefined> => {
    const response = await fetch(`${host.url}/flags/?v=2`, {
      method: 'POST',
      body: JSON.stringify({ token: 'phc_demo', distinct_id: distinctId }),
    });
    const { flags } = (await response.json()) as { flags: Record<string, { enabled: boolean }> };
    return flags['beta']?.enabled;
  };
  await page.goto(`${page.url().split('#')[0] ?? ''}#/flags`);
  await page.getByRole('button', { name: 'New flag' }).first().click();
  const editor = page.getByRole('region', { name: 'The flag new-flag' });
  await editor.getByLabel('Key').fill('be ta');
  await expect(page.getByText('must be letters, digits')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await page.getByLabel('Key', { exact: true }).fill('beta');
  await page.getByRole('button', { name: 'Only for some' }).click();
  const condition = page.getByRole('region', { name: 'Condition 1' });
  await condition.getByRole('button', { name: 'Property', exact: true }).click();
  // The new row's own comes before the button that added it.
  await condition.getByRole('button', { name: 'Property', exact: true }).first().click();
  await page.getByRole('option', { name: /^plan/ }).click();
  await condition.getByLabel('Value').fill('pro, team');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The flags are saved')).toBeVisible();
  // What is switched off is told to nobody.
  expect(await ask('ana')).toBeUndefined();

  await page.getByRole('switch', { name: 'beta is on' }).click();
  await expect(page.getByText('«beta» is on')).toBeVisible();
  await expect.poll(() => ask('ana')).toBe(true);
  expect(await ask('ben')).toBe(false);

  await page.getByRole('region', { name: 'Asked lately' }).getByRole('button', { name: 'ben' }).first().click();
  const verdicts = page.getByRole('list', { name: 'Verdicts' });
  await expect(verdicts).toContainText('No condition holds.');
  await page.getByLabel('Distinct id').fill('ana');
  await expect(verdicts).toContainText('Condition 1 holds.');

  await page.getByRole('switch', { name: 'People choose by themselves' }).click();
  await page.getByLabel('Name in the list to choose from').fill('The beta');
  await page.getByRole('switch', { name: /^Who is outside the share/ }).click();
  await page.getByLabel('Contexts').fill('shop, checkout');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect
    .poll(async () => (await fetch(`${host.url}/api/early_access_features/?token=phc_demo`)).json())
    .toMatchObject({ earlyAccessFeatures: [{ flagKey: 'beta', name: 'The beta', stage: 'beta' }] });
  const chosen = await fetch(`${host.url}/flags/?v=2`, {
    method: 'POST',
    body: JSON.stringify({
      token: 'phc_demo',
      distinct_id: 'ben',
      person_properties: { '$feature_enrollment/beta': 'true' },
      evaluation_contexts: ['checkout'],
    }),
  });
  expect(await chosen.json()).toMatchObject({ flags: { beta: { enabled: true } } });
  expect(complaints).toEqual([]);
});

test('a cohort is made by a rule, a condition names it, and another names a pattern', async ({ bench }) => {
  const { page, host, complaints } = bench;
  const on = async (properties: object): Promise<boolean | undefined> => {
    const response = await fetch(`${host.url}/flags/?v=2`, {
      method: 'POST',
      body: JSON.stringify({ token: 'phc_demo', distinct_id: 'ben', person_properties: properties }),
    });
    const { flags } = (await response.json()) as { flags: Record<string, { enabled: boolean }> };
    return flags['new-flag']?.enabled;
  };
  await page.goto(`${page.url().split('#')[0] ?? ''}#/flags`);
  await page.getByRole('button', { name: 'New flag' }).first().click();
  await page.getByRole('switch', { name: 'new-flag is on' }).click();
  await page.getByRole('button', { name: 'New cohort' }).click();
  const cohort = page.getByRole('region', { name: 'The cohort new-cohort' });
  await cohort.getByRole('button', { name: 'Property', exact: true }).click();
  await cohort.getByRole('button', { name: 'Property', exact: true }).first().click();
  await page.getByPlaceholder('Search').last().fill('email');
  await page.keyboard.press('Enter');
  await cohort.getByRole('combobox', { name: 'Operator' }).click();
  await page.getByRole('option', { name: 'matches the pattern', exact: true }).click();
  await cohort.getByLabel('Value').fill('(shop');
  await expect(cohort.getByText('is no pattern that PostHog reads')).toBeVisible();
  await cohort.getByLabel('Value').fill('@shop.(test|org)$');

  await page
    .getByRole('list', { name: 'Flags' })
    .getByRole('button', { name: /^new-flag/ })
    .click();
  await page.getByRole('button', { name: 'Only for some' }).click();
  const condition = page.getByRole('region', { name: 'Condition 1' });
  await condition.getByRole('button', { name: 'Property', exact: true }).click();
  await condition.getByRole('combobox', { name: 'Of' }).click();
  await page.getByRole('option', { name: 'Cohort' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The flags are saved')).toBeVisible();
  expect(await on({ email: 'ben@shop.test' })).toBe(true);
  expect(await on({ email: 'ben@shop.example' })).toBe(false);
  expect(complaints).toEqual([]);
});
