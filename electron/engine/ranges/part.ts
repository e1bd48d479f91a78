/** The events of some persons put in order and stitched, alone and in memory: a part of a view that lies in files. */
import { stitchInSteps, type Stitched } from '../../../shared/sessions/stitch';
import type { StitchSettings } from '../../../shared/sessions/settings';
import { cooperate } from '../sequences/cooperate';
import { type CodeArray, gatherCodes } from '../sequences/growing-codes';
import { breakTies, findTies, orderInSteps, ownArrays } from '../sequences/order';
import type { TiedIds } from '../sequences/tied-ids';
import type { BlockFile } from './block-file';
import { type RowColumns, SESSION_KEYS, type SessionColumns } from './events';
import type { Block } from './pieces';

export interface PartRules {
  readonly ties: TiedIds;
  readonly settings: StitchSettings;
  /** By eid, code plus one; where sessions are split by campaigns. */
  readonly campaigns: CodeArray | undefined;
}

/** A part that is written: what it holds is numbered from its own first event, session and person. */
export interface Part {
  /** Where each person's events begin, and where the last one's end. */
  readonly offsets: Uint32Array;
  /** The same of sessions. */
  readonly starts: Uint32Array;
  readonly events: Block;
  readonly sessions: Block;
  /** First and last event time, UTC ms. */
  readonly from: number;
  readonly to: number;
}

/** `owner` is each row's person, from 0 to `persons - 1`, -1 where it is to be left out. */
export async function writePart(
  rows: RowColumns,
  owner: Int32Array,
  persons: number,
  rules: PartRules,
  files: { readonly events: BlockFile; readonly sessions: BlockFile },
  signal?: AbortSignal,
): Promise<Part> {
  const { ties } = rules;
  const columns = { nextEid: owner.length, time: rows.time, name: rows.name };
  // To whoever orders them, rows are as good as numbers of events.
  const ordered = await cooperate(orderInSteps(columns, owner, persons, ownArrays), signal);
  const { eid: places, offsets, time, name, length } = ordered;
  const eidAt = (row: number): number => rows.eid[row] as number;
  const runs = findTies(ordered);
  if (runs.length > 0) {
    await ties.fetch(runs.flatMap(([from, to]) => Array.from(places.subarray(from, to), eidAt)));
    breakTies(ordered, runs, (a, b) => (ties.of(eidAt(a)) < ties.of(eidAt(b)) ? -1 : 1));
    ties.forget();
  }
  const pick = <T extends Int32Array | Uint32Array | Uint8Array>(column: T, into: T): T => {
    for (let i = 0; i < length; i++) into[i] = column[places[i] as number] as number;
    return into;
  };
  const eid = pick(rows.eid, new Uint32Array(length));
  const traits = pick(rows.traits, new Uint8Array(length));
  const hint = pick(rows.hint, new Int32Array(length));
  const page = pick(rows.page, new Int32Array(length));
  const ids = pick(rows.ids, new Int32Array(length));
  const { session, sessions, starts } = await stitchPart({ time, eid, traits, hint, page }, offsets, rules, signal);
  const tables = Object.fromEntries(SESSION_KEYS.map((key) => [key, sessions[key]])) as unknown as SessionColumns;
  return {
    offsets,
    starts,
    events: files.events.append({ time, name, session, eid, traits, hint, page, ids }),
    sessions: files.sessions.append({ ...tables }),
    from: time.reduce((a, b) => Math.min(a, b), Infinity),
    to: time.reduce((a, b) => Math.max(a, b), -Infinity),
  };
}

/** Stitches events that are in order already; `offsets`: where each person's begin, and the last one's end. */
export async function stitchPart(
  { time, eid, traits, hint, page }: Pick<RowColumns, 'time' | 'eid' | 'traits' | 'hint' | 'page'>,
  offsets: Uint32Array,
  { settings, campaigns }: Pick<PartRules, 'settings' | 'campaigns'>,
  signal?: AbortSignal,
): Promise<Stitched & { readonly starts: Uint32Array }> {
  const persons = offsets.length - 1;
  const input = {
    persons,
    offsets,
    time,
    eid,
    traits,
    hints: hint,
    pages: page,
    campaigns: campaignsOf(campaigns, eid),
  };
  const stitched = await cooperate(stitchInSteps(input, settings, new Int32Array(eid.length)), signal);
  return { ...stitched, starts: startsOf(stitched.sessions.person, persons) };
}

function campaignsOf(campaigns: CodeArray | undefined, eid: Uint32Array): Int32Array | undefined {
  if (campaigns === undefined) return undefined;
  const own = new Int32Array(eid.length);
  gatherCodes(campaigns, eid, own, 0, own.length);
  return own;
}

/** Where each person's rows begin. */
function startsOf(person: Int32Array, persons: number): Uint32Array {
  const starts = new Uint32Array(persons + 1);
  for (const each of person) starts[each + 1] = (starts[each + 1] as number) + 1;
  for (let i = 0; i < persons; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  return starts;
}
