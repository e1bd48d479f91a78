/** One writer at a time: event numbers are handed out and committed in the same order. */
export class WriteLock {
  private tail: Promise<unknown> = Promise.resolve();

  /** Runs `work` after all earlier work has ended, however that ended. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work, work);
    this.tail = result.catch(() => undefined);
    return result;
  }
}
