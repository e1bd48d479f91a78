/** The files of one import, one after the other, and the report of them all. */
import type { ImportReport } from '../../../shared/contract/commands';
import { AppFailure } from '../../../shared/contract/errors';
import { unionNotes } from '../../../shared/formats/unite';
import type { ImportControl } from './import-control';
import type { FinishedFile, ImportPosition, ImportRecord, ImportSource } from './import-records';
import { type FileReport, type ImportContext, importFile } from './run-import';
import type { UnitedFiles } from './unite-files';

export interface FilesWork {
  readonly record: ImportRecord;
  readonly sources: readonly ImportSource[];
  readonly control: ImportControl;
  readonly context: Omit<ImportContext, 'signal' | 'gate' | 'onProgress' | 'onPosition' | 'from'>;
  /** Called after each file with all that are done. */
  readonly onFinished: (finished: readonly FinishedFile[]) => Promise<void>;
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
  onPosition,
}: FilesWork): Promise<FinishedFile[]> {
  const { id, format, map } = record;
  const sizes = sources.map(({ size }) => Math.max(size, 1));
  const total = sizes.reduce((a, b) => a + b, 0);
  const finished: FinishedFile[] = [...record.finished];
  for (const [index, file] of sources.entries()) {
    if (index < record.finished.length) continue;
    const size = sizes[index] ?? 1;
    const before = sizes.slice(0, index).reduce((a, b) => a + b, 0);
    const rowsBefore = sumOf(finished, (report) => report.rows);
    try {
      const report = await importFile(file, format, map, id, {
        ...context,
        signal: control.signal,
        gate: control.gate,
        onPosition,
        ...(index === record.finished.length && record.position !== undefined ? { from: record.position } : {}),
        onProgress: (phase, share, rows) => {
          const bytes = before + size * share;
          control.tell({
            phase,
            share: (FILES_SHARE * bytes) / total,
            rows: rowsBefore + rows,
            bytes: Math.round(bytes),
          });
        },
      });
      finished.push({ file: file.name, report });
    } catch (error) {
      if (sources.length === 1 || control.signal.aborted || !(error instanceof AppFailure)) throw error;
      finished.push({ file: file.name, problem: error.message });
      if (finished.length === sources.length && finished.every(({ report }) => report === undefined)) throw error;
    }
    await onFinished(finished);
    // Thousands of small files are as many steps.
    await control.gate();
  }
  return finished;
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
