/** Files that people hand over, by the dialog, a drop, the command line or the system: each becomes a token. */
import { basename, extname, join } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import { safeFileName } from '../../shared/base/file-name';
import type { PickedArchive, PickedFile } from '../../shared/contract/channels';
import { AppFailure } from '../../shared/contract/errors';
import { ARCHIVE_EXTENSION } from '../../shared/contract/archive';
import { findFiles } from '../api/find-files';
import { grantFile, grantFolder, grantTarget, type GrantsFiles } from '../api/files';
import type { Logger } from '../log/logger';

/** Asks for files; none where the person changes their mind. Rejects with an {@link AppFailure} where one cannot be read. */
export async function pickFiles(window: BrowserWindow, engine: GrantsFiles): Promise<readonly PickedFile[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open event files',
    properties: ['openFile', 'multiSelections'],
    filters: [
      {
        name: 'Event files',
        extensions: ['csv', 'tsv', 'json', 'jsonl', 'ndjson', 'parquet', 'arrow', 'feather', 'har', 'gz', 'zst', 'zip'],
      },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? [] : Promise.all(filePaths.map((path) => grantFile(engine, path)));
}

/**
 * Asks where to save a file; undefined where the person changes their mind. The dialog itself asks before it replaces one.
 * Rejects with an {@link AppFailure} where it cannot be written there.
 */
export async function pickTarget(
  window: BrowserWindow,
  engine: GrantsFiles,
  name: string,
): Promise<PickedFile | undefined> {
  const proposed = safeFileName(name);
  const extension = extname(proposed).slice(1);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save as',
    defaultPath: proposed,
    properties: ['showOverwriteConfirmation', 'createDirectory'],
    filters: [
      ...(extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }]),
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled || filePath === '' ? undefined : grantTarget(engine, filePath);
}

/** Folders that a workspace may be made in, by their tokens: one of them may be started with, once it is there. */
const restoredInto = new Map<string, string>();

/**
 * Asks for an archive, then for the folder in which to make one for its workspace; undefined where the person changes
 * their mind. Rejects with an {@link AppFailure} where that folder is there already and holds something.
 */
export async function pickArchive(window: BrowserWindow, engine: GrantsFiles): Promise<PickedArchive | undefined> {
  const archive = await dialog.showOpenDialog(window, {
    title: 'Open an archive',
    properties: ['openFile'],
    filters: [
      { name: 'Waymark archives', extensions: [ARCHIVE_EXTENSION] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  const [path] = archive.filePaths;
  if (archive.canceled || path === undefined) return undefined;
  const parent = await dialog.showOpenDialog(window, {
    title: 'Where to make the workspace’s folder',
    buttonLabel: 'Restore here',
    properties: ['openDirectory', 'createDirectory'],
  });
  const [chosen] = parent.filePaths;
  if (parent.canceled || chosen === undefined) return undefined;
  const file = await grantFile(engine, path);
  const into = join(chosen, safeFileName(basename(path, extname(path)), 'workspace'));
  const folder = await grantFolder(engine, into);
  restoredInto.set(folder.token, into);
  return { file, folder };
}

/** The workspace's folder that was restored into under this token. Throws {@link AppFailure} where there is none. */
export function restoredFolder(token: string): string {
  const folder = restoredInto.get(token);
  if (folder === undefined) throw new AppFailure({ code: 'not_found', message: 'No workspace was restored there.' });
  return folder;
}

/** Grants what the system or the command line named. What cannot be read is said in a dialog; the rest goes on. */
export async function grantNamed(
  paths: readonly string[],
  engine: GrantsFiles,
  log: Logger,
): Promise<readonly PickedFile[]> {
  const granted: PickedFile[] = [];
  for (const path of paths) {
    try {
      for (const file of await findFiles(path)) granted.push(await grantFile(engine, file));
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      log.warn('a file could not be opened', { reason: error.message });
      dialog.showErrorBox('A file could not be opened', error.message);
    }
  }
  return granted;
}
