import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countConditions,
  duplicateAt,
  groupAt,
  insertAt,
  isFree,
  moveTo,
  nextSlot,
  nodeAt,
  quantifierOf,
  removeAt,
  slotsOf,
  toFilter,
  toTree,
  ungroupAt,
  withoutEmptyGroups,
  withQuantifier,
  type GroupNode,
  type Path,
  type TreeNode,
} from '../../../renderer/features/segments/segment-tree';
import type { Filter } from '../../../shared/model/filter';

const did = (event: string): Filter => ({ performed: { event } });
const [A, B, C, D] = [did('a'), did('b'), did('c'), did('d')];
const after = (filter: Filter, change: (root: GroupNode) => GroupNode): Filter => toFilter(change(toTree(filter)));

const filters: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(A, B, C, D, { segment: 'others' }),
    fc.array(tie('filter'), { maxLength: 3 }).map((all): Filter => ({ all })),
    fc.array(tie('filter'), { maxLength: 3 }).map((any): Filter => ({ any })),
    tie('filter').map((not): Filter => ({ not })),
  ),
})).filter;

/** What the filter says of one person, who did some of the events. */
function holds(filter: Filter, events: ReadonlySet<string>): boolean {
  if ('all' in filter) return filter.all.every((part) => holds(part, events));
  if ('any' in filter) return filter.any.some((part) => holds(part, events));
  if ('not' in filter) return !holds(filter.not, events);
  if ('segment' in filter) return events.has('others');
  return 'performed' in filter && 'event' in filter.performed && events.has(filter.performed.event);
}
const crowd = Array.from(
  { length: 32 },
  (_, bits) => new Set(['a', 'b', 'c', 'd', 'others'].filter((_event, place) => (bits >> place) & 1)),
);
const says = (filter: Filter): string => crowd.map((events) => (holds(filter, events) ? '1' : '0')).join('');

const pathsOf = (node: TreeNode, path: Path = []): readonly Path[] =>
  node.kind === 'condition' ? [path] : [path, ...node.items.flatMap((item, index) => pathsOf(item, [...path, index]))];

