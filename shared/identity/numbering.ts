/**
 * Numbers persons in the order of (first seen, id) and lists their members. Persons that kept their place are copied in
 * one linear pass; only those that came or moved are sorted.
 */
import { compareText } from './case';
import type { Names } from './names';
import type { Owners } from './owners';
import { IN_TURN, type OwnerTimeline, type Persons } from './persons';
import { orderByTime } from './radix';

/** Naming principals by person index. */
export type Order = Int32Array;

/** The order of persons after this round. */
export function extendOrder(order: Order, owners: Owners): Order {
  const moved = sortPersons(owners.moved(), owners);
  const merged = new Int32Array(order.length + moved.length);
  let count = 0;
  let next = 0;
  for (const person of order) {
    if (!owners.isInPlace(person)) continue;
    while (next < moved.length && isBefore(owners, moved[next] as number, person))
      merged[count++] = moved[next++] as number;
    merged[count++] = person;
  }
  while (next < moved.length) merged[count++] = moved[next++] as number;
  return merged.slice(0, count);
}

function isBefore(owners: Owners, a: number, b: number): boolean {
  const byTime = (owners.first[a] as number) - (owners.first[b] as number);
  return byTime < 0 || (byTime === 0 && owners.id(a) < owners.id(b));
}

function sortPersons(persons: readonly number[], owners: Owners): Int32Array {
  const sorted = orderByTime(Int32Array.from(persons), owners.first);
  let from = 0;
  while (from < sorted.length) {
    const time = owners.first[sorted[from] as number];
    let to = from + 1;
    while (to < sorted.length && owners.first[sorted[to] as number] === time) to++;
    if (to > from + 1) {
      const tied = Array.from(sorted.subarray(from, to), (person) => ({ person, id: owners.id(person) }));
      tied.sort((a, b) => compareText(a.id, b.id));
      for (const [index, { person }] of tied.entries()) sorted[from + index] = person;
    }
    from = to;
  }
  return sorted;
}

/** The persons of this round. `indexOf` (by naming principal) holds the old indexes and is given the new ones. */
export function numberPersons(
  names: Names,
  owners: Owners,
  order: Order,
  before: Persons | undefined,
  indexOf: Int32Array,
): { persons: Persons; unchanged: Int32Array } {
  // Most persons are older than what changed: they keep their indexes, and are copied at once.
  const most = Math.min(order.length, before?.ids.length ?? 0);
  let kept = 0;
  while (kept < most && indexOf[order[kept] as number] === kept && !owners.isTouched(order[kept] as number)) kept++;
  const ids = before?.ids.slice(0, kept) ?? [];
  const unchanged = new Int32Array(order.length);
  const known = new Uint8Array(order.length);
  for (let person = 0; person < order.length; person++) {
    const principal = order[person] as number;
    known[person] = owners.known[principal] as number;
    if (person < kept) {
      unchanged[person] = person;
      continue;
    }
    const old = owners.isTouched(principal) ? -1 : (indexOf[principal] as number);
    unchanged[person] = old;
    ids.push(old < 0 || before === undefined ? owners.id(principal) : (before.ids[old] as string));
    indexOf[principal] = person;
  }
  const { ofNode, timelines } = ownersByPerson(names, owners, indexOf, before);
  const members = listMembers(names, owners, ofNode, timelines, unchanged, before);
  return { persons: { ids, known, ofNode, timelines, ...members }, unchanged };
}

