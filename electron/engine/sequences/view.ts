/** What queries read: one state of persons, sequences and sessions. A view never changes once made. */
import type { Persons } from '../../../shared/identity/resolver';
import type { IdRef } from '../../../shared/model/identity';
import type { WorkspaceSettings } from '../../../shared/model/settings';
import { type EventSequences, rememberedSessions, type Sessions } from '../ranges/events';
import type { Unchanged } from './extend';

/** In place of the position of an event that the view has not. */
export const NOWHERE = 0xffffffff;

export interface View {
  /** Grows with every change of the data or of what it means: equal versions are equal answers. */
  readonly version: number;
  /** It covers all events below this eid. */
  readonly nextEid: number;
  /** What it was made under. */
  readonly settings: WorkspaceSettings;
  readonly sequences: EventSequences;
  readonly persons: Persons;
  readonly sessions: Sessions;
  /** Event names by code. */
  readonly names: readonly string[];
  /** Code of an event name, undefined where no event has it. */
  nameCode(name: string): number | undefined;
  /** Page names by code, for the sessions' entry and exit pages. */
  readonly pages: readonly string[];
  /** The positions of events, in their order; {@link NOWHERE} of one that is gone or not in the view. */
  positionsOf(eids: Uint32Array): Promise<Uint32Array>;
  /** The person that an id, of whatever role, belongs to; the id itself where it is nobody's. */
  personOf(id: string): string;
  /** Index of the person that an id, of whatever role, belongs to. */
  personIndex(id: string): number | undefined;
  /** The ids that make up a person: users, then anonymous, then plain ones, each in text order. */
  membersOf(person: number): readonly IdRef[];
  /**
   * By person of this view: its index in the view of `version` where nothing about it changed since (events, ids,
   * sessions), else -1. Undefined where that view is too long ago, or everything changed.
   */
  unchangedSince(version: number): Unchanged | undefined;
}

/**
 * What a store remembers of the view whose rows it has written: enough to follow to a later one. The view itself, which
 * may be gigabytes, is let go once nobody asks it.
 */
export type RememberedView = Pick<
  View,
  'version' | 'settings' | 'persons' | 'pages' | 'personIndex' | 'unchangedSince'
> & {
  readonly sequences: Pick<EventSequences, 'persons'>;
  readonly sessions: Sessions;
};

export function remembered(view: View): RememberedView {
  const { version, settings, persons, pages, personIndex, unchangedSince } = view;
  return {
    version,
    settings,
    persons,
    pages,
    personIndex,
    unchangedSince,
    sequences: { persons: view.sequences.persons },
    sessions: rememberedSessions(view.sessions),
  };
}

/** How many steps back {@link View.unchangedSince} can look: few where each takes much memory. */
const MAX_STEPS = 64;
const MAX_STEP_BYTES = 64 * 1024 * 1024;
const LEAST_STEPS = 4;

export interface Step {
  /** The view before. */
  readonly version: number;
  /** By person of the view after: its index before, or -1. */
  readonly unchanged: Unchanged;
  readonly earlier: Step | undefined;
}

/** Drops what lies too far back, so that old steps can be forgotten. */
export function trimSteps(step: Step | undefined): Step | undefined {
  const size = Math.max(1, step?.unchanged.byteLength ?? 0);
  return firstSteps(step, Math.min(MAX_STEPS, Math.max(LEAST_STEPS, Math.floor(MAX_STEP_BYTES / size))));
}

function firstSteps(step: Step | undefined, left: number): Step | undefined {
  if (step === undefined || left === 0) return undefined;
  return { ...step, earlier: firstSteps(step.earlier, left - 1) };
}

export function unchangedSince(step: Step | undefined, version: number): Unchanged | undefined {
  let composed: Unchanged | undefined;
  for (let at = step; at !== undefined; at = at.earlier) {
    const { unchanged } = at;
    composed = composed === undefined ? unchanged : composed.map((old) => (old < 0 ? -1 : (unchanged[old] as number)));
    if (at.version === version) return composed;
  }
  return undefined;
}
