/**
 * Makes a view of persons and events: sequences and sessions from scratch, or, where most persons did not change since
 * an earlier view, by extending that one. Either way gives the same.
 */
import type { Persons } from '../../../shared/identity/resolver';
import { ensure } from '../../../shared/base/assert';
import type { IdRef } from '../../../shared/model/identity';
import type { Sequences } from '../../../shared/model/sequences';
import type { WorkspaceSettings } from '../../../shared/model/settings';
import { type SessionTable, stitchSettings } from '../../../shared/sessions/stitch';
import type { IdentityState } from '../identity/identity-state';
import { extendSessionsInSteps, type Lookups } from '../sessions/extend';
import { stitchRangesInSteps } from '../sessions/stitch-ranges';
import { type EventSequences, HeldEvents, HeldSessions, type Sessions } from '../ranges/events';
import { type Columns, stretchesOf } from '../ranges/columns';
import type { RowColumns } from '../ranges/events';
import { extendStored } from '../ranges/extend';
import { makeStored, type RangeMaking, type StoredView } from '../ranges/make';
import { restitchStored } from '../ranges/restitch';
import { collectGarbage } from './collect-garbage';
import { cooperate, giveWay, type Steps } from './cooperate';
import type { EventMemory } from './event-memory';
import { extendOrderInSteps, type Unchanged } from './extend';
import type { TimedEvents } from './fresh-events';
import { breakTies, findTies, orderInSteps, type OrderedEvents, sharedArrays } from './order';
import { EventOwners } from './owners';
import { findPositions, invert } from './positions';
import type { TiedIds } from './tied-ids';
import { NOWHERE, type Step, trimSteps, unchangedSince, type View } from './view';

const STEP = 1 << 16;

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

/** `onShare` hears how much of the work is done, 0 to 1. Throws `cancelled` once `signal` aborts. */
export async function makeView(
  making: Making,
  before: Before | undefined,
  signal?: AbortSignal,
  onShare: (share: number) => void = () => undefined,
): Promise<MadeView> {
  const { nextEid, memory, settings } = making;
  if (memory.ranges !== undefined) return makeFiledView(making, before, signal, onShare);
  const held = before && { view: { ...before.view, ...heldOf(before.view) } };
  const { ordered, unchanged } = await orderEventsOf(making, before, signal, onShare);
  onShare(0.7);
  const isSettled = (person: number): boolean => unchanged !== undefined && (unchanged[person] as number) >= 0;
  await settleTies(making, ordered, isSettled);
  await giveWay(signal);
  // What was put in order need not be held in the order of storage as well, least of all while sessions are stitched.
  if (making.isPresent)
    await memory.settle(new HeldEvents({ ...ordered, session: NO_SESSIONS }, byEid(memory)), nextEid);
  onShare(0.8);
  const lookups = await lookupsOf(making);
  const rules = stitchSettings(settings.sessions, settings.timezone);
  const { session, sessions } = await cooperate(
    held && unchanged
      ? extendSessionsInSteps(held.view, ordered, unchanged, lookups, rules)
      : stitchRangesInSteps(ordered, lookups, rules, sharedArrays.i32(ordered.length)),
    signal,
  );
  const step =
    before && unchanged ? trimSteps({ version: before.view.version, unchanged, earlier: before.view.step }) : undefined;
  return finishView(making, ...heldView(making, ordered, session, sessions), step);
}

const NO_SESSIONS = new Int32Array(0);

const byEid = ({ traits, ids }: EventMemory): { readonly traits: Uint8Array; readonly ids: Int32Array } => ({
  traits,
  ids,
});

const heldView = (
  { memory }: Pick<Making, 'memory'>,
  ordered: OrderedEvents,
  session: Int32Array,
  sessions: SessionTable,
): [EventSequences, Sessions] => [new HeldEvents({ ...ordered, session }, byEid(memory)), new HeldSessions(sessions)];

/** The arrays of a view that is held. */
const heldOf = ({ sequences, sessions }: View): { readonly sequences: Sequences; readonly sessions: SessionTable } => ({
  sequences: ensure(sequences.held, 'events in memory'),
  sessions: ensure(sessions.held, 'sessions in memory'),
});

