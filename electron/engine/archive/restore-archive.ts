/**
 * An archive back into a workspace. All of it is checked and made in a folder beside the one that was asked for, by a
 * database of its own that can open that folder and nothing else; then the folder gets its name. Promises: a folder that
 * holds anything is left alone, and a restore that fails or is given up leaves nothing behind.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { RestoreProgress } from '../../../shared/contract/archive';
import type { FileGrant } from '../../../shared/contract/engine';
import { AppFailure, fail } from '../../../shared/contract/errors';
import { type Manifest, memberOf } from '../../../shared/formats/archive';
import { sqlName, sqlText } from '../../../shared/sql/quote';
import { DATABASE_FILE } from '../store/database';
import { FILE_LAYOUT } from '../store/encode-events';
import { applyMigrations } from '../store/migrate';
import { MIGRATIONS } from '../store/migrations';
import { readNumber, readStrings } from '../store/read';
import { takenBack, throwIfTakenBack } from '../store/taken-back';
import { type Archive, openArchive } from './read-archive';

const SCRATCH = 'archive';
const MEMORY_MB = 1_024;
const THREADS = 2;
/** Of the whole, as the checking of bytes is to the storing of rows. */
const CHECKING_SHARE = 0.3;

export interface RestoreTask {
  readonly archive: FileGrant;
  /** Of a folder that is not there, or empty. */
  readonly folder: FileGrant;
  readonly onProgress: (type: 'checking' | 'restoring', share: number) => void;
  readonly signal: AbortSignal;
}

type Restored = Omit<Extract<RestoreProgress, { type: 'done' }>, 'type' | 'name'>;

export async function restoreArchive(task: RestoreTask): Promise<Restored> {
  await refuseFull(task.folder);
  const archive = await openArchive(task.archive.path, task.archive.name);
  const making = `${task.folder.path}.restoring-${randomUUID().slice(0, 8)}`;
  try {
    refuseNewer(archive.manifest, task.archive.name);
    await mkdir(dirname(making), { recursive: true, mode: 0o700 });
    await refuseLarge(archive.manifest, dirname(making));
    await mkdir(join(making, SCRATCH), { recursive: true, mode: 0o700 });
    await unpack(archive, making, task);
    const restored = await fillDatabase(archive.manifest, making, task);
    await rm(join(making, SCRATCH), { recursive: true });
    throwIfTakenBack(task.signal);
    await giveName(making, task.folder);
    return restored;
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (task.signal.aborted) throw takenBack();
    throw explained(error, task.folder.name);
  } finally {
    archive.close();
  }
}

async function refuseFull({ path, name }: FileGrant): Promise<void> {
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    return fail('file_unreadable', `«${name}» cannot be restored into: it is no folder, or may not be read.`);
  });
  if (entries.length > 0) {
    fail(
      'file_unreadable',
      `«${name}» is not empty. Restore into a folder that is not there yet, or that holds nothing.`,
    );
  }
}

function refuseNewer({ schema, waymark }: Manifest, name: string): void {
  if (schema <= MIGRATIONS.length) return;
  fail(
    'workspace_too_new',
    `${name} was written by a newer Waymark (${waymark}, format ${schema}; this one reads up to ${MIGRATIONS.length}). Update Waymark to restore it.`,
  );
}

/** The members lie there unpacked while the database, which is about as large, is filled from them. */
async function refuseLarge({ members }: Manifest, folder: string): Promise<void> {
  const bytes = members.reduce((sum, member) => sum + member.bytes, 0);
  const { bavail, bsize } = await statfs(folder);
  if (bytes * 2 <= bavail * bsize) return;
  fail(
    'file_unreadable',
    `Restoring it takes about ${Math.ceil((bytes * 2) / 1e6)} MB, and the disk has less. Nothing was restored.`,
  );
}

