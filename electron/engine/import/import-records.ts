/**
 * The table of imports. An import is written down when it begins and again when it ends, so that one which the end of
 * the process cut off is known at the next start, with its files, its mapping and what of it is done.
 */
import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { type ImportReport, importReportSchema } from '../../../shared/contract/imports';
import { type AppError, appErrorSchema, fail } from '../../../shared/contract/errors';
import { type FileFormat, fileFormatSchema, type ImportMap, importMapSchema } from '../../../shared/formats/import-map';
import type { WriteLock } from '../store/lock';
import { readRows, type Row } from '../store/read';
import type { FileReport } from './run-import';

const sourceSchema = z.object({ path: z.string(), name: z.string(), size: z.number(), changedMs: z.number() });
/** A file of an import, as it was when the import began. */
export type ImportSource = z.infer<typeof sourceSchema>;

const finishedSchema = z.object({
  file: z.string(),
  report: z
    .object({
      rows: z.number(),
      imported: z.number(),
      duplicates: z.number(),
      skipped: z.number(),
      rejects: z.array(
        z.object({ reason: z.string(), count: z.number(), lines: z.array(z.number()), file: z.string().optional() }),
      ),
    })
    .optional(),
  problem: z.string().optional(),
});
/** What came of one file. */
export interface FinishedFile {
  readonly file: string;
  readonly report?: FileReport | undefined;
  /** Why it could not be read at all. */
  readonly problem?: string | undefined;
}

const positionSchema = z.object({
  position: z.object({
    rows: z.number(),
    imported: z.number(),
    duplicates: z.number(),
    /** The numbers of its events: from the first of these, and before the second. */
    eids: z.tuple([z.number(), z.number()]).readonly().optional(),
    /** Of an archive: so many of its files, from the first on; the rows are theirs. */
    members: z.number().optional(),
  }),
});
/** How far the file is stored that is under way: so many of its rows, from the first on, need not be read again. */
export type ImportPosition = z.infer<typeof positionSchema>['position'];

export interface ImportRecord {
  readonly id: number;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly files: readonly string[];
  readonly bytes: number;
  readonly format: FileFormat;
  readonly map?: ImportMap | undefined;
  readonly state: 'open' | 'done' | 'kept' | 'failed';
  /** Of an open import: its files, and those of them that are done, in order. */
  readonly sources: readonly ImportSource[];
  readonly finished: readonly FinishedFile[];
  /** Of the file after those. */
  readonly position?: ImportPosition | undefined;
  readonly report?: ImportReport | undefined;
  readonly error?: AppError | undefined;
}

export class ImportRecords {
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly lock: WriteLock,
  ) {}

  /** Oldest first. */
  async all(): Promise<ImportRecord[]> {
    return (await readRows(this.connection, 'SELECT * FROM imports ORDER BY id')).map(toRecord);
  }

  put(record: ImportRecord): Promise<void> {
    const { id, startedAt, endedAt, files, bytes, format, map, state, sources, finished, position, report, error } =
      record;
    const open = state === 'open';
    const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
    return this.lock.run(async () => {
      await this.connection.run('BEGIN');
      try {
        await this.connection.run('DELETE FROM imports WHERE id = $1', [id]);
        await this.connection.run(
          `INSERT INTO imports (id, started_at, files, map, report, state, format, ended_at, bytes, sources, finished, error)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
          [
            id,
            BigInt(startedAt),
            JSON.stringify(files),
            json(map),
            json(report),
            state,
            format,
            endedAt === undefined ? null : BigInt(endedAt),
            BigInt(bytes),
            open ? JSON.stringify(sources) : null,
            open ? JSON.stringify(position === undefined ? finished : [...finished, { position }]) : null,
            json(error),
          ],
        );
        await this.connection.run('COMMIT');
      } catch (problem) {
        await this.connection.run('ROLLBACK').catch(() => undefined);
        throw problem;
      }
    });
  }

  remove(id: number): Promise<void> {
    return this.lock.run(async () => {
      await this.connection.run('DELETE FROM imports WHERE id = $1', [id]);
    });
  }
}

const parsed = <T>(schema: z.ZodType<T>, text: unknown): T | undefined =>
  typeof text === 'string' ? schema.parse(JSON.parse(text)) : undefined;

function progressOf(text: unknown): Pick<ImportRecord, 'finished' | 'position'> {
  const entries = parsed(z.array(z.union([positionSchema, finishedSchema])), text) ?? [];
  const position = entries.flatMap((entry) => ('position' in entry ? [entry.position] : [])).at(-1);
  const finished = entries.flatMap((entry) => ('position' in entry ? [] : [entry as FinishedFile]));
  return { finished, ...(position === undefined ? {} : { position }) };
}

function toRecord(row: Row): ImportRecord {
  return {
    id: Number(row['id']),
    startedAt: Number(row['started_at']),
    ...(row['ended_at'] === null ? {} : { endedAt: Number(row['ended_at']) }),
    files: parsed(z.array(z.string()), row['files']) ?? [],
    bytes: Number(row['bytes'] ?? 0),
    format: fileFormatSchema.catch('auto').parse(row['format']),
    map: parsed(importMapSchema, row['map']),
    state: z.enum(['open', 'done', 'kept', 'failed']).parse(row['state'] ?? 'done'),
    sources: parsed(z.array(sourceSchema), row['sources']) ?? [],
    ...progressOf(row['finished']),
    report: parsed(importReportSchema, row['report']),
    error: parsed(appErrorSchema, row['error']),
  };
}

/** The file as it is now. Throws `file_unreadable`. */
export async function sourceOf(path: string, name: string): Promise<ImportSource> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return fail('file_unreadable', `${name} is not a file.`);
    return { path, name, size: found.size, changedMs: found.mtimeMs };
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return fail('file_unreadable', `${name} cannot be read: it is gone, or you may not open it.`, {
        detail: error.message,
      });
    }
    throw error;
  }
}

/** Throws where a file is no longer what it was when the import began. */
export async function assertUnchanged(sources: readonly ImportSource[]): Promise<void> {
  for (const source of sources) {
    const now = await sourceOf(source.path, source.name);
    if (now.size === source.size && Math.abs(now.changedMs - source.changedMs) < 1) continue;
    fail(
      'file_unreadable',
      `${source.name} has changed since this import began. Keep what is stored or take it back, then import the file anew: rows that are stored are known.`,
    );
  }
}
