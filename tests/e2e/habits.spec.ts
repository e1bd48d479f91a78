/** Retention, Lifecycle and Stickiness end to end: what is on screen is what the engine says, and every number opens. */
import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { complaints, openShop, openView, type OpenShop } from './shop';

/** Monday, 2 March 2026, 09:00 UTC. */
const START = Date.UTC(2026, 2, 2, 9);
const DAY = 86_400_000;
const PEOPLE = 12;

/** Four people sign up on each of three days. Every second visits at once, the first six the day after, every fourth two days after; the very first once more on the fifth day. */
function habitRows(): Parameters<typeof openShop>[0] {
  return Array.from({ length: PEOPLE }, (_, person) => {
    const begins = START + (person % 3) * DAY + person * 60_000;
    const row = (event: string, afterMs: number) => ({
      event,
      timestamp: new Date(begins + afterMs).toISOString(),
      distinct_id: `habit-${String(person).padStart(2, '0')}`,
      properties: { country: person % 4 === 0 ? 'DE' : 'US' },
    });
    return [
      row('signed up', 0),
      ...(person % 2 === 0 ? [row('visited', 600_000), row('visited', 660_000)] : []),
      ...(person < 6 ? [row('visited', DAY)] : []),
      ...(person % 4 === 0 ? [row('visited', 2 * DAY)] : []),
      ...(person === 0 ? [row('visited', 4 * DAY)] : []),
    ];
  }).flat();
}

let shop: OpenShop;
test.beforeAll(async () => {
  shop = await openShop(habitRows());
});
test.afterAll(async () => {
  await shop.close();
});

const RETENTION = {
  kind: 'retention',
  start: { event: 'signed up' },
  return: { event: 'visited' },
  interval: 'day',
  periods: 4,
} as const;
const LIFECYCLE = { kind: 'lifecycle', match: { event: '*' }, interval: 'day' } as const;
const STICKINESS = { kind: 'stickiness', match: { event: 'visited' }, interval: 'day' } as const;

const grid = (page: Page) => page.getByRole('grid', { name: 'Cohorts' });
const figures = (page: Page) => page.getByRole('region', { name: 'Figures' });
/** Cohort and period counted from 0; period -1 is the size. */
const place = (page: Page, cohort: number, period: number) => page.locator(`[data-place="${cohort}:${period}"]`);
const drawer = (page: Page) => page.getByRole('dialog');

