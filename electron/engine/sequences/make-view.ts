/**
 * Makes a view of persons and events: sequences and sessions from scratch, or, where most persons did not change since
 * an earlier view, by extending that one. Either way gives the same.
 */
import { ensure } from '../../../shared/base/assert';
import { IN_TURN, ownerAt, type Persons } from '../../../shared/identity/resolver';
import type { IdRef } from '../../../shared/model/identity';
import type { WorkspaceSettings } from '../../../shared/model/settings';
import { type SessionTable, stitchSettings } from '../../../shared/sessions/stitch';
import { NO_ID } from '../identity/id-combinations';
import type { IdentityState } from '../identity/identity-state';
import { extendSessionsInSteps, type Lookups } from '../sessions/extend';
import { stitchRangesInSteps } from '../sessions/stitch-ranges';
import type { Readers } from '../store/readers';
import { readRows } from '../store/read';
import { cooperate, giveWay, type Steps } from './cooperate';
import type { EventMemory } from './event-memory';
import { extendOrderInSteps, type Unchanged } from './extend';
import type { TimedEvents } from './fresh-events';
import { breakTies, findTies, orderInSteps, type OrderedEvents, sharedArrays } from './order';
import { type Step, trimSteps, unchangedSince, type View } from './view';

const NOBODY = -1;
const STEP = 1 << 16;
const TIES_PER_QUERY = 20_000;
const MAX_TIED_IDS = 100_000;

export interface Making {
  readonly version: number;
  /** The view covers the events below it; memory and facts cover at least those. */
  readonly nextEid: number;
  readonly settings: WorkspaceSettings;
  readonly memory: EventMemory;
  readonly identity: IdentityState;
  readonly persons: Persons;
  readonly ties: TiedIds;
  /** Of the workspace as it is: from it on, {@link EventMemory.settle} holds no times and names of its own. */
  readonly isPresent: boolean;
}

type FinishedMaking = Omit<Making, 'ties' | 'isPresent'>;

/** A view to extend, with what resolution calls unchanged since. */
export interface Before {
  readonly view: MadeView;
  readonly unchanged: Unchanged;
}

/** A view that remembers the steps that led to it. */
export interface MadeView extends View {
  readonly step: Step | undefined;
}

/** Event ids are long and rarely needed: only where two events of a person share a millisecond. */
export class TiedIds {
  private readonly known = new Map<number, string>();

  constructor(private readonly readers: Readers) {}

  of(eid: number): string {
    return ensure(this.known.get(eid), 'event id');
  }

  /** Many events share a millisecond where clocks are coarse: too many texts to be kept for the next time. */
  forget(): void {
    if (this.known.size > MAX_TIED_IDS) this.known.clear();
  }

  async fetch(eids: readonly number[]): Promise<void> {
    const missing = eids.filter((eid) => !this.known.has(eid));
    for (let from = 0; from < missing.length; from += TIES_PER_QUERY) {
      const part = missing.slice(from, from + TIES_PER_QUERY);
      const rows = await this.readers.use((connection) =>
        readRows(connection, `SELECT eid, event_id FROM events WHERE eid IN (${part.join(', ')})`),
      );
      for (const row of rows) this.known.set(Number(row['eid']), String(row['event_id']));
    }
  }
}

/** `onShare` hears how much of the work is done, 0 to 1. Throws `cancelled` once `signal` aborts. */
export async function makeView(
  making: Making,
  before: Before | undefined,
  signal?: AbortSignal,
  onShare: (share: number) => void = () => undefined,
): Promise<MadeView> {
  const { nextEid, memory, settings } = making;
  const { ordered, unchanged } = await orderEventsOf(making, before, signal, onShare);
  onShare(0.7);
  const isSettled = (person: number): boolean => unchanged !== undefined && (unchanged[person] as number) >= 0;
  await settleTies(making, ordered, isSettled);
  await giveWay(signal);
  // What was put in order need not be held in the order of storage as well, least of all while sessions are stitched.
  if (making.isPresent) await memory.settle(ordered, nextEid);
  onShare(0.8);
  const lookups = await lookupsOf(making);
  const rules = stitchSettings(settings.sessions, settings.timezone);
  const { session, sessions } = await cooperate(
    before && unchanged
      ? extendSessionsInSteps(before.view, ordered, unchanged, lookups, rules)
      : stitchRangesInSteps(ordered, lookups, rules, sharedArrays.i32(ordered.length)),
    signal,
  );
  const step =
    before && unchanged ? trimSteps({ version: before.view.version, unchanged, earlier: before.view.step }) : undefined;
  return finishView(making, ordered, session, sessions, step);
}

