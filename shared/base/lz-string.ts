/**
 * Reads the base64 of LZ-string, which SDKs of 2023 and before pack their bodies with: LZ78 over UTF-16 code units,
 * where the stream says each new character itself. A text of n codes may unpack to n² characters, so how much may come
 * out is the caller's to say, and nothing is held beyond it.
 */
import { err, ok, type Result } from './result';

export type LzProblem = 'malformed' | 'too-large';

/** Codes that are no entry of the dictionary: a character of 8 bits follows, one of 16, or nothing. */
const NEXT_8 = 0;
const NEXT_16 = 1;
const END = 2;

/** The text; `limit` is the most UTF-16 code units that it may have. */
export function readLzBase64(packed: string, limit: number): Result<string, LzProblem> {
  const bits = new BitReader(packed);
  // The first three places stand for the codes above.
  const entries: string[] = ['', '', ''];
  const parts: string[] = [];
  let size = 0;
  let width = 2;
  /** How many more entries codes of this width can name. */
  let room = 1;
  let last = '';
  for (;;) {
    const code = bits.read(width);
    if (code === undefined) return err('malformed');
    if (code === END) return ok(parts.join(''));
    let entry: string | undefined;
    if (code === NEXT_8 || code === NEXT_16) {
      const unit = bits.read(code === NEXT_8 ? 8 : 16);
      if (unit === undefined) return err('malformed');
      entry = String.fromCharCode(unit);
      entries.push(entry);
      if (last !== '') room -= 1;
    } else {
      // The entry that is just about to be made: what came before, and its own first character.
      entry = entries[code] ?? (code === entries.length && last !== '' ? last + last.charAt(0) : undefined);
    }
    if (entry === undefined || entry === '') return err('malformed');
    size += entry.length;
    if (size > limit) return err('too-large');
    parts.push(entry);
    if (room === 0) {
      room = 2 ** width;
      width += 1;
    }
    if (last === '') {
      // From the first character on, codes are of three bits, and four of them are taken.
      width = 3;
      room = 4;
    } else {
      entries.push(last + entry.charAt(0));
      room -= 1;
      if (room === 0) {
        room = 2 ** width;
        width += 1;
      }
    }
    last = entry;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** By code unit; -1 for what is no base64. */
const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/** Six bits a character, the highest first; numbers come with their lowest bit first. */
class BitReader {
  private at = 0;
  private value = 0;
  /** The bit to read next, 0 where a new character is to be begun. */
  private mask = 0;

  constructor(private readonly text: string) {}

  /** Undefined where the text ends, or holds what is no base64. */
  read(width: number): number | undefined {
    let number = 0;
    for (let power = 0; power < width; power++) {
      if (this.mask === 0) {
        const value = VALUES[this.text.charCodeAt(this.at)] ?? -1;
        if (value < 0) return undefined;
        this.value = value;
        this.at += 1;
        this.mask = 32;
      }
      if ((this.value & this.mask) !== 0) number += 2 ** power;
      this.mask >>= 1;
    }
    return number;
  }
}
