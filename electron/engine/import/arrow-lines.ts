/**
 * Arrow IPC, file or stream, as JSON lines, some record batches at a time. Nothing is decoded before its layout has been
 * held against the bytes that are there, so a file cannot make more of itself than it is. A batch that does not hold is
 * left out, and the others are read all the same.
 */
import { CompressionType, setCompressionCodec, type Table, tableFromIPC, Type } from '@uwdata/flechette';
import { ensure } from '../../../shared/base/assert';
import { uniqueNames } from '../../../shared/formats/csv-head';
import { decodeLz4Frame } from '../../../shared/formats/lz4';
import { zstdDecoders, type ZstdDecoder } from '../../zstd/decoder';
import { type ArrowType, checkArrowLayout } from './arrow-layout';
import { type ArrowMessage, DICTIONARY, readArrowMessage, RECORDS, SCHEMA } from './arrow-metadata';
import { arrowJson, isUuid } from './arrow-values';
import { ByteReader } from './byte-reader';
import { Damaged } from './unpackers';

const MAX_METADATA_BYTES = 64e6;
/** Of a record batch, packed and unpacked, and of all dictionaries. */
const MAX_BATCH_BYTES = 512e6;
const MAX_COLUMNS = 4_096;
/** Small batches are decoded together, since each time takes the dictionaries anew. */
const GROUP_BYTES = 8e6;
const PART_CHARS = 1_000_000;
const ROWS_AT_ONCE = 2_048;

const codecs = {
  [CompressionType.LZ4_FRAME]: decodeLz4Frame,
  [CompressionType.ZSTD]: decodeZstd,
};
for (const codec of [CompressionType.LZ4_FRAME, CompressionType.ZSTD] as const) {
  setCompressionCodec(codec, {
    // How large they may be has been looked at before.
    decode: (bytes: Uint8Array, size?: number) => codecs[codec](bytes, size ?? 0),
    encode: (): Uint8Array => {
      throw new RangeError('files are only read');
    },
  });
}

/** Compiled before the first file is read: flechette cannot wait. */
let newDecoder: (() => ZstdDecoder) | undefined;

function decodeZstd(bytes: Uint8Array, size: number): Uint8Array {
  const whole = new Uint8Array(size);
  const decoder = ensure(newDecoder, 'the compiled reader')();
  let at = 0;
  for (const part of decoder.push(bytes)) {
    whole.set(part, at);
    at += part.length;
  }
  decoder.end();
  if (at !== size) throw new RangeError(`a buffer of ${size} bytes holds ${at}`);
  return whole;
}

const DAMAGED = 'is damaged: its record batches cannot be read any further.';
const CUT = 'breaks off in the middle of a record batch.';
const TOO_LARGE = `has record batches of more than ${MAX_BATCH_BYTES / 1e6} MB. Write it in smaller ones.`;
const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

interface Dictionary {
  readonly messages: readonly Uint8Array[];
  readonly size: number;
}

export async function* arrowLines(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  newDecoder ??= await zstdDecoders();
  const reader = new ByteReader(file);
  const start = await reader.peek(8);
  if (start.subarray(0, 6).toString('latin1') === 'ARROW1') await reader.take(8);
  const batches = new Batches();
  for (;;) {
    let message: Message | undefined;
    try {
      message = await nextMessage(reader);
    } catch (error) {
      // What is whole comes first.
      yield* batches.lines();
      throw error;
    }
    if (message === undefined) break;
    // What waits was meant with the dictionaries before this one.
    if (message.kind === DICTIONARY) yield* batches.lines();
    if (batches.take(message)) yield* batches.lines();
  }
  yield* batches.lines();
  batches.end();
}

interface Message extends ArrowMessage {
  /** All of it. */
  readonly bytes: Buffer;
  readonly body: Buffer;
}

async function nextMessage(reader: ByteReader): Promise<Message | undefined> {
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
  const message = parsed(head.subarray(prefix));
  if (message.bodySize < 0) throw new Damaged(DAMAGED);
  if (message.bodySize > MAX_BATCH_BYTES) throw new Damaged(TOO_LARGE);
  const size = prefix + metadata + message.bodySize;
  const bytes = await reader.take(size);
  if (bytes.length < size) throw new Damaged(CUT);
  return { ...message, bytes, body: bytes.subarray(prefix + metadata) };
}

function parsed(head: Buffer): ArrowMessage {
  try {
    return readArrowMessage(head);
  } catch (error) {
    throw new Damaged(DAMAGED, { cause: error });
  }
}

/** The batches that wait to be decoded, with what they need for it. */
class Batches {
  private schema: { readonly bytes: Uint8Array; readonly types: readonly ArrowType[] } | undefined;
  private readonly dictionaryTypes = new Map<number, ArrowType>();
  private readonly dictionaries = new Map<number, Dictionary>();
  private waiting: Buffer[] = [];
  private waitingSize = 0;
  private broken = 0;

  /** True where those that wait are to be decoded now. */
  take(message: Message): boolean {
    const { kind, bytes } = message;
    if (kind === SCHEMA) {
      if (this.schema === undefined) this.open(bytes);
      return false;
    }
    if (kind !== RECORDS && kind !== DICTIONARY) return false;
    if (this.schema === undefined) throw new Damaged('is no Arrow file: its schema is missing.');
    if (!this.holds(message)) {
      this.broken++;
      return false;
    }
    if (kind === DICTIONARY) {
      this.keep(message);
      return false;
    }
    this.waiting.push(bytes);
    this.waitingSize += bytes.length;
    return this.waitingSize >= GROUP_BYTES;
  }

