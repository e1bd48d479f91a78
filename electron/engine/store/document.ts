/**
 * Documents that people may read, edit and keep in git: JSON files of the workspace, checked with a schema when read
 * and replaced as a whole when written, so that a crash leaves the old or the new one, never half of it.
 */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { fail, invalidRequest } from '../../../shared/contract/errors';
import { replaceFile } from '../../disk/replace-file';

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

export const writeDocument = (path: string, value: unknown): Promise<void> =>
  replaceFile(path, `${JSON.stringify(value, null, 2)}\n`);
