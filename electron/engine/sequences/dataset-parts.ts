/** What the engine's memory of events is made of, and how its states are told apart. */
import { join } from 'node:path';
import { OWNER_KEY, type OwnerKey } from '../../../shared/identity/owner-key';
import { identityOf, sessionsOf } from '../cache/keeper';
import type { Held, KeepLimits } from '../cache/keeping';
import type { Definitions } from '../definitions';
import type { IdentityState } from '../identity/identity-state';
import { RangesFolder } from '../ranges/block-file';
import type { MemoryBudget } from '../memory/budget';
import type { Quiet } from '../quiet';
import type { Counters } from '../store/counters';
import type { Database } from '../store/database';
import type { Readers } from '../store/readers';
import type { View } from './view';

/** Events that, read at once, leave DuckDB with much that it need not keep. */
export const LARGE_READ = 500_000;

export interface DatasetParts {
  readonly database: Database;
  readonly counters: Counters;
  readonly readers: Readers;
  readonly definitions: Definitions;
  /** Waymark's own. */
  readonly version: string;
  readonly keepLimits?: KeepLimits | undefined;
  readonly budget: MemoryBudget;
  readonly quiet?: Pick<Quiet, 'forMs'> | undefined;
}

/** What an event takes where all are held: in order, by number, its share of a session. Measured. */
const HELD_BYTES = 45;
/** Of the budget, what events may take; the rest is for persons, questions and DuckDB. */
const MOST_HELD = 0.75;

/** Whether so many events are to be left in files rather than held. */
export const isTooMany = (events: number, budget: MemoryBudget): boolean =>
  events * HELD_BYTES > budget.totalBytes * MOST_HELD;

/** Where files of what is not held are made. */
export const rangesIn = (database: Database, budget: MemoryBudget): RangesFolder =>
  new RangesFolder(join(database.workspaceDir, 'cache'), budget.totalBytes);

/** The same of events; undefined where all are held. */
export const rangesOf = (database: Database, budget: MemoryBudget, events: number): RangesFolder | undefined =>
  isTooMany(events, budget) ? rangesIn(database, budget) : undefined;

/** What a copy of the view holds. */
export const heldOf = ({ nextEid, settings }: View, { definitions }: IdentityState): Held => ({
  nextEid,
  identity: identityOf(definitions),
  sessions: sessionsOf({ settings }),
});

export const keyOf = ({ settings }: Definitions): OwnerKey => OWNER_KEY[settings.identity.rules];

/** Whether persons are the same under both. */
export const sameIdentity = (a: Definitions, b: Definitions): boolean => identityOf(a) === identityOf(b);

/** What a view alone refers to, about. */
export const bytesOf = ({ sequences }: View): number => sequences.bytes;

/** Of that, what other settings of sessions replace. */
export const stitchedBytes = ({ sequences: { held }, sessions }: View): number =>
  (held?.session.byteLength ?? 0) + sessions.bytes;
