/**
 * A segment's filter as the tree that people edit: groups of conditions, each of which may be turned round. Places are
 * paths of indexes from the root; every edit answers a new tree.
 */
import { type Filter, isBehaviour, isSegmentRef, isTest } from '../../../shared/model/filter';

export interface ConditionNode {
  readonly kind: 'condition';
  readonly negated: boolean;
  /** A test, a behaviour or a segment. */
  readonly filter: Filter;
}
export interface GroupNode {
  readonly kind: 'group';
  readonly negated: boolean;
  readonly join: 'all' | 'any';
  readonly items: readonly TreeNode[];
}
export type TreeNode = ConditionNode | GroupNode;

/** From the root; empty for the root itself. */
export type Path = readonly number[];
/** Between the items of a group: before the item at `index`, or behind the last one. */
export interface Slot {
  readonly group: Path;
  readonly index: number;
}

/** How many of a group's items must hold of a person. */
export const QUANTIFIERS = ['all', 'any', 'none', 'notAll'] as const;
export type Quantifier = (typeof QUANTIFIERS)[number];

export const EMPTY_GROUP: GroupNode = { kind: 'group', negated: false, join: 'any', items: [] };

export function toNode(filter: Filter): TreeNode {
  if ('not' in filter) {
    const inner = toNode(filter.not);
    return { ...inner, negated: !inner.negated };
  }
  if (isTest(filter) || isBehaviour(filter) || isSegmentRef(filter)) {
    return { kind: 'condition', negated: false, filter };
  }
  const [join, parts] = 'all' in filter ? (['all', filter.all] as const) : (['any', filter.any] as const);
  return { kind: 'group', negated: false, join, items: parts.map(toNode) };
}

/** The root is always a group. */
export function toTree(filter: Filter): GroupNode {
  const node = toNode(filter);
  return node.kind === 'group' ? node : { kind: 'group', negated: false, join: 'all', items: [node] };
}

function fromNode(node: TreeNode): Filter {
  const filter = node.kind === 'condition' ? node.filter : fromGroup(node);
  return node.negated ? { not: filter } : filter;
}

function fromGroup({ join, items }: GroupNode): Filter {
  const parts = items.map(fromNode);
  return join === 'all' ? { all: parts } : { any: parts };
}

/** A single condition stands alone; groups stay as people made them, empty ones too. */
export function toFilter(root: GroupNode): Filter {
  const [first] = root.items;
  const isPlain = quantifierOf(root) === 'all' && root.items.length === 1;
  return isPlain && first?.kind === 'condition' ? fromNode(first) : fromNode(root);
}

/** Without groups that hold nothing yet: they would hold of nobody, or of everybody. */
export function withoutEmptyGroups(filter: Filter): Filter {
  const prune = (node: TreeNode): TreeNode | undefined => {
    if (node.kind === 'condition') return node;
    const items = node.items.map(prune).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : { ...node, items };
  };
  const root = prune(toTree(filter));
  return root?.kind === 'group' ? toFilter(root) : { all: [] };
}

export const quantifierOf = ({ join, negated }: GroupNode): Quantifier =>
  join === 'all' ? (negated ? 'notAll' : 'all') : negated ? 'none' : 'any';

export const withQuantifier = (group: GroupNode, quantifier: Quantifier): GroupNode => ({
  ...group,
  join: quantifier === 'all' || quantifier === 'notAll' ? 'all' : 'any',
  negated: quantifier === 'none' || quantifier === 'notAll',
});

export function nodeAt(root: GroupNode, path: Path): TreeNode | undefined {
  let node: TreeNode | undefined = root;
  for (const index of path) node = node?.kind === 'group' ? node.items[index] : undefined;
  return node;
}

/** The group at the path with other items. */
function withItems(
  root: GroupNode,
  path: Path,
  change: (items: readonly TreeNode[]) => readonly TreeNode[],
): GroupNode {
  const [index, ...rest] = path;
  if (index === undefined) return { ...root, items: change(root.items) };
  const child = root.items[index];
  if (child?.kind !== 'group') return root;
  return { ...root, items: root.items.with(index, withItems(child, rest, change)) };
}

const parentOf = (path: Path): Path => path.slice(0, -1);
const lastOf = (path: Path): number => path.at(-1) ?? 0;

export function replaceAt(root: GroupNode, path: Path, node: TreeNode): GroupNode {
  if (path.length === 0) return node.kind === 'group' ? node : root;
  return withItems(root, parentOf(path), (items) => items.with(lastOf(path), node));
}

