/** One person's ids, what is said of them, and the ids beyond that a refused or shared statement leads to. */
import type { IdentityGraph } from '../../../shared/contract/identity';
import { IN_TURN, type Statement } from '../../../shared/identity/resolver';
import type { Supposed } from '../sequences/dataset';
import type { View } from '../sequences/view';
import type { IdentityState } from './identity-state';

const MAX_NODES = 2_000;
const MAX_EDGES = 10_000;

type Node = IdentityGraph['nodes'][number];

export function drawGraph({ view, identity }: Supposed, person: number): IdentityGraph {
  const { resolver, definitions } = identity;
  const { persons } = view;
  const members = Array.from(
    persons.memberNodes.subarray(persons.memberOffsets[person], persons.memberOffsets[person + 1]),
  );
  const own = new Set(members);
  const shown = new Map<number, number>();
  const show = (node: number): number | undefined => {
    const known = shown.get(node);
    if (known !== undefined || shown.size >= MAX_NODES) return known;
    shown.set(node, shown.size);
    return shown.size - 1;
  };
  for (const node of members) show(node);
  const edges = new Map<string, IdentityGraph['edges'][number]>();
  let truncated = members.length > shown.size;
  for (const node of members) {
    for (const statement of resolver.statementsOf(node)) {
      const key = `${statement.a} ${statement.b} ${statement.kind}`;
      if (edges.has(key)) continue;
      const [a, b] = [show(statement.a), show(statement.b)];
      if (a === undefined || b === undefined || edges.size >= MAX_EDGES) truncated = true;
      else edges.set(key, toEdge(a, b, statement));
    }
  }
  const seen = countEvents(view, identity, shown);
  const nodes = [...shown.keys()].map((node): Node => {
    const ref = resolver.refOf(node);
    const inside = own.has(node);
    const owner = inside ? undefined : ownerOf(view, node);
    const counted = seen.get(node);
    return {
      ...ref,
      events: counted?.events ?? 0,
      ...(counted === undefined ? {} : { firstSeen: counted.first, lastSeen: counted.last }),
      inside,
      ...(owner === undefined ? {} : { person: persons.ids[owner] as string }),
    };
  });
  const shared = members.flatMap((node) => {
    const timeline = persons.ofNode[node] === IN_TURN ? persons.timelines.get(node) : undefined;
    if (timeline === undefined) return [];
    const owners = timeline.persons.map((owner, i) => ({
      ...(i === 0 ? {} : { from: timeline.times[i] as number }),
      person: persons.ids[owner] as string,
    }));
    return [{ id: resolver.refOf(node), owners }];
  });
  const names = new Set(members.map((node) => resolver.refOf(node).id));
  const locked = definitions.decisions.some(
    (decision) => decision.kind === 'lock' && decision.ids.some(({ id }) => names.has(id)),
  );
  return {
    person: persons.ids[person] as string,
    nodes,
    edges: [...edges.values()],
    shared,
    truncated,
    locked,
  };
}

function toEdge(
  a: number,
  b: number,
  { kind, first, last, applied, reason }: Statement,
): IdentityGraph['edges'][number] {
  return { a, b, kind, first, last, applied, ...(reason === undefined ? {} : { reason }) };
}

/** Of a node that several persons own in turn, the last of them. */
function ownerOf({ persons }: View, node: number): number | undefined {
  const owner = persons.ofNode[node];
  if (owner === undefined) return undefined;
  return owner >= 0 ? owner : persons.timelines.get(node)?.persons.at(-1);
}

/** Events that each shown node owns by itself, whoever they belong to. */
function countEvents(
  view: View,
  { facts }: IdentityState,
  shown: ReadonlyMap<number, number>,
): Map<number, { events: number; first: number; last: number }> {
  const owners = new Set<number>();
  for (const node of shown.keys()) {
    const owner = view.persons.ofNode[node];
    if (owner !== undefined && owner >= 0) owners.add(owner);
    for (const each of view.persons.timelines.get(node)?.persons ?? []) owners.add(each);
  }
  const { sequences } = view;
  const { offsets } = sequences;
  const counts = new Map<number, { events: number; first: number; last: number }>();
  for (const owner of owners) {
    const ids = sequences.read('ids', offsets[owner] as number, offsets[owner + 1] as number);
    const time = sequences.read('time', offsets[owner] as number, offsets[owner + 1] as number);
    for (let at = 0; at < ids.length; at++) {
      const node = facts.nodeOf(ids[at] as number);
      if (!shown.has(node)) continue;
      const when = time[at] as number;
      const known = counts.get(node);
      if (known === undefined) counts.set(node, { events: 1, first: when, last: when });
      else {
        known.events++;
        known.first = Math.min(known.first, when);
        known.last = Math.max(known.last, when);
      }
    }
  }
  return counts;
}
