/** What happened in each group of a type: persons, events, when first and last. */
import type { Steps } from '../sequences/cooperate';
import type { CodeColumn, Sequences } from '../../../shared/model/sequences';

/** By group, which is its key's place in the dictionary. */
export interface GroupMeasures {
  /** Distinct persons with an event of the group. */
  readonly persons: Uint32Array;
  readonly events: Uint32Array;
  /** UTC ms; NaN where the group has no event. */
  readonly firstSeen: Float64Array;
  readonly lastSeen: Float64Array;
}

const NOBODY = 0xffffffff;
const PERSONS_PER_STEP = 4_096;

export function* measureInSteps(
  { persons: all, offsets, time }: Sequences,
  { codes, dictionary }: CodeColumn,
): Steps<GroupMeasures> {
  const persons = new Uint32Array(dictionary.length);
  const events = new Uint32Array(dictionary.length);
  const firstSeen = new Float64Array(dictionary.length).fill(NaN);
  const lastSeen = new Float64Array(dictionary.length).fill(NaN);
  const latest = new Uint32Array(dictionary.length).fill(NOBODY);
  for (let person = 0; person < all; person++) {
    if (person % PERSONS_PER_STEP === 0) yield;
    const to = offsets[person + 1] as number;
    for (let position = offsets[person] as number; position < to; position++) {
      const group = codes[position] as number;
      if (group < 0) continue;
      events[group] = (events[group] as number) + 1;
      if (latest[group] !== person) {
        latest[group] = person;
        persons[group] = (persons[group] as number) + 1;
      }
      const at = time[position] as number;
      // NaN is neither before nor after anything.
      if (!((firstSeen[group] as number) <= at)) firstSeen[group] = at;
      if (!((lastSeen[group] as number) >= at)) lastSeen[group] = at;
    }
  }
  return { persons, events, firstSeen, lastSeen };
}
