/**
 * Whose every node is, by the principal that names the person, and what changed about persons in this round: the memory
 * between one resolution and the next. A person keeps its place here as long as it keeps its name.
 */
import { withRoom } from './growing';
import type { KeptColumns, KeptResolver } from './kept';
import type { Names } from './names';
import { IN_TURN, NOBODY } from './persons';

/** Owners in turn, by naming principal. */
export interface NodeTurns {
  readonly times: readonly number[];
  readonly owners: readonly number[];
}

const LIVE = 1;
/** Was a person before this round. */
const WAS = 2;
/** Its ids, their times or its name changed in this round. */
const TOUCHED = 4;
/** Its place in the order of persons changed in this round. */
const MOVED = 8;

export class Owners {
  /** By node: naming principal, {@link IN_TURN} or {@link NOBODY}. */
  ofNode = new Int32Array(0);
  readonly turns = new Map<number, NodeTurns>();
  /** By naming principal. UTC ms. */
  first = new Float64Array(0);
  known = new Uint8Array(0);
  /** Ids of persons that are not called by their own text. */
  readonly renamed = new Map<number, string>();
  /** Nodes of the components that were judged in this round. */
  judged: number[] = [];
  private flags = new Uint8Array(0);
  /** Principals with flags to settle at the end of the round. */
  private pending: number[] = [];
  private round: number[] = [];

  constructor(private readonly names: Names) {}

  /** Between two rounds, when of all flags only LIVE can be set. */
  keep(): Pick<
    KeptColumns,
    'ownerOfNode' | 'firstOfPerson' | 'known' | 'live' | 'turnNode' | 'turnCount' | 'turnTime' | 'turnOwner'
  > {
    const principals = this.names.count * 2;
    const turns = [...this.turns.values()];
    return {
      ownerOfNode: this.ofNode.slice(0, this.names.nodes),
      firstOfPerson: this.first.slice(0, principals),
      known: this.known.slice(0, principals),
      live: this.flags.slice(0, principals),
      turnNode: Int32Array.from(this.turns.keys()),
      turnCount: Int32Array.from(turns, ({ owners }) => owners.length),
      turnTime: Float64Array.from(turns.flatMap(({ times }) => times)),
      turnOwner: Int32Array.from(turns.flatMap(({ owners }) => owners)),
    };
  }

  restore(columns: KeptColumns, renamed: KeptResolver['renamed']): void {
    this.ofNode = columns.ownerOfNode;
    this.first = columns.firstOfPerson;
    this.known = columns.known;
    this.flags = columns.live;
    let from = 0;
    for (const [index, node] of columns.turnNode.entries()) {
      const to = from + (columns.turnCount[index] as number);
      const times = Array.from(columns.turnTime.subarray(from, to));
      this.turns.set(node, { times, owners: Array.from(columns.turnOwner.subarray(from, to)) });
      from = to;
    }
    for (const [principal, id] of renamed) this.renamed.set(principal, id);
  }

  reserve(): void {
    const { names } = this;
    this.ofNode = withRoom(this.ofNode, names.nodes, NOBODY);
    this.first = withRoom(this.first, names.count * 2);
    this.known = withRoom(this.known, names.count * 2);
    this.flags = withRoom(this.flags, names.count * 2);
  }

  /** The node's component is judged anew: the persons it belonged to have to be found again. */
  retire(node: number): void {
    this.judged.push(node);
    const owner = this.ofNode[node] as number;
    if (owner >= 0) this.retirePerson(owner);
    else if (owner === IN_TURN) for (const each of this.turns.get(node)?.owners ?? []) this.retirePerson(each);
  }

  /** There is a person named by `principal`. */
  declare(principal: number, first: number, known: number, id: string | undefined): void {
    const flags = this.flags[principal] as number;
    if ((flags & LIVE) !== 0) return;
    this.flags[principal] = flags | LIVE;
    if ((flags & WAS) === 0) {
      this.pending.push(principal);
      this.mark(principal, TOUCHED | MOVED);
    } else {
      if (this.first[principal] !== first) this.mark(principal, MOVED);
      if (this.known[principal] !== known) this.mark(principal, TOUCHED);
      if (this.renamed.get(principal) !== id) this.mark(principal, TOUCHED | MOVED);
    }
    this.first[principal] = first;
    this.known[principal] = known;
    if (id !== undefined) this.renamed.set(principal, id);
    else if (this.renamed.size > 0) this.renamed.delete(principal);
  }

  give(node: number, owner: number): void {
    const before = this.ofNode[node] as number;
    if (before === owner) return;
    this.leave(node, before);
    this.ofNode[node] = owner;
    if (owner >= 0) this.touch(owner);
  }

  giveInTurn(node: number, turns: NodeTurns): void {
    const before = this.ofNode[node] as number;
    const known = this.turns.get(node);
    if (before === IN_TURN && known !== undefined && sameTurns(known, turns)) return;
    this.leave(node, before);
    this.ofNode[node] = IN_TURN;
    this.turns.set(node, turns);
    for (const owner of turns.owners) this.touch(owner);
  }

  isLive(principal: number): boolean {
    return ((this.flags[principal] as number) & LIVE) !== 0;
  }

  isTouched(principal: number): boolean {
    return ((this.flags[principal] as number) & TOUCHED) !== 0;
  }

  /** Whether the person keeps its place in the order of persons. */
  isInPlace(principal: number): boolean {
    return ((this.flags[principal] as number) & (LIVE | MOVED)) === LIVE;
  }

  /** Persons that have to be put into the order. */
  moved(): number[] {
    return this.pending.filter((principal) => {
      const flags = this.flags[principal] as number;
      return (flags & LIVE) !== 0 && (flags & MOVED) !== 0;
    });
  }

  /** Ends the round. */
  settle(): void {
    for (const principal of this.round) this.clear(principal);
    for (const principal of this.pending) this.clear(principal);
    this.pending = [];
    this.round = [];
    this.judged = [];
  }

  id(principal: number): string {
    return (
      (this.renamed.size > 0 ? this.renamed.get(principal) : undefined) ?? (this.names.texts[principal >> 1] as string)
    );
  }

  private clear(principal: number): void {
    this.flags[principal] = (this.flags[principal] as number) & LIVE;
  }

  private retirePerson(principal: number): void {
    const flags = this.flags[principal] as number;
    if ((flags & LIVE) === 0) return;
    this.flags[principal] = (flags & ~LIVE) | WAS;
    this.pending.push(principal);
  }

  private leave(node: number, before: number): void {
    if (before >= 0) this.touch(before);
    else if (before === IN_TURN) {
      for (const owner of this.turns.get(node)?.owners ?? []) this.touch(owner);
      this.turns.delete(node);
    }
  }

  private touch(principal: number): void {
    if (this.isTouched(principal)) return;
    this.round.push(principal);
    this.mark(principal, TOUCHED);
  }

  private mark(principal: number, flag: number): void {
    this.flags[principal] = (this.flags[principal] as number) | flag;
  }
}

function sameTurns(a: NodeTurns, b: NodeTurns): boolean {
  return (
    a.times.length === b.times.length &&
    a.times.every((time, index) => time === b.times[index] && a.owners[index] === b.owners[index])
  );
}
