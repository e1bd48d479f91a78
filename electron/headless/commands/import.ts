/** `waymark import` and `waymark sample`: files, or the sample product, into the workspace. */
import type { ImportProgress, ImportReport } from '../../../shared/contract/commands';
import { invalidRequest } from '../../../shared/contract/errors';
import { importMapSchema, type FileFormat, type ImportMap } from '../../../shared/formats/import-map';
import { findFiles } from '../../api/find-files';
import { connect, type WorkspaceClient } from '../client';
import { passingWorkspace } from '../passing-workspace';
import { EXIT, followImport, printJson, readJsonArgument, say, UsageError } from '../terminal';

export interface ImportOptions {
  readonly format: FileFormat;
  /** Path of a MAP.json. */
  readonly map?: string;
  /** Says what would come, and stores nothing. */
  readonly dryRun?: boolean;
}

async function readMap(path: string): Promise<ImportMap> {
  const map = importMapSchema.safeParse(await readJsonArgument(path));
  if (!map.success) throw new UsageError(`The mapping is not valid: ${invalidRequest(map.error).message}`);
  return map.data;
}

/** Gives the exit status: findings where rows came in and not one could be used. */
export async function importFiles(
  files: readonly string[],
  options: ImportOptions,
  open: () => Promise<WorkspaceClient>,
): Promise<number> {
  const map = options.map === undefined ? undefined : await readMap(options.map);
  const found: string[] = [];
  for (const named of files) found.push(...(await findFiles(named)));
  if (options.dryRun === true) return tryOut(found, options.format, map);
  const client = await open();
  try {
    const tokens: string[] = [];
    for (const file of found) tokens.push(await client.grant(file));
    const input = { files: tokens, format: options.format, ...(map === undefined ? {} : { map }) };
    return await follow((signal) => client.stream('import.run', input, signal), 'Cancelled. Nothing of it was kept.');
  } finally {
    await client.close();
  }
}

/**
 * How each file would be read, and the counts: by a real import into a workspace that goes away again, so that they are
 * those that an import of these files alone would have. The workspace itself is not opened.
 */
async function tryOut(files: readonly string[], format: FileFormat, map: ImportMap | undefined): Promise<number> {
  const workspace = passingWorkspace();
  const mapped = map === undefined ? {} : { map };
  try {
    const client = await connect(workspace.dir, 'warn');
    try {
      const tokens: string[] = [];
      for (const file of files) tokens.push(await client.grant(file));
      const looks: object[] = [];
      for (const token of tokens.slice(0, LOOKED_AT)) {
        const look = await client.call('import.guess', { file: token, format, ...mapped });
        looks.push({ ...look, preview: look.preview.slice(0, PREVIEWED) });
      }
      const start = (signal: AbortSignal): AsyncIterable<ImportProgress> =>
        client.stream('import.run', { files: tokens, format, ...mapped }, signal);
      return await follow(start, 'Cancelled. Nothing was stored.', (report) => ({
        stored: false,
        files: looks,
        report,
      }));
    } finally {
      await client.close();
    }
  } finally {
    workspace.remove();
  }
}

/** Of thousands of files, the first show how all are read. */
const LOOKED_AT = 20;
const PREVIEWED = 3;

export async function loadSample(open: () => Promise<WorkspaceClient>): Promise<number> {
  const client = await open();
  try {
    return await follow((signal) => client.stream('sample.load', {}, signal), 'Cancelled. Load it again for the rest.');
  } finally {
    await client.close();
  }
}

/** Ctrl+C cancels; `cancelled` says what became of what was begun. */
async function follow(
  start: (signal: AbortSignal) => AsyncIterable<ImportProgress>,
  cancelled: string,
  shown: (report: ImportReport) => unknown = (report) => report,
): Promise<number> {
  const cancel = new AbortController();
  const abort = (): void => cancel.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  try {
    const report = await followImport(start(cancel.signal));
    printJson(shown(report));
    return report.rejected > 0 && report.imported + report.duplicates + report.skipped === 0 ? EXIT.findings : 0;
  } catch (error) {
    if (!cancel.signal.aborted) throw error;
    say(cancelled);
    return EXIT.failed;
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}
