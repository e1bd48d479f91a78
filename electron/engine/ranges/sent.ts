/** The events of a view as fold workers are told of them. */
import type { Sequences } from '../../../shared/model/sequences';
import type { SentSequences } from '../folds/messages';
import type { EventSequences } from './events';

/** As they are sent to fold workers. */
export function sentSequences(sequences: EventSequences): Sequences | SentSequences {
  if (sequences.held !== undefined) return sequences.held;
  const { stored, persons, length, offsets } = sequences;
  return { persons, length, offsets, pieces: stored.data };
}