  *lines(): Generator<Uint8Array> {
    const [waiting, schema] = [this.waiting, this.schema];
    if (waiting.length === 0 || schema === undefined) return;
    this.waiting = [];
    this.waitingSize = 0;
    const preface = [schema.bytes, ...[...this.dictionaries.values()].flatMap(({ messages }) => messages)];
    let table: Table;
    try {
      table = tableFromIPC([...preface, ...waiting, END], OPTIONS);
    } catch {
      // One of them alone is not as it should be.
      if (waiting.length === 1) this.broken++;
      else {
        for (const one of waiting) {
          this.waiting = [one];
          yield* this.lines();
        }
      }
      return;
    }
    try {
      yield* linesOf(table);
    } catch {
      this.broken++;
    }
  }

  end(): void {
    if (this.schema === undefined) throw new Damaged('is no Arrow file: its schema is missing.');
    if (this.broken === 0) return;
    const what = this.broken === 1 ? 'a record batch' : `${this.broken} record batches`;
    throw new Damaged(`is damaged: ${what} in it cannot be read; the others were.`);
  }

  private open(bytes: Uint8Array): void {
    let schema: Table['schema'];
    try {
      ({ schema } = tableFromIPC([bytes, END], OPTIONS));
    } catch (error) {
      throw new Damaged(DAMAGED, { cause: error });
    }
    const { fields } = schema;
    if (fields.length > MAX_COLUMNS) {
      throw new Damaged(`has ${fields.length} columns; up to ${MAX_COLUMNS} can be read.`);
    }
    if (fields.length === 0) throw new Damaged('has no columns.');
    this.schema = { bytes, types: fields.map(({ type }) => type) };
    for (const { type } of fields) this.noteDictionaries(type);
  }

  private noteDictionaries(type: ArrowType): void {
    if (type.typeId === Type.Dictionary) {
      this.dictionaryTypes.set(type.id, type.dictionary);
      this.noteDictionaries(type.dictionary);
    }
    if ('children' in type) for (const child of type.children ?? []) this.noteDictionaries(child.type);
  }

  private holds({ batch, dictionary, body }: Message): boolean {
    const type = dictionary === undefined ? undefined : this.dictionaryTypes.get(dictionary.id);
    const types = dictionary === undefined ? this.schema?.types : type === undefined ? undefined : [type];
    if (batch === undefined || types === undefined) return false;
    try {
      checkArrowLayout(types, batch, body, MAX_BATCH_BYTES, (packed, size) => {
        const isLz4 = packed.length >= 4 && packed[0] === 0x04 && packed[1] === 0x22;
        return codecs[isLz4 ? CompressionType.LZ4_FRAME : CompressionType.ZSTD](packed, size);
      });
      return true;
    } catch {
      // Its own readers throw whatever comes; all of it means that the bytes are not as they should be.
      return false;
    }
  }

  /** A later one takes the place of an earlier, or is put behind it. */
  private keep({ dictionary, bytes }: Message): void {
    const { id = 0, isDelta = false } = dictionary ?? {};
    const before = isDelta ? this.dictionaries.get(id) : undefined;
    const messages = [...(before?.messages ?? []), bytes];
    this.dictionaries.set(id, { messages, size: (before?.size ?? 0) + bytes.length });
    const size = [...this.dictionaries.values()].reduce((sum, each) => sum + each.size, 0);
    if (size > MAX_BATCH_BYTES) throw new Damaged(`has dictionaries of more than ${MAX_BATCH_BYTES / 1e6} MB.`);
  }
}

const OPTIONS = { useBigInt: true, useDecimalInt: true };
/** A value that is larger than any text can be makes no line that can be read, so its row is a reject. */
const TOO_LARGE_ROW = 'the row is too large to be read';

function* linesOf(table: Table): Generator<Uint8Array> {
  const { fields } = table.schema;
  const names = uniqueNames(
    fields.map(({ name }) => name),
    [],
  );
  const columns = fields.map(({ type, metadata }, index) => ({
    name: names[index] as string,
    type,
    asUuid: isUuid(metadata),
    column: table.getChildAt(index),
  }));
  let text = '';
  for (let row = 0; row < table.numRows; row++) {
    const cells: [string, unknown][] = [];
    for (const { name, type, asUuid, column } of columns) {
      const value = arrowJson(column.at(row), type, asUuid) ?? undefined;
      if (value !== undefined) cells.push([name, value]);
    }
    text += `${lineOf(Object.fromEntries(cells))}\n`;
    if (text.length < PART_CHARS && (row + 1) % ROWS_AT_ONCE !== 0) continue;
    yield Buffer.from(text, 'utf8');
    text = '';
  }
  if (text !== '') yield Buffer.from(text, 'utf8');
}

function lineOf(row: object): string {
  try {
    return JSON.stringify(row);
  } catch (error) {
    if (error instanceof RangeError) return TOO_LARGE_ROW;
    throw error;
  }
}
