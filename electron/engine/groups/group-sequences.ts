/** Makes and keeps {@link GroupedView}s: the events of a view in the order of its groups of a type. */
import { unpackCodes } from '../../../shared/insights/packed';
import type { Sequences } from '../../../shared/model/sequences';
import { codesIn, codesOver, type Room } from '../ranges/wide-column';
import { cooperate, inSteps } from '../sequences/cooperate';
import { gatherInSteps, orderInSteps, sharedArrays } from '../sequences/order';
import type { View } from '../sequences/view';
import type { Readers } from '../store/readers';
import { groupsInFiles } from './group-files';
import type { GroupKeys } from './group-values';
import { GroupedView, HeldGroups } from './grouped-view';
import { breakTies } from './mixed-ties';

/** Of one view. Most questions are about one type of group, and each costs some 24 bytes an event. */
const MOST_KEPT = 2;
const EVENTS_PER_STEP = 65_536;

export class GroupSequences {
  private readonly kept = new WeakMap<View, Map<string, Promise<GroupedView>>>();

  constructor(
    private readonly readers: Readers,
    private readonly room: Room,
  ) {}

  /** `keys` are the view's `group.TYPE.$key`. Equal questions share the answer, also while it is being made. */
  of(view: View, type: string, keys: GroupKeys): Promise<GroupedView> {
    const ofView = this.kept.get(view) ?? new Map<string, Promise<GroupedView>>();
    this.kept.set(view, ofView);
    const known = ofView.get(type);
    if (known !== undefined) return known;
    const made = this.make(view, type, keys);
    ofView.set(type, made);
    // Whoever waits hears of a failure; who asks again tries again.
    made.catch(() => ofView.delete(type));
    for (const oldest of ofView.keys()) if (ofView.size > MOST_KEPT) ofView.delete(oldest);
    return made;
  }

  private async make({ sequences }: View, type: string, keys: GroupKeys): Promise<GroupedView> {
    const { readers, room } = this;
    const own = await ownKeys(sequences, keys, room);
    const events =
      sequences.held === undefined
        ? await groupsInFiles(readers, room(), sequences, type, own)
        : await groupsInMemory(readers, sequences.held, own);
    return new GroupedView(type, own.dictionary, events, room);
  }
}

async function groupsInMemory(readers: Readers, sequences: Sequences, keys: GroupKeys): Promise<HeldGroups> {
  const { length, offsets, time, name, session, eid } = sequences;
  const owner = unpackCodes(keys.codes, 0, length, new Int32Array(length));
  // To whoever orders them, positions of the view are as good as numbers of events.
  const ordered = await cooperate(orderInSteps({ nextEid: length, time, name }, owner, keys.dictionary.length));
  const { eid: positions } = ordered;
  await breakTies(readers, ordered, offsets, (position) => position, eid);
  const names = await cooperate(gatherInSteps(name, positions, ordered.name));
  const eids = sharedArrays.u32(ordered.length);
  await inSteps(eids.length, EVENTS_PER_STEP, (from, to) => {
    for (let at = from; at < to; at++) eids[at] = eid[positions[at] as number] as number;
  });
  const sessions = await cooperate(gatherInSteps(session, positions, sharedArrays.i32(ordered.length)));
  return new HeldGroups({ ...ordered, name: names, eid: eids, session: sessions }, positions);
}

/** Without the keys that only later events than the view's have: equal views then have equal groups. */
async function ownKeys(sequences: View['sequences'], keys: GroupKeys, room: Room): Promise<GroupKeys> {
  const { codes, dictionary } = keys;
  const isUsed = new Uint8Array(dictionary.length + 1);
  await inSteps(codes.length, EVENTS_PER_STEP, (from, to) => {
    const some = codesIn(codes, from, to);
    for (let at = 0; at < some.length; at++) isUsed[some[at] as number] = 1;
  });
  if (!isUsed.includes(0, 1)) return keys;
  const own = dictionary.filter((_, code) => isUsed[code + 1] === 1);
  let next = 1;
  const places = Uint32Array.from(isUsed, (used, code) => (code > 0 && used === 1 ? next++ : 0));
  const placed = codesOver(sequences, own.length, room);
  await placed.each((into, from, to) => {
    const some = codesIn(codes, from, to);
    for (let at = 0; at < some.length; at++) into[at] = places[some[at] as number] as number;
  });
  return { codes: placed.made, dictionary: own };
}
