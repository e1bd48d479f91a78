/** The Paths view end to end: the flow and its table say what the engine says, everything opens, and edits are taken back. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { complaints, openShop, openView, type OpenShop } from './shop';

/** Monday, 2 March 2026, 09:00 UTC. */
const START = Date.UTC(2026, 2, 2, 9);
const PEOPLE = 20;

/**
 * Twenty people come once, to `/`. Twelve look at a product, each at another one, and six of these pay; four read the
 * blog, two of them two posts; four leave at once.
 */
function walkRows(): Parameters<typeof openShop>[0] {
  return Array.from({ length: PEOPLE }, (_, person) => {
    const row = (event: string, minutes: number, path: string) => ({
      event,
      timestamp: new Date(START + person * 3_600_000 + minutes * 60_000).toISOString(),
      distinct_id: `walker-${String(person).padStart(2, '0')}`,
      properties: { $pathname: path, country: person % 4 === 0 ? 'DE' : 'US' },
    });
    const isShopper = person < 12;
    const isReader = person >= 12 && person < 16;
    return [
      row('$pageview', 0, '/'),
      ...(isShopper ? [row('$pageview', 1, `/products/${person + 1}`)] : []),
      ...(isReader ? [row('$pageview', 2, '/blog/calm')] : []),
      ...(isReader && person % 2 === 0 ? [row('$pageview', 3, '/blog/focus')] : []),
      ...(person < 6 ? [row('$pageview', 5, '/pay'), row('paid', 6, '/pay')] : []),
    ];
  }).flat();
}

let shop: OpenShop;
test.beforeAll(async () => {
  shop = await openShop(walkRows());
});
test.afterAll(async () => {
  await shop.close();
});

const PAGES = { kind: 'paths', of: 'pages', within: 'session' } as const;
const EVENTS = { kind: 'paths', of: 'events', within: 'session' } as const;

const flow = (page: Page) => page.getByRole('main').getByRole('figure');
const node = (page: Page, id: string) => page.locator(`[data-node="${id}"] [data-walks]`);
const ended = (page: Page, id: string) =>
  page.locator(`[data-node="${id}"]`).getByRole('button', { name: /^Ended at/ });
const link = (page: Page, source: string, target: string) => page.locator(`[data-link="${source} > ${target}"]`);
const drawer = (page: Page) => page.getByRole('dialog');
const specOf = (page: Page): unknown =>
  JSON.parse(new URLSearchParams(new URL(page.url()).hash.replace(/^[^?]*\?/, '')).get('spec') ?? 'null');
async function engine(spec: unknown) {
  const answer = await shop.host.call('insight.run', { spec: spec as never });
  if (answer.kind !== 'paths') throw new Error('paths were asked for');
  return answer;
}

test('begins with the pages of sessions, and says where they lead', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'paths');
  await expect(
    page.getByText(
      /^20 sessions of 20 people between .*: 20 \(100\s%\) began at \/\. From there, most went on to \/products\/:id: 12 \(60\s%\); 4 \(20\s%\) ended there\.$/,
    ),
  ).toBeVisible();
  expect(specOf(page)).toEqual(PAGES);
  expect(heard).toEqual([]);
});

test('draws every node, link and end with the numbers of the engine', async ({ page }) => {
  const answer = await engine(PAGES);
  expect(answer.nodes.map(({ id, sessions }) => [id, sessions])).toEqual([
    ['0:/', 20],
    ['1:/products/:id', 12],
    ['1:/blog/calm', 4],
    ['2:/pay', 6],
    ['2:/blog/focus', 2],
  ]);
  await openView(page, shop.host, 'paths', PAGES);
  for (const { id, name, sessions } of answer.nodes) {
    await expect(node(page, id)).toContainText(name);
    await expect(node(page, id)).toHaveAccessibleName(new RegExp(`: ${sessions} sessions, `));
  }
  for (const { node: id, sessions } of answer.dropoffs) await expect(ended(page, id)).toHaveText(`${sessions} ended`);
  await expect(page.locator('[data-drop]')).toHaveCount(answer.dropoffs.length);
  await expect(page.locator('[data-link]')).toHaveCount(answer.links.length);
  // A ribbon is as high at its beginning as its sessions are many.
  const heights = await Promise.all(
    answer.links.map(async ({ source, target, sessions }) => {
      const shape = (await link(page, source, target).getAttribute('d')) ?? '';
      const numbers = shape
        .split(/[MCVZ ]+/)
        .filter(Boolean)
        .map(Number);
      return ((numbers[14] ?? 0) - (numbers[1] ?? 0)) / sessions;
    }),
  );
  for (const height of heights) expect(height).toBeCloseTo(heights[0] ?? 0, 1);
});

