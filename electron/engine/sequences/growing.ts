/** Typed columns that grow by appending. Capacity doubles, so that a million appends cost a million writes. */
export class GrowingColumn<T extends Float64Array | Int32Array | Uint8Array> {
  private array: T;

  constructor(private readonly make: (capacity: number) => T) {
    this.array = make(1024);
  }

  /** Valid up to the length its owner keeps; taken anew after every append. */
  get values(): T {
    return this.array;
  }

  reserve(length: number): void {
    if (length <= this.array.length) return;
    const grown = this.make(Math.max(length, this.array.length * 2));
    grown.set(this.array);
    this.array = grown;
  }
}
