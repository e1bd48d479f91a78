/** `app`: ready, close, quit and exit in Electron's order, with its vetoes. */
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerDriver, driver, flushed } from './driver';
import { vetoEvent } from './events';
import { listening, setReady } from './scheme-server';

type PathName = 'home' | 'appData' | 'userData' | 'temp';

const INSTANCE_FILE = 'standin-instance.json';

export class App extends EventEmitter {
  readonly isPackaged = false;
  #name = 'waymark';
  #paths = new Map<PathName, string>();
  #state: 'running' | 'quitting' | 'exiting' = 'running';
  #ready: Promise<void>;
  #instanceFile: string | undefined;
  /** Set by the windows: asks each to close; false where one stays open. */
  closeWindows: () => Promise<boolean> = () => Promise.resolve(true);

  constructor() {
    super();
    // A main module runs to its end before the app is ready.
    this.#ready = listening.then(
      () =>
        new Promise((resolve) =>
          setImmediate(() => {
            setReady();
            this.emit('ready');
            resolve();
          }),
        ),
    );
    answerDriver({ quit: () => this.quit(), 'instance.second': ({ data }) => this.#secondInstance(data) });
    // Without its test there is nobody to show a window to.
    process.on('disconnect', () => process.exit(86));
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }
  enableSandbox(): void {}
  setName(name: string): void {
    this.#name = name;
  }
  getName(): string {
    return this.#name;
  }

  getPath(name: PathName): string {
    const appData = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
    const usual = { home: homedir(), appData, userData: join(appData, this.#name), temp: tmpdir() };
    return this.#paths.get(name) ?? usual[name];
  }
  setPath(name: PathName, path: string): void {
    if (!existsSync(path)) throw new Error(`Failed to set path: ${path} does not exist`);
    this.#paths.set(name, path);
  }

  requestSingleInstanceLock(data: unknown): boolean {
    const userData = this.getPath('userData');
    mkdirSync(userData, { recursive: true });
    const file = join(userData, INSTANCE_FILE);
    if (existsSync(file) && isAlive(Number(readFileSync(file, 'utf8')))) {
      driver.call('instance.handOver', { userData, data }).catch((error: unknown) => console.error(error));
      return false;
    }
    writeFileSync(file, String(process.pid));
    this.#instanceFile = file;
    return true;
  }

  quit(): void {
    if (this.#state !== 'running') return;
    void this.#quit();
  }

  async #quit(): Promise<void> {
    const before = vetoEvent({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.#state = 'quitting';
    if (!(await this.closeWindows())) {
      this.#state = 'running';
      return;
    }
    const will = vetoEvent({});
    this.emit('will-quit', will);
    if (!will.defaultPrevented) this.exit(0);
    else this.#state = 'running';
  }

  /** Ends at once, without asking windows. */
  exit(code = 0): void {
    if (this.#state === 'exiting') return;
    this.#state = 'exiting';
    this.emit('quit', {}, code);
    if (this.#instanceFile !== undefined) rmSync(this.#instanceFile, { force: true });
    void flushed().then(() => process.exit(code));
  }

  /** Called by the last window as it goes. */
  lastWindowClosed(): void {
    if (this.#state !== 'running') return;
    if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }

  #secondInstance(data: unknown): void {
    this.emit('second-instance', {}, process.argv, process.cwd(), data);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export const app = new App();
