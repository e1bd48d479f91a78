/**
 * Where the ids of a person stand: users at the left, devices and other ids in the middle, what a refused statement
 * leads to at the right. Deterministic: equal graphs look equal, whatever the order they came in.
 */
import type { IdentityGraph } from '../../../../shared/contract/identity';
import type { RefusalReason } from '../../../../shared/model/identity';

type Node = IdentityGraph['nodes'][number];
type Edge = IdentityGraph['edges'][number];

/** All statements between two ids, drawn as one line. */
export interface Link {
  /** Indexes into the graph's nodes. */
  readonly a: number;
  readonly b: number;
  readonly kinds: readonly Edge['kind'][];
  /** UTC ms. */
  readonly first: number;
  readonly last: number;
  /**
   * `joined`: they are one person. `shared`: followed, yet one of them is another person's: a device that both used in
   * turn. `refused`: no statement between them is followed.
   */
  readonly state: 'joined' | 'shared' | 'refused';
  /** Why it is refused. */
  readonly reason: RefusalReason | undefined;
}

/** Statements grouped by the two ids they are about, in order of time. */
export function linksOf({ nodes, edges }: Pick<IdentityGraph, 'nodes' | 'edges'>): readonly Link[] {
  const links = new Map<string, Link>();
  for (const edge of edges) {
    const [a, b] = edge.a < edge.b ? [edge.a, edge.b] : [edge.b, edge.a];
    const known = links.get(`${a} ${b}`);
    const followed = edge.applied || (known !== undefined && known.state !== 'refused');
    const isWithin = nodes[a]?.inside === nodes[b]?.inside;
    links.set(`${a} ${b}`, {
      a,
      b,
      kinds: [...new Set([...(known?.kinds ?? []), edge.kind])],
      first: Math.min(edge.first, known?.first ?? Infinity),
      last: Math.max(edge.last, known?.last ?? -Infinity),
      state: followed ? (isWithin ? 'joined' : 'shared') : 'refused',
      reason: followed ? undefined : (known?.reason ?? edge.reason),
    });
  }
  return [...links.values()].toSorted((x, y) => x.first - y.first || x.a - y.a || x.b - y.b);
}

export const NODE_HEIGHT = 46;
const NODE_GAP = 12;
const MOST_NODE_WIDTH = 236;
/** Room for lines between columns, and for arcs beside them. */
const LEAST_COLUMN_GAP = 56;
const SIDE = 34;
/** More ids than this are a list, not a picture. */
export const MOST_DRAWN = 40;

export interface PlacedNode {
  /** Into the graph's nodes. */
  readonly index: number;
  readonly x: number;
  readonly y: number;
}
export interface PlacedLink {
  /** Into the links. */
  readonly index: number;
  readonly path: string;
  /** Where its label stands. */
  readonly x: number;
  readonly y: number;
}
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly PlacedLink[];
}

const columnOf = (node: Node): 0 | 1 | 2 => (node.inside ? (node.role === 'user' ? 0 : 1) : 2);

const bySeen = (nodes: readonly Node[]) => (x: number, y: number) => {
  const [a, b] = [nodes[x], nodes[y]];
  if (a === undefined || b === undefined) return 0;
  const seen = (a.firstSeen ?? Infinity) - (b.firstSeen ?? Infinity);
  if (seen !== 0 && !Number.isNaN(seen)) return seen;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : a.role < b.role ? -1 : 1;
};

/** Columns of node indexes: by first seen, then pulled towards what they are linked with, so that fewer lines cross. */
function orderColumns(nodes: readonly Node[], links: readonly Link[]): readonly (readonly number[])[] {
  const columns = [0, 1, 2].map((column) =>
    nodes
      .map((_, index) => index)
      .filter((index) => columnOf(nodes[index] as Node) === column)
      .toSorted(bySeen(nodes)),
  );
  const filled = columns.filter((column) => column.length > 0);
  const rank = new Map<number, number>();
  const note = (column: readonly number[]): void => {
    column.forEach((index, at) => rank.set(index, (at + 0.5) / column.length));
  };
  filled.forEach(note);
  for (const at of [...filled.keys()].slice(1)) {
    const left = new Set(filled.slice(0, at).flat());
    const pull = (index: number): number => {
      const ranks = links
        .flatMap(({ a, b }) => (a === index ? [b] : b === index ? [a] : []))
        .filter((other) => left.has(other))
        .map((other) => rank.get(other) ?? 0.5)
        // Added up in another order they may differ in the last digit, and so turn two ids that pull alike.
        .toSorted((x, y) => x - y);
      return ranks.length === 0 ? (rank.get(index) ?? 0.5) : ranks.reduce((x, y) => x + y, 0) / ranks.length;
    };
    const pulls = new Map((filled[at] ?? []).map((index) => [index, pull(index)]));
    filled[at] = (filled[at] ?? []).toSorted((x, y) => (pulls.get(x) ?? 0) - (pulls.get(y) ?? 0));
    note(filled[at]);
  }
  return filled;
}

/** `width`: pixels at hand. */
export function layOutGraph(nodes: readonly Node[], links: readonly Link[], width: number): GraphLayout {
  const columns = orderColumns(nodes, links);
  const count = Math.max(1, columns.length);
  const room = width - 2 * SIDE;
  const nodeWidth = Math.max(120, Math.min(MOST_NODE_WIDTH, (room - (count - 1) * LEAST_COLUMN_GAP) / count));
  const step = count === 1 ? 0 : Math.min((room - nodeWidth) / (count - 1), nodeWidth + 190);
  const tallest = Math.max(1, ...columns.map((column) => column.length));
  const height = tallest * (NODE_HEIGHT + NODE_GAP) - NODE_GAP + 2 * NODE_GAP;
  const places = new Map<number, { readonly x: number; readonly y: number; readonly column: number }>();
  columns.forEach((column, at) => {
    const tall = column.length * (NODE_HEIGHT + NODE_GAP) - NODE_GAP;
    column.forEach((index, row) => {
      places.set(index, {
        x: SIDE + at * step,
        y: (height - tall) / 2 + row * (NODE_HEIGHT + NODE_GAP),
        column: at,
      });
    });
  });
  return {
    width: Math.max(width, 2 * SIDE + (count - 1) * step + nodeWidth),
    height,
    nodeWidth,
    nodes: [...places].map(([index, { x, y }]) => ({ index, x, y })),
    links: links.flatMap(({ a, b }, index): PlacedLink[] => {
      const [from, to] = [places.get(a), places.get(b)];
      return from === undefined || to === undefined ? [] : [{ index, ...drawLink(from, to, nodeWidth) }];
    }),
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly column: number;
}

function drawLink(one: Place, other: Place, nodeWidth: number): Omit<PlacedLink, 'index'> {
  const [left, right] = one.column <= other.column ? [one, other] : [other, one];
  const y1 = left.y + NODE_HEIGHT / 2;
  const y2 = right.y + NODE_HEIGHT / 2;
  if (left.column === right.column) {
    // Beside the column: at the left of the first one, at the right of the others.
    const sign = left.column === 0 ? -1 : 1;
    const x = left.column === 0 ? left.x : left.x + nodeWidth;
    const bend = x + sign * 30;
    return { path: `M${x} ${y1}C${bend} ${y1} ${bend} ${y2} ${x} ${y2}`, x: x + sign * 22.5, y: (y1 + y2) / 2 };
  }
  const x1 = left.x + nodeWidth;
  const x2 = right.x;
  const bend = (x2 - x1) / 2;
  return { path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
}
