/** Correlation end to end, beside the funnel and on its own page; and charts saved as files that hold them. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { complaints, openShop, openView, type OpenShop } from './shop';

let shop: OpenShop;
test.beforeAll(async () => {
  shop = await openShop();
});
test.afterAll(async () => {
  await shop.close();
});

const FUNNEL = { kind: 'funnel', steps: [{ event: 'visited' }, { event: 'paid' }] };
const specOf = (page: Page): unknown =>
  JSON.parse(new URLSearchParams(new URL(page.url()).hash.replace(/^[^?]*\?/, '')).get('spec') ?? 'null');
const panel = (page: Page) => page.getByRole('region', { name: /^What (predicts conversion|goes with belonging)$/ });

async function save(page: Page, item: string, menu = 'Export'): Promise<Buffer> {
  await page.getByRole('button', { name: menu }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item }).click(),
  ]);
  return readFile(await download.path());
}

/** Files are looked at on an empty page, which has no policy about what is in them. */
async function onEmptyPage<T>(page: Page, look: (empty: Page) => Promise<T>): Promise<T> {
  const empty = await page.context().newPage();
  const seen = await look(empty);
  await empty.close();
  return seen;
}

/** Its size, and how many colours its pixels have. */
const lookAt = (page: Page, png: Buffer): Promise<{ width: number; height: number; colors: number }> =>
  onEmptyPage(page, (empty) =>
    empty.evaluate(
      async (source) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        const context = canvas.getContext('2d');
        if (context === null) throw new Error('no canvas');
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        const colors = new Set<number>();
        for (let at = 0; at < data.length; at += 4) {
          colors.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
        }
        return { width: canvas.width, height: canvas.height, colors: colors.size };
      },
      `data:image/png;base64,${png.toString('base64')}`,
    ),
  );

const svgTexts = (page: Page, svg: string): Promise<string[]> =>
  onEmptyPage(page, (empty) =>
    empty.evaluate((source) => {
      const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
      if (parsed.querySelector('parsererror') !== null) throw new Error('The SVG is not well-formed.');
      return Array.from(parsed.querySelectorAll('text'), ({ textContent }) => textContent);
    }, svg),
  );

test('below a funnel stands what predicts converting; its figures open people, its rows edit the funnel', async ({
  page,
}) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'funnel', FUNNEL);
  await panel(page).scrollIntoViewIfNeeded();
  const row = panel(page).getByRole('listitem').filter({ hasText: 'signed up' });
  await expect(row).toContainText(/100.% of those who converted did it,\s*37.5.% of those who did not/);
  await expect(row).toContainText('sure');
  await row.getByRole('button', { name: /signed up: 37.5.%, 12 people. Show them./ }).click();
  const drawer = page.getByRole('dialog', { name: 'signed up' });
  await expect(drawer).toContainText('12 persons');
  await expect(drawer.getByRole('article')).toHaveCount(12);
  await row.getByRole('button', { name: 'What to do with signed up' }).click();
  await page.getByRole('menuitem', { name: 'Add as a step before the last' }).click();
  await expect(drawer).toBeHidden();
  await expect
    .poll(() => specOf(page))
    .toEqual({ ...FUNNEL, steps: [{ event: 'visited' }, { event: 'signed up' }, { event: 'paid' }] });
  await panel(page).scrollIntoViewIfNeeded();
  await expect(panel(page)).toContainText('Nothing to tell apart');
  expect(heard).toEqual([]);
});

test('the values of properties are compared on demand', async ({ page }) => {
  await openView(page, shop.host, 'correlation', { kind: 'correlation', funnel: FUNNEL });
  await expect(page.getByText(/Of 40 people who entered the funnel/)).toBeAttached();
  await panel(page).getByRole('button', { name: 'Also by a property' }).click();
  await page.getByRole('option', { name: /plan/ }).click();
  await panel(page).getByRole('button', { name: 'Show 2' }).click();
  await expect(panel(page).getByRole('listitem').filter({ hasText: 'plan is pro' })).toContainText(/50.% of those who/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(panel(page).getByText('plan is pro')).toBeHidden();
});

test('two groups of people are compared', async ({ page }) => {
  await openView(page, shop.host, 'correlation', {
    kind: 'correlation',
    segment: { performed: { event: 'paid' } },
    against: { performed: { event: 'signed up' } },
    minCount: 1,
  });
  // Both behaviours' own events are left out, and visiting is what all did.
  await expect(panel(page)).toContainText('1 thing was done by too few people, or by all');
  await page.getByRole('radio', { name: 'Converting' }).click();
  await expect(panel(page)).toHaveAccessibleName('What predicts conversion');
  await page.getByRole('radio', { name: 'Belonging' }).click();
  await expect(panel(page)).toContainText('Nobody in these days is outside the segment');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`charts are saved as they are drawn, ${colorScheme}`, async ({ page }) => {
    const heard = complaints(page);
    await page.emulateMedia({ colorScheme });
    await openView(page, shop.host, 'funnel', { ...FUNNEL, trend: { interval: 'day' } });
    await expect(page.getByRole('figure', { name: 'Funnel chart' })).toBeVisible();
    const svg = String(await save(page, 'Save chart as SVG'));
    expect(svg).not.toMatch(/var\(|oklch|color-mix|NaN/);
    const texts = await svgTexts(page, svg);
    expect(texts).toEqual(expect.arrayContaining(['Funnel', '1. visited', '40', '8', '2 Mar']));
    const picture = await lookAt(page, await save(page, 'Save chart as PNG'));
    expect(picture.width).toBe(2160);
    expect(picture.height).toBeGreaterThan(1200);
    expect(picture.colors).toBeGreaterThan(60);
    await panel(page).scrollIntoViewIfNeeded();
    // Asked for only now that it is in sight.
    await expect(panel(page).getByRole('listitem').first()).toBeVisible({ timeout: 20_000 });
    const predicted = await svgTexts(page, String(await save(page, 'Save chart as SVG', 'Save or copy these figures')));
    expect(predicted).toEqual(expect.arrayContaining(['What predicts conversion', 'signed up']));
    expect(heard).toEqual([]);
  });

  test(`nothing for axe to complain of, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await openView(page, shop.host, 'correlation', { kind: 'correlation', funnel: FUNNEL });
    await expect(panel(page).getByRole('listitem').first()).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
}
