/** What `import … from 'electron'` gives in the app's process. */
import { app } from './app';
import { answerDriver } from './driver';
import { ipcMain } from './ipc';
import { Menu } from './menu';
import { protocol } from './scheme-server';
import { dialog, nativeTheme, screen, session, shell } from './surroundings';
import { utilityProcess } from './utility-process';
import { BrowserWindow } from './windows';

const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
};

// Electron given a path to an app, as in development.
Object.assign(process, { defaultApp: true });

answerDriver({
  evaluate: async ({ source, argument }) => {
    // oxlint-disable-next-line no-eval -- the test's own function, which runs beside the app as Playwright's does for Electron
    const run = (0, eval)(`(${source})`) as (modules: typeof electron, argument: unknown) => unknown;
    return structuredClone(await run(electron, argument));
  },
});

export { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session, shell, utilityProcess };