describe('the tree of a segment', () => {
  it('says of everybody what its filter says', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(says(toFilter(toTree(filter)))).toBe(says(filter));
      }),
    );
  });

  it('is the same again after a round trip', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const once = toFilter(toTree(filter));
        expect(toFilter(toTree(once))).toEqual(once);
      }),
    );
  });

  it('leaves single conditions alone and keeps groups that people made', () => {
    expect(toFilter(toTree(A))).toEqual(A);
    expect(toFilter(toTree({ all: [A] }))).toEqual(A);
    expect(toFilter(toTree({ all: [A, { any: [B] }] }))).toEqual({ all: [A, { any: [B] }] });
    expect(toFilter(toTree({ any: [A] }))).toEqual({ any: [A] });
    expect(toFilter(toTree({ all: [{ any: [] }] }))).toEqual({ all: [{ any: [] }] });
    expect(toFilter(toTree({ not: { not: A } }))).toEqual(A);
    expect(toFilter(toTree({ not: { any: [A, B] } }))).toEqual({ not: { any: [A, B] } });
  });

  it('asks nothing of groups that hold nothing yet', () => {
    expect(withoutEmptyGroups({ all: [A, { any: [] }] })).toEqual(A);
    expect(withoutEmptyGroups({ all: [{ any: [{ all: [] }] }] })).toEqual({ all: [] });
    expect(withoutEmptyGroups({ all: [A, { not: { any: [] } }, B] })).toEqual({ all: [A, B] });
  });

  it('turns groups by quantifier', () => {
    const group = toTree({ all: [A, B] });
    const turned = (['all', 'any', 'none', 'notAll'] as const).map((one) => withQuantifier(group, one));
    expect(turned.map(quantifierOf)).toEqual(['all', 'any', 'none', 'notAll']);
    expect(turned.map(toFilter)).toEqual([
      { all: [A, B] },
      { any: [A, B] },
      { not: { any: [A, B] } },
      { not: { all: [A, B] } },
    ]);
  });

  it('moves into groups, out of them, and takes emptied groups along', () => {
    const nested: Filter = { all: [A, { any: [B, C] }] };
    expect(after(nested, (root) => moveTo(root, [0], { group: [1], index: 1 }))).toEqual({ all: [{ any: [B, A, C] }] });
    expect(after(nested, (root) => moveTo(root, [1, 0], { group: [], index: 0 }))).toEqual({
      all: [B, A, { any: [C] }],
    });
    expect(after({ all: [A, { any: [B] }] }, (root) => moveTo(root, [1, 0], { group: [], index: 0 }))).toEqual({
      all: [B, A],
    });
    expect(after(nested, (root) => moveTo(root, [1], { group: [], index: 0 }))).toEqual({ all: [{ any: [B, C] }, A] });
  });

  it('never moves a group into itself, and beside itself changes nothing', () => {
    const nested: Filter = { all: [{ any: [A, { all: [B] }] }, C] };
    expect(after(nested, (root) => moveTo(root, [0], { group: [0, 1], index: 0 }))).toEqual(nested);
    expect(isFree([0], { group: [], index: 1 })).toBe(false);
    expect(isFree([1], { group: [0], index: 0 })).toBe(true);
    expect(isFree([0, 1, 0], { group: [0, 1], index: 1 })).toBe(false);
  });

  it('neither loses nor makes conditions by moving, whatever is moved where', () => {
    fc.assert(
      fc.property(filters, fc.nat(), fc.nat(), (filter, pick, place) => {
        const root = toTree(filter);
        const paths = pathsOf(root).filter((path) => path.length > 0);
        const from = paths[pick % Math.max(1, paths.length)];
        const slots = slotsOf(root);
        const slot = slots[place % slots.length];
        if (from === undefined || slot === undefined) return;
        const moved = moveTo(root, from, slot);
        expect(countConditions(moved)).toBe(countConditions(root));
        if (isFree(from, slot)) expect(pathsOf(moved).map((path) => nodeAt(moved, path))).toContain(nodeAt(root, from));
      }),
    );
  });

  it('goes from place to place in reading order, by keys', () => {
    const root = toTree({ all: [A, { any: [B, C] }, D] });
    expect(nextSlot(root, [0], undefined, 'up')).toBeUndefined();
    const down = nextSlot(root, [0], undefined, 'down');
    expect(down).toEqual({ group: [1], index: 0 });
    expect(nextSlot(root, [0], down, 'down')).toEqual({ group: [1], index: 1 });
    // Back past its own place there is nothing.
    expect(nextSlot(root, [0], down, 'up')).toBeUndefined();
    expect(nextSlot(root, [1], undefined, 'up')).toEqual({ group: [], index: 0 });
    expect(nextSlot(root, [1], undefined, 'down')).toEqual({ group: [], index: 3 });
  });

  it('adds, doubles, brackets and takes away', () => {
    const nested: Filter = { all: [A, { any: [B, C] }] };
    expect(
      after(nested, (root) =>
        insertAt(root, { group: [1], index: 2 }, { kind: 'condition', negated: false, filter: D }),
      ),
    ).toEqual({
      all: [A, { any: [B, C, D] }],
    });
    expect(after(nested, (root) => duplicateAt(root, [0]))).toEqual({ all: [A, A, { any: [B, C] }] });
    expect(after(nested, (root) => groupAt(root, [0]))).toEqual({ all: [{ any: [A] }, { any: [B, C] }] });
    expect(after(nested, (root) => ungroupAt(root, [1]))).toEqual({ all: [A, B, C] });
    expect(after({ all: [A, { not: { any: [B, C] } }] }, (root) => ungroupAt(root, [1]))).toEqual({
      all: [A, { not: { any: [B, C] } }],
    });
    expect(after({ all: [A, { any: [{ all: [B] }] }] }, (root) => removeAt(root, [1, 0, 0]))).toEqual(A);
    expect(after(A, (root) => removeAt(root, [0]))).toEqual({ all: [] });
  });
});
