/** Behaviours in an insight's filter end to end: written by hand, counted by the engine, edited, removed, taken back. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { Filter } from '../../shared/model/filter';
import { complaints, openShop, openView, type OpenShop } from './shop';

/** Sunday, 1 March 2026, 09:00 UTC. */
const START = Date.UTC(2026, 2, 1, 9);
const DAY = 86_400_000;
const PEOPLE = 12;

/** Person n visits on n + 1 days in a row; even ones pay n + 1 on their first day and 10 ten days later. */
function rows(): Parameters<typeof openShop>[0] {
  return Array.from({ length: PEOPLE }, (_, person) => {
    const row = (event: string, day: number, properties: Readonly<Record<string, string | number>> = {}) => ({
      event,
      timestamp: new Date(START + day * DAY + (event === 'paid' ? 60_000 : 0)).toISOString(),
      distinct_id: `person-${String(person).padStart(2, '0')}`,
      properties: { country: person < 4 ? 'DE' : 'US', ...properties },
    });
    return [
      ...Array.from({ length: person + 1 }, (_visit, day) => row('visited', day)),
      ...(person % 2 === 0 ? [row('paid', 0, { amount: person + 1 }), row('paid', 10, { amount: 10 })] : []),
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

const TRENDS = { kind: 'trends', series: [{ match: { event: '*' }, math: 'persons' }], interval: 'day' } as const;

async function personsOf(filter: Filter): Promise<number> {
  const answer = await shop.host.call('insight.run', { spec: { ...TRENDS, series: [...TRENDS.series], filter } });
  if (answer.kind !== 'trends') throw new Error('trends were asked for');
  return answer.series[0]?.total ?? NaN;
}

const conditions = (page: Page) => page.getByRole('group', { name: 'Conditions of all events' });
const sentences = (page: Page) => conditions(page).getByRole('button', { name: /^(People who|\()/ });
const total = (page: Page) => page.getByRole('list', { name: 'Legend' });
const form = (page: Page) => page.getByRole('form', { name: 'What people did' });
const add = (page: Page) => conditions(page).getByRole('button', { name: /^What people did: add/ });

async function choose(page: Page, button: Locator, text: string): Promise<void> {
  await button.click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}
async function become(page: Page, kind: string): Promise<void> {
  await form(page).getByRole('combobox', { name: 'People who' }).click();
  await page.getByRole('option', { name: new RegExp(`^${kind}`) }).click();
}
const event = (page: Page, name = 'Event') => form(page).getByRole('button', { name, exact: true });
const apply = (page: Page) => form(page).getByRole('button', { name: 'Apply' });

/** What the window asks now. */
const asked = (page: Page): Filter | undefined => {
  const query = new URLSearchParams(page.url().split('?').at(-1));
  return (JSON.parse(query.get('spec') ?? '{}') as { filter?: Filter }).filter;
};

test('did an event at least 3 times: what the engine counts; edited, removed, taken back', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'trends', TRENDS);
  await expect(total(page)).toContainText(String(PEOPLE));
  await add(page).click();
  await expect(apply(page)).toBeDisabled();
  await expect(form(page)).toContainText('Choose an event.');
  await choose(page, event(page), 'visited');
  await form(page).getByRole('textbox', { name: 'How often: times' }).fill('');
  await expect(apply(page)).toBeDisabled();
  await page.keyboard.press('Enter');
  expect(asked(page)).toBeUndefined();
  await form(page).getByRole('textbox', { name: 'How often: times' }).fill('3');
  await page.keyboard.press('Enter');

  const atLeast3: Filter = { performed: { event: 'visited' }, count: { op: 'gte', value: 3 } };
  await expect(sentences(page)).toHaveText('People who did visited at least 3 times');
  expect(asked(page)).toEqual(atLeast3);
  expect(await personsOf(atLeast3)).toBe(10);
  await expect(total(page)).toContainText('10');

  await sentences(page).click();
  await form(page).getByRole('combobox', { name: 'How often: compared' }).click();
  await page.getByRole('option', { name: 'at most' }).click();
  await form(page).getByRole('button', { name: 'When: Any time' }).click();
  await page.getByLabel('First day').fill('2026-03-02');
  await page.getByLabel('Last day').fill('2026-03-04');
  await page.getByRole('button', { name: 'Use these days' }).click();
  // What the days' own form submits is not the behaviour.
  await expect(apply(page)).toBeVisible();
  await form(page).getByRole('textbox', { name: 'How often: times' }).fill('1');
  await apply(page).click();
  await expect(sentences(page)).toHaveText('People who did visited at most once from 2 Mar 2026 to 4 Mar 2026');
  await expect(sentences(page)).toBeFocused();
  // Those of the first day alone, and those of one more.
  await expect(total(page)).toContainText('2');
  const edited = asked(page);
  if (edited === undefined) throw new Error('the filter is gone');
  expect(await personsOf(edited)).toBe(2);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(sentences(page)).toHaveText('People who did visited at least 3 times');
  await sentences(page).click();
  await form(page).getByRole('button', { name: 'Remove' }).click();
  await expect(sentences(page)).toHaveCount(0);
  await expect(total(page)).toContainText(String(PEOPLE));
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(sentences(page)).toHaveText('People who did visited at least 3 times');
  expect(heard).toEqual([]);
});

interface Case {
  readonly kind: string;
  readonly write: (page: Page) => Promise<void>;
  readonly says: RegExp;
  readonly persons: number;
}

const days = async (page: Page, which: string, from: string, to: string): Promise<void> => {
  await form(page)
    .getByRole('button', { name: new RegExp(`^${which}: `) })
    .click();
  await page.getByLabel('First day').fill(from);
  await page.getByLabel('Last day').fill(to);
  await page.getByRole('button', { name: 'Use these days' }).click();
};

const CASES: readonly Case[] = [
  {
    kind: 'did not do an event',
    write: (page) => choose(page, event(page), 'paid'),
    says: /never did paid$/,
    persons: 6,
  },
  {
    kind: 'did an event for the first time',
    write: async (page) => {
      await choose(page, event(page), 'visited');
      await days(page, 'When', '2026-03-01', '2026-03-01');
    },
    says: /did visited for the first time on 1 Mar 2026$/,
    persons: 12,
  },
  {
    kind: 'did events in order',
    write: async (page) => {
      await choose(page, event(page, 'Event 1'), 'paid');
      await choose(page, event(page, 'Event 2'), 'visited');
      await form(page).getByRole('button', { name: 'Add event' }).click();
      await expect(apply(page)).toBeDisabled();
      await choose(page, event(page, 'Event 3'), 'visited');
      await form(page).getByRole('radio', { name: 'Within' }).click();
    },
    says: /did paid, then visited, then visited, all within 7 days$/,
    // Paid, and came on three days or more.
    persons: 5,
  },
  {
    kind: 'stopped doing an event',
    write: async (page) => {
      await choose(page, event(page), 'visited');
      await days(page, 'Did it', '2026-03-03', '2026-03-04');
      await days(page, 'But not', '2026-03-06', '2026-03-31');
    },
    says: /did visited from 3 Mar 2026 to 4 Mar 2026, but not from 6 Mar 2026 to 31 Mar 2026$/,
    // Of 3, 4 or 5 days.
    persons: 3,
  },
  {
    kind: 'came back to an event',
    write: async (page) => {
      await choose(page, event(page), 'paid');
      const silence = form(page).getByRole('textbox', { name: 'Silence of at least: number' });
      await silence.fill('0');
      await page.keyboard.press('Enter');
      // What the field refuses is not taken for what stood there before.
      expect(asked(page)).toBeUndefined();
      await silence.fill('10');
    },
    says: /did paid again after 10 days or more without it$/,
    persons: 6,
  },
  {
    kind: 'did an event regularly',
    write: async (page) => {
      await choose(page, event(page), 'visited');
      await form(page).getByRole('textbox', { name: 'At least: how many' }).fill('8');
      await expect(form(page)).toContainText('A run of 7 days cannot hold 8 of them.');
      await form(page).getByRole('textbox', { name: 'At least: how many' }).fill('5');
    },
    says: /did visited on at least 5 days of any 7 days in a row$/,
    persons: 8,
  },
  {
    kind: 'reached a sum or average',
    write: async (page) => {
      await choose(page, event(page), 'paid');
      await choose(page, form(page).getByRole('button', { name: 'Property' }), 'amount');
      await form(page).getByRole('textbox', { name: 'How much' }).fill('15');
    },
    says: /had a sum of amount over paid of at least 15$/,
    // 1, 3, 5, 7, 9 and 11, and 10 each.
    persons: 4,
  },
];

for (const { kind, write, says, persons } of CASES) {
  test(`people who ${kind}: written and counted`, async ({ page }) => {
    const heard = complaints(page);
    await openView(page, shop.host, 'trends', TRENDS);
    await add(page).click();
    await become(page, kind);
    await write(page);
    await apply(page).click();
    await expect(sentences(page)).toHaveText(says);
    const filter = asked(page);
    if (filter === undefined) throw new Error('the filter is gone');
    expect(await personsOf(filter)).toBe(persons);
    await expect(total(page)).toContainText(new RegExp(`persons${persons}$`));
    expect(heard).toEqual([]);
  });
}

test('mixes with properties by all and any, and in a group, by the keyboard alone', async ({ page }) => {
  await openView(page, shop.host, 'trends', {
    ...TRENDS,
    filter: { property: 'properties.country', op: 'eq', value: 'DE' },
  });
  await expect(total(page)).toContainText('4');
  await add(page).focus();
  await page.keyboard.press('Enter');
  await expect(form(page).getByRole('combobox', { name: 'People who' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.type('paid');
  await page.keyboard.press('Enter');
  await expect(event(page)).toBeFocused();
  await apply(page).focus();
  await page.keyboard.press('Enter');
  // Of the four from DE every second paid.
  await expect(total(page)).toContainText(/persons2$/);
  await conditions(page).getByRole('button', { name: 'All must hold; switch to any' }).click();
  await expect(total(page)).toContainText(/persons8$/);

  await conditions(page)
    .getByRole('button', { name: /^Group: add/ })
    .click();
  const group = page.getByRole('group', { name: 'the group' });
  await group.getByRole('button', { name: /^What people did: add/ }).click();
  await choose(page, event(page), 'visited');
  await form(page).getByRole('textbox', { name: 'How often: times' }).fill('8');
  await page.keyboard.press('Enter');
  await group.getByRole('button', { name: /^What people did: add/ }).click();
  await become(page, 'did not do an event');
  await choose(page, event(page), 'paid');
  await apply(page).click();
  await page.getByRole('dialog', { name: 'Group' }).getByRole('button', { name: 'Apply' }).click();
  await expect(sentences(page).last()).toHaveText(
    '(people who did visited at least 8 times and people who never did paid)',
  );
  // From DE, or paid, or of 8, 10 or 12 days without paying.
  await expect(total(page)).toContainText(/persons11$/);
  await sentences(page).last().click();
  await group.getByRole('button', { name: 'All must hold; switch to any' }).click();
  await page.getByRole('dialog', { name: 'Condition' }).getByRole('button', { name: 'Apply' }).click();
  await expect(total(page)).toContainText(/persons12$/);
});

test('conditions on the event count too, and lists do not offer behaviours', async ({ page }) => {
  await openView(page, shop.host, 'funnel', { kind: 'funnel', steps: [{ event: 'visited' }, { event: 'paid' }] });
  await add(page).click();
  await choose(page, event(page), 'paid');
  await form(page).getByRole('button', { name: 'Add a condition to event' }).click();
  await page.keyboard.type('amount');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Operator' }).click();
  await page.getByRole('option', { name: '>', exact: true }).click();
  await page.getByPlaceholder('Number').fill('10');
  await page.keyboard.press('Enter');
  await apply(page).click();
  await expect(sentences(page)).toHaveText('People who did paid (amount > 10)');
  expect(asked(page)).toEqual({
    performed: { event: 'paid', where: { property: 'properties.amount', op: 'gt', value: 10 } },
  });
  await expect(page.getByRole('button', { name: /^Add a condition to step/ })).toHaveCount(2);
  await expect(page.getByRole('button', { name: /^What people did: add/ })).toHaveCount(1);
  await openView(page, shop.host, 'people');
  await expect(page.getByRole('button', { name: 'Add a condition to People' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^What people did/ })).toHaveCount(0);
});

for (const theme of ['light', 'dark'] as const) {
  test(`reads well to assistive technology, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const filter: Filter = {
      all: [
        { property: 'properties.country', op: 'eq', value: 'DE' },
        {
          regular: { event: 'visited' },
          atLeast: 2,
          of: { value: 1, unit: 'week' },
          bucket: 'day',
          counting: 'calendar',
        },
        { any: [{ notPerformed: { event: 'paid' } }, { performed: { event: 'visited' } }] },
      ],
    };
    await openView(page, shop.host, 'trends', { ...TRENDS, filter });
    await expect(sentences(page)).toHaveCount(2);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await sentences(page).first().click();
    await expect(form(page)).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await become(page, 'did events in order');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}
