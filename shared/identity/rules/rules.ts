/** What a rule set is: which statements it knows, and how it settles one component of ids that statements tie together. */
import type { Case } from '../case';

export interface Rules {
  /** Whether statements of a kind (see statements.ts) can join ids; `identified`: an identify call is among them. */
  follows(kind: number, identified: boolean): boolean;
  /** Which times of a statement matter beyond its first: none, the last, or each. */
  readonly laterTimes: 'none' | 'last' | 'all';
  /** Ids that stand for nobody, beyond ours. */
  isJunk?(id: string): boolean;
  /** Whether `settle` may refuse claims. */
  readonly refuses: boolean;
  /** Unites the ids of a component, gives them owners in turn, or refuses claims about them. */
  settle(ids: Case): void;
}
