/** Typed columns that grow by appending: by a quarter at least, so that appending stays linear and little room is idle. */
export class GrowingColumn<T extends Float64Array | Int32Array | Uint32Array | Uint8Array> {
  private array: T;

  constructor(
    private readonly make: (capacity: number) => T,
    initial?: T,
  ) {
    this.array = initial ?? make(1024);
  }

  /** Valid up to the length its owner keeps; taken anew after every append. */
  get values(): T {
    return this.array;
  }

  /** Takes `values` for its own, in place of what it had. */
  set(values: T): void {
    this.array = values;
  }

  reserve(length: number): void {
    if (length <= this.array.length) return;
    const grown = this.make(Math.max(length, 1024, Math.ceil(this.array.length * 1.25)));
    grown.set(this.array);
    this.array = grown;
  }
}
