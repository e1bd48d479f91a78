/**
 * Who asks comes first. Questions and commits are noted here while they last; work that nobody waits for stands back until
 * it has been quiet for a while, and stops where somebody asks in its middle.
 */

/** While questions are under way it is looked so often whether they still are. */
const LOOK_MS = 25;

export class Quiet {
  private underWay = 0;
  private lastHeard = -Infinity;
  private closed = false;
  private readonly working = new Set<AbortController>();
  /** Those that pause, to be woken at closing. */
  private readonly pausing = new Set<() => void>();

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
    while (!this.closed && !this.isQuiet(ms) && this.clock() < until) {
      const missing = this.underWay > 0 ? LOOK_MS : ms - (this.clock() - this.lastHeard);
      await this.pause(Math.min(Math.max(missing, 1), until - this.clock()));
    }
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
    for (const wake of this.pausing) wake();
  }

  private isQuiet(ms: number): boolean {
    return this.underWay === 0 && this.clock() - this.lastHeard >= ms;
  }

  private disturb(): void {
    for (const abort of this.working) abort.abort();
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.pausing.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.pausing.add(wake);
    });
  }
}
