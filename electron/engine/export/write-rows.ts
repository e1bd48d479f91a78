/**
 * Rows of a SELECT into a file: by DuckDB's own COPY, or batch by batch as Arrow. Says on the way how far it is. The file
 * is whole only once the number of rows is given back.
 */
import { type FileHandle, open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '../../../shared/contract/errors';
import type { ExportFormat, ExportProgress } from '../../../shared/contract/export';
import { readNumber } from '../store/read';
import { takenBack, throwIfTakenBack } from '../store/taken-back';
import { wholeStream } from '../store/whole-stream';
import { ArrowBatch } from './arrow-columns';
import { ArrowFile } from './arrow-file';
import { printCopy } from './export-sql';

export interface Writing {
  /** 0 to 1; undefined while it cannot be told. */
  share(): number | undefined;
  /** About how many rows have been written; undefined while it cannot be told. */
  rows(): number | undefined;
}

/** How far it is, as the contract says it. */
export function progressWord(writing: Writing | undefined, bytes: number): ExportProgress {
  const [rows, share] = [writing?.rows(), writing?.share()];
  return {
    type: 'writing',
    bytes,
    ...(rows === undefined ? {} : { rows }),
    ...(share === undefined ? {} : { share }),
  };
}

export interface RowTarget {
  readonly path: string;
  readonly format: ExportFormat;
  /** Hears how to ask how far it is, once it has begun. */
  readonly onBegin: (writing: Writing) => void;
}

/** Gives the number of rows. Rejects with `cancelled` once `signal` aborts. */
export async function writeRows(
  connection: DuckDBConnection,
  select: string,
  { path, format, onBegin }: RowTarget,
  signal: AbortSignal,
): Promise<number> {
  throwIfTakenBack(signal);
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    const of = await readNumber(connection, `SELECT count(*) FROM (${select})`);
    throwIfTakenBack(signal);
    if (format === 'arrow') return await writeArrow(connection, select, path, of, onBegin, signal);
    await connection.run('SET enable_progress_bar_print = false');
    await connection.run('SET enable_progress_bar = true');
    onBegin(progressOf(connection, of));
    const reader = await connection.runAndReadAll(printCopy(select, path, format));
    return Number(reader.getRows()[0]?.[0] ?? 0);
  } catch (error) {
    if (signal.aborted) throw takenBack();
    if (error instanceof Error && /No space left|could not write|ENOSPC/i.test(error.message)) {
      return fail('file_unreadable', 'The disk of the workspace is full; nothing was exported.');
    }
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    if (format !== 'arrow') await connection.run('SET enable_progress_bar = false');
  }
}

function progressOf(connection: DuckDBConnection, of: number): Writing {
  const share = (): number | undefined => {
    const { percentage } = connection.progress;
    return percentage < 0 ? undefined : Math.min(1, percentage / 100);
  };
  return {
    share,
    rows: () => {
      const done = share();
      return done === undefined ? undefined : Math.round(done * of);
    },
  };
}

async function writeArrow(
  connection: DuckDBConnection,
  select: string,
  path: string,
  of: number,
  onBegin: RowTarget['onBegin'],
  signal: AbortSignal,
): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    let written = 0;
    onBegin({ share: () => (of === 0 ? undefined : Math.min(1, written / of)), rows: () => written });
    const statement = await connection.prepare(select);
    const width = statement.columnCount;
    statement.destroySync();
    const { names, types, chunks } = await wholeStream(connection, select, width);
    const batch = new ArrowBatch(names, types);
    const arrow = new ArrowFile(batch.fields, (bytes) => writeAll(file, bytes));
    await arrow.begin();
    for await (const { chunk, rows } of chunks) {
      throwIfTakenBack(signal);
      for (let row = 0; row < rows;) {
        const next = batch.take(chunk, row, rows);
        if (next < rows) {
          await arrow.add(batch);
          batch.clear();
        }
        written += next - row;
        row = next;
      }
    }
    if (batch.length > 0) await arrow.add(batch);
    await arrow.end(batch);
    return written;
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, from);
    from += bytesWritten;
  }
}