/** Persons and the order of their events; and the persons of whom nothing changed since before. */
async function orderEventsOf(
  making: Making,
  before: Before | undefined,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<{ readonly ordered: OrderedEvents; readonly unchanged: Unchanged | undefined }> {
  const { nextEid, memory, persons } = making;
  const firstNew = before?.view.nextEid ?? 0;
  const fresh = await cooperate(memory.timesInSteps(firstNew, nextEid), signal);
  const owners = await cooperate(ownersInSteps(making, fresh), signal);
  onShare(0.2);
  if (before === undefined) {
    const columns = { nextEid, time: fresh.time, name: fresh.name };
    return {
      ordered: await cooperate(orderInSteps(columns, owners, persons.ids.length), signal),
      unchanged: undefined,
    };
  }
  const unchanged = markTouched(before.unchanged, owners);
  const ownerOf = (eid: number, time: number): number => owners[eid - firstNew] ?? ownerOfEvent(making, eid, time);
  const steps = extendOrderInSteps(before.view.sequences, unchanged, fresh, nextEid, ownerOf);
  return { ordered: await cooperate(steps, signal), unchanged };
}

/** The same persons and events under other settings: sessions are stitched anew, their order stays. */
export async function restitch(view: MadeView, making: Making): Promise<MadeView> {
  const lookups = await lookupsOf(making);
  const { session: _before, ...ordered } = view.sequences;
  const rules = stitchSettings(making.settings.sessions, making.settings.timezone);
  const session = sharedArrays.i32(ordered.length);
  const stitched = await cooperate(stitchRangesInSteps(ordered, lookups, rules, session));
  return finishView(making, ordered, stitched.session, stitched.sessions, undefined);
}

async function lookupsOf({ memory, settings }: Making): Promise<Lookups> {
  const lookups = { traits: memory.traits, hints: memory.hint, pages: memory.page };
  if (!settings.sessions.campaignChange) return lookups;
  await memory.loadCampaigns();
  return { ...lookups, campaigns: memory.campaign };
}

function* ownersInSteps(making: Making, { from, time }: TimedEvents): Steps<Int32Array> {
  const { nextEid, memory, persons, identity } = making;
  const owners = new Int32Array(nextEid - from);
  const { ids } = memory;
  const { ownNode } = identity.facts;
  // Most combinations of ids have one owner for all time: of many events it is looked up once for each combination.
  const count = Math.min(memory.combinations.count, ownNode.length);
  const isWorthIt = nextEid - from > count;
  const ownerOf = new Int32Array(isWorthIt ? count : 0);
  for (let each = 0; each < ownerOf.length; each++) {
    ownerOf[each] = persons.ofNode[ownNode[each] as number] ?? IN_TURN;
    if (each % STEP === 0) yield;
  }
  const fill = (start: number, stop: number): void => {
    for (let eid = start; eid < stop; eid++) {
      const combination = ids[eid] as number;
      const owner = combination === NO_ID ? NOBODY : (ownerOf[combination] ?? IN_TURN);
      owners[eid - from] =
        owner >= 0 || combination === NO_ID ? owner : ownerOfEvent(making, eid, time[eid - from] as number);
    }
  };
  for (let start = from; start < nextEid; start += STEP) {
    fill(start, Math.min(start + STEP, nextEid));
    yield;
  }
  return owners;
}

function ownerOfEvent({ memory, persons, identity }: Making, eid: number, time: number): number {
  const combination = memory.ids[eid] as number;
  if (combination === NO_ID) return NOBODY;
  return ownerAt(persons, identity.facts.ownNode[combination] as number, time);
}

/** A person to whom an event comes is no longer what it was. */
function markTouched(unchanged: Unchanged, owners: Int32Array): Unchanged {
  const marked = unchanged.slice();
  for (const person of owners) if (person >= 0) marked[person] = -1;
  return marked;
}

/** Puts events of one person and one millisecond in the order of their ids. */
async function settleTies(
  { ties }: Making,
  ordered: OrderedEvents,
  isSettled: (person: number) => boolean,
): Promise<void> {
  const runs = findTies(ordered, isSettled);
  if (runs.length === 0) return;
  await ties.fetch(runs.flatMap(([from, to]) => Array.from(ordered.eid.subarray(from, to))));
  breakTies(ordered, runs, (a, b) => (ties.of(a) < ties.of(b) ? -1 : 1));
  ties.forget();
}

/** The view of what was worked out earlier, and kept. */
export const viewOf = (
  making: FinishedMaking,
  ordered: OrderedEvents,
  session: Int32Array,
  sessions: SessionTable,
): MadeView => finishView(making, ordered, session, sessions, undefined);

function finishView(
  { version, nextEid, settings, memory, identity, persons }: FinishedMaking,
  ordered: OrderedEvents,
  session: Int32Array,
  sessions: SessionTable,
  step: Step | undefined,
): MadeView {
  let positions: Uint32Array | undefined;
  const personIndex = personFinder(persons, identity);
  return {
    version,
    nextEid,
    settings,
    sequences: { ...ordered, session },
    persons,
    sessions,
    traits: memory.traits,
    names: memory.names.texts,
    nameCode: (text) => memory.names.find(text),
    pages: memory.pages.texts,
    positions: () => (positions ??= invert(ordered.eid, nextEid)),
    personOf: (id) => {
      const person = personIndex(id);
      return person === undefined ? id : (persons.ids[person] as string);
    },
    personIndex,
    membersOf: (person) => {
      const nodes = persons.memberNodes.subarray(persons.memberOffsets[person], persons.memberOffsets[person + 1]);
      return Array.from(nodes, (node): IdRef => identity.resolver.refOf(node));
    },
    unchangedSince: changesSince(version, persons, step),
    step,
  };
}

// Made apart from the view's other functions, so that whoever keeps one of these does not keep the events.
const personFinder =
  (persons: Persons, identity: IdentityState): View['personIndex'] =>
  (id) =>
    findPerson(persons, identity, id);
const changesSince =
  (version: number, persons: Persons, step: Step | undefined): View['unchangedSince'] =>
  (earlier) =>
    earlier === version ? everyPerson(persons) : unchangedSince(step, earlier);

const everyPerson = ({ ids }: Persons): Unchanged => Int32Array.from(ids, (_, person) => person);

/** A visitor called like a known user goes by this and its id. */
const VISITOR_PREFIX = 'anonymous:';

/** A known user comes before a stranger's device of the same name. */
function findPerson(persons: Persons, identity: IdentityState, id: string): number | undefined {
  for (const role of ['user', 'plain', 'anonymous'] as const) {
    const node = identity.resolver.find({ role, id });
    const owner = node === undefined || node >= persons.ofNode.length ? undefined : persons.ofNode[node];
    if (owner === undefined || node === undefined) continue;
    const person = owner >= 0 ? owner : persons.timelines.get(node)?.persons.at(-1);
    if (person !== undefined) return person;
  }
  return id.startsWith(VISITOR_PREFIX) ? findPerson(persons, identity, id.slice(VISITOR_PREFIX.length)) : undefined;
}

function invert(eids: Uint32Array, nextEid: number): Uint32Array {
  const positions = new Uint32Array(nextEid);
  for (let position = 0; position < eids.length; position++) positions[eids[position] as number] = position;
  return positions;
}
