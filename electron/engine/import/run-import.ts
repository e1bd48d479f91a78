/**
 * One file into the store: staged (staging.ts), made canonical inside the staging database, then copied chunk by chunk
 * into `events`, each chunk a transaction of its own, so that captured events go on being stored meanwhile. A cancelled
 * import takes out what it had put in.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppFailure, fail } from '../../../shared/contract/errors';
import { guessImportMap } from '../../../shared/formats/guess';
import { type FileFormat, type ImportMap, isContainer, isVendor } from '../../../shared/formats/import-map';
import type { VendorFormat } from '../../../shared/formats/vendor';
import { recogniseVendor, VENDOR_FORMATS } from '../../../shared/formats/vendors';
import type { RecordingChunk } from '../../../shared/model/recording';
import { printEventsSelect } from '../../../shared/sql/import-wide';
import { sqlText } from '../../../shared/sql/quote';
import { sqlEventHash } from '../ingest/event-hash';
import type { Database } from '../store/database';
import type { Counters } from '../store/counters';
import type { WriteLock } from '../store/lock';
import { readNumber, readRows } from '../store/read';
import { derivedId, withDerived } from './canonical';
import { collectRejects, type KeptReject } from './collect-rejects';
import { makeCanonicalByVendor } from './decode-rows';
import { describeFile, sampleColumns } from './inspect';
import { stagePlain, type Staging } from './staging';
import { type PlainFile, plainFiles, type SourceFile } from './unpack';

export interface ImportContext {
  readonly database: Database;
  readonly lock: WriteLock;
  readonly counters: Counters;
  readonly signal: AbortSignal;
  /** Awaited between steps: holds while the import is paused, and throws `cancelled` once `signal` has aborted. */
  readonly gate: () => Promise<void>;
  /** Resolves once they are on disk; what is stored already is passed over. */
  readonly storeRecordings: (chunks: readonly RecordingChunk[], importId: number) => Promise<void>;
  /** `share` of this file, 0 to 1. */
  readonly onProgress: (phase: 'reading' | 'storing', share: number, rows: number) => void;
}

export interface FileReport {
  readonly rows: number;
  readonly imported: number;
  readonly duplicates: number;
  readonly skipped: number;
  readonly rejects: readonly {
    readonly reason: string;
    readonly count: number;
    readonly lines: readonly number[];
    /** Within an archive. */
    readonly file?: string;
  }[];
}

/** One row group of the store: what captured events have to wait for at most. */
const COPY_ROWS = 122_880;