test('names, bands and ends open their very persons', async ({ page }) => {
  await openView(page, shop.host, 'paths', PAGES);
  await link(page, '1:/products/:id', '2:/pay').click();
  await expect(drawer(page)).toContainText('/products/:id → /pay');
  await expect(drawer(page)).toContainText('6 persons · Step 2');
  await expect(drawer(page).getByRole('article')).toHaveText([0, 1, 2, 3, 4, 5].map((n) => new RegExp(`walker-0${n}`)));
  await ended(page, '0:/').click();
  await expect(drawer(page)).toContainText('Ended at /');
  await expect(drawer(page).getByRole('article')).toHaveText([16, 17, 18, 19].map((n) => new RegExp(`walker-${n}`)));
  await node(page, '2:/blog/focus').click();
  await expect(drawer(page)).toContainText('2 persons · Step 3');
  await expect(drawer(page).getByRole('article')).toHaveText([/walker-12/, /walker-14/]);
});

test('lights the whole way through what is pointed at', async ({ page }) => {
  await openView(page, shop.host, 'paths', PAGES);
  await node(page, '2:/blog/focus').hover();
  await expect(flow(page)).toContainText(/Step 3, \/blog\/focus: 2 sessions, 10\s% of all/);
  const opacity = (source: string, target: string) =>
    link(page, source, target).evaluate((element) => Number(getComputedStyle(element).fillOpacity));
  await expect.poll(() => opacity('0:/', '1:/blog/calm')).toBeGreaterThan(0.3);
  await expect.poll(() => opacity('0:/', '1:/products/:id')).toBeLessThan(0.1);
  await link(page, '0:/', '1:/products/:id').hover();
  await expect(flow(page)).toContainText(
    /\/ → \/products\/:id: 12 sessions of 12 people, 60\s% of those at \/, half of them within 1\sm/,
  );
  await page.mouse.move(0, 0);
  await expect.poll(() => opacity('0:/', '1:/products/:id')).toBeCloseTo(0.2);
});

test('begins and ends where a node says, leaves it out, and takes all of it back', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'paths', PAGES);
  await node(page, '1:/products/:id').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Begin paths here' }).click();
  await expect(page.getByText(/^12 sessions of 12 people between .* began at \/products\/:id\./)).toBeVisible();
  await expect(node(page, '0:/products/:id')).toHaveAccessibleName(/^Start, \/products\/:id: 12 sessions/);
  await expect(ended(page, '0:/products/:id')).toHaveText('6 ended');

  await node(page, '1:/pay').hover();
  await page.getByRole('button', { name: 'What to do with /pay' }).click();
  await page.getByRole('menuitem', { name: 'End paths here' }).click();
  await expect(page.getByText(/^6 sessions of 6 people between .* led from \/products\/:id to \/pay/)).toBeVisible();

  for (const _ of [1, 2]) await page.getByRole('button', { name: 'Undo' }).click();
  await expect(node(page, '0:/')).toBeVisible();
  expect(specOf(page)).toEqual(PAGES);

  await node(page, '1:/products/:id').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Leave this page out' }).click();
  await expect(page.getByRole('list', { name: 'Left out' })).toContainText('/products/:id');
  await expect(link(page, '0:/', '1:/pay')).toBeVisible();
  await page.getByRole('button', { name: 'Keep /products/:id' }).click();
  await expect(node(page, '1:/products/:id')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(node(page, '1:/products/:id')).toHaveCount(0);
  expect(heard).toEqual([]);
});

