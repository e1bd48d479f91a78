/** What a vendor's reader made of rows, as vectors with the columns of CANONICAL: the same that a map makes of a generic file. */
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { VendorFormat } from '../../../shared/formats/vendor';
import { campaignOf, hasOperations, isServerEvent, pageOf } from '../../../shared/model/derived';
import type { CanonicalEvent, Reject } from '../../../shared/model/event';
import type { RecordingChunk } from '../../../shared/model/recording';
import { TELLING } from '../ingest/event-columns';
import { eventHashes } from '../ingest/event-hash';
import { inSteps } from '../sequences/cooperate';
import { storableJson, storableText } from '../store/event-row';
import { CHUNK_ROWS, chunkOfColumns, type WriteColumn } from '../store/write-columns';
import { CANONICAL, type CanonicalColumn, firstDerivedId } from './canonical';
import { type DecodedRow, digestOf } from './decode-rows';
import { joinPieces } from './join-pieces';

/** Rows whose pieces of recordings are joined. */
const JOINED_ROWS = 8_192;
/** So many rows take about as long as a turn may last. */
const STEP_ROWS = 128;
const MAX_RAW = 65_536;

/** An event or a reject. */
interface Line {
  readonly row: number;
  readonly part: number;
  readonly event?: CanonicalEvent;
  readonly reject?: Reject;
  readonly text: string;
}

/** Recordings are stored before the events beside them. */
export async function* canonicalByVendor(
  batches: AsyncIterable<readonly DecodedRow[]>,
  { vendor }: VendorFormat,
  storeRecordings: (chunks: readonly RecordingChunk[]) => Promise<void>,
): AsyncGenerator<DuckDBDataChunk> {
  let waiting: DecodedRow[] = [];
  const flush = async function* (): AsyncGenerator<DuckDBDataChunk> {
    const rows = waiting;
    waiting = [];
    const pieces = joinPieces(rows.flatMap(({ reading }) => reading.recordings ?? []));
    if (pieces.length > 0) await storeRecordings(pieces);
    const lines = rows.flatMap(linesOf);
    for (let from = 0; from < lines.length; from += CHUNK_ROWS) {
      yield await chunkOf(lines.slice(from, from + CHUNK_ROWS), vendor);
    }
  };
  for await (const batch of batches) {
    for (const row of batch) waiting.push(row);
    if (waiting.length >= JOINED_ROWS) yield* flush();
  }
  yield* flush();
}

const linesOf = ({ row, text, reading: { events, rejects } }: DecodedRow): Line[] => [
  ...events.map((event, part) => ({ row, part, event, text })),
  ...rejects.map((reject, index) => ({ row, part: events.length + index, reject, text })),
];

/** A column while it is filled. */
type RoomyColumn =
  | Exclude<WriteColumn, { readonly type: 'text' | 'same text' }>
  | { readonly type: 'text'; readonly values: (string | null)[] };
type Cells = Record<CanonicalColumn, RoomyColumn>;

async function chunkOf(lines: readonly Line[], vendor: string): Promise<DuckDBDataChunk> {
  const columns = Object.fromEntries(CANONICAL.map(([name, type]) => [name, emptyColumn(type, lines.length)])) as Cells;
  await inSteps(lines.length, STEP_ROWS, (start, end) => {
    for (let at = start; at < end; at++) fill(columns, at, lines[at] as Line, vendor);
  });
  const { event_id: ids } = columns;
  if (ids.type === 'text')
    columns.event_hash = {
      type: 'u64',
      values: eventHashes(
        ids.values.map((id) => id ?? ''),
        lines.length,
      ),
    };
  return chunkOfColumns(
    CANONICAL.map(([name]) => columns[name]),
    0,
    lines.length,
  );
}

function emptyColumn(type: (typeof CANONICAL)[number][1], rows: number): RoomyColumn {
  switch (type) {
    case 'VARCHAR':
      return { type: 'text', values: Array.from({ length: rows }, () => null) };
    case 'BIGINT':
      return { type: 'i64', values: new Float64Array(rows).fill(Number.NaN), missing: Number.NaN };
    case 'INTEGER':
      return { type: 'i32', values: new Int32Array(rows) };
    case 'BOOLEAN':
      return { type: 'bool', values: new Uint8Array(rows) };
    case 'UBIGINT':
      return { type: 'u64', values: new Uint32Array(2 * rows) };
  }
}

function fill(columns: Cells, at: number, { row, part, event, reject, text }: Line, vendor: string): void {
  put(columns.row, at, row);
  put(columns.part, at, part);
  putText(columns.source, at, event?.source ?? vendor);
  if (event !== undefined) fillEvent(columns, at, event, () => lineDigest(text, part));
  if (reject === undefined) return;
  const { code, message, place } = reject;
  putText(columns.raw, at, text.slice(0, MAX_RAW));
  putText(columns.reason, at, code);
  putText(columns.problem, at, place === '' ? message : `${place}: ${message}`);
}

/** Several events of one row are told apart by their place in it. */
const lineDigest = (text: string, part: number): string => (part === 0 ? digestOf(text) : `${digestOf(text)}:${part}`);

function fillEvent(columns: Cells, at: number, event: CanonicalEvent, digestOfLine: () => string): void {
  const digest = event.event_id === '' ? digestOfLine() : undefined;
  const id = digest === undefined ? storableText(event.event_id) : firstDerivedId(digest);
  putText(columns.event_id, at, id);
  putText(columns.digest, at, digest);
  put(columns.timestamp, at, event.timestamp);
  put(columns.original_timestamp, at, event.original_timestamp);
  put(columns.sent_at, at, event.sent_at);
  put(columns.received_at, at, event.received_at);
  putText(columns.event, at, event.event);
  putText(columns.kind, at, event.kind);
  putText(columns.distinct_id, at, event.distinct_id);
  putText(columns.anonymous_id, at, event.anonymous_id);
  putText(columns.user_id, at, event.user_id);
  putText(columns.session_hint, at, event.session_id);
  putText(columns.project, at, event.project);
  putText(columns.lib, at, event.lib);
  putText(columns.lib_version, at, event.lib_version);
  const properties = storableJson(event.properties);
  putWhole(columns.groups, at, groupsText(event.groups));
  putWhole(columns.properties, at, properties);
  const { kind, lib } = event;
  putText(columns.page, at, pageOf(kind, event.properties));
  const tells = TELLING.test(properties);
  put(columns.is_server, at, isServerEvent(lib, tells ? event.properties : {}) ? 1 : 0);
  if (!tells) return;
  putText(columns.campaign, at, campaignOf(event.properties));
  put(columns.has_operations, at, hasOperations(event.properties) ? 1 : 0);
}

/** Few events belong to a group. */
function groupsText(groups: CanonicalEvent['groups']): string {
  for (const _type in groups) return storableJson(groups);
  return '{}';
}

function put(column: RoomyColumn, at: number, value: number | undefined): void {
  if (value !== undefined && column.type !== 'text') column.values[at] = value;
}

/** What is empty is not there. */
function putText(column: RoomyColumn, at: number, value: string | undefined): void {
  if (value !== undefined && value !== '') putWhole(column, at, storableText(value));
}

function putWhole(column: RoomyColumn, at: number, value: string): void {
  if (column.type === 'text') column.values[at] = value;
}
