import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BAR_WIDTH, LABEL_HEIGHT, layoutFlow, type Flow } from '../../../renderer/features/paths/flow-layout';
import { crossings, orderColumns, type OrderLink, type OrderNode } from '../../../renderer/features/paths/flow-order';
import { isInFlow, nodeByKey, wayThrough } from '../../../renderer/features/paths/flow-way';
import type { PathsResult } from '../../../shared/insights/paths/spec';

type Drawn = Pick<PathsResult, 'nodes' | 'links' | 'dropoffs'>;

/** Ids are `step:name`; a node has the sessions of its links, or of those that end at it. */
function drawn(links: readonly (readonly [source: string, target: string, sessions: number])[], ends = {}): Drawn {
  const sums = new Map<string, { in: number; out: number }>();
  const at = (id: string) => {
    const known = sums.get(id) ?? { in: 0, out: 0 };
    sums.set(id, known);
    return known;
  };
  for (const [source, target, sessions] of links) {
    at(source).out += sessions;
    at(target).in += sessions;
  }
  const dropoffs = Object.entries<number>(ends).map(([node, sessions]) => ({ node, sessions }));
  for (const { node, sessions } of dropoffs) at(node).out += sessions;
  return {
    nodes: [...sums].map(([id, sum]) => ({
      id,
      step: Number(id.split(':')[0]),
      name: id.split(':')[1] ?? '',
      sessions: Math.max(sum.in, sum.out),
    })),
    links: links.map(([source, target, sessions]) => ({
      source,
      target,
      sessions,
      persons: sessions,
      medianSeconds: 1,
    })),
    dropoffs,
  };
}

/** Pair by pair, as the word says: two links cross where their ends stand in opposite orders. */
function slowCrossings(columns: readonly (readonly string[])[], links: readonly OrderLink[]): number {
  const rank = new Map(columns.flatMap((column) => column.map((id, at) => [id, at] as const)));
  const stepOf = new Map(columns.flatMap((column, step) => column.map((id) => [id, step] as const)));
  const of = (id: string): number => rank.get(id) ?? 0;
  let total = 0;
  for (const [index, a] of links.entries()) {
    for (const b of links.slice(index + 1)) {
      if (stepOf.get(a.source) !== stepOf.get(b.source)) continue;
      if ((of(a.source) - of(b.source)) * (of(a.target) - of(b.target)) < 0) total += a.sessions * b.sessions;
    }
  }
  return total;
}

const graphs = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 }),
    seeds: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 40 })), { maxLength: 40 }),
  })
  .map(({ sizes, seeds }) => {
    const nodes: OrderNode[] = sizes.flatMap((size, step) =>
      Array.from({ length: size }, (_, at) => ({ id: `${step}:${at}`, step })),
    );
    const links = new Map<string, OrderLink>();
    for (const [stepSeed, from, to, sessions] of seeds) {
      const step = stepSeed % (sizes.length - 1);
      const source = `${step}:${from % (sizes[step] ?? 1)}`;
      const target = `${step + 1}:${to % (sizes[step + 1] ?? 1)}`;
      links.set(`${source}>${target}`, { source, target, sessions });
    }
    return { nodes, links: [...links.values()] };
  });

