/** What a vendor's reader made of rows, as vectors with the columns of CANONICAL: the same that a map makes of a generic file. */
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { RowReading } from '../../../shared/formats/vendor';
import { campaignOf, hasOperations, isServerEvent, pageOf } from '../../../shared/model/derived';
import type { CanonicalEvent, Reject } from '../../../shared/model/event';
import type { RecordingChunk } from '../../../shared/model/recording';
import { eventHashes } from '../ingest/event-hash';
import { storableJson, storableText } from '../store/event-row';
import { CHUNK_ROWS, chunkOfColumns, type WriteColumn } from '../store/write-columns';
import { CANONICAL, type CanonicalColumn, firstDerivedId } from './canonical';
import { digestOf } from './decode-rows';
import { joinPieces } from './join-pieces';

/** Rows whose pieces of recordings are joined. */
const JOINED_ROWS = 8_192;
const MAX_RAW = 65_536;

/** Takes rows one by one and gives chunks of what they became, in their order. */
export class DecodedChunks {
  private readonly columns = Object.fromEntries(CANONICAL.map(([name, type]) => [name, emptyColumn(type)])) as Cells;
  private lines = 0;
  private full: DuckDBDataChunk[] = [];
  private pieces: RecordingChunk[] = [];
  /** Rows since the first of the pieces that wait. */
  private waiting = 0;

  /** Recordings are stored before the events beside them. */
  constructor(
    private readonly vendor: string,
    private readonly storeRecordings: (chunks: readonly RecordingChunk[]) => Promise<void>,
  ) {}

  /** Of the row only texts and numbers are kept. */
  take(row: number, text: string, { events, rejects, recordings }: RowReading): void {
    if (recordings !== undefined) for (const piece of recordings) this.pieces.push(piece);
    if (this.pieces.length > 0) this.waiting++;
    let part = 0;
    for (const event of events) {
      const at = this.line(row, part, event.source);
      // Several events of one row are told apart by their place in it.
      const suffix = part === 0 ? '' : `:${part}`;
      fillEvent(this.columns, at, event, () => `${digestOf(text)}${suffix}`);
      part++;
    }
    for (const reject of rejects) fillReject(this.columns, this.line(row, part++, this.vendor), reject, text);
  }

  /** Chunks that are full, once the recordings of their rows are stored. */
  async *whole(): AsyncGenerator<DuckDBDataChunk> {
    if (this.pieces.length > 0 && this.waiting < JOINED_ROWS) return;
    await this.settleRecordings();
    const chunks = this.full;
    this.full = [];
    yield* chunks;
  }

  /** Everything that was taken and not given yet. */
  async *rest(): AsyncGenerator<DuckDBDataChunk> {
    await this.settleRecordings();
    if (this.lines > 0) this.finish();
    yield* this.whole();
  }

  private async settleRecordings(): Promise<void> {
    const pieces = joinPieces(this.pieces);
    this.pieces = [];
    this.waiting = 0;
    if (pieces.length > 0) await this.storeRecordings(pieces);
  }

  /** Begins a line; gives where it stands. */
  private line(row: number, part: number, source: string): number {
    if (this.lines === CHUNK_ROWS) this.finish();
    const at = this.lines++;
    put(this.columns.row, at, row);
    put(this.columns.part, at, part);
    putText(this.columns.source, at, source);
    return at;
  }

  private finish(): void {
    const { columns, lines } = this;
    const { event_id: ids } = columns;
    if (ids.type === 'text')
      columns.event_hash = {
        type: 'u64',
        values: eventHashes(
          ids.values.map((id) => id ?? ''),
          lines,
        ),
      };
    this.full.push(
      chunkOfColumns(
        CANONICAL.map(([name]) => columns[name]),
        0,
        lines,
      ),
    );
    for (const [name] of CANONICAL) clear(columns[name]);
    this.lines = 0;
  }
}

/** A column while it is filled. */
type RoomyColumn =
  | Exclude<WriteColumn, { readonly type: 'text' | 'same text' }>
  | { readonly type: 'text'; readonly values: (string | null)[] };
type Cells = Record<CanonicalColumn, RoomyColumn>;

function emptyColumn(type: (typeof CANONICAL)[number][1]): RoomyColumn {
  switch (type) {
    case 'VARCHAR':
      return { type: 'text', values: Array.from({ length: CHUNK_ROWS }, () => null) };
    case 'BIGINT':
      return { type: 'i64', values: new Float64Array(CHUNK_ROWS).fill(Number.NaN), missing: Number.NaN };
    case 'INTEGER':
      return { type: 'i32', values: new Int32Array(CHUNK_ROWS) };
    case 'BOOLEAN':
      return { type: 'bool', values: new Uint8Array(CHUNK_ROWS) };
    case 'UBIGINT':
      return { type: 'u64', values: new Uint32Array(2 * CHUNK_ROWS) };
  }
}

function clear(column: RoomyColumn): void {
  if (column.type === 'text') column.values.fill(null);
  else column.values.fill(column.type === 'i64' ? Number.NaN : 0);
}

function fillReject(columns: Cells, at: number, { code, message, place }: Reject, text: string): void {
  putText(columns.raw, at, text.slice(0, MAX_RAW));
  putText(columns.reason, at, code);
  putText(columns.problem, at, place === '' ? message : `${place}: ${message}`);
}

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
  const { kind, lib, properties } = event;
  putWhole(columns.groups, at, groupsText(event.groups));
  putWhole(columns.properties, at, storableJson(properties));
  putText(columns.page, at, pageOf(kind, properties));
  put(columns.is_server, at, isServerEvent(lib, properties) ? 1 : 0);
  putText(columns.campaign, at, campaignOf(properties));
  put(columns.has_operations, at, hasOperations(properties) ? 1 : 0);
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