export const insertAt = (root: GroupNode, { group, index }: Slot, node: TreeNode): GroupNode =>
  withItems(root, group, (items) => items.toSpliced(index, 0, node));

/** Groups that this leaves empty go too. */
export function removeAt(root: GroupNode, path: Path): GroupNode {
  if (path.length === 0) return root;
  const without = withItems(root, parentOf(path), (items) => items.toSpliced(lastOf(path), 1));
  const parent = nodeAt(without, parentOf(path));
  const isEmptied = path.length > 1 && parent?.kind === 'group' && parent.items.length === 0;
  return isEmptied ? removeAt(without, parentOf(path)) : without;
}

export function duplicateAt(root: GroupNode, path: Path): GroupNode {
  const node = nodeAt(root, path);
  if (node === undefined || path.length === 0) return root;
  return insertAt(root, { group: parentOf(path), index: lastOf(path) + 1 }, node);
}

/** The node in brackets of its own. */
export function groupAt(root: GroupNode, path: Path): GroupNode {
  const node = nodeAt(root, path);
  return node === undefined ? root : replaceAt(root, path, { ...EMPTY_GROUP, items: [node] });
}

/** A group's items in its place; only where it is not turned round. */
export function ungroupAt(root: GroupNode, path: Path): GroupNode {
  const node = nodeAt(root, path);
  if (path.length === 0 || node?.kind !== 'group' || node.negated) return root;
  return withItems(root, parentOf(path), (items) => items.toSpliced(lastOf(path), 1, ...node.items));
}

/** Moves a node to a slot, as the slots stand before the move. A group does not go into itself. */
export function moveTo(root: GroupNode, from: Path, slot: Slot): GroupNode {
  const node = nodeAt(root, from);
  if (node === undefined || from.length === 0 || !isFree(from, slot)) return root;
  // The place it leaves is held open until it has arrived, so that no path shifts meanwhile.
  const hole: GroupNode = { ...EMPTY_GROUP };
  const arrived = insertAt(replaceAt(root, from, hole), slot, node);
  const left = pathOf(arrived, hole);
  return left === undefined ? root : removeAt(arrived, left);
}

/** Where a node is, as the very same object. */
export function pathOf(root: GroupNode, wanted: TreeNode): Path | undefined {
  for (const [index, item] of root.items.entries()) {
    if (item === wanted) return [index];
    const inner = item.kind === 'group' ? pathOf(item, wanted) : undefined;
    if (inner !== undefined) return [index, ...inner];
  }
  return undefined;
}

const isWithin = (path: Path, outer: Path): boolean => outer.every((index, depth) => path[depth] === index);

/** Whether the place is within the node itself. */
export const isInside = (node: Path, { group }: Slot): boolean => isWithin(group, node);

/** Whether dropping the node there changes anything: not beside itself, not inside itself. */
export function isFree(from: Path, { group, index }: Slot): boolean {
  if (isInside(from, { group, index })) return false;
  const isOwnGroup = group.length === from.length - 1 && isWithin(from, group);
  return !isOwnGroup || (index !== lastOf(from) && index !== lastOf(from) + 1);
}

/** Every place between conditions, in reading order. */
export function slotsOf(group: GroupNode, path: Path = []): readonly Slot[] {
  return [
    ...group.items.flatMap((item, index): readonly Slot[] => [
      { group: path, index },
      ...(item.kind === 'group' ? slotsOf(item, [...path, index]) : []),
    ]),
    { group: path, index: group.items.length },
  ];
}

/**
 * The next place up or down where dropping the node changes something, into groups and out of them; undefined at the
 * ends. `over`: the place it is held over now; its own where that is undefined.
 */
export function nextSlot(
  root: GroupNode,
  from: Path,
  over: Slot | undefined,
  direction: 'up' | 'down',
): Slot | undefined {
  const slots = slotsOf(root);
  const held = over === undefined || !isFree(from, over) ? { group: parentOf(from), index: lastOf(from) } : over;
  const at = slots.findIndex(({ group, index }) => isSame(group, held.group) && index === held.index);
  return direction === 'up'
    ? slots.slice(0, at).findLast((slot) => isFree(from, slot))
    : slots.slice(at + 1).find((slot) => isFree(from, slot));
}

const isSame = (a: Path, b: Path): boolean => a.length === b.length && isWithin(a, b);

/** How many conditions there are, at any depth. */
export const countConditions = (node: TreeNode): number =>
  node.kind === 'condition' ? 1 : node.items.reduce((sum, item) => sum + countConditions(item), 0);
