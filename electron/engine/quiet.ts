/**
 * Who asks comes first. Questions and commits are noted here while they last; work that nobody waits for stands back until
 * it has been quiet for a while, and stops where somebody asks in its middle.
 */

/** Looked at so often while it is not quiet. */
const LOOK_MS = 25;

export class Quiet {
  private underWay = 0;
  private lastHeard = -Infinity;
  private closed = false;
  private readonly working = new Set<AbortController>();

  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** A question, until it is answered. */
  async during<T>(answer: Promise<T>): Promise<T> {
    this.underWay++;
    this.disturb();
    try {
      return await answer;
    } finally {
      this.underWay--;
      this.lastHeard = this.clock();
    }
  }

  /** Something else came that goes before what nobody waits for, such as events. */
  heard(): void {
    this.lastHeard = this.clock();
    this.disturb();
  }

  /** Resolves once nothing was heard for `ms`, or after `mostMs`, or at closing. */
  async forMs(ms: number, mostMs = Infinity): Promise<void> {
    const until = this.clock() + mostMs;
    while (!this.closed && !this.isQuiet(ms) && this.clock() < until) await pause(LOOK_MS);
  }

  /**
   * Runs `work` once it has been quiet for `ms`; its signal aborts as soon as something is heard. Undefined where that
   * happened or all is being closed: what was left is to be begun again.
   */
  async use<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    await this.forMs(ms);
    if (this.closed) return undefined;
    const abort = new AbortController();
    this.working.add(abort);
    try {
      return await work(abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    } finally {
      this.working.delete(abort);
    }
  }

  get isClosed(): boolean {
    return this.closed;
  }

  close(): void {
    this.closed = true;
    this.disturb();
  }

  private isQuiet(ms: number): boolean {
    return this.underWay === 0 && this.clock() - this.lastHeard >= ms;
  }

  private disturb(): void {
    for (const abort of this.working) abort.abort();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
