/** A built Waymark without a window, as a process of its own, on a workspace that goes away with the test. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandInput, CommandOutput, JsonCommand } from '../../shared/contract/commands';

/** `WAYMARK_BUILD` names another build than the checkout's own. */
const BUILD = resolve(process.env['WAYMARK_BUILD'] ?? join(import.meta.dirname, '../../out/main'));
const CLI = join(BUILD, 'headless.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run \`npm run build\` first.`);
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'pipe', env: { ...process.env, ...env } });
  alive.add(child);
  child.on('exit', () => alive.delete(child));
  return child;
}

/** A test that runs out of time never comes to stop what it started: then the process that ran it does, in going. */
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
/** For a host that was asked to stop (ms): half of what a teardown has. */
const STOP_MS = 15_000;

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Presses Ctrl+C once this was said on standard error. */
  readonly interruptAt?: string;
}

/** Runs one command to its end. */
export async function waymark(
  args: readonly string[],
  { stdin = '', env = {}, interruptAt }: RunOptions = {},
): Promise<Finished> {
  const child = start(args, env);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr?.on('data', (data: Buffer) => {
    const before = stderr;
    stderr += data.toString();
    if (interruptAt !== undefined && stderr.includes(interruptAt) && !before.includes(interruptAt))
      child.kill('SIGINT');
  });
  child.stdin?.end(stdin);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, stdout, stderr };
}

export function tempWorkspace(): { readonly dir: string; remove(): void } {
  const base = mkdtempSync(join(tmpdir(), 'waymark-'));
  return {
    dir: join(base, 'workspace'),
    remove: () => rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
}

export interface RunningHost {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** The address with the key. */
  readonly link: string;
  readonly workspace: string;
  readonly pid: number;
  /** All that it printed until now. */
  said(): string;
  call<Name extends JsonCommand>(command: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>>;
  /** The process that has the database. */
  enginePid(): number;
  /** As Ctrl+C does; gives the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

/** Serves a workspace on a free port; rejects with what it said where it ends instead. */
export async function serveWorkspace(
  workspace: string,
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningHost> {
  const child = start(['serve', '--workspace', workspace, '--port', '0', ...more], env);
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  let said = '';
  child.stdout?.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  const lock = join(workspace, 'waymark.lock');
  while (!/Waymark (is ready|takes events)/.test(said)) {
    if (child.exitCode !== null) throw new Error(`waymark serve ended: ${said}`);
    await sleep(20);
  }
  const { port, token } = JSON.parse(readFileSync(lock, 'utf8')) as { port: number; token: string };
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    token,
    link: `${url}/?token=${token}`,
    workspace,
    pid: child.pid ?? 0,
    said: () => said,
    async call(command, input) {
      const response = await fetch(`${url}/waymark/rpc/${command}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      const answer = (await response.json()) as { ok: boolean; value: never; error?: { message: string } };
      if (!answer.ok) throw new Error(`${command}: ${answer.error?.message ?? 'no error said'}`);
      return answer.value;
    },
    enginePid: () => newestEnginePid(workspace),
    async stop() {
      child.kill('SIGINT');
      const overdue = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      try {
        return await ended;
      } finally {
        clearTimeout(overdue);
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Each engine writes its own process id with every line of its log. */
export function newestEnginePid(workspace: string): number {
  const lines = readFileSync(join(workspace, 'logs', 'engine.log'), 'utf8')
    .trim()
    .split('\n');
  const opened = lines.findLast((line) => line.includes('"workspace opened"')) ?? '{}';
  const { pid } = JSON.parse(opened) as { pid?: number };
  if (pid === undefined) throw new Error('the engine has not said that it opened the workspace');
  return pid;
}

/** Asks again until it holds; fails with the last answer after `ms`. */
export async function eventually<T>(ask: () => Promise<T>, holds: (answer: T) => boolean, ms = 10_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(answer)} after ${ms} ms`);
    await sleep(50);
  }
}
