/**
 * Where two views divide the same events differently among persons. Persons of the one and of the other that share
 * events hang together; where one of each does, they are the same person, and all other clusters are differences.
 */
import { stretchesOf } from '../ranges/columns';
import type { Steps } from '../sequences/cooperate';

export interface Difference {
  /** Persons of the first view, ascending. */
  readonly a: readonly number[];
  /** Persons of the second view, ascending. */
  readonly b: readonly number[];
  readonly events: number;
}

/** The events of a view by person. */
export interface DividedEvents {
  readonly persons: number;
  readonly length: number;
  /** persons + 1 entries; person p owns positions offsets[p] up to, not including, offsets[p + 1]. */
  readonly offsets: Uint32Array;
  /** Their numbers at positions `from` … `to - 1`. */
  readonly read: (from: number, to: number) => Uint32Array;
}

const EVENTS_PER_STEP = 1 << 17;

/**
 * Events from `nextEid` on are in one of the views alone and left out. Most events first. The events are gone through as
 * often as it takes to hold whose they are of `perPass` at a time.
 */
export function* findDifferences(
  a: DividedEvents,
  b: DividedEvents,
  nextEid: number,
  perPass = Infinity,
): Steps<Difference[]> {
  const clusters = new Clusters(a.persons + b.persons);
  const { parent } = clusters;
  const events = new Uint32Array(b.persons);
  for (let first = 0; first < nextEid; first += perPass) {
    const owner = new Int32Array(Math.min(perPass, nextEid - first)).fill(-1);
    for (const { eids, person } of stretchesByPerson(a)) {
      if (eids !== undefined) own(eids, first, owner, person);
      else yield;
    }
    for (const { eids, person } of stretchesByPerson(b)) {
      if (eids !== undefined) {
        const shared = share(eids, first, owner, a.persons + person, clusters);
        events[person] = (events[person] as number) + shared;
      } else yield;
    }
  }
  const size = new Int32Array(parent.length);
  for (let node = 0; node < parent.length; node++) {
    const root = clusters.find(node);
    size[root] = (size[root] as number) + 1;
  }
  yield;
  const differing = new Map<number, { a: number[]; b: number[]; events: number }>();
  for (let node = 0; node < parent.length; node++) {
    const root = clusters.find(node);
    // One of each is the same person; one alone has only events that the other view does not cover.
    if ((size[root] as number) < 3) continue;
    let cluster = differing.get(root);
    if (cluster === undefined) differing.set(root, (cluster = { a: [], b: [], events: 0 }));
    if (node < a.persons) cluster.a.push(node);
    else {
      cluster.b.push(node - a.persons);
      cluster.events += events[node - a.persons] as number;
    }
  }
  return [...differing.values()].sort((x, y) => y.events - x.events || (x.a[0] ?? 0) - (y.a[0] ?? 0));
}

function own(eids: Uint32Array, first: number, owner: Int32Array, person: number): void {
  for (let at = 0; at < eids.length; at++) {
    const place = (eids[at] as number) - first;
    if (place >= 0 && place < owner.length) owner[place] = person;
  }
}

/** Joins a person of the second view with those of the first that had its events, and says how many events that were. */
function share(eids: Uint32Array, first: number, owner: Int32Array, node: number, clusters: Clusters): number {
  let shared = 0;
  for (let at = 0; at < eids.length; at++) {
    const place = (eids[at] as number) - first;
    const other = place >= 0 && place < owner.length ? (owner[place] as number) : -1;
    if (other < 0) continue;
    clusters.join(node, other);
    shared += 1;
  }
  return shared;
}

/** The events of each person, of many several times; now and then none at all, where others may have a turn. */
function* stretchesByPerson({
  persons,
  length,
  offsets,
  read,
}: DividedEvents): Generator<{ readonly person: number; readonly eids: Uint32Array | undefined }> {
  let person = 0;
  for (const [from, to] of stretchesOf(length, EVENTS_PER_STEP)) {
    const eids = read(from, to);
    for (let at = from; at < to && person < persons;) {
      const end = Math.min(to, offsets[person + 1] as number);
      if (end > at) yield { person, eids: eids.subarray(at - from, end - from) };
      at = end;
      if (at === offsets[person + 1]) person += 1;
    }
    yield { person, eids: undefined };
  }
}

/** Numbers that hang together. */
class Clusters {
  readonly parent: Int32Array;

  constructor(count: number) {
    this.parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  find(node: number): number {
    const { parent } = this;
    let root = node;
    while (parent[root] !== root) root = parent[root] as number;
    for (let at = node; at !== root;) {
      const next = parent[at] as number;
      parent[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    this.parent[this.find(a)] = this.find(b);
  }
}
