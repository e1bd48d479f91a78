/**
 * Visits to a shop whose SDK is pointed at one collector that all tests of a file share: each SDK has a project of its
 * own, by which its events are told from the others', and a page of its own origin, so that none finds what another kept.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test, type Browser, type Page } from '@playwright/test';
import type { StoredEvent } from '../../shared/contract/commands';
import { bundle } from './bundle';
import { eventually, serveWorkspace, tempWorkspace, type RunningHost } from './host';
import { expectQuiet, launchUnmarked, named, openShop, watch } from './sdk-shop';

const SDKS = join(import.meta.dirname, '../sdks');
const PACKAGES = join(SDKS, 'node_modules');

/** A file of the SDKs' own test package. */
export function sdkFile(path: string): string {
  const file = join(PACKAGES, path);
  if (!existsSync(file))
    throw new Error(`${file} is missing: run \`npm ci\` in tests/sdks first, as \`npm test\` does.`);
  return file;
}

/** Loads a package of theirs as a server does; it has no types here, so callers say what they use of it. */
export const requireSdk = (name: string): unknown => createRequire(join(PACKAGES, 'x.js'))(name) as unknown;

/** The path of what an application's bundler would make of a module that imports SDKs, in a folder of its own. */
export const bundleSdk = (source: string, dir: string): Promise<string> => bundle(source, dir, SDKS);

export interface Shared {
  readonly host: () => RunningHost;
  readonly browser: () => Promise<Browser>;
  /** The path of what an application's bundler would make of a module that imports SDKs. */
  readonly bundled: (source: string) => Promise<string>;
}

/** One collector, and where asked for one browser, for all tests of the file that calls it at its top. */
export function shareHost(): Shared {
  const { dir, remove } = tempWorkspace();
  let host: RunningHost | undefined;
  let bundles = 0;
  let browser: Promise<Browser> | undefined;
  let options: Parameters<typeof launchUnmarked>[0] = {};
  test.beforeAll(async ({ launchOptions }) => {
    options = launchOptions;
    host = await serveWorkspace(dir, ['--no-ui']);
  });
  test.afterAll(async () => {
    await (await browser)?.close();
    await host?.stop();
    remove();
  });
  return {
    host: () => {
      if (host === undefined) throw new Error('the collector is not running yet');
      return host;
    },
    browser: () => (browser ??= launchUnmarked(options)),
    bundled: (source) => bundleSdk(source, join(dirname(dir), `bundle-${(bundles += 1)}`)),
  };
}

/** What the collector has of a project, oldest first. */
export const ofProject = async (host: RunningHost, project: string): Promise<StoredEvent[]> =>
  (
    await host.call('events.recent', { limit: 1000, filter: { property: 'project', op: 'eq', value: project } })
  ).toReversed();

export interface Visit {
  readonly page: Page;
  /** Opens the shop, again where it was open. */
  readonly open: () => Promise<void>;
  /** Goes elsewhere, as a visitor does who is done. */
  readonly leave: () => Promise<void>;
  readonly events: () => Promise<StoredEvent[]>;
  /** All events once there are so many of that name. */
  readonly until: (name: string, count?: number) => Promise<StoredEvent[]>;
  /** Waits until the SDK keeps nothing to send later: no entry of web storage by such a name is more than empty. */
  readonly nothingKept: (keys: RegExp) => Promise<void>;
}

export interface ShopOf {
  readonly project: string;
  /** Served by these names below `/sdk/`. */
  readonly scripts: Readonly<Record<string, string>>;
  /** What an application would write to start its SDK; may hold more of the page. */
  readonly head: string;
  /** Answers that are as they should be beside 200, such as «202 /api/event». */
  readonly answers?: readonly string[];
  /** What the SDK says in the console by design. */
  readonly says?: readonly string[];
}

/** Runs a visit, after which nothing may have been refused, complained of or sent elsewhere. */
export async function visitShop(
  { host, browser }: Shared,
  { project, scripts, head, answers = [], says = [] }: ShopOf,
  visit: (visit: Visit) => Promise<void>,
): Promise<void> {
  const shop = await openShop(scripts, head);
  const context = await (await browser()).newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const complaints = watch(page, host().url);
    const events = (): Promise<StoredEvent[]> => ofProject(host(), project);
    await visit({
      page,
      open: async () =>
        void (await page.goto(`${shop.url}/?utm_source=news&collector=${encodeURIComponent(host().url)}`)),
      leave: async () => void (await page.goto('about:blank')),
      events,
      until: (name, count = 1) => eventually(events, (all) => named(all, name).length >= count),
      nothingKept: async (keys) => {
        await eventually(
          () => kept(page, keys),
          (left) => left.length === 0,
        );
      },
    });
    const unforeseen = {
      ...complaints,
      answers: complaints.answers.filter((answer) => !answers.includes(answer)),
      console: complaints.console.filter((text) => !says.includes(text)),
    };
    await expectQuiet(unforeseen, host());
  } finally {
    await context.close();
    shop.close();
  }
}

const kept = (page: Page, keys: RegExp): Promise<string[]> =>
  page.evaluate((pattern) => {
    const isQueue = new RegExp(pattern);
    return [...Object.entries(localStorage), ...Object.entries(sessionStorage)]
      .filter(([key]) => isQueue.test(key))
      .map(([key, value]) => `${key}: ${String(value)}`)
      .filter((entry) => !/: ("?(\[\]|\{\})?"?|null)$/.test(entry));
  }, keys.source);
