/** A given file with all that is in it, and small files together: what of them can be read, and the rest told of. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../../shared/contract/errors';
import { STAGING } from '../store/database';
import { type Bundle, bundlesOf, type Found, groupsOf, layOut, packedSizeOf, type Part } from './bundles';
import { withEvenEnds } from './evened-file';
import { OpenQuote, withoutBrokenLines } from './mended-file';
import { PartLines } from './part-lines';
import { type FileReport, type FileWork, type ImportContext, importPlain } from './run-import';
import { MAX_LINE_BYTES, MixedEnds } from './staging';
import { type PlainFile, plainFiles, type SourceFile } from './unpack';

export async function importFile(file: SourceFile, work: FileWork): Promise<FileReport> {
  const { context, importId, format } = work;
  const reports: FileReport[] = [];
  let firstFailure: AppFailure | undefined;
  const { members: skip = 0 } = context.from ?? {};
  if (context.from !== undefined && skip > 0) {
    const { rows: read, imported, duplicates } = context.from;
    reports.push({ rows: read, imported, duplicates, skipped: 0, rejects: [] });
  }
  let packed = 0;
  let members = skip;
  context.onProgress('reading', 0, 0);
  const { workspaceDir } = context.database;
  const plain = plainFiles(file, { workspaceDir, id: `import-${importId}`, asked: format, skip });
  for await (const found of bundlesOf(plain)) {
    await context.gate();
    const begun = packed;
    const { rows: before } = sumOf(reports);
    packed += packedShare(found, file.size);
    const part = packed - begun;
    const partContext: ImportContext = {
      ...context,
      onProgress: (phase, share, count) => context.onProgress(phase, Math.min(1, begun + share * part), before + count),
    };
    const outcomes = await importFound(
      found,
      { ...work, context: partContext },
      {
        isWholeFile: (name) => name === file.name,
        // A mapping that does not fit it is its own too.
        isOfOne: ({ error }) => error.code === 'file_not_understood' || error.code === 'invalid_request',
      },
    );
    for (const { name, report, failure } of outcomes) {
      if (report !== undefined) reports.push(name === file.name ? report : named(report, name));
      if (failure === undefined) continue;
      // Of an archive, what cannot be read does not stop the rest; it is told of where anything else could be.
      if (name === file.name) throw failure;
      firstFailure ??= failure;
      reports.push({ ...NOTHING_READ, rejects: [{ reason: failure.error.message, count: 1, lines: [], file: name }] });
    }
    members += outcomes.length;
    const { rejects, skipped, ...sums } = sumOf(reports);
    const isMember = outcomes.some(({ name }) => name !== file.name);
    if (isMember && rejects.length + skipped === 0) await context.onPosition({ ...sums, members });
  }
  if (firstFailure !== undefined && sumOf(reports).rows === 0) throw firstFailure;
  return sumOf(reports);
}

/** What came of a file. */
export interface Outcome {
  readonly name: string;
  readonly report?: FileReport;
  readonly failure?: AppFailure;
}

/** Small files that are no archives, with an outcome for each, in their order. */
export async function importSmallFiles(files: readonly SourceFile[], work: FileWork): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const { context } = work;
  for await (const found of bundlesOf(plainOf(files, work))) {
    await context.gate();
    const isOfOne = ({ error }: AppFailure): boolean => !context.signal.aborted && error.code !== 'cancelled';
    outcomes.push(...(await importFound(found, work, { isWholeFile: () => false, isOfOne })));
  }
  return outcomes;
}

async function* plainOf(files: readonly SourceFile[], { context, importId, format }: FileWork): AsyncGenerator<Found> {
  const { workspaceDir } = context.database;
  for (const file of files) {
    try {
      yield* plainFiles(file, { workspaceDir, id: `import-${importId}`, asked: format });
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.code === 'cancelled') throw error;
      yield { name: file.name, failure: error };
    }
  }
}

const scratchOf = ({ context, importId }: FileWork, what: string): string =>
  join(context.database.workspaceDir, STAGING, `import-${importId}.${what}`);

const packedShare = (found: Found | Bundle, size: number): number =>
  'failure' in found ? 0 : ('parts' in found ? packedSizeOf(found.parts) : found.packedSize) / Math.max(1, size);

/** How the files in an import are told of. */
interface Telling {
  /** It is all that the given file holds. */
  readonly isWholeFile: (name: string) => boolean;
  /** Whether such a failure is one file's alone, and the others go on. */
  readonly isOfOne: (failure: AppFailure) => boolean;
}

async function importFound(found: Found | Bundle, work: FileWork, telling: Telling): Promise<Outcome[]> {
  if ('failure' in found) return [found];
  return 'parts' in found ? importBundle(found, work, telling) : [await importOne(found, work, telling)];
}

