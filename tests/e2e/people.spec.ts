/** People end to end: the list, one person and its properties then and now, its ids with decisions, rule sets, settings. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { eventually } from '../support/host';
import { expect, test, type Workbench } from '../support/workbench';

const START = Date.UTC(2026, 0, 10, 9, 0, 0);
const HOUR = 3600;
const DAY = 24 * HOUR;

type Ids = { readonly anonymous_id?: string; readonly user_id?: string };

const at = (seconds: number, event: string, ids: Ids, properties: object = {}) => ({
  event,
  ...ids,
  timestamp: new Date(START + seconds * 1000).toISOString(),
  properties,
});
const laptop = { anonymous_id: 'laptop' };
const ada = { user_id: 'ada' };
const onTablet = (user: string): Ids => ({ anonymous_id: 'tablet', user_id: user });

/** Ada: a laptop, later a tablet that Ben uses too. Carl: one event. Two devices say that they are «null». */
const EVENTS = [
  at(0, '$pageview', laptop, { $pathname: '/', $referrer: 'https://news.test/', utm_source: 'letter' }),
  at(60, '$identify', { ...laptop, ...ada }, { $set: { name: 'Ada Lovelace', plan: 'free', seats: 1 } }),
  at(120, 'Signed up', { ...laptop, ...ada }),
  at(DAY, 'Plan changed', { ...laptop, ...ada }, { $set: { plan: 'pro' }, $add: { seats: 4 } }),
  at(2 * DAY, 'Paid', onTablet('ada')),
  at(3 * DAY, 'Signed up', onTablet('ben'), { $set: { name: 'Ben' } }),
  at(3 * DAY + HOUR, '$pageview', { anonymous_id: 'tablet' }, { $pathname: '/late' }),
  at(4 * DAY, 'Signed up', { user_id: 'carl' }, { $set: { name: 'Carl' } }),
  at(5 * DAY, '$identify', { anonymous_id: 'kiosk-1', user_id: 'null' }),
  at(5 * DAY + 60, '$identify', { anonymous_id: 'kiosk-2', user_id: 'null' }),
];

async function open(page: Page, hash: string): Promise<void> {
  await page.goto(`${page.url().split('#')[0] ?? ''}#/${hash}`);
}

test.beforeEach(async ({ bench }) => {
  await bench.send(EVENTS);
});

const people = (page: Page) => page.getByRole('grid', { name: 'People' });

