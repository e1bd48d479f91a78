/** Files that are replaced as a whole: a crash, of Waymark or of the machine, leaves the old one or the new, never half of it. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only who runs Waymark may read it. */
export const PRIVATE_MODE = 0o600;

/** Resolves once the new text, and that it is the file's, are on disk. */
export async function replaceFile(path: string, text: string, mode?: number): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w', mode);
  try {
    // One that a crash left behind keeps the mode that it had.
    if (mode !== undefined) await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  await syncFolder(dirname(path));
}

/** A file's name is on disk once its folder is. Windows neither needs it nor lets anybody open a folder. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
