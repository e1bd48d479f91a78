/**
 * Who is who, kept up to date as facts arrive. Facts may come in any order and more than once; what they come to depends
 * on nothing but the set of them. Ids that statements tie together are judged together by a rule set (rules/), and judged
 * again only when something was said about one of them.
 */
import type { Decision, IdRef, IdRole, RuleSet } from '../model/identity';
import { assert } from '../base/assert';
import { isJunkId } from '../model/junk-id';
import { Case } from './case';
import { Changed } from './changed';
import { Components } from './components';
import { Decisions } from './decisions';
import { Groups } from './groups';
import { withRoom } from './growing';
import { Heat } from './heat';
import { Names, NONE, STRANGER_PREFIX } from './names';
import type { KeptResolver } from './kept';
import { extendOrder, numberPersons, type Order, ownersByPerson } from './numbering';
import { Owners } from './owners';
import { Evidence, type HotId, type Refusal, type Statement } from './evidence';
import type { Persons } from './persons';
import type { Rules } from './rules/rules';
import { RULES } from './rules/table';
import { Settler } from './settler';
import { ALIAS, EARLIER_TIME, LATER_TIME, LINK, MERGE, NEW_IDENTIFY, Statements } from './statements';

export { IN_TURN, ownerAt, type OwnerTimeline, type Persons } from './persons';
export type { HotId, Refusal, Statement } from './evidence';

export interface ResolverOptions {
  readonly rules: RuleSet;
  /** An id linked to more others than this never links. */
  readonly maxIdsPerPerson: number;
  readonly decisions: readonly Decision[];
}

export interface Resolution {
  readonly persons: Persons;
  /** By person index: its index in the resolution before where its name, ids and their times are the same, else -1. */
  readonly unchanged: Int32Array | undefined;
}

/** Connected ids judged between two turns for others. */
const ROOTS_PER_STEP = 1_024;

export class IdentityResolver {
  private readonly rules: Rules;
  private readonly names: Names;
  private readonly statements = new Statements();
  private readonly components = new Components();
  private readonly decisions: Decisions;
  private readonly settler: Settler;
  private readonly owners: Owners;
  private readonly evidence: Evidence;
  private readonly heat: Heat;
  private readonly changed = new Changed();
  private order: Order = new Int32Array(0);
  private indexOf = new Int32Array(0);
  private persons: Persons | undefined;

  constructor(options: ResolverOptions) {
    const rules = RULES[options.rules];
    this.rules = rules;
    this.names = new Names((id) => isJunk(id) || rules.isJunk?.(id) === true);
    this.decisions = new Decisions(options.decisions, this.names);
    const { names, statements, components, decisions } = this;
    this.heat = new Heat({ names, statements, rules, maxIds: options.maxIdsPerPerson });
    this.makeRoom();
    const isOpen = (statement: number): boolean => this.isOpen(statement);
    this.owners = new Owners(names);
    this.settler = new Settler({
      names,
      components,
      decisions,
      ids: new Case(names, statements, components, decisions, rules, isOpen),
      groups: new Groups(names),
      owners: this.owners,
    });
    this.evidence = new Evidence({
      names,
      statements,
      components,
      decisions,
      rules,
      ids: new Case(names, statements, components, decisions, rules, isOpen),
      isHot: (name) => this.heat.isHot(name),
      othersOf: (name) => this.heat.othersOf(name),
    });
    for (let name = 0; name < names.count; name++) this.tieStranger(name);
    this.tieByHand();
  }

  /** All it knows, of which nothing has still to be worked out; a copy. */
  keep(): KeptResolver {
    const { names, statements, persons } = this;
    assert(persons !== undefined && this.changed.isNone && !this.heat.hasNew, 'resolve, then keep');
    const { count } = names;
    return {
      columns: {
        ...names.keep(),
        ...this.components.keep(),
        ...statements.columns(),
        ...this.owners.keep(),
        ...this.heat.keep(),
        indexOf: this.indexOf.slice(0, count * 2),
        order: this.order.slice(),
        personKnown: persons.known.slice(),
        memberOffsets: persons.memberOffsets.slice(),
        memberNodes: persons.memberNodes.slice(),
      },
      texts: names.texts.slice(),
      renamed: [...this.owners.renamed],
      freeTime: statements.freeTime,
    };
  }

  /**
   * Takes on what another resolver of the same options knew; nothing may have been told to this one. The columns become
   * its own. Returns the persons of that resolver's last resolution.
   */
  restore({ columns, texts, renamed, freeTime }: KeptResolver): Persons {
    const { names, owners } = this;
    names.restore(texts, columns);
    this.components.restore(columns);
    this.statements.restore(columns, freeTime);
    owners.restore(columns, renamed);
    this.heat.restore(columns);
    this.indexOf = columns.indexOf;
    this.order = columns.order;
    this.makeRoom();
    this.persons = {
      ids: Array.from(this.order, (principal) => owners.id(principal)),
      known: columns.personKnown,
      ...ownersByPerson(names, owners, columns.indexOf, undefined),
      memberOffsets: columns.memberOffsets,
      memberNodes: columns.memberNodes,
    };
    return this.persons;
  }

