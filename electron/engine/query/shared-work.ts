/**
 * One computation for all who want the same thing at the same time, given up once nobody wants it any more: whoever takes
 * a question back must not take it from others.
 */
import { questionAbort, takenBack, throwIfTakenBack } from '../store/taken-back';

interface UnderWay<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
}

export class SharedWork<T> {
  private readonly underWay = new Map<string, UnderWay<T>>();

  /**
   * What `compute` gives, or what an earlier call of the same `key` that is still under way does. Rejects with `cancelled`
   * as soon as `signal` aborts; `compute` hears of it only when it was the last to wait.
   */
  async get(key: string, signal: AbortSignal, compute: (signal: AbortSignal) => Promise<T>): Promise<T> {
    throwIfTakenBack(signal);
    const work = this.underWay.get(key) ?? this.begin(key, compute);
    work.waiting++;
    let onAbort: () => void = () => undefined;
    const gone = new Promise<never>((_, reject) => {
      onAbort = () => reject(takenBack());
      signal.addEventListener('abort', onAbort);
    });
    try {
      return await Promise.race([work.result, gone]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      work.waiting--;
      if (work.waiting === 0) this.giveUp(key, work);
    }
  }

  private begin(key: string, compute: (signal: AbortSignal) => Promise<T>): UnderWay<T> {
    const abort = questionAbort();
    const work: UnderWay<T> = { result: compute(abort.signal), abort, waiting: 0 };
    this.underWay.set(key, work);
    const end = (): void => this.forget(key, work);
    work.result.then(end, end);
    return work;
  }

  /** Asked once more before the work has noticed, it begins anew. */
  private giveUp(key: string, work: UnderWay<T>): void {
    if (this.underWay.get(key) !== work) return;
    this.forget(key, work);
    work.abort.abort();
  }

  private forget(key: string, work: UnderWay<T>): void {
    if (this.underWay.get(key) === work) this.underWay.delete(key);
  }
}
