/** What must hold of the desktop shell, whichever Electron runs it. Each check starts the built app on a new workspace. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type * as Electron from 'electron';

/** What both Playwright's `_electron` and the stand-in give. */
export interface ShellApp {
  firstWindow(): Promise<Page>;
  evaluate<Answer, Argument = undefined>(
    body: (electron: typeof Electron, argument: Argument) => Answer | Promise<Answer>,
    argument?: Argument,
  ): Promise<Answer>;
  /** Quits; gives the exit status. */
  close(): Promise<number | string>;
  kill(): Promise<void>;
}

/** One way to run the built app. */
export interface Shell {
  /** An error box that is shown waits for a person; one that is printed can be read. */
  readonly errorBoxes: 'printed' | 'shown';
  launch(args: readonly string[], env: NodeJS.ProcessEnv): Promise<ShellApp>;
  /** For a start that is to end by itself; gives its exit status and what it wrote. */
  runToEnd(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ status: number | string; output: string }>;
}

interface Bench {
  /** A folder of its own, gone after the test. */
  readonly dir: string;
  start(...args: string[]): Promise<ShellApp>;
  runToEnd(...args: string[]): Promise<{ status: number | string; output: string }>;
}

const ROWS = `time,user,event
2026-03-01T09:00:00Z,ana,visit
2026-03-01T09:05:00Z,ana,sign up
2026-03-01T10:01:00Z,ben,visit
`;

interface WorkspaceInfo {
  readonly events: number;
}

/** Asks the API from inside the page, as the page does. */
async function rpc<Value>(page: Page, command: string, input: unknown = {}): Promise<Value> {
  const answer = await page.evaluate(
    async ([name, body]) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`./waymark/rpc/${name}`, { method: 'POST', headers, body });
      return (await response.json()) as { ok: boolean; value: unknown };
    },
    [command, JSON.stringify(input)] as const,
  );
  expect(answer).toMatchObject({ ok: true });
  return answer.value as Value;
}

/** Runs a streamed command to its end. */
async function runStream(page: Page, command: string, input: unknown): Promise<string> {
  return page.evaluate(
    async ([name, body]) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`./waymark/rpc/${name}`, { method: 'POST', headers, body })).text();
    },
    [command, JSON.stringify(input)] as const,
  );
}

/** The first window, once its page has loaded. */
async function shown(app: ShellApp): Promise<Page> {
  const page = await app.firstWindow();
  // The page lands on a view of its own choice.
  await page.waitForURL(/workbench.*#\/\w/);
  await expect(page.getByRole('navigation').first()).toBeVisible();
  return page;
}

/** What the page's content policy refused, and what was thrown in it, from now on. */
function watchForTrouble(page: Page): string[] {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.stack ?? error.message));
  return troubles;
}

/** A menu command, the title of its view, and what is there once the sample is drawn. */
const VIEWS = [
  ['view.funnel', /funnel/i, '[aria-busy="false"]'],
  ['view.trends', /trends/i, '[aria-busy="false"] canvas'],
  ['view.sessions', /sessions/i, '[role="row"] >> nth=5'],
  ['view.live', /live/i, '[role="row"] >> nth=5'],
] as const;

const clickMenu = (app: ShellApp, id: string): Promise<void> =>
  app.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    if (!item) throw new Error(`There is no menu item ${wanted}`);
    item.click();
  }, id);