describe('the order of nodes', () => {
  it('untangles what can be untangled', () => {
    const { nodes, links } = drawn([
      ['0:a', '1:y', 5],
      ['0:b', '1:x', 5],
      ['0:c', '1:x', 1],
      ['1:x', '2:m', 4],
      ['1:y', '2:n', 5],
    ]);
    const columns = orderColumns(nodes, links);
    expect(crossings(columns, links)).toBe(0);
    expect(columns.map((column) => column.length)).toEqual([3, 2, 2]);
  });

  it('keeps the order given where no link crosses', () => {
    const { nodes, links } = drawn([
      ['0:a', '1:x', 5],
      ['0:b', '1:y', 3],
    ]);
    expect(orderColumns(nodes, links)).toEqual([
      ['0:a', '0:b'],
      ['1:x', '1:y'],
    ]);
  });

  it('counts crossings as pair by pair does', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, links }) => {
        const steps = [...new Set(nodes.map(({ step }) => step))];
        const columns = steps.map((step) => nodes.filter((node) => node.step === step).map(({ id }) => id));
        expect(crossings(columns, links)).toBe(slowCrossings(columns, links));
      }),
    );
  });

  it('never crosses more than the order given, loses no node, and is the same each time', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, links }) => {
        const given = [...new Set(nodes.map(({ step }) => step))].map((step) =>
          nodes.filter((node) => node.step === step).map(({ id }) => id),
        );
        const columns = orderColumns(nodes, links);
        expect(crossings(columns, links)).toBeLessThanOrEqual(crossings(given, links));
        expect(columns.map((column) => [...column].sort())).toEqual(given.map((column) => [...column].sort()));
        expect(orderColumns(nodes, links)).toEqual(columns);
      }),
    );
  });
});

const node = (flow: Flow, id: string) => {
  const found = flow.nodes.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`the flow has no ${id}`);
  return found;
};
/** The heights of a ribbon's two ends and where they begin, read from its shape. */
const ends = (shape: string) => {
  const numbers = shape
    .split(/[MCVZ ]+/)
    .filter(Boolean)
    .map(Number);
  const at = (index: number): number => numbers[index] ?? Number.NaN;
  return { x0: at(0), top0: at(1), x1: at(6), top1: at(7), bottom1: at(8), bottom0: at(14) };
};

describe('the layout', () => {
  const tree = drawn(
    [
      ['0:a', '1:x', 60],
      ['0:a', '1:y', 30],
      ['0:b', '1:y', 10],
    ],
    { '0:a': 10, '1:y': 40 },
  );

  it('makes bars as high as their sessions, one below the other with room for their labels', () => {
    const flow = layoutFlow(tree, 800);
    const a = node(flow, '0:a');
    const b = node(flow, '0:b');
    expect(a.height / b.height).toBeCloseTo(10);
    expect(node(flow, '1:x').height / b.height).toBeCloseTo(6);
    expect(b.y).toBeGreaterThanOrEqual(a.y + Math.max(a.height, LABEL_HEIGHT));
    expect(flow.height).toBeGreaterThanOrEqual(b.y + LABEL_HEIGHT);
    expect(flow.steps).toEqual([0, 1]);
  });

  it('fills the room there is, and asks for more where the columns need it', () => {
    expect(layoutFlow(tree, 1000).width).toBe(1000);
    expect(layoutFlow(tree, 100).width).toBeGreaterThan(100);
  });

  it('gives the smallest node a bar that can be seen', () => {
    const flow = layoutFlow(
      drawn([
        ['0:a', '1:x', 1_000_000],
        ['0:b', '1:x', 1],
      ]),
      800,
    );
    expect(node(flow, '0:b').height).toBe(3);
  });

  it('leads ribbons from bar to bar, as wide as their sessions and never over one another', () => {
    fc.assert(
      fc.property(graphs, ({ links: led }) => {
        const built = drawn(led.map(({ source, target, sessions }) => [source, target, sessions]));
        const flow = layoutFlow(built, 900);
        for (const { link, shape } of flow.links) {
          const source = node(flow, link.source);
          const target = node(flow, link.target);
          const { x0, x1, top0, top1, bottom0, bottom1 } = ends(shape);
          expect(x0).toBeCloseTo(source.x + BAR_WIDTH);
          expect(x1).toBeCloseTo(target.x);
          expect(top0).toBeGreaterThanOrEqual(source.y - 0.01);
          expect(bottom0).toBeLessThanOrEqual(source.y + source.height + 0.02);
          expect(top1).toBeGreaterThanOrEqual(target.y - 0.01);
          expect(bottom1).toBeLessThanOrEqual(target.y + target.height + 0.02);
          expect(bottom0 - top0).toBeCloseTo(bottom1 - top1, 1);
        }
        for (const { id } of flow.nodes) {
          const out = flow.links
            .filter(({ link }) => link.source === id)
            .map(({ shape }) => ends(shape))
            .sort((p, q) => p.top0 - q.top0);
          for (const [index, ribbon] of out.slice(1).entries())
            expect(ribbon.top0).toBeGreaterThanOrEqual((out[index]?.bottom0 ?? 0) - 1.02);
        }
      }),
    );
  });

  it('ends those who went no further at the foot of the bar, their label below the name', () => {
    const flow = layoutFlow(tree, 800);
    const y = node(flow, '1:y');
    const drop = flow.drops.find((candidate) => candidate.node === '1:y');
    expect(drop?.sessions).toBe(40);
    expect(ends(drop?.shape ?? '').bottom0).toBeCloseTo(y.y + y.height, 1);
    expect(drop?.labelY).toBeGreaterThanOrEqual(y.y + LABEL_HEIGHT);
  });

  it('draws nodes without links too', () => {
    const flow = layoutFlow(
      { nodes: [{ id: '4:end', step: 4, name: 'end', sessions: 3 }], links: [], dropoffs: [] },
      500,
    );
    expect(flow.nodes).toHaveLength(1);
    expect(flow.steps).toEqual([4]);
  });
});