test('the list, its summary, search, conditions and columns agree', async ({ bench: { page, complaints } }) => {
  await open(page, 'people');
  await expect(people(page).getByRole('row')).toHaveCount(6);
  await expect(page.getByLabel('Summary')).toContainText('Persons5');
  await expect(page.getByLabel('Summary')).toContainText('Known3');

  await page.getByLabel('Find people').fill('LOVELACE');
  await expect(people(page).getByRole('row')).toHaveCount(2);
  await expect(page.getByLabel('Summary')).toContainText('Persons1of 5');
  await page.getByLabel('Find people').fill('nobody at all');
  await expect(page.getByText('Nobody matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show everybody' }).click();

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'plan' }).check({ force: true });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'plan' })).toBeVisible();
  await expect(people(page).getByRole('row', { name: /Ada Lovelace/ })).toContainText('pro');

  await page.getByRole('button', { name: 'Add a condition to People' }).click();
  await page.keyboard.type('plan');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Value', exact: true }).click();
  await page.keyboard.type('pro');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(people(page).getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'person plan is pro' })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('the list sorts, opens by keys, and is exported as it is', async ({ bench: { page } }) => {
  await open(page, 'people');
  await people(page).getByRole('button', { name: 'Events' }).click();
  await expect(people(page).getByRole('row').nth(1)).toContainText('Ada Lovelace');
  await page.getByRole('button', { name: 'Export these people' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await expect(dialog).toContainText('5 rows');
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('persons.csv');
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\n');
  expect(lines).toHaveLength(6);
  expect(lines[0]).toBe('person,known,ids,events,sessions,activeDays,firstSeen,lastSeen,referrer');
  expect(lines[1]).toMatch(/^ada,/);
  await page.getByRole('dialog', { name: 'Exported' }).getByRole('button', { name: 'Close' }).last().click();
  await people(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Ada Lovelace');
});

test('properties as they were, each with the event that set it', async ({ bench: { page, complaints } }) => {
  await open(page, 'people?person=laptop');
  const panel = page.getByRole('region', { name: 'Properties' });
  const row = (key: string) => panel.getByRole('row', { name: new RegExp(`^${key}`) });
  await expect(row('plan')).toContainText('pro');
  await expect(row('plan')).toContainText('Plan changed');
  await expect(row('seats')).toContainText('5');
  await panel.getByRole('button', { name: 'The change before' }).click();
  await panel.getByRole('button', { name: 'The change before' }).click();
  await expect(row('plan')).toContainText('free');
  await expect(row('plan')).toContainText('Identify');
  await expect(row('seats')).toContainText('1');
  await panel.getByRole('button', { name: 'Back to now' }).click();
  await expect(row('plan')).toContainText('pro');

  await row('seats').getByRole('button', { name: '2 changes' }).click();
  await expect(panel.getByRole('listitem')).toHaveText([/\$add.*5.*Plan changed/, /\$set.*1.*Identify/]);
  await row('plan').getByTitle('Show the event').click();
  await expect(page.getByRole('dialog')).toContainText('Plan changed');
  await page.keyboard.press('Escape');

  await expect(page.getByRole('region', { name: 'Acquisition' })).toContainText('https://news.test/');
  await expect(page.getByRole('region', { name: 'Activity' })).toContainText('3 active days');
  await page.getByRole('button', { name: '11 Jan 2026: 1 event' }).click();
  await expect(page.getByRole('tab', { name: 'Timeline', selected: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Plan changed' })).toBeVisible();
  expect(complaints).toEqual([]);
});

async function personsOf({ host }: Workbench): Promise<number> {
  return (await host.call('identity.summary', {})).persons;
}

test('a link shows its events; parting with it is previewed, applied and taken back', async ({ bench }) => {
  const { page, complaints } = bench;
  await open(page, 'people?person=ada&tab=identity');
  await expect(page.getByRole('group', { name: /^Identity graph: 4 ids, 3 links/ })).toBeVisible();
  const link = page.getByRole('button', { name: /ada.*laptop|laptop.*ada/ });
  await link.focus();
  await page.keyboard.press('Enter');
  const evidence = page.getByRole('region', { name: 'Evidence' });
  await expect(evidence).toContainText('3 events say so');
  await expect(evidence.getByRole('listitem').first()).toContainText('Identify');

  expect(await personsOf(bench)).toBe(5);
  await evidence.getByRole('button', { name: 'Not the same person' }).click();
  const dialog = page.getByRole('dialog', { name: /what changes/ });
  await expect(dialog).toContainText(/Persons\s*5\s*6\s*\+1/);
  await expect(dialog).toContainText('2 persons change');
  await expect(dialog).toContainText('Conversion');
  await dialog.getByLabel('Why (optional)').fill('The laptop is the office’s');
  await dialog.getByRole('button', { name: 'Keep apart' }).click();
  await expect(dialog).toBeHidden();
  await expect(
    page.getByRole('group', { name: /^Identity graph/ }).getByRole('button', { name: /kept apart/ }),
  ).toBeVisible();
  await eventually(
    () => personsOf(bench),
    (persons) => persons === 6,
  );

  await open(page, 'identity?tab=decisions');
  await expect(page.getByRole('listitem').filter({ hasText: 'The laptop is the office’s' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect(page.getByText('Nothing was decided by hand')).toBeVisible();
  await eventually(
    () => personsOf(bench),
    (persons) => persons === 5,
  );
  expect(complaints).toEqual([]);
});

test('two persons are merged and the toast takes it back; a lock locks', async ({ bench }) => {
  const { page } = bench;
  await open(page, 'people?person=carl&tab=identity');
  await page.getByRole('button', { name: 'Merge with…' }).click();
  await page.getByLabel('Find a person').fill('lovelace');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Ada Lovelace/ })
    .click();
  const dialog = page.getByRole('dialog', { name: /what changes/ });
  await expect(dialog).toContainText(/Persons\s*5\s*4\s*−1/);
  await dialog.getByRole('button', { name: 'Merge' }).click();
  await eventually(
    () => personsOf(bench),
    (persons) => persons === 4,
  );
  await page.getByRole('log', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click();
  await eventually(
    () => personsOf(bench),
    (persons) => persons === 5,
  );

  await page.getByRole('button', { name: 'Lock' }).click();
  await page
    .getByRole('dialog', { name: /what changes/ })
    .getByRole('button', { name: 'Lock' })
    .click();
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeEnabled();
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('button', { name: 'Lock', exact: true })).toBeVisible();
});

test('refused links say why, and rule sets are compared and switched', async ({ bench }) => {
  const { page, complaints } = bench;
  await open(page, 'identity?tab=refused');
  const refused = page.getByRole('grid', { name: 'Refused links' });
  await expect(refused.getByRole('row', { name: /kiosk-1.*null.*stands for nobody/ })).toBeVisible();

  await open(page, 'identity');
  const table = page.getByRole('table', { name: 'Rule sets' });
  await expect(page.getByRole('button', { name: 'Compare again' })).toBeVisible();
  const rule = (name: string) => table.getByRole('row', { name: new RegExp(`Compare ${name}`) });
  await expect(rule('Waymark').getByRole('cell').first()).toHaveText('5');
  await expect(rule('No stitching').getByRole('cell').first()).not.toHaveText('5');
  await rule('No stitching')
    .getByRole('button', { name: /\d ids?$/ })
    .click();
  await expect(page.getByRole('dialog', { name: 'Who differs under No stitching' })).toContainText('laptop');
  await page.keyboard.press('Escape');

  await rule('No stitching').getByRole('button', { name: 'Use the rules of No stitching' }).click();
  await page.getByRole('button', { name: 'Use these rules' }).click();
  await expect(page.getByLabel('Summary')).toContainText('No stitching');
  expect((await bench.host.call('settings.get', {})).identity.rules).toBe('none');
  await page.getByRole('log', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Summary')).toContainText('Waymark');
  expect(complaints).toEqual([]);
});

test('settings are shown in their effect, applied together, and taken back', async ({ bench }) => {
  const { page, host, complaints } = bench;
  await page.getByRole('button', { name: 'Settings' }).click();
  const preview = page.getByRole('region', { name: 'What sessions come to' });
  const before = (await host.call('sessions.summary', {})).count;
  await expect(preview).toContainText(`Sessions${before}`);
  await page.getByLabel('Timeout: number').fill('50');
  await page.getByRole('combobox', { name: 'Timeout: unit' }).click();
  await page.getByRole('option', { name: 'hours' }).click();
  await expect(page.getByText('must be between 1 second and 24 hours')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Apply' })).toBeDisabled();
  await page.getByLabel('Timeout: number').fill('2');
  await expect(preview).toContainText('What would change');
  await expect(preview).toContainText(`begin elsewhere`);

  await page.getByRole('button', { name: 'Time zone' }).click();
  await page.keyboard.type('berlin');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Not applied yet' })).toContainText('2 changes');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('region', { name: 'Not applied yet' })).toBeHidden();
  const stored = await host.call('settings.get', {});
  expect([stored.timezone, stored.sessions.timeout]).toEqual(['Europe/Berlin', { value: 2, unit: 'hour' }]);
  const after = await eventually(
    () => host.call('sessions.summary', {}),
    ({ count }) => count < before,
  );
  expect(after.count).toBe(before - 1);
  await page.getByRole('log', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click();
  await eventually(
    () => host.call('sessions.summary', {}),
    ({ count }) => count === before,
  );
  expect(complaints).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`people, identity and settings hold no accessibility faults, ${colorScheme}`, async ({ bench: { page } }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [hash, ready] of [
      ['people', 'Ada Lovelace'],
      ['people?person=ada', 'Similar people'],
      ['people?person=ada&tab=identity', 'Merge with…'],
      ['identity', 'Compare again'],
      ['identity?tab=refused', 'kiosk-1'],
      ['settings', 'First day of the week'],
    ] as const) {
      await open(page, hash);
      await expect(page.getByText(ready).first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${hash} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
      ).toEqual([]);
    }
  });
}

test('nothing overflows a narrow window', async ({ bench: { page } }) => {
  await page.setViewportSize({ width: 760, height: 680 });
  for (const hash of ['people', 'people?person=ada', 'people?person=ada&tab=identity', 'identity', 'settings']) {
    await open(page, hash);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(spill, hash).toBeLessThanOrEqual(0);
  }
});