  /** After {@link restore}: what the first id told would otherwise wait for, with turns for others. */
  prepareInSteps(): Generator<void, void> {
    return this.names.indexInSteps();
  }

  /** The number of an id in a role: 0, 1, 2 … in the order of adding; a known one keeps its number. */
  addNode(role: IdRole, id: string): number {
    const name = this.intern(id);
    const before = this.names.nodes;
    const node = this.names.node(name, role);
    if (node === before) this.changed.mark(name);
    return node;
  }

  /** The number of an id in a role, undefined where it was not added. */
  find({ role, id }: IdRef): number | undefined {
    const { names } = this;
    const name = names.find(id);
    if (name === NONE) return undefined;
    const ofRole = role === 'user' ? names.user : role === 'anonymous' ? names.anonymous : names.plain;
    const node = ofRole[name] as number;
    return node === NONE ? undefined : node;
  }

  /** An event at `time` (UTC ms) is owned by the node itself. */
  sawNode(node: number, time: number): void {
    const { names } = this;
    if (names.nodeSeen[node] === 0) {
      names.nodeSeen[node] = 1;
      this.changed.mark(names.nodeName[node] as number);
    }
    this.hear(node, time);
  }

  /**
   * An event at `time` (UTC ms) carried both ids; `identify` where it was an identify call. For devices seen with one
   * user the first and last times are enough; for others every point counts.
   */
  addLink(anonymous: number, user: number, time: number, identify: boolean): void {
    const { names } = this;
    this.hear(anonymous, time);
    this.hear(user, time);
    if (anonymous === user) return;
    this.state(LINK, names.nodeName[anonymous] as number, names.nodeName[user] as number, time, identify);
  }

  /** At `time` (UTC ms) an event said that `alias` is another name of `user`; `merge`: by PostHog's `$merge_dangerously`. */
  addAlias(user: number, alias: string, time: number, merge: boolean): void {
    this.hear(user, time);
    const of = this.names.nodeName[user] as number;
    const anchor = this.intern(alias);
    if (anchor !== of) this.state(merge ? MERGE : ALIAS, anchor, of, time, false);
  }

