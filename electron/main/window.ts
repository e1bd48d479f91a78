/** The one window. Shown when its first paint is done; what main says before its page listens is kept for it. */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import type { Logger } from '../log/logger';
import { APP_URL } from './security/scheme';
import { webPreferences } from './security/web-preferences';
import { LEAST_SIZE, placeOn, readPlace, writePlace } from './window-bounds';

/** `--ground` of renderer/ui/tokens.css, for the moment before the page has painted and while it is resized. */
const GROUND = { light: '#f5f6f8', dark: '#0e1013' };

export interface MainWindow {
  /** Sends once the page has loaded. */
  send(channel: string, value: unknown): void;
  focus(): void;
  readonly browserWindow: BrowserWindow;
}

export function openWindow(preload: string, log: Logger): MainWindow {
  const placeFile = join(app.getPath('userData'), 'window.json');
  const place = readPlace(placeFile);
  const window = new BrowserWindow({
    ...placeOn(
      screen.getAllDisplays().map(({ workArea }) => workArea),
      place?.bounds,
    ),
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    title: 'Waymark',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: webPreferences(preload),
  });
  if (place?.isMaximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    try {
      writePlace(placeFile, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
    } catch (error) {
      log.warn('the place of the window could not be kept', { err: error });
    }
  });

  let isLoaded = false;
  let unsent: [channel: string, value: unknown][] = [];
  window.webContents.on('did-finish-load', () => {
    isLoaded = true;
    for (const [channel, value] of unsent.splice(0)) window.webContents.send(channel, value);
  });
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) isLoaded = false;
  });
  window.on('closed', () => {
    unsent = [];
  });
  window.webContents.on('did-fail-load', (_event, code, description, url) => {
    log.error('the page did not load', { code, description, url });
  });
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error('the page ended by itself', { reason, exitCode });
    void offerReload(window, reason);
  });
  window.loadURL(APP_URL).catch((error: unknown) => log.error('the page did not load', { err: error }));

  return {
    send(channel, value) {
      if (window.isDestroyed()) return;
      if (isLoaded) window.webContents.send(channel, value);
      else unsent.push([channel, value]);
    },
    focus() {
      if (window.isDestroyed()) return;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    browserWindow: window,
  };
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  if (window.isDestroyed() || reason === 'clean-exit') return;
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The page of this window ended unexpectedly.',
    detail: `The system says: ${reason}. Nothing that was stored is lost, and events are still being taken in.`,
    buttons: ['Load it again', 'Close the window'],
    defaultId: 0,
    cancelId: 1,
  });
  if (window.isDestroyed()) return;
  if (response === 0) window.reload();
  else window.destroy();
}
