/** Live: arriving, narrowing, holding, opening, and the request behind an event. */
import { expect, test } from '../support/workbench';

const events = (from: number, to: number, event = 'Opened', distinctId = 'ada') =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    event,
    distinct_id: distinctId,
    properties: { n: from + index, cart: { total: 12.5 } },
  }));

test('events appear within a second of their answer, newest on top', async ({ bench }) => {
  const { page, send, complaints } = bench;
  await send(events(1, 1));
  await page.goto(`${page.url().split('#')[0] ?? ''}#/live`);
  const list = page.getByRole('grid', { name: 'Events' });
  await expect(list).toContainText('n 1');
  await send(events(2, 2, 'Paid'));
  await expect(list.getByRole('row').nth(1)).toContainText('Paid', { timeout: 1000 });
  await expect(list.getByRole('row').nth(2)).toContainText('Opened');
  expect(complaints).toEqual([]);
});

test('paused, the list stands still and counts what waits', async ({ bench }) => {
  const { page, send } = bench;
  await send(events(1, 3));
  await page.goto(`${page.url().split('#')[0] ?? ''}#/live`);
  const list = page.getByRole('grid', { name: 'Events' });
  await expect(list).toContainText('n 3');
  await page.getByRole('button', { name: 'Pause' }).click();
  await send(events(4, 8));
  await expect(page.getByText('Paused · 5 waiting')).toBeVisible();
  await expect(list).not.toContainText('n 8');
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(list).toContainText('n 8');
});

test('the filter finds by name and by distinct id, in what is stored and in what arrives', async ({ bench }) => {
  const { page, send } = bench;
  await send([...events(1, 2, 'Opened', 'ada'), ...events(3, 3, 'Paid', 'ben')]);
  await page.goto(`${page.url().split('#')[0] ?? ''}#/live`);
  const list = page.getByRole('grid', { name: 'Events' });
  await page.getByLabel('Filter events').fill('BEN');
  await expect(list).toContainText('n 3');
  await expect(list).not.toContainText('n 1');
  await send([...events(4, 4, 'Opened', 'ada'), ...events(5, 5, 'Paid', 'ben')]);
  await expect(list).toContainText('n 5');
  await expect(list).not.toContainText('n 4');
  await page.getByLabel('Filter events').fill('nobody');
  await expect(page.getByText('No event matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await expect(list).toContainText('n 4');
});

test('an opened event shows its properties by path, its JSON, and the way to its sessions', async ({ bench }) => {
  const { page, send } = bench;
  await send(events(7, 7));
  await page.goto(`${page.url().split('#')[0] ?? ''}#/live`);
  await page.getByRole('grid', { name: 'Events' }).getByText('n 7').click();
  await expect(page.getByRole('row', { name: 'cart.total 12.5' })).toBeVisible();
  await page.getByRole('tab', { name: 'JSON' }).click();
  await expect(page.getByLabel('The event as JSON')).toContainText('"distinct_id": "ada"');
  await page.getByRole('button', { name: 'Sessions of this person' }).click();
  await expect(page.getByRole('grid', { name: 'Sessions' })).toContainText('ada');
});

test('an event is held against its request, copied as curl and sent again', async ({ bench, context }) => {
  const { page, host, complaints } = bench;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await fetch(`${host.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('wk_demo:').toString('base64')}` },
    body: JSON.stringify({
      batch: [
        { type: 'track', event: 'Other', userId: 'ben', messageId: 'm-0' },
        { type: 'track', event: 'Order Paid', userId: 'ana', messageId: 'm-1', properties: { plan: "Ana's plan" } },
      ],
    }),
  });
  await page.goto(`${page.url().split('#')[0] ?? ''}#/live`);
  await page.getByRole('grid', { name: 'Events' }).getByText('Order Paid').click();
  await page.getByRole('tab', { name: 'Request' }).click();
  const came = page.getByRole('region', { name: 'The request as it came' });
  await expect(came).toContainText('POST');
  await expect(came.locator('mark')).toContainText('"m-1"');
  await expect(came.locator('mark')).not.toContainText('"m-0"');
  const became = page.getByRole('region', { name: 'The event it became' });
  await expect(became.getByRole('listitem').filter({ hasText: 'event_id' })).toContainText('renamed');
  await expect(became.getByRole('listitem').filter({ hasText: 'event_id' })).toContainText('batch[1].messageId');
  await became.getByRole('button', { name: 'plan' }).hover();
  await expect(came.locator('mark')).toHaveText(`"plan": "Ana's plan"`);
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).toContain(`curl '${host.url}/v1/batch'`);
  expect(command).not.toContain(Buffer.from('wk_demo:').toString('base64'));
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('2 known by their ids and left as they are')).toBeVisible();
  await page.getByRole('button', { name: 'Open session' }).click();
  await expect(page).toHaveURL(/#\/sessions\?session=/);
  expect(complaints).toEqual([]);
});

test('conditions hold for what is stored and for what arrives; the arrow keys go from event to event', async ({
  bench,
}) => {
  const { page, send } = bench;
  await send(events(1, 20));
  const where = JSON.stringify({ property: 'properties.n', op: 'gte', value: 18 });
  await page.goto(`${page.url().split('#')[0] ?? ''}#/live?where=${encodeURIComponent(where)}`);
  const list = page.getByRole('grid', { name: 'Events' });
  await expect(list.getByRole('row')).toHaveCount(4);
  await send([...events(2, 3), ...events(21, 22)]);
  await expect(list.getByRole('row')).toHaveCount(6);
  await expect(list.getByRole('row').nth(1)).toContainText('n 22');
  await list.getByText('n 22').click();
  const panel = page.getByRole('dialog');
  await expect(panel.getByRole('row', { name: 'n 22' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(panel.getByRole('row', { name: 'n 21' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await expect(panel.getByRole('row', { name: 'n 21' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
});

test('ten thousand events scroll without a hole', async ({ bench }) => {
  const { page, send } = bench;
  for (let batch = 0; batch < 5; batch += 1) await send(events(batch * 2000 + 1, batch * 2000 + 2000));
  await page.goto(`${page.url().split('#')[0] ?? ''}#/live`);
  const list = page.getByRole('grid', { name: 'Events' });
  await expect(list).toContainText('n 10000');
  for (let press = 0; press < 60; press += 1) await page.mouse.wheel(0, 1);
  await list.hover();
  for (let press = 0; press < 40; press += 1) await page.mouse.wheel(0, 1500);
  const shown = await list.getByRole('row').count();
  expect(shown).toBeGreaterThan(10);
  expect(shown).toBeLessThan(120);
  await expect(list.getByRole('row').last()).toContainText('n ');
});
