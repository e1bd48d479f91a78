/** Archives as the contract has them: written into a granted file, restored into a granted folder. */
import type { CommandInput } from '../../../shared/contract/commands';
import type { RestoreProgress } from '../../../shared/contract/archive';
import type { FileGrant } from '../../../shared/contract/engine';
import { fail } from '../../../shared/contract/errors';
import type { ExportProgress } from '../../../shared/contract/export';
import { ARCHIVE_EXTENSION } from '../../../shared/formats/archive';
import type { Exporter } from '../export/exporter';
import { tellWhile } from '../export/tell-while';
import { progressWord, type Writing } from '../export/write-rows';
import type { Database } from '../store/database';
import { restoreArchive } from './restore-archive';
import { writeArchive } from './write-archive';

export interface ArchiveParts {
  readonly workspaceDir: string;
  readonly version: string;
  readonly database: Pick<Database, 'connect'>;
  readonly exporter: Exporter;
}

export class Archives {
  private readonly grants = new Map<string, FileGrant>();

  constructor(private readonly parts: ArchiveParts) {}

  /** Of files to read and of folders; files to write are the exporter's. */
  grant(grant: FileGrant): void {
    this.grants.set(grant.token, grant);
  }

  run({ file }: CommandInput<'archive.run'>, signal: AbortSignal): AsyncGenerator<ExportProgress> {
    const { workspaceDir, version, database, exporter } = this.parts;
    let writing: Writing | undefined;
    const onBegin = (begun: Writing): void => {
      writing = begun;
    };
    const write = async (path: string, stop: AbortSignal): Promise<number> => {
      const connection = await database.connect();
      try {
        return await writeArchive(connection, { workspaceDir, version, now: Date.now(), path, onBegin, signal: stop });
      } finally {
        connection.closeSync();
      }
    };
    return exporter.intoFile(
      file,
      ARCHIVE_EXTENSION,
      write,
      (bytes): ExportProgress => progressWord(writing, bytes),
      (name, rows, bytes): ExportProgress => ({ type: 'done', name, rows, bytes }),
      signal,
    );
  }

  async *restore(
    { file, folder }: CommandInput<'archive.restore'>,
    signal: AbortSignal,
  ): AsyncGenerator<RestoreProgress> {
    const archive = this.granted(file, undefined) ?? fail('not_found', 'No archive was chosen. Choose one again.');
    const target = this.granted(folder, 'folder') ?? fail('not_found', 'No folder was chosen. Choose one again.');
    let word: RestoreProgress = { type: 'checking', share: 0 };
    const restored = yield* tellWhile(
      (stop) =>
        restoreArchive({
          archive,
          folder: target,
          onProgress: (type, share) => {
            word = { type, share };
          },
          signal: stop,
        }),
      () => word,
      signal,
    );
    yield { type: 'done', name: target.name, ...restored };
  }

  private granted(token: string, access: FileGrant['access']): FileGrant | undefined {
    const grant = this.grants.get(token);
    return grant?.access === access ? grant : undefined;
  }
}