/** An outcome for each file, in their order. */
async function importBundle(bundle: Bundle, work: FileWork, telling: Telling): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const { context } = work;
  let [done, rowsBefore] = [0, 0];
  for (const group of groupsOf(bundle)) {
    await context.gate();
    const groupContext: ImportContext = {
      ...context,
      onProgress: (phase, share, rows) =>
        context.onProgress(phase, (done + share * group.length) / bundle.parts.length, rowsBefore + rows),
    };
    const parts = group.map((at) => bundle.parts[at] as Part);
    const found = await importParts(parts, { ...work, context: groupContext }, telling);
    for (const [index, at] of group.entries()) outcomes[at] = found[index] as Outcome;
    done += group.length;
    rowsBefore += sumOf(found.flatMap(({ report }) => report ?? [])).rows;
  }
  return outcomes;
}

/** Parts of one shape: the rows of all are told with the first, the rejects with whose they are. */
async function importParts(parts: readonly Part[], work: FileWork, telling: Telling): Promise<Outcome[]> {
  const path = scratchOf(work, 'bundle');
  try {
    const whole = await layOut(parts, path);
    if (parts.length === 1) return [await importOne(whole, work, telling)];
    const names = parts.map(({ file: { name }, rows }) => ({ name, rows }));
    const context: ImportContext = {
      ...work.context,
      parts: new PartLines(names, (parts[0]?.head ?? 0) > 0),
      // How far the rows of all are stored says nothing of one of them.
      onStored: () => undefined,
    };
    const reports = reportsOf(await importPlain(whole, { ...work, context }, false), parts.length);
    return reports.map((report, index) => ({ name: names[index]?.name ?? '', report }));
  } catch (error) {
    const isOfFile =
      error instanceof MixedEnds ||
      error instanceof OpenQuote ||
      (error instanceof AppFailure && telling.isOfOne(error));
    if (!isOfFile || parts.length === 1) throw error;
  } finally {
    await rm(path, { force: true });
  }
  // Which of them cannot be read is found by halves.
  const middle = Math.ceil(parts.length / 2);
  const outcomes: Outcome[] = [];
  for (const half of [parts.slice(0, middle), parts.slice(middle)]) {
    await work.context.gate();
    outcomes.push(...(await importParts(half, work, telling)));
  }
  return outcomes;
}

/** The report of several files as one for each of them: what was read is told with the first. */
function reportsOf({ rejects, ...sums }: FileReport, files: number): FileReport[] {
  const own = Array.from({ length: files }, (): FileReport['rejects'][number][] => []);
  for (const { part = 0, ...reject } of rejects) own[part]?.push(reject);
  return own.map((each, index) => ({ ...(index === 0 ? sums : NOTHING_READ), rejects: each }));
}

async function importOne(file: PlainFile, work: FileWork, { isWholeFile, isOfOne }: Telling): Promise<Outcome> {
  const { name } = file;
  try {
    return { name, report: await importMended(file, work, isWholeFile(name)) };
  } catch (error) {
    if (error instanceof AppFailure && isOfOne(error)) return { name, failure: error };
    throw error;
  }
}

/** What the reader cannot take in as it is, as a copy that it can. */
async function importMended(file: PlainFile, work: FileWork, isWholeFile: boolean): Promise<FileReport> {
  try {
    return await importPlain(file, work, isWholeFile);
  } catch (error) {
    // What is stored of it already is met again.
    const again: FileWork = { ...work, context: { ...work.context, from: undefined } };
    if (error instanceof MixedEnds) {
      return withEvenEnds(file, scratchOf(work, 'evened'), (evened) => importMended(evened, again, false));
    }
    if (error instanceof OpenQuote) {
      const options = { scratch: scratchOf(work, 'mended'), maxBytes: MAX_LINE_BYTES };
      return withoutBrokenLines(file, options, (mended) => importMended(mended, again, false));
    }
    throw error;
  }
}

const NOTHING_READ = { rows: 0, imported: 0, duplicates: 0, skipped: 0 };

const named = (report: FileReport, file: string): FileReport => ({
  ...report,
  rejects: report.rejects.map((each) => ({ ...each, file })),
});

function sumOf(reports: readonly FileReport[]): FileReport {
  const sum = (pick: (report: FileReport) => number): number =>
    reports.reduce((total, report) => total + pick(report), 0);
  return {
    rows: sum((report) => report.rows),
    imported: sum((report) => report.imported),
    duplicates: sum((report) => report.duplicates),
    skipped: sum((report) => report.skipped),
    rejects: reports.flatMap((report) => report.rejects),
  };
}
