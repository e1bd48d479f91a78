/**
 * Exports: they are written into a folder of the workspace, under a name made by chance, and the whole file is moved to
 * where the host said. Promises: nothing is there under the granted name before it is whole, and an export that is given
 * up, or that fails, leaves nothing behind.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileGrant } from '../../../shared/contract/engine';
import { fail } from '../../../shared/contract/errors';
import type { ExportAsked, ExportChoice, ExportProgress } from '../../../shared/contract/export';
import { readNumber } from '../store/read';
import { throwIfTakenBack } from '../store/taken-back';
import { type ExportParts, withRows } from './choose-rows';
import { moveTo, sizeOf } from './scratch-file';
import { tellWhile } from './tell-while';
import { writeRecording } from './write-recording';
import { progressWord, type Writing, writeRows } from './write-rows';

const FOLDER = 'exports';

export class Exporter {
  private readonly grants = new Map<string, FileGrant>();

  private constructor(
    private readonly dir: string,
    private readonly parts: ExportParts,
  ) {}

  /** Empties the folder of what a crash left in it. */
  static async open(workspaceDir: string, parts: ExportParts): Promise<Exporter> {
    const dir = join(workspaceDir, FOLDER);
    await rm(dir, { recursive: true, force: true });
    return new Exporter(dir, parts);
  }

  grant(grant: FileGrant): void {
    this.grants.set(grant.token, grant);
  }

  async count(asked: ExportChoice, signal: AbortSignal): Promise<{ rows: number }> {
    const rows = await withRows(this.parts, asked, 'jsonl', signal, (connection, select) =>
      readNumber(connection, `SELECT count(*) FROM (${select})`),
    );
    return { rows };
  }

  /** Throws {@link AppFailure} where the file was not granted, the filter cannot be asked, or the file not be written. */
  run({ file, ...asked }: ExportAsked, signal: AbortSignal): AsyncGenerator<ExportProgress> {
    let writing: Writing | undefined;
    const onBegin = (begun: Writing): void => {
      writing = begun;
    };
    const write = (path: string, stop: AbortSignal): Promise<number> => {
      const { format, ...choice } = asked;
      if (choice.what === 'recording') return writeRecording(this.parts, asked, path, onBegin, stop);
      return withRows(this.parts, choice, format, stop, (connection, select) =>
        writeRows(connection, select, { path, format, onBegin }, stop),
      );
    };
    return this.intoFile(
      file,
      asked.format,
      write,
      (bytes): ExportProgress => progressWord(writing, bytes),
      (name, rows, bytes): ExportProgress => ({ type: 'done', name, rows, bytes }),
      signal,
    );
  }

  /**
   * Has `write` make a scratch file, telling of it about twice a second, and puts it where `token` says. What `write`
   * gives back goes into the last word.
   */
  async *intoFile<Word, Made>(
    token: string,
    extension: string,
    write: (path: string, signal: AbortSignal) => Promise<Made>,
    said: (bytes: number) => Word,
    done: (name: string, made: Made, bytes: number) => Word,
    signal: AbortSignal,
  ): AsyncGenerator<Word> {
    const target = this.grants.get(token) ?? fail('not_found', 'No file was chosen for this export. Choose one again.');
    await mkdir(this.dir, { recursive: true });
    const scratch = join(this.dir, `${randomUUID()}.${extension}`);
    try {
      const made = yield* tellWhile(
        (stop) => write(scratch, stop),
        async () => said(await sizeOf(scratch)),
        signal,
      );
      throwIfTakenBack(signal);
      const bytes = await sizeOf(scratch);
      await moveTo(scratch, target);
      this.grants.delete(token);
      yield done(target.name, made, bytes);
    } finally {
      // Nobody writes into it any more.
      await rm(scratch, { force: true });
    }
  }
}