/** Whose every node is, from principals to persons' indexes. Timelines that did not change stay those of `before`. */
export function ownersByPerson(
  names: Names,
  owners: Owners,
  indexOf: Int32Array,
  before: Persons | undefined,
): Pick<Persons, 'ofNode' | 'timelines'> {
  const ofNode = new Int32Array(names.nodes);
  for (let node = 0; node < ofNode.length; node++) {
    const owner = owners.ofNode[node] as number;
    ofNode[node] = owner >= 0 ? (indexOf[owner] as number) : owner;
  }
  const timelines = new Map<number, OwnerTimeline>();
  for (const [node, turns] of owners.turns) {
    const persons = turns.owners.map((owner) => indexOf[owner] as number);
    const known = before?.timelines.get(node);
    const isSame =
      known !== undefined && known.times === turns.times && persons.every((person, i) => person === known.persons[i]);
    timelines.set(node, isSame ? known : { times: turns.times, persons });
  }
  return { ofNode, timelines };
}

type Members = Pick<Persons, 'memberOffsets' | 'memberNodes'>;

/** Members of unchanged persons are copied, those of the others gathered from the nodes that were judged. */
function listMembers(
  names: Names,
  owners: Owners,
  ofNode: Int32Array,
  timelines: ReadonlyMap<number, OwnerTimeline>,
  unchanged: Int32Array,
  before: Persons | undefined,
): Members {
  const count = unchanged.length;
  const offsets = new Uint32Array(count + 1);
  for (let person = 0; person < count; person++) {
    const old = unchanged[person] as number;
    if (old < 0 || before === undefined) continue;
    offsets[person + 1] = (before.memberOffsets[old + 1] as number) - (before.memberOffsets[old] as number);
  }
  const eachOwner = (visit: (node: number, person: number) => void): void => {
    for (const node of owners.judged) {
      const owner = ofNode[node] as number;
      if (owner >= 0) {
        if ((unchanged[owner] as number) < 0) visit(node, owner);
      } else if (owner === IN_TURN) {
        for (const person of new Set(timelines.get(node)?.persons)) {
          if ((unchanged[person] as number) < 0) visit(node, person);
        }
      }
    }
  };
  eachOwner((_, person) => {
    offsets[person + 1] = (offsets[person + 1] as number) + 1;
  });
  for (let person = 0; person < count; person++) {
    offsets[person + 1] = (offsets[person + 1] as number) + (offsets[person] as number);
  }
  const nodes = new Int32Array(offsets[count] as number);
  if (before !== undefined) copyMembers(before, unchanged, offsets, nodes);
  const cursor = offsets.slice(0, count);
  eachOwner((node, person) => {
    nodes[cursor[person] as number] = node;
    cursor[person] = (cursor[person] as number) + 1;
  });
  for (let person = 0; person < count; person++) {
    if ((unchanged[person] as number) >= 0) continue;
    const from = offsets[person] as number;
    const to = offsets[person + 1] as number;
    if (to - from > 1) sortMembers(names, nodes, from, to);
  }
  return { memberOffsets: offsets, memberNodes: nodes };
}

/** Persons that were neighbours and still are come in one stretch. */
function copyMembers(before: Persons, unchanged: Int32Array, offsets: Uint32Array, nodes: Int32Array): void {
  let from = 0;
  while (from < unchanged.length) {
    const old = unchanged[from] as number;
    let to = from + 1;
    if (old >= 0) {
      while (to < unchanged.length && unchanged[to] === old + (to - from)) to++;
      const begin = before.memberOffsets[old] as number;
      const end = before.memberOffsets[old + (to - from)] as number;
      nodes.set(before.memberNodes.subarray(begin, end), offsets[from]);
    }
    from = to;
  }
}

function sortMembers(names: Names, nodes: Int32Array, from: number, to: number): void {
  const compare = (a: number, b: number): number =>
    (names.nodeRole[a] as number) - (names.nodeRole[b] as number) ||
    compareText(names.texts[names.nodeName[a] as number] as string, names.texts[names.nodeName[b] as number] as string);
  if (to - from === 2) {
    const [a, b] = [nodes[from] as number, nodes[from + 1] as number];
    if (compare(a, b) > 0) {
      nodes[from] = b;
      nodes[from + 1] = a;
    }
  } else nodes.subarray(from, to).sort(compare);
}
