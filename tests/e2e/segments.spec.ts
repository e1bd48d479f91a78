/** Segments, actions and saved insights end to end: built, counted, saved, used elsewhere, found again. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { Filter } from '../../shared/model/filter';
import { complaints, openShop, openView, type OpenShop } from './shop';

/** Sunday, 1 March 2026, 09:00 UTC. */
const START = Date.UTC(2026, 2, 1, 9);
const DAY = 86_400_000;
const PEOPLE = 12;

/** Person n visits on n + 1 days in a row; those with even numbers pay on their first day, 10 and 11 by invoice. */
function rows(): Parameters<typeof openShop>[0] {
  return Array.from({ length: PEOPLE }, (_, person) => {
    const row = (event: string, day: number, minutes = 0) => ({
      event,
      timestamp: new Date(START + day * DAY + minutes * 60_000).toISOString(),
      distinct_id: `person-${String(person).padStart(2, '0')}`,
      properties: {},
    });
    return [
      ...Array.from({ length: person + 1 }, (_visit, day) => row('visited', day)),
      ...(person % 2 === 0 ? [row('paid by card', 0, 5)] : []),
      ...(person >= 10 ? [row('paid by invoice', 0, 6)] : []),
    ];
  }).flat();
}

let shop: OpenShop;
test.beforeAll(async () => {
  shop = await openShop(rows());
});
test.afterAll(async () => {
  await shop.close();
});

const form = (page: Page) => page.getByRole('form', { name: 'What people did' });
const root = (page: Page) => page.getByRole('group', { name: 'The segment', exact: true });
const count = (page: Page) => page.getByRole('region', { name: 'How many that is' });
const header = (page: Page) => page.getByRole('heading', { level: 1 });

