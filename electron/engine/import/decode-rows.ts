/**
 * Rows through a vendor's reader: the same columns that a map makes of a generic file. Rows are taken by thousands, so
 * that the engine goes on answering meanwhile.
 */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { isJsonObject, type JsonObject } from '../../../shared/model/json';
import type { CanonicalEvent, Reject } from '../../../shared/model/event';
import type { RecordingChunk } from '../../../shared/model/recording';
import type { CellTypes } from '../../../shared/formats/rows';
import type { RowReading, VendorFormat } from '../../../shared/formats/vendor';
import { isTable } from '../../../shared/formats/import-map';
import { objectText } from '../../../shared/sql/import';
import { nativeObjectText } from '../../../shared/sql/native-columns';
import { sqlName } from '../../../shared/sql/quote';
import { MAX_JSON_DEPTH, MAX_JSON_KEYS, TOO_WIDE } from '../../../shared/sql/strict-json';
import { inSteps } from '../sequences/cooperate';
import { storableJson, storableText } from '../store/event-row';
import { writeColumns } from '../store/write-columns';
import { withDerived } from './canonical';
import { describeFile } from './inspect';
import type { Staging } from './staging';
import { chunksOf } from './stream-rows';

/** A row with what its reader made of it. */
export interface DecodedRow {
  readonly row: number;
  readonly text: string;
  readonly digest: string;
  readonly reading: RowReading;
}

/** Rows that are read before what follows from them is worked out. */
const DECODED_ROWS = 8_192;
/** So many rows take about as long as a turn may last, some tens of microseconds each. */
const STEP_ROWS = 128;
const MAX_RAW = 65_536;

const malformed = (message: string): RowReading => ({
  events: [],
  rejects: [{ code: 'malformed_row', message, place: '', raw: '' }],
});

/** How the rows of a staged file become texts of JSON objects, and those events. */
export interface VendorReading {
  readonly format: VendorFormat;
  readonly sql: string;
  readonly read: (row: JsonObject) => RowReading;
}

/** `first`: see {@link describeFile}. Where the file is a table of many columns, all of `rows` is looked at. */
export async function readingOf(
  staging: Staging,
  format: VendorFormat,
  receivedAt: number,
  first?: ReadonlyMap<string, string>,
): Promise<VendorReading> {
  const { connection, format: container, columns, native } = staging;
  const types = format.wantsTypes === true ? await typesOf(staging, first) : undefined;
  const filled = isTable(container) ? new Set(await filledColumns(connection, columns)) : new Set<string>();
  const text =
    native !== undefined
      ? nativeObjectText(native.filter(({ name }) => filled.has(name)))
      : container === 'csv'
        ? objectText([...filled])
        : 'json';
  const sql = `SELECT row, text, md5(trim(text)) AS digest FROM (SELECT row, ${text} AS text FROM rows)`;
  return { format, sql, read: format.reader(receivedAt, types) };
}

/** Rows read, in batches as they come; blank lines are no rows. Those before `from` are left out of `chunks`. */
export async function* decodeChunks(
  chunks: AsyncIterable<DuckDBDataChunk>,
  { format, read }: VendorReading,
  onRead: (rows: number) => void = () => undefined,
  from = 0,
): AsyncGenerator<readonly DecodedRow[]> {
  let next = from;
  for await (const chunk of chunks) {
    const [numbers, texts, digests] = [0, 1, 2].map((index) => chunk.getColumnValues(index)) as [
      (bigint | null)[],
      (string | null)[],
      (string | null)[],
    ];
    const decoded: DecodedRow[] = [];
    await inSteps(texts.length, STEP_ROWS, (start, end) => {
      for (let index = start; index < end; index++) {
        const line = texts[index] ?? '';
        if (line.trim() === '') continue;
        decoded.push(decodeLine(Number(numbers[index] ?? next + index), line, digests[index] ?? '', format, read));
      }
    });
    next += texts.length;
    onRead(decoded.length);
    yield decoded;
  }
}

/** One row, given as the text of a JSON object. */
export const decodeLine = (
  row: number,
  text: string,
  digest: string,
  { maxDepth = MAX_JSON_DEPTH }: VendorFormat,
  read: (row: JsonObject) => RowReading,
): DecodedRow => ({ row, text, digest, reading: readLine(text, read, maxDepth) });

