/**
 * The workspace's DuckDB file: opened once, by this process alone, locked down before the first question (docs/security
 * habit: threads, memory and temp folder first, then external access off, then the configuration locked). Promises:
 * nothing outside the workspace folder can be read or written through it, and no extension is ever fetched.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { sqlText } from '../../../shared/sql/quote';
import { AppFailure } from '../../../shared/contract/errors';
import { FILE_LAYOUT } from './encode-events';
import { WriteLock } from './lock';
import { migrate } from './migrate';
import { readNumber } from './read';

export interface DatabaseOptions {
  readonly workspaceDir: string;
  readonly threads: number;
  readonly memoryLimitMb: number;
}

export interface Database {
  readonly workspaceDir: string;
  /** A new connection; close it with `closeSync` when done. */
  connect(): Promise<DuckDBConnection>;
  /**
   * Gives back the memory in which DuckDB keeps what it read, in case it is wanted again: after a pass over all events
   * that is most of what it may have. What questions under way hold on to stays.
   */
  trim(): Promise<void>;
  /** The same, down to so many bytes beside what is worked on; nothing is done where less than that could be gained. */
  giveBack(keptBytes: number): Promise<void>;
  /** What DuckDB may take from now on; what it holds beyond that it gives back, as far as nothing under way uses it. */
  limitMemory(megabytes: number): Promise<void>;
  /** Bytes that DuckDB says it takes. */
  memoryUsed(): Promise<number>;
  /** Flushes the log into the file and closes it. */
  close(): Promise<void>;
}

/** In the workspace's folder. */
export const DATABASE_FILE = 'waymark.duckdb';
/** A crash leaves at most this much to be read again at opening: a second or two. */
const CHECKPOINT_MB = 128;
/** Files that import jobs read into; emptied at start, since whatever a crash left there was never stored. */
export const STAGING = 'staging';
const TEMP = 'temp';

/** Where a database may lie that is gone at the next opening. */
export const scratchFile = (workspaceDir: string, name: string): string => join(workspaceDir, TEMP, `${name}.duckdb`);

/**
 * Opens or creates the workspace. Throws {@link AppFailure} `workspace_in_use`, `workspace_corrupt` or
 * `workspace_too_new`; the file is not changed in any of these cases.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { workspaceDir } = options;
  await mkdir(workspaceDir, { recursive: true });
  for (const scratch of [STAGING, TEMP]) {
    await rm(join(workspaceDir, scratch), { recursive: true, force: true });
    await mkdir(join(workspaceDir, scratch), { recursive: true });
  }
  const file = join(workspaceDir, DATABASE_FILE);
  const instance = await createInstance(file);
  try {
    const connection = await instance.connect();
    for (const statement of lockdown(options)) await connection.run(statement);
    await migrate(connection, file);
    connection.closeSync();
  } catch (error) {
    instance.closeSync();
    throw explainOpening(error, file);
  }
  let limitMb = options.memoryLimitMb;
  const turns = new WriteLock();
  return {
    workspaceDir,
    connect: () => instance.connect(),
    trim: () => turns.run(() => limitMemory(instance, [Math.min(TRIMMED_MB, limitMb), limitMb])),
    limitMemory: (megabytes) => {
      limitMb = Math.ceil(megabytes);
      return turns.run(() => limitMemory(instance, [limitMb]));
    },
    giveBack: (keptBytes) =>
      turns.run(async () => {
        const read = await memoryUsed(instance, "tag = 'BASE_TABLE'");
        if (read < keptBytes * 2) return;
        const kept = Math.ceil(((await memoryUsed(instance)) - read + keptBytes) / 1e6);
        if (kept < limitMb) await limitMemory(instance, [kept, limitMb]);
      }),
    memoryUsed: () => memoryUsed(instance),
    // After what sets its limits: that has a connection of its own.
    close: () =>
      turns.run(async () => {
        const connection = await instance.connect();
        await connection.run('CHECKPOINT');
        connection.closeSync();
        instance.closeSync();
      }),
  };
}

async function createInstance(file: string): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(file, FILE_LAYOUT);
  } catch (error) {
    throw explainOpening(error, file);
  }
}

/** What is left to DuckDB in a {@link Database.trim}: enough for a question that comes in between. */
const TRIMMED_MB = 256;

/** Bytes that DuckDB says it takes, for what passes `condition`. */
async function memoryUsed(instance: DuckDBInstance, condition = 'true'): Promise<number> {
  const connection = await instance.connect();
  try {
    const query = `SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT FROM duckdb_memory() WHERE ${condition}`;
    return await readNumber(connection, query);
  } finally {
    connection.closeSync();
  }
}

/** Sets one limit after the other; DuckDB has the system take back what lies free, too. */
async function limitMemory(instance: DuckDBInstance, limitsMb: readonly number[]): Promise<void> {
  const connection = await instance.connect();
  try {
    for (const megabytes of limitsMb) {
      // DuckDB frees what it can before it says that this is not enough; the limit then stays what it was.
      await connection.run(`SET memory_limit = '${megabytes}MB'`).catch((error: unknown) => {
        if (!(error instanceof Error && error.message.includes('could not free up enough memory'))) throw error;
      });
    }
  } finally {
    connection.closeSync();
  }
}

/** Of rows that DuckDB has worked out and nobody has read yet: with its own 1 MB its threads wait more than they work. */
const STREAMED_MB = 16;

/** In this order: after the lock even `SET threads` fails. */
function lockdown({ workspaceDir, threads, memoryLimitMb }: DatabaseOptions): string[] {
  return [
    `SET threads = ${threads}`,
    `SET memory_limit = '${memoryLimitMb}MB'`,
    // The log of changes is folded into the file at this size, which stops commits for as long as it takes.
    `SET checkpoint_threshold = '${CHECKPOINT_MB}MB'`,
    `SET streaming_buffer_size = '${STREAMED_MB}MB'`,
    `SET temp_directory = ${sqlText(join(workspaceDir, TEMP))}`,
    "SET TimeZone = 'UTC'",
    `SET allowed_directories = [${sqlText(`${workspaceDir}/`)}]`,
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    'SET enable_external_access = false',
    // All that is changed later, and that nobody gains anything by: the limit, and whether an export says how far it is.
    "SET allowed_configs = ['memory_limit', 'enable_progress_bar', 'enable_progress_bar_print']",
    'SET lock_configuration = true',
  ];
}

/** DuckDB's sentence about a file it will not open, made into one that a person can act on. */
function explainOpening(error: unknown, file: string): unknown {
  if (error instanceof AppFailure || !(error instanceof Error)) return error;
  const detail = error.message;
  if (/Could not set lock|being used by another process|already open/i.test(detail)) {
    return failure(
      'workspace_in_use',
      `Another program has ${file} open. Close it, or choose another workspace.`,
      detail,
    );
  }
  if (
    /not a valid DuckDB database|corrupt|checksum|deserialize|magic bytes|Serialization Error|Failure while replaying WAL/i.test(
      detail,
    )
  ) {
    return failure(
      'workspace_corrupt',
      `${file} cannot be read as a Waymark workspace and was left untouched. Restore it from a backup (*.backup beside it) or choose another folder.`,
      detail,
    );
  }
  return error;
}

function failure(code: 'workspace_in_use' | 'workspace_corrupt', message: string, detail: string): AppFailure {
  return new AppFailure({ code, message, detail });
}
