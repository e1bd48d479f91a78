/** The values of properties that the events of a chain have in common, and places for what is known of each value. */
import type { FoldInput } from '../insight';

/** An event at which a held property is missing agrees with nothing. */
export const NO_VALUE = -1;

/** Several properties as one number for each combination of their values. */
export class HeldValues {
  private readonly columns: readonly Int32Array[];
  private readonly sizes: readonly number[];
  /** Combinations that are too many for a number of their own, by their codes. */
  private readonly named: Map<string, number> | undefined;

  /** `held`: places in the input's code columns. */
  constructor(input: FoldInput, held: readonly number[]) {
    this.columns = held.map((place) => input.codes[place] as Int32Array);
    this.sizes = held.map((place) => Math.max(1, input.codeSizes[place] ?? 1));
    const combinations = this.sizes.reduce((product, size) => product * size, 1);
    this.named = combinations > Number.MAX_SAFE_INTEGER ? new Map() : undefined;
  }

  /** Of the event at a position; {@link NO_VALUE} where one of the properties is missing. */
  at(position: number): number {
    const { columns, sizes } = this;
    let value = 0;
    for (let index = 0; index < columns.length; index += 1) {
      const code = (columns[index] as Int32Array)[position] as number;
      if (code < 0) return NO_VALUE;
      value = value * (sizes[index] as number) + code;
    }
    return this.named === undefined ? value : this.numberOf(this.named, position);
  }

  private numberOf(named: Map<string, number>, position: number): number {
    const name = this.columns.map((column) => column[position]).join();
    const known = named.get(name) ?? named.size;
    named.set(name, known);
    return known;
  }
}

/** Numbers the values of one unit from 0 up as they come; cleared in no time for the next unit. */
export class ValueSlots {
  size = 0;
  private keys = new Float64Array(64);
  private slots = new Int32Array(64);
  /** In which round an entry was made; those of earlier rounds are free. */
  private rounds = new Uint32Array(64);
  private round = 1;

  clear(): void {
    this.size = 0;
    this.round += 1;
  }

  /** The value's place; a new value has the place `size` had before. */
  slotOf(value: number): number {
    const { keys, rounds, round } = this;
    const last = keys.length - 1;
    let at = Math.imul(value | 0, 0x9e3779b1) >>> 8;
    for (; ; at += 1) {
      at &= last;
      if (rounds[at] !== round) break;
      if (keys[at] === value) return this.slots[at] as number;
    }
    const slot = this.size;
    keys[at] = value;
    rounds[at] = round;
    this.slots[at] = slot;
    this.size = slot + 1;
    if (this.size * 2 > keys.length) this.grow();
    return slot;
  }

  private grow(): void {
    const { keys, rounds, round, slots } = this;
    const length = keys.length * 2;
    this.keys = new Float64Array(length);
    this.slots = new Int32Array(length);
    this.rounds = new Uint32Array(length);
    for (let from = 0; from < keys.length; from += 1) {
      if (rounds[from] !== round) continue;
      let at = Math.imul((keys[from] as number) | 0, 0x9e3779b1) >>> 8;
      while (this.rounds[(at &= length - 1)] === round) at += 1;
      this.keys[at] = keys[from] as number;
      this.slots[at] = slots[from] as number;
      this.rounds[at] = round;
    }
  }
}
