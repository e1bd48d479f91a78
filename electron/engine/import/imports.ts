/** The import commands: guess, run, and the sample data. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandInput, ImportGuess, ImportProgress, ImportReport } from '../../../shared/contract/commands';
import type { FileGrant } from '../../../shared/contract/engine';
import { fail } from '../../../shared/contract/errors';
import { guessImportMap } from '../../../shared/formats/guess';
import { isContainer, isVendor } from '../../../shared/formats/import-map';
import { recogniseVendor } from '../../../shared/formats/vendors';
import type { Dataset } from '../sequences/dataset';
import { extentOf } from '../sequences/extent';
import { assertReadable } from '../store/database';
import { sampleColumns } from './inspect';
import { previewByMap, previewByVendor } from './preview';
import { type FileReport, type ImportContext, importFile, removeImport } from './run-import';
import { type SourceFile, stageFile } from './staging';

export interface ImportsDeps {
  readonly connection: DuckDBConnection;
  readonly dataset: Dataset;
  readonly context: Omit<ImportContext, 'signal' | 'gate' | 'onProgress'>;
  /** Everything asked again: the data changed by more than arriving events. */
  readonly onChanged: () => void;
}

const HEAD_ROWS = 1_000;
/** Progress goes out at most this often. */
const PROGRESS_MS = 100;

export class Imports {
  private readonly grants = new Map<string, FileGrant>();
  private guesses = 0;

  constructor(private readonly deps: ImportsDeps) {}

  grant(grant: FileGrant): void {
    this.grants.set(grant.token, grant);
  }

  async guess({ file: token, format, map: asked }: CommandInput<'import.guess'>): Promise<ImportGuess> {
    const file = await this.source(token);
    const staging = await stageFile(
      this.deps.context.database.workspaceDir,
      `guess-${++this.guesses}`,
      file,
      format,
      HEAD_ROWS,
    );
    try {
      const columns = await sampleColumns(staging);
      const outline = { container: staging.format, columns };
      const vendor =
        asked !== undefined || isContainer(format)
          ? undefined
          : recogniseVendor(outline, isVendor(format) ? format : undefined);
      const guessed = vendor === undefined ? guessImportMap(columns) : { reasons: [] };
      const map = asked ?? guessed.map;
      const preview =
        vendor === undefined
          ? map === undefined
            ? []
            : await previewByMap(staging, map)
          : await previewByVendor(staging, vendor.format);
      return {
        file: file.name,
        format: staging.format,
        ...(vendor === undefined
          ? {}
          : { vendor: { name: vendor.format.vendor, title: vendor.format.title, reason: vendor.reason } }),
        columns: columns.map(({ name, type, samples }) => ({
          name,
          type,
          sample: samples.filter((text) => text !== '').slice(0, 5),
        })),
        ...(map === undefined ? {} : { map }),
        reasons: [...guessed.reasons],
        ...(guessed.problem === undefined ? {} : { problem: guessed.problem }),
        preview,
      };
    } finally {
      await staging.remove();
    }
  }

  /** Ends with the report. Where it ends otherwise (aborted, failed, left by its reader) everything is taken out again. */
  async *run({ files, format, map }: CommandInput<'import.run'>, signal: AbortSignal): AsyncGenerator<ImportProgress> {
    const started = Date.now();
    const sources: SourceFile[] = [];
    for (const token of files) sources.push(await this.source(token));
    const { counters, lock } = this.deps.context;
    const importId = counters.nextImport++;
    const left = new AbortController();
    const stop = AbortSignal.any([signal, left.signal]);
    const sizes = sources.map(({ size }) => Math.max(size, 1));
    const total = sizes.reduce((a, b) => a + b, 0);
    const reports: { file: string; report: FileReport }[] = [];
    let work: Promise<FileReport> | undefined;
    let done = 0;
    let rows = 0;
    let recorded = false;
    const speed = (count: number): number => Math.round(count / Math.max(0.001, (Date.now() - started) / 1000));
    try {
      for (const [i, file] of sources.entries()) {
        const size = sizes[i] as number;
        const progress = new Latest<ImportProgress>();
        work = importFile(file, format, map, importId, {
          ...this.deps.context,
          signal: stop,
          gate: () => Promise.resolve(stop.aborted ? fail('cancelled', 'The import was cancelled.') : undefined),
          onProgress: (phase, share, fileRows) => {
            const count = rows + fileRows;
            progress.set({
              type: 'progress',
              phase,
              share: (0.97 * (done + size * share)) / total,
              rows: count,
              rowsPerSecond: speed(count),
            });
          },
        }).finally(() => progress.end());
        // Looked at below; a failure meanwhile must not count as unhandled.
        work.catch(() => undefined);
        yield* progress.values(PROGRESS_MS);
        const report = await work;
        reports.push({ file: file.name, report });
        rows += report.rows;
        done += size;
      }
      yield { type: 'progress', phase: 'indexing', share: 0.98, rows, rowsPerSecond: speed(rows) };
      const totals = await this.totals();
      if (stop.aborted) fail('cancelled', 'The import was cancelled.');
      const report = { ...totals, ...summarise(reports), elapsedMs: Date.now() - started };
      await this.record(
        importId,
        started,
        reports.map(({ file }) => file),
        map,
        report,
      );
      recorded = true;
      this.deps.onChanged();
      yield { type: 'done', report };
    } finally {
      if (!recorded) {
        left.abort();
        // Only once it has stopped is it known what there is to take out. Why it failed has been said already.
        await work?.catch(() => undefined);
        await removeImport(this.deps.connection, lock, counters, importId);
        this.deps.onChanged();
      }
    }
  }

