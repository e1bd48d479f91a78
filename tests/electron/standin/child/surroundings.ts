/** What Electron tells of the desktop, and what it shows on it. A dialog nobody prepared an answer for is a failure. */
import { EventEmitter } from 'node:events';

const unanswered = (what: string) => (): Promise<never> =>
  Promise.reject(new Error(`Nobody is here to answer ${what}: the test must replace it.`));

export const dialog = {
  showOpenDialog: unanswered('dialog.showOpenDialog'),
  showMessageBox: unanswered('dialog.showMessageBox'),
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`[error box] ${title}: ${content}\n`);
  },
};

export const shell = {
  openExternal: unanswered('shell.openExternal'),
  openPath: unanswered('shell.openPath'),
};

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1440, height: 900 } }],
};

export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false, themeSource: 'system' });

type PermissionHandler = (...args: unknown[]) => unknown;

/** Chromium answers permissions here; what the app decided is kept, so that it can be looked at. */
class Session extends EventEmitter {
  requestHandler: PermissionHandler | undefined;
  checkHandler: PermissionHandler | undefined;
  deviceHandler: PermissionHandler | undefined;
  setPermissionRequestHandler(handler: PermissionHandler): void {
    this.requestHandler = handler;
  }
  setPermissionCheckHandler(handler: PermissionHandler): void {
    this.checkHandler = handler;
  }
  setDevicePermissionHandler(handler: PermissionHandler): void {
    this.deviceHandler = handler;
  }
}

export const session = { defaultSession: new Session() };
