/** Why ids are together, or are not: what the data says of each pair, and what became of it. Worked out when asked for. */
import type { RefusalReason } from '../model/identity';
import { type Case, compareText } from './case';
import type { Components } from './components';
import type { Decisions } from './decisions';
import { NONE, type Names } from './names';
import { orderByTime } from './radix';
import type { Rules } from './rules/rules';
import { ALIAS, LINK, type Statements } from './statements';

/**
 * A statement about two ids that was not followed. Ids are node numbers; an id that no event carries and only an alias
 * names has a negative one. The resolver's `refOf` knows both.
 */
export interface Refusal {
  readonly a: number;
  readonly b: number;
  readonly kind: 'event' | 'identify' | 'alias' | 'merge';
  /** UTC ms of the first such statement. */
  readonly time: number;
  readonly reason: RefusalReason;
}

/** What is said of two ids. `manual`: by a decision to merge. */
export interface Statement {
  readonly a: number;
  readonly b: number;
  readonly kind: Refusal['kind'] | 'manual';
  /** UTC ms. */
  readonly first: number;
  readonly last: number;
  readonly applied: boolean;
  /** Why it was not applied. */
  readonly reason?: RefusalReason;
}

export interface HotId {
  readonly node: number;
  /** Distinct others. */
  readonly links: number;
}

interface Sources {
  readonly names: Names;
  readonly statements: Statements;
  readonly components: Components;
  readonly decisions: Decisions;
  readonly rules: Rules;
  readonly ids: Case;
  isHot(name: number): boolean;
  othersOf(name: number): number;
}

export class Evidence {
  private refusals: readonly Refusal[] | undefined;
  /** The component that `ids` holds the judgement of. */
  private judged = NONE;

  constructor(private readonly from: Sources) {}

  /** There is a new resolution. */
  forget(): void {
    this.refusals = undefined;
    this.judged = NONE;
  }

  refused(): readonly Refusal[] {
    this.refusals ??= this.listRefusals();
    return this.refusals;
  }

  statementsOf(node: number): Statement[] {
    const { names, statements } = this.from;
    const name = node < 0 ? ~node : (names.nodeName[node] as number);
    const found: Statement[] = [];
    const note = (of: number): void => {
      const { a, b, kind } = this.describe(of);
      if (a !== node && b !== node) return;
      const reason = this.reasonOf(of);
      const first = statements.first[of] as number;
      const last = statements.last[of] as number;
      found.push({ a, b, kind, first, last, applied: reason === undefined, ...(reason && { reason }) });
    };
    for (let of = statements.anchored(name); of !== NONE; of = statements.nextOfAnchor[of] as number) note(of);
    for (let of = statements.naming(name); of !== NONE; of = statements.nextOfUser[of] as number) {
      // A text linked with itself is in both lists.
      if (statements.anchor[of] !== name) note(of);
    }
    return [...found, ...this.manualOf(node, name)];
  }

  hotIds(): HotId[] {
    const { names } = this.from;
    const found: { node: number; links: number; text: string }[] = [];
    for (let name = 0; name < names.count; name++) {
      if (!this.from.isHot(name)) continue;
      const node = names.nodeOf(names.meaning(name));
      found.push({ node, links: this.from.othersOf(name), text: names.texts[name] as string });
    }
    found.sort((a, b) => b.links - a.links || compareText(a.text, b.text));
    return found.map(({ node, links }) => ({ node, links }));
  }

  private listRefusals(): Refusal[] {
    const { statements } = this.from;
    const reasons = new Map<number, RefusalReason>();
    /** Claims that a rule set or a decision may refuse, by component. */
    const open = new Map<number, number>();
    const mayRefuse = this.mayRefuse();
    for (let of = 0; of < statements.count; of++) {
      const reason = this.closedBecause(of);
      if (reason !== undefined) reasons.set(of, reason);
      else if (mayRefuse) {
        const root = this.from.components.find(statements.anchor[of] as number);
        open.set(root, (open.get(root) ?? 0) + 1);
      }
    }
    for (const [root, claims] of open) {
      // No rule set refuses the only claim about two ids.
      if (claims === 1 && !this.isDecided()) continue;
      this.judge(root);
      for (const [of, reason] of this.from.ids.refusals) reasons.set(of, reason);
    }
    const times = new Float64Array(statements.count);
    for (const of of reasons.keys()) times[of] = this.timeOf(of);
    const ordered = orderByTime(Int32Array.from(reasons.keys()), times);
    this.orderTies(ordered, times);
    return Array.from(ordered, (of) => ({ ...this.describe(of), reason: reasons.get(of) as RefusalReason }));
  }

