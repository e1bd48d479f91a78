/**
 * Whose event is it? The `waymark` rule set of INSIGHTS §4 as one pure function of a set of facts, so that the outcome
 * cannot depend on arrival order:
 *   1. an anonymous id belongs to the first user it is linked with, back to its beginning;
 *   2. users never merge through a shared device: from the moment a second user appears on it, its anonymous events
 *      go to the user last seen on it;
 *   3. only an explicit alias joins two users;
 *   4. junk ids never link.
 * Ids are nodes with a role. A `plain` id came without a role: it is the user, else the anonymous visitor, of that name.
 */
import { ensure } from '../base/assert';
import { isJunkId } from '../model/junk-id';

export type IdRole = 'user' | 'anonymous' | 'plain';

export interface IdNode {
  readonly role: IdRole;
  readonly id: string;
  /** UTC ms of the first event that carries it. */
  readonly firstSeen: number;
}

/** At `time` an event carried both ids. */
export interface Link {
  readonly anonymous: string;
  readonly user: string;
  readonly time: number;
}

/** At `time` an event said that `alias` is another name of `user`. */
export interface Alias {
  readonly user: string;
  readonly alias: string;
  readonly time: number;
}

/** From `times[i]` on (the first entry: from the beginning) events of the node belong to `persons[i]`. */
export interface OwnerTimeline {
  readonly times: readonly number[];
  readonly persons: readonly number[];
}

export interface Persons {
  /** Canonical person ids by person index; unique, sorted. */
  readonly ids: readonly string[];
  /** Person index by node index; -1 where the owner depends on the time ({@link timelines}). */
  readonly ofNode: Int32Array;
  readonly timelines: ReadonlyMap<number, OwnerTimeline>;
  /** Every id of each person, by person index: users first, then anonymous, each in text order. */
  readonly members: readonly (readonly string[])[];
}

/** The person that an event of `node` at `time` (UTC ms) belongs to. */
export function ownerAt(persons: Persons, node: number, time: number): number {
  const owner = persons.ofNode[node] as number;
  if (owner >= 0) return owner;
  const { times, persons: owners } = ensure(persons.timelines.get(node), 'owner timeline');
  let index = 0;
  while (index + 1 < times.length && (times[index + 1] as number) <= time) index++;
  return owners[index] as number;
}

interface Group {
  id: string;
  firstSeen: number;
  users: Set<string>;
  anonymous: Set<string>;
}

/** Resolves all nodes at once. Facts may come in any order and more than once. */
export function resolvePersons(nodes: readonly IdNode[], links: readonly Link[], aliases: readonly Alias[]): Persons {
  const firstSeen = firstSeenByUser(nodes, links, aliases);
  const anonymousIds = new Set<string>();
  for (const { role, id } of nodes) if (role === 'anonymous') anonymousIds.add(id);

  const users = new UserGroups();
  const points = new Map<string, { time: number; user: string }[]>();
  const addPoint = (anonymous: string, user: string, time: number): void => {
    if (isJunkId(anonymous) || isJunkId(user)) return;
    const list = points.get(anonymous) ?? [];
    list.push({ time, user });
    points.set(anonymous, list);
  };
  for (const { anonymous, user, time } of links) addPoint(anonymous, user, time);
  for (const { user, alias, time } of aliases) {
    if (user === alias || isJunkId(user) || isJunkId(alias)) continue;
    if (anonymousIds.has(alias) && !firstSeen.has(alias)) addPoint(alias, user, time);
    else users.join(user, alias);
  }
  for (const { role, id } of nodes) if (role === 'user' || (role === 'plain' && !anonymousIds.has(id))) users.add(id);
  for (const id of firstSeen.keys()) users.add(id);

  const groups = new Map<string, Group>();
  const groupOfUser = (user: string): Group => {
    const root = users.find(user);
    let group = groups.get(root);
    if (group === undefined) {
      group = { id: user, firstSeen: Infinity, users: new Set(), anonymous: new Set() };
      groups.set(root, group);
    }
    if (!group.users.has(user)) {
      group.users.add(user);
      const seen = firstSeen.get(user) ?? Infinity;
      if (seen < group.firstSeen || (seen === group.firstSeen && user < group.id)) {
        group.id = user;
        group.firstSeen = seen;
      }
    }
    return group;
  };
  for (const user of users.all()) groupOfUser(user);

  const ownGroups = new Map<string, Group>();
  const groupOfVisitor = (id: string): Group => {
    let group = ownGroups.get(id);
    if (group === undefined) {
      // A user may be called like a stranger's anonymous id; they stay two persons with two ids.
      let name = id;
      while (users.has(name) || (name !== id && anonymousIds.has(name))) name = `anonymous:${name}`;
      group = { id: name, firstSeen: Infinity, users: new Set(), anonymous: new Set([id]) };
      ownGroups.set(id, group);
    }
    return group;
  };

  const ownersOf = (anonymous: string): { times: number[]; groups: Group[] } => {
    const list = points.get(anonymous);
    if (list === undefined) return { times: [-Infinity], groups: [groupOfVisitor(anonymous)] };
    list.sort((a, b) => a.time - b.time || (a.user < b.user ? -1 : a.user > b.user ? 1 : 0));
    const times: number[] = [];
    const owners: Group[] = [];
    for (const { time, user } of list) {
      const group = groupOfUser(user);
      group.anonymous.add(anonymous);
      if (owners.at(-1) === group) continue;
      times.push(owners.length === 0 ? -Infinity : time);
      owners.push(group);
    }
    return { times, groups: owners };
  };

  const owned = nodes.map(({ role, id }) => {
    if (role === 'user' || (role === 'plain' && users.has(id)))
      return { times: [-Infinity], groups: [groupOfUser(id)] };
    return ownersOf(id);
  });
  return numberPersons(owned);
}

