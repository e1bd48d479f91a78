/**
 * The workspace's secret for ids of visitors who have none: made once, readable by its owner alone, in no export, archive
 * or log. The same over restarts, so that a visitor's day stays one visitor's.
 */
import { randomBytes } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PRIVATE_MODE, replaceFile } from '../disk/replace-file';
import type { Logger } from '../log/logger';

const FILE = 'visitor-salt';
const BYTES = 32;
const SALT = /^[0-9a-f]{64}$/;

/** Never rejects: where it cannot be kept, this run has one of its own, and the log says so. */
export async function visitorSalt(workspaceDir: string, log: Logger): Promise<string> {
  const path = join(workspaceDir, FILE);
  const made = randomBytes(BYTES).toString('hex');
  try {
    const kept = await read(path);
    if (kept !== undefined && SALT.test(kept)) {
      // A copy of the folder may have come without its modes.
      await chmod(path, PRIVATE_MODE);
      return kept;
    }
    if (kept !== undefined) log.warn('the salt of visitor ids is not what it should be; visitors of today count anew');
    await replaceFile(path, made, PRIVATE_MODE);
  } catch (error) {
    log.warn('the salt of visitor ids cannot be kept; visitors count anew after a restart', { err: error });
  }
  return made;
}

async function read(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
