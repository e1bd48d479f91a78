/**
 * Arrow IPC, file or stream, as JSON lines, one record batch at a time. Values keep their types; times become ISO text,
 * whole numbers beyond what JSON readers keep become text.
 */
import { CompressionType, setCompressionCodec, type Table, tableFromIPC, Type } from '@uwdata/flechette';
import { decompress } from 'fzstd';
import { decodeLz4Frame } from '../../../shared/formats/lz4';
import { Damaged } from './unpackers';

const MAX_METADATA_BYTES = 64e6;
const MAX_BATCH_BYTES = 1e9;
const MAX_COLUMNS = 4_096;
const ROWS_AT_ONCE = 2_048;

const codec = (decode: (bytes: Uint8Array, size: number) => Uint8Array) => ({
  decode: (bytes: Uint8Array, size?: number): Uint8Array => {
    if (size === undefined || size < 0 || size > MAX_BATCH_BYTES) throw new RangeError('a buffer is too large');
    return decode(bytes, size);
  },
  encode: (): Uint8Array => {
    throw new RangeError('files are only read');
  },
});

setCompressionCodec(CompressionType.LZ4_FRAME, codec(decodeLz4Frame));
setCompressionCodec(
  CompressionType.ZSTD,
  codec((bytes, size) => decompress(bytes, new Uint8Array(size))),
);

const SCHEMA = 1;
const DICTIONARY = 2;
const RECORDS = 3;

const DAMAGED = 'is damaged: its record batches cannot be read any further.';
const CUT = 'breaks off in the middle of a record batch.';

export async function* arrowLines(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(file);
  const start = await reader.peek(8);
  if (start.subarray(0, 6).toString('latin1') === 'ARROW1') await reader.take(8);
  const preface: Uint8Array[] = [];
  for (;;) {
    const message = await nextMessage(reader);
    if (message === undefined) break;
    const { type, bytes } = message;
    if (type === SCHEMA || type === DICTIONARY) preface.push(bytes);
    if (type !== RECORDS) continue;
    yield* linesOf(readBatch([...preface, bytes, END]));
  }
  if (preface.length === 0) throw new Damaged('is no Arrow file: its schema is missing.');
}

const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** `bytes`: the whole message. */
async function nextMessage(reader: ByteReader): Promise<{ type: number; bytes: Uint8Array } | undefined> {
  const mark = await reader.peek(8);
  if (mark.length === 0) return undefined;
  if (mark.length < 4) throw new Damaged(CUT);
  const isMarked = mark.readInt32LE(0) === -1;
  if (isMarked && mark.length < 8) throw new Damaged(CUT);
  const metadata = mark.readInt32LE(isMarked ? 4 : 0);
  const prefix = isMarked ? 8 : 4;
  if (metadata === 0) return undefined;
  if (metadata < 0 || metadata > MAX_METADATA_BYTES) throw new Damaged(DAMAGED);
  const head = await reader.peek(prefix + metadata);
  if (head.length < prefix + metadata) throw new Damaged(CUT);
  const { type, body } = headerOf(head.subarray(prefix));
  if (body < 0 || body > MAX_BATCH_BYTES) {
    throw new Damaged('has record batches of more than 1 GB. Write it in smaller ones.');
  }
  const size = prefix + metadata + body;
  const bytes = await reader.take(size);
  if (bytes.length < size) throw new Damaged(CUT);
  return { type, bytes };
}

/** A message's kind and the bytes that follow it, from its flatbuffer. */
function headerOf(message: Buffer): { type: number; body: number } {
  try {
    const table = message.readUInt32LE(0);
    const vtable = table - message.readInt32LE(table);
    const size = message.readUInt16LE(vtable);
    const field = (slot: number): number => (slot < size ? message.readUInt16LE(vtable + slot) : 0);
    const type = field(6);
    const body = field(10);
    return {
      type: type === 0 ? 0 : message.readUInt8(table + type),
      body: body === 0 ? 0 : Number(message.readBigInt64LE(table + body)),
    };
  } catch {
    throw new Damaged(DAMAGED);
  }
}

