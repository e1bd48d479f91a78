/**
 * Documents that people may read, edit and keep in git: JSON files of the workspace, checked with a schema when read
 * and replaced as a whole when written, so that a crash leaves the old or the new one, never half of it.
 */
import { open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { fail, invalidRequest } from '../../../shared/contract/errors';

/** `fallback` where the file is not there. Throws {@link AppFailure} `workspace_corrupt` where it does not fit. */
export async function readDocument<T>(path: string, schema: z.ZodType<T>, fallback: T): Promise<T> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return fallback;
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return fail('workspace_corrupt', `${path} is not JSON (${detail}). Correct it, or move it away to start without.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { message } = invalidRequest(parsed.error);
  return fail('workspace_corrupt', `${path} does not fit: ${message}. Correct it, or move it away to start without.`);
}

export async function writeDocument(path: string, value: unknown): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w');
  try {
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  // The new name is on disk once its folder is; Windows cannot open folders and needs no such thing.
  if (process.platform !== 'win32') {
    const folder = await open(dirname(path), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

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
