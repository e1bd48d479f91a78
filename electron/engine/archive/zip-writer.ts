/**
 * Zip files of stored members, written one after the other to a file that is ours: sizes and checksums are put into a
 * member's header once its bytes are through, so nothing is read twice. Zip64 wherever something is too large without.
 */
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from '../../../shared/base/crc32';

interface Listed {
  readonly name: Buffer;
  readonly offset: number;
  readonly bytes: number;
  readonly crc: number;
}

const MOST_32 = 0xffffffff;
const MOST_16 = 0xffff;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** Zip64. */
const VERSION = 45;
/** An ordinary file that its owner may read and write. */
const ATTRIBUTES = 0o100600 * 0x10000;
/** 1 January 1980: archives of the same workspace are the same. */
const DATE = 0x21;
const LOCAL_BYTES = 30;
/** In the local header, room for two sizes of 64 bits, always: how much will come is not known before. */
const LOCAL_EXTRA_BYTES = 20;

export class ZipWriter {
  private readonly members: Listed[] = [];
  private offset = 0;

  constructor(private readonly file: FileHandle) {}

  /** `name` has slashes between its parts. */
  async add(name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const label = Buffer.from(name, 'utf8');
    const offset = this.offset;
    await this.put(localHeader(label, 0, 0));
    let crc = 0;
    let bytes = 0;
    for await (const chunk of content) {
      crc = crc32(chunk, crc);
      bytes += chunk.length;
      await this.put(chunk);
    }
    await writeAt(this.file, localHeader(label, crc, bytes), offset);
    this.members.push({ name: label, offset, bytes, crc });
  }

  /** The list of contents, without which it is no zip file. */
  async end(): Promise<void> {
    const start = this.offset;
    for (const member of this.members) await this.put(centralHeader(member));
    await this.put(endOf(this.members.length, start, this.offset - start));
  }

  private async put(bytes: Uint8Array): Promise<void> {
    await writeAt(this.file, bytes, this.offset);
    this.offset += bytes.length;
  }
}

async function writeAt(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let from = 0; from < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, from, bytes.length - from, at + from);
    from += bytesWritten;
  }
}

function localHeader(name: Buffer, crc: number, bytes: number): Buffer {
  const header = Buffer.alloc(LOCAL_BYTES + name.length + LOCAL_EXTRA_BYTES);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(DATE, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(MOST_32, 18);
  header.writeUInt32LE(MOST_32, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(LOCAL_EXTRA_BYTES, 28);
  name.copy(header, LOCAL_BYTES);
  const extra = LOCAL_BYTES + name.length;
  header.writeUInt16LE(1, extra);
  header.writeUInt16LE(16, extra + 2);
  header.writeBigUInt64LE(BigInt(bytes), extra + 4);
  header.writeBigUInt64LE(BigInt(bytes), extra + 12);
  return header;
}

function centralHeader({ name, offset, bytes, crc }: Listed): Buffer {
  // In their order, those that do not fit where they stand otherwise.
  const large = [...(bytes >= MOST_32 ? [bytes, bytes] : []), ...(offset >= MOST_32 ? [offset] : [])];
  const extraBytes = large.length === 0 ? 0 : 4 + 8 * large.length;
  const header = Buffer.alloc(46 + name.length + extraBytes);
  header.write('PK\x01\x02', 'latin1');
  // Made under Unix, whose attributes are those of ATTRIBUTES.
  header.writeUInt16LE((3 << 8) | VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(FLAGS, 8);
  header.writeUInt16LE(DATE, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(Math.min(bytes, MOST_32), 20);
  header.writeUInt32LE(Math.min(bytes, MOST_32), 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extraBytes, 30);
  header.writeUInt32LE(ATTRIBUTES, 38);
  header.writeUInt32LE(Math.min(offset, MOST_32), 42);
  name.copy(header, 46);
  if (large.length > 0) {
    const extra = 46 + name.length;
    header.writeUInt16LE(1, extra);
    header.writeUInt16LE(8 * large.length, extra + 2);
    for (const [index, value] of large.entries()) header.writeBigUInt64LE(BigInt(value), extra + 4 + 8 * index);
  }
  return header;
}

function endOf(members: number, start: number, bytes: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Math.min(members, MOST_16), 8);
  end.writeUInt16LE(Math.min(members, MOST_16), 10);
  end.writeUInt32LE(Math.min(bytes, MOST_32), 12);
  end.writeUInt32LE(Math.min(start, MOST_32), 16);
  if (members < MOST_16 && bytes < MOST_32 && start < MOST_32) return end;
  const large = Buffer.alloc(56 + 20);
  large.write('PK\x06\x06', 'latin1');
  large.writeBigUInt64LE(44n, 4);
  large.writeUInt16LE(VERSION, 12);
  large.writeUInt16LE(VERSION, 14);
  large.writeBigUInt64LE(BigInt(members), 24);
  large.writeBigUInt64LE(BigInt(members), 32);
  large.writeBigUInt64LE(BigInt(bytes), 40);
  large.writeBigUInt64LE(BigInt(start), 48);
  large.write('PK\x06\x07', 56, 'latin1');
  large.writeBigUInt64LE(BigInt(start + bytes), 56 + 8);
  large.writeUInt32LE(1, 56 + 16);
  return Buffer.concat([large, end]);
}
