/** Numbers the keys that occur, in the order in which they first do. */
import { floatColumn } from '../../base/columns';

/** A space of keys that is no larger than this is looked up in a table, the quickest there is. */
const TABLE_SIZE = 1 << 22;
const TWO_32 = 0x1_0000_0000;

export class KeyIndex {
  readonly keys = floatColumn();
  private readonly table: Int32Array | undefined;
  /** Open addressing where the space is too large for a table: keys (-1 for none) and their numbers. */
  private slots = new Float64Array(0);
  private numbers = new Int32Array(0);

  /** @param space keys are whole numbers from 0 to below this, at most 2^53. */
  constructor(space: number) {
    if (space <= TABLE_SIZE) this.table = new Int32Array(space).fill(-1);
    else this.resize(1024);
  }

  get size(): number {
    return this.keys.length;
  }

  numberOf(key: number): number {
    const { table } = this;
    if (table === undefined) return this.probe(key);
    const known = table[key] as number;
    if (known >= 0) return known;
    const next = this.keys.length;
    table[key] = next;
    this.keys.push(key);
    return next;
  }

  private probe(key: number): number {
    const slot = this.slotOf(key);
    if (this.slots[slot] === key) return this.numbers[slot] as number;
    const next = this.keys.length;
    this.slots[slot] = key;
    this.numbers[slot] = next;
    this.keys.push(key);
    if (this.keys.length * 2 > this.slots.length) this.resize(this.slots.length * 2);
    return next;
  }

  /** Where the key is, or where it belongs. At least half of the places are empty. */
  private slotOf(key: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    const high = Math.floor(key / TWO_32);
    let hash = Math.imul((key - high * TWO_32) | 0, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (slots[slot] !== key && slots[slot] !== -1) slot = (slot + 1) & mask;
    return slot;
  }

  private resize(size: number): void {
    this.slots = new Float64Array(size).fill(-1);
    this.numbers = new Int32Array(size);
    for (let number = 0; number < this.keys.length; number += 1) {
      const slot = this.slotOf(this.keys.get(number));
      this.slots[slot] = this.keys.get(number);
      this.numbers[slot] = number;
    }
  }
}