  private orderTies(ordered: Int32Array, times: Float64Array): void {
    const { names, statements } = this.from;
    const text = (name: number | undefined): string => names.texts[name as number] as string;
    const compare = (a: number, b: number): number =>
      compareText(text(statements.anchor[a]), text(statements.anchor[b])) ||
      compareText(text(statements.user[a]), text(statements.user[b])) ||
      (statements.kind[a] as number) - (statements.kind[b] as number);
    let from = 0;
    while (from < ordered.length) {
      let to = from + 1;
      while (to < ordered.length && times[ordered[to] as number] === times[ordered[from] as number]) to++;
      if (to > from + 1) ordered.subarray(from, to).sort(compare);
      from = to;
    }
  }

  private mayRefuse(): boolean {
    return this.from.rules.refuses || this.isDecided();
  }

  private isDecided(): boolean {
    const { locks, splits } = this.from.decisions;
    return locks.size > 0 || splits.size > 0;
  }

  private reasonOf(statement: number): RefusalReason | undefined {
    const closed = this.closedBecause(statement);
    if (closed !== undefined || !this.mayRefuse()) return closed;
    this.judge(this.from.components.find(this.from.statements.anchor[statement] as number));
    return this.from.ids.refusals.get(statement);
  }

  private judge(root: number): void {
    if (this.judged === root) return;
    this.from.ids.judge(root);
    this.judged = root;
  }

  /** Why the rule set cannot follow a statement whatever else is said. */
  private closedBecause(statement: number): RefusalReason | undefined {
    const { names, statements, rules } = this.from;
    const anchor = statements.anchor[statement] as number;
    const user = statements.user[statement] as number;
    const identified = (statements.identified[statement] as number) < Infinity;
    if (!rules.follows(statements.kind[statement] as number, identified)) return 'not_supported';
    if (names.junk[anchor] === 1 || names.junk[user] === 1) return 'junk_id';
    return this.from.isHot(anchor) || this.from.isHot(user) ? 'too_many_ids' : undefined;
  }

  private describe(statement: number): { a: number; b: number; kind: Refusal['kind']; time: number } {
    const { names, statements } = this.from;
    const kind = statements.kind[statement] as number;
    const anchor = statements.anchor[statement] as number;
    const isIdentify = (statements.identified[statement] as number) < Infinity;
    return {
      a: names.nodeOf(kind === LINK ? names.principal(anchor, 'anonymous') : names.meaning(anchor)),
      b: names.nodeOf(names.principal(statements.user[statement] as number, 'user')),
      kind: kind === LINK ? (isIdentify ? 'identify' : 'event') : kind === ALIAS ? 'alias' : 'merge',
      time: this.timeOf(statement),
    };
  }

  private timeOf(statement: number): number {
    const { first, identified } = this.from.statements;
    const time = identified[statement] as number;
    return time < Infinity ? time : (first[statement] as number);
  }

  private manualOf(node: number, name: number): Statement[] {
    const { names, decisions } = this.from;
    const found: Statement[] = [];
    for (const { a, b, at } of decisions.merges.get(name) ?? []) {
      const left = names.principal(a.name, a.role);
      const right = names.principal(b.name, b.role);
      if (left === NONE || right === NONE) continue;
      const pair = { a: names.nodeOf(left), b: names.nodeOf(right) };
      if (pair.a !== node && pair.b !== node) continue;
      this.judge(this.from.components.find(name));
      const applied = this.from.ids.areTogether(left, right);
      const result = applied ? { applied } : { applied, reason: 'split_by_hand' as const };
      found.push({ ...pair, kind: 'manual', first: at, last: at, ...result });
    }
    return found;
  }
}
