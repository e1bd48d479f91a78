/** `BrowserWindow` and its `webContents`: each is a page of the test's Chromium. */
import { EventEmitter } from 'node:events';
import { app } from './app';
import { answerDriver, driver } from './driver';
import { vetoEvent } from './events';
import { toHttp } from './scheme-server';

interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly webPreferences?: {
    readonly preload?: string;
    readonly contextIsolation?: boolean;
    readonly sandbox?: boolean;
    readonly nodeIntegration?: boolean;
  };
}

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

const windows = new Map<number, BrowserWindow>();
let nextId = 1;

const complain = (error: unknown): void => console.error('stand-in:', error);

class WebContents extends EventEmitter {
  openHandler: OpenHandler = () => ({ action: 'allow' });
  readonly mainFrame = {};
  constructor(readonly id: number) {
    super();
  }
  send(channel: string, ...args: unknown[]): void {
    // What cannot be cloned fails here, as it would there.
    driver.call('window.send', { id: this.id, channel, args: structuredClone(args) }).catch(complain);
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  reload(): void {
    driver.call('window.reload', { id: this.id }).catch(complain);
  }
}

export class BrowserWindow extends EventEmitter {
  readonly id = nextId++;
  readonly webContents: WebContents;
  #destroyed = false;
  #visible = false;
  #maximized = false;
  #bounds: { x: number; y: number; width: number; height: number };

  constructor(options: WindowOptions = {}) {
    super();
    const { preload, contextIsolation, sandbox, nodeIntegration } = options.webPreferences ?? {};
    if (contextIsolation === false || sandbox === false || nodeIntegration === true)
      throw new Error('The stand-in has sandboxed, isolated pages only');
    this.#bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.webContents = new WebContents(this.id);
    windows.set(this.id, this);
    const { width, height } = this.#bounds;
    driver.call('window.create', { id: this.id, width, height, preload }).catch(complain);
    app.emit('web-contents-created', {}, this.webContents);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()];
  }
  async loadURL(url: string): Promise<void> {
    await driver.call('window.load', { id: this.id, url: toHttp(url) });
  }
  reload(): void {
    this.webContents.reload();
  }
  show(): void {
    this.#visible = true;
  }
  focus(): void {}
  restore(): void {}
  maximize(): void {
    this.#maximized = true;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  isMinimized(): boolean {
    return false;
  }
  isVisible(): boolean {
    return this.#visible;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return this.#bounds;
  }

  close(): void {
    void this.askToClose();
  }
  /** False where a listener wants the window to stay. */
  async askToClose(): Promise<boolean> {
    const event = vetoEvent({});
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    await this.#end();
    return true;
  }
  destroy(): void {
    void this.#end();
  }
  async #end(): Promise<void> {
    if (this.#destroyed) return;
    this.#destroyed = true;
    await driver.call('window.close', { id: this.id }).catch(complain);
    windows.delete(this.id);
    this.emit('closed');
    if (windows.size === 0) app.lastWindowClosed();
  }
}

app.closeWindows = async () => {
  for (const window of windows.values()) if (!(await window.askToClose())) return false;
  return true;
};

const contentsOf = (id: number): WebContents | undefined => windows.get(id)?.webContents;

answerDriver({
  'window.mayNavigate': ({ window, url, isMainFrame }) => {
    const event = vetoEvent({ url, isMainFrame });
    contentsOf(window)?.emit('will-frame-navigate', event);
    if (isMainFrame && !event.defaultPrevented) contentsOf(window)?.emit('will-navigate', event);
    return !event.defaultPrevented;
  },
  'window.mayOpen': ({ window, url }) => contentsOf(window)?.openHandler({ url }).action === 'allow',
  'window.event': ({ window, event }) => {
    const details = event === 'did-start-navigation' ? [{ isMainFrame: true, isSameDocument: false }] : [];
    contentsOf(window)?.emit(event, ...details);
    if (event === 'did-finish-load') windows.get(window)?.emit('ready-to-show');
  },
  'window.askClose': async ({ window }) => (await windows.get(window)?.askToClose()) ?? true,
});