function readBatch(messages: Uint8Array[]): Table {
  let table: Table;
  try {
    table = tableFromIPC(messages, { useBigInt: true });
  } catch (error) {
    throw new Damaged(DAMAGED, { cause: error });
  }
  if (table.numCols > MAX_COLUMNS) throw new Damaged(`has ${table.numCols} columns; up to ${MAX_COLUMNS} can be read.`);
  return table;
}

type ColumnType = Table['schema']['fields'][number]['type'];

function* linesOf(table: Table): Generator<Uint8Array> {
  const { fields } = table.schema;
  const columns = fields.map(({ name, type }, index) => ({ name, type, column: table.getChildAt(index) }));
  for (let from = 0; from < table.numRows; from += ROWS_AT_ONCE) {
    let text = '';
    try {
      for (let row = from; row < Math.min(table.numRows, from + ROWS_AT_ONCE); row++) {
        const object: Record<string, unknown> = {};
        for (const { name, type, column } of columns) {
          const value: unknown = column.at(row);
          if (value !== null && value !== undefined) object[name] = plain(value, type);
        }
        text += `${JSON.stringify(object)}\n`;
      }
    } catch (error) {
      throw new Damaged(DAMAGED, { cause: error });
    }
    yield Buffer.from(text, 'utf8');
  }
}

const MS_OF_UNIT = [1e3, 1, 1e-3, 1e-6];

/** As JSON holds it; NaN and infinities, which it does not, are nothing. */
function plain(value: unknown, type: ColumnType | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (type?.typeId === Type.Dictionary) return plain(value, type.dictionary);
  if (type?.typeId === Type.Timestamp && typeof value === 'number') return isoOf(value, type.timezone !== null);
  if (type?.typeId === Type.Date && typeof value === 'number') return isoOf(value, false)?.slice(0, 10);
  if (type?.typeId === Type.Time) return isoOf(Number(value) * (MS_OF_UNIT[type.unit] ?? 1), false)?.slice(11);
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (value instanceof Uint8Array && (type?.typeId === Type.Binary || type?.typeId === Type.FixedSizeBinary)) {
    return Buffer.from(value).toString('utf8');
  }
  if (value instanceof Uint8Array && type?.typeId === Type.LargeBinary) return Buffer.from(value).toString('utf8');
  if (type?.typeId === Type.Map && Array.isArray(value)) {
    const inner = type.children[0]?.type;
    const of = inner?.typeId === Type.Struct ? inner.children[1]?.type : undefined;
    return Object.fromEntries((value as [unknown, unknown][]).map(([key, entry]) => [String(key), plain(entry, of)]));
  }
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const inner = type !== undefined && 'children' in type ? type.children?.[0]?.type : undefined;
    return Array.from(value as ArrayLike<unknown>, (each) => plain(each, inner) ?? null);
  }
  if (typeof value === 'object') {
    const children = type?.typeId === Type.Struct ? type.children : [];
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        name,
        plain(each, children.find((child) => child.name === name)?.type),
      ]),
    );
  }
  return value;
}

/** Without a zone it is somebody's clock. */
function isoOf(ms: number, isInstant: boolean): string | undefined {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return undefined;
  return isInstant ? date.toISOString() : date.toISOString().slice(0, -1);
}

/** Bytes of a stream, so many at a time. */
class ByteReader {
  private readonly source: AsyncIterator<Uint8Array>;
  private parts: Uint8Array[] = [];
  private size = 0;

  constructor(file: AsyncIterable<Uint8Array>) {
    this.source = file[Symbol.asyncIterator]();
  }

  /** The next bytes, which stay; fewer at the end. */
  async peek(size: number): Promise<Buffer> {
    while (this.size < size) {
      const next = await this.source.next();
      if (next.done === true) break;
      this.parts.push(next.value);
      this.size += next.value.length;
    }
    const all = this.parts.length === 1 ? asBuffer(this.parts[0] as Uint8Array) : Buffer.concat(this.parts);
    this.parts = [all];
    return all.subarray(0, size);
  }

  async take(size: number): Promise<Buffer> {
    // Aligned, as the typed arrays within want it.
    const bytes = Buffer.from(new Uint8Array(await this.peek(size)).buffer);
    const [all = Buffer.alloc(0)] = this.parts;
    this.parts = [all.subarray(bytes.length)];
    this.size -= bytes.length;
    return bytes;
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
