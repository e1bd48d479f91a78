/** A Waymark for a test run: `waymark serve --test` on a free port and a workspace that goes away with it. */
import { spawn, type ChildProcess } from 'node:child_process';

export interface StartOptions {
  /** How Waymark is started; default `['waymark']`, found on the path (`npx playwright test` puts node_modules there). */
  readonly command?: readonly string[];
  /** A tracking plan to hold events against, in any format that Waymark reads. */
  readonly plan?: string;
  /** How long starting may take; default 30 s. */
  readonly startMs?: number;
}

export interface WaymarkServer {
  /** Where SDKs send to, such as `http://127.0.0.1:40821`. */
  readonly url: string;
  readonly token: string;
  /** True where this run may remove what it sent: it was started by it. */
  readonly isOwn: boolean;
  stop(): Promise<void>;
}

const START_MS = 30_000;
const STOP_MS = 10_000;
const READY = /(https?:\/\/[^\s/]+)\/\?token=(\S+)/;

/** Rejects with what Waymark said where it does not start. */
export async function startWaymark(options: StartOptions = {}): Promise<WaymarkServer> {
  const [program = 'waymark', ...before] = options.command ?? ['waymark'];
  const plan = options.plan === undefined ? [] : ['--plan', options.plan];
  const child = spawn(program, [...before, 'serve', '--test', '--port', '0', '--no-ui', ...plan], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const [, url = '', token = ''] = await said(child, READY, options.startMs ?? START_MS, program);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    url,
    token,
    isOwn: true,
    async stop() {
      process.off('exit', kill);
      child.kill('SIGINT');
      const timer = setTimeout(kill, STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function said(child: ChildProcess, pattern: RegExp, ms: number, program: string): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`${why}${text === '' ? '' : ` It said:\n${text}`}`));
    };
    const timer = setTimeout(() => fail(`Waymark was not ready after ${ms} ms.`), ms);
    const listen = (data: Buffer): void => {
      text += data.toString();
      const found = pattern.exec(text);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', (error) =>
      fail(
        `«${program}» cannot be started (${error.message}). Install Waymark, or name the command in waymarkOptions.`,
      ),
    );
    child.once('exit', (code) => fail(`Waymark ended with ${code ?? 'a signal'} before it was ready.`));
  });
}
