/** A workspace in the system's folder for such things, that goes away again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function passingWorkspace(): { readonly dir: string; remove(): void } {
  const base = mkdtempSync(join(tmpdir(), 'waymark-passing-'));
  return {
    dir: join(base, 'workspace'),
    remove: () => rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
}
