/** `utilityProcess`: a forked Node whose module finds `process.parentPort`. */
import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';

interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly execArgv?: readonly string[];
}

/** Electron puts them among Chromium's switches: what is for V8 stands in `--js-flags`, and nothing else reaches Node. */
const flagsForV8 = (execArgv: readonly string[]): string[] =>
  execArgv.flatMap((argument) => (argument.startsWith('--js-flags=') ? argument.slice(11).split(' ') : []));

class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  constructor(modulePath: string, args: readonly string[], { env = process.env, execArgv = [] }: ForkOptions) {
    super();
    const parentPort = new URL('./parent-port.js', import.meta.url).href;
    this.#child = fork(modulePath, args, {
      env,
      execArgv: [...flagsForV8(execArgv), '--import', parentPort],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code) => this.emit('exit', code ?? 1));
  }
  get pid(): number | undefined {
    return this.#child.pid;
  }
  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object, () => undefined);
  }
  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }
}

export const utilityProcess = {
  fork: (modulePath: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess =>
    new UtilityProcess(modulePath, args, options),
};
