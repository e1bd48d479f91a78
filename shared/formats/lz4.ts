/** LZ4 frames as Arrow packs its buffers. Throws RangeError on what is none. */

const MAGIC = 0x184d2204;

/** `size`: bytes of the result; more than that is an error. */
export function decodeLz4Frame(frame: Uint8Array, size: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError('not an LZ4 frame');
  const flags = view.getUint8(4);
  const hasBlockChecksum = (flags & 0x10) !== 0;
  let at = 6 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4) + 1;
  const out = new Uint8Array(size);
  let written = 0;
  for (;;) {
    const header = view.getUint32(at, true);
    at += 4;
    if (header === 0) return out.subarray(0, written);
    const length = header & 0x7fffffff;
    const block = frame.subarray(at, at + length);
    if (block.length < length) throw new RangeError('the LZ4 frame breaks off');
    if (header >>> 31 === 1) {
      out.set(block, written);
      written += length;
    } else written = decodeBlock(block, out, written);
    at += length + (hasBlockChecksum ? 4 : 0);
  }
}

/** Returns where the output ends. */
function decodeBlock(block: Uint8Array, out: Uint8Array, start: number): number {
  let at = 0;
  let written = start;
  const byte = (): number => {
    const value = block[at++];
    if (value === undefined) throw new RangeError('the LZ4 block breaks off');
    return value;
  };
  const lengthOf = (nibble: number): number => {
    let length = nibble;
    if (nibble === 15) for (let more = 255; more === 255; length += more) more = byte();
    return length;
  };
  while (at < block.length) {
    const token = byte();
    const literals = lengthOf(token >>> 4);
    if (at + literals > block.length) throw new RangeError('the LZ4 block breaks off');
    out.set(block.subarray(at, at + literals), written);
    at += literals;
    written += literals;
    if (at >= block.length) break;
    const offset = byte() | (byte() << 8);
    const length = lengthOf(token & 15) + 4;
    if (offset === 0 || offset > written || written + length > out.length)
      throw new RangeError('the LZ4 block is damaged');
    for (let end = written + length; written < end; written++) out[written] = out[written - offset] as number;
  }
  return written;
}
