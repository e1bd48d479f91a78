/** Values pushed on one side, awaited on the other, in order; for one reader. */
export class MessageQueue<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #wake: (() => void) | undefined;
  #over: { readonly error?: Error } | undefined;

  /** How many values wait for the reader. */
  get length(): number {
    return this.#values.length;
  }

  push(value: T): void {
    if (this.#over !== undefined) return;
    this.#values.push(value);
    this.#wake?.();
  }

  /** The reader gets what waits, then the end. */
  end(): void {
    this.#over ??= {};
    this.#wake?.();
  }

  /** The reader gets what waits, then the error. */
  fail(error: Error): void {
    this.#over ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#values.length > 0) yield this.#values.shift() as T;
      if (this.#over?.error !== undefined) throw this.#over.error;
      if (this.#over !== undefined) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
