/**
 * Exports: DuckDB writes into a folder of the workspace, which is all that it may, and the whole file is moved to where
 * the host said. Promises: nothing is there under the granted name before it is whole, and an export that is given up,
 * or that fails, leaves nothing behind.
 */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { bitmapHas } from '../../../shared/base/bitmap';
import type { FileGrant } from '../../../shared/contract/engine';
import { AppFailure, fail } from '../../../shared/contract/errors';
import type { ExportAsked, ExportProgress } from '../../../shared/contract/export';
import type { Filter } from '../../../shared/model/filter';
import { SESSION_COLUMNS, type SessionColumn } from '../../../shared/model/session';
import { filterDomain, printFilter } from '../../../shared/sql/predicate';
import type { PeopleParts } from '../profiles/parts';
import { withPeople } from '../profiles/questions';
import { fromSessions, withSessions } from '../query/session-selection';
import { takenBack, throwIfTakenBack } from '../store/taken-back';
import { writeColumns } from '../store/write-columns';
import { eventColumns, personColumns, printCopy, sessionColumns } from './export-sql';

const FOLDER = 'exports';
const TICK_MS = 500;
const ALL_SESSION_COLUMNS = Object.keys(SESSION_COLUMNS) as SessionColumn[];

export class Exporter {
  private readonly grants = new Map<string, FileGrant>();

  private constructor(
    private readonly dir: string,
    private readonly parts: PeopleParts,
  ) {}

  /** Empties the folder of what a crash left in it. */
  static async open(workspaceDir: string, parts: PeopleParts): Promise<Exporter> {
    const dir = join(workspaceDir, FOLDER);
    await rm(dir, { recursive: true, force: true });
    return new Exporter(dir, parts);
  }

  grant(grant: FileGrant): void {
    this.grants.set(grant.token, grant);
  }

  /** Throws {@link AppFailure} where the file was not granted, the filter cannot be asked, or the file not be written. */
  async *run(asked: ExportAsked, signal: AbortSignal): AsyncGenerator<ExportProgress> {
    const target =
      this.grants.get(asked.file) ?? fail('not_found', 'No file was chosen for this export. Choose one again.');
    if (asked.what !== 'events' && (asked.from !== undefined || asked.to !== undefined)) {
      fail('invalid_request', 'Only events are exported of a range; filter sessions and persons by their columns.', {
        path: asked.from === undefined ? 'to' : 'from',
      });
    }
    await mkdir(this.dir, { recursive: true });
    const scratch = join(this.dir, `${randomUUID()}.${asked.format}`);
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const writing = this.write(asked, scratch, both);
    let isDone = false;
    const settled = writing.then(
      () => (isDone = true),
      () => (isDone = true),
    );
    try {
      while (!isDone) {
        const tick = new Promise((resolve) => setTimeout(resolve, TICK_MS));
        await Promise.race([settled, tick]);
        if (!isDone) yield { type: 'writing', bytes: await sizeOf(scratch) };
      }
      const rows = await writing;
      throwIfTakenBack(signal);
      const bytes = await sizeOf(scratch);
      await move(scratch, target);
      this.grants.delete(asked.file);
      yield { type: 'done', name: target.name, rows, bytes };
    } finally {
      // Whoever reads no further ends the work too; the file is removed once nobody writes into it.
      stop.abort();
      await settled;
      await rm(scratch, { force: true });
    }
  }

  /** Gives the number of rows. */
  private write({ what, format, where, from, to }: ExportAsked, path: string, signal: AbortSignal): Promise<number> {
    const which = where === undefined ? {} : { where };
    switch (what) {
      case 'events':
        return this.writeEvents(
          where,
          { from, to },
          (source) => printCopy(`SELECT ${eventColumns(format)} ${source}`, path, format),
          signal,
        );
      case 'sessions':
        return withSessions(this.parts, which, (_view, { connection }, choice) =>
          copy(
            connection,
            printCopy(`SELECT ${sessionColumns(format)} ${fromSessions(choice, ALL_SESSION_COLUMNS)}`, path, format),
            signal,
          ),
        );
      case 'persons':
        return withPeople(this.parts, which, (_view, connection, condition) =>
          copy(
            connection,
            printCopy(`SELECT ${personColumns(format)} FROM persons ${condition}`, path, format),
            signal,
          ),
        );
    }
  }

