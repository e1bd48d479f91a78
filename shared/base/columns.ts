/** Columns that grow as rows are appended, for results whose size is not known before. */

type Numbers = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export class GrowingColumn<T extends Numbers> {
  length = 0;
  private values: T;

  constructor(private readonly make: (length: number) => T) {
    this.values = make(256);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const next = this.make(this.length * 2);
      next.set(this.values);
      this.values = next;
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  /** Appends all of `more`. */
  append(more: ArrayLike<number>): void {
    const length = this.length + more.length;
    if (length > this.values.length) {
      const next = this.make(Math.max(length, this.values.length * 2));
      next.set(this.values);
      this.values = next;
    }
    this.values.set(more, this.length);
    this.length = length;
  }

  get(index: number): number {
    return this.values[index] as number;
  }

  /** A copy of exactly what was appended. */
  toArray(): T {
    return this.values.slice(0, this.length) as T;
  }
}

export const floatColumn = (): GrowingColumn<Float64Array<ArrayBuffer>> =>
  new GrowingColumn((length) => new Float64Array(length));
export const intColumn = (): GrowingColumn<Int32Array<ArrayBuffer>> =>
  new GrowingColumn((length) => new Int32Array(length));
export const wordColumn = (): GrowingColumn<Uint32Array<ArrayBuffer>> =>
  new GrowingColumn((length) => new Uint32Array(length));
