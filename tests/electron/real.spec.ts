/**
 * The same checks on Electron itself, wherever its binary is. `WAYMARK_REAL_ELECTRON=required` makes its absence a
 * failure, so that the machines that must have it cannot skip in silence.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { shellChecks, type ShellApp } from './shell-checks';

const ROOT = join(import.meta.dirname, '../..');
const NAMED = join(ROOT, 'node_modules/electron/path.txt');

function findBinary(): string | undefined {
  if (!existsSync(NAMED)) return undefined;
  const binary = join(ROOT, 'node_modules/electron/dist', readFileSync(NAMED, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

const binary = findBinary();
const isRequired = process.env['WAYMARK_REAL_ELECTRON'] === 'required';

const argumentsOf = (args: readonly string[]): string[] => [
  // Chromium's sandbox refuses to run as root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ROOT,
  ...args,
];

async function launchReal(args: readonly string[], env: NodeJS.ProcessEnv): Promise<ShellApp> {
  const app = await _electron.launch({
    ...(binary === undefined ? {} : { executablePath: binary }),
    args: argumentsOf(args),
    env: Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
  });
  const child = app.process();
  const exited = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  );
  return {
    firstWindow: () => app.firstWindow(),
    evaluate: (body, argument) => app.evaluate(body as never, argument as never),
    async close() {
      await app.close();
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Without Playwright, which waits for a window that such a start never shows. */
async function runToEnd(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ status: number | string; output: string }> {
  const child = spawn(binary ?? '', argumentsOf(args), { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { status: code ?? signal ?? 'unknown', output };
}

if (binary === undefined) {
  const sentence =
    'Electron’s binary is not installed, so THE REAL ELECTRON WAS NOT RUN: only the stand-in was. Fetch it with `node node_modules/electron/install.js`.';
  test('the shell on Electron itself', () => {
    expect(isRequired, sentence).toBe(false);
    process.stderr.write(`\n!! ${sentence}\n`);
    test.skip(true, sentence);
  });
} else {
  test.describe('the shell on Electron itself', () => {
    shellChecks({ errorBoxes: 'shown', launch: launchReal, runToEnd });
  });
}
