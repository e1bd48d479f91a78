/** Files that people hand over, by the dialog, a drop, the command line or the system: each becomes a token. */
import { extname } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import { safeFileName } from '../../shared/base/file-name';
import type { PickedFile } from '../../shared/contract/channels';
import { AppFailure } from '../../shared/contract/errors';
import { findFiles } from '../api/find-files';
import { grantFile, grantTarget, type GrantsFiles } from '../api/files';
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
