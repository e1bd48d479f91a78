/** One session on its timeline: ranges, funnels made of events, neighbours; and a person's history, folded by session. */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/workbench';

const START = Date.UTC(2026, 0, 10, 9, 0, 0);

interface Sent {
  readonly event: string;
  readonly kind?: string;
  readonly distinct_id: string;
  readonly timestamp: string;
  readonly properties: object;
}

const at = (seconds: number, event: string, distinctId: string, properties: object = {}, kind?: string): Sent => ({
  event,
  distinct_id: distinctId,
  timestamp: new Date(START + seconds * 1000).toISOString(),
  properties,
  ...(kind === undefined ? {} : { kind }),
});
const page$ = (seconds: number, path: string, who: string): Sent =>
  at(seconds, '$pageview', who, { $current_url: `https://shop.test${path}`, $pathname: path });

/** Ada comes three times; Ben and Cleo are there while she is. */
const VISITS = [
  page$(-7200, '/', 'ada'),
  page$(0, '/', 'ada'),
  at(20, 'Added to cart', 'ada', { sku: 'tea' }),
  page$(40, '/pay', 'ada'),
  at(
    50,
    'request',
    'ada',
    { method: 'POST', url: 'https://shop.test/api/pay', status: 500, duration_ms: 1500 },
    'network',
  ),
  at(52, '$exception', 'ada', { $exception_type: 'Error', $exception_message: 'Card refused' }, 'error'),
  at(
    70,
    'request',
    'ada',
    { method: 'POST', url: 'https://shop.test/api/pay', status: 200, duration_ms: 300 },
    'network',
  ),
  at(72, 'Paid', 'ada', { total: 12 }),
  at(80, '$web_vitals', 'ada', { $web_vitals_LCP_value: 1800 }, 'vitals'),
  at(100, 'Rated', 'ada', { stars: 5 }),
  page$(9000, '/again', 'ada'),
  page$(60, '/help', 'ben'),
  at(90, 'Paid', 'ben'),
  page$(400, '/help', 'cleo'),
];

/** 100 s with 2 % of air on both sides. */
const shareOf = (seconds: number): number => (seconds + 2) / 104;

async function openSession(page: Page, exit: string): Promise<Locator> {
  await page.goto(`${page.url().split('#')[0] ?? ''}#/sessions`);
  await page.getByRole('grid', { name: 'Sessions' }).getByRole('row').filter({ hasText: exit }).first().click();
  const canvas = page.getByRole('img', { name: /^Timeline of/ });
  await expect(canvas).toBeVisible();
  return canvas;
}

/** What is drawn, as a number: the same for the same picture. */
const drawn = (canvas: Locator): Promise<number> =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    let hash = 7;
    for (const value of pixels) hash = Math.trunc(Math.imul(hash, 31) + value);
    return hash;
  });

/** The picture once it moves no more. */
async function settled(canvas: Locator): Promise<number> {
  let before = await drawn(canvas);
  await expect
    .poll(async () => {
      const now = await drawn(canvas);
      const isSame = now === before;
      before = now;
      return isSame;
    })
    .toBe(true);
  return before;
}

async function dragRange(page: Page, canvas: Locator, from: number, to: number): Promise<void> {
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the timeline has no place on the page');
  await page.mouse.move(box.x + box.width * shareOf(from), box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * shareOf(to), box.y + 12, { steps: 4 });
  await page.mouse.up();
}

test.beforeEach(async ({ bench }) => {
  await bench.send(VISITS);
});

