/** One import works at a time, in the order in which they came; the others wait for their turn. */
export class Turns {
  private taken = false;
  private readonly waiting: (() => void)[] = [];

  /** Resolves when it is the caller's turn, or without one where `signal` aborts first: true where it is. */
  async enter(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (!this.taken) {
      this.taken = true;
      return true;
    }
    return new Promise((resolve) => {
      const called = (): void => {
        signal.removeEventListener('abort', gone);
        resolve(true);
      };
      const gone = (): void => {
        this.waiting.splice(this.waiting.indexOf(called), 1);
        resolve(false);
      };
      signal.addEventListener('abort', gone, { once: true });
      this.waiting.push(called);
    });
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.taken = false;
    else next();
  }
}