test('is walked with arrows, one tab stop in all, and worked by keys alone', async ({ page }) => {
  await openView(page, shop.host, 'paths', PAGES);
  await expect(flow(page).locator('[data-walks][tabindex="0"]')).toHaveCount(1);
  await node(page, '0:/').focus();
  await page.keyboard.press('ArrowRight');
  await expect(node(page, '1:/products/:id')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(node(page, '1:/blog/calm')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(node(page, '0:/')).toBeFocused();
  await page.keyboard.press('End');
  await expect(node(page, '2:/blog/focus')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(drawer(page)).toContainText('2 persons · Step 3');
  await page.keyboard.press('Escape');
  await node(page, '1:/blog/calm').focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'What to do with /blog/calm' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(node(page, '0:/blog/calm')).toHaveAccessibleName(/^Start, \/blog\/calm: 4 sessions/);
});

test('has a table of all links, to sort and to open', async ({ page }) => {
  const answer = await engine(PAGES);
  await openView(page, shop.host, 'paths', PAGES);
  await page.getByRole('radio', { name: 'Table' }).click();
  const rows = page.getByRole('grid', { name: 'Links' }).getByRole('rowgroup').getByRole('row');
  await expect(rows).toHaveCount(answer.links.length);
  const name = (id: string): string => id.replace(/^\d+:/, '');
  for (const [index, { source, target, sessions, persons }] of answer.links.entries()) {
    const cells = rows.nth(index).getByRole('gridcell');
    await expect(cells.nth(1)).toHaveText(name(source));
    await expect(cells.nth(2)).toHaveText(name(target));
    await expect(cells.nth(3)).toHaveText(String(sessions));
    await expect(cells.nth(5)).toHaveText(String(persons));
  }
  await page.getByRole('button', { name: 'Median time' }).click();
  await expect(rows.first()).toContainText(/\/products\/:id\/pay6.*4\sm$/);
  await rows.first().click();
  await expect(drawer(page)).toContainText('6 persons');
});

test('puts names together by a pattern that is checked as it is typed', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'paths', PAGES);
  await page.getByRole('button', { name: 'Add a pattern' }).click();
  const pattern = page.getByRole('textbox', { name: 'Pattern 1', exact: true });
  await expect(pattern).toBeFocused();
  await pattern.fill('^/blog/(');
  await expect(page.getByText('Unterminated group')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Use this pattern' })).toBeDisabled();
  await pattern.fill('^/blog/.*');
  await page.getByRole('textbox', { name: 'Instead of pattern 1' }).fill('/blog');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Changes 2 of 5 names: \/blog\/calm → \/blog/)).toBeVisible();
  await expect(node(page, '1:/blog')).toHaveAccessibleName(/: 4 sessions/);
  // What the pattern made is found among the raw pages again.
  await node(page, '1:/blog').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Begin paths here' }).click();
  await expect(node(page, '0:/blog')).toHaveAccessibleName(/^Start, \/blog: 4 sessions, 100/);
  expect(heard).toEqual([]);
});

test('goes through events or a property, and keeps to its limits', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'paths', PAGES);
  await page.getByRole('radio', { name: 'Events' }).click();
  await expect(node(page, '1:paid')).toHaveAccessibleName(/^Step 2, paid: 6 sessions/);
  await page.getByRole('radio', { name: 'A property' }).click();
  await page.getByRole('button', { name: 'Property of the steps' }).click();
  await page.getByRole('option', { name: /^country/ }).click();
  await expect(node(page, '0:US')).toHaveAccessibleName(/: 15 sessions/);
  await page.getByRole('radio', { name: 'Pages' }).click();
  await page.getByRole('textbox', { name: 'Most links' }).fill('2');
  await expect(page.getByText(/^2 weaker links, 25\s% of all steps taken, are not shown\.$/)).toBeVisible();
  await expect(page.locator('[data-link]')).toHaveCount(2);
  await page.getByRole('button', { name: 'Show 2 more' }).click();
  await expect(page.locator('[data-link]')).toHaveCount(4);
  await page.getByRole('button', { name: 'Choose the end of paths' }).click();
  await page.getByRole('option', { name: /^\/pay/ }).click();
  await expect(
    page.getByText(/^6 sessions of 6 people between .* came to \/pay, most often from \/products\/:id/),
  ).toBeVisible();
  expect(heard).toEqual([]);
});

