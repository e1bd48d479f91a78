/**
 * One frame of the journal, both ways: magic word, payload length, sequence number, CRC-32 of these two and the payload,
 * payload. Numbers are little-endian. Promises: what {@link readFrame} gives is what was written, or it says that it is not.
 */
import { crc32 } from 'node:zlib';

export interface Frame {
  /** Greater than that of every frame before it. */
  readonly sequence: number;
  readonly payload: Buffer;
}

/** Bytes before the payload. */
export const HEADER_BYTES = 20;
/** «WMJ1» */
const MAGIC = Buffer.from('WMJ1', 'latin1');
const TWO_TO_32 = 2 ** 32;
/** No request becomes as much; a length beyond this was never written. */
const MAX_PAYLOAD = 2 ** 30;

/** Writes a frame to `bytes` at `at`, where there must be room for it; gives where it ends. */
export function writeFrame(bytes: Buffer, at: number, sequence: number, payload: Buffer): number {
  MAGIC.copy(bytes, at);
  bytes.writeUInt32LE(payload.length, at + 4);
  bytes.writeUInt32LE(sequence % TWO_TO_32, at + 8);
  bytes.writeUInt32LE(Math.floor(sequence / TWO_TO_32), at + 12);
  bytes.writeUInt32LE(crc32(payload, crc32(bytes.subarray(at + 4, at + 16))), at + 16);
  payload.copy(bytes, at + HEADER_BYTES);
  return at + HEADER_BYTES + payload.length;
}

export type FrameRead =
  | { readonly is: 'frame'; readonly frame: Frame; readonly end: number }
  /** The bytes end before it does; of `bytes` in all it says to have. */
  | { readonly is: 'cut'; readonly bytes: number }
  | { readonly is: 'damaged' };

/** The frame that begins at `at`. Its payload is a part of `bytes`, not a copy. */
export function readFrame(bytes: Buffer, at: number): FrameRead {
  const left = bytes.length - at;
  if (left < HEADER_BYTES) return { is: 'cut', bytes: HEADER_BYTES };
  if (bytes.compare(MAGIC, 0, 4, at, at + 4) !== 0) return { is: 'damaged' };
  const length = bytes.readUInt32LE(at + 4);
  if (length > MAX_PAYLOAD) return { is: 'damaged' };
  const end = at + HEADER_BYTES + length;
  if (end > bytes.length) return { is: 'cut', bytes: HEADER_BYTES + length };
  const payload = bytes.subarray(at + HEADER_BYTES, end);
  const sum = crc32(payload, crc32(bytes.subarray(at + 4, at + 16)));
  if (sum !== bytes.readUInt32LE(at + 16)) return { is: 'damaged' };
  const sequence = bytes.readUInt32LE(at + 8) + bytes.readUInt32LE(at + 12) * TWO_TO_32;
  return { is: 'frame', frame: { sequence, payload }, end };
}

/** Where the next whole frame after `at` begins; undefined where there is none. */
export function nextWholeFrame(bytes: Buffer, at: number): number | undefined {
  for (let from = at + 1; ; from++) {
    from = bytes.indexOf(MAGIC, from);
    if (from < 0) return undefined;
    if (readFrame(bytes, from).is === 'frame') return from;
  }
}
