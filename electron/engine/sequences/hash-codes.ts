/**
 * Dense numbers for 64-bit hashes: an open-addressing table on two typed arrays, 12 bytes a slot, so that millions of
 * texts that DuckDB has hashed become numbers without an object, or even the text, for each.
 */

const EMPTY = -1;
const FIRST_SLOTS = 1 << 6;

export class HashCodes {
  /** Low and high half of the hash, by slot. */
  private words = new Uint32Array(FIRST_SLOTS * 2);
  private codes = new Int32Array(FIRST_SLOTS).fill(EMPTY);
  private count = 0;

  /** How many numbers are given; the next hash gets this one. */
  get size(): number {
    return this.count;
  }

  /** The number of a hash, -1 where it has none. */
  find(low: number, high: number): number {
    return this.codes[this.slot(low, high)] as number;
  }

  /** The number of a hash, given now where it has none. */
  intern(low: number, high: number): number {
    const slot = this.slot(low, high);
    const known = this.codes[slot] as number;
    if (known !== EMPTY) return known;
    const code = this.count++;
    this.words[slot * 2] = low;
    this.words[slot * 2 + 1] = high;
    this.codes[slot] = code;
    if (this.count * 3 > this.codes.length * 2) this.grow();
    return code;
  }

  /** The hashes in the order of their numbers, low half first: all there is to know, for {@link restore}. */
  toWords(): Uint32Array {
    const all = new Uint32Array(this.count * 2);
    for (let slot = 0; slot < this.codes.length; slot++) {
      const code = this.codes[slot] as number;
      if (code === EMPTY) continue;
      all[code * 2] = this.words[slot * 2] as number;
      all[code * 2 + 1] = this.words[slot * 2 + 1] as number;
    }
    return all;
  }

  /** A table in which the hashes of {@link toWords} have the numbers they had. */
  static restore(words: Uint32Array): HashCodes {
    const table = new HashCodes();
    const count = words.length / 2;
    let slots = FIRST_SLOTS;
    while (count * 3 > slots * 2) slots *= 2;
    table.words = new Uint32Array(slots * 2);
    table.codes = new Int32Array(slots).fill(EMPTY);
    for (let code = 0; code < count; code++) table.intern(words[code * 2] as number, words[code * 2 + 1] as number);
    return table;
  }

  /** Where the hash is, or where it belongs. There always is an empty slot to end at. */
  private slot(low: number, high: number): number {
    const { words, codes } = this;
    const mask = codes.length - 1;
    // DuckDB's hashes are well mixed; the halves together are so even where one of them is not.
    let at = (low ^ Math.imul(high, 0x9e3779b1)) & mask;
    while (codes[at] !== EMPTY && (words[at * 2] !== low || words[at * 2 + 1] !== high)) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const { words, codes } = this;
    this.words = new Uint32Array(words.length * 2);
    this.codes = new Int32Array(codes.length * 2).fill(EMPTY);
    for (let slot = 0; slot < codes.length; slot++) {
      const code = codes[slot] as number;
      if (code === EMPTY) continue;
      const low = words[slot * 2] as number;
      const high = words[slot * 2 + 1] as number;
      const place = this.slot(low, high);
      this.words[place * 2] = low;
      this.words[place * 2 + 1] = high;
      this.codes[place] = code;
    }
  }
}