test.describe('retention', () => {
  test('begins with sign-ups and visits, and says what came of them', async ({ page }) => {
    const heard = complaints(page);
    await openView(page, shop.host, 'retention');
    await expect(page.getByRole('button', { name: 'Start event', exact: true })).toContainText('signed up');
    await expect(page.getByRole('button', { name: 'Return event', exact: true })).toContainText('visited');
    await expect(page.getByText(/^Of 12 people who did signed up for the first time/)).toBeVisible();
    await expect(page.getByText(/6 \(50\s%\) did visited in day 1\.$/)).toBeVisible();
    expect(heard).toEqual([]);
  });

  test('shows in every cell what the engine says, and what is not over apart', async ({ page }) => {
    const answer = await shop.host.call('insight.run', { spec: RETENTION });
    if (answer.kind !== 'retention') throw new Error('retention was asked for');
    expect(answer.cohorts.map(({ size }) => size)).toEqual([4, 4, 4, 0, 0]);
    expect(answer.cohorts[0]?.values).toEqual([2, 2, 1, 0, 1]);
    await openView(page, shop.host, 'retention', RETENTION);
    await page.getByRole('radio', { name: 'People', exact: true }).click();
    for (const [cohort, { size, values, complete }] of answer.cohorts.entries()) {
      await expect(place(page, cohort, -1)).toHaveText(String(size));
      for (const [period, value] of values.entries()) {
        const cell = place(page, cohort, period);
        // The data ends on the fifth day: what lies beyond has not begun, so it has no cell. Nor has a day of nobody.
        if (size === 0 || cohort + period > 4) await expect(cell).toHaveCount(0);
        else {
          await expect(cell).toHaveText(String(value));
          const spoken = expect(cell);
          await (complete[period] === true ? spoken.not : spoken).toHaveAccessibleName(/so far/);
        }
      }
    }
    await page.getByRole('radio', { name: 'Share' }).click();
    await expect(place(page, -1, 1)).toHaveText(/^50\s%$/);
  });

  test('opens those who came back, those who did not, and the whole cohort', async ({ page }) => {
    await openView(page, shop.host, 'retention', RETENTION);
    await place(page, 0, 1).click();
    await expect(drawer(page)).toContainText('Came back in day 1');
    await expect(drawer(page)).toContainText('2 persons · Mon, 2 Mar 2026');
    await expect(drawer(page).getByRole('article')).toHaveText([/habit-00/, /habit-03/]);
    await drawer(page).getByRole('radio', { name: 'Did not' }).click();
    await expect(drawer(page)).toContainText('Did not come back in day 1');
    await expect(drawer(page).getByRole('article')).toHaveText([/habit-06/, /habit-09/]);
    await place(page, 1, -1).click();
    await expect(drawer(page)).toContainText('4 persons · Tue, 3 Mar 2026');
    await expect(drawer(page).getByRole('radio')).toHaveCount(0);
    await expect(drawer(page).getByRole('article')).toHaveText([/habit-01/, /habit-04/, /habit-07/, /habit-10/]);
  });

  test('is walked with arrows, one tab stop in all, and opened with Enter', async ({ page }) => {
    await openView(page, shop.host, 'retention', RETENTION);
    await expect(grid(page).locator('[tabindex="0"]')).toHaveCount(1);
    await place(page, 0, -1).focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    await expect(place(page, 1, 1)).toBeFocused();
    await expect(place(page, 1, 1)).toHaveAccessibleName('Tue, 3 Mar 2026: 2 of 4 (50\u202f%) came back in day 1');
    await page.keyboard.press('End');
    await expect(place(page, 1, 3)).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(place(page, 1, 3)).toBeFocused();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect(drawer(page)).toContainText('4 persons');
  });

  test('follows its rules, in the address and back', async ({ page }) => {
    const heard = complaints(page);
    await openView(page, shop.host, 'retention', RETENTION);
    await page.getByRole('combobox', { name: 'When a return counts' }).click();
    await page.getByRole('option', { name: /In brackets/ }).click();
    const brackets = page.getByRole('textbox', { name: 'Brackets of days' });
    await expect(brackets).toHaveValue('1, 2–3, 4');
    await brackets.fill('1-2, 3-');
    await expect(page.getByText('«3-» is neither a period nor two')).toBeVisible();
    await brackets.fill('1-2, 3-4');
    await expect(grid(page).getByRole('columnheader')).toHaveText(['Began', 'People', 'Day 0', 'Days 1–2', 'Days 3–4']);
    expect(decodeURIComponent(page.url())).toContain('"brackets":[[1,2],[3,4]]');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(grid(page).getByRole('columnheader').last()).toHaveText('Day 4');
    expect(heard).toEqual([]);
  });

  test('goes out as a table, its running cells empty, and as JSON', async ({ page }) => {
    await openView(page, shop.host, 'retention', RETENTION);
    await expect(grid(page)).toBeVisible();
    const save = async (item: string): Promise<{ readonly name: string; readonly text: string }> => {
      await page.getByRole('button', { name: 'Export' }).click();
      const coming = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: item }).click();
      const download = await coming;
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
    };
    const table = await save('Save result as CSV');
    expect(table.name).toBe('retention.csv');
    expect(table.text.split('\r\n').slice(0, 2)).toEqual([
      'cohort,size,period 0,period 1,period 2,period 3,period 4',
      '2026-03-02T00:00:00.000Z,4,2,2,1,0,',
    ]);
    const result = await save('Save result as JSON');
    expect(JSON.parse(result.text)).toMatchObject({ kind: 'retention', cohorts: [{ size: 4 }, {}, {}, {}, {}] });
  });

  test('has a line and a grid for each value of a breakdown', async ({ page }) => {
    await openView(page, shop.host, 'retention', { ...RETENTION, breakdown: { property: 'properties.country' } });
    const legend = page.getByRole('list', { name: 'Legend' });
    await expect(legend.getByRole('listitem')).toHaveText([/US.*9 people/, /DE.*3 people/]);
    await page.getByRole('combobox', { name: 'Cohorts of' }).click();
    await page.getByRole('option', { name: 'DE' }).click();
    await expect(place(page, 0, -1)).toHaveText('1');
    await place(page, 0, 2).click();
    await expect(drawer(page)).toContainText('1 person · Mon, 2 Mar 2026 · DE');
    await expect(drawer(page).getByRole('article')).toHaveText([/habit-00/]);
  });
});

