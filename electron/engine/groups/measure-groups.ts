/** What happened in each group of a type: persons, events, when first and last. */
import type { Steps } from '../sequences/cooperate';
import { stretchesOf } from '../ranges/columns';
import type { EventSequences } from '../ranges/events';
import { codesIn } from '../ranges/wide-column';
import type { GroupKeys } from './group-values';

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
const EVENTS_PER_STEP = 65_536;

export function* measureInSteps(sequences: EventSequences, keys: GroupKeys): Steps<GroupMeasures> {
  const { offsets } = sequences;
  const groups = keys.dictionary.length;
  const persons = new Uint32Array(groups);
  const events = new Uint32Array(groups);
  const firstSeen = new Float64Array(groups).fill(NaN);
  const lastSeen = new Float64Array(groups).fill(NaN);
  const latest = new Uint32Array(groups).fill(NOBODY);
  let person = 0;
  for (const [from, to] of stretchesOf(sequences.length, EVENTS_PER_STEP)) {
    const time = sequences.read('time', from, to);
    const codes = codesIn(keys.codes, from, to);
    for (let i = 0; i < codes.length; i++) {
      const group = (codes[i] as number) - 1;
      if (group < 0) continue;
      while ((offsets[person + 1] as number) <= from + i) person++;
      events[group] = (events[group] as number) + 1;
      if (latest[group] !== person) {
        latest[group] = person;
        persons[group] = (persons[group] as number) + 1;
      }
      const at = time[i] as number;
      // NaN is neither before nor after anything.
      if (!((firstSeen[group] as number) <= at)) firstSeen[group] = at;
      if (!((lastSeen[group] as number) >= at)) lastSeen[group] = at;
    }
    yield;
  }
  return { persons, events, firstSeen, lastSeen };
}
