/** A workspace of its own for each test of the command line, and what has to be cleared away after one. */
import { dirname } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { tempWorkspace } from './host';

export type Cleanup = () => void | Promise<unknown>;

/** What is pushed here runs after the test, the last one first. */
export function clearedAway(): Cleanup[] {
  const cleanups: Cleanup[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });
  return cleanups;
}

/** `use` is told of the folder, which is not made yet, and of the one around it, for files. Call at the top of a file. */
export function freshWorkspace(use: (made: { readonly dir: string; readonly files: string }) => void): Cleanup[] {
  const cleanups = clearedAway();
  beforeEach(() => {
    const { dir, remove } = tempWorkspace();
    cleanups.push(remove);
    use({ dir, files: dirname(dir) });
  });
  return cleanups;
}
