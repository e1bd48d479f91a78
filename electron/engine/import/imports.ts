/**
 * The imports of a workspace: begun, paused, gone on with, ended before their time, taken back. They belong to the engine
 * and not to whoever asked for them; `run` alone ties one to its reader. An import that the end of the process cuts off is
 * found at the next start as `interrupted`.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type {
  CommandInput,
  CommandOutput,
  ImportEntry,
  ImportColumns,
  ImportGuess,
  ImportLook,
  ImportMembers,
  ImportOutline,
  ImportProgress,
  ImportReport,
} from '../../../shared/contract/commands';
import type { FileGrant } from '../../../shared/contract/engine';
import { AppFailure, type AppError, fail } from '../../../shared/contract/errors';
import type { Dataset } from '../sequences/dataset';
import { readNumber } from '../store/read';
import { cancelled, ImportControl } from './import-control';
import { importFiles } from './import-files';
import { type EndedImport, reportOf, type StoredUpTo, totalsOf } from './import-report';
import { assertUnchanged, type FinishedFile, type ImportRecord, ImportRecords, sourceOf } from './import-records';
import { Latest } from './latest';
import { lookAtFile } from './look';
import { Mappings } from './mappings';
import { listMembers } from './members';
import { outlineFile } from './outline';
import { proposeImport } from './propose';
import { removeImport } from './remove-import';
import type { ImportContext } from './run-import';
import { Turns } from '../turns';
import { UnfinishedUploads } from './unfinished-uploads';
import { columnsOf, NONE_UNITED, uniteFiles } from './unite-files';
import type { SourceFile } from './unpack';

export interface ImportsDeps {
  readonly connection: DuckDBConnection;
  readonly dataset: Dataset;
  readonly context: Omit<
    ImportContext,
    'signal' | 'gate' | 'onProgress' | 'onPosition' | 'onStored' | 'from' | 'united'
  >;
  /** Everything asked again: the data changed by more than arriving events. */
  readonly onChanged: () => void;
  /** An import began, went on or ended. */
  readonly onProgress: () => void;
  readonly onProblem: (what: string, error: unknown) => void;
}

/** Progress goes to a reader at most this often. */
const PROGRESS_MS = 100;
/** What is done of thousands of files is written down at most this often. */
const NOTE_MS = 1_000;
const LISTED_FILES = 20;

interface Running {
  readonly control: ImportControl;
  /** Ends with its report, or rejects with an {@link AppFailure}; `cancelled` where it was stopped. */
  readonly ended: Promise<ImportReport>;
}

export class Imports {
  private readonly grants = new Map<string, FileGrant>();
  private readonly records: ImportRecords;
  private readonly known = new Map<number, ImportRecord>();
  private readonly running = new Map<number, Running>();
  private readonly watchers = new Map<number, () => void>();
  private readonly turns = new Turns();
  private readonly mappings: Mappings;
  private readonly uploads: UnfinishedUploads;
  /** Columns of the files that were looked at, by token. */
  private readonly shapes = new Map<string, readonly string[]>();
  private guesses = 0;

  private constructor(private readonly deps: ImportsDeps) {
    this.records = new ImportRecords(deps.connection, deps.context.lock);
    const { workspaceDir } = deps.context.database;
    this.mappings = new Mappings(workspaceDir, deps.onProblem);
    this.uploads = new UnfinishedUploads(workspaceDir, deps.onProblem);
  }

  static async open(deps: ImportsDeps): Promise<Imports> {
    const imports = new Imports(deps);
    for (const record of await imports.records.all()) imports.known.set(record.id, record);
    return imports;
  }

  grant(grant: FileGrant): void {
    this.grants.set(grant.token, grant);
  }

