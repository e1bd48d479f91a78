/**
 * What the stored events say about ids under one way of telling whose an event is: every id a node, every combination's
 * own node, every pair of ids that events put together. Worked out of the combinations in memory, without the database;
 * any number of resolvers read from it.
 */
import type { OwnerKey } from '../../../shared/identity/owner-key';
import type { IdentityResolver } from '../../../shared/identity/resolver';
import type { IdRef, IdRole } from '../../../shared/model/identity';
import { isJunkId } from '../../../shared/model/junk-id';
import type { Kept, KeptSource } from '../cache/pack';
import { cooperate, type Steps } from '../sequences/cooperate';
import type { EventMemory } from '../sequences/event-memory';
import { GrowingColumn } from '../sequences/growing';
import { WriteLock } from '../store/lock';
import { NO_ID } from './id-combinations';

/** Numbers of events that were taken out have no node. */
export const NO_NODE = -1;
const NO_USER = -1;
const SEVERAL_USERS = -2;
/** Facts told between two turns for others. */
const STEP = 5_000;

const ROLES = ['user', 'anonymous', 'plain'] as const satisfies readonly IdRole[];
const [USER, ANONYMOUS, PLAIN] = [0, 1, 2];

/** How far a resolver has read. */
export interface FactsRead {
  nodes: number;
  seen: number;
  points: number;
  aliases: number;
}

const ints = (fill = 0): GrowingColumn<Int32Array> => new GrowingColumn((n) => new Int32Array(n).fill(fill));
const doubles = (): GrowingColumn<Float64Array> => new GrowingColumn((n) => new Float64Array(n));

export class IdFacts {
  private readonly turns = new WriteLock();
  /** By node: its text's number, and its place in ROLES. */
  private readonly nodeText = ints();
  private readonly nodeRole = new GrowingColumn((n) => new Uint8Array(n));
  private readonly firstSeen = new GrowingColumn((n) => new Float64Array(n).fill(Infinity));
  private nodes = 0;
  /** By text: its node in each role; {@link NO_NODE} where it has none. */
  private readonly nodeOfText = ROLES.map(() => ints(NO_NODE));
  private readonly nodeOfCombination = ints(NO_NODE);
  /** By text: 1 where it stands for nobody. */
  private readonly junk = new GrowingColumn((n) => new Uint8Array(n));
  /** Nodes in the order in which they were seen, again where seen earlier than known. */
  private readonly seen = new Log(1);
  /** Anonymous node, user node, 1 where by an identify call; with the time beside. */
  private readonly points = new Log(3);
  private readonly pointTimes = doubles();
  /** By anonymous node: its only user, or that it has none or several. */
  private readonly userOfDevice = ints(NO_USER);
  private texts = 0;
  private readTouches = 0;
  private nextEid = 0;

  constructor(
    private readonly memory: EventMemory,
    readonly key: OwnerKey,
  ) {}

  /** What {@link IdFacts.restore} reads again. */
  keep(): Kept {
    const { nodes, points } = this;
    return {
      columns: {
        'facts.text': this.nodeText.values.subarray(0, nodes),
        'facts.role': this.nodeRole.values.subarray(0, nodes),
        'facts.firstSeen': this.firstSeen.values.slice(0, nodes),
        'facts.user': this.userOfDevice.values.slice(0, nodes),
        'facts.own': this.ownNode.slice(0, this.memory.combinations.count),
        'facts.junk': this.junk.values.subarray(0, this.texts),
        'facts.seen': this.seen.rows(),
        'facts.points': points.rows(),
        'facts.pointTimes': this.pointTimes.values.subarray(0, points.length),
      },
      texts: {},
    };
  }

  /** The facts as they were kept together with `memory`. */
  static async restore(memory: EventMemory, key: OwnerKey, source: KeptSource): Promise<IdFacts> {
    const facts = new IdFacts(memory, key);
    const texts = await source.column('facts.text', 'i32');
    const roles = await source.column('facts.role', 'u8');
    facts.nodeText.set(texts);
    facts.nodeRole.set(roles);
    facts.firstSeen.set(await source.column('facts.firstSeen', 'f64'));
    facts.userOfDevice.set(await source.column('facts.user', 'i32'));
    facts.nodeOfCombination.set(await source.column('facts.own', 'i32'));
    facts.junk.set(await source.column('facts.junk', 'u8'));
    facts.seen.set(await source.column('facts.seen', 'i32'));
    facts.points.set(await source.column('facts.points', 'i32'));
    facts.pointTimes.set(await source.column('facts.pointTimes', 'f64'));
    facts.nodes = texts.length;
    facts.texts = facts.junk.values.length;
    for (const column of facts.nodeOfText) column.reserve(facts.texts);
    for (let node = 0; node < texts.length; node++) {
      const column = facts.nodeOfText[roles[node] as number];
      if (column !== undefined) column.values[texts[node] as number] = node;
    }
    facts.readTouches = memory.combinations.touched.length;
    facts.nextEid = memory.nextEid;
    return facts;
  }

