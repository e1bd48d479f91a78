/**
 * Arrow IPC files (`.arrow`, Feather 2), written one record batch at a time: a batch is encoded and handed on as soon as
 * it is full, and the footer that says where the batches lie is written at the end. Never is more than one in memory.
 */
import { type Field, type Schema, Table, tableToIPC } from '@uwdata/flechette';
import { BugError } from '../../../shared/base/assert';
import type { ArrowBatch } from './arrow-columns';

/** Where a batch lies in the file, as the footer has it. */
interface Block {
  readonly offset: number;
  readonly metadata: number;
  readonly body: number;
}

/** Marker, length 0: what ends a stream of messages. */
const END_BYTES = 8;
/** `ARROW1` and two bytes that fill it up. */
const START_BYTES = 8;

export class ArrowFile {
  private readonly schema: Schema;
  private readonly blocks: Block[] = [];
  private readonly preface: number;
  private offset = 0;

  /** `write` is called with the bytes in the order of the file, one call at a time. */
  constructor(
    fields: readonly Field[],
    private readonly write: (bytes: Uint8Array) => Promise<void>,
  ) {
    this.schema = { fields: [...fields] };
    this.preface = encoded(new Table(this.schema, []), 'stream').length - END_BYTES;
  }

  async begin(): Promise<void> {
    const start = encoded(new Table(this.schema, []), 'file').subarray(0, START_BYTES + this.preface);
    await this.put(start);
  }

  /** The batch's memory may be used again once this is settled. */
  async add(batch: ArrowBatch): Promise<void> {
    const message = encoded(new Table(this.schema, batch.columns()), 'stream');
    const bytes = message.subarray(this.preface, message.length - END_BYTES);
    const metadata = 8 + asView(bytes).getInt32(4, true);
    this.blocks.push({ offset: this.offset, metadata, body: bytes.length - metadata });
    await this.put(bytes);
  }

  /** Writes what makes the file whole. `one` is any batch of its columns, an empty one too. */
  async end(one: ArrowBatch): Promise<void> {
    const file = encoded(new Table(this.schema, one.columns()), 'file');
    await this.put(file.subarray(file.length - tailBytes(file) - END_BYTES, file.length - tailBytes(file)));
    const footer = footerWith(file.subarray(file.length - tailBytes(file), file.length - TAIL_END_BYTES), this.blocks);
    const size = new Uint8Array(4);
    asView(size).setInt32(0, footer.length, true);
    await this.put(footer);
    await this.put(size);
    await this.put(Buffer.from('ARROW1', 'latin1'));
  }

  private async put(bytes: Uint8Array): Promise<void> {
    this.offset += bytes.length;
    await this.write(bytes);
  }
}

/** The footer's length in four bytes, then `ARROW1`. */
const TAIL_END_BYTES = 10;

const asView = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The bytes of footer, length and mark at the end of a file. */
const tailBytes = (file: Uint8Array): number =>
  asView(file).getInt32(file.length - TAIL_END_BYTES, true) + TAIL_END_BYTES;

function encoded(table: Table, format: 'file' | 'stream'): Uint8Array {
  const bytes = tableToIPC(table, { format });
  if (bytes === null) throw new BugError('Arrow encoding gave nothing');
  return bytes;
}

const BLOCK_BYTES = 24;
/** In the flatbuffer `Footer`, the field after version, schema and dictionaries. */
const RECORD_BATCHES = 3;

/** The footer of a file of one batch, with its list of batches put in the place of that one's. */
function footerWith(footer: Uint8Array, blocks: readonly Block[]): Uint8Array {
  const given = asView(footer);
  const table = given.getUint32(0, true);
  const vtable = table - given.getInt32(table, true);
  const slot = given.getUint16(vtable + 4 + 2 * RECORD_BATCHES, true);
  if (slot === 0) throw new BugError('The footer of an Arrow file names no record batches');
  const field = table + slot;
  // A list is its length and then its items, which begin at a multiple of eight.
  const list = Math.ceil((footer.length + 4) / 8) * 8 - 4;
  const bytes = new Uint8Array(list + 4 + blocks.length * BLOCK_BYTES);
  bytes.set(footer);
  const view = asView(bytes);
  view.setUint32(field, list - field, true);
  view.setUint32(list, blocks.length, true);
  for (const [index, { offset, metadata, body }] of blocks.entries()) {
    const at = list + 4 + index * BLOCK_BYTES;
    view.setBigInt64(at, BigInt(offset), true);
    view.setInt32(at + 8, metadata, true);
    view.setBigInt64(at + 16, BigInt(body), true);
  }
  return bytes;
}
