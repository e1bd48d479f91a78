/** The built shell on the stand-in for Electron: what runs everywhere. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { ENGINE_V8_FLAGS } from '../../electron/api/engine-process';
import { newestEnginePid } from '../support/host';
import { shellChecks, type ShellApp } from './shell-checks';
import { launch, type StandinApp } from './standin/launch';

const MAIN = join(import.meta.dirname, '../../out/main/main.js');

const start = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<StandinApp> => {
  if (!existsSync(MAIN)) throw new Error('The app is not built: run `npm run build` first.');
  return launch({ main: MAIN, args, env });
};

test.describe('the shell on the stand-in', () => {
  shellChecks({
    errorBoxes: 'printed',
    // The stand-in knows the part of Electron that the checks use.
    launch: async (args, env) => (await start(args, env)) as unknown as ShellApp,
    async runToEnd(args, env) {
      const app = await start(args, env);
      const status = await app.exited;
      return { status, output: app.output() };
    },
  });

  /** Starts on a folder of its own, runs `body`, and leaves nothing behind. */
  async function withApp(body: (app: StandinApp, page: Page, dir: string) => Promise<void>): Promise<void> {
    const dir = mkdtempSync(join(tmpdir(), 'waymark-standin-'));
    const app = await start([`--workspace=${join(dir, 'workspace')}`, '--port=0'], process.env);
    try {
      const page = await app.firstWindow();
      await expect(page.getByRole('navigation').first()).toBeVisible();
      await body(app, page, dir);
    } finally {
      await app.kill();
      rmSync(dir, { recursive: true, force: true });
    }
  }

  test('gives the engine the room for new objects that it has without a window', () =>
    withApp(async (_app, _page, dir) => {
      const pid = newestEnginePid(join(dir, 'workspace'));
      const command = execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
      for (const flag of ENGINE_V8_FLAGS) expect(command).toContain(flag);
    }));

  test('answers no frame but the page itself', () =>
    withApp(async (_app, page) => {
      const answers = await page.evaluate(async () => {
        type Standin = Window & { standinInvoke(channel: string, inputs: unknown[]): Promise<{ ok: boolean }> };
        const frame = document.body.appendChild(document.createElement('iframe'));
        const inner = frame.contentWindow as unknown as Standin;
        const ask = (from: Standin): Promise<{ ok: boolean }> =>
          from.standinInvoke('waymark:grant-path', ['/no/such/file']);
        return [await ask(inner), await ask(window as unknown as Standin), 'waymark' in inner] as const;
      });
      expect(answers).toMatchObject([
        { ok: false, error: { code: 'forbidden' } },
        { ok: false, error: { code: 'file_unreadable' } },
        false,
      ]);
    }));

  test('a dropped file becomes a token; what is no file on the disk is refused with a sentence', () =>
    withApp(async (_app, page, dir) => {
      const path = join(dir, 'dropped.csv');
      writeFileSync(path, 'time,user,event\n');
      const answers = await page.evaluate(async (droppedPath) => {
        Object.assign(window, { standinPaths: { 'dropped.csv': droppedPath, 'gone.csv': `${droppedPath}.gone` } });
        const { waymark } = window as unknown as { waymark: { grantFile(file: unknown): Promise<object> } };
        const grant = (file: unknown): Promise<object | string> =>
          waymark.grantFile(file).catch((error: unknown) => String(error));
        return Promise.all([
          grant(new File(['x'], 'dropped.csv')),
          grant(new File(['x'], 'gone.csv')),
          grant(new File(['x'], 'made-by-a-page.csv')),
          grant({ name: 'dropped.csv' }),
        ]);
      }, path);
      expect(answers).toEqual([
        { token: expect.stringMatching(/^[\w-]{8,}$/), name: 'dropped.csv', size: 16 },
        expect.stringContaining('«dropped.csv.gone» cannot be opened: there is no such file.'),
        expect.stringContaining('not a file on this machine'),
        expect.stringContaining('File'),
      ]);
      expect(JSON.stringify(answers)).not.toContain(dir);
    }));
});
