/** What lies on the way through a node, a link or an end, and where the arrow keys lead. Pure. */
import { linkId, type Flow } from './flow-layout';

export type FlowPlace =
  | { readonly of: 'node'; readonly id: string }
  | { readonly of: 'link'; readonly source: string; readonly target: string }
  | { readonly of: 'drop'; readonly node: string };

export interface Way {
  readonly nodes: ReadonlySet<string>;
  /** By {@link linkId}. */
  readonly links: ReadonlySet<string>;
  /** Nodes whose ends are on the way. */
  readonly drops: ReadonlySet<string>;
}

export function isInFlow({ nodes, links, drops }: Flow, place: FlowPlace): boolean {
  switch (place.of) {
    case 'node':
      return nodes.some(({ id }) => id === place.id);
    case 'link':
      return links.some(({ id }) => id === linkId(place));
    case 'drop':
      return drops.some(({ node }) => node === place.node);
  }
}

/** Everything that leads to the place, and everything that it leads to. */
export function wayThrough(flow: Flow, place: FlowPlace): Way {
  const before = place.of === 'node' ? place.id : place.of === 'link' ? place.source : place.node;
  const after = place.of === 'node' ? place.id : place.of === 'link' ? place.target : undefined;
  const links = new Set(place.of === 'link' ? [linkId(place)] : []);
  const back = spread(flow, before, 'source', links);
  const ahead = after === undefined ? new Set<string>() : spread(flow, after, 'target', links);
  return { nodes: new Set([...back, ...ahead]), links, drops: after === undefined ? new Set([before]) : ahead };
}

/** Links stand only between neighbouring columns, so one pass over each column in turn reaches everything. */
function spread({ links, steps }: Flow, start: string, towards: 'source' | 'target', taken: Set<string>): Set<string> {
  const from = towards === 'source' ? 'target' : 'source';
  const reached = new Set([start]);
  for (let pass = 0; pass < steps.length; pass += 1) {
    const size = reached.size;
    for (const { id, link } of links) {
      if (!reached.has(link[from])) continue;
      reached.add(link[towards]);
      taken.add(id);
    }
    if (reached.size === size) break;
  }
  return reached;
}

/** The node that a key leads to: along the strongest link, or to the neighbour in the column; undefined for none. */
export function nodeByKey(flow: Flow, id: string, key: string): string | undefined {
  const here = flow.nodes.find((node) => node.id === id);
  if (here === undefined) return undefined;
  const column = flow.nodes.filter((node) => node.column === here.column);
  const at = column.indexOf(here);
  const strongest = (end: 'source' | 'target'): string | undefined =>
    flow.links
      .filter(({ link }) => link[end === 'source' ? 'target' : 'source'] === id)
      .toSorted((a, b) => b.link.sessions - a.link.sessions)[0]?.link[end];
  switch (key) {
    case 'ArrowRight':
      return strongest('target');
    case 'ArrowLeft':
      return strongest('source');
    case 'ArrowDown':
      return column[at + 1]?.id;
    case 'ArrowUp':
      return at === 0 ? undefined : column[at - 1]?.id;
    case 'Home':
      return flow.nodes[0]?.id;
    case 'End':
      return flow.nodes.at(-1)?.id;
    default:
      return undefined;
  }
}
