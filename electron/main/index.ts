/**
 * The desktop app's entry: what must happen before Electron is ready. One process per workspace: a second start hands
 * its files to the first and ends.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, protocol } from 'electron';
import { z } from 'zod';
import { defaultWorkspaceDir } from '../api/workspace-dir';
import { readArguments } from './arguments';
import { startDesktop, type Desktop } from './desktop';
import { APP_SCHEME } from './security/scheme';

const handedOverSchema = z.object({ files: z.array(z.string()) });

const asked = readArguments(process.argv, process.defaultApp === true, process.cwd());
const workspaceDir = asked.workspaceDir ?? defaultWorkspaceDir();

app.setName('Waymark');
app.enableSandbox();
protocol.registerSchemesAsPrivileged([APP_SCHEME]);
// Electron keeps one instance per folder of window state, so a workspace of its own has one of its own.
if (asked.workspaceDir !== undefined || process.env['WAYMARK_WORKSPACE'] !== undefined) {
  const windowDir = join(workspaceDir, '.window');
  mkdirSync(windowDir, { recursive: true });
  app.setPath('userData', windowDir);
}

if (app.requestSingleInstanceLock({ files: asked.files })) start();
else app.exit(0);

function start(): void {
  let desktop: Desktop | undefined;
  const early = [...asked.files];
  const open = (files: readonly string[]): void => {
    if (desktop === undefined) early.push(...files);
    else desktop.open(files);
  };
  app.on('second-instance', (_event, _argv, _cwd, handedOver) => {
    open(handedOverSchema.safeParse(handedOver).data?.files ?? []);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });
  void app.whenReady().then(() => {
    desktop = startDesktop({
      workspaceDir,
      ...(asked.port === undefined ? {} : { port: asked.port }),
      files: early,
    });
  });
}
