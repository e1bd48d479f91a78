/** What a rule set is: which statements it knows, and how it settles one component of ids that statements tie together. */
import type { Case } from '../case';

/** Which of its ids an event is owned by, before anything is resolved. */
export type OwnerKey = 'user-first' | 'device-first' | 'distinct';

export interface Rules {
  readonly ownerKey: OwnerKey;
  /** Whether statements of a kind (see statements.ts) can join ids; `identified`: an identify call is among them. */
  follows(kind: number, identified: boolean): boolean;
  /** Which times of a statement matter beyond its first: none, the last, or each. */
  readonly laterTimes: 'none' | 'last' | 'all';
  /** Ids that stand for nobody, beyond ours. */
  isJunk?(id: string): boolean;
  /** Whether a role of `user` alone makes a known user; else `settle` says who is known. */
  settle(ids: Case): void;
}
