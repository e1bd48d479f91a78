/** Standard input as a file: what comes is looked at before it is read, and a pipe can be read once. */
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { say } from './terminal';

/** What stands for it among files. */
export const STANDARD_INPUT = '-';

/** Takes it in to its end. */
export async function takeStandardInput(): Promise<{ readonly path: string; remove(): void }> {
  if (process.stdin.isTTY) say('Events are read from standard input, up to Ctrl+D.');
  // The folder is nobody else's to enter.
  const base = mkdtempSync(join(tmpdir(), 'waymark-input-'));
  const path = join(base, 'standard-input');
  const remove = (): void => rmSync(base, { recursive: true, force: true });
  try {
    await pipeline(process.stdin, createWriteStream(path));
  } catch (error) {
    remove();
    throw error;
  }
  return { path, remove };
}
