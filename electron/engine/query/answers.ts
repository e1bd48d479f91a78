/**
 * Answers by question, the last few of them, and one computation for equal questions that are asked at the same time. A
 * computation is given up once nobody waits for it any more.
 */
import { ensure } from '../../../shared/base/assert';
import { questionAbort, takenBack } from '../store/taken-back';

interface UnderWay<T> {
  readonly answer: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
}

export class Answers<T> {
  private readonly kept = new Map<string, T>();
  private readonly underWay = new Map<string, UnderWay<T>>();

  /** Keeps at most so many answers; the longest unasked goes first. */
  constructor(private readonly most: number) {}

  /**
   * The answer to `key`: kept, or the one under way, or what `compute` gives. Rejects with `cancelled` as soon as `signal`
   * aborts; `compute` is told so only when nobody else waits for it. A failure is not kept.
   */
  async get(key: string, signal: AbortSignal, compute: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (signal.aborted) throw takenBack();
    const known = this.kept.get(key);
    if (known !== undefined) {
      this.keep(key, known);
      return known;
    }
    const work = this.underWay.get(key) ?? this.begin(key, compute);
    work.waiting++;
    let onAbort: (() => void) | undefined;
    const gone = new Promise<never>((_, reject) => {
      onAbort = () => reject(takenBack());
      signal.addEventListener('abort', onAbort);
    });
    try {
      return await Promise.race([work.answer, gone]);
    } finally {
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
      work.waiting--;
      if (work.waiting === 0) this.giveUp(key, work);
    }
  }

  private begin(key: string, compute: (signal: AbortSignal) => Promise<T>): UnderWay<T> {
    const abort = questionAbort();
    const answer = compute(abort.signal);
    const work: UnderWay<T> = { answer, abort, waiting: 0 };
    this.underWay.set(key, work);
    answer.then(
      (value) => {
        this.forget(key, work);
        this.keep(key, value);
      },
      // Whoever waits hears of it; where nobody does any more, it no longer matters.
      () => this.forget(key, work),
    );
    return work;
  }

  /** Asked once more before the work has noticed, the question begins anew. */
  private giveUp(key: string, work: UnderWay<T>): void {
    if (this.underWay.get(key) !== work) return;
    this.forget(key, work);
    work.abort.abort();
  }

  private forget(key: string, work: UnderWay<T>): void {
    if (this.underWay.get(key) === work) this.underWay.delete(key);
  }

  private keep(key: string, value: T): void {
    this.kept.delete(key);
    this.kept.set(key, value);
    if (this.kept.size > this.most) this.kept.delete(ensure(this.kept.keys().next().value, 'oldest answer'));
  }
}