test('follows what arrives', async ({ page, request }) => {
  const own = await openShop(walkRows());
  try {
    await openView(page, own.host, 'paths', EVENTS);
    await expect(node(page, '1:paid')).toHaveAccessibleName(/: 6 sessions/);
    for (const [index, event] of ['$pageview', 'paid'].entries()) {
      const timestamp = new Date(START + index * 1000).toISOString();
      const sent = await request.post(`${own.host.url}/v1/track`, {
        data: { event, userId: 'latecomer', timestamp, messageId: `late-${index}` },
      });
      expect(sent.ok()).toBe(true);
    }
    await expect(node(page, '1:paid')).toHaveAccessibleName(/: 7 sessions/);
  } finally {
    await own.close();
  }
});

for (const scheme of ['light', 'dark'] as const) {
  test(`nothing for axe to complain of, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const look of ['Flow', 'Table']) {
      await openView(page, shop.host, 'paths', PAGES);
      await page.getByRole('radio', { name: look }).click();
      await expect(page.getByRole('region', { name: /from step to step/i })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${look} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
      ).toEqual([]);
    }
  });
}

test('a narrow window scrolls the flow in its card, not the page', async ({ page }) => {
  for (const width of [1440, 1024, 760]) {
    await page.setViewportSize({ width, height: 700 });
    await openView(page, shop.host, 'paths', PAGES);
    await expect(node(page, '0:/')).toBeVisible();
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(spill, String(width)).toBeLessThanOrEqual(0);
  }
});

test('without events the view says so, and a wrong address too', async ({ page }) => {
  const empty = await openShop([]);
  try {
    await openView(page, empty.host, 'paths');
    await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
    await openView(page, empty.host, 'paths', { ...PAGES, steps: 1 });
    await expect(page.getByText('This address holds no valid paths')).toBeVisible();
  } finally {
    await empty.close();
  }
});

test('a breakdown gives each value a flow, which opens its own people', async ({ page }) => {
  const heard = complaints(page);
  await openView(page, shop.host, 'paths', { ...PAGES, breakdown: { property: 'properties.country', limit: 8 } });
  const values = page.getByRole('group', { name: 'By country' });
  await expect(values.getByRole('button')).toHaveText([/All.*20/, /US.*15.*75/, /DE.*5.*25/]);
  await values.getByRole('button', { name: /^DE/ }).click();
  await node(page, '0:/').click();
  await expect(drawer(page)).toContainText('5 persons');
  await expect(drawer(page)).toContainText('DE');
  expect(heard).toEqual([]);
});

test('steps out of sight are named, and a button leads there and back', async ({ page }) => {
  await openView(page, shop.host, 'paths', PAGES);
  await expect(node(page, '2:/pay')).toBeVisible();
  const way = flow(page).getByRole('button', { name: /^Step \d( to Step \d)?$/ });
  await expect(way).toHaveCount(0);
  await page.setViewportSize({ width: 760, height: 800 });
  await expect(way).toHaveText(['Step 3']);
  await expect(node(page, '2:/pay')).not.toBeInViewport({ ratio: 0.6 });
  await way.click();
  await expect(way).toHaveText(['Step 1']);
  await expect(node(page, '2:/pay')).toBeInViewport({ ratio: 0.9 });
  await way.click();
  await expect(way).toHaveText(['Step 3']);
});
