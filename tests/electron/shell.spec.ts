/** The built shell on the stand-in for Electron: what runs everywhere. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@playwright/test';
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
});
