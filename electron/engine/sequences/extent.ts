/** The span of all events. */
import type { Sequences } from '../../../shared/model/sequences';

/** First and last event time; undefined while there is none. */
export function extentOf(sequences: Sequences): { from: number; to: number } | undefined {
  if (sequences.length === 0) return undefined;
  let from = Infinity;
  let to = -Infinity;
  for (let person = 0; person < sequences.persons; person++) {
    const start = sequences.offsets[person] as number;
    const stop = sequences.offsets[person + 1] as number;
    if (start === stop) continue;
    from = Math.min(from, sequences.time[start] as number);
    to = Math.max(to, sequences.time[stop - 1] as number);
  }
  return { from, to };
}