/** Where a member goes: tables into the scratch folder, documents to their place. */
async function unpack(archive: Archive, making: string, { onProgress, signal }: RestoreTask): Promise<void> {
  const { members } = archive.manifest;
  const total = members.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    onProgress('checking', (CHECKING_SHARE * done) / Math.max(1, total));
  };
  for (const { name } of members) {
    throwIfTakenBack(signal);
    const member = memberOf(name) ?? fail('internal', `«${name}» has no place in an archive.`);
    if (member.is === 'table') await archive.extract(name, tablePath(making, member.table), onBytes, signal);
    else {
      const folder = join(making, member.folder ?? '');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await archive.extract(name, join(folder, member.file), onBytes, signal);
    }
  }
}

const tablePath = (making: string, table: string): string => join(making, SCRATCH, `${table}.parquet`);

async function fillDatabase(
  manifest: Manifest,
  making: string,
  { onProgress, signal }: RestoreTask,
): Promise<Restored> {
  const instance = await DuckDBInstance.create(join(making, DATABASE_FILE), FILE_LAYOUT);
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    for (const statement of lockdown(making)) await connection.run(statement);
    await applyMigrations(connection, 0, manifest.schema);
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    let done = 0;
    for (const table of manifest.tables) {
      throwIfTakenBack(signal);
      await fillTable(connection, table, tablePath(making, table.name));
      await rm(tablePath(making, table.name));
      done += table.rows;
      onProgress('restoring', CHECKING_SHARE + ((1 - CHECKING_SHARE) * done) / Math.max(1, rows));
    }
    await applyMigrations(connection, manifest.schema, MIGRATIONS.length);
    await connection.run('CHECKPOINT');
    return {
      events: await readNumber(connection, 'SELECT count(*) FROM events'),
      rows,
      documents: manifest.members.length - manifest.tables.length,
      createdAt: manifest.createdAt,
    };
  } finally {
    signal.removeEventListener('abort', interrupt);
    connection.closeSync();
    instance.closeSync();
  }
}

/** In this order: after the lock nothing can be set. */
const lockdown = (making: string): string[] => [
  `SET threads = ${THREADS}`,
  `SET memory_limit = '${MEMORY_MB}MB'`,
  `SET temp_directory = ${sqlText(join(making, SCRATCH, 'temp'))}`,
  "SET TimeZone = 'UTC'",
  `SET allowed_directories = [${sqlText(`${making}/`)}]`,
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  'SET enable_external_access = false',
  'SET lock_configuration = true',
];

/** As the table was: its columns by name, its rows in their order, nothing of what making it had put there. */
async function fillTable(
  connection: DuckDBConnection,
  { name, rows }: Manifest['tables'][number],
  path: string,
): Promise<void> {
  const table = `main.${sqlName(name)}`;
  const refuse = (why: string): never =>
    fail('file_not_understood', `The archive does not fit: its table «${name}» ${why}. Nothing was restored.`);
  const known = await readStrings(connection, 'SELECT table_name FROM duckdb_tables() WHERE NOT temporary');
  if (!known.includes(name)) refuse('is none that its version had');
  // By itself: within one transaction a key that was taken out counts as taken still.
  await connection.run(`DELETE FROM ${table}`);
  try {
    await connection.run(`INSERT INTO ${table} BY NAME SELECT * FROM read_parquet(${sqlText(path)})`);
  } catch (error) {
    if (error instanceof Error && /INTERRUPT|No space left/i.test(error.message)) throw error;
    refuse(`cannot be stored (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)})`);
  }
  const stored = await readNumber(connection, `SELECT count(*) FROM ${table}`);
  if (stored !== rows) refuse(`has ${stored} rows and not ${rows}`);
}

async function giveName(making: string, { path }: FileGrant): Promise<void> {
  // An empty folder is taken away first, since not every system puts one in another's place.
  await rmdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(making, path);
}

function explained(error: unknown, name: string): unknown {
  if (error instanceof AppFailure || !(error instanceof Error)) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const why =
    code === 'ENOSPC' || /No space left/i.test(error.message)
      ? 'the disk is full'
      : code === 'EACCES' || code === 'EPERM'
        ? 'you may not write there'
        : code === 'ENOTEMPTY' || code === 'EEXIST'
          ? 'something was put there meanwhile'
          : undefined;
  if (why === undefined) return error;
  return new AppFailure({
    code: 'file_unreadable',
    message: `«${name}» cannot be restored into: ${why}. Nothing was restored.`,
  });
}
