/** The shell: getting about by mouse and keys, looks, narrow windows, and nothing that the page's policy refuses. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { MENU_COMMANDS } from '../../electron/main/menu';
import { complaints, FUNNEL, openShop, openView, type OpenShop } from './shop';

let shop: OpenShop;
test.beforeAll(async () => {
  shop = await openShop();
});
test.afterAll(async () => {
  await shop.close();
});

test('the rail and the keys lead to every view', async ({ page }) => {
  const heard = complaints(page);
  await page.goto(shop.host.link);
  const rail = page.getByRole('navigation', { name: 'Main' });
  await expect(rail).toContainText('68 events');
  for (const [name, view] of [
    ['Sessions', 'sessions'],
    ['People', 'people'],
    ['Funnel', 'funnel'],
    ['Trends', 'trends'],
    ['Live', 'live'],
  ] as const) {
    await rail.getByRole('button', { name, exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`#/${view}`));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  }
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await expect(page).toHaveURL(/#\/funnel/);
  await page.keyboard.press('Control+6');
  await expect(page).toHaveURL(/#\/trends/);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  expect(heard).toEqual([]);
});

test('the palette finds commands and events', async ({ page }) => {
  await page.goto(shop.host.link);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('go to fun');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/funnel/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('paid');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/trends\?spec=.*paid/);
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('paid');
});

test('every command of the desktop menu is one of the page', async ({ page }) => {
  await page.addInitScript(() => {
    const listeners: ((id: string) => void)[] = [];
    Object.assign(window, {
      runMenu: (id: string) => {
        for (const listener of listeners) listener(id);
      },
      waymark: {
        platform: 'linux',
        grantFile: () => Promise.reject(new Error('no file')),
        pickFiles: () => Promise.reject(new Error('the dialog is closed')),
        pickArchive: () => Promise.reject(new Error('the dialog of archives is closed')),
        pickTarget: (name: string) => {
          Object.assign(window, { savedAs: name });
          return Promise.resolve(undefined);
        },
        onMenu: (listener: (id: string) => void) => {
          listeners.push(listener);
          return () => undefined;
        },
        onFilesOpened: () => () => undefined,
      },
    });
  });
  await page.goto(shop.host.link);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  const run = (id: string) =>
    page.evaluate((command) => {
      (window as unknown as { runMenu: (id: string) => void }).runMenu(command);
    }, id);
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
  const seen: Record<string, () => Promise<void>> = {
    'file.open': () => expect(page.getByText('The file dialog did not open')).toBeVisible(),
    'palette.open': async () => {
      await expect(page.getByRole('dialog', { name: 'Commands and events' })).toBeVisible();
      await page.keyboard.press('Escape');
    },
    'help.shortcuts': async () => {
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
      await page.keyboard.press('Escape');
    },
    'file.export': async () => {
      await expect(page.getByRole('dialog', { name: 'Export' })).toBeVisible();
      await page.keyboard.press('Escape');
    },
    'file.saveArchive': async () => {
      const savedAs = () => page.evaluate(() => (window as unknown as { savedAs?: string }).savedAs);
      await expect.poll(savedAs).toMatch(/^workspace \d{4}-\d\d-\d\d\.waymark$/);
    },
    'file.openArchive': async () => {
      await expect(page.getByText('The archive cannot be opened')).toBeVisible();
      await expect(page.getByText('the dialog of archives is closed')).toBeVisible();
    },
    'view.toggleRail': () => expect(page.getByRole('button', { name: 'Unfold the rail' })).toBeVisible(),
    'theme.light': () => expect.poll(theme).toBe('light'),
    'theme.dark': () => expect.poll(theme).toBe('dark'),
    'theme.system': () => expect.poll(theme).toBeUndefined(),
  };
  await run('theme.light');
  for (const id of MENU_COMMANDS) {
    await run(id);
    const view = /^view\.(live|sessions|funnel|trends|flags|welcome)$/.exec(id)?.[1];
    if (view !== undefined) await expect(page).toHaveURL(new RegExp(`#/${view}`));
    else {
      const look = seen[id];
      expect(look, `${id} has an effect that this test knows`).toBeDefined();
      await look?.();
    }
  }
});

test('a chosen theme is there before the first paint', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(shop.host.link);
  await page.getByRole('button', { name: /^Theme: as the system/ }).click();
  await page.getByRole('button', { name: /^Theme: light/ }).click();
  await expect(page.getByRole('button', { name: /^Theme: dark/ })).toBeVisible();
  await page.addInitScript(() => {
    document.addEventListener('readystatechange', () => {
      // The module script has not run yet at this point.
      if (document.readyState === 'interactive') {
        Object.assign(window, { themeWhenParsed: document.documentElement.dataset['theme'] });
      }
    });
  });
  await page.reload();
  expect(await page.evaluate(() => (window as unknown as { themeWhenParsed?: string }).themeWhenParsed)).toBe('dark');
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(ground).toMatch(/oklch\(0\.1/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the views hold no accessibility faults that axe can find, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const view of ['funnel', 'trends'] as const) {
      await openView(page, shop.host, view, view === 'funnel' ? FUNNEL : undefined);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText(/events in/).first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
      ).toEqual([]);
    }
  });
}

test('a narrow window folds the rail and overflows nowhere', async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 640 });
  for (const view of ['live', 'sessions', 'funnel', 'trends', 'welcome']) {
    await openView(page, shop.host, view);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(spill, view).toBeLessThanOrEqual(0);
  }
  const rail = await page.getByRole('navigation', { name: 'Main' }).boundingBox();
  expect(rail?.width).toBeLessThan(70);
});

test('files dropped anywhere go to Import', async ({ page }) => {
  await page.goto(shop.host.link);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['time,user,event\n2026-01-01T00:00:00Z,a,x\n'], 'visits.csv', { type: 'text/csv' }));
    window.dispatchEvent(new DragEvent('dragenter', { dataTransfer: data, cancelable: true }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
  });
  await expect(page).toHaveURL(/#\/import/);
  await expect(page.getByText('visits.csv').first()).toBeVisible();
});

test('a new start begins where the last one ended, with what was asked there', async ({ page, context }) => {
  await openView(page, shop.host, 'funnel', { ...FUNNEL, order: 'any' });
  await expect(page.getByRole('combobox', { name: 'Order of the steps' })).toHaveText('In any order');
  await page.close();
  const again = await context.newPage();
  await again.goto(shop.host.link);
  await expect(again).toHaveURL(/#\/funnel\?spec=/);
  await expect(again.getByRole('combobox', { name: 'Order of the steps' })).toHaveText('In any order');
  // A view that later builds have no more is no place to begin at.
  await again.evaluate(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith('waymark.place.')) localStorage.setItem(key, '#/gone?spec={}');
    }
    location.hash = '';
  });
  await expect(again).toHaveURL(/#\/live$/);
});

test('an empty workspace begins with the ways to get data in', async ({ page }) => {
  const empty = await openShop([]);
  try {
    await page.goto(empty.host.link);
    await expect(page).toHaveURL(/#\/welcome/);
    await openView(page, empty.host, 'funnel');
    await expect(page.getByText('A funnel needs two kinds of events')).toBeVisible();
    await openView(page, empty.host, 'trends');
    await expect(page.getByText('No events yet')).toBeVisible();
  } finally {
    await empty.close();
  }
});

test('where the host is gone that is said, above what was known last', async ({ page }) => {
  const gone = await openShop([]);
  try {
    await page.goto(gone.host.link);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  } finally {
    await gone.close();
  }
  await expect(page.getByRole('alert')).toContainText('Waymark does not answer', { timeout: 15_000 });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Retention' }).click();
  await expect(page.getByText('Retention could not be loaded')).toBeVisible();
});
