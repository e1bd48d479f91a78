/** What queries read: one state of persons, sequences and sessions. A view never changes once made. */
import type { Persons } from '../../../shared/identity/resolver';
import type { IdRef } from '../../../shared/model/identity';
import type { Sequences } from '../../../shared/model/sequences';
import type { WorkspaceSettings } from '../../../shared/model/settings';
import type { SessionTable } from '../../../shared/sessions/stitch';
import type { Unchanged } from './extend';

export interface View {
  /** Grows with every change of the data or of what it means: equal versions are equal answers. */
  readonly version: number;
  /** It covers all events below this eid. */
  readonly nextEid: number;
  /** What it was made under. */
  readonly settings: WorkspaceSettings;
  readonly sequences: Sequences;
  readonly persons: Persons;
  readonly sessions: SessionTable;
  /** By eid: kind and flags of every event (TRAIT_… of shared/sessions). */
  readonly traits: Uint8Array;
  /** Event names by code. */
  readonly names: readonly string[];
  /** Code of an event name, undefined where no event has it. */
  nameCode(name: string): number | undefined;
  /** Page names by code, for the sessions' entry and exit pages. */
  readonly pages: readonly string[];
  /** Position by eid. */
  positions(): Uint32Array;
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

/** How many steps back {@link View.unchangedSince} can look. */
const MAX_STEPS = 64;

export interface Step {
  /** The view before. */
  readonly version: number;
  /** By person of the view after: its index before, or -1. */
  readonly unchanged: Unchanged;
  readonly earlier: Step | undefined;
}

/** Drops what lies too far back, so that old steps can be forgotten. */
export function trimSteps(step: Step | undefined, left = MAX_STEPS): Step | undefined {
  if (step === undefined || left === 0) return undefined;
  return { ...step, earlier: trimSteps(step.earlier, left - 1) };
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
