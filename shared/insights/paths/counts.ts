/** Counts that grow with the things that they count: one number each. */
export class Counts {
  private values = new Int32Array(256);

  /** One more for `index`. */
  add(index: number): void {
    if (index >= this.values.length) this.grow(index);
    this.values[index] = (this.values[index] as number) + 1;
  }

  get(index: number): number {
    return this.values[index] ?? 0;
  }

  set(index: number, value: number): void {
    if (index >= this.values.length) this.grow(index);
    this.values[index] = value;
  }

  /** The first `length` of them. */
  toArray(length: number): Int32Array {
    if (length > this.values.length) this.grow(length - 1);
    return this.values.slice(0, length);
  }

  private grow(index: number): void {
    const next = new Int32Array(Math.max(index + 1, this.values.length * 2));
    next.set(this.values);
    this.values = next;
  }
}