  private async writeEvents(
    asked: Filter | undefined,
    { from, to }: { readonly from: number | undefined; readonly to: number | undefined },
    print: (source: string) => string,
    signal: AbortSignal,
  ): Promise<number> {
    const { dataset, saved, predicates, readers } = this.parts;
    const filter = asked === undefined ? undefined : (await saved.expanded(asked, 'where')).value;
    const conditions = [
      ...(from === undefined ? [] : [`"timestamp" >= ${from}`]),
      ...(to === undefined ? [] : [`"timestamp" < ${to}`]),
    ];
    const isOwn = filter !== undefined && filterDomain(filter) === 'events';
    if (isOwn) conditions.push(printFilter(filter, { now: Date.now() }));
    const kept = filter === undefined || isOwn ? undefined : await this.keptEids(filter, dataset, predicates, signal);
    return readers.use(async (connection) => {
      if (kept !== undefined) {
        await connection.run('CREATE OR REPLACE TEMP TABLE exported_events (eid UINTEGER)');
        const target = { table: 'exported_events', catalog: 'temp' };
        await writeColumns(connection, target, [{ type: 'u32', values: kept }], kept.length);
        conditions.push('eid IN (SELECT eid FROM exported_events)');
      }
      try {
        const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
        // In the order in which they came, which is that of the table: it decides between events of one moment.
        return await copy(connection, print(`FROM events${where}`), signal);
      } finally {
        if (kept !== undefined) await connection.run('DROP TABLE IF EXISTS exported_events');
      }
    }, signal);
  }

  private async keptEids(
    filter: Filter,
    dataset: PeopleParts['dataset'],
    predicates: PeopleParts['predicates'],
    signal: AbortSignal,
  ): Promise<Uint32Array> {
    const view = await dataset.current();
    const bitmap = await predicates.positions(filter, view, Date.now(), [], signal);
    const { eid } = view.sequences;
    let count = 0;
    for (let at = 0; at < view.sequences.length; at++) if (bitmapHas(bitmap, at)) count++;
    const kept = new Uint32Array(count);
    let next = 0;
    for (let at = 0; at < view.sequences.length; at++) if (bitmapHas(bitmap, at)) kept[next++] = eid[at] as number;
    return kept;
  }
}

async function copy(connection: DuckDBConnection, sql: string, signal: AbortSignal): Promise<number> {
  throwIfTakenBack(signal);
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    const reader = await connection.runAndReadAll(sql);
    return Number(reader.getRows()[0]?.[0] ?? 0);
  } catch (error) {
    if (signal.aborted) throw takenBack();
    if (error instanceof Error && /No space left|could not write/i.test(error.message)) {
      return fail('file_unreadable', 'The disk of the workspace is full; nothing was exported.');
    }
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0;
      throw error;
    },
  );

/** Onto another disk it is copied beside its place first, so that the name never stands for half a file. */
async function move(scratch: string, { path, name }: FileGrant): Promise<void> {
  try {
    await rename(scratch, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw unwritable(error, name);
    const part = `${path}.part`;
    try {
      await copyFile(scratch, part);
      await rename(part, path);
    } catch (problem) {
      await rm(part, { force: true });
      throw unwritable(problem, name);
    }
  }
}

function unwritable(error: unknown, name: string): AppFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const why =
    code === 'ENOSPC' ? 'the disk is full' : code === 'EACCES' ? 'you may not write there' : `writing it says ${code}`;
  return new AppFailure({ code: 'file_unreadable', message: `«${name}» cannot be written: ${why}.` });
}