  private async record(
    importId: number,
    started: number,
    files: readonly string[],
    map: CommandInput<'import.run'>['map'],
    report: ImportReport,
  ): Promise<void> {
    await this.deps.context.lock.run(() =>
      this.deps.connection.run('INSERT INTO imports VALUES ($1, $2, $3, $4, $5)', [
        importId,
        BigInt(started),
        JSON.stringify(files),
        map === undefined ? null : JSON.stringify(map),
        JSON.stringify(report),
      ]),
    );
  }

  /** What the workspace holds now, in the words of an import report. */
  async totals(): Promise<Pick<ImportReport, 'events' | 'persons' | 'from' | 'to'>> {
    const view = await this.deps.dataset.current();
    const extent = extentOf(view.sequences);
    return {
      events: view.sequences.length,
      persons: view.sequences.persons,
      ...(extent === undefined
        ? {}
        : { from: new Date(extent.from).toISOString(), to: new Date(extent.to).toISOString() }),
    };
  }

  private async source(token: string): Promise<SourceFile> {
    const grant = this.grants.get(token);
    if (grant === undefined) return fail('not_found', 'This file is no longer at hand. Pick or drop it again.');
    const { size } = await assertReadable(grant.path, grant.name);
    return { path: grant.path, name: grant.name, size };
  }
}

function summarise(
  reports: readonly { file: string; report: FileReport }[],
): Omit<ImportReport, 'events' | 'persons' | 'from' | 'to' | 'elapsedMs'> {
  const sum = (pick: (report: FileReport) => number): number =>
    reports.reduce((total, { report }) => total + pick(report), 0);
  const byReason = new Map<string, ImportReport['rejects'][number]>();
  for (const { file, report } of reports) {
    for (const { reason, count, lines } of report.rejects) {
      const entry = byReason.get(reason) ?? { reason, count: 0, examples: [] };
      entry.count += count;
      entry.examples.push(...lines.map((line) => ({ file, line })));
      byReason.set(reason, entry);
    }
  }
  const rejects = [...byReason.values()].map((entry) => ({ ...entry, examples: entry.examples.slice(0, 5) }));
  return {
    files: reports.length,
    rows: sum((report) => report.rows),
    imported: sum((report) => report.imported),
    duplicates: sum((report) => report.duplicates),
    skipped: sum((report) => report.skipped),
    rejected: rejects.reduce((total, { count }) => total + count, 0),
    rejects,
  };
}

/** The newest of values that come faster than they are read. */
class Latest<T> {
  private value: T | undefined;
  private ended = false;
  private wake: (() => void) | undefined;

  set(value: T): void {
    this.value = value;
    this.wake?.();
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  async *values(pauseMs: number): AsyncGenerator<T> {
    for (;;) {
      const { value } = this;
      this.value = undefined;
      if (value !== undefined) yield value;
      else if (this.ended) return;
      await new Promise<void>((resolve) => {
        if (this.ended || this.value !== undefined) {
          if (this.ended) resolve();
          else setTimeout(resolve, pauseMs);
          return;
        }
        this.wake = resolve;
      });
      this.wake = undefined;
    }
  }
}
