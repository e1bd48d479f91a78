/** The events of a view for those who go through the persons: all at once where they are held, else range by range. */
import type { Bitmap } from '../../../shared/base/bitmap';
import { membersInSteps } from '../../../shared/insights/behaviour/members';
import type { BehaviourParams } from '../../../shared/insights/behaviour/plan';
import { type NumbersOrPacked, Unpacker } from '../../../shared/insights/packed';
import type { Sequences } from '../../../shared/model/sequences';
import type { SentSequences } from '../folds/messages';
import type { Steps } from '../sequences/cooperate';
import type { EventSequences } from './events';

/** As they are sent to fold workers. */
export function sentSequences(sequences: EventSequences): Sequences | SentSequences {
  if (sequences.held !== undefined) return sequences.held;
  const { stored, persons, length, offsets } = sequences;
  return { persons, length, offsets, pieces: stored.data };
}

/** A range ends with the person who brings it to so many events. */
const EVENTS_PER_RANGE = 1 << 19;

/** 1 by person of whom the behaviour holds. */
export function* membersOfView(
  sequences: EventSequences,
  predicates: readonly Bitmap[],
  numbers: NumbersOrPacked | undefined,
  params: BehaviourParams,
): Steps<Uint8Array> {
  const { held, persons, offsets } = sequences;
  if (held !== undefined && (numbers === undefined || numbers instanceof Float64Array)) {
    return yield* membersInSteps(held, predicates, numbers, params);
  }
  const packed = {
    sequences: held ?? sequences,
    predicates,
    codes: [],
    codeSizes: [],
    numbers: numbers === undefined ? [] : [numbers],
    tables: [],
  };
  const unpacker = new Unpacker();
  const members = new Uint8Array(persons);
  for (let from = 0; from < persons;) {
    const start = offsets[from] as number;
    let to = from + 1;
    while (to < persons && (offsets[to + 1] as number) - start <= EVENTS_PER_RANGE) to++;
    const { input } = unpacker.windowOf(packed, { from, to });
    const own = { ...input.sequences, persons: to - from, offsets: input.sequences.offsets.slice(from, to + 1) };
    members.set(yield* membersInSteps(own, input.predicates, input.numbers[0], params), from);
    from = to;
    yield;
  }
  return members;
}
