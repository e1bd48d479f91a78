/** The newest of values that come faster than they are read. */
export class Latest<T> {
  private value: T | undefined;
  private ended = false;
  private wake: (() => void) | undefined;

  set(value: T): void {
    this.value = value;
    this.wake?.();
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  /** At most one every `pauseMs`. */
  async *values(pauseMs: number): AsyncGenerator<T> {
    for (;;) {
      const { value } = this;
      this.value = undefined;
      if (value !== undefined) yield value;
      else if (this.ended) return;
      await new Promise<void>((resolve) => {
        if (this.ended || this.value !== undefined) {
          if (this.ended) resolve();
          else setTimeout(resolve, pauseMs);
          return;
        }
        this.wake = resolve;
      });
      this.wake = undefined;
    }
  }
}
