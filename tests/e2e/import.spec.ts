/** Import: from the drop over the quick look to the report. */
import { expect, test } from '../support/workbench';
import { zipOf } from '../support/zip';

const rows = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => {
    const n = from + index;
    return `u${n % 7},${n % 3 === 0 ? 'buy' : 'view'},2026-01-0${1 + (n % 5)} 10:${String(n % 60).padStart(2, '0')}:00,${n}`;
  }).join('\n');
const HEADER = 'user_id,event,timestamp,amount\n';

test('a dropped CSV is looked at before anything is imported, then imported', async ({ bench }) => {
  const { page, host, drop, complaints } = bench;
  await drop([{ name: 'shop.csv', text: `${HEADER}${rows(1, 300)}` }]);
  await expect(page.getByText('300 rows · 4 columns')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('grid', { name: 'First rows' })).toContainText('u1');
  const panel = page.getByRole('complementary', { name: 'How rows become events' });
  await expect(panel).toContainText('Persons7');
  await expect(panel).toContainText('buy');
  await page.getByRole('radio', { name: 'Columns' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'amount' })).toContainText('300 values');
  await page.getByRole('radio', { name: 'As events' }).click();
  await expect(page.getByRole('grid', { name: 'The first events' })).toContainText('1 Jan 2026');
  expect((await host.call('workspace.info', {})).events).toBe(0);

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: '300 events imported' })).toBeVisible({ timeout: 20_000 });
  const info = await host.call('workspace.info', {});
  expect([info.events, info.persons]).toEqual([300, 7]);
  expect(complaints).toEqual([]);
});

test('the same file again imports nothing twice', async ({ bench: { page, drop } }) => {
  for (const expected of ['20 events imported', 'Nothing new was imported']) {
    await drop([{ name: 'shop.csv', text: `${HEADER}${rows(1, 20)}` }]);
    await page.getByRole('button', { name: 'Import', exact: true }).click({ timeout: 20_000 });
    await expect(page.getByRole('heading', { name: expected })).toBeVisible({ timeout: 20_000 });
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Events' }).click();
  }
});

test('several files of one shape go together; another shape waits', async ({ bench: { page, host, drop } }) => {
  await drop([
    { name: 'january.csv', text: `${HEADER}${rows(1, 30)}` },
    { name: 'february.csv', text: `${HEADER}${rows(31, 50)}` },
    { name: 'other.jsonl', text: '{"who":"x","event":"e","ts":1767225600}\n' },
  ]);
  await expect(page.getByText('1 other file after this')).toBeVisible();
  await page.getByRole('button', { name: 'Import 2 files' }).click({ timeout: 20_000 });
  await expect(page.getByRole('heading', { name: '50 events imported' })).toBeVisible({ timeout: 20_000 });
  expect((await host.call('workspace.info', {})).events).toBe(50);
  await page.getByRole('button', { name: '1 file left' }).click();
  await expect(page.getByRole('heading', { name: 'other.jsonl' })).toBeVisible();
});

test('another mapping changes what would come, at once', async ({ bench: { page, host, drop } }) => {
  await drop([{ name: 'shop.csv', text: `${HEADER}${rows(1, 40)}` }]);
  const panel = page.getByRole('complementary', { name: 'How rows become events' });
  await expect(panel).toContainText('Persons7', { timeout: 20_000 });
  await panel.getByRole('radio', { name: 'One name for all' }).click();
  await expect(panel).toContainText('Type the name that every row gets');
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await panel.getByLabel('Event name').fill('Order');
  await panel.getByRole('button', { name: 'Person column' }).click();
  await page.getByRole('option', { name: /amount/ }).click();
  await expect(panel).toContainText('Persons40');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: '40 events imported' })).toBeVisible({ timeout: 20_000 });
  expect((await host.call('catalog.events', {})).map(({ event }) => event)).toEqual(['Order']);
});

test('what is dropped meanwhile waits: the mapping stays, and each can be left out', async ({
  bench: { page, drop },
}) => {
  await drop([{ name: 'shop.csv', text: `${HEADER}${rows(1, 40)}` }]);
  const panel = page.getByRole('complementary', { name: 'How rows become events' });
  await expect(panel).toContainText('Persons7', { timeout: 20_000 });
  await panel.getByRole('radio', { name: 'One name for all' }).click();
  await panel.getByLabel('Event name').fill('Order');
  await drop([{ name: 'other.jsonl', text: '{"who":"x","event":"e","ts":1767225600}\n' }]);
  await page.getByRole('button', { name: '1 other file after this' }).click();
  await expect(panel.getByLabel('Event name')).toHaveValue('Order');
  await page.getByRole('button', { name: 'Leave other.jsonl out' }).click();
  await expect(page.getByRole('button', { name: 'Close', exact: true })).toBeVisible();
  await expect(panel.getByLabel('Event name')).toHaveValue('Order');
});

