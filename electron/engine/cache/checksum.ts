/** A 32-bit checksum of bytes in pieces, fast enough for gigabytes: four lanes of words, each step a bijection. */

const WORDS = 4;
/** Pieces but the last must be a multiple of this long. */
export const CHECKSUM_BLOCK = WORDS * 4;
const PRIME = 0x9e3779b1;

export class Checksum {
  private readonly lanes = new Int32Array([1, 2, 3, 4]);
  private length = 0;

  /** Takes in the next piece. */
  add(bytes: Uint8Array): void {
    const { lanes } = this;
    let [a = 0, b = 0, c = 0, d = 0] = lanes;
    const blocks = Math.floor(bytes.length / CHECKSUM_BLOCK);
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, blocks * WORDS);
    for (let at = 0; at < words.length; at += WORDS) {
      a = turn(Math.imul(a ^ (words[at] as number), PRIME));
      b = turn(Math.imul(b ^ (words[at + 1] as number), PRIME));
      c = turn(Math.imul(c ^ (words[at + 2] as number), PRIME));
      d = turn(Math.imul(d ^ (words[at + 3] as number), PRIME));
    }
    for (let at = blocks * CHECKSUM_BLOCK; at < bytes.length; at++) {
      a = turn(Math.imul(a ^ (bytes[at] as number), PRIME));
    }
    lanes.set([a, b, c, d]);
    this.length += bytes.length;
  }

  /** Of all that was taken in; not negative. */
  value(): number {
    let sum = this.length | 0;
    for (const lane of this.lanes) sum = turn(Math.imul(sum ^ lane, PRIME));
    return sum >>> 0;
  }
}

const turn = (word: number): number => (word << 13) | (word >>> 19);