describe('the way through', () => {
  const flow = layoutFlow(
    drawn(
      [
        ['0:a', '1:x', 60],
        ['0:a', '1:y', 30],
        ['0:b', '1:y', 10],
        ['1:x', '2:m', 20],
        ['1:y', '2:n', 15],
      ],
      { '1:x': 40, '1:y': 25 },
    ),
    800,
  );
  const names = (set: ReadonlySet<string>): string[] => [...set].sort();

  it('of a node is all that leads to it and all it leads to', () => {
    const way = wayThrough(flow, { of: 'node', id: '1:y' });
    expect(names(way.nodes)).toEqual(['0:a', '0:b', '1:y', '2:n']);
    expect(way.links.size).toBe(3);
    expect(names(way.drops)).toEqual(['1:y', '2:n']);
  });

  it('of a link leaves its sisters out', () => {
    const way = wayThrough(flow, { of: 'link', source: '0:a', target: '1:x' });
    expect(names(way.nodes)).toEqual(['0:a', '1:x', '2:m']);
    expect(way.links.size).toBe(2);
  });

  it('of an end goes back only', () => {
    const way = wayThrough(flow, { of: 'drop', node: '1:x' });
    expect(names(way.nodes)).toEqual(['0:a', '1:x']);
    expect(names(way.drops)).toEqual(['1:x']);
  });

  it('is known to be gone when the node is', () => {
    expect(isInFlow(flow, { of: 'drop', node: '1:x' })).toBe(true);
    expect(isInFlow(flow, { of: 'drop', node: '0:a' })).toBe(false);
    expect(isInFlow(flow, { of: 'link', source: '0:b', target: '1:x' })).toBe(false);
  });

  it('is walked along the strongest links and within columns', () => {
    expect(nodeByKey(flow, '0:a', 'ArrowRight')).toBe('1:x');
    expect(nodeByKey(flow, '1:y', 'ArrowLeft')).toBe('0:a');
    expect(nodeByKey(flow, '0:a', 'ArrowDown')).toBe('0:b');
    expect(nodeByKey(flow, '0:a', 'ArrowUp')).toBeUndefined();
    expect(nodeByKey(flow, '2:n', 'ArrowRight')).toBeUndefined();
    expect(nodeByKey(flow, '2:n', 'Home')).toBe('0:a');
    expect(nodeByKey(flow, '0:a', 'End')).toBe('2:n');
    expect(nodeByKey(flow, '0:a', 'Enter')).toBeUndefined();
  });
});