/** The first `rows` of those that are staged. */
export async function* decodeRows(
  staging: Staging,
  format: VendorFormat,
  rows: number,
  receivedAt: number,
): AsyncGenerator<readonly DecodedRow[]> {
  const reading = await readingOf(staging, format, receivedAt);
  yield* decodeChunks(chunksOf(staging.connection, `${reading.sql} LIMIT ${rows}`), reading);
}

/** Exports have a column for whatever any event may say; those that say nothing in the whole file cost nothing per row. */
async function filledColumns(
  connection: Staging['connection'],
  columns: readonly string[],
): Promise<readonly string[]> {
  if (columns.length <= FEW_COLUMNS) return columns;
  const reader = await connection.runAndReadAll(
    `SELECT ${columns.map((name) => `count(${sqlName(name)}) > 0`).join(', ')} FROM rows`,
  );
  const [filled = []] = reader.getRows();
  return columns.filter((_, index) => filled[index] === true);
}

const FEW_COLUMNS = 32;

/** What the columns of a CSV file hold; elsewhere values have types of their own. */
async function typesOf(staging: Staging, first?: ReadonlyMap<string, string>): Promise<CellTypes | undefined> {
  const file = await describeFile(staging, first === undefined ? {} : { first });
  return file.format === 'csv' ? new Map(file.columns.map(({ name, type }) => [name, type])) : undefined;
}

function readLine(text: string, read: (row: JsonObject) => RowReading, maxDepth: number): RowReading {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    return malformed('The line is not one JSON object.');
  }
  if (!isJsonObject(row)) return malformed('The line is not one JSON object.');
  if (isTooWide(row)) return malformed(TOO_WIDE);
  if (isDeeperThan(row, maxDepth)) return malformed(`The row is nested deeper than ${maxDepth} levels.`);
  return read(row);
}

function isTooWide(row: JsonObject): boolean {
  const { properties } = row;
  return [row, properties].some((each) => isJsonObject(each) && Object.keys(each).length > MAX_JSON_KEYS);
}

function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(inner, limit - 1));
}

/**
 * The rows read, as vectors with the columns of CANONICAL. They are gathered in the staging database, where what
 * follows from them is worked out by the same SQL as of a generic file's.
 */
export async function* canonicalByVendor(
  staging: Staging,
  batches: AsyncIterable<readonly DecodedRow[]>,
  format: VendorFormat,
  storeRecordings: (chunks: readonly RecordingChunk[]) => Promise<void>,
): AsyncGenerator<DuckDBDataChunk> {
  const connection = await staging.connect();
  try {
    await connection.run(
      `CREATE OR REPLACE TABLE decoded (${COLUMNS.map(({ name, sql }) => `"${name}" ${sql}`).join(', ')})`,
    );
    const canonical = withDerived(`SELECT ${COLUMNS.map(({ name }) => `"${name}"`).join(', ')} FROM decoded`);
    let waiting: DecodedRow[] = [];
    const flush = async function* (): AsyncGenerator<DuckDBDataChunk> {
      await append(connection, waiting, format);
      const pieces = joinPieces(waiting.flatMap(({ reading }) => reading.recordings ?? []));
      waiting = [];
      if (pieces.length > 0) await storeRecordings(pieces);
      yield* chunksOf(connection, canonical);
      await connection.run('DELETE FROM decoded');
    };
    for await (const batch of batches) {
      waiting.push(...batch);
      if (waiting.length >= DECODED_ROWS) yield* flush();
    }
    if (waiting.length > 0) yield* flush();
  } finally {
    connection.closeSync();
  }
}

/** Pieces that follow each other in one window as one: a file may have a row for every movement of the mouse. */
function joinPieces(pieces: readonly RecordingChunk[]): readonly RecordingChunk[] {
  const joined: RecordingChunk[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const isNext =
      last !== undefined &&
      (['source', 'recording', 'window_id', 'distinct_id', 'project'] as const).every(
        (key) => last[key] === piece[key],
      ) &&
      last.events.length + piece.events.length < MAX_PIECE;
    if (!isNext) {
      joined.push(piece);
      continue;
    }
    joined[joined.length - 1] = {
      ...last,
      first: Math.min(last.first, piece.first),
      last: Math.max(last.last, piece.last),
      count: last.count + piece.count,
      events: `${last.events.slice(0, -1)},${piece.events.slice(1)}`,
    };
  }
  return joined;
}

/** Characters. */
const MAX_PIECE = 1_000_000;