  /** How far somebody has read who was told everything. */
  readToEnd(): FactsRead {
    const { nodes, seen, points, memory } = this;
    return { nodes, seen: seen.length, points: points.length, aliases: memory.combinations.aliases.length };
  }

  /** By combination of ids: the node an event that carries it belongs to by itself. */
  get ownNode(): Int32Array {
    return this.nodeOfCombination.values;
  }

  /** The node an event with this combination of ids belongs to by itself; {@link NO_NODE} where the event is gone. */
  nodeOf(combination: number): number {
    return combination === NO_ID ? NO_NODE : (this.ownNode[combination] as number);
  }

  refOf(node: number): IdRef {
    return { role: ROLES[this.nodeRole.values[node] as number] as IdRole, id: this.text(this.textOf(node)) };
  }

  /** The number of a node's text. */
  textOf(node: number): number {
    return this.nodeText.values[node] as number;
  }

  /** The text with a number. */
  text(number: number): string {
    return this.memory.combinations.texts.texts[number] as string;
  }

  get nodeCount(): number {
    return this.nodes;
  }

  /**
   * Tells `resolver` all that events below the returned number say and that it was not told yet; at least `total`, as
   * far as there are events. One at a time, so that nobody reads what is half gathered.
   */
  tell(resolver: IdentityResolver, read: FactsRead, total: number, signal?: AbortSignal): Promise<number> {
    return this.turns.run(async () => {
      await this.memory.extend(total);
      if (this.nextEid < total) await this.memory.still(() => cooperate(this.extend()));
      await cooperate(this.feed(resolver, read), signal);
      return this.nextEid;
    });
  }

  private *extend(): Steps<void> {
    const { combinations, nextEid } = this.memory;
    this.judgeTexts();
    this.nodeOfCombination.reserve(combinations.count);
    const { touched } = combinations;
    const newlyShared = new Set<number>();
    const alreadyShared = new Set<number>();
    for (; this.readTouches < touched.length; this.readTouches++) {
      this.take(touched[this.readTouches] as number, newlyShared, alreadyShared);
      if (this.readTouches % STEP === 0) yield;
    }
    // On a shared device every moment counts: who was seen last before an anonymous event.
    for (const device of newlyShared) alreadyShared.delete(device);
    yield* this.addMoments(newlyShared, 0, nextEid);
    yield* this.addMoments(alreadyShared, this.nextEid, nextEid);
    this.nextEid = nextEid;
  }

  /** The ids of a combination become nodes, and what it says of them is written down. */
  private take(combination: number, newlyShared: Set<number>, alreadyShared: Set<number>): void {
    const { combinations } = this.memory;
    const [user, anonymous] = this.rolesOf();
    const userText = combinations.user[combination] as number;
    const anonymousText = combinations.anonymous[combination] as number;
    const first = combinations.first[combination] as number;
    const last = combinations.last[combination] as number;
    const owner = this.ownerOf(combination);
    this.ownNode[combination] = owner;
    if (first < (this.firstSeen.values[owner] as number)) {
      this.firstSeen.values[owner] = first;
      this.seen.push(owner);
    }
    const device = anonymousText === NO_ID ? NO_NODE : this.intern(anonymousText, anonymous);
    const known = userText === NO_ID ? NO_NODE : this.intern(userText, user);
    if (device === NO_NODE || known === NO_NODE) return;
    this.addPoint(device, known, first, false);
    if (last !== first) this.addPoint(device, known, last, false);
    const identified = combinations.identified[combination] as number;
    if (identified < Infinity) this.addPoint(device, known, identified, true);
    if (this.isJunk(anonymousText) || this.isJunk(userText)) return;
    const devices = this.userOfDevice.values;
    const before = devices[device] as number;
    if (before === NO_USER) devices[device] = known;
    else if (before === SEVERAL_USERS) alreadyShared.add(device);
    else if (before !== known) {
      devices[device] = SEVERAL_USERS;
      newlyShared.add(device);
    }
  }

  /** In which roles user and anonymous ids are known. */
  private rolesOf(): readonly [number, number] {
    return this.key === 'distinct' ? [PLAIN, PLAIN] : [USER, ANONYMOUS];
  }

  /** The node an event belongs to by itself: the known user first, or the device first, or the distinct id. */
  private ownerOf(combination: number): number {
    const { user, anonymous, plain } = this.memory.combinations;
    const userText = user[combination] as number;
    const anonymousText = anonymous[combination] as number;
    const hasUser = userText !== NO_ID && !this.isJunk(userText);
    const hasDevice = anonymousText !== NO_ID && !this.isJunk(anonymousText);
    if (this.key === 'user-first' && hasUser) return this.intern(userText, USER);
    if (this.key !== 'distinct' && hasDevice) return this.intern(anonymousText, ANONYMOUS);
    if (this.key === 'device-first' && hasUser) return this.intern(userText, USER);
    return this.intern(plain[combination] as number, PLAIN);
  }

