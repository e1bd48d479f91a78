/**
 * Uploads of imports that have not ended. The host knows an upload until it ends itself; here it stays, by a second name, as
 * long as its import may be gone on with.
 */
import { link, mkdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';

export class UnfinishedUploads {
  constructor(
    private readonly workspaceDir: string,
    private readonly onProblem: (what: string, error: unknown) => void,
  ) {}

  /** Where the so manieth file of an import is to be found until that ends. */
  async hold(id: number, n: number, path: string): Promise<string> {
    if (!path.startsWith(join(this.workspaceDir, 'uploads') + sep)) return path;
    const folder = this.folderOf(id);
    const second = join(folder, String(n));
    try {
      await mkdir(folder, { recursive: true });
      await rm(second, { force: true });
      await link(path, second);
      return second;
    } catch (error) {
      // Some file systems have no second names; such an import cannot be gone on with after a restart of the host.
      this.onProblem('an upload has no second name', error);
      return path;
    }
  }

  async letGo(id: number): Promise<void> {
    await rm(this.folderOf(id), { recursive: true, force: true });
  }

  private folderOf(id: number): string {
    return join(this.workspaceDir, 'unfinished', String(id));
  }
}