  async guess({ file: token, member, ...asked }: CommandInput<'import.guess'>): Promise<ImportGuess> {
    const file = await this.opened(token, member);
    const { workspaceDir } = this.deps.context.database;
    const guess = await proposeImport(workspaceDir, `guess-${++this.guesses}`, file, asked, (columns) =>
      this.mappings.recall(columns),
    );
    this.shapes.set(
      token,
      guess.columns.map(({ name: column }) => column),
    );
    return guess;
  }

  async look({ file, format, member }: CommandInput<'import.look'>): Promise<ImportLook> {
    const { workspaceDir } = this.deps.context.database;
    return lookAtFile(workspaceDir, `look-${++this.guesses}`, await this.opened(file, member), format);
  }

  async outline({ file, member, ...asked }: CommandInput<'import.outline'>): Promise<ImportOutline> {
    const { workspaceDir } = this.deps.context.database;
    return outlineFile(workspaceDir, `outline-${++this.guesses}`, await this.opened(file, member), asked);
  }

  async columns({ files, format, map }: CommandInput<'import.columns'>): Promise<ImportColumns> {
    const { workspaceDir } = this.deps.context.database;
    const sources = await Promise.all(files.map((token) => this.opened(token)));
    const options = { workspaceDir, id: `columns-${++this.guesses}`, format, isMapped: map !== undefined };
    return columnsOf(await uniteFiles(sources, options));
  }

  async members({ file }: CommandInput<'import.members'>): Promise<ImportMembers> {
    return listMembers(await this.opened(file));
  }

  list(): ImportEntry[] {
    return [...this.known.values()].reverse().map((record) => this.entryOf(record));
  }

  async start({ files, format, map }: CommandInput<'import.start'>): Promise<ImportEntry> {
    const grants = files.map((token) => this.granted(token));
    const id = this.deps.context.counters.nextImport++;
    const found = await Promise.all(grants.map(({ path, name }) => sourceOf(path, name)));
    const record: ImportRecord = {
      id,
      startedAt: Date.now(),
      files: found.map(({ name }) => name),
      bytes: found.reduce((sum, { size }) => sum + size, 0),
      format,
      map,
      state: 'open',
      sources: await Promise.all(
        found.map(async (file, n) => ({ ...file, path: await this.uploads.hold(id, n, file.path) })),
      ),
      finished: [],
    };
    await this.keep(record);
    this.work(record);
    const columns = this.shapes.get(files[0] ?? '');
    if (map !== undefined && columns !== undefined) {
      await this.mappings.remember(columns, map, record.files[0] ?? '', record.startedAt);
    }
    return this.entryOf(record);
  }

  pause({ id }: CommandInput<'import.pause'>): ImportEntry {
    this.runningOf(id).control.pause();
    return this.entryOf(this.recordOf(id));
  }

  async resume({ id }: CommandInput<'import.resume'>): Promise<ImportEntry> {
    const record = this.recordOf(id);
    const running = this.running.get(id);
    if (running !== undefined) running.control.resume();
    else if (record.state !== 'open') fail('invalid_request', 'This import has ended; there is nothing to go on with.');
    else {
      await assertUnchanged(record.sources.slice(record.finished.length));
      if (!this.running.has(id)) this.work(record);
    }
    return this.entryOf(record);
  }

  async cancel({ id, keep }: CommandInput<'import.cancel'>): Promise<CommandOutput<'import.cancel'>> {
    const record = this.recordOf(id);
    const running = this.running.get(id);
    if (running === undefined && record.state !== 'open') {
      return fail('invalid_request', 'This import has ended. To take its events out again, undo it.');
    }
    if (running === undefined) return this.giveUp(record, keep);
    const before = await this.storedOf(id);
    running.control.stop(keep ? 'keep' : 'remove');
    await running.ended.catch((error: unknown) => {
      if (!(error instanceof AppFailure && error.error.code === 'cancelled')) throw error;
    });
    const kept = await this.storedOf(id);
    return { kept, removed: keep ? 0 : before };
  }

