/** From the scratch folder of the workspace to the place that people named. */
import { randomUUID } from 'node:crypto';
import { copyFile, rename, rm, stat } from 'node:fs/promises';
import type { FileGrant } from '../../../shared/contract/engine';
import { AppFailure } from '../../../shared/contract/errors';

/** Bytes; 0 where there is no such file yet. */
export const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0;
      throw error;
    },
  );

/** Onto another disk it is copied beside its place first, so that the name never stands for half a file. */
export async function moveTo(scratch: string, { path, name }: FileGrant): Promise<void> {
  try {
    await rename(scratch, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw unwritable(error, name);
    const part = `${path}.${randomUUID().slice(0, 8)}.part`;
    try {
      await copyFile(scratch, part);
      await rename(part, path);
    } catch (problem) {
      await rm(part, { force: true });
      throw unwritable(problem, name);
    }
  }
}

function unwritable(error: unknown, name: string): AppFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const why =
    code === 'ENOSPC' ? 'the disk is full' : code === 'EACCES' ? 'you may not write there' : `writing it says ${code}`;
  return new AppFailure({ code: 'file_unreadable', message: `«${name}» cannot be written: ${why}.` });
}
