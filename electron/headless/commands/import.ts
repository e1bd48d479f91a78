/** `waymark import` and `waymark sample`: files, or the sample product, into the workspace. */
import type { ImportProgress } from '../../../shared/contract/commands';
import { invalidRequest } from '../../../shared/contract/errors';
import { importMapSchema, type FileFormat, type ImportMap } from '../../../shared/formats/import-map';
import { findFiles } from '../../api/find-files';
import type { WorkspaceClient } from '../client';
import { EXIT, followImport, printJson, readJsonArgument, say, UsageError } from '../terminal';

export interface ImportOptions {
  readonly format: FileFormat;
  /** Path of a MAP.json. */
  readonly map?: string;
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
  connect: () => Promise<WorkspaceClient>,
): Promise<number> {
  const map = options.map === undefined ? undefined : await readMap(options.map);
  const client = await connect();
  try {
    const tokens: string[] = [];
    for (const named of files) for (const file of await findFiles(named)) tokens.push(await client.grant(file));
    const input = { files: tokens, format: options.format, ...(map === undefined ? {} : { map }) };
    return await follow((signal) => client.stream('import.run', input, signal), 'Cancelled. Nothing of it was kept.');
  } finally {
    await client.close();
  }
}

export async function loadSample(connect: () => Promise<WorkspaceClient>): Promise<number> {
  const client = await connect();
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
): Promise<number> {
  const cancel = new AbortController();
  const abort = (): void => cancel.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  try {
    const report = await followImport(start(cancel.signal));
    printJson(report);
    return report.rejected > 0 && report.imported + report.duplicates + report.skipped === 0 ? EXIT.findings : 0;
  } catch (error) {
    if (!cancel.signal.aborted) throw error;
    say(cancelled);
    return EXIT.failed;
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}
