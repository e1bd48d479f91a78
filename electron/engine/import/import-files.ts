/** The files of one import, one after the other, and the report of them all. */
import type { ImportReport } from '../../../shared/contract/commands';
import { AppFailure } from '../../../shared/contract/errors';
import { unionNotes } from '../../../shared/formats/unite';
import type { ImportControl } from './import-control';
import type { FinishedFile, ImportPosition, ImportRecord, ImportSource } from './import-records';
import { isSmall } from './bundles';
import { importFile, importSmallFiles } from './import-file';
import type { FileReport, ImportContext } from './run-import';
import { isArchive } from './unpack';
import type { UnitedFiles } from './unite-files';

export interface FilesWork {
  readonly record: ImportRecord;
  readonly sources: readonly ImportSource[];
  readonly control: ImportControl;
  readonly context: Omit<ImportContext, 'signal' | 'gate' | 'onProgress' | 'onPosition' | 'onStored' | 'from'>;
  /** Called after each file with all that are done. */
  readonly onFinished: (finished: readonly FinishedFile[]) => Promise<void>;
  /** Called after each step of a file with how many of its rows are stored. */
  readonly onStored: ImportContext['onStored'];
  /** Called now and then with how far the file after those is stored. */
  readonly onPosition: (position: ImportPosition) => Promise<void>;
}

/** What is left for making sessions and sequences. */
const FILES_SHARE = 0.97;

/**
 * Imports the files that are not done. Of several files, one that cannot be read is told of and the others go on; throws
 * where none can.
 */
export async function importFiles({
  record,
  sources,
  control,
  context,
  onFinished,
  onStored,
  onPosition,
}: FilesWork): Promise<FinishedFile[]> {
  const { id, format, map } = record;
  const sizes = sources.map(({ size }) => Math.max(size, 1));
  const total = sizes.reduce((a, b) => a + b, 0);
  const finished: FinishedFile[] = [...record.finished];
  let from = record.position;
  while (finished.length < sources.length) {
    const index = finished.length;
    const before = sizes.slice(0, index).reduce((a, b) => a + b, 0);
    const rowsBefore = sumOf(finished, (report) => report.rows);
    // One that was begun is gone on with by itself.
    const files = from === undefined ? await someFrom(sources, index) : sources.slice(index, index + 1);
    const [file] = files;
    if (file === undefined) break;
    const size = sizes.slice(index, index + files.length).reduce((a, b) => a + b, 0);
    const work = {
      format,
      map,
      importId: id,
      context: {
        ...context,
        signal: control.signal,
        gate: control.gate,
        // Of small files that are read as one, nobody knows by rows which of them are stored.
        onStored: files.length === 1 ? onStored : () => undefined,
        onPosition: files.length === 1 ? onPosition : async () => undefined,
        ...(from === undefined ? {} : { from }),
        onProgress: (phase: 'reading' | 'storing', share: number, rows: number) => {
          const bytes = before + size * share;
          control.tell({
            phase,
            share: (FILES_SHARE * bytes) / total,
            rows: rowsBefore + rows,
            bytes: Math.round(bytes),
          });
        },
      },
    };
    from = undefined;
    try {
      if (files.length === 1) finished.push({ file: file.name, report: await importFile(file, work) });
      else {
        for (const { name, report, failure } of await importSmallFiles(files, work))
          finished.push({ file: name, ...(failure === undefined ? { report } : { problem: failure.message }) });
      }
    } catch (error) {
      if (sources.length === 1 || control.signal.aborted || !(error instanceof AppFailure)) throw error;
      for (const { name } of files) finished.push({ file: name, problem: error.message });
    }
    if (finished.length === sources.length) throwWhereNothing(finished);
    await onFinished(finished);
    // Thousands of small files are as many steps.
    await control.gate();
  }
  return finished;
}

/** The next file, or as many small ones as follow each other. */
async function someFrom(sources: readonly ImportSource[], index: number): Promise<readonly ImportSource[]> {
  const small: ImportSource[] = [];
  for (const source of sources.slice(index, index + SMALL_FILES)) {
    if (!isSmall(source) || (await isArchive(source).catch(() => true))) break;
    small.push(source);
  }
  return small.length > 1 ? small : sources.slice(index, index + 1);
}

/** So many are a step of the import. */
const SMALL_FILES = 1_000;

function throwWhereNothing(finished: readonly FinishedFile[]): void {
  const [first] = finished;
  if (first?.problem === undefined || finished.some(({ report }) => report !== undefined)) return;
  throw new AppFailure({ code: 'file_not_understood', message: finished.at(-1)?.problem ?? first.problem });
}

const sumOf = (finished: readonly FinishedFile[], pick: (report: FileReport) => number): number =>
  finished.reduce((total, { report }) => total + (report === undefined ? 0 : pick(report)), 0);

const EXAMPLES = 5;

/**
 * `stored`: how many events of the import there are. After an interruption that is more than its last part stored: what
 * the part before had stored was met again and is no duplicate.
 */
export function summarise(
  finished: readonly FinishedFile[],
  { tables, columns }: UnitedFiles,
  stored: number,
): Omit<ImportReport, 'events' | 'persons' | 'from' | 'to' | 'elapsedMs'> {
  const byReason = new Map<string, ImportReport['rejects'][number]>();
  for (const { file, report } of finished) {
    for (const { reason, count, lines, file: inner = file } of report?.rejects ?? []) {
      const entry = byReason.get(reason) ?? { reason, count: 0, examples: [] };
      entry.count += count;
      entry.examples.push(...lines.map((line) => ({ file: inner, line })));
      byReason.set(reason, entry);
    }
  }
  const rejects = [...byReason.values()].map((entry) => ({ ...entry, examples: entry.examples.slice(0, EXAMPLES) }));
  const problems = finished.flatMap(({ file, problem }) => (problem === undefined ? [] : [{ file, message: problem }]));
  const notes = [...unionNotes(columns, tables)];
  const met = stored - sumOf(finished, (report) => report.imported);
  return {
    files: finished.length,
    rows: sumOf(finished, (report) => report.rows),
    imported: stored,
    duplicates: Math.max(0, sumOf(finished, (report) => report.duplicates) - met),
    skipped: sumOf(finished, (report) => report.skipped),
    rejected: rejects.reduce((total, { count }) => total + count, 0),
    rejects,
    ...(problems.length === 0 ? {} : { problems }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}
