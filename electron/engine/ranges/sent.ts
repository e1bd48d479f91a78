/** The events of a view as fold workers are told of them. */
import { WORD } from '../../../shared/insights/packed';
import type { PersonRange, Sequences } from '../../../shared/model/sequences';
import type { SentSequences } from '../folds/messages';
import type { EventSequences } from './events';
import { narrowed } from './pieces';

/** As they are sent to fold workers. */
export function sentSequences(sequences: EventSequences): Sequences | SentSequences {
  if (sequences.held !== undefined) return sequences.held;
  const { stored, persons, length, offsets } = sequences;
  return { persons, length, offsets, pieces: stored.data };
}

/** An input for whoever looks at one range of persons alone. */
export function sentFor<Input extends { readonly sequences: Sequences | SentSequences }>(
  input: Input,
  { from, to }: PersonRange,
): Input {
  const { sequences } = input;
  if (!('pieces' in sequences)) return input;
  const { offsets, pieces } = sequences;
  const first = offsets[from] as number;
  // Windows begin with a word of bitmaps.
  return {
    ...input,
    sequences: { ...sequences, pieces: narrowed(pieces, first - (first % WORD), offsets[to] as number) },
  };
}