test('no time column: the sentence says so, the rest of the guess stands, nothing can be imported', async ({
  bench: { page, drop },
}) => {
  await drop([
    { name: 'hours.jsonl', text: '{"person":"a","event":"open","time":0}\n{"person":"a","event":"close","time":6}\n' },
  ]);
  const panel = page.getByRole('complementary', { name: 'How rows become events' });
  await expect(panel.getByRole('alert')).toContainText('«time»', { timeout: 20_000 });
  await expect(panel.getByRole('button', { name: 'Person column' })).toContainText('person');
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
});

test('rows that cannot become events are counted before and listed with their lines after', async ({
  bench: { page, drop },
}) => {
  await drop([{ name: 'gaps.csv', text: `${HEADER}${rows(1, 5)}\n,view,2026-01-01 10:00:00,1\nu1,view,,2\n` }]);
  const panel = page.getByRole('complementary', { name: 'How rows become events' });
  await expect(panel).toContainText('1 row names no person', { timeout: 20_000 });
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: '5 events imported' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('line 7')).toBeVisible();
  await page.getByRole('button', { name: 'See them with their text' }).click();
  await expect(page.getByRole('grid', { name: 'Rejected' }).getByRole('row')).toHaveCount(3);
});

test('a file that is no text is refused with what to do', async ({ bench: { page, drop } }) => {
  await drop([{ name: 'book.xlsx', text: 'PK\u0003\u0004\u0000\u0000binary' }]);
  await expect(page.getByRole('alert').first()).toContainText('zip archive', { timeout: 20_000 });
});

