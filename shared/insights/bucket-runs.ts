/**
 * Runs of events that lie in one bucket, a word of 32 at a time: all that is asked of a run is whether it has an event of
 * some kind, which is found for all runs of a word at once. A run that goes on in the next word is carried over.
 *
 *   events   0 1 1 0   0 0 0   0 1 …     of some kind
 *   ends     0 0 0 1   0 0 1   0 0 …     the last event of each run
 *   found    0 0 0 1   0 0 0   . .       a bit at the end of each run that has one; the last run is carried
 */

/** Words between two looks at whether an answer is still wanted. */
export const WORDS_PER_LOOK = 4_096;

/**
 * At the end of each run the word's `ends` tell of: whether some of `events` is in it. From below an end, adding ones to a run
 * carries into its end where anything is in it.
 */
export const runsWith = (events: number, ends: number): number => (((events & ~ends) + ~ends) | events) & ends;

/** All ones where `some` is not zero. */
export const allIf = (some: number): number => (some | -some) >> 31;

/** The bits after the last of `ends`: of the run that goes on in the next word. All, where none ends. */
export const beyond = (ends: number): number => (ends === 0 ? -1 : -2 << (31 - Math.clz32(ends)));

/** The bits up to the first of `ends`: of the run that came from the word before. All, where none ends. */
export const upToFirst = (ends: number): number => ends ^ (ends - 1);

/** Of each run the bits after its first event of `events`. */
export function afterFirst(events: number, ends: number): number {
  const guarded = events | ends;
  // Taking one from the first bit of each run turns all bits up to its lowest event, or its end where it has none.
  return ~(guarded ^ (guarded - ((ends << 1) | 1)));
}