/** An event or a reject on its way into the table; every text that is not there is empty. */
interface Line {
  readonly row: number;
  readonly part: number;
  readonly event?: CanonicalEvent;
  readonly reject?: Reject;
  readonly digest: string;
  readonly raw: string;
}

interface Column {
  readonly name: string;
  readonly sql: 'VARCHAR' | 'BIGINT' | 'INTEGER';
  /** Texts that are never missing. */
  readonly filled?: true;
  readonly of: (line: Line, vendor: string) => string | number;
}

const text = (name: string, of: Column['of'], filled?: true): Column => ({
  name,
  sql: 'VARCHAR',
  of,
  ...(filled === undefined ? {} : { filled }),
});
const time = (name: 'timestamp' | 'original_timestamp' | 'sent_at' | 'received_at'): Column => ({
  name,
  sql: 'BIGINT',
  of: ({ event }) => event?.[name] ?? Number.NaN,
});

const COLUMNS: readonly Column[] = [
  { name: 'row', sql: 'BIGINT', of: ({ row }) => row },
  { name: 'part', sql: 'INTEGER', of: ({ part }) => part },
  time('timestamp'),
  time('original_timestamp'),
  time('sent_at'),
  time('received_at'),
  text('event', ({ event }) => storableText(event?.event ?? '')),
  text('kind', ({ event }) => event?.kind ?? ''),
  text('distinct_id', ({ event }) => storableText(event?.distinct_id ?? '')),
  text('anonymous_id', ({ event }) => storableText(event?.anonymous_id ?? '')),
  text('user_id', ({ event }) => storableText(event?.user_id ?? '')),
  text('session_hint', ({ event }) => storableText(event?.session_id ?? '')),
  text('groups', ({ event }) => storableJson(event?.groups ?? {}), true),
  text('properties', ({ event }) => storableJson(event?.properties ?? {}), true),
  text('source', ({ event }, vendor) => event?.source ?? vendor),
  text('project', ({ event }) => storableText(event?.project ?? '')),
  text('lib', ({ event }) => storableText(event?.lib ?? '')),
  text('lib_version', ({ event }) => storableText(event?.lib_version ?? '')),
  text('given_id', ({ event }) => storableText(event?.event_id ?? '')),
  // Several events of one row are told apart by their place in it.
  text('digest', ({ digest, part }) => (part === 0 ? digest : `${digest}:${part}`)),
  text('raw', ({ reject, raw }) => (reject === undefined ? '' : storableText(raw.slice(0, MAX_RAW)))),
  text('reason', ({ reject }) => reject?.code ?? ''),
  text('time_text', () => ''),
  text('problem', ({ reject }) =>
    reject === undefined
      ? ''
      : storableText(reject.place === '' ? reject.message : `${reject.place}: ${reject.message}`),
  ),
];

/** A column on its way into the table, while it is filled. */
type RoomyColumn =
  | { readonly type: 'text'; readonly values: (string | null)[] }
  | { readonly type: 'i32'; readonly values: Int32Array }
  | { readonly type: 'i64'; readonly values: Float64Array; readonly missing: number };

async function append(
  connection: DuckDBConnection,
  rows: readonly DecodedRow[],
  { vendor }: VendorFormat,
): Promise<void> {
  const lines = rows.flatMap(({ row, text: raw, digest, reading: { events, rejects } }): Line[] => [
    ...events.map((event, part) => ({ row, part, event, digest, raw })),
    ...rejects.map((reject, index) => ({ row, part: events.length + index, reject, digest, raw })),
  ]);
  const columns = COLUMNS.map(({ sql }): RoomyColumn => {
    if (sql === 'VARCHAR') return { type: 'text', values: Array.from(lines, () => null) };
    return sql === 'INTEGER'
      ? { type: 'i32', values: new Int32Array(lines.length) }
      : { type: 'i64', values: new Float64Array(lines.length), missing: Number.NaN };
  });
  await inSteps(lines.length, STEP_ROWS, (start, end) => {
    for (const [index, { of, filled }] of COLUMNS.entries()) {
      const column = columns[index];
      for (let at = start; at < end; at++) {
        const value = of(lines[at] as Line, vendor);
        if (typeof value === 'number') {
          if (column?.type !== 'text' && column !== undefined) column.values[at] = value;
          // A text that is missing costs less as NULL than as a text.
        } else if (column?.type === 'text' && (value !== '' || filled === true)) column.values[at] = value;
      }
    }
  });
  await writeColumns(connection, { table: 'decoded' }, columns, lines.length);
}
