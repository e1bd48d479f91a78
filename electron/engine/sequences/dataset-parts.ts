/** What the engine's memory of events is made of, and how its states are told apart. */
import { OWNER_KEY, type OwnerKey } from '../../../shared/identity/owner-key';
import type { SessionTable } from '../../../shared/sessions/table';
import { identityOf, sessionsOf } from '../cache/keeper';
import type { Held, KeepLimits } from '../cache/keeping';
import type { Definitions } from '../definitions';
import type { IdentityState } from '../identity/identity-state';
import type { MemoryBudget } from '../memory/budget';
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
}

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
export const bytesOf = ({ sequences: { offsets, time, name, session, eid } }: View): number =>
  [offsets, time, name, session, eid].reduce((sum, column) => sum + column.byteLength, 0);

/** Of that, what other settings of sessions replace. */
export const stitchedBytes = ({ sequences: { session }, sessions }: View): number =>
  session.byteLength + sessionBytes(sessions);

export const sessionBytes = ({ length: _length, ...columns }: SessionTable): number =>
  Object.values<{ readonly byteLength: number }>(columns).reduce((sum, { byteLength }) => sum + byteLength, 0);
