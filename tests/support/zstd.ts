/** Zstandard frames written by hand: what no encoder would write, and small ones where no encoder is installed. */

export type Block =
  | { readonly raw: Uint8Array }
  /** One byte, so many times. */
  | { readonly repeat: number; readonly times: number }
  | { readonly compressed: Uint8Array };

export interface FrameOptions {
  /** What the frame says to unpack to; a window stands in its place where absent. */
  readonly size?: number;
  /** The exponent of the window, from 10. */
  readonly windowLog?: number;
  readonly dictionary?: number;
  readonly hasChecksum?: boolean;
}

const head = (type: number, length: number, isLast: boolean): Buffer => {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE((length << 3) | (type << 1) | Number(isLast), 0, 3);
  return bytes;
};

function blockOf(block: Block, isLast: boolean): Buffer {
  if ('raw' in block) return Buffer.concat([head(0, block.raw.length, isLast), block.raw]);
  if ('repeat' in block) return Buffer.concat([head(1, block.times, isLast), Buffer.from([block.repeat])]);
  return Buffer.concat([head(2, block.compressed.length, isLast), block.compressed]);
}

/** One frame; its checksum is never right. */
export function zstdFrame(blocks: readonly Block[], options: FrameOptions = {}): Buffer {
  const { size, windowLog = 17, dictionary, hasChecksum = false } = options;
  const descriptor =
    (size === undefined ? 0 : 0b1010_0000) | (hasChecksum ? 0b100 : 0) | (dictionary === undefined ? 0 : 1);
  const sizeBytes = Buffer.alloc(4);
  if (size !== undefined) sizeBytes.writeUInt32LE(size);
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor]),
    Buffer.from(size === undefined ? [(windowLog - 10) << 3] : []),
    Buffer.from(dictionary === undefined ? [] : [dictionary]),
    size === undefined ? Buffer.alloc(0) : sizeBytes,
    ...blocks.map((block, i) => blockOf(block, i === blocks.length - 1)),
    Buffer.alloc(hasChecksum ? 4 : 0),
  ]);
}

/** A frame that holds none of the content. */
export function skippableFrame(bytes: Uint8Array): Buffer {
  const before = Buffer.alloc(8);
  before.writeUInt32LE(0x184d2a53, 0);
  before.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([before, bytes]);
}

/**
 * Of two dozen bytes, and hours of work: each block asks for 98,047 copies of 65,539 bytes, far more than a block may hold, of
 * which a reader that looks at its output last makes them all.
 */
export function endlessFrame(blocks = 1_000): Buffer {
  const literals = [0x01, 0x20];
  const sequences = [0xff, 0xff, 0xff, 0b0101_0100, 0, 0, 52, 0x80];
  return zstdFrame(Array.from({ length: blocks }, () => ({ compressed: Buffer.from([...literals, ...sequences]) })));
}
