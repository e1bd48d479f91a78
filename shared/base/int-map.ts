/** A map from unsigned 32-bit numbers to signed ones, in two arrays: for millions of entries, a tenth of a Map's memory. */
export class IntMap {
  /** Keys plus one, so that zero is an empty place; doubles, since the largest key plus one has 33 bits. */
  private keys = new Float64Array(1024);
  private values = new Int32Array(1024);
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(key: number): number | undefined {
    const place = this.place(key);
    return this.keys[place] === 0 ? undefined : this.values[place];
  }

  set(key: number, value: number): void {
    const place = this.place(key);
    if (this.keys[place] === 0) {
      this.keys[place] = key + 1;
      this.count++;
    }
    this.values[place] = value;
    if (this.count * 3 > this.keys.length * 2) this.grow();
  }

  /** Where the key is, or where it belongs. There always is an empty place to end at. */
  private place(key: number): number {
    const { keys } = this;
    const mask = keys.length - 1;
    let at = Math.imul(key, 0x9e3779b1) >>> 0;
    at = (at ^ (at >>> 15)) & mask;
    while (keys[at] !== 0 && keys[at] !== key + 1) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const { keys, values } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.values = new Int32Array(keys.length * 2);
    for (let at = 0; at < keys.length; at++) {
      if (keys[at] === 0) continue;
      const place = this.place((keys[at] as number) - 1);
      this.keys[place] = keys[at] as number;
      this.values[place] = values[at] as number;
    }
  }
}
