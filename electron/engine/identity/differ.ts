/**
 * Where two views divide the same events differently among persons. Persons of the one and of the other that share
 * events hang together; where one of each does, they are the same person, and all other clusters are differences.
 */
import type { Sequences } from '../../../shared/model/sequences';
import type { Steps } from '../sequences/cooperate';

export interface Difference {
  /** Persons of the first view, ascending. */
  readonly a: readonly number[];
  /** Persons of the second view, ascending. */
  readonly b: readonly number[];
  readonly events: number;
}

const STEP_PERSONS = 1 << 12;

/** Events from `nextEid` on are in one of the views alone and left out. Most events first. */
export function* findDifferences(a: Sequences, b: Sequences, nextEid: number): Steps<Difference[]> {
  const owner = new Int32Array(nextEid).fill(-1);
  for (let person = 0; person < a.persons; person++) {
    for (let at = a.offsets[person] as number; at < (a.offsets[person + 1] as number); at++) {
      const eid = a.eid[at] as number;
      if (eid < nextEid) owner[eid] = person;
    }
    if (person % STEP_PERSONS === 0) yield;
  }
  const parent = Int32Array.from({ length: a.persons + b.persons }, (_, i) => i);
  const find = (node: number): number => {
    let root = node;
    while (parent[root] !== root) root = parent[root] as number;
    for (let at = node; at !== root;) {
      const next = parent[at] as number;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const events = new Uint32Array(b.persons);
  for (let person = 0; person < b.persons; person++) {
    for (let at = b.offsets[person] as number; at < (b.offsets[person + 1] as number); at++) {
      const eid = b.eid[at] as number;
      const other = eid < nextEid ? (owner[eid] as number) : -1;
      if (other < 0) continue;
      parent[find(a.persons + person)] = find(other);
      events[person] = (events[person] as number) + 1;
    }
    if (person % STEP_PERSONS === 0) yield;
  }
  const size = new Int32Array(parent.length);
  for (let node = 0; node < parent.length; node++) {
    const root = find(node);
    size[root] = (size[root] as number) + 1;
  }
  yield;
  const clusters = new Map<number, { a: number[]; b: number[]; events: number }>();
  for (let node = 0; node < parent.length; node++) {
    const root = find(node);
    // One of each is the same person; one alone has only events that the other view does not cover.
    if ((size[root] as number) < 3) continue;
    let cluster = clusters.get(root);
    if (cluster === undefined) clusters.set(root, (cluster = { a: [], b: [], events: 0 }));
    if (node < a.persons) cluster.a.push(node);
    else {
      cluster.b.push(node - a.persons);
      cluster.events += events[node - a.persons] as number;
    }
  }
  return [...clusters.values()].sort((x, y) => y.events - x.events || (x.a[0] ?? 0) - (y.a[0] ?? 0));
}
