/** A small shop whose every number can be told by heart, served by the built Waymark and opened in Chromium. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dirname } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { serveWorkspace, tempWorkspace, waymark, type RunningHost } from '../support/host';

/** Monday, 2 March 2026, 09:00 UTC. */
const START = Date.UTC(2026, 2, 2, 9);
const DAY = 86_400_000;

/** Of 40 visitors, 20 sign up (10 minutes later) and 8 pay (an hour later). Every fourth is from DE, the rest from US. */
export const SHOP = { visited: 40, signedUp: 20, paid: 8, days: 5 } as const;

interface Row {
  readonly event: string;
  readonly timestamp: string;
  readonly distinct_id: string;
  readonly properties: Readonly<Record<string, string | number>>;
}

export function shopRows(): readonly Row[] {
  return Array.from({ length: SHOP.visited }, (_, person): Row[] => {
    const start = START + (person % SHOP.days) * DAY + person * 60_000;
    const country = person % 4 === 0 ? 'DE' : 'US';
    const row = (event: string, minutes: number, more: Row['properties'] = {}): Row => ({
      event,
      timestamp: new Date(start + minutes * 60_000).toISOString(),
      distinct_id: `visitor-${String(person).padStart(2, '0')}`,
      properties: { country, ...more },
    });
    return [
      row('visited', 0, { path: '/' }),
      ...(person < SHOP.signedUp ? [row('signed up', 10, { plan: person % 2 === 0 ? 'pro' : 'free' })] : []),
      ...(person < SHOP.paid ? [row('paid', 60, { amount: 10 + person })] : []),
    ];
  }).flat();
}

export interface OpenShop {
  readonly host: RunningHost;
  close(): Promise<void>;
}

/** `rows: []` gives a workspace without events. */
export async function openShop(rows: readonly Row[] = shopRows()): Promise<OpenShop> {
  const { dir, remove } = tempWorkspace();
  if (rows.length > 0) {
    const file = join(dirname(dir), 'shop.jsonl');
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const imported = await waymark(['import', file, '--workspace', dir]);
    expect(imported.stderr + imported.stdout).toContain(`"imported": ${rows.length}`);
  }
  const host = await serveWorkspace(dir);
  return {
    host,
    async close() {
      await host.stop();
      remove();
    },
  };
}

/** Goes to a view; `spec` as it stands in the address. */
export async function openView(page: Page, { link }: RunningHost, view: string, spec?: unknown): Promise<void> {
  await page.goto(link);
  const query = spec === undefined ? '' : `?spec=${encodeURIComponent(JSON.stringify(spec))}`;
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${view}${query}`);
}

/** What the page complained of: errors, and refusals by its own policy. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) heard.push(message.text());
  });
  page.on('pageerror', (error) => heard.push(String(error)));
  return heard;
}

export const FUNNEL = {
  kind: 'funnel',
  steps: [{ event: 'visited' }, { event: 'signed up' }, { event: 'paid' }],
};
