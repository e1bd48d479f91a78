/** The built shell on the stand-in for Electron: what runs everywhere. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
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

  test('answers no frame but the page itself', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'waymark-frame-'));
    const app = await start([`--workspace=${dir}`, '--port=0'], process.env);
    try {
      const page = await app.firstWindow();
      await expect(page.getByRole('navigation').first()).toBeVisible();
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
    } finally {
      await app.kill();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
