/**
 * A workspace as one file: every table as it was at one moment, written by DuckDB as Parquet and taken into the zip one after
 * the other, and the documents of the folder. Events go on being stored meanwhile; what comes later is not in it.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '../../../shared/contract/errors';
import {
  ARCHIVE_VERSION,
  ARCHIVED_FILES,
  ARCHIVED_FOLDERS,
  documentMember,
  isLeftOut,
  MANIFEST,
  type Manifest,
  memberOf,
  tableMember,
} from '../../../shared/formats/archive';
import { sqlName, sqlText } from '../../../shared/sql/quote';
import type { Writing } from '../export/write-rows';
import { MIGRATIONS } from '../store/migrations';
import { readNumber, readStrings } from '../store/read';
import { throwIfTakenBack } from '../store/taken-back';
import { ZipWriter } from './zip-writer';

/** What people write; a larger one is something else. */
export const MOST_DOCUMENT_BYTES = 16 * 2 ** 20;
/** A group of rows is in memory whole while it is written. */
const GROUP_ROWS = 122_880;
/** Of tables whose rows may be large: screen recordings, requests that were refused. */
const FEW_ROWS = 2_048;
const LARGE_ROWS: ReadonlySet<string> = new Set(['recordings', 'rejects']);

export interface ArchiveTask {
  readonly workspaceDir: string;
  readonly version: string;
  /** UTC ms. */
  readonly now: number;
  /** Of the zip file; beside it lies one table at a time. */
  readonly path: string;
  readonly onBegin: (writing: Writing) => void;
  readonly signal: AbortSignal;
}

/** Gives the number of rows of all tables. The connection is this task's alone. */
export async function writeArchive(connection: DuckDBConnection, task: ArchiveTask): Promise<number> {
  const interrupt = (): void => connection.interrupt();
  task.signal.addEventListener('abort', interrupt);
  const file = await open(task.path, 'wx', 0o600);
  try {
    await connection.run('SET enable_progress_bar_print = false');
    await connection.run('SET enable_progress_bar = true');
    await connection.run('BEGIN TRANSACTION');
    return await writeMembers(connection, task, new ZipWriter(file));
  } catch (error) {
    throwIfTakenBack(task.signal);
    if (error instanceof Error && /No space left|could not write|ENOSPC/i.test(error.message)) {
      return fail('file_unreadable', 'The disk of the workspace is full; no archive was made.');
    }
    throw error;
  } finally {
    task.signal.removeEventListener('abort', interrupt);
    await file.close();
    await rm(tablePath(task), { force: true });
    await connection.run('ROLLBACK');
  }
}

const tablePath = ({ path }: ArchiveTask): string => `${path}.table`;

async function writeMembers(connection: DuckDBConnection, task: ArchiveTask, zip: ZipWriter): Promise<number> {
  const members: Manifest['members'] = [];
  const add = async (name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> => {
    const hash = createHash('sha256');
    let bytes = 0;
    await zip.add(
      name,
      counted(content, (chunk) => {
        throwIfTakenBack(task.signal);
        hash.update(chunk);
        bytes += chunk.length;
      }),
    );
    members.push({ name, bytes, sha256: hash.digest('hex') });
  };
  const tables = await tablesOf(connection);
  const total = tables.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  /** Rows of the table that DuckDB is writing. */
  let writing = 0;
  const written = (): number => Math.round(done + (writing * Math.max(0, connection.progress.percentage)) / 100);
  task.onBegin({ rows: written, share: () => (total === 0 ? undefined : written() / total) });
  const documents = await readDocuments(task.workspaceDir);
  for (const { name, rows } of tables) {
    throwIfTakenBack(task.signal);
    const path = tablePath(task);
    writing = rows;
    await connection.run(
      `COPY (SELECT * FROM main.${sqlName(name)}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd,
         ROW_GROUP_SIZE ${LARGE_ROWS.has(name) ? FEW_ROWS : GROUP_ROWS})`,
    );
    writing = 0;
    done += rows;
    await add(tableMember(name), createReadStream(path, { highWaterMark: 2 ** 20 }));
    await rm(path);
  }
  for (const { name, content } of documents) await add(name, [content]);
  const manifest: Manifest = {
    format: 'waymark-archive',
    version: ARCHIVE_VERSION,
    schema: MIGRATIONS.length,
    waymark: task.version,
    createdAt: new Date(task.now).toISOString(),
    tables,
    members,
  };
  await zip.add(MANIFEST, [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`, 'utf8')]);
  await zip.end();
  return total;
}

async function* counted(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    see(chunk);
    yield chunk;
  }
}

async function tablesOf(connection: DuckDBConnection): Promise<{ name: string; rows: number }[]> {
  const names = await readStrings(
    connection,
    `SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main'
       AND NOT temporary AND NOT internal ORDER BY table_name`,
  );
  const tables: { name: string; rows: number }[] = [];
  for (const name of names) {
    if (isLeftOut(name)) continue;
    tables.push({ name, rows: await readNumber(connection, `SELECT count(*) FROM main.${sqlName(name)}`) });
  }
  return tables;
}

/** Links are not followed: what they lead to is not the workspace's. */
async function readDocuments(workspaceDir: string): Promise<{ name: string; content: Buffer }[]> {
  const documents: { name: string; content: Buffer }[] = [];
  const take = async (folder: string | undefined, file: string): Promise<void> => {
    const name = documentMember(folder, file);
    if (memberOf(name) === undefined) return;
    const path = join(workspaceDir, folder ?? '', file);
    if ((await stat(path)).size > MOST_DOCUMENT_BYTES) {
      return fail(
        'file_unreadable',
        `${name.replace('documents/', '')} is larger than 16 MB: no document that Waymark knows is. Move it away.`,
      );
    }
    documents.push({ name, content: await readFile(path) });
  };
  for (const entry of await entriesOf(workspaceDir)) {
    if (ARCHIVED_FILES.includes(entry)) await take(undefined, entry);
  }
  for (const folder of ARCHIVED_FOLDERS) {
    for (const entry of await entriesOf(join(workspaceDir, folder))) await take(folder, entry);
  }
  return documents;
}

/** Names of ordinary files, sorted; none where there is no such folder. */
async function entriesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
