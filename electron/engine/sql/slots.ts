/** So many at a time; the others wait their turn, and leave the queue when they are no longer wanted. */
import { AppFailure } from '../../../shared/contract/errors';

export const takenBack = (): AppFailure => new AppFailure({ code: 'cancelled', message: 'The query was taken back.' });

export class Slots {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly resting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** Runs `work` when there is room. Rejects with `cancelled` where `signal` aborted before. */
  async use<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.running >= this.most) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      if (signal.aborted) throw takenBack();
      return await work();
    } finally {
      const next = this.waiting.shift();
      // Whoever waits takes over the place, so the number stays.
      if (next !== undefined) next();
      else if (--this.running === 0) for (const resolve of this.resting.splice(0)) resolve();
    }
  }

  /** Resolves once nothing runs and nobody waits. */
  async idle(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => this.resting.push(resolve));
  }
}

/** The work's result, or `cancelled` at once when `signal` aborts; what the work then still does nobody waits for. */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) throw takenBack();
  let onAbort: (() => void) | undefined;
  const gone = new Promise<never>((_, reject) => {
    onAbort = () => reject(takenBack());
    signal.addEventListener('abort', onAbort);
  });
  const result = work();
  result.catch(() => undefined);
  try {
    return await Promise.race([result, gone]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