test('a range dragged with Shift says what happened in it, its edges move, Escape lets it go', async ({
  bench: { page, complaints },
}) => {
  const canvas = await openSession(page, '/pay');
  await page.keyboard.down('Shift');
  await dragRange(page, canvas, 45, 75);
  await page.keyboard.up('Shift');
  const panel = page.getByRole('region', { name: 'The selected range' });
  await expect(panel).toContainText('4 events');
  await expect(panel).toContainText('1 error');
  await expect(panel).toContainText('2 requests, 1 failed');
  await expect(panel).toContainText('Card refused');
  await expect(panel.getByRole('listitem').filter({ hasText: '/pay' })).toContainText('30');

  await dragRange(page, canvas, 75, 98);
  await expect(panel).toContainText('5 events');

  await canvas.focus();
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('the range tool and the keys select a range as well', async ({ bench: { page } }) => {
  const canvas = await openSession(page, '/pay');
  await page.getByRole('button', { name: 'Range', exact: true }).click();
  await dragRange(page, canvas, -1, 30);
  const panel = page.getByRole('region', { name: 'The selected range' });
  await expect(panel).toContainText('2 events');
  await page.getByRole('button', { name: 'Range', exact: true }).click();
  await panel.getByRole('button', { name: 'Let the range go' }).click();

  const list = page.getByRole('listbox', { name: 'Events in order' });
  await list.getByRole('option').nth(1).click();
  await canvas.focus();
  await page.keyboard.press('[');
  await page.keyboard.press('.');
  await page.keyboard.press('.');
  await page.keyboard.press(']');
  await expect(panel).toContainText('3 events');
  await expect(panel).toContainText('30');
});

test('picked events open as a funnel that counts them', async ({ bench: { page } }) => {
  await openSession(page, '/pay');
  const list = page.getByRole('listbox', { name: 'Events in order' });
  await list
    .getByRole('option')
    .filter({ hasText: 'Paid' })
    .click({ modifiers: ['ControlOrMeta'] });
  const picked = page.getByRole('region', { name: 'Picked events' });
  await expect(picked.getByRole('button', { name: 'Open as funnel' })).toBeDisabled();
  await list
    .getByRole('option')
    .filter({ hasText: 'Added to cart' })
    .click({ modifiers: ['ControlOrMeta'] });
  await list
    .getByRole('option')
    .filter({ hasText: '/pay' })
    .first()
    .click({ modifiers: ['ControlOrMeta'] });
  await expect(picked.getByRole('listitem')).toHaveText([/1.*Added to cart/, /2.*Page view.*\/pay/, /3.*Paid/]);

  await picked.getByRole('button', { name: 'Open as funnel' }).click();
  await expect(page).toHaveURL(/#\/funnel\?spec=/);
  const spec: unknown = JSON.parse(new URLSearchParams(page.url().split('?').at(-1)).get('spec') ?? '');
  expect(spec).toMatchObject({
    kind: 'funnel',
    steps: [
      { event: 'Added to cart' },
      { event: '$pageview', where: { property: 'properties.$pathname', op: 'eq', value: '/pay' } },
      { event: 'Paid' },
    ],
  });
  await expect(page.getByRole('heading', { name: 'Funnel' })).toBeVisible();
  await expect(page.getByText('100 %').first()).toBeVisible();
});

test('the events of a range become steps in their order', async ({ bench: { page } }) => {
  const canvas = await openSession(page, '/pay');
  await page.keyboard.down('Shift');
  await dragRange(page, canvas, -1, 75);
  await page.keyboard.up('Shift');
  await page.getByRole('button', { name: 'Pick as funnel steps' }).click();
  await expect(page.getByRole('region', { name: 'Picked events' }).getByRole('listitem')).toHaveText([
    /Page view.*\//,
    /Added to cart/,
    /Page view.*\/pay/,
    /Exception/,
    /Paid/,
  ]);
});

test('a session leads to those beside it, and says how long it was silent before', async ({ bench: { page } }) => {
  await openSession(page, '/pay');
  await expect(page.getByText('after 2 h of silence')).toBeVisible();
  await page.getByRole('button', { name: 'Around' }).click();
  const around = page.getByRole('dialog', { name: 'Sessions around this time' });
  await expect(around.getByRole('button').first()).toContainText('ben');
  await expect(around.getByRole('button').first()).toContainText('at the same time');
  await expect(around.getByRole('button').nth(1)).toContainText('cleo');
  await around.getByRole('button').nth(1).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('cleo');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('ada');
  await page.getByRole('button', { name: 'The person’s session after' }).click();
  await expect(page.getByRole('img', { name: /Timeline of 1 event\./ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'The person’s session after' })).toBeDisabled();
});

test('requests, errors and vitals say what they are about', async ({ bench: { page } }) => {
  const canvas = await openSession(page, '/pay');
  const list = page.getByRole('listbox', { name: 'Events in order' });
  await expect(list.getByRole('option').nth(3)).toContainText('POST /api/pay · 500 · 1.5 s');
  await expect(list.getByRole('option').nth(4)).toContainText('Card refused');
  await expect(list.getByRole('option').nth(7)).toContainText('LCP 1.8 s');
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the timeline has no place on the page');
  // Below the axis: pages, events, network.
  await page.mouse.move(box.x + box.width * shareOf(50.7), box.y + 26 + 40 + 40 + 14);
  await expect(page.getByRole('tooltip')).toContainText('https://shop.test/api/pay');
  await expect(page.getByRole('tooltip')).toContainText('500');
});

test('a history is folded by session; idle time is skipped or not; a session opens', async ({ bench: { page } }) => {
  await page.goto(`${page.url().split('#')[0] ?? ''}#/people?person=ada&tab=timeline`);
  const tree = page.getByRole('tree', { name: 'Events in order' });
  await expect(tree.getByRole('treeitem')).toHaveText([
    /first event of the person/,
    /after 2 h of silence/,
    /after 2 h 28 min of silence/,
  ]);
  await tree.getByRole('treeitem').nth(1).click();
  await expect(tree.getByRole('treeitem').filter({ hasText: 'Added to cart' })).toBeVisible();
  const canvas = page.getByRole('img', { name: /Timeline of 11 events/ });
  const skipping = page.getByRole('button', { name: 'Skip idle time' });
  await expect(skipping).toHaveAttribute('aria-pressed', 'true');
  const folded = await settled(canvas);
  await skipping.click();
  await expect.poll(() => drawn(canvas)).not.toBe(folded);
  await skipping.click();

  await canvas.focus();
  await page.keyboard.press('.');
  await page.keyboard.press('PageDown');
  await expect(tree.getByRole('treeitem', { selected: true }).filter({ hasText: '/' }).last()).toBeVisible();
  await page.getByRole('button', { name: 'Open the session' }).click();
  await expect(page).toHaveURL(/#\/sessions\?session=/);
  await expect(page.getByRole('listbox', { name: 'Events in order' }).getByRole('option')).toHaveCount(9);
});

test('a session of 50,000 events is drawn, walked through and searched by hand', async ({ bench: { page, send } }) => {
  const kinds = ['custom', 'click', 'network', 'page'] as const;
  const many = Array.from({ length: 50_000 }, (_, index) =>
    at(index / 5, `event ${index % 4}`, 'max', { $pathname: `/${index % 7}`, duration_ms: 40 }, kinds[index % 4]),
  );
  for (let from = 0; from < many.length; from += 5000) await send(many.slice(from, from + 5000));
  await page.goto(`${page.url().split('#')[0] ?? ''}#/sessions?person=max`);
  await page.getByRole('grid', { name: 'Sessions' }).getByRole('row').nth(1).click();
  const canvas = page.getByRole('img', { name: /Timeline of 50,000 events/ });
  await expect(canvas).toBeVisible();
  await canvas.focus();
  await page.keyboard.press(',');
  const list = page.getByRole('listbox', { name: 'Events in order' });
  await expect(list.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', '50000');
  const whole = await settled(canvas);
  await page.keyboard.press('f');
  await expect.poll(() => drawn(canvas)).not.toBe(whole);
  await page.keyboard.press('0');
  await expect.poll(() => drawn(canvas)).toBe(whole);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`list, session and history hold no accessibility faults that axe can find, ${colorScheme}`, async ({
    bench: { page },
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const faults = async (): Promise<readonly string[]> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    };
    const home = page.url().split('#')[0] ?? '';
    const brush = encodeURIComponent(JSON.stringify({ entryPage: ['/'], events: [1, 20] }));
    await page.goto(`${home}#/sessions?brush=${brush}`);
    await expect(page.getByRole('grid', { name: 'Sessions' }).getByRole('row')).toHaveCount(3);
    expect(await faults()).toEqual([]);

    const canvas = await openSession(page, '/pay');
    const list = page.getByRole('listbox', { name: 'Events in order' });
    await list
      .getByRole('option')
      .nth(1)
      .click({ modifiers: ['ControlOrMeta'] });
    await list.getByRole('option').nth(3).click();
    await canvas.focus();
    await page.keyboard.press('[');
    await expect(page.getByRole('region', { name: 'The selected range' })).toBeVisible();
    expect(await faults()).toEqual([]);

    await page.goto(`${home}#/people?person=ada&tab=timeline`);
    const tree = page.getByRole('tree', { name: 'Events in order' });
    await tree.getByRole('treeitem').nth(1).click();
    await expect(tree.getByRole('treeitem')).toHaveCount(12);
    expect(await faults()).toEqual([]);
  });
}