  async undo({ id }: CommandInput<'import.undo'>): Promise<CommandOutput<'import.undo'>> {
    const record = this.recordOf(id);
    if (record.state === 'open') return fail('invalid_request', 'This import has not ended. Cancel it instead.');
    const removed = await this.takeOut(id);
    await this.forget(id);
    return { removed };
  }

  /** Ends with the report. Where it ends otherwise (aborted, failed, left by its reader) everything is taken out again. */
  async *run(input: CommandInput<'import.run'>, signal: AbortSignal): AsyncGenerator<ImportProgress> {
    const { id } = await this.start(input);
    const { control, ended } = this.runningOf(id);
    const progress = new Latest<ImportProgress>();
    this.watchers.set(id, () => progress.set({ type: 'progress', ...control.step }));
    const stop = (): void => control.stop('remove');
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const over = ended.finally(() => progress.end());
    over.catch(() => undefined);
    try {
      yield* progress.values(PROGRESS_MS);
      yield { type: 'done', report: await over };
    } finally {
      signal.removeEventListener('abort', stop);
      this.watchers.delete(id);
      if (this.running.has(id)) {
        stop();
        // Only once it has stopped is everything out. Why it failed has been said already.
        await over.catch(() => undefined);
      }
    }
  }

  totals(): ReturnType<typeof totalsOf> {
    return totalsOf(this.deps.dataset);
  }

  /** What is under way stops where it is, to be gone on with at the next start. */
  async close(): Promise<void> {
    const running = [...this.running.values()];
    for (const { control } of running) control.stop('leave');
    await Promise.all(running.map(({ ended }) => ended.catch(() => undefined)));
  }

  private work(record: ImportRecord): void {
    const { id } = record;
    const control = new ImportControl(this.turns, () => {
      this.watchers.get(id)?.();
      this.deps.onProgress();
    });
    const ended = this.carryOut(record, control).finally(() => {
      this.running.delete(id);
      control.leave();
      this.deps.onProgress();
    });
    // It is told by the list; whoever waits for it hears it too.
    ended.catch(() => undefined);
    this.running.set(id, { control, ended });
  }

  private async carryOut(record: ImportRecord, control: ImportControl): Promise<ImportReport> {
    const { id } = record;
    let finished: readonly FinishedFile[] = record.finished;
    let united = NONE_UNITED;
    let upTo: StoredUpTo | undefined;
    let noted = Date.now();
    try {
      await control.enter();
      united = await uniteFiles(record.sources, {
        workspaceDir: this.deps.context.database.workspaceDir,
        id: `import-${id}-heads`,
        format: record.format,
        isMapped: record.map !== undefined,
        gate: control.gate,
      });
      finished = await importFiles({
        record,
        sources: record.sources,
        control,
        context: { ...this.deps.context, united },
        onFinished: async (files) => {
          finished = [...files];
          upTo = undefined;
          if (Date.now() - noted < NOTE_MS || files.length === record.sources.length) return;
          noted = Date.now();
          await this.keep({ ...record, finished, position: undefined });
        },
        onStored: (file, rows) => (upTo = { file, rows }),
        onPosition: async (position) => {
          if (Date.now() - noted < NOTE_MS) return;
          noted = Date.now();
          await this.keep({ ...record, finished, position });
        },
      });
      control.tell({ phase: 'indexing', share: 0.98, rows: 0, bytes: record.bytes });
      const report = await this.reportOf({ finished, united, control }, id);
      await control.gate();
      await this.end({ ...record, state: 'done', report });
      return report;
    } catch (error) {
      await this.endEarly(record, { finished, united, control, upTo }, error);
      throw control.signal.aborted ? cancelled() : error;
    }
  }

