/**
 * One component laid out for a rule set: its ids, numbered from 0, and the claims that the data makes about them. The
 * rule set answers by uniting ids, by giving an id several owners in turn, and by refusing claims; what it says is then
 * completed by the decisions made by hand. The same object serves one component after the other.
 */
import type { RefusalReason } from '../model/identity';
import type { Components } from './components';
import type { Decisions } from './decisions';
import { withRoom } from './growing';
import { anonymousOf, isAnonymous, nameOf, type Names, NONE, ROLE_USER, userOf } from './names';
import type { Rules } from './rules/rules';
import { LINK, type Statements } from './statements';

/** Owners of an id in turn: from `times[i]` on it is the person of the id `owners[i]`. */
export interface Turns {
  readonly times: readonly number[];
  readonly owners: readonly number[];
}

export class Case {
  /** Ids of the component. */
  size = 0;
  principals = new Int32Array(0);
  /** UTC ms of the first event that carries the id. */
  first = new Float64Array(0);
  /** 1 where the id is a known user. */
  known = new Uint8Array(0);
  /** Claims that nothing forbids: the statement, and the ids it is about. */
  claims = 0;
  claimStatement = new Int32Array(0);
  claimAnchor = new Int32Array(0);
  claimUser = new Int32Array(0);

  /** Owners of ids that have several in turn. */
  readonly turns = new Map<number, Turns>();
  /** By statement, those that were refused: by a decision, or by the rule set. */
  readonly refusals = new Map<number, RefusalReason>();
  /** By statement, those that a lock makes superfluous. */
  readonly settledByHand = new Set<number>();

  private parent = new Int32Array(0);
  /** By principal: its number in this case. */
  private local = new Int32Array(0);
  private readonly lockOf = new Map<number, number>();

  constructor(
    private readonly names: Names,
    private readonly statements: Statements,
    private readonly components: Components,
    private readonly decisions: Decisions,
    private readonly rules: Rules,
    /** Whether the rule set can follow a statement at all: it knows the kind, and no id is junk or hot. */
    private readonly isOpen: (statement: number) => boolean,
  ) {}

  /** Judges the component of `name`. */
  judge(name: number): void {
    this.lay(name);
    this.applyLocks();
    this.layClaims(name);
    this.rules.settle(this);
    this.applyMerges();
  }

  isUser(id: number): boolean {
    return !isAnonymous(this.principals[id] as number);
  }

  text(id: number): string {
    return this.names.texts[nameOf(this.principals[id] as number)] as string;
  }

  kind(claim: number): number {
    return this.statements.kind[this.claimStatement[claim] as number] as number;
  }

  /** UTC ms at which the claim was made first, last. */
  firstTime(claim: number): number {
    return this.statements.first[this.claimStatement[claim] as number] as number;
  }

  lastTime(claim: number): number {
    return this.statements.last[this.claimStatement[claim] as number] as number;
  }

  /** UTC ms of the first identify call of a link. */
  identifyTime(claim: number): number {
    return this.statements.identified[this.claimStatement[claim] as number] as number;
  }

  times(claim: number): readonly number[] {
    return this.statements.timesOf(this.claimStatement[claim] as number);
  }

  /** Claims in the order of a time, then of their ids' texts and kinds, so that arrival order cannot matter. */
  claimsBy(time: (claim: number) => number): number[] {
    const order = Array.from({ length: this.claims }, (_, claim) => claim);
    return order.sort(
      (a, b) =>
        time(a) - time(b) ||
        compareText(this.text(this.claimAnchor[a] as number), this.text(this.claimAnchor[b] as number)) ||
        compareText(this.text(this.claimUser[a] as number), this.text(this.claimUser[b] as number)) ||
        this.kind(a) - this.kind(b),
    );
  }

  find(id: number): number {
    const { parent } = this;
    let at = id;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  }

  unite(a: number, b: number): void {
    this.parent[this.find(a)] = this.find(b);
  }

  /** Each of `owners` has the id from its time on, the first from the beginning. */
  giveInTurn(id: number, turns: Turns): void {
    this.turns.set(id, turns);
  }

  refuse(claim: number, reason: RefusalReason): void {
    this.refusals.set(this.claimStatement[claim] as number, reason);
  }

  /** Whether a lock keeps the id and its person as they are. */
  isLocked(id: number): boolean {
    return this.lockOf.has(id);
  }

  /** Whether two principals of the judged component are one person. An id with owners in turn stands for the last. */
  areTogether(a: number, b: number): boolean {
    return this.find(this.personOf(this.local[a] as number)) === this.find(this.personOf(this.local[b] as number));
  }

  private personOf(id: number): number {
    return this.turns.get(id)?.owners.at(-1) ?? id;
  }