test('a cancelled import leaves nothing behind', async ({ bench: { page, host, drop } }) => {
  await drop([{ name: 'large.csv', text: `${HEADER}${rows(1, 300_000)}` }]);
  await page.getByRole('button', { name: 'Import', exact: true }).click({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Take everything back' }).click();
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByText('No file is open')).toBeVisible();
  // The store is whole and free again: the next import succeeds, and only its rows are there.
  await drop([{ name: 'small.csv', text: `${HEADER}${rows(1, 9)}` }]);
  await page.getByRole('button', { name: 'Import', exact: true }).click({ timeout: 30_000 });
  await expect(page.getByRole('heading', { name: '9 events imported' })).toBeVisible({ timeout: 30_000 });
  expect((await host.call('workspace.info', {})).events).toBe(9);
});

const postHogRow = (n: number): string =>
  JSON.stringify({
    uuid: `0190f4a0-0000-7000-8000-${String(n).padStart(12, '0')}`,
    event: n % 2 === 0 ? '$pageview' : 'signed up',
    distinct_id: `u${n % 3}`,
    timestamp: `2026-01-0${1 + (n % 5)}T10:00:00.000Z`,
    properties: { $current_url: 'https://shop.test/', plan: 'pro' },
    elements_chain: '',
  });

test('a vendor export is recognised and needs no mapping; it can be read as any file instead', async ({
  bench: { page, host, drop },
}) => {
  const text = `${Array.from({ length: 12 }, (_, n) => postHogRow(n)).join('\n')}\n`;
  await drop([{ name: 'export.jsonl', text }]);
  const panel = page.getByRole('complementary', { name: 'How rows become events' });
  await expect(panel.getByRole('heading', { name: 'PostHog events' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('grid', { name: 'The first events' })).toContainText('signed up');
  await panel.getByRole('button', { name: 'Read it as a generic file instead' }).click();
  await expect(panel.getByRole('button', { name: 'Person column' })).toContainText('distinct_id');
  await panel.getByRole('button', { name: 'Read it as PostHog events again' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: '12 events imported' })).toBeVisible({ timeout: 20_000 });
  const [event] = await host.call('events.recent', { limit: 1 });
  expect(event?.source).toBe('posthog');
});

test('an import goes on while one looks elsewhere, rests when told to, is listed and can be undone', async ({
  bench: { page, host, drop },
}) => {
  await drop([{ name: 'large.csv', text: `${HEADER}${rows(1, 250_000)}` }]);
  await page.getByRole('button', { name: 'Import', exact: true }).click({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('heading', { name: 'Paused' })).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Live' }).click();
  const status = page.getByRole('button', { name: /^Import of large\.csv: Import paused/ });
  await expect(status).toBeVisible();
  await page.reload();
  await status.click({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Live' }).click();
  await page.getByRole('button', { name: 'Show', exact: true }).click({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: '250,000 events imported' })).toBeVisible();
  await page.getByRole('button', { name: 'All imports' }).click();
  await page
    .getByRole('list', { name: 'Imports' })
    .getByRole('button', { name: /large\.csv/ })
    .click();
  await page.getByRole('button', { name: 'Undo this import' }).click();
  await page.getByRole('button', { name: 'Undo the import' }).click();
  await expect(page.getByText('No file is open')).toBeVisible({ timeout: 20_000 });
  expect((await host.call('workspace.info', {})).events).toBe(0);
});

test('the files of an archive are listed, and each can be looked at', async ({ bench: { page, host, complaints } }) => {
  const jsonl = Array.from({ length: 40 }, (_, n) =>
    JSON.stringify({
      time: `2026-02-0${1 + (n % 4)}T10:00:00Z`,
      user_id: `z${n % 9}`,
      event: n % 4 === 0 ? 'pay' : 'open',
    }),
  ).join('\n');
  const chooser = page.waitForEvent('filechooser');
  await page.getByText('Open file', { exact: true }).click();
  await (
    await chooser
  ).setFiles({
    name: 'exports.zip',
    mimeType: 'application/zip',
    buffer: Buffer.from(
      zipOf([
        ['a/shop.csv', `${HEADER}${rows(1, 30)}`],
        ['b/log.jsonl', jsonl],
        ['c/photo.bin', Buffer.from([1, 0, 2, 0, 0, 3, 1, 0, 0])],
      ]),
    ),
  });
  const panel = page.getByRole('complementary', { name: 'How rows become events' });
  await expect(panel).toContainText('Persons7', { timeout: 20_000 });
  await expect(panel).toContainText('One of 3 files is shown');
  await page.getByRole('radio', { name: 'Files' }).click();
  const list = page.getByRole('grid', { name: 'Files' });
  await expect(list).toContainText('Left out: it is not text');
  await list.getByText('b/log.jsonl').click();
  await expect(panel).toContainText('Events40', { timeout: 20_000 });
  await expect(panel).toContainText('Persons9');
  await expect(panel).toContainText('1 Feb 2026');
  await expect(page.getByRole('grid', { name: 'First rows' })).toContainText('z8');
  expect((await host.call('workspace.info', {})).events).toBe(0);
  expect(complaints).toEqual([]);
});

test('a workspace archive that is dropped is told how it becomes a workspace, and imports nothing', async ({
  bench,
}) => {
  const { page, drop, complaints } = bench;
  await expect(page.getByRole('heading', { name: 'Let’s see what your users do' })).toBeVisible();
  await drop([{ name: 'my shop.waymark', text: 'PK' }]);
  const dialog = page.getByRole('dialog', { name: '«my shop.waymark» is a whole workspace' });
  await expect(dialog).toContainText("waymark restore 'my shop.waymark' --workspace 'my shop'");
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(dialog).toBeHidden();
  await expect(page).not.toHaveURL(/#\/import/);
  expect(complaints).toEqual([]);
});

test('a file that counts hours from a start is asked when that was, and mapped so the next time', async ({ bench }) => {
  const { page, host, drop, complaints } = bench;
  const text = (days: number): string =>
    `person,event,hour\n${Array.from({ length: 30 }, (_, n) => `p${n % 5},${n % 2 === 0 ? 'offer seen' : 'bought'},${n * days}`).join('\n')}\n`;
  await drop([{ name: 'trial.csv', text: text(6) }]);
  const panel = page.getByRole('complementary', { name: 'How rows become events' });
  await expect(panel.getByRole('alert')).toContainText('may count hours since a start', { timeout: 20_000 });
  await expect(panel.getByRole('radio', { name: 'Since a start' })).toBeChecked();
  await expect(panel).toContainText('Say when the counting of «hour» began.');
  const start = panel.getByLabel('Counted from');
  await start.fill('in spring');
  await expect(start).toHaveAccessibleDescription(/^Write it as/);
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await start.fill('2026-03-01 08:00');
  await expect(panel).toContainText('From1 Mar 2026');
  await expect(panel).toContainText('To8 Mar 2026');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: '30 events imported' })).toBeVisible({ timeout: 20_000 });
  const { from, to } = await host.call('workspace.info', {});
  expect([from, to]).toEqual([Date.UTC(2026, 2, 1, 8), Date.UTC(2026, 2, 8, 14)]);

  await drop([{ name: 'trial-2.csv', text: text(7) }]);
  await expect(panel).toContainText('Mapped as last time', { timeout: 20_000 });
  await expect(panel.getByLabel('Counted from')).toHaveValue('2026-03-01 08:00');
  expect(complaints).toEqual([]);
});

test('rows without any time can all have one', async ({ bench: { page, host, drop } }) => {
  await drop([{ name: 'reached.csv', text: 'user_id,page\n1,home\n2,home\n2,pay\n' }]);
  const panel = page.getByRole('complementary', { name: 'How rows become events' });
  await expect(panel.getByRole('alert')).toContainText('give all rows one time', { timeout: 20_000 });
  await panel.getByRole('radio', { name: 'One time' }).click();
  await panel.getByRole('radio', { name: 'From a column' }).click();
  await panel.getByRole('button', { name: 'Event column' }).click();
  await page.getByRole('option', { name: /^page/ }).click();
  await expect(panel).toContainText('Say when all rows happened');
  await panel.getByLabel('All rows happened at').fill('2026-03-01');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: '3 events imported' })).toBeVisible({ timeout: 20_000 });
  const { from, to } = await host.call('workspace.info', {});
  expect([from, to]).toEqual([Date.UTC(2026, 2, 1), Date.UTC(2026, 2, 1)]);
});
