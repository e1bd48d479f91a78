/**
 * Where everything of a flow stands, in pixels: a bar for each node, as high as its sessions, a ribbon for each link, a
 * fading end for those who went no further. Columns begin at the top; a node keeps the room its label needs. Pure.
 */
import type { PathsResult } from '../../../shared/insights/paths/spec';
import { orderColumns } from './flow-order';

export type PathsLink = PathsResult['links'][number];

export interface PlacedNode {
  readonly id: string;
  readonly step: number;
  /** Counted from 0 over the columns that are drawn. */
  readonly column: number;
  readonly name: string;
  readonly sessions: number;
  /** Sessions that ended here. */
  readonly dropped: number;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

export interface PlacedLink {
  readonly id: string;
  readonly link: PathsLink;
  /** Of an SVG path, filled. */
  readonly shape: string;
}

export interface PlacedDrop {
  readonly node: string;
  readonly sessions: number;
  readonly shape: string;
  /** Top of its label. */
  readonly labelY: number;
}

export interface Flow {
  readonly width: number;
  readonly height: number;
  /** In reading order: column by column, from the top. */
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly PlacedLink[];
  readonly drops: readonly PlacedDrop[];
  /** The step of each column. */
  readonly steps: readonly number[];
}

/** Sizes in pixels; the styles of the labels keep to them. */
export const BAR_WIDTH = 10;
export const LABEL_HEIGHT = 34;
const DROP_LABEL_HEIGHT = 18;
const DROP_LENGTH = 72;
const MIN_BAR = 3;
const MIN_RIBBON = 1;
const NODE_GAP = 12;
const MIN_PITCH = 168;
/** What the bars of the fullest column fill together. */
const BARS_HEIGHT = 360;

export const linkId = ({ source, target }: Pick<PathsLink, 'source' | 'target'>): string =>
  JSON.stringify([source, target]);

/** `room` is the width to fill, in pixels; where the columns need more, the flow is wider than it. */
export function layoutFlow(result: Pick<PathsResult, 'nodes' | 'links' | 'dropoffs'>, room: number): Flow {
  const byId = new Map(result.nodes.map((node) => [node.id, node]));
  const dropped = new Map(result.dropoffs.map(({ node, sessions }) => [node, sessions]));
  const columns = orderColumns(result.nodes, result.links);
  const sums = columns.map((ids) => ids.reduce((sum, id) => sum + (byId.get(id)?.sessions ?? 0), 0));
  const scale = BARS_HEIGHT / Math.max(1, ...sums);
  const pitch = Math.max(MIN_PITCH, Math.floor(room / Math.max(1, columns.length)));
  const nodes: PlacedNode[] = [];
  const drops: PlacedDrop[] = [];
  let height = 0;
  for (const [column, ids] of columns.entries()) {
    let y = 0;
    for (const id of ids) {
      const node = byId.get(id);
      if (node === undefined) continue;
      const { step, name, sessions } = node;
      const ended = dropped.get(id) ?? 0;
      const bar = Math.max(MIN_BAR, sessions * scale);
      const placed = { id, step, column, name, sessions, dropped: ended, x: column * pitch, y, height: bar };
      nodes.push(placed);
      let bottom = y + Math.max(bar, LABEL_HEIGHT);
      if (ended > 0) {
        const drop = placeDrop(placed, ended, scale);
        drops.push(drop);
        bottom = Math.max(bottom, drop.labelY + DROP_LABEL_HEIGHT);
      }
      height = Math.max(height, bottom);
      y = bottom + NODE_GAP;
    }
  }
  const steps = columns.map((ids) => byId.get(ids[0] ?? '')?.step ?? 0);
  return {
    width: columns.length * pitch,
    height: Math.ceil(height),
    nodes,
    links: placeLinks(nodes, result.links, scale),
    drops,
    steps,
  };
}

/** Those who ended are the lowest part of the bar; the ribbon bends down and fades. */
function placeDrop(node: PlacedNode, sessions: number, scale: number): PlacedDrop {
  const width = Math.min(node.height, Math.max(MIN_RIBBON, sessions * scale));
  const x = node.x + BAR_WIDTH;
  const top = node.y + node.height - width;
  const bend = 8;
  const end = x + DROP_LENGTH;
  const middle = x + DROP_LENGTH / 2;
  return {
    node: node.id,
    sessions,
    shape: ribbon(x, top, end, top + bend, middle, width),
    labelY: Math.max(node.y + LABEL_HEIGHT, top + width / 2 - DROP_LABEL_HEIGHT / 2),
  };
}

function placeLinks(nodes: readonly PlacedNode[], links: readonly PathsLink[], scale: number): readonly PlacedLink[] {
  const rank = new Map(nodes.map((node, index) => [node.id, index]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const rankOf = (id: string): number => rank.get(id) ?? 0;
  const starts = stack(
    nodes,
    scale,
    links.toSorted((a, b) => rankOf(a.target) - rankOf(b.target)),
    'source',
  );
  const ends = stack(
    nodes,
    scale,
    links.toSorted((a, b) => rankOf(a.source) - rankOf(b.source)),
    'target',
  );
  return links.flatMap((link): PlacedLink[] => {
    const source = byId.get(link.source);
    const target = byId.get(link.target);
    const id = linkId(link);
    if (source === undefined || target === undefined) return [];
    const from = source.x + BAR_WIDTH;
    const width = Math.max(MIN_RIBBON, link.sessions * scale);
    const shape = ribbon(from, starts.get(id) ?? 0, target.x, ends.get(id) ?? 0, (from + target.x) / 2, width);
    return [{ id, link, shape }];
  });
}

/** The top of each link at one of its ends: one below the other along the bar, never beyond it. */
function stack(
  nodes: readonly PlacedNode[],
  scale: number,
  links: readonly PathsLink[],
  end: 'source' | 'target',
): ReadonlyMap<string, number> {
  const next = new Map(nodes.map(({ id, y }) => [id, y]));
  const bottoms = new Map(nodes.map(({ id, y, height }) => [id, y + height]));
  const tops = new Map<string, number>();
  for (const link of links) {
    const y = next.get(link[end]) ?? 0;
    const width = Math.max(MIN_RIBBON, link.sessions * scale);
    tops.set(linkId(link), Math.min(y, (bottoms.get(link[end]) ?? y) - width));
    next.set(link[end], y + link.sessions * scale);
  }
  return tops;
}

const px = (value: number): string => String(Math.round(value * 100) / 100);

/** A band of equal width from one height to another, level at both ends. */
function ribbon(x0: number, y0: number, x1: number, y1: number, bend: number, width: number): string {
  const upper = `M${px(x0)} ${px(y0)}C${px(bend)} ${px(y0)} ${px(bend)} ${px(y1)} ${px(x1)} ${px(y1)}`;
  const lower = `V${px(y1 + width)}C${px(bend)} ${px(y1 + width)} ${px(bend)} ${px(y0 + width)} ${px(x0)} ${px(y0 + width)}Z`;
  return upper + lower;
}
