/** The span of all events. */
import type { Sequences } from '../../../shared/model/sequences';

/** Asked with every question, and the same for all of a view's. */
const known = new WeakMap<Sequences, { readonly from: number; readonly to: number }>();

/** First and last event time; undefined while there is none. */
export function extentOf(sequences: Sequences): { readonly from: number; readonly to: number } | undefined {
  if (sequences.length === 0) return undefined;
  const extent = known.get(sequences) ?? computeExtent(sequences);
  known.set(sequences, extent);
  return extent;
}

function computeExtent({ persons, offsets, time }: Sequences): { from: number; to: number } {
  let from = Infinity;
  let to = -Infinity;
  for (let person = 0; person < persons; person++) {
    const start = offsets[person] as number;
    const stop = offsets[person + 1] as number;
    if (start === stop) continue;
    from = Math.min(from, time[start] as number);
    to = Math.max(to, time[stop - 1] as number);
  }
  return { from, to };
}