  private lay(name: number): void {
    this.size = 0;
    this.claims = 0;
    this.turns.clear();
    this.refusals.clear();
    this.settledByHand.clear();
    this.lockOf.clear();
    const { names, components } = this;
    if (this.local.length < names.count * 2) this.local = withRoom(this.local, names.count * 2);
    let at = name;
    do {
      if (names.hasUser(at)) this.add(userOf(at));
      if (names.hasAnonymous(at)) this.add(anonymousOf(at));
      at = components.after(at);
    } while (at !== name);
  }

  private add(principal: number): void {
    const id = this.size++;
    if (id >= this.principals.length) {
      this.principals = withRoom(this.principals, id + 1);
      this.first = withRoom(this.first, id + 1);
      this.known = withRoom(this.known, id + 1);
      this.parent = withRoom(this.parent, id + 1);
    }
    this.principals[id] = principal;
    this.parent[id] = id;
    this.local[principal] = id;
    const { names } = this;
    const name = nameOf(principal);
    const own = (isAnonymous(principal) ? names.anonymous : names.user)[name] as number;
    const plain = names.plain[name] as number;
    let first = own === NONE ? Infinity : (names.nodeFirst[own] as number);
    if (plain !== NONE && names.meaning(name) === principal) {
      first = Math.min(first, names.nodeFirst[plain] as number);
    }
    this.first[id] = first;
    this.known[id] = own !== NONE && names.nodeRole[own] === ROLE_USER ? 1 : 0;
  }

  /** Claims about one anchor follow one another. */
  private layClaims(name: number): void {
    const { names, components } = this;
    let at = name;
    do {
      if (names.hasUser(at) && names.hasAnonymous(at)) {
        // Links are about the anonymous id of the text, aliases about its user.
        this.layAnchored(at, (kind) => kind === LINK);
        this.layAnchored(at, (kind) => kind !== LINK);
      } else this.layAnchored(at, () => true);
      at = components.after(at);
    } while (at !== name);
  }

  private layAnchored(name: number, wanted: (kind: number) => boolean): void {
    const { names, statements } = this;
    for (let of = statements.anchored(name); of !== NONE; of = statements.nextOfAnchor[of] as number) {
      const kind = statements.kind[of] as number;
      if (!wanted(kind) || !this.isOpen(of)) continue;
      const anchor = kind === LINK ? names.principal(name, 'anonymous') : names.meaning(name);
      const user = names.principal(statements.user[of] as number, 'user');
      if (this.decides(of, anchor, user)) continue;
      const claim = this.claims++;
      if (claim >= this.claimStatement.length) {
        this.claimStatement = withRoom(this.claimStatement, claim + 1);
        this.claimAnchor = withRoom(this.claimAnchor, claim + 1);
        this.claimUser = withRoom(this.claimUser, claim + 1);
      }
      this.claimStatement[claim] = of;
      this.claimAnchor[claim] = this.local[anchor] as number;
      this.claimUser[claim] = this.local[user] as number;
    }
  }

  /** Whether a decision made by hand leaves the rule set nothing to say about a statement. */
  private decides(statement: number, anchor: number, user: number): boolean {
    const { decisions } = this;
    if (this.lockOf.size > 0) {
      const lock = this.lockOf.get(this.local[anchor] as number);
      if (lock !== this.lockOf.get(this.local[user] as number)) {
        this.refusals.set(statement, 'split_by_hand');
        return true;
      }
      if (lock !== undefined) {
        this.settledByHand.add(statement);
        return true;
      }
    }
    if (decisions.splits.size === 0 || !decisions.keepApart(this.names, anchor, user)) return false;
    this.refusals.set(statement, 'split_by_hand');
    return true;
  }

  private applyLocks(): void {
    const { decisions, names } = this;
    if (decisions.locks.size === 0) return;
    for (let id = 0; id < this.size; id++) {
      const principal = this.principals[id] as number;
      for (const { lock, role } of decisions.locks.get(nameOf(principal)) ?? []) {
        if (names.principal(nameOf(principal), role) === principal) {
          this.lockOf.set(id, Math.max(lock, this.lockOf.get(id) ?? lock));
        }
      }
    }
    const firstOf = new Map<number, number>();
    for (const [id, lock] of this.lockOf) {
      const first = firstOf.get(lock);
      if (first === undefined) firstOf.set(lock, id);
      else this.unite(first, id);
    }
  }

  /** Unites the persons that the rules gave. An id with owners in turn stands for the last of them. */
  private applyMerges(): void {
    const { decisions, names } = this;
    if (decisions.merges.size === 0) return;
    const pairs: [number, number][] = [];
    for (let id = 0; id < this.size; id++) {
      const name = nameOf(this.principals[id] as number);
      for (const { a, b } of decisions.merges.get(name) ?? []) {
        const left = names.principal(a.name, a.role);
        const right = names.principal(b.name, b.role);
        if (left !== this.principals[id] || right === NONE) continue;
        pairs.push([id, this.local[right] as number]);
      }
    }
    for (const [a, b] of pairs) {
      const [one, other] = [this.personOf(a), this.personOf(b)];
      if (!this.isLocked(one) && !this.isLocked(other)) this.unite(one, other);
    }
  }
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
