/** A file that grows at its end, each write forced to disk; what a failed write left behind can be cut off again. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PRIVATE_MODE } from './replace-file';

export interface AppendedFile {
  /** Resolves once all of it is on disk. */
  write(bytes: Buffer, at: number): Promise<void>;
  /** Takes away what follows the first `bytes`. Resolves once that is on disk. */
  cut(bytes: number): Promise<void>;
  close(): Promise<void>;
}

export type CreateAppended = (path: string) => Promise<AppendedFile>;

/**
 * Has each write forced to disk by the system itself: one call in place of two. Elsewhere the flag says less than a call
 * (macOS) or is not there (Windows), and 0 stands for that.
 */
const FORCED = process.platform === 'linux' ? constants.O_DSYNC : 0;

/** Rejects where there is such a file already. */
export const createAppended: CreateAppended = async (path) => {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  const file = await open(path, O_CREAT | O_EXCL | O_WRONLY | FORCED, PRIVATE_MODE);
  return {
    async write(bytes, at) {
      await writeWhole(file, bytes, at);
      if (!FORCED) await file.datasync();
    },
    async cut(bytes) {
      await file.truncate(bytes);
      // No flag forces this.
      await file.datasync();
    },
    close: () => file.close(),
  };
};

async function writeWhole(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
  }
}