async function pick(page: Page, button: Locator, text: string): Promise<void> {
  await button.click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

async function did(page: Page, adder: string, event: string, times?: string): Promise<void> {
  await page.getByRole('button', { name: adder }).click();
  await pick(page, form(page).getByRole('button', { name: 'Event', exact: true }), event);
  if (times !== undefined) await form(page).getByRole('textbox', { name: 'How often: times' }).fill(times);
  await form(page).getByRole('button', { name: 'Apply' }).click();
}

async function save(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.keyboard.press('Enter');
  await expect(header(page)).toHaveText(name);
}

/** The filter in the address. */
const asked = (page: Page): Filter | undefined => {
  const query = new URLSearchParams(page.url().split('?').at(-1));
  return (JSON.parse(query.get('spec') ?? '{}') as { filter?: Filter }).filter;
};

const VISITED_5: Filter = { performed: { event: 'visited' }, count: { op: 'gte', value: 5 } };
const CARD: Filter = { performed: { event: 'paid by card' } };
const INVOICE: Filter = { performed: { event: 'paid by invoice' } };

test('built from nested conditions, counted while editing, saved, used in a funnel, and kept while in use', async ({
  page,
}) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'segments');
  await expect(count(page)).toContainText('12 people');
  await did(page, 'What people did: add to the segment', 'visited', '5');
  await expect(count(page)).toContainText('8 people');
  await expect(count(page)).toContainText('of 12 people');
  await page.getByRole('button', { name: 'Group: add to the segment' }).click();
  // An empty group asks nothing yet.
  await expect(count(page)).toContainText('8 people');
  await did(page, 'What people did: add to the group', 'paid by card');
  await did(page, 'What people did: add to the group', 'paid by invoice');
  expect(asked(page)).toEqual({ all: [VISITED_5, { any: [CARD, INVOICE] }] });
  // 4, 6, 8, 10 by card and 10, 11 by invoice.
  await expect(count(page)).toContainText('5 people');
  await expect(page.getByText('People who did visited at least 5 times and (who did paid by card or')).toBeVisible();

  // By the keyboard alone, out of the group: below what it stood in.
  await page.getByRole('button', { name: 'Move «who did paid by invoice»' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('«who did paid by invoice» is where it was.')).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText('«who did paid by invoice» would go at the end.')).toBeAttached();
  await page.keyboard.press('Space');
  await expect.poll(() => asked(page)).toEqual({ all: [VISITED_5, { any: [CARD] }, INVOICE] });
  // The focus goes with what was moved.
  await expect(page.getByRole('button', { name: 'Move «who did paid by invoice»' })).toBeFocused();
  await expect(count(page)).toContainText('1 person');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(count(page)).toContainText('5 people');

  await save(page, 'Regular payers');
  await expect(page).toHaveURL(/saved=regular-payers/);
  await page.reload();
  await expect(header(page)).toHaveText('Regular payers');
  await expect(root(page).getByRole('button', { name: 'who did visited at least 5 times', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'More for «who did visited at least 5 times»' }).click();
  await page.getByRole('menuitem', { name: 'Ask for the opposite' }).click();
  // 0 and 2 by card.
  await expect(count(page)).toContainText('2 people');
  await expect(page.getByText('edited', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('edited', { exact: true })).toHaveCount(0);

  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByRole('menuitem', { name: 'Funnel of these people' }).click();
  await expect(page).toHaveURL(/#\/funnel/);
  await expect.poll(() => asked(page)).toEqual({ segment: 'regular-payers' });
  await expect(page.getByRole('button', { name: 'in the segment Regular payers' })).toBeVisible();
  await save(page, 'How they pay');

  await openView(page, shop.host, 'segments');
  await page.getByRole('button', { name: 'More for «Regular payers»' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByText('is used by the insight «How they pay»')).toBeVisible();
  await page.getByRole('button', { name: /^Regular payers/ }).click();
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByRole('menuitem', { name: 'List these people' }).click();
  await expect(
    page.getByRole('grid', { name: 'People' }).or(page.getByRole('table', { name: 'People' })),
  ).toContainText('person-02');
  // The refused deletion alone.
  expect(heard).toEqual([expect.stringContaining('400')]);
});

test('an insight is saved, found again, edited, and brought up to date', async ({ page }) => {
  const heard = complaints(page);
  const spec = { kind: 'trends', series: [{ match: { event: 'visited' }, math: 'persons' }], interval: 'day' };
  await openView(page, shop.host, 'trends', spec);
  await save(page, 'Visitors by day');
  await page.getByRole('button', { name: 'More for series A' }).click();
  await page.getByRole('menuitem', { name: 'Or another event…' }).click();
  await page.keyboard.type('paid by card');
  await page.keyboard.press('Enter');
  await expect(page.getByText('edited', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('edited', { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Redo' }).click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('button', { name: 'Saved', exact: true }).last()).toBeDisabled();

  await openView(page, shop.host, 'saved');
  await page.getByRole('textbox', { name: 'Find what was saved' }).fill('visitors');
  await page.getByRole('button', { name: /^Visitors by day/ }).click();
  await expect(page).toHaveURL(/#\/trends\?saved=visitors-by-day/);
  await expect(page.getByRole('button', { name: 'Event of series A, choice 2' })).toContainText('paid by card');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Visitors by');
  await expect(page.getByRole('option', { name: /Visitors by day/ })).toBeVisible();
  expect(heard).toEqual([]);
});

test('an action of several events is chosen as a step, and its own page tells who uses it', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'actions');
  await pick(page, page.getByRole('button', { name: 'Choose its first event' }), 'paid by card');
  await pick(page, page.getByRole('button', { name: 'Or another event' }), 'paid by invoice');
  await save(page, 'Paid');
  await expect(page.getByRole('region', { name: 'How often it happens' })).toContainText('8 times by 7 people');
  await openView(page, shop.host, 'funnel', {
    kind: 'funnel',
    steps: [{ event: 'visited' }, { event: 'paid by card' }],
  });
  await pick(page, page.getByRole('button', { name: 'Event of step 2' }), 'Paid action');
  await expect(page.getByRole('button', { name: 'Event of step 2' })).toContainText('Paid');
  await expect(page.getByRole('main')).toContainText('58.3');
  await save(page, 'Visit to paying');
  await openView(page, shop.host, 'actions');
  await page.getByRole('button', { name: /^Paid paid by card/ }).click();
  await expect(page.getByText('Used by Visit to paying (insight)')).toBeVisible();
  expect(heard).toEqual([]);
});

for (const theme of ['light', 'dark'] as const) {
  test(`reads well to assistive technology, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const filter: Filter = { all: [VISITED_5, { not: { any: [CARD, INVOICE] } }] };
    await openView(page, shop.host, 'segments', { kind: 'segment', filter });
    await expect(count(page)).toContainText('3 people');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole('button', { name: 'Segment: add to the segment' }).click();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    for (const view of ['actions', 'saved']) {
      await openView(page, shop.host, view);
      await expect(header(page)).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    }
  });
}
