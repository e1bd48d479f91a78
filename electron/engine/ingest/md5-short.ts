/**
 * MD5 of texts that are as short as ids are (RFC 1321, one block): a fifth of what a call into OpenSSL costs, most of which
 * is the call and its buffer. Not for secrets.
 */

/** What one block holds beside the end mark and the length. */
const MOST = 55;
const SHIFTS = Uint8Array.of(7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21);
const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
/** The digest of nothing yet. */
const START = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
const block = new Int32Array(16);
const bytes = new Uint8Array(block.buffer);
const isLittleEndian = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;

/** Puts the first half of the digest into two words at `at`; false, and nothing put, where the text is long or not ASCII. */
export function md5OfShort(text: string, into: Uint32Array, at: number): boolean {
  const { length } = text;
  if (length > MOST || !isLittleEndian) return false;
  block.fill(0);
  let all = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    all |= code;
    bytes[i] = code;
  }
  if (all > 0x7f) return false;
  bytes[length] = 0x80;
  block[14] = 8 * length;
  let a = START[0] as number;
  let b = START[1] as number;
  let c = START[2] as number;
  let d = START[3] as number;
  let k = 0;
  let f = 0;
  for (; k < 16; k++) {
    f = (((b & c) | (~b & d)) + a + (SINES[k] as number) + (block[k] as number)) | 0;
    a = d;
    d = c;
    c = b;
    b = (b + rotate(f, SHIFTS[k & 3] as number)) | 0;
  }
  for (; k < 32; k++) {
    f = (((d & b) | (~d & c)) + a + (SINES[k] as number) + (block[(5 * k + 1) & 15] as number)) | 0;
    a = d;
    d = c;
    c = b;
    b = (b + rotate(f, SHIFTS[4 | (k & 3)] as number)) | 0;
  }
  for (; k < 48; k++) {
    f = ((b ^ c ^ d) + a + (SINES[k] as number) + (block[(3 * k + 5) & 15] as number)) | 0;
    a = d;
    d = c;
    c = b;
    b = (b + rotate(f, SHIFTS[8 | (k & 3)] as number)) | 0;
  }
  for (; k < 64; k++) {
    f = ((c ^ (b | ~d)) + a + (SINES[k] as number) + (block[(7 * k) & 15] as number)) | 0;
    a = d;
    d = c;
    c = b;
    b = (b + rotate(f, SHIFTS[12 | (k & 3)] as number)) | 0;
  }
  into[at] = a + (START[0] as number);
  into[at + 1] = b + (START[1] as number);
  return true;
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
