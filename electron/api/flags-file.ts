/**
 * The workspace's feature flags, `<workspace>/flags.json`, as they are when somebody asks: people edit the file by hand
 * and by git. It is read again only where it changed, and one that does not fit is told of once.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidRequest } from '../../shared/contract/errors';
import { flagsDocumentSchema } from '../../shared/flags/document';
import { FLAGS_FILE as FILE, NO_FLAGS, type LocalFlags } from '../../shared/flags/flag';
import { stampOf } from '../disk/stamp';
import type { Logger } from '../log/logger';

/** More than anybody writes by hand. */
const MAX_BYTES = 4 * 2 ** 20;

export function flagsFile(workspaceDir: string, log: Logger): () => Promise<LocalFlags> {
  const path = join(workspaceDir, FILE);
  let stamp: string | undefined;
  // A promise, so that who asks while it is read waits for it.
  let known = Promise.resolve(NO_FLAGS);
  const load = async (): Promise<LocalFlags> => {
    const read = await readFlags(path);
    if (read.problem !== undefined) log.warn('flags cannot be read', { file: FILE, problem: read.problem });
    return read;
  };
  return async () => {
    const now = await stampOf(path);
    if (now !== stamp) {
      stamp = now;
      known = now === undefined ? Promise.resolve(NO_FLAGS) : load();
    }
    return known;
  };
}

async function readFlags(path: string): Promise<LocalFlags> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) return { ...NO_FLAGS, problem: `${FILE} is larger than 4 MB, which no flags are.` };
    // Editors of Windows put a mark before the text.
    const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
    const parsed = flagsDocumentSchema.safeParse(JSON.parse(text));
    if (parsed.success) return { flags: parsed.data.flags, cohorts: parsed.data.cohorts };
    return { ...NO_FLAGS, problem: `${FILE} does not fit: ${invalidRequest(parsed.error).message}` };
  } catch (error) {
    return {
      ...NO_FLAGS,
      problem: `${FILE} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