  /** Every moment at which an event between `from` and `to - 1` named a user on one of the devices. */
  private *addMoments(devices: ReadonlySet<number>, from: number, to: number): Steps<void> {
    if (devices.size === 0) return;
    const { combinations } = this.memory;
    const [user, anonymous] = this.rolesOf();
    // By combination: the device, where it is one of those and a user is named.
    const deviceOf = new Int32Array(combinations.count).fill(NO_NODE);
    for (let each = 0; each < deviceOf.length; each++) {
      const text = combinations.anonymous[each] as number;
      const userText = combinations.user[each] as number;
      if (text === NO_ID || userText === NO_ID || this.isJunk(userText)) continue;
      const device = this.nodeAt(text, anonymous);
      if (devices.has(device)) deviceOf[each] = device;
    }
    yield;
    yield* this.memory.momentsInSteps(from, to, (combination, time) => {
      if (combination === NO_ID) return;
      const device = deviceOf[combination] as number;
      if (device === NO_NODE) return;
      this.addPoint(device, this.nodeAt(combinations.user[combination] as number, user), time, false);
    });
  }

  private *feed(resolver: IdentityResolver, read: FactsRead): Steps<void> {
    yield* resolver.prepareInSteps();
    for (; read.nodes < this.nodes; read.nodes++) {
      const { role, id } = this.refOf(read.nodes);
      resolver.addNode(role, id);
      if (read.nodes % STEP === 0) yield;
    }
    const firstSeen = this.firstSeen.values;
    for (; read.seen < this.seen.length; read.seen++) {
      const node = this.seen.at(read.seen, 0);
      resolver.sawNode(node, firstSeen[node] as number);
      if (read.seen % STEP === 0) yield;
    }
    const times = this.pointTimes.values;
    for (; read.points < this.points.length; read.points++) {
      const time = times[read.points] as number;
      const identify = this.points.at(read.points, 2) === 1;
      resolver.addLink(this.points.at(read.points, 0), this.points.at(read.points, 1), time, identify);
      if (read.points % STEP === 0) yield;
    }
    const { aliases } = this.memory.combinations;
    const [role] = this.rolesOf();
    for (; read.aliases < aliases.length; read.aliases++) {
      const fact = aliases[read.aliases];
      if (fact === undefined) return;
      resolver.addAlias(this.nodeAt(fact.user, role), fact.alias, fact.time, fact.merge);
    }
  }

  private judgeTexts(): void {
    const { texts } = this.memory.combinations.texts;
    this.junk.reserve(texts.length);
    for (const column of this.nodeOfText) column.reserve(texts.length);
    for (; this.texts < texts.length; this.texts++) {
      if (isJunkId(texts[this.texts] as string)) this.junk.values[this.texts] = 1;
    }
  }

  private isJunk(text: number): boolean {
    return this.junk.values[text] === 1;
  }

  private nodeAt(text: number, role: number): number {
    return this.nodeOfText[role]?.values[text] ?? NO_NODE;
  }

  /** The node of a text in a role, new or known. */
  private intern(text: number, role: number): number {
    const known = this.nodeAt(text, role);
    if (known !== NO_NODE) return known;
    const node = this.nodes++;
    for (const column of [this.nodeText, this.nodeRole, this.firstSeen, this.userOfDevice]) column.reserve(this.nodes);
    this.nodeText.values[node] = text;
    this.nodeRole.values[node] = role;
    const column = this.nodeOfText[role];
    if (column !== undefined) column.values[text] = node;
    return node;
  }

  private addPoint(anonymous: number, user: number, time: number, identify: boolean): void {
    this.pointTimes.reserve(this.points.length + 1);
    this.pointTimes.values[this.points.length] = time;
    this.points.push(anonymous, user, identify ? 1 : 0);
  }
}

/** Rows of a few integers, appended one by one. */
class Log {
  private readonly column = ints();
  length = 0;

  constructor(private readonly width: number) {}

  push(...row: readonly number[]): void {
    const at = this.length * this.width;
    this.column.reserve(at + this.width);
    const { values } = this.column;
    for (let i = 0; i < this.width; i++) values[at + i] = row[i] as number;
    this.length++;
  }

  /** All rows, one after the other. */
  rows(): Int32Array {
    return this.column.values.subarray(0, this.length * this.width);
  }

  set(rows: Int32Array): void {
    this.column.set(rows);
    this.length = rows.length / this.width;
  }

  at(row: number, field: number): number {
    return this.column.values[row * this.width + field] as number;
  }
}
