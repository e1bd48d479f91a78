/** Starts the app's own main bundle on the stand-in; the shape of Playwright's `_electron.launch`. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { bundleChild } from './bundle';
import type { ChildMethods, DriverMethods } from './messages';
import { openPage, type PageDriver } from './page-driver';
import { createPeer, type PeerMessage } from './peer';

export interface LaunchOptions {
  /** The main bundle. */
  readonly main: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface StandinApp {
  firstWindow(): Promise<Page>;
  windows(): readonly Page[];
  /** Runs `body` in the app's process, with the `electron` module. */
  evaluate<Answer, Argument = undefined>(
    body: (electron: never, argument: Argument) => Answer | Promise<Answer>,
    argument?: Argument,
  ): Promise<Answer>;
  /** The exit status, once the app has ended. */
  readonly exited: Promise<number | string>;
  /** What the app and its engine wrote so far. */
  output(): string;
  /** Quits as a person would; gives the exit status. */
  close(): Promise<number | string>;
  /** Ends it without asking, if it still runs. */
  kill(): Promise<void>;
}

const QUIT_MS = 20_000;
/** Apps of this test process, by their folder of window state; a second start is told to the first. */
const running = new Map<number, { userData(): Promise<unknown>; second(data: unknown): Promise<void> }>();

export async function launch({ main, args = [], env = process.env }: LaunchOptions): Promise<StandinApp> {
  const { register } = await bundleChild();
  const systemChromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({
    ...(existsSync(systemChromium) ? { executablePath: systemChromium } : {}),
    chromiumSandbox: false,
    args: ['--disable-gpu'],
  });
  const context = await browser.newContext();
  const child = fork(main, args, {
    env,
    // Windows takes a URL here, and no path.
    execArgv: ['--import', pathToFileURL(register).href],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (written += text));
  }

  const pages = new Map<number, PageDriver>();
  let tellFirst: (page: Page) => void = () => undefined;
  const first = new Promise<Page>((resolve) => (tellFirst = resolve));
  /** Asked for the page of a window; its creation may still be under way. */
  const opening = new Map<number, Promise<PageDriver>>();
  const pageOf = async (id: number): Promise<PageDriver> => {
    const found = await opening.get(id);
    if (found === undefined) throw new Error(`There is no window ${id}.`);
    return found;
  };

  const peer = createPeer<ChildMethods, DriverMethods>(
    {
      send: (message) => void (child.connected && child.send(message, () => undefined)),
      onMessage: (listener) => child.on('message', (message) => listener(message as PeerMessage)),
    },
    {
      'window.create': async (input) => {
        const made = openPage(context, peer, input);
        opening.set(input.id, made);
        const driver = await made;
        pages.set(input.id, driver);
        tellFirst(driver.page);
      },
      'window.load': async ({ id, url }) => (await pageOf(id)).load(url),
      'window.reload': async ({ id }) => (await pageOf(id)).reload(),
      'window.send': async ({ id, channel, args: values }) => (await pageOf(id)).send(channel, values),
      'window.close': async ({ id }) => {
        await (await pageOf(id)).close();
        pages.delete(id);
      },
      'instance.handOver': async ({ userData, data }) => {
        for (const app of running.values()) if ((await app.userData()) === userData) await app.second(data);
      },
    },
  );

  const pid = child.pid ?? 0;
  running.set(pid, {
    userData: () => peer.call('evaluate', { source: "({ app }) => app.getPath('userData')", argument: undefined }),
    second: (data) => peer.call('instance.second', { data }),
  });
  const exited = once(child, 'exit').then(async ([code, signal]: (number | string | null)[]) => {
    running.delete(pid);
    peer.end('The app has ended.');
    await browser.close();
    return code ?? signal ?? 'unknown';
  });

  return {
    firstWindow: () =>
      Promise.race([
        first,
        exited.then((status) => {
          throw new Error(`The app ended with ${status} before it showed a window:\n${written}`);
        }),
      ]),
    windows: () => [...pages.values()].map(({ page }) => page),
    async evaluate(body, argument) {
      return (await peer.call('evaluate', { source: body.toString(), argument })) as never;
    },
    exited,
    output: () => written,
    async close() {
      const force = setTimeout(() => child.kill('SIGKILL'), QUIT_MS);
      peer.call('quit', undefined).catch(() => undefined);
      const status = await exited;
      clearTimeout(force);
      return status;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
