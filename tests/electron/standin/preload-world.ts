/**
 * Runs in the page before its own scripts: gives the preload the modules that a sandboxed one has, and runs it. Sent as
 * text, so it may use nothing from outside itself.
 */
export interface PreloadInput {
  readonly code: string;
  readonly platform: string;
}

export function runPreload({ code, platform }: PreloadInput): void {
  // Sub-frames get no preload, as with nodeIntegrationInSubFrames off.
  if (window !== window.top) return;
  type Listener = (event: object, ...args: unknown[]) => void;
  type World = {
    standinInvoke(channel: string, args: unknown[]): Promise<unknown>;
    standinOpen(url: string): Promise<void>;
    standinReceive(channel: string, args: unknown[]): void;
    standinPaths?: Record<string, string>;
  };
  const world = window as unknown as World;
  const listeners = new Map<string, Set<Listener>>();
  world.standinReceive = (channel, args) => {
    for (const listener of listeners.get(channel) ?? []) listener({}, ...args);
  };
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => world.standinInvoke(channel, args),
    on(channel: string, listener: Listener) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
    },
    off(channel: string, listener: Listener) {
      listeners.get(channel)?.delete(listener);
    },
  };
  const contextBridge = {
    exposeInMainWorld(name: string, value: object) {
      if (name in window) throw new Error(`Cannot bind an API on top of an existing property on the window object`);
      Object.defineProperty(window, name, { value: Object.freeze({ ...value }), enumerable: true });
    },
  };
  const webUtils = {
    getPathForFile(file: unknown) {
      if (!(file instanceof File)) throw new TypeError('getPathForFile expected to receive a File object');
      return world.standinPaths?.[file.name] ?? '';
    },
  };
  const require = (name: string): unknown => {
    if (name === 'electron') return { contextBridge, ipcRenderer, webUtils };
    throw new Error(`module not found: ${name}`);
  };
  window.open = (url) => {
    void world.standinOpen(new URL(String(url ?? 'about:blank'), location.href).href);
    return null;
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- a sandboxed preload is run so: as a function of what it may require
  const run = new Function('require', 'process', 'module', 'exports', code);
  run(require, { platform, sandboxed: true, contextIsolated: true, versions: {} }, { exports: {} }, {});
}
