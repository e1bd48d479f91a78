/** Files that people edit beside us: whether one is as it was. */
import { stat } from 'node:fs/promises';

/** Tells one state of a file from the next; undefined where there is none. */
export async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    return `unreadable ${String(code)}`;
  }
}
