/**
 * One file into the store: read as a stream by a database of its own (staging.ts), made canonical there, and stored batch
 * by batch (store-rows.ts), each a transaction of its own, so that captured events go on being stored meanwhile. Nothing of
 * the file is held whole, in memory or on disk. A cancelled import takes out what it had put in.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '../../../shared/contract/errors';
import { guessImportMap } from '../../../shared/formats/guess';
import { type FileFormat, type ImportMap, isContainer, isTable, isVendor } from '../../../shared/formats/import-map';
import type { VendorFormat } from '../../../shared/formats/vendor';
import { recogniseVendor, VENDOR_FORMATS } from '../../../shared/formats/vendors';
import type { RecordingChunk } from '../../../shared/model/recording';
import { sqlText } from '../../../shared/sql/quote';
import type { EventIdIndex } from '../ingest/event-id-index';
import type { Database } from '../store/database';
import type { Counters } from '../store/counters';
import type { WriteLock } from '../store/lock';
import { readNumber } from '../store/read';
import { collectRejects, type KeptReject, RejectNotes } from './collect-rejects';
import { cancelled } from './import-control';
import type { ImportPosition } from './import-records';
import { sampleColumns, whyNoColumns } from './inspect';
import { longLines } from './long-lines';
import { type MendedFile, OpenQuote } from './mended-file';
import type { PartLines } from './part-lines';
import type { StagedRejects } from './staged-rows';
import { rowsByMap, rowsByVendor, type RowWork } from './read-rows';
import { explain, isMixedEnds, stagePlain, type Staging } from './staging';
import { Reached } from './reached';
import { type ImportSteps, RowStore } from './store-rows';
import type { UnitedFiles } from './unite-files';
import { type PlainFile, readHead, type SourceFile } from './unpack';

export interface ImportContext {
  readonly database: Database;
  readonly lock: WriteLock;
  readonly counters: Counters;
  /** Which ids are stored. */
  readonly ids: EventIdIndex;
  readonly steps: ImportSteps;
  readonly signal: AbortSignal;
  /** Awaited between steps: holds while the import is paused, and throws `cancelled` once `signal` has aborted. */
  readonly gate: () => Promise<void>;
  /** Resolves once they are on disk; what is stored already is passed over. */
  readonly storeRecordings: (chunks: readonly RecordingChunk[], importId: number) => Promise<void>;
  /** The tables of the import as one, where there are several. */
  readonly united?: UnitedFiles | undefined;
  /** Where an earlier attempt at this file got to. */
  readonly from?: ImportPosition | undefined;
  /** Hears after each step which file it is, and how many of its rows are stored, from the first on. */
  readonly onStored: (file: string, rows: number) => void;
  /** Awaited when so much of the file is stored, where one could go on from there. */
  readonly onPosition: (position: ImportPosition) => Promise<void>;
  /** The files that the one consists of, if it does: no more of them than are stored in one step. */
  readonly parts?: PartLines;
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
    /** Of several files as one, the how manieth it is. */
    readonly part?: number;
  }[];
}

export interface FileWork {
  readonly format: FileFormat;
  readonly map: ImportMap | undefined;
  readonly importId: number;
  readonly context: ImportContext;
}

/**
 * One plain file. `isWholeFile`: it is all that the given file holds, and one can go on in the middle of it. Throws
 * {@link OpenQuote} where a copy without broken lines has more rows; of several files as one, for each by itself.
 */
export async function importPlain(
  file: PlainFile | MendedFile,
  { format, map, importId, context }: FileWork,
  isWholeFile: boolean,
): Promise<FileReport> {
  const { database, signal, gate, onProgress } = context;
  const staging = await stagePlain(database.workspaceDir, `import-${importId}`, file, HEAD_ROWS);
  const interrupt = (): void => staging.connection.interrupt();
  signal.addEventListener('abort', interrupt);
  let store: RowStore | undefined;
  let reached: Reached | undefined;
  const tellStored = (): void => {
    const rows = store === undefined ? undefined : reached?.rowsOf(store.stored);
    if (rows !== undefined) context.onStored(file.name, rows);
  };
  const assertNoneLost = (rejects: readonly StagedRejects[]): void => {
    const isOfOne = context.parts !== undefined && rejects.some(({ quote }) => quote !== undefined);
    if (isOfOne || staging.hasLost(rejects)) throw new OpenQuote();
  };
  try {
    await gate();
    assertNoneLost(staging.rejects);
    const vendor = map === undefined ? await vendorOf(staging, file, format) : undefined;
    const usedMap = vendor === undefined ? (map ?? (await guess(staging, file))) : undefined;
    const source = vendor?.vendor ?? staging.format;
    const expected = await expectedRows(staging);
    const damaged: StagedRejects[] = [];
    // Only rows without oddities need nothing of those before.
    const isAlone = usedMap === undefined ? vendor?.readsRowsAlone === true : usedMap.also === undefined;
    const isSeekable = isWholeFile && isAlone && canSeek(staging);
    const from = isSeekable ? await startOf(staging, context.from) : NOWHERE;
    store = await RowStore.open(context, { importId, source, expected, passedOver: from.eids });
    reached = new Reached(from, usedMap !== undefined);
    const notes = new RejectNotes(from.rows);
    let passed = from.rows;
    const work: RowWork = {
      staging,
      signal,
      from: from.rows,
      onDamaged: (reject) => damaged.push(reject),
      onRead: (count) => (passed += count),
      storeRecordings: (pieces) => context.storeRecordings(pieces, importId),
    };
    const chunks =
      usedMap !== undefined ? rowsByMap(work, usedMap, context.united) : rowsByVendor(work, vendor as VendorFormat);
    for await (const chunk of chunks) {
      notes.note(chunk);
      const isStep = await store.push(chunk);
      reached.note(chunk, notes.lastRow, isStep);
      if (isStep) tellStored();
      const position = isStep && isSeekable ? reached.position(store.stored, store.hasDerived) : undefined;
      if (position !== undefined && notes.counts.size + damaged.length === 0) await context.onPosition(position);
      await gate();
      // A row of several events passes once for each of them.
      const read = usedMap?.also === undefined ? passed - notes.blank : notes.lastRow + 1;
      onProgress('storing', Math.min(1, (notes.lastRow + 1) / expected), read);
    }
    // Interrupted, a stream ends as if it had come to its end.
    await gate();
    const unread = [
      ...damaged,
      ...(staging.isWhole ? staging.rejects : await staging.allRejects()),
      ...(await longLines(file)),
    ];
    assertNoneLost(unread);
    // Lines of CSV that cannot be read are no rows.
    const noRows = staging.format === 'csv' ? unread.map(({ line }) => line) : [];
    const stored = await store.settle(context.parts?.startsWithout(noRows));
    const imported = from.imported + stored.imported;
    const duplicates = from.duplicates + stored.duplicates;
    const rejects = await collectRejects(staging, file, notes, unread, context.parts);
    await storeRejects(context, rejects.kept, source, importId);
    const read = usedMap?.also === undefined ? passed - notes.blank : await countRows(staging);
    const rows = read + unread.reduce((sum, { count = 1 }) => sum + count, 0);
    const skipped = notes.counts.get('skipped') ?? 0;
    return { rows, imported, duplicates, skipped, rejects: rejects.summary };
  } catch (error) {
    stopIfAborted(signal);
    throw isMixedEnds(error) ? explain(error, file) : error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    await store?.close();
    tellStored();
    if (!signal.aborted) onProgress('storing', 1, 0);
    await staging.remove();
  }
}

