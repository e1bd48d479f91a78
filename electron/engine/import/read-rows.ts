/** The rows of a staged file as vectors with the columns of CANONICAL: by a map, by a vendor's reader, or as our own. */
import type { DuckDBDataChunk } from '@duckdb/node-api';
import { fail } from '../../../shared/contract/errors';
import { type ImportMap, timeColumns } from '../../../shared/formats/import-map';
import { widenedNames } from '../../../shared/formats/unite';
import type { VendorFormat } from '../../../shared/formats/vendor';
import type { RecordingChunk } from '../../../shared/model/recording';
import { propertyNames } from '../../../shared/sql/import';
import { ASIDE, printOwnSelect } from '../../../shared/sql/import-own';
import { printEventsSelect } from '../../../shared/sql/import-wide';
import { sqlText } from '../../../shared/sql/quote';
import { readNumber } from '../store/read';
import { columnAt, withDerived } from './canonical';
import { decodeChunks, readingOf } from './decode-rows';
import { DecodedChunks } from './decoded-chunks';
import { describeFile, firstTexts } from './inspect';
import { readObjectText } from './row-text';
import type { StagedRejects } from './staged-rows';
import type { Staging } from './staging';
import { missing } from './store-rows';
import type { UnitedFiles } from './unite-files';
import { canonicalStream, streamRows, textStream } from './stream-rows';

export interface RowWork {
  readonly staging: Staging;
  readonly signal: AbortSignal;
  /** Rows of Parquet and lines before this one are stored. */
  readonly from: number;
  readonly onDamaged: (reject: StagedRejects) => void;
  /** Rows of the file that were read, blank ones too where they come out as such. */
  readonly onRead: (rows: number) => void;
  readonly storeRecordings: (pieces: readonly RecordingChunk[]) => Promise<void>;
}

/** Every row of a generic file, with the reason where it is no event. */
export async function* rowsByMap(
  { staging, signal, from, onDamaged, onRead }: RowWork,
  map: ImportMap,
  united?: UnitedFiles,
): AsyncGenerator<DuckDBDataChunk> {
  const { nulls } = map;
  const first = await firstTexts(staging, nulls);
  if (!staging.isWhole) await staging.widen('quiet');
  const asText = new Set(widenedNames(united?.columns ?? []));
  const file = await describeFile(staging, { first, nulls, asText });
  const elsewhere = new Set(united?.columns.map(({ name }) => name) ?? []);
  assertColumns(map, staging, file.format === 'jsonl' ? undefined : file.columns.map(({ name }) => name), elsewhere);
  const select = printEventsSelect({ file, map, receivedAt: Date.now() });
  const sql = withDerived(`SELECT *, NULL::BIGINT AS received_at FROM (${select})`, propertyNames(file, map));
  for await (const chunk of streamRows(staging, canonicalStream(sql), {
    isRowByRow: map.also === undefined,
    from,
    onDamaged,
    signal,
  })) {
    onRead(chunk.rowCount);
    yield chunk;
  }
}

/** The events of a vendor's export. */
export async function* rowsByVendor(work: RowWork, format: VendorFormat): AsyncGenerator<DuckDBDataChunk> {
  const { staging, signal, from, onDamaged, onRead, storeRecordings } = work;
  const own = format.vendor === 'waymark' ? await ownSelect(staging) : undefined;
  if (own !== undefined) {
    yield* ownRows(work, format, own);
    return;
  }
  // Looking at every column takes long where there are a hundred.
  const first = format.wantsTypes === true ? await firstTexts(staging) : undefined;
  if (!staging.isWhole) await staging.widen('quiet');
  const reading = await readingOf(staging, format, Date.now(), first);
  const rows = streamRows(staging, textStream(reading.sql), { isRowByRow: true, from, onDamaged, signal });
  const decoded = new DecodedChunks(format.vendor, storeRecordings);
  for await (const read of decodeChunks(rows, reading, (...row) => decoded.take(...row), from)) {
    onRead(read);
    yield* decoded.whole();
  }
  yield* decoded.rest();
}

/** The SELECT for a file that is as Waymark exports it, as far as its first rows tell. */
async function ownSelect(staging: Staging): Promise<string | undefined> {
  const { native, format, columns } = staging;
  const select = printOwnSelect(
    native !== undefined
      ? { format: 'native', columns: native }
      : format === 'csv'
        ? { format: 'csv', columns: columns.map((name) => ({ name, type: 'text' })) }
        : { format: 'jsonl' },
  );
  if (select === undefined) return undefined;
  const strange = await readNumber(
    staging.connection,
    `SELECT count(*) FROM (${select}) WHERE reason = ${sqlText(ASIDE)}`,
  );
  return strange === 0 ? select : undefined;
}

const [REASON, RAW, ROW] = [columnAt('reason'), columnAt('raw'), columnAt('row')];

/** What is not as it is exported after all is read row by row. */
async function* ownRows(work: RowWork, format: VendorFormat, select: string): AsyncGenerator<DuckDBDataChunk> {
  const { staging, signal, from, onDamaged, onRead, storeRecordings } = work;
  const read = format.reader(Date.now());
  const aside = new DecodedChunks(format.vendor, storeRecordings);
  let next = 0;
  for await (const chunk of streamRows(staging, canonicalStream(withDerived(select)), {
    isRowByRow: true,
    from,
    onDamaged,
    signal,
  })) {
    onRead(chunk.rowCount);
    const hasNoReason = missing(chunk, REASON);
    for (let index = 0; index < chunk.rowCount; index++) {
      if (hasNoReason(index) || chunk.getColumnVector(REASON).getItem(index) !== ASIDE) continue;
      const row = Number(chunk.getColumnVector(ROW).getItem(index) ?? next + index);
      const text = String(chunk.getColumnVector(RAW).getItem(index));
      aside.take(row, text, readObjectText(text, read, format.maxDepth));
    }
    next += chunk.rowCount;
    yield chunk;
    yield* aside.whole();
  }
  yield* aside.rest();
}

/**
 * A map may come from another file. A table's columns are all known; JSON keys may appear in any line. `elsewhere` are the
 * columns of the other files of the import: a file may lack those as long as it says when, what and whose.
 */
function assertColumns(
  map: ImportMap,
  staging: Staging,
  columns: readonly string[] | undefined,
  elsewhere: ReadonlySet<string>,
): void {
  if (columns === undefined) return;
  const known = new Set(columns);
  const named: [string, string][] = [
    ...timeColumns(map.time).map((column): [string, string] => ['time', column]),
    ...('column' in map.event ? [['event', map.event.column] as [string, string]] : []),
    ['distinctId', map.distinctId.column],
    ...(['anonymousId', 'userId', 'sessionId', 'eventId'] as const).flatMap((field): [string, string][] => {
      const column = map[field]?.column;
      return column === undefined ? [] : [[field, column]];
    }),
  ];
  const hasOtherId = [map.userId, map.anonymousId].some((id) => id !== undefined && known.has(id.column));
  for (const [field, column] of named) {
    if (known.has(column)) continue;
    const isNeeded = field === 'time' || field === 'event' || (field === 'distinctId' && !hasOtherId);
    if (!isNeeded && elsewhere.has(column)) continue;
    fail(
      'invalid_request',
      `The file has no column «${column}» (${field}). It has: ${staging.columns.slice(0, 30).join(', ')}.`,
      { path: `map.${field}` },
    );
  }
}
