/** A Waymark and a page on it, for browser tests of the views. What the page complains of fails the test that asks. */
import { test as base, expect, type Page } from '@playwright/test';
import { serveWorkspace, tempWorkspace, type RunningHost } from './host';

export interface Workbench {
  readonly host: RunningHost;
  readonly page: Page;
  /** Errors and refused loads that the page's console has seen. */
  readonly complaints: readonly string[];
  /** Sends events by HTTP, as any SDK would. */
  readonly send: (events: readonly object[]) => Promise<void>;
  /** Drops files on the window. */
  readonly drop: (files: readonly { readonly name: string; readonly text: string }[]) => Promise<void>;
}

/** `bench` is a fresh, empty workspace shown in a page. */
export const test = base.extend<{ readonly bench: Workbench }>({
  bench: async ({ page }, use) => {
    const workspace = tempWorkspace();
    const host = await serveWorkspace(workspace.dir);
    try {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(host.link);
      await use({
        host,
        page,
        complaints,
        send: async (events) => {
          const response = await fetch(`${host.url}/ingest`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(events),
          });
          expect(response.status).toBe(200);
        },
        drop: async (files) => {
          const data = await page.evaluateHandle((dropped) => {
            const transfer = new DataTransfer();
            for (const { name, text } of dropped) transfer.items.add(new File([text], name));
            return transfer;
          }, files);
          await page.dispatchEvent('body', 'drop', { dataTransfer: data });
        },
      });
    } finally {
      await host.stop();
      workspace.remove();
    }
  },
});

export { expect };