const NOWHERE: ImportPosition = { rows: 0, imported: 0, duplicates: 0 };

/** What is small is read again. */
const canSeek = ({ format, isWhole }: Staging): boolean => format === 'parquet' || !isWhole;

/** Where to go on: where an earlier attempt got to, if what it passed can be passed over again. */
async function startOf(staging: Staging, reached: ImportPosition | undefined): Promise<ImportPosition> {
  if (reached === undefined || staging.format === 'parquet') return reached ?? NOWHERE;
  return (await staging.canSkip(reached.rows)) ? reached : NOWHERE;
}

/** Rows to recognise a file by. */
const HEAD_ROWS = 1_000;

/** How many rows there are, or about as many. */
async function expectedRows({ connection, format, file, isWhole, path }: Staging): Promise<number> {
  if (isWhole) return Math.max(1, await readNumber(connection, 'SELECT count(*) FROM rows'));
  if (format === 'parquet') {
    return readNumber(connection, `SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata(${sqlText(path)})`);
  }
  const head = await readHead(file);
  const lines = head.reduce((count, byte) => count + (byte === NEWLINE ? 1 : 0), 0);
  return Math.max(HEAD_ROWS, Math.ceil((file.size / head.length) * lines));
}

const NEWLINE = 0x0a;

/** Rows of the file that are not blank. */
async function countRows(staging: Staging): Promise<number> {
  if (!staging.isWhole) await staging.widen('quiet');
  const where = isTable(staging.format) ? '' : " WHERE nullif(trim(json), '') IS NOT NULL";
  return readNumber(staging.connection, `SELECT count(*) FROM rows${where}`);
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
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
  const columns = await sampleColumns(staging);
  const why = columns.length === 0 ? await whyNoColumns(staging) : undefined;
  if (why !== undefined) return fail('file_not_understood', `${file.name}: ${why}`);
  const { map, parts, problem } = guessImportMap(columns, isTable(staging.format));
  if (map !== undefined) return map;
  const time = parts?.time === undefined ? ', when its rows happened with --at or --since,' : ',';
  return fail(
    'file_not_understood',
    `${file.name}: ${problem ?? 'no mapping could be guessed.'} Give a mapping with --map${time} or choose the columns in the window.`,
  );
}

async function storeRejects(
  { database, lock, counters, gate }: ImportContext,
  rejects: readonly KeptReject[],
  source: string,
  importId: number,
): Promise<void> {
  if (rejects.length === 0) return;
  const connection = await database.connect();
  try {
    for (let from = 0; from < rejects.length; from += 1000) {
      await gate();
      await lock.run(() => insertRejects(connection, rejects.slice(from, from + 1000), source, importId, counters));
    }
  } finally {
    connection.closeSync();
  }
}

/** Importing a file again must not repeat its rejects either. */
async function insertRejects(
  connection: DuckDBConnection,
  rejects: readonly KeptReject[],
  source: string,
  importId: number,
  counters: Counters,
): Promise<void> {
  const values = rejects.map(
    ({ code, message, place, raw }) =>
      `(${[code, message, place, raw.replaceAll('\0', '\uFFFD')].map(sqlText).join(', ')})`,
  );
  await connection.run(
    `INSERT INTO rejects (id, received_at, source, code, message, place, raw, import_id)
     SELECT (${counters.nextReject} + row_number() OVER () - 1)::UINTEGER, ${Date.now()}, ${sqlText(source)}, code, message, place, raw, ${importId}
     FROM (VALUES ${values.join(', ')}) fresh(code, message, place, raw)
     WHERE NOT EXISTS (SELECT 1 FROM rejects known WHERE known.place = fresh.place AND known.raw = fresh.raw AND known.code = fresh.code)`,
  );
  counters.nextReject = await readNumber(connection, 'SELECT coalesce(max(id)::BIGINT + 1, 0) FROM rejects');
}
