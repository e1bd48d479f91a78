/** What identity resolution comes to: persons by index, and whose each id is at which time. */
import { ensure } from '../base/assert';

/** `ofNode`: the owner depends on the time; see `timelines`. */
export const IN_TURN = -1;
/** `ofNode`: no event belongs to the id, nor to anybody that it would belong to. */
export const NOBODY = -2;

/** From `times[i]` (UTC ms) on, and from the beginning for the first entry, events of the node belong to `persons[i]`. */
export interface OwnerTimeline {
  readonly times: readonly number[];
  readonly persons: readonly number[];
}

export interface Persons {
  /** Canonical ids by person index, unique. Persons are in the order of (first seen, id): new ones come last. */
  readonly ids: readonly string[];
  /** 1 where a member is a known user. */
  readonly known: Uint8Array;
  /** Person index by node; {@link IN_TURN} or {@link NOBODY}. */
  readonly ofNode: Int32Array;
  /** By node: the owners of those that belonged to several persons in turn. */
  readonly timelines: ReadonlyMap<number, OwnerTimeline>;
  /** The nodes of person `p` are `memberNodes[memberOffsets[p]]` to before `memberNodes[memberOffsets[p + 1]]`: users, then
   *  anonymous, then plain, each in text order. A node that several persons own in turn is a member of each. */
  readonly memberOffsets: Uint32Array;
  readonly memberNodes: Int32Array;
}

/** The person that an event of `node` at `time` (UTC ms) belongs to. */
export function ownerAt(persons: Persons, node: number, time: number): number {
  const owner = ensure(persons.ofNode[node], 'node');
  if (owner !== IN_TURN) return owner;
  const { times, persons: owners } = ensure(persons.timelines.get(node), 'owner timeline');
  // The last entry that begins at or before the time; the first one has no beginning.
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((times[middle] as number) <= time) low = middle;
    else high = middle - 1;
  }
  return ensure(owners[low], 'owner');
}
