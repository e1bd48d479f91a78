/** Decisions made by hand, looked up by name: which pairs are kept apart, which ids are locked, which persons united. */
import type { Decision, IdRef, IdRole } from '../model/identity';
import type { Names } from './names';

interface NamedRef {
  readonly name: number;
  readonly role: IdRole;
}

export interface NamedPair {
  readonly a: NamedRef;
  readonly b: NamedRef;
  /** UTC ms at which the decision was made. */
  readonly at: number;
}

export interface NamedLock {
  /** Position among the decisions: of two locks on one id the later holds. */
  readonly lock: number;
  readonly role: IdRole;
}

export class Decisions {
  /** Pairs to keep apart and to unite, by the name on either side; locks by name. */
  readonly splits = new Map<number, NamedPair[]>();
  readonly merges = new Map<number, NamedPair[]>();
  readonly locks = new Map<number, NamedLock[]>();
  /** Names whose persons one decision ties together. */
  readonly ties: (readonly [number, number])[] = [];

  constructor(decisions: readonly Decision[], names: Names) {
    const named = ({ role, id }: IdRef): NamedRef => ({ name: names.intern(id), role });
    for (const [index, decision] of decisions.entries()) {
      if (decision.kind === 'lock') {
        const refs = decision.ids.map(named);
        for (const { name, role } of refs) {
          addTo(this.locks, name, { lock: index, role });
          this.ties.push([(refs[0] as NamedRef).name, name]);
        }
        continue;
      }
      const pairs = decision.kind === 'merge' ? this.merges : this.splits;
      for (const pair of decision.pairs) {
        const both = { a: named(pair.a), b: named(pair.b), at: decision.at };
        addTo(pairs, both.a.name, both);
        if (both.b.name !== both.a.name) addTo(pairs, both.b.name, both);
        if (decision.kind === 'merge') this.ties.push([both.a.name, both.b.name]);
      }
    }
  }

  /** Whether a decision ties persons through this name. */
  touches(name: number): boolean {
    return this.locks.has(name) || this.merges.has(name);
  }

  /** Whether statements between two principals are ignored. */
  keepApart(names: Names, a: number, b: number): boolean {
    return (this.splits.get(a >> 1) ?? []).some((pair) => {
      const left = names.principal(pair.a.name, pair.a.role);
      const right = names.principal(pair.b.name, pair.b.role);
      return (left === a && right === b) || (left === b && right === a);
    });
  }
}

function addTo<T>(lists: Map<number, T[]>, name: number, item: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}
