/** Makes and keeps {@link GroupedView}s: the events of a view in the order of its groups of a type. */
import { wordColumn } from '../../../shared/base/columns';
import type { CodeColumn, Sequences } from '../../../shared/model/sequences';
import { cooperate, type Steps } from '../sequences/cooperate';
import { gatherInSteps, orderInSteps, sharedArrays, type OrderedEvents } from '../sequences/order';
import type { View } from '../sequences/view';
import { allEvents } from '../ranges/events';
import type { Readers } from '../store/readers';
import { GroupedView, personAt } from './grouped-view';
import { rankEvents } from './rank-events';

/** Of one view. Most questions are about one type of group, and each costs some 24 bytes an event. */
const MOST_KEPT = 2;

export class GroupSequences {
  private readonly kept = new WeakMap<View, Map<string, Promise<GroupedView>>>();

  constructor(private readonly readers: Readers) {}

  /** `keys` are the view's `group.TYPE.$key`. Equal questions share the answer, also while it is being made. */
  of(view: View, type: string, keys: CodeColumn): Promise<GroupedView> {
    const ofView = this.kept.get(view) ?? new Map<string, Promise<GroupedView>>();
    this.kept.set(view, ofView);
    const known = ofView.get(type);
    if (known !== undefined) return known;
    const made = groupView(this.readers, view, type, keys);
    ofView.set(type, made);
    // Whoever waits hears of a failure; who asks again tries again.
    made.catch(() => ofView.delete(type));
    for (const oldest of ofView.keys()) if (ofView.size > MOST_KEPT) ofView.delete(oldest);
    return made;
  }
}

async function groupView(readers: Readers, view: View, type: string, keys: CodeColumn): Promise<GroupedView> {
  const { nextEid } = view;
  const sequences = allEvents(view.sequences, `Counting groups of the type «${type}»`);
  const { length, time, name, session, eid } = sequences;
  const { codes, dictionary } = await cooperate(ownInSteps(keys));
  // To whoever orders them, positions of the view are as good as numbers of events.
  const ordered = await cooperate(orderInSteps({ nextEid: length, time, name }, codes, dictionary.length));
  const { eid: positions } = ordered;
  const tied = await cooperate(tiedInSteps(ordered, sequences));
  if (tied.length > 0) {
    const ranks = await rankEvents(readers, tied, nextEid);
    await cooperate(breakInSteps(ordered, sequences, ranks));
  }
  const eids = await cooperate(gatherInSteps(eid, positions, sharedArrays.u32(ordered.length)));
  const sessions = await cooperate(gatherInSteps(session, positions, sharedArrays.i32(ordered.length)));
  return new GroupedView(type, dictionary, { ...ordered, eid: eids, session: sessions }, positions);
}

const EVENTS_PER_STEP = 65_536;

/** Without the keys that only later events than the view's have: equal views then have equal groups. */
function* ownInSteps({ codes, dictionary }: CodeColumn): Steps<CodeColumn> {
  const isUsed = new Uint8Array(dictionary.length);
  for (let at = 0; at < codes.length; at++) {
    if (at % EVENTS_PER_STEP === 0) yield;
    const code = codes[at] as number;
    if (code >= 0) isUsed[code] = 1;
  }
  if (!isUsed.includes(0)) return { codes, dictionary };
  const own = dictionary.filter((_, code) => isUsed[code] === 1);
  let next = 0;
  const places = Int32Array.from(isUsed, (used) => (used === 1 ? next++ : -1));
  const placed = new Int32Array(codes.length);
  for (let at = 0; at < codes.length; at++) {
    if (at % EVENTS_PER_STEP === 0) yield;
    const code = codes[at] as number;
    placed[at] = code < 0 ? code : (places[code] as number);
  }
  return { codes: placed, dictionary: own };
}

/** Numbers of the events that share a moment with an event of another person of the group. */
function* tiedInSteps(ordered: OrderedEvents, { offsets, eid }: Sequences): Steps<Uint32Array> {
  const tied = wordColumn();
  for (const run of mixedRuns(ordered, offsets)) {
    if (run !== undefined) {
      for (let at = run.from; at < run.to; at++) tied.push(eid[ordered.eid[at] as number] as number);
    } else yield;
  }
  return tied.toArray();
}

/** Puts such events in the order of their ids. */
function* breakInSteps(ordered: OrderedEvents, { offsets, eid, name }: Sequences, ranks: Uint32Array): Steps<void> {
  const { eid: positions } = ordered;
  const rankOf = (position: number): number => ranks[eid[position] as number] as number;
  for (const run of mixedRuns(ordered, offsets)) {
    if (run !== undefined) {
      positions.subarray(run.from, run.to).sort((a, b) => rankOf(a) - rankOf(b));
      for (let at = run.from; at < run.to; at++) ordered.name[at] = name[positions[at] as number] as number;
    } else yield;
  }
}

/**
 * The stretches of events of one group and one moment that are not all of one person: within a person the view's order
 * holds already. Now and then undefined, where others may have a turn.
 */
function* mixedRuns(
  { persons: groups, offsets, time, eid: positions }: OrderedEvents,
  personOffsets: Uint32Array,
): Generator<{ readonly from: number; readonly to: number } | undefined> {
  let looked = 0;
  for (let group = 0; group < groups; group++) {
    const stop = offsets[group + 1] as number;
    let from = offsets[group] as number;
    while (from < stop) {
      let to = from + 1;
      while (to < stop && time[to] === time[from]) to++;
      if (to - from > 1 && isMixed(positions, from, to, personOffsets)) yield { from, to };
      looked += to - from;
      if (looked > EVENTS_PER_STEP) {
        looked = 0;
        yield undefined;
      }
      from = to;
    }
  }
}

/** Whether some of the positions are of another person than the first. */
function isMixed(positions: Uint32Array, from: number, to: number, personOffsets: Uint32Array): boolean {
  const person = personAt(personOffsets, positions[from] as number);
  const begin = personOffsets[person] as number;
  const end = personOffsets[person + 1] as number;
  for (let at = from + 1; at < to; at++) {
    const position = positions[at] as number;
    if (position < begin || position >= end) return true;
  }
  return false;
}
