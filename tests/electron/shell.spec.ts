/** The built shell on the stand-in for Electron: what runs everywhere. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { shellChecks, type LaunchShell } from './shell-checks';
import { launch } from './standin/launch';

const MAIN = join(import.meta.dirname, '../../out/main/main.js');

const launchStandin: LaunchShell = async (args, env) => {
  if (!existsSync(MAIN)) throw new Error('The app is not built: run `npm run build` first.');
  const app = await launch({ main: MAIN, args, env });
  // The stand-in knows the part of Electron that the checks use.
  return app as unknown as Awaited<ReturnType<LaunchShell>>;
};

test.describe('the shell on the stand-in', () => {
  shellChecks(launchStandin);
});
