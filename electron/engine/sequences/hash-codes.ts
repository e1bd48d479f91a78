/**
 * Dense numbers for 64-bit hashes: an open-addressing table in one typed array, so that millions of texts that DuckDB has
 * hashed become numbers without an object, or even the text, for each.
 */

/** What {@link HashCodes.find} says of a hash without a number. */
const NONE = -1;
const FIRST_SLOTS = 1 << 6;
/** A slot is four words, so that it lies in one line of the cache: the hash's halves, and its number plus one. */
const LOW = 0;
const HIGH = 1;
const CODE = 2;
const SHIFT = 2;

export class HashCodes {
  private slots = new Uint32Array(FIRST_SLOTS << SHIFT);
  private count = 0;

  /** How many numbers are given; the next hash gets this one. */
  get size(): number {
    return this.count;
  }

  /** The number of a hash, -1 where it has none. */
  find(low: number, high: number): number {
    return (this.slots[this.slot(low, high) + CODE] as number) + NONE;
  }

  /** The number of a hash, given now where it has none. */
  intern(low: number, high: number): number {
    const slot = this.slot(low, high);
    const known = (this.slots[slot + CODE] as number) + NONE;
    if (known !== NONE) return known;
    const code = this.count++;
    this.slots[slot + LOW] = low;
    this.slots[slot + HIGH] = high;
    this.slots[slot + CODE] = code - NONE;
    if (this.count * 6 > this.slots.length) this.grow();
    return code;
  }

  /** The hashes in the order of their numbers, low half first: all there is to know, for {@link restore}. */
  toWords(): Uint32Array {
    const { slots } = this;
    const all = new Uint32Array(this.count * 2);
    for (let slot = 0; slot < slots.length; slot += 1 << SHIFT) {
      const code = (slots[slot + CODE] as number) + NONE;
      if (code === NONE) continue;
      all[code * 2] = slots[slot + LOW] as number;
      all[code * 2 + 1] = slots[slot + HIGH] as number;
    }
    return all;
  }

  /** A table in which the hashes of {@link toWords} have the numbers they had. */
  static restore(words: Uint32Array): HashCodes {
    const table = new HashCodes();
    const count = words.length / 2;
    let size = FIRST_SLOTS;
    while (count * 6 > size << SHIFT) size *= 2;
    table.slots = new Uint32Array(size << SHIFT);
    for (let code = 0; code < count; code++) table.intern(words[code * 2] as number, words[code * 2 + 1] as number);
    return table;
  }

  /** Where the hash is, or where it belongs. There always is an empty slot to end at. */
  private slot(low: number, high: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    // DuckDB's hashes are well mixed; the halves together are so even where one of them is not.
    let at = ((low ^ Math.imul(high, 0x9e3779b1)) << SHIFT) & mask;
    while (slots[at + CODE] !== 0 && (slots[at + LOW] !== low || slots[at + HIGH] !== high)) {
      at = (at + (1 << SHIFT)) & mask;
    }
    return at;
  }

  private grow(): void {
    const { slots } = this;
    this.slots = new Uint32Array(slots.length * 2);
    for (let slot = 0; slot < slots.length; slot += 1 << SHIFT) {
      if (slots[slot + CODE] === 0) continue;
      const place = this.slot(slots[slot + LOW] as number, slots[slot + HIGH] as number);
      this.slots.set(slots.subarray(slot, slot + (1 << SHIFT)), place);
    }
  }
}