/** The same where events lie in files. */
async function makeFiledView(
  making: Making,
  before: Before | undefined,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<MadeView> {
  const { nextEid, memory } = making;
  const { owners, ...rest } = await rangeMaking(making);
  let stored: StoredView | undefined;
  let step: Step | undefined;
  if (before !== undefined) {
    const rows = memory.rows(before.view.nextEid, nextEid);
    const unchanged = await cooperate(markOwners(before.unchanged, rows, owners), signal);
    const fresh = { ...rest, owners, rows };
    stored = await extendStored(before.view, unchanged, fresh);
    if (stored !== undefined) step = trimSteps({ version: before.view.version, unchanged, earlier: before.view.step });
  }
  stored ??= await makeStored({ ...rest, owners, rows: memory.rows(0, nextEid) }, signal, onShare);
  if (making.isPresent) await memory.settle(stored.sequences, nextEid);
  // What it was made of took as much again, and nothing else will soon give cause to look for it.
  if (before === undefined) setTimeout(collectGarbage, 0).unref();
  return finishView(making, stored.sequences, stored.sessions, step);
}

async function rangeMaking(making: Making): Promise<Omit<RangeMaking, 'rows'>> {
  const { nextEid, memory, settings, persons, identity, ties } = making;
  const owners = new EventOwners(persons, identity);
  await cooperate(owners.prepareInSteps(memory.combinations.count));
  const lookups = await lookupsOf(making);
  return {
    nextEid,
    persons: persons.ids.length,
    owners,
    folder: ensure(memory.ranges, 'a folder for files'),
    ties,
    settings: stitchSettings(settings.sessions, settings.timezone),
    campaigns: lookups.campaigns,
  };
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
  const found = new EventOwners(persons, making.identity);
  const owners = await cooperate(ownersInSteps(making, found, fresh), signal);
  onShare(0.2);
  if (before === undefined) {
    const columns = { nextEid, time: fresh.time, name: fresh.name };
    return {
      ordered: await cooperate(orderInSteps(columns, owners, persons.ids.length), signal),
      unchanged: undefined,
    };
  }
  const unchanged = markTouched(before.unchanged, owners);
  const ownerOf = (eid: number, time: number): number =>
    owners[eid - firstNew] ?? found.of(memory.ids[eid] as number, time);
  const steps = extendOrderInSteps(heldOf(before.view).sequences, unchanged, fresh, nextEid, ownerOf);
  return { ordered: await cooperate(steps, signal), unchanged };
}

/** The same persons and events under other settings: sessions are stitched anew, their order stays. */
export async function restitch(
  view: MadeView,
  making: Making,
  onShare: (share: number) => void = () => undefined,
): Promise<MadeView> {
  const lookups = await lookupsOf(making);
  const rules = stitchSettings(making.settings.sessions, making.settings.timezone);
  const { sequences } = view;
  const { ranges: folder } = making.memory;
  if (folder !== undefined && sequences.stored !== undefined) {
    const others = { folder, settings: rules, campaigns: lookups.campaigns };
    const stored = await restitchStored(sequences, sequences.stored, others, onShare);
    return finishView(making, stored.sequences, stored.sessions, undefined);
  }
  const { session: _before, ...ordered } = heldOf(view).sequences;
  const session = sharedArrays.i32(ordered.length);
  const stitched = await cooperate(stitchRangesInSteps(ordered, lookups, rules, session));
  return finishView(making, ...heldView(making, ordered, stitched.session, stitched.sessions), undefined);
}

/** What stitching looks up, by eid. */
export async function lookupsOf({ memory, settings }: Pick<Making, 'memory' | 'settings'>): Promise<Lookups> {
  const lookups = { traits: memory.traits, hints: memory.hint, pages: memory.page };
  if (!settings.sessions.campaignChange) return lookups;
  await memory.loadCampaigns();
  return { ...lookups, campaigns: memory.campaign };
}

function* ownersInSteps(
  { nextEid, memory }: Making,
  found: EventOwners,
  { from, time }: TimedEvents,
): Steps<Int32Array> {
  const owners = new Int32Array(nextEid - from);
  const { ids } = memory;
  // Of few events each is looked up by itself.
  if (nextEid - from > memory.combinations.count) yield* found.prepareInSteps(memory.combinations.count);
  const fill = (start: number, stop: number): void => {
    for (let eid = start; eid < stop; eid++) {
      owners[eid - from] = found.of(ids[eid] as number, time[eid - from] as number);
    }
  };
  for (let start = from; start < nextEid; start += STEP) {
    fill(start, Math.min(start + STEP, nextEid));
    yield;
  }
  return owners;
}

/** A person to whom an event comes is no longer what it was. */
function markTouched(unchanged: Unchanged, owners: Int32Array): Unchanged {
  const marked = unchanged.slice();
  for (const person of owners) if (person >= 0) marked[person] = -1;
  return marked;
}

/** The same of events in files. */
function* markOwners(
  unchanged: Unchanged,
  rows: readonly Columns<RowColumns>[],
  owners: EventOwners,
): Steps<Unchanged> {
  const marked = unchanged.slice();
  for (const table of rows) {
    for (const [from, to] of stretchesOf(table.length)) {
      const ids = table.read('ids', from, to);
      const time = table.read('time', from, to);
      for (let i = 0; i < ids.length; i++) {
        const person = owners.of(ids[i] as number, time[i] as number);
        if (person >= 0) marked[person] = -1;
      }
      yield;
    }
  }
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
export const viewOf = (making: FinishedMaking, sequences: EventSequences, sessions: Sessions): MadeView =>
  finishView(making, sequences, sessions, undefined);

function finishView(
  { version, nextEid, settings, memory, identity, persons }: FinishedMaking,
  sequences: EventSequences,
  sessions: Sessions,
  step: Step | undefined,
): MadeView {
  let positions: Uint32Array | undefined;
  const { held } = sequences;
  const personIndex = personFinder(persons, identity);
  return {
    version,
    nextEid,
    settings,
    sequences,
    persons,
    sessions,
    names: memory.names.texts,
    nameCode: (text) => memory.names.find(text),
    pages: memory.pages.texts,
    positionsOf: async (eids) => {
      if (held === undefined) return findPositions(sequences, eids);
      const all = (positions ??= invert(held.eid, nextEid));
      return eids.map((eid) => all[eid] ?? NOWHERE);
    },
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