  private async endEarly(
    record: ImportRecord,
    ended: Omit<EndedImport, 'stored' | 'dataset'> & { readonly control: ImportControl },
    error: unknown,
  ): Promise<void> {
    const { id } = record;
    const { finished, control } = ended;
    if (control.stopMode === 'leave') {
      // How far it was in a file was noted when it was.
      const known = this.known.get(id);
      const position = known?.finished.length === finished.length ? known.position : undefined;
      await this.keep({ ...record, finished, position });
      return;
    }
    if (control.stopMode === 'keep') {
      await this.end({ ...record, state: 'kept', report: await this.reportOf(ended, id) });
      return;
    }
    await this.takeOut(id);
    if (control.stopMode === 'remove') {
      await this.forget(id);
      return;
    }
    if (!(error instanceof AppFailure)) this.deps.onProblem('an import failed', error);
    await this.end({ ...record, state: 'failed', error: toError(error) });
  }

  /** Of an import that nobody works at. */
  private async giveUp(record: ImportRecord, keep: boolean): Promise<CommandOutput<'import.cancel'>> {
    const { id, finished } = record;
    if (!keep) {
      const removed = await this.takeOut(id);
      await this.forget(id);
      return { kept: 0, removed };
    }
    const { position } = record;
    const rest = record.sources[finished.length]?.name;
    const upTo = position === undefined || rest === undefined ? undefined : { file: rest, rows: position.rows };
    const report = await this.reportOf({ finished, united: NONE_UNITED, upTo }, id);
    await this.end({ ...record, state: 'kept', report });
    return { kept: report.imported, removed: 0 };
  }

  private async reportOf(ended: Omit<EndedImport, 'stored' | 'dataset'>, id: number): Promise<ImportReport> {
    return reportOf({ ...ended, stored: await this.storedOf(id), dataset: this.deps.dataset });
  }

  private storedOf(id: number): Promise<number> {
    return readNumber(this.deps.connection, `SELECT count(*) FROM events WHERE import_id = ${id}`);
  }

  private async takeOut(id: number): Promise<number> {
    const { lock, counters } = this.deps.context;
    const removed = await removeImport(this.deps.connection, lock, counters, id);
    this.deps.onChanged();
    return removed;
  }

  private async keep(record: ImportRecord): Promise<void> {
    this.known.set(record.id, record);
    await this.records.put(record);
    this.deps.onProgress();
  }

  private async end(record: ImportRecord): Promise<void> {
    await this.keep({ ...record, endedAt: Date.now(), sources: [], finished: [] });
    await this.uploads.letGo(record.id);
    this.deps.onChanged();
  }

  private async forget(id: number): Promise<void> {
    await this.records.remove(id);
    this.known.delete(id);
    await this.uploads.letGo(id);
    this.deps.onProgress();
  }

  private entryOf({ id, startedAt, endedAt, files, bytes, state, report, error }: ImportRecord): ImportEntry {
    const control = this.running.get(id)?.control;
    return {
      id,
      startedAt,
      ...(endedAt === undefined ? {} : { endedAt }),
      files: files.slice(0, LISTED_FILES),
      fileCount: files.length,
      bytes,
      state: state === 'open' ? (control?.state ?? 'interrupted') : state,
      ...(control === undefined || state !== 'open' ? {} : { step: control.step }),
      ...(report === undefined ? {} : { report }),
      ...(error === undefined ? {} : { error }),
    };
  }

  private async opened(token: string, member?: number): Promise<SourceFile> {
    const { path, name } = this.granted(token);
    const file = await sourceOf(path, name);
    return member === undefined ? file : { ...file, member };
  }

  private granted(token: string): FileGrant {
    return this.grants.get(token) ?? fail('not_found', 'This file is no longer at hand. Pick or drop it again.');
  }

  private recordOf(id: number): ImportRecord {
    return this.known.get(id) ?? fail('not_found', `There is no import number ${id}; it may have been taken back.`);
  }

  private runningOf(id: number): Running {
    this.recordOf(id);
    return this.running.get(id) ?? fail('invalid_request', 'This import is not at work.');
  }
}

const toError = (error: unknown): AppError =>
  error instanceof AppFailure
    ? error.error
    : { code: 'internal', message: 'The import failed by a mistake of Waymark’s own. The log has the details.' };
