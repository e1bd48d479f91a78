/** Only so many work at a time, in the order in which they came; the others wait for their turn. */
export class Turns {
  private readonly waiting: (() => void)[] = [];

  constructor(private free = 1) {}

  /** Resolves when it is the caller's turn, or without one where `signal` aborts first: true where it is. */
  async enter(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (this.free > 0) {
      this.free--;
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

  /** To be called once by whoever had a turn. */
  leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free++;
    else next();
  }
}