function firstSeenByUser(
  nodes: readonly IdNode[],
  links: readonly Link[],
  aliases: readonly Alias[],
): Map<string, number> {
  const seen = new Map<string, number>();
  const note = (user: string, time: number): void => {
    const before = seen.get(user);
    if (before === undefined || time < before) seen.set(user, time);
  };
  for (const { role, id, firstSeen } of nodes) if (role === 'user') note(id, firstSeen);
  for (const { user, time } of links) note(user, time);
  for (const { user, time } of aliases) note(user, time);
  // A plain id adds to what is known of a user of that name; alone it does not make an anonymous id a user.
  for (const { role, id, firstSeen } of nodes) if (role === 'plain' && seen.has(id)) note(id, firstSeen);
  return seen;
}

function numberPersons(owned: readonly { times: number[]; groups: Group[] }[]): Persons {
  const used = new Set<Group>();
  for (const { groups } of owned) for (const group of groups) used.add(group);
  const sorted = [...used].sort((a, b) => (a.id < b.id ? -1 : 1));
  const indexOf = new Map(sorted.map((group, index) => [group, index]));
  const ofNode = new Int32Array(owned.length);
  const timelines = new Map<number, OwnerTimeline>();
  for (const [node, { times, groups }] of owned.entries()) {
    const persons = groups.map((group) => indexOf.get(group) as number);
    if (persons.length === 1) ofNode[node] = persons[0] as number;
    else {
      ofNode[node] = -1;
      timelines.set(node, { times, persons });
    }
  }
  return {
    ids: sorted.map((group) => group.id),
    ofNode,
    timelines,
    members: sorted.map((group) => [...[...group.users].sort(), ...[...group.anonymous].sort()]),
  };
}

/** Union-find over user ids. Which id is the root does not matter: groups take their name from what was seen first. */
class UserGroups {
  private readonly parent = new Map<string, string>();

  add(id: string): void {
    if (!this.parent.has(id)) this.parent.set(id, id);
  }

  has(id: string): boolean {
    return this.parent.has(id);
  }

  all(): Iterable<string> {
    return this.parent.keys();
  }

  find(id: string): string {
    this.add(id);
    let root = id;
    while (this.parent.get(root) !== root) root = this.parent.get(root) as string;
    for (let at = id; at !== root;) {
      const next = this.parent.get(at) as string;
      this.parent.set(at, root);
      at = next;
    }
    return root;
  }

  join(a: string, b: string): void {
    this.parent.set(this.find(a), this.find(b));
  }
}