test('the numbers follow the data while it comes in', async ({ page }) => {
  const live = await openShop(habitRows());
  try {
    await openView(page, live.host, 'retention', RETENTION);
    await expect(place(page, 0, -1)).toHaveText('4');
    await expect(place(page, 0, 1)).toHaveText(/^50\s%$/);
    const sent = await fetch(`${live.host.url}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([
        { event: 'visited', distinct_id: 'habit-06', timestamp: new Date(START + DAY).toISOString() },
      ]),
    });
    expect(sent.status).toBe(200);
    await expect(place(page, 0, 1)).toHaveText(/^75\s%$/);
  } finally {
    await live.close();
  }
});

test.describe('lifecycle', () => {
  test('has a table that says what the engine says, and opens', async ({ page }) => {
    const heard = complaints(page);
    const answer = await shop.host.call('insight.run', { spec: LIFECYCLE });
    if (answer.kind !== 'lifecycle') throw new Error('a lifecycle was asked for');
    await openView(page, shop.host, 'lifecycle', LIFECYCLE);
    await page.getByRole('radio', { name: 'Table' }).click();
    const wanted = answer.buckets.flatMap((_, bucket) =>
      [answer.returning, answer.resurrecting, answer.new, answer.dormant].map((counts) =>
        String(counts[bucket]).replace('-', '−'),
      ),
    );
    await expect(figures(page).getByRole('button')).toHaveText(wanted);
    // On the second day four were new, and of the first day's four those two came again that visit the day after.
    await expect(figures(page).getByRole('row').nth(2).getByRole('button')).toHaveText(['2', '0', '4', '−2']);
    await figures(page).getByRole('row').nth(2).getByRole('button').nth(3).click();
    await expect(drawer(page)).toContainText('2 persons · Tue, 3 Mar 2026');
    await expect(drawer(page).getByRole('article')).toHaveText([/habit-06/, /habit-09/]);
    expect(heard).toEqual([]);
  });

  test('opens a piece of a bar by key, and hides what the legend says', async ({ page }) => {
    await openView(page, shop.host, 'lifecycle', LIFECYCLE);
    const chart = page.getByRole('application');
    await chart.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(chart.getByRole('status')).toHaveText('Mon, 2 Mar 2026, New: 4');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'New' })).toContainText('4 persons');
    await page.keyboard.press('Escape');
    const entry = page.getByRole('list', { name: 'Legend' }).getByRole('button').filter({ hasText: 'Dormant' });
    await entry.click();
    await expect(entry).toHaveAttribute('aria-pressed', 'false');
    await page.getByRole('radio', { name: 'Table' }).click();
    await expect(figures(page).getByRole('columnheader')).toHaveText([
      'Day',
      'Returning',
      'Resurrecting',
      'New',
      'Pulse',
    ]);
  });
});

test.describe('stickiness', () => {
  test('counts people by active days, exactly and at least, and opens both', async ({ page }) => {
    const answer = await shop.host.call('insight.run', { spec: STICKINESS });
    if (answer.kind !== 'stickiness') throw new Error('stickiness was asked for');
    await openView(page, shop.host, 'stickiness', STICKINESS);
    await page.getByRole('radio', { name: 'Table' }).click();
    const top = answer.counts.findLastIndex((count) => count > 0);
    await expect(figures(page).getByRole('button')).toHaveText(answer.counts.slice(1, top + 1).map(String));
    await page.getByRole('radio', { name: 'Or more' }).click();
    const atLeast = (days: number): number => answer.counts.slice(days).reduce((sum, count) => sum + count, 0);
    await expect(figures(page).getByRole('button').nth(1)).toHaveText(String(atLeast(2)));
    await figures(page).getByRole('button').nth(1).click();
    await expect(drawer(page)).toContainText(`${atLeast(2)} persons · 2 days or more`);
    await expect(drawer(page).getByRole('article')).toHaveCount(atLeast(2));
  });

  test('asks how often instead, at the same address, and goes back', async ({ page }) => {
    const heard = complaints(page);
    await openView(page, shop.host, 'stickiness', STICKINESS);
    await page.getByRole('radio', { name: 'How often' }).click();
    await expect(page.getByText(/^9 people did visited 22 times between .*: half of them 2 or fewer/)).toBeVisible();
    expect(decodeURIComponent(page.url())).toContain('"kind":"frequency"');
    await page.getByRole('combobox', { name: 'Counted' }).click();
    await page.getByRole('option', { name: /^Per day/ }).click();
    await page.getByRole('radio', { name: 'Table' }).click();
    // At once means twice on the day of the sign-up; every other visit is one a day.
    await expect(figures(page).getByRole('button')).toHaveText(['10', '6']);
    await figures(page).getByRole('button').nth(1).click();
    await expect(drawer(page)).toContainText('6 persons · 2 times in one day');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('radio', { name: 'How regularly' })).toBeChecked();
    expect(heard).toEqual([]);
  });
});

for (const scheme of ['light', 'dark'] as const) {
  test(`nothing for axe to complain of, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const specs = { retention: RETENTION, lifecycle: LIFECYCLE, stickiness: STICKINESS };
    for (const [view, spec] of Object.entries(specs)) {
      await openView(page, shop.host, view, spec);
      await expect(page.getByRole('main').getByRole('figure').first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${view} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
      ).toEqual([]);
    }
  });
}

test('a narrow window scrolls the grid in its card, not the page', async ({ page }) => {
  await page.setViewportSize({ width: 760, height: 700 });
  for (const view of ['retention', 'lifecycle', 'stickiness']) {
    await openView(page, shop.host, view);
    await expect(page.getByRole('main').getByRole('figure').first()).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, view).toBeLessThanOrEqual(0);
  }
});

test('without events each view says so', async ({ page }) => {
  const empty = await openShop([]);
  try {
    for (const view of ['retention', 'lifecycle', 'stickiness']) {
      await openView(page, empty.host, view);
      await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
    }
  } finally {
    await empty.close();
  }
});
