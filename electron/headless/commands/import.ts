/** `waymark import` and `waymark sample`: files, or the sample product, into the workspace. */
import type { ImportProgress, ImportReport } from '../../../shared/contract/commands';
import { invalidRequest } from '../../../shared/contract/errors';
import {
  type ElapsedUnit,
  importMapSchema,
  type FileFormat,
  type ImportMap,
  type TimeGiven,
  timeGivenSchema,
} from '../../../shared/formats/import-map';
import { findFiles } from '../../api/find-files';
import { connect, type WorkspaceClient } from '../client';
import { passingWorkspace } from '../passing-workspace';
import { EXIT, followImport, printJson, readJsonArgument, say, UsageError } from '../terminal';

export interface ImportOptions {
  readonly format: FileFormat;
  /** Path of a MAP.json. */
  readonly map?: string;
  readonly time?: TimeOptions;
  /** Says what would come, and stores nothing. */
  readonly dryRun?: boolean;
}

/** When rows happened that do not say it. */
export interface TimeOptions {
  /** All of them, as ISO text. */
  readonly at?: string;
  /** When the counting of a column began, as ISO text; `unit` and the column are told by its name where not given. */
  readonly since?: string;
  readonly unit?: ElapsedUnit;
  readonly timeColumn?: string;
}

/** What the options say of the time; undefined where they say nothing. */
function timeGiven({ at, since, unit, timeColumn }: TimeOptions): TimeGiven | undefined {
  if (at === undefined && since === undefined) {
    if (unit === undefined && timeColumn === undefined) return undefined;
    throw new UsageError('--unit and --time-column say what is counted: give --since, the moment that it counts from.');
  }
  if (at !== undefined && (since ?? unit ?? timeColumn) !== undefined) {
    throw new UsageError(
      '--at is the one moment of all rows: it cannot stand beside --since, --unit or --time-column.',
    );
  }
  const given = timeGivenSchema.safeParse(
    at === undefined
      ? { since, ...(unit === undefined ? {} : { unit }), ...(timeColumn === undefined ? {} : { column: timeColumn }) }
      : { constant: at },
  );
  if (given.success) return given.data;
  const option = at === undefined ? '--since' : '--at';
  throw new UsageError(
    `${option} must be a time such as 2026-01-31 or 2026-01-31T08:00:00+01:00; it is ${at ?? since}.`,
  );
}

/** The mapping of a file whose rows do not say when they happened. */
async function mapWithTime(
  client: WorkspaceClient,
  { file, format, time }: { readonly file: string; readonly format: FileFormat; readonly time: TimeGiven },
): Promise<ImportMap> {
  const { map, vendor, problem } = await client.call('import.guess', { file, format, time });
  if (map !== undefined) return map;
  throw new UsageError(
    vendor === undefined
      ? (problem ?? 'No mapping could be guessed. Give one with --map.')
      : `This is a ${vendor.title}, which says itself when its events happened. To read it as any other table, name its --format.`,
  );
}

interface Said {
  readonly map: ImportMap | undefined;
  readonly time: TimeGiven | undefined;
}

/** The mapping that was given, or the first file's where only its time was. */
async function mappedBy(
  client: WorkspaceClient,
  [file]: readonly string[],
  format: FileFormat,
  { map, time }: Said,
): Promise<{ readonly map?: ImportMap }> {
  if (time === undefined || file === undefined) return map === undefined ? {} : { map };
  return { map: await mapWithTime(client, { file, format, time }) };
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
  const time = timeGiven(options.time ?? {});
  if (map !== undefined && time !== undefined) {
    throw new UsageError('A mapping says itself when rows happened: give either --map, or --at or --since.');
  }
  const found: string[] = [];
  for (const named of files) found.push(...(await findFiles(named)));
  if (options.dryRun === true) return tryOut(found, options.format, { map, time });
  const client = await open();
  try {
    const tokens: string[] = [];
    for (const file of found) tokens.push(await client.grant(file));
    const mapped = await mappedBy(client, tokens, options.format, { map, time });
    const input = { files: tokens, format: options.format, ...mapped };
    return await follow((signal) => client.stream('import.run', input, signal), 'Cancelled. Nothing of it was kept.');
  } finally {
    await client.close();
  }
}

/**
 * How each file would be read, and the counts: by a real import into a workspace that goes away again, so that they are
 * those that an import of these files alone would have. The workspace itself is not opened.
 */
async function tryOut(files: readonly string[], format: FileFormat, said: Said): Promise<number> {
  const workspace = passingWorkspace();
  try {
    const client = await connect(workspace.dir, 'warn');
    try {
      const tokens: string[] = [];
      for (const file of files) tokens.push(await client.grant(file));
      const mapped = await mappedBy(client, tokens, format, said);
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