export async function importFile(
  file: SourceFile,
  format: FileFormat,
  map: ImportMap | undefined,
  importId: number,
  context: ImportContext,
): Promise<FileReport> {
  const { database, onProgress } = context;
  const reports: FileReport[] = [];
  let firstFailure: AppFailure | undefined;
  let rows = 0;
  let packed = 0;
  onProgress('reading', 0, 0);
  const options = { workspaceDir: database.workspaceDir, id: `import-${importId}`, asked: format };
  for await (const found of plainFiles(file, options)) {
    await context.gate();
    const [begun, part] = [packed, 'failure' in found ? 0 : found.packedSize / Math.max(1, file.size)];
    const before = rows;
    const partContext: ImportContext = {
      ...context,
      onProgress: (phase, share, count) => onProgress(phase, Math.min(1, begun + share * part), before + count),
    };
    try {
      if ('failure' in found) throw found.failure;
      const report = await importPlain(found, format, map, importId, partContext);
      reports.push(found.name === file.name ? report : named(report, found.name));
      rows += report.rows;
    } catch (error) {
      // Of an archive, what cannot be read does not stop the rest; it is told of where anything else could be.
      if (!(error instanceof AppFailure) || found.name === file.name || error.error.code !== 'file_not_understood')
        throw error;
      firstFailure ??= error;
      reports.push({
        ...NOTHING_READ,
        rejects: [{ reason: error.error.message, count: 1, lines: [], file: found.name }],
      });
    }
    packed += part;
  }
  if (firstFailure !== undefined && rows === 0) throw firstFailure;
  return sumOf(reports);
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

async function importPlain(
  file: PlainFile,
  format: FileFormat,
  map: ImportMap | undefined,
  importId: number,
  context: ImportContext,
): Promise<FileReport> {
  const { database, signal, onProgress } = context;
  const staging = await stagePlain(database.workspaceDir, `import-${importId}`, file);
  try {
    await context.gate();
    const unread = staging.rejects.reduce((sum, { count = 1 }) => sum + count, 0);
    const rows = (await readNumber(staging.connection, 'SELECT count(*) FROM rows')) + unread;
    onProgress('reading', 0.4, rows);
    const vendor = map === undefined ? await vendorOf(staging, file, format) : undefined;
    if (vendor === undefined) await makeCanonical(staging, map ?? (await guess(staging, file)), signal);
    else {
      const span = await readNumber(staging.connection, 'SELECT coalesce(max(row) + 1, 0) FROM rows');
      const onShare = (share: number): void => onProgress('reading', 0.4 + share * 0.3, rows);
      await makeCanonicalByVendor(staging, vendor, span, context.gate, onShare, (chunks) =>
        context.storeRecordings(chunks, importId),
      );
    }
    await numberRepeats(staging, signal);
    onProgress('reading', 0.7, rows);
    const rejects = await collectRejects(staging, file);
    const skipped = await readNumber(staging.connection, "SELECT count(*) FROM canonical WHERE reason = 'skipped'");
    const good = await readNumber(staging.connection, 'SELECT count(*) FROM canonical WHERE reason IS NULL');
    const lastRow = await readNumber(staging.connection, 'SELECT coalesce(max(row), -1) FROM canonical');
    staging.close();
    const source = vendor?.vendor ?? staging.format;
    const staged = { path: staging.databasePath, rows: lastRow + 1, rejects: rejects.kept, source };
    const imported = await copy(staged, importId, context, (share) => onProgress('storing', 0.7 + share * 0.3, rows));
    return { rows, imported, duplicates: good - imported, skipped, rejects: rejects.summary };
  } finally {
    if (!signal.aborted) onProgress('storing', 1, 0);
    await staging.remove();
  }
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppFailure({ code: 'cancelled', message: 'The import was cancelled.' });
}

/** The vendor whose export it is; undefined for a generic file. Fails where it is said to be one's and is none. */
async function vendorOf(staging: Staging, file: SourceFile, format: FileFormat): Promise<VendorFormat | undefined> {
  if (isContainer(format)) return undefined;
  const outline = { container: staging.format, columns: await sampleColumns(staging) };
  const found = recogniseVendor(outline, isVendor(format) ? format : undefined);
  if (found !== undefined || !isVendor(format)) return found?.format;
  const titles = VENDOR_FORMATS.filter(({ vendor }) => vendor === format).map(({ title }) => title);
  return fail(
    'file_not_understood',
    `${file.name} is not as ${format} exports: it is none of ${titles.join(', ')}. Leave the format to be recognised, or give a mapping.`,
  );
}

async function guess(staging: Staging, file: SourceFile): Promise<ImportMap> {
  const [first] = staging.rejects;
  if (first !== undefined && (await readNumber(staging.connection, 'SELECT count(*) FROM rows')) === 0) {
    return fail('file_not_understood', `${file.name}: no row could be read. Line ${first.line}: ${first.message}`);
  }
  const { map, problem } = guessImportMap(await sampleColumns(staging));
  if (map !== undefined) return map;
  return fail(
    'file_not_understood',
    `${file.name}: ${problem ?? 'no mapping could be guessed.'} Give a mapping with --map, or choose the columns in the window.`,
  );
}

/** Makes `canonical`: every row, with the reason where it is no event. */
async function makeCanonical(staging: Staging, map: ImportMap, signal: AbortSignal): Promise<void> {
  const { connection } = staging;
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    const file = await describeFile(staging);
    assertColumns(map, staging, file.format === 'jsonl' ? undefined : file.columns.map(({ name }) => name));
    await connection.run(
      `CREATE TABLE canonical AS ${withDerived(
        `SELECT *, NULL::BIGINT AS received_at FROM (${printEventsSelect({ file, map, receivedAt: Date.now() })})`,
      )}`,
    );
  } catch (error) {
    stopIfAborted(signal);
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** Equal rows of a file are separate events; importing the file again must give each its id again: which one it is. */
async function numberRepeats({ connection }: Staging, signal: AbortSignal): Promise<void> {
  stopIfAborted(signal);
  const derived = 'reason IS NULL AND given_id IS NULL';
  if ((await readRows(connection, `SELECT 1 FROM canonical WHERE ${derived} LIMIT 1`)).length === 0) return;
  const nth = derivedId('c.digest', 'r.nth');
  await connection.run(
    `UPDATE canonical c SET event_id = ${nth}, event_hash = ${sqlEventHash(nth)} FROM (
       SELECT row, part, row_number() OVER (PARTITION BY digest ORDER BY row, part) AS nth FROM canonical
       WHERE ${derived} AND event_hash IN (
         SELECT event_hash FROM canonical WHERE ${derived} GROUP BY event_hash HAVING count(*) > 1)
     ) r WHERE r.nth > 1 AND c.row = r.row AND c.part = r.part`,
  );
}

/** A map may come from another file. A table's columns are all known; JSON keys may appear in any line. */
function assertColumns(map: ImportMap, staging: Staging, columns: readonly string[] | undefined): void {
  if (columns === undefined) return;
  const known = new Set(columns);
  const named: [string, string][] = [
    ...('column' in map.time
      ? [['time', map.time.column] as [string, string]]
      : map.time.columns.map((c): [string, string] => ['time', c])),
    ...('column' in map.event ? [['event', map.event.column] as [string, string]] : []),
    ['distinctId', map.distinctId.column],
    ...(['anonymousId', 'userId', 'sessionId', 'eventId'] as const).flatMap((field): [string, string][] => {
      const column = map[field]?.column;
      return column === undefined ? [] : [[field, column]];
    }),
  ];
  for (const [field, column] of named) {
    if (known.has(column)) continue;
    fail(
      'invalid_request',
      `The file has no column «${column}» (${field}). It has: ${staging.columns.slice(0, 30).join(', ')}.`,
      { path: `map.${field}` },
    );
  }
}

/** A staging database that is closed, ready to be copied from. */
interface StagedRows {
  readonly path: string;
  /** One more than the last row's number. */
  readonly rows: number;
  readonly rejects: readonly KeptReject[];
  /** Of events that name none, and of rejects. */
  readonly source: string;
}

/** Returns how many events were new. */
async function copy(
  { path, rows, rejects, source }: StagedRows,
  importId: number,
  { database, lock, counters, gate }: ImportContext,
  onShare: (share: number) => void,
): Promise<number> {
  const connection = await database.connect();
  const alias = `staged_${importId}`;
  let imported = 0;
  try {
    await connection.run(`ATTACH ${sqlText(path)} AS ${alias} (READ_ONLY)`);
    for (let from = 0; from < rows; from += COPY_ROWS) {
      await gate();
      imported += await lock.run(() => copyChunk(connection, alias, from, importId, source, counters));
      onShare(Math.min(1, (from + COPY_ROWS) / rows));
    }
    await lock.run(() => storeRejects(connection, rejects, source, importId, counters));
    return imported;
  } finally {
    await connection.run(`DETACH DATABASE IF EXISTS ${alias}`);
    connection.closeSync();
  }
}

async function copyChunk(
  connection: DuckDBConnection,
  alias: string,
  from: number,
  importId: number,
  source: string,
  counters: Counters,
): Promise<number> {
  const receivedAt = Date.now();
  const rows = `${alias}.canonical WHERE row >= ${from} AND row < ${from + COPY_ROWS} AND reason IS NULL`;
  // Duplicates are suspected by hash, 8 bytes an event; ids are compared only where there are any.
  const [found] = await readRows(
    connection,
    `SELECT count(*) - count(DISTINCT event_hash) + count(*) FILTER (event_hash IN (SELECT event_hash FROM events)) AS suspects,
       max(row) - min(row) + 1 = count(*) AND max(part) = 0 AS dense, min(row)::BIGINT AS first FROM ${rows}`,
  );
  const suspects = Number(found?.['suspects']);
  // Numbering rows takes a window, which only one thread works at; rows without a gap are numbered already.
  const isDense = suspects === 0 && found?.['dense'] === true;
  const position = isDense
    ? `row - ${Number(found?.['first'])}`
    : `row_number() OVER (${suspects > 0 ? 'ORDER BY row, part' : ''}) - 1`;
  await connection.run('BEGIN');
  try {
    if (suspects > 0) {
      await connection.run(
        `CREATE OR REPLACE TEMP TABLE fresh AS SELECT * FROM ${rows}
         QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY row, part) = 1`,
      );
      await connection.run(
        `DELETE FROM fresh WHERE event_id IN (SELECT event_id FROM events WHERE event_hash IN (
           SELECT event_hash FROM fresh WHERE event_hash IN (SELECT event_hash FROM events)))`,
      );
    }
    await connection.run(
      `INSERT INTO events SELECT (${counters.nextEid} + ${position})::UINTEGER, event_id, event_hash, "timestamp",
         original_timestamp, sent_at, coalesce(received_at, ${receivedAt}), event, kind, distinct_id, anonymous_id, user_id, session_hint, groups, properties,
         coalesce(source, ${sqlText(source)}), project, lib, lib_version, ${importId}, page, is_server, campaign, has_operations
       FROM ${suspects > 0 ? 'fresh' : rows}`,
    );
    const next = await readNumber(
      connection,
      `SELECT coalesce(max(eid)::BIGINT + 1, 0) FROM events WHERE eid >= ${counters.nextEid}`,
    );
    await connection.run('COMMIT');
    const added = Math.max(0, next - counters.nextEid);
    counters.nextEid += added;
    return added;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function storeRejects(
  connection: DuckDBConnection,
  rejects: readonly KeptReject[],
  source: string,
  importId: number,
  counters: Counters,
): Promise<void> {
  const receivedAt = Date.now();
  // Importing a file again must not repeat its rejects either.
  for (let from = 0; from < rejects.length; from += 1000) {
    const part = rejects.slice(from, from + 1000);
    const values = part.map(
      ({ code, message, place, raw }) =>
        `(${[code, message, place, raw.replaceAll('\0', '\uFFFD')].map(sqlText).join(', ')})`,
    );
    await connection.run(
      `INSERT INTO rejects (id, received_at, source, code, message, place, raw, import_id)
       SELECT (${counters.nextReject} + row_number() OVER () - 1)::UINTEGER, ${receivedAt}, ${sqlText(source)}, code, message, place, raw, ${importId}
       FROM (VALUES ${values.join(', ')}) fresh(code, message, place, raw)
       WHERE NOT EXISTS (SELECT 1 FROM rejects known WHERE known.place = fresh.place AND known.raw = fresh.raw AND known.code = fresh.code)`,
    );
    counters.nextReject = await readNumber(connection, 'SELECT coalesce(max(id)::BIGINT + 1, 0) FROM rejects');
  }
}
