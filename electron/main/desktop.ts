/**
 * From ready to exit: opens the workspace, then the window, and closes them in the other order. The window may come and
 * go; the collector takes events in as long as the app runs.
 */
import { join } from 'node:path';
import { app, dialog, ipcMain, Menu, protocol, session, shell } from 'electron';
import { IPC } from '../../shared/contract/channels';
import { AppFailure, type AppError } from '../../shared/contract/errors';
import { grantFile } from '../api/files';
import { appVersion, PRELOAD_FILE } from '../api/place';
import { argumentsWith } from './arguments';
import { grantNamed, pickArchive, pickFiles, pickTarget, restoredFolder } from './files';
import { registerRequests } from './ipc/router';
import { menuTemplate } from './menu';
import { guardNavigation } from './security/navigation';
import { denyPermissions } from './security/permissions';
import { APP_SCHEME, serveScheme } from './security/scheme';
import { openWindow, type MainWindow } from './window';
import { openWorkspace, type Workspace } from './workspace';

/** 0 is an orderly end. */
export const EXIT = { bug: 1, failed: 3 } as const;

export interface DesktopOptions {
  readonly workspaceDir: string;
  readonly port?: number;
  /** Absolute paths, from the command line or the system, so far. */
  readonly files: readonly string[];
}

export interface Desktop {
  /** Opens files and brings the window forward; a path that cannot be read is said in a dialog. */
  open(files: readonly string[]): void;
}

/** Call once Electron is ready. Failures to open the workspace are shown, then end the app with status 3. */
export function startDesktop({ workspaceDir, port, files }: DesktopOptions): Desktop {
  const opening = openWorkspace({ workspaceDir, version: appVersion(), ...(port === undefined ? {} : { port }) });
  let window: MainWindow | undefined;
  let ending: Promise<void> | undefined;

  /** Closes the workspace, then ends the process. */
  const end = (status: number): Promise<void> =>
    (ending ??= opening
      .then(
        (workspace) => workspace.close(),
        // What kept it from opening has been shown.
        () => undefined,
      )
      .then(
        () => app.exit(status),
        (error: unknown) => {
          dialog.showErrorBox('Waymark did not end as it should', describe(error).message);
          app.exit(EXIT.bug);
        },
      ));

  const crash = (reason: unknown): void => {
    void opening.then(
      ({ host }) => host.log.error('bug in the main process', { err: reason }),
      () => undefined,
    );
    if (ending === undefined) dialog.showErrorBox('Waymark met a bug and must end', describe(reason).message);
    void end(EXIT.bug);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  app.on('will-quit', (event) => {
    event.preventDefault();
    void end(0);
  });
  app.on('window-all-closed', () => {
    // On macOS an app goes on without windows, and so does taking events in.
    if (process.platform !== 'darwin') app.quit();
  });

  const showWindow = ({ host }: Workspace): MainWindow => {
    if (window === undefined || window.browserWindow.isDestroyed()) window = openWindow(PRELOAD_FILE, host.log);
    return window;
  };
  const open = async (workspace: Workspace, paths: readonly string[]): Promise<void> => {
    const shown = showWindow(workspace);
    shown.focus();
    if (paths.length === 0) return;
    const granted = await grantNamed(paths, workspace.host.engine, workspace.host.log);
    if (granted.length > 0) shown.send(IPC.filesOpened, granted);
  };

  opening
    .then(
      async (workspace) => {
        if (ending !== undefined) return;
        const { host } = workspace;
        closeDoors(workspace);
        registerRequests(
          ipcMain,
          {
            [IPC.grantPath]: (path) => grantFile(host.engine, path),
            [IPC.pickFiles]: () => pickFiles(showWindow(workspace).browserWindow, host.engine),
            [IPC.pickArchive]: () => pickArchive(showWindow(workspace).browserWindow, host.engine),
            [IPC.openRestored]: (token) => {
              app.relaunch({ args: argumentsWith(process.argv.slice(1), restoredFolder(token)) });
              app.quit();
              return Promise.resolve();
            },
            [IPC.pickTarget]: (name) => pickTarget(showWindow(workspace).browserWindow, host.engine, name),
          },
          host.log,
        );
        Menu.setApplicationMenu(
          Menu.buildFromTemplate(
            menuTemplate({
              platform: process.platform,
              isDevelopment: !app.isPackaged,
              run: (command) => showWindow(workspace).send(IPC.menu, command),
              showLogs: () => void shell.openPath(join(workspaceDir, 'logs')),
            }),
          ),
        );
        app.on('activate', () => void open(workspace, []));
        await open(workspace, files);
      },
      (error: unknown) => {
        const { code, message } = describe(error);
        dialog.showErrorBox(TITLES[code] ?? 'Waymark cannot start', message);
        void end(EXIT.failed);
      },
    )
    .catch(crash);

  return {
    open: (paths) => {
      opening
        .then(
          (workspace) => open(workspace, paths),
          () => undefined,
        )
        .catch(crash);
    },
  };
}

/** Before the first window: every page to come is served, asked and kept in by these. */
function closeDoors({ host }: Workspace): void {
  denyPermissions(session.defaultSession);
  protocol.handle(APP_SCHEME.scheme, serveScheme(host.api));
  app.on('web-contents-created', (_event, contents) => {
    guardNavigation(contents, {
      openExternal: (url) => shell.openExternal(url),
      warn: (message, fields) => host.log.warn(message, fields),
    });
  });
}

const TITLES: Partial<Record<AppError['code'], string>> = {
  workspace_in_use: 'This workspace is already open',
  workspace_corrupt: 'This workspace cannot be read',
  workspace_too_new: 'This workspace is from a newer Waymark',
};

function describe(error: unknown): AppError {
  if (error instanceof AppFailure) return error.error;
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