  /** Works out what changed since the last call. */
  resolve(): Resolution {
    const steps = this.resolveInSteps();
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  /** As {@link resolve}, saying now and then that others may have a turn; nothing may be told or asked meanwhile. */
  *resolveInSteps(): Generator<void, Resolution> {
    const { names, owners } = this;
    this.coolDown();
    owners.reserve();
    this.indexOf = withRoom(this.indexOf, names.count * 2);
    const roots = this.changed.takeRoots(this.components);
    // What no rule follows changes no person, but is told of.
    this.evidence.forget();
    if (roots.length === 0 && this.persons !== undefined) {
      return { persons: this.persons, unchanged: Int32Array.from(this.persons.ids, (_, person) => person) };
    }
    for (const root of roots) this.eachNode(root, (node) => owners.retire(node));
    yield;
    for (const [place, root] of roots.entries()) {
      this.settler.settle(root);
      if (place % ROOTS_PER_STEP === 0) yield;
    }
    this.order = extendOrder(this.order, owners);
    yield;
    const before = this.persons;
    const { persons, unchanged } = numberPersons(names, owners, this.order, before, this.indexOf);
    owners.settle();
    this.persons = persons;
    return { persons, unchanged: before && unchanged };
  }

  /** The id behind a node's number. Negative numbers are ids that only an alias names (see {@link Refusal}). */
  refOf(node: number): IdRef {
    return this.names.ref(node);
  }

  /** Pairs of ids that the data puts together. */
  get linkCount(): number {
    return this.statements.count;
  }

  /** Every statement that the rule set or a decision did not follow, by time, then ids. Of the last resolution. */
  refused(): readonly Refusal[] {
    return this.evidence.refused();
  }

  /** Everything that is said of a node and another: by the data, then by hand. Of the last resolution. */
  statementsOf(node: number): Statement[] {
    return this.evidence.statementsOf(node);
  }

  /** The nodes that statements tie to this one, followed or not, over any number of others; itself first. */
  component(node: number): number[] {
    const nodes = [node];
    this.eachNode(this.names.nodeName[node] as number, (each) => {
      if (each !== node) nodes.push(each);
    });
    return nodes;
  }

  /** Ids linked to more others than allowed, most first. */
  hotIds(): HotId[] {
    return this.evidence.hotIds();
  }

  private intern(text: string): number {
    const before = this.names.count;
    const name = this.names.intern(text);
    if (name < before) return name;
    this.makeRoom();
    this.tieStranger(name);
    return name;
  }

  private makeRoom(): void {
    const { count } = this.names;
    this.components.reserve(count);
    this.heat.reserve(count);
    this.changed.reserve(count);
  }

  private hear(node: number, time: number): void {
    const { names } = this;
    if (time >= (names.nodeFirst[node] as number)) return;
    names.nodeFirst[node] = time;
    this.changed.mark(names.nodeName[node] as number);
  }

  private state(kind: number, anchor: number, user: number, time: number, identify: boolean): void {
    const { statements, rules } = this;
    const before = statements.count;
    const statement = statements.record(kind, anchor, user);
    const isNew = statement === before;
    const keep = rules.laterTimes === 'all' && (isNew || this.isOpen(statement));
    const news = statements.hear(statement, time, identify, keep);
    const identified = (statements.identified[statement] as number) < Infinity;
    const isFollowed = rules.follows(kind, identified);
    const wasFollowed = !isNew && (news === NEW_IDENTIFY ? rules.follows(kind, false) : isFollowed);
    if (isFollowed && !wasFollowed) this.tie(statement);
    else if (news === EARLIER_TIME || news === NEW_IDENTIFY || (news === LATER_TIME && this.isContested(anchor))) {
      if (this.isOpen(statement)) this.changed.mark(anchor);
    }
  }

  /** Whether later times of a statement about `anchor` can matter. */
  private isContested(anchor: number): boolean {
    const { statements, rules } = this;
    if (rules.laterTimes === 'none') return false;
    return statements.nextOfAnchor[statements.anchored(anchor)] !== NONE;
  }

  /** A statement that the rule set can follow appeared: its ids are judged together from now on. */
  private tie(statement: number): void {
    const { names, statements } = this;
    const anchor = statements.anchor[statement] as number;
    const user = statements.user[statement] as number;
    if (names.junk[anchor] === 1 || names.junk[user] === 1) return;
    if (anchor !== user) {
      this.heat.count(anchor);
      this.heat.count(user);
    }
    if (this.heat.isHot(anchor) || this.heat.isHot(user)) return;
    this.components.join(anchor, user);
    this.changed.mark(anchor);
  }

  private isOpen(statement: number): boolean {
    const { names, statements, heat } = this;
    const anchor = statements.anchor[statement] as number;
    const user = statements.user[statement] as number;
    if (names.junk[anchor] === 1 || names.junk[user] === 1 || heat.isHot(anchor) || heat.isHot(user)) return false;
    const identified = (statements.identified[statement] as number) < Infinity;
    return this.rules.follows(statements.kind[statement] as number, identified);
  }

  /** Ids that became hot leave the components that they held together. */
  private coolDown(): void {
    if (!this.heat.hasNew) return;
    const { statements } = this;
    const loose = this.heat.takeNew().flatMap((name) => this.components.dissolve(name));
    for (const name of loose) {
      this.changed.mark(name);
      this.tieStranger(name);
      for (let of = statements.anchored(name); of !== NONE; of = statements.nextOfAnchor[of] as number) {
        if (this.isOpen(of)) this.components.join(name, statements.user[of] as number);
      }
    }
    this.tieByHand();
  }

  /** `anonymous:x` may be what stranger x is called (see groups.ts): they are named together. */
  private tieStranger(name: number): void {
    const text = this.names.texts[name] as string;
    if (!text.startsWith(STRANGER_PREFIX) || text.length === STRANGER_PREFIX.length) return;
    const stranger = this.intern(text.slice(STRANGER_PREFIX.length));
    this.components.join(name, stranger);
  }

  private tieByHand(): void {
    for (const [a, b] of this.decisions.ties) this.components.join(a, b);
  }

  private eachNode(root: number, visit: (node: number) => void): void {
    const { names, components } = this;
    let name = root;
    do {
      const user = names.user[name] as number;
      const anonymous = names.anonymous[name] as number;
      const plain = names.plain[name] as number;
      if (user !== NONE) visit(user);
      if (anonymous !== NONE) visit(anonymous);
      if (plain !== NONE) visit(plain);
      name = components.after(name);
    } while (name !== root);
  }
}

/** As `isJunkId`, which long ids of everyday characters need not be asked about. */
function isJunk(id: string): boolean {
  const first = id.charCodeAt(0);
  const last = id.charCodeAt(id.length - 1);
  // Letters of ASCII at both ends, too long for a word of the list, and not all zeros and dashes.
  const isEveryday = id.length > 15 && first > 0x30 && first < 0x7f && last > 0x20 && last < 0x7f;
  return !isEveryday && isJunkId(id);
}
