/**
 * Bitmaps of events by name and of persons by behaviour, made by fold workers. Those that are asked for at the same time
 * are made in one pass over the events.
 */
import type { Bitmap } from '../../../shared/base/bitmap';
import type { BehaviourParams } from '../../../shared/insights/behaviour/plan';
import type { Mark, MarkedBehaviour } from '../folds/mark-task';
import type { FoldPool } from '../folds/pool';
import { sentSequences } from '../ranges/sent';
import type { NumbersAnywhere } from '../ranges/wide-column';
import type { View } from '../sequences/view';
import { sharedBitmap } from './bitmaps';

/** A behaviour with the bitmaps of its events and the numbers that it adds up. */
export interface PlannedBehaviour {
  readonly params: BehaviourParams;
  readonly predicates: readonly Bitmap[];
  readonly numbers: NumbersAnywhere | undefined;
}

interface Asked {
  readonly what: { readonly wanted: Uint8Array } | { readonly behaviours: readonly PlannedBehaviour[] };
  readonly signal: AbortSignal;
  readonly resolve: (made: Bitmap) => void;
  readonly reject: (error: unknown) => void;
}

export class Marker {
  private readonly waiting = new Map<View, Asked[]>();

  constructor(private readonly pool: FoldPool) {}

  /** Events by the code of their name; `wanted` is 1 by code. */
  names(view: View, wanted: Uint8Array, signal: AbortSignal): Promise<Bitmap> {
    return this.ask(view, { what: { wanted }, signal });
  }

  /** All events of the persons of whom all the behaviours hold, at least one. */
  behaviours(view: View, behaviours: readonly PlannedBehaviour[], signal: AbortSignal): Promise<Bitmap> {
    return this.ask(view, { what: { behaviours }, signal });
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
    const numbers: NumbersAnywhere[] = [];
    const marked = ({ params, predicates: own, numbers: column }: PlannedBehaviour): MarkedBehaviour => ({
      params,
      predicates: own.map((bitmap) => predicates.push(bitmap) - 1),
      numbers: column === undefined ? -1 : numbers.push(column) - 1,
    });
    const marks = asked.map(({ what }): Mark =>
      'wanted' in what ? { by: 'name', wanted: what.wanted } : { by: 'behaviours', all: what.behaviours.map(marked) },
    );
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