/** Registers the checks; call inside a `describe`. */
export function shellChecks(shell: Shell): void {
  let bench: Bench & { stop(): Promise<void> };

  test.beforeEach(() => {
    const dir = mkdtempSync(join(tmpdir(), 'waymark-shell-'));
    const started: ShellApp[] = [];
    const env = { ...process.env, WAYMARK_WORKSPACE: undefined, XDG_CONFIG_HOME: join(dir, 'config') };
    const withWorkspace = (args: string[]): string[] => [`--workspace=${join(dir, 'workspace')}`, '--port=0', ...args];
    bench = {
      dir,
      async start(...args) {
        const app = await shell.launch(withWorkspace(args), env);
        started.push(app);
        return app;
      },
      runToEnd: (...args) => shell.runToEnd(withWorkspace(args), env),
      async stop() {
        for (const app of started) await app.kill();
        rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  });
  test.afterEach(() => bench.stop());

  test('opens the workbench, breaking no policy of its own', async () => {
    const app = await bench.start();
    const page = await shown(app);
    const troubles = watchForTrouble(page);
    await page.reload();
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await expect(page).toHaveTitle(/Waymark/);
    expect(troubles).toEqual([]);
    const policy = await page.evaluate(async () => (await fetch('./')).headers.get('content-security-policy'));
    expect(policy).toContain("default-src 'none'");
  });

  test('answers the page through its scheme, and streams', async () => {
    const app = await bench.start();
    const page = await shown(app);
    const host = await rpc<{ host: string; collectorUrl: string }>(page, 'host.info');
    expect(host.host).toBe('electron');
    expect((await rpc<WorkspaceInfo>(page, 'workspace.info')).events).toBe(0);
    const sent = await fetch(`${host.collectorUrl}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('key:')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ batch: [{ type: 'track', event: 'visit', userId: 'ana', messageId: 'm-1' }] }),
    });
    expect(sent.status).toBe(200);
    expect((await rpc<WorkspaceInfo>(page, 'workspace.info')).events).toBe(1);
  });

  test('loads the sample product and draws it in every view, breaking no policy', async () => {
    const app = await bench.start();
    const page = await shown(app);
    const troubles = watchForTrouble(page);
    const lines = (await runStream(page, 'sample.load', {})).trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'done' });
    expect((await rpc<WorkspaceInfo>(page, 'workspace.info')).events).toBeGreaterThan(1000);
    for (const [id, title, drawn] of VIEWS) {
      await clickMenu(app, id);
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
      await expect(page.locator(drawn).first()).toBeVisible({ timeout: 20_000 });
      await page.screenshot({ path: test.info().outputPath(`${id}.png`) });
    }
    expect(troubles).toEqual([]);
  });

  test('imports a file that the dialog gave, which the page knows by a token', async () => {
    const file = join(bench.dir, 'rows.csv');
    writeFileSync(file, ROWS);
    const app = await bench.start();
    const page = await shown(app);
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, file);
    const picked = await page.evaluate(() =>
      (
        window as unknown as { waymark: { pickFiles(): Promise<{ token: string; name: string }[]> } }
      ).waymark.pickFiles(),
    );
    expect(picked).toEqual([{ token: expect.stringMatching(/^[\w-]{8,}$/), name: 'rows.csv', size: ROWS.length }]);
    expect(JSON.stringify(picked)).not.toContain(bench.dir);
    await runStream(page, 'import.run', { files: [picked[0]?.token], format: 'csv' });
    expect((await rpc<WorkspaceInfo>(page, 'workspace.info')).events).toBe(3);
  });

  test('shows the import of files named at the start, and of those a second start brings', async () => {
    const [first, second] = ['first.csv', 'second.csv'].map((name) => join(bench.dir, name));
    for (const file of [first, second]) writeFileSync(file ?? '', ROWS);
    const app = await bench.start(first ?? '');
    const page = await shown(app);
    await expect(page.getByText('first.csv').first()).toBeVisible();
    expect(await bench.runToEnd(second ?? '')).toMatchObject({ status: 0 });
    await expect(page.getByRole('button', { name: 'Import 2 files' })).toBeVisible();
  });

  test('the menu moves between views', async () => {
    const app = await bench.start();
    const page = await shown(app);
    for (const [id, title] of VIEWS) {
      await clickMenu(app, id);
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    }
  });

  test('opens no window, and leads only to known sites', async () => {
    const app = await bench.start();
    const page = await shown(app);
    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { opened });
      shell.openExternal = (url) => {
        opened.push(url);
        return Promise.resolve();
      };
    });
    const answers = await page.evaluate(() =>
      ['https://evil.example/', 'file:///etc/passwd', 'https://posthog.com/docs', 'app://workbench/'].map(
        (url) => window.open(url) === null,
      ),
    );
    expect(answers).toEqual([true, true, true, true]);
    await expect
      .poll(() => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened))
      .toEqual(['https://posthog.com/docs']);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('goes nowhere else', async () => {
    const app = await bench.start();
    const page = await shown(app);
    const before = page.url();
    await page.evaluate(() => {
      (window as unknown as { marked: boolean }).marked = true;
      location.href = 'http://127.0.0.1:9/elsewhere';
    });
    await page.waitForTimeout(500);
    expect(page.url()).toBe(before);
    expect(await page.evaluate(() => (window as unknown as { marked: boolean }).marked)).toBe(true);
  });

  test('quits in order, and opens the same workspace again', async () => {
    const app = await bench.start();
    const page = await shown(app);
    const { collectorUrl } = await rpc<{ collectorUrl: string }>(page, 'host.info');
    await fetch(`${collectorUrl}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('key:')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ batch: [{ type: 'track', event: 'visit', userId: 'ana', messageId: 'm-1' }] }),
    });
    expect(await app.close()).toBe(0);
    const again = await bench.start();
    const reopened = await shown(again);
    expect((await rpc<WorkspaceInfo>(reopened, 'workspace.info')).events).toBe(1);
    expect(await again.close()).toBe(0);
  });

  test('says which workspace is in use and by whom, and leaves it alone', async () => {
    test.skip(shell.errorBoxes === 'shown', 'an error box waits for a person');
    const workspace = join(bench.dir, 'workspace');
    mkdirSync(workspace);
    // A lock that names a living process without a port is a command at work.
    const lock = { pid: process.pid, port: 0, token: 'x'.repeat(32), startedAt: '2026-01-01T00:00:00.000Z' };
    writeFileSync(join(workspace, 'waymark.lock'), JSON.stringify(lock));
    const { status, output } = await bench.runToEnd();
    expect(status).toBe(3);
    expect(output).toContain(`in use by another Waymark (process ${process.pid})`);
    expect(JSON.parse(readFileSync(join(workspace, 'waymark.lock'), 'utf8'))).toEqual(lock);
  });

  test('says that a workspace cannot be read, and leaves it as it was', async () => {
    test.skip(shell.errorBoxes === 'shown', 'an error box waits for a person');
    const workspace = join(bench.dir, 'workspace');
    const file = join(workspace, 'waymark.duckdb');
    mkdirSync(workspace);
    writeFileSync(file, 'This is no database. '.repeat(1000));
    const before = readFileSync(file);
    const { status, output } = await bench.runToEnd();
    expect(status).toBe(3);
    expect(output).toContain('[error box] This workspace cannot be read: ');
    expect(readFileSync(file).equals(before)).toBe(true);
  });
}
