/**
 * Bitmaps of events by name and of persons by behaviour, made by fold workers. Those that are asked for at the same time
 * are made in one pass over the events.
 */
import type { Bitmap } from '../../../shared/base/bitmap';
import type { BehaviourParams } from '../../../shared/insights/behaviour/plan';
import type { NumbersOrPacked } from '../../../shared/insights/packed';
import type { Mark } from '../folds/mark-task';
import type { FoldPool } from '../folds/pool';
import { sentSequences } from '../ranges/sent';
import type { View } from '../sequences/view';
import { sharedBitmap } from './bitmaps';

interface Asked {
  readonly mark: Mark;
  readonly predicates: readonly Bitmap[];
  readonly numbers: NumbersOrPacked | undefined;
  readonly signal: AbortSignal;
  readonly resolve: (made: Bitmap) => void;
  readonly reject: (error: unknown) => void;
}

export class Marker {
  private readonly waiting = new Map<View, Asked[]>();

  constructor(private readonly pool: FoldPool) {}

  /** Events by the code of their name; `wanted` is 1 by code. */
  names(view: View, wanted: Uint8Array, signal: AbortSignal): Promise<Bitmap> {
    return this.ask(view, { mark: { by: 'name', wanted }, predicates: [], numbers: undefined, signal });
  }

  /** All events of the persons of whom a behaviour holds. */
  behaviour(
    view: View,
    params: BehaviourParams,
    predicates: readonly Bitmap[],
    numbers: NumbersOrPacked | undefined,
    signal: AbortSignal,
  ): Promise<Bitmap> {
    return this.ask(view, {
      mark: { by: 'behaviour', params, predicates: [], numbers: -1 },
      predicates,
      numbers,
      signal,
    });
  }

  private ask(view: View, asked: Omit<Asked, 'resolve' | 'reject'>): Promise<Bitmap> {
    return new Promise((resolve, reject) => {
      const others = this.waiting.get(view) ?? [];
      others.push({ ...asked, resolve, reject });
      if (others.length > 1) return;
      this.waiting.set(view, others);
      // Whoever asks in the same turn is in the same pass.
      setImmediate(() => {
        this.waiting.delete(view);
        this.make(view, others).catch((error: unknown) => {
          for (const each of others) each.reject(error);
        });
      });
    });
  }

  private async make({ sequences }: View, asked: readonly Asked[]): Promise<void> {
    const predicates: Bitmap[] = [];
    const numbers: NumbersOrPacked[] = [];
    const marks = asked.map(({ mark, predicates: own, numbers: column }): Mark => {
      if (mark.by === 'name') return mark;
      const places = own.map((bitmap) => predicates.push(bitmap) - 1);
      return { ...mark, predicates: places, numbers: column === undefined ? -1 : numbers.push(column) - 1 };
    });
    const into = asked.map(() => sharedBitmap(sequences.length));
    const input = { sequences: sentSequences(sequences), predicates, numbers, codes: [], codeSizes: [], tables: [] };
    const all = whenAllAborted(asked.map((each) => each.signal));
    try {
      await this.pool.run({ work: 'mark', input, marks, into }, sequences, all.signal);
    } finally {
      all.forget();
    }
    for (const [at, { resolve }] of asked.entries()) resolve(into[at] as Bitmap);
  }
}

/** Aborts once all of them have. `forget` lets go of them, some of which outlive every question. */
function whenAllAborted(signals: readonly AbortSignal[]): {
  readonly signal: AbortSignal;
  readonly forget: () => void;
} {
  const abort = new AbortController();
  const check = (): void => {
    if (signals.every(({ aborted }) => aborted)) abort.abort();
  };
  for (const signal of signals) signal.addEventListener('abort', check);
  check();
  const forget = (): void => {
    for (const signal of signals) signal.removeEventListener('abort', check);
  };
  return { signal: abort.signal, forget };
}
