/** The Funnel view end to end: its numbers are the engine's, edits work by mouse and keys, every bar opens its persons. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { complaints, FUNNEL, openShop, openView, SHOP, type OpenShop } from './shop';

let shop: OpenShop;
test.beforeAll(async () => {
  shop = await openShop();
});
test.afterAll(async () => {
  await shop.close();
});

const chart = (page: Page) => page.getByRole('figure', { name: 'Funnel chart' });
const stepNames = (page: Page) =>
  page.getByRole('complementary', { name: 'Funnel definition' }).getByRole('button', { name: /^Event of step/ });
const specOf = (page: Page): unknown =>
  JSON.parse(new URLSearchParams(new URL(page.url()).hash.replace(/^[^?]*\?/, '')).get('spec') ?? 'null');

test('the first visit shows a funnel of the events that are there', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'funnel');
  await expect(page.getByText(/Of 40 people who did visited/)).toBeAttached();
  await expect(stepNames(page)).toHaveText(['visited', 'signed up', 'paid']);
  expect(specOf(page)).toEqual(FUNNEL);
  expect(heard).toEqual([]);
});

test('bars, table and sentence say what the engine says', async ({ page }) => {
  await openView(page, shop.host, 'funnel', FUNNEL);
  await expect(
    chart(page).getByRole('button', { name: /^Step 1, visited: 40 people, 100.% of the first/ }),
  ).toBeVisible();
  await expect(chart(page).getByRole('button', { name: /^Step 3, paid: 8 people, 20.%/ })).toBeVisible();
  await expect(page.getByText(/went on through all steps to paid within 14 days, half of them .* 1.h/)).toBeAttached();
  await page.getByRole('radio', { name: 'Table' }).click();
  const rows = page.getByRole('table', { name: 'Funnel step by step' }).getByRole('row');
  await expect(rows.nth(2)).toContainText('signed up');
  await expect(rows.nth(2).getByRole('cell')).toHaveText(['20', /50/, /50/, '20', /10.m/, /10.m/, /10.m/]);
});

test('a bar and its ghost open their very persons, and a person leads to the session', async ({ page }) => {
  await openView(page, shop.host, 'funnel', FUNNEL);
  await chart(page)
    .getByRole('button', { name: /^12 people left before step 3/ })
    .click();
  const drawer = page.getByRole('dialog', { name: 'Left after signed up, before paid' });
  await expect(drawer).toContainText('12 persons');
  await expect(drawer.getByRole('article')).toHaveCount(12);
  await chart(page)
    .getByRole('button', { name: /^Step 3, paid/ })
    .click();
  const reached = page.getByRole('dialog', { name: 'Reached step 3: paid' });
  await expect(reached.getByRole('article')).toHaveCount(SHOP.paid);
  await reached.getByRole('button', { name: /visitor-00/ }).click();
  const second = reached.getByRole('button', { name: /^signed up/ });
  await expect(second).toContainText(/\+ 10.m/);
  await second.click();
  await expect(page).toHaveURL(/#\/sessions\?session=/);
});

test('steps are added, filtered, named, removed, and all of it is taken back', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'funnel', { kind: 'funnel', steps: FUNNEL.steps.slice(0, 2) });
  await expect(stepNames(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Add step' }).click();
  await page.keyboard.type('paid');
  await page.keyboard.press('Enter');
  await expect(stepNames(page)).toHaveText(['visited', 'signed up', 'paid']);

  await page.getByRole('button', { name: 'Add a condition to step 2' }).click();
  await page.keyboard.type('plan');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Value', exact: true }).click();
  await page.getByRole('option', { name: /^pro/ }).click();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('button', { name: 'plan is pro' })).toBeVisible();
  await expect(chart(page).getByRole('button', { name: /^Step 2, signed up: 10 people/ })).toBeVisible();

  await page.getByRole('button', { name: 'More for step 2' }).click();
  await page.getByRole('menuitem', { name: 'Name this step' }).click();
  await page.keyboard.type('Signed up as pro');
  await expect(chart(page)).toContainText('Signed up as pro');

  await page.getByRole('button', { name: 'More for step 3' }).click();
  await page.getByRole('menuitem', { name: 'Remove step' }).click();
  await expect(stepNames(page)).toHaveCount(2);

  await page.getByRole('heading', { name: 'Rules' }).click();
  for (let edit = 0; edit < 4; edit += 1) await page.keyboard.press('Control+z');
  await expect(chart(page).getByRole('button', { name: /^Step 2, signed up: 20 people/ })).toBeVisible();
  expect(specOf(page)).toEqual({ kind: 'funnel', steps: FUNNEL.steps.slice(0, 2) });
  await page.keyboard.press('Control+Shift+z');
  await expect(stepNames(page)).toHaveCount(3);
  expect(heard).toEqual([]);
});

test('steps are dragged by mouse, and by keys alone', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'funnel', FUNNEL);
  const grip = page.getByRole('button', { name: 'Move step 3' });
  await grip.hover();
  await page.mouse.down();
  const target = await page.getByRole('button', { name: 'Move step 1' }).boundingBox();
  await page.mouse.move((target?.x ?? 0) + 10, (target?.y ?? 0) - 6, { steps: 12 });
  await page.mouse.up();
  await expect(stepNames(page)).toHaveText(['paid', 'visited', 'signed up']);

  await page.getByRole('button', { name: 'Move step 1' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText(/step 1, paid is over position 1 of 3/)).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText(/step 1, paid is over position 2 of 3/)).toBeAttached();
  await page.keyboard.press('Space');
  await expect(stepNames(page)).toHaveText(['visited', 'paid', 'signed up']);
  expect(heard).toEqual([]);
});

test('a breakdown compares values, and the trend shows how the conversion moved', async ({ page }) => {
  await openView(page, shop.host, 'funnel', {
    ...FUNNEL,
    breakdown: { property: 'properties.country' },
    trend: { interval: 'day' },
  });
  const table = page.getByRole('region', { name: 'By country' });
  await expect(table.getByRole('button', { name: /^DE, visited: 10/ })).toBeVisible();
  await table.getByRole('button', { name: /^US, paid: 6/ }).click();
  await expect(page.getByRole('dialog', { name: 'Reached step 3: paid' })).toContainText('6 persons · US');
  const trend = page.getByRole('region', { name: 'Conversion over time' });
  await trend.getByRole('button', { name: 'Show as table' }).click();
  await expect(trend.getByRole('row')).toHaveCount(SHOP.days + 1);
});

test('the funnel moves while events arrive', async ({ page, request }) => {
  const own = await openShop();
  try {
    await openView(page, own.host, 'funnel', FUNNEL);
    await expect(chart(page).getByRole('button', { name: /^Step 1, visited: 40 people/ })).toBeVisible();
    await chart(page)
      .getByRole('button', { name: /^Step 1, visited/ })
      .click();
    const drawer = page.getByRole('dialog', { name: 'Reached step 1: visited' });
    await expect(drawer).toContainText('40 persons');
    const sent = await request.post(`${own.host.url}/v1/track`, {
      data: { event: 'visited', userId: 'newcomer', timestamp: '2026-03-03T10:00:00Z', messageId: 'm-1' },
    });
    expect(sent.ok()).toBe(true);
    await expect(chart(page).getByRole('button', { name: /^Step 1, visited: 41 people/ })).toBeVisible();
    await expect(drawer).toContainText('41 persons');
    await drawer.getByRole('button', { name: /newcomer/ }).click();
  } finally {
    await own.close();
  }
});

test('an address with a broken spec says what is wrong and leads on', async ({ page }) => {
  await openView(page, shop.host, 'funnel', { kind: 'funnel', steps: [{ event: 'visited' }] });
  await expect(page.getByRole('alert')).toContainText('This address holds no valid funnel');
  await page.getByRole('button', { name: 'Start from the default' }).click();
  await expect(chart(page)).toBeVisible();
});

test('the command copied prints the numbers of the window', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openView(page, shop.host, 'funnel', FUNNEL);
  await expect(chart(page)).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Copy as waymark query' }).click();
  await expect(page.getByText('Command copied')).toBeVisible();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).toBe(`printf %s '${JSON.stringify(FUNNEL)}' | waymark query -`);
});

test('re-entry counts attempts, and is not to be had where only the first start counts', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'funnel', FUNNEL);
  const again = page.getByRole('switch', { name: /^Count every chain/ });
  await again.click();
  await expect(page.getByText(/Of 40 attempts that began with visited/)).toBeAttached();
  await expect(again).toBeChecked();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('combobox', { name: 'Whose conventions the funnel follows' }).click();
  await page.getByRole('option', { name: /^Mixpanel(?!, re-entry)/ }).click();
  await expect(again).toBeDisabled();
  expect(heard).toEqual([]);
});

test('a value at all steps has a chain of its own', async ({ page }) => {
  await openView(page, shop.host, 'funnel', { ...FUNNEL, breakdown: { property: 'properties.country', limit: 8 } });
  await page.getByRole('combobox', { name: 'Which step’s value counts' }).click();
  await page.getByRole('option', { name: /^Value at all steps/ }).click();
  const table = page.getByRole('region', { name: 'By country' });
  await expect(table.getByRole('row').nth(1)).toContainText('US');
  // No value is notably better here, as the others are no others.
  await expect(table.getByText(/^(better|worse)$/)).toHaveCount(0);
});

test('the conventions of other products are compared, explained and taken on', async ({ page }) => {
  const heard = complaints(page);
  // Paid an hour after the visit: within ten minutes nobody does, but each product brings its own window.
  const spec = { ...FUNNEL, window: { value: 10, unit: 'minute' } };
  await openView(page, shop.host, 'funnel', spec);
  await page.getByRole('button', { name: 'Compare conventions' }).click();
  const dialog = page.getByRole('dialog', { name: 'The same steps, counted as others count' });
  const row = (name: RegExp) => dialog.getByRole('row', { name });
  await expect(row(/^Waymark in force/).getByRole('cell')).toHaveText(['40', '0', /^0.%$/, '']);
  await expect(row(/^Mixpanel Only the first time/).getByRole('cell')).toHaveText([
    '40',
    '8+8',
    /^20.%\+20 pp$/,
    'Use',
  ]);
  await expect(row(/^Mixpanel Only the first time/)).toContainText('The window is 7 days');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await dialog.getByRole('button', { name: 'Count as Mixpanel', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/8 \(20.%\) went on .* Counted by the rules of Mixpanel/)).toBeAttached();
  expect(specOf(page)).toEqual({ ...FUNNEL, rules: 'mixpanel' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => specOf(page)).toEqual(spec);
  expect(heard).toEqual([]);
});

test('a key saves, asking for a name the first time', async ({ page }) => {
  const saved = page.getByRole('region', { name: 'Funnel' }).getByRole('button', { name: 'Saved', exact: true });
  await openView(page, shop.host, 'funnel', FUNNEL);
  await expect(chart(page)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+s');
  await page.getByRole('dialog', { name: 'Save this funnel' }).getByLabel('Name').fill('By key');
  await page.keyboard.press('Enter');
  await expect(saved).toBeVisible();
  await page.getByRole('combobox', { name: 'Order of the steps' }).click();
  await page.getByRole('option', { name: /any order/i }).click();
  await expect(page.getByRole('button', { name: 'Save changes' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+s');
  await expect(saved).toBeVisible();
});
