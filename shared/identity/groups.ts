/**
 * From a judged case to persons: who is together, what the person is called, since when it is there. A group of ids is a
 * person where an event belongs to one of them.
 */
import type { Case } from './case';
import { withRoom } from './growing';
import { isAnonymous, nameOf, type Names, NONE, STRANGER_PREFIX } from './names';
import { NOBODY } from './persons';

/** Who may give a group its name: known users, other ids with events, strangers, texts that no event carries. */
const RANK_KNOWN = 0;
const RANK_USER = 1;
const RANK_ANONYMOUS = 2;
const RANK_TEXT = 3;

/** Takes a case apart into groups. The same object serves one case after the other. */
export class Groups {
  /** By root id of the case (`find`): the id that names the group. */
  private namer = new Int32Array(0);
  private first = new Float64Array(0);
  private known = new Uint8Array(0);
  private seen = new Uint8Array(0);
  private rank = new Uint8Array(0);

  constructor(private readonly names: Names) {}

  /** Gathers the groups of a judged case. */
  gather(ids: Case): void {
    this.clear(ids.size);
    const { first, known, seen, namer, rank } = this;
    for (let id = 0; id < ids.size; id++) {
      rank[id] = this.rankOf(ids, id);
      if (ids.turns.has(id)) continue;
      const root = ids.find(id);
      first[root] = Math.min(first[root] as number, ids.first[id] as number);
      if (ids.known[id] === 1) known[root] = 1;
      if (this.isSeen(ids.principals[id] as number)) seen[root] = 1;
      const best = namer[root] as number;
      if (best === NONE || this.namesBefore(ids, id, best)) namer[root] = id;
    }
    for (const [id, { times, owners }] of ids.turns) {
      const isSeen = this.isSeen(ids.principals[id] as number);
      for (const [index, owner] of owners.entries()) {
        const root = ids.find(owner);
        const since = index === 0 ? (ids.first[id] as number) : (times[index] as number);
        first[root] = Math.min(first[root] as number, since);
        if (isSeen) seen[root] = 1;
      }
    }
  }

  /** The principal that names the person of a root id; {@link NOBODY} where no event belongs to the group. */
  personOf(ids: Case, root: number): number {
    return this.seen[root] === 1 ? (ids.principals[this.namer[root] as number] as number) : NOBODY;
  }

  /** UTC ms. */
  firstOf(root: number): number {
    return this.first[root] as number;
  }

  isKnown(root: number): boolean {
    return this.known[root] === 1;
  }

  private namesBefore(ids: Case, a: number, b: number): boolean {
    const byRank = (this.rank[a] as number) - (this.rank[b] as number);
    if (byRank !== 0) return byRank < 0;
    const byTime = (ids.first[a] as number) - (ids.first[b] as number);
    return byTime < 0 || (!(byTime > 0) && ids.text(a) < ids.text(b));
  }

  private rankOf(ids: Case, id: number): number {
    if (ids.known[id] === 1) return RANK_KNOWN;
    const principal = ids.principals[id] as number;
    if (this.names.nodeOf(principal) < 0) return RANK_TEXT;
    return isAnonymous(principal) ? RANK_ANONYMOUS : RANK_USER;
  }

  private isSeen(principal: number): boolean {
    const { names } = this;
    const name = nameOf(principal);
    const own = (isAnonymous(principal) ? names.anonymous : names.user)[name] as number;
    if (own !== NONE && names.nodeSeen[own] === 1) return true;
    const plain = names.plain[name] as number;
    return plain !== NONE && names.nodeSeen[plain] === 1 && names.meaning(name) === principal;
  }

  private clear(size: number): void {
    if (this.namer.length < size) {
      this.namer = withRoom(this.namer, size);
      this.first = withRoom(this.first, size);
      this.known = withRoom(this.known, size);
      this.seen = withRoom(this.seen, size);
      this.rank = withRoom(this.rank, size);
    }
    for (let id = 0; id < size; id++) {
      this.namer[id] = NONE;
      this.first[id] = Infinity;
      this.known[id] = 0;
      this.seen[id] = 0;
    }
  }
}

/**
 * The id of a person named by a principal. A user may be called like a stranger's anonymous id; they stay two persons
 * with two ids: the stranger's text gets as many prefixes as it takes to be nobody else's.
 */
export function personId(names: Names, principal: number): string {
  const text = names.texts[nameOf(principal)] as string;
  if (!isAnonymous(principal) || names.user[nameOf(principal)] === NONE) return text;
  let next = text;
  while (next.startsWith(STRANGER_PREFIX) && next.length > STRANGER_PREFIX.length) {
    next = next.slice(STRANGER_PREFIX.length);
  }
  // Texts that differ in prefixes alone may seek the same one: those with fewer choose first.
  const given = new Set<string>();
  for (;;) {
    if (hasStranger(names, names.find(next))) {
      let id = STRANGER_PREFIX + next;
      while (given.has(id) || isTaken(names, names.find(id))) id = STRANGER_PREFIX + id;
      if (next === text) return id;
      given.add(id);
    }
    next = STRANGER_PREFIX + next;
  }
}

/** Whether a text is a user and an anonymous id at once. */
const hasStranger = (names: Names, name: number): boolean =>
  name !== NONE && names.user[name] !== NONE && names.anonymous[name] !== NONE;

const isTaken = (names: Names, name: number): boolean =>
  name !== NONE && (names.user[name] !== NONE || names.anonymous[name] !== NONE || names.plain[name] !== NONE);
