/** One window of the app as a page of Chromium, with what Electron decides for it. */
import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import type { ChildMethods } from './messages';
import type { Peer } from './peer';
import { runPreload, type PreloadInput } from './preload-world';

interface WindowInput {
  readonly id: number;
  readonly width: number;
  readonly height: number;
  readonly preload: string | undefined;
}

export interface PageDriver {
  readonly page: Page;
  load(url: string): Promise<void>;
  reload(): Promise<void>;
  send(channel: string, args: readonly unknown[]): Promise<void>;
  close(): Promise<void>;
}

/** What CDP's Fetch domain says of a document that is about to be loaded. */
interface PausedRequest {
  readonly requestId: string;
  readonly frameId: string;
  readonly request: { readonly url: string };
}

export async function openPage(
  context: BrowserContext,
  child: Peer<ChildMethods>,
  { id, width, height, preload }: WindowInput,
): Promise<PageDriver> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  await page.exposeBinding('standinInvoke', ({ frame }, channel: string, args: unknown[]) =>
    child.call('ipc.invoke', {
      window: id,
      frame: { url: frame.url(), isTop: frame.parentFrame() === null },
      channel,
      args,
    }),
  );
  await page.exposeBinding('standinOpen', async (_source, url: string) => {
    if (await child.call('window.mayOpen', { window: id, url })) throw new Error('The stand-in opens no second window');
  });
  // Links with a target are no window.open, and Chromium has the new page before it can be asked.
  page.on('popup', (popup) => {
    const asked = child.call('window.mayOpen', { window: id, url: popup.url() });
    asked.then(() => popup.close()).catch(ignoreEnd);
  });
  if (preload !== undefined) {
    const input: PreloadInput = { code: readFileSync(preload, 'utf8'), platform: process.platform };
    await page.addInitScript(runPreload, input);
  }
  const asked = new Set<string>();
  await guardDocuments(await context.newCDPSession(page), id, child, asked);
  page.on('load', () => {
    void child.call('window.event', { window: id, event: 'did-finish-load' }).catch(ignoreEnd);
  });
  return {
    page,
    async load(url) {
      asked.add(url);
      await page.goto(url);
    },
    async reload() {
      asked.add(page.url());
      await page.reload();
    },
    async send(channel, args) {
      const call: [string, unknown[]] = [channel, [...args]];
      await page.evaluate(([name, values]) => {
        (window as unknown as { standinReceive(name: string, values: unknown[]): void }).standinReceive(name, values);
      }, call);
    },
    close: () => page.close(),
  };
}

/** Documents alone are looked at: the first one because the app asked for it, every other only where it may. */
async function guardDocuments(
  session: CDPSession,
  window: number,
  child: Peer<ChildMethods>,
  asked: Set<string>,
): Promise<void> {
  const { frameTree } = (await session.send('Page.getFrameTree')) as { frameTree: { frame: { id: string } } };
  const mainFrame = frameTree.frame.id;
  const decide = async ({ requestId, frameId, request }: PausedRequest): Promise<void> => {
    const isMainFrame = frameId === mainFrame;
    const isAsked = isMainFrame && asked.delete(request.url);
    if (!isAsked && !(await child.call('window.mayNavigate', { window, url: fromPage(request.url), isMainFrame }))) {
      await session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    if (isMainFrame) await child.call('window.event', { window, event: 'did-start-navigation' });
    await session.send('Fetch.continueRequest', { requestId });
  };
  session.on('Fetch.requestPaused', (paused) => {
    decide(paused).catch(ignoreEnd);
  });
  await session.send('Fetch.enable', { patterns: [{ resourceType: 'Document', requestStage: 'Request' }] });
}

/** The page's own addresses as the app knows them. */
const fromPage = (url: string): string => url.replace(/^http:\/\/([\w-]+)\.([\w-]+)\.localhost:\d+/, '$2://$1');

/** The app or the page may go while a message is on its way; all else is a failure of the stand-in. */
function ignoreEnd(error: unknown): void {
  if (!/ended|closed|Invalid InterceptionId|not bound/.test(String(error))) throw error;
}
