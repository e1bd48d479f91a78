/** The identity graph: lines, columns, and the same picture whatever the order ids came in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { turnsOf } from '../../../renderer/features/people/identity/device-turns';
import { layOutGraph, linksOf, NODE_HEIGHT } from '../../../renderer/features/people/identity/graph-layout';
import type { IdentityGraph } from '../../../shared/contract/identity';

type Node = IdentityGraph['nodes'][number];
type Edge = IdentityGraph['edges'][number];

const node = (role: Node['role'], id: string, inside = true, firstSeen = 0): Node => ({
  role,
  id,
  firstSeen,
  events: 1,
  inside,
});
const edge = (a: number, b: number, kind: Edge['kind'], applied = true, first = 0): Edge => ({
  a,
  b,
  kind,
  first,
  last: first,
  applied,
  ...(applied ? {} : { reason: 'other_user' as const }),
});

describe('the identity graph', () => {
  it('draws all statements between two ids as one line, followed where any of them is', () => {
    const nodes = [node('user', 'a'), node('anonymous', 'b'), node('anonymous', 'c')];
    const links = linksOf({
      nodes,
      edges: [edge(0, 1, 'event', false, 5), edge(1, 0, 'identify', true, 9), edge(0, 2, 'event', false, 1)],
    });
    expect(links).toEqual([
      { a: 0, b: 2, kinds: ['event'], first: 1, last: 1, state: 'refused', reason: 'other_user' },
      { a: 0, b: 1, kinds: ['event', 'identify'], first: 5, last: 9, state: 'joined', reason: undefined },
    ]);
  });

  it('knows a device that two people used in turn from one that is refused', () => {
    const nodes = [node('user', 'ada'), node('anonymous', 'tablet'), node('user', 'ben', false)];
    const states = (applied: boolean) =>
      linksOf({ nodes, edges: [edge(0, 1, 'identify'), edge(2, 1, 'identify', applied)] }).map(({ state }) => state);
    expect(states(true)).toEqual(['joined', 'shared']);
    expect(states(false)).toEqual(['joined', 'refused']);
  });

  it('puts users left, devices in the middle, strangers right', () => {
    const nodes = [node('anonymous', 'd1'), node('user', 'ada'), node('user', 'ben', false)];
    const { nodes: placed, nodeWidth } = layOutGraph(nodes, linksOf({ nodes, edges: [edge(0, 1, 'identify')] }), 900);
    const x = (index: number): number => placed.find((each) => each.index === index)?.x ?? Number.NaN;
    expect(x(1) + nodeWidth).toBeLessThan(x(0));
    expect(x(0) + nodeWidth).toBeLessThan(x(2));
    expect(x(2) + nodeWidth).toBeLessThanOrEqual(900);
  });

  it('is the same picture whatever the order of the ids, nothing overlapping, nothing outside', () => {
    const graphs = fc
      .uniqueArray(fc.tuple(fc.constantFrom('user', 'anonymous', 'plain'), fc.stringMatching(/^[a-e]{1,3}$/)), {
        minLength: 1,
        maxLength: 12,
        selector: ([role, id]) => `${role} ${id}`,
      })
      .chain((ids) =>
        fc.record({
          nodes: fc.constant(
            ids.map(([role, id], index) => node(role as Node['role'], id, index % 4 !== 3, index % 3)),
          ),
          pairs: fc.array(fc.tuple(fc.nat(ids.length - 1), fc.nat(ids.length - 1)), { maxLength: 15 }),
          turn: fc.nat(20),
          width: fc.integer({ min: 440, max: 1400 }),
        }),
      );
    fc.assert(
      fc.property(graphs, ({ nodes, pairs, turn, width }) => {
        const edges = pairs.filter(([a, b]) => a !== b).map(([a, b]) => edge(a, b, 'event'));
        const draw = (shift: number) => {
          const at = (index: number): number => (index + shift) % nodes.length;
          const turned = nodes.map((_, index) => nodes[(index - shift + nodes.length * 30) % nodes.length] as Node);
          const links = linksOf({
            nodes: turned,
            edges: edges.map((each) => ({ ...each, a: at(each.a), b: at(each.b) })),
          });
          const layout = layOutGraph(turned, links, width);
          return {
            layout,
            places: layout.nodes
              .map(({ index, x, y }) => `${turned[index]?.role} ${turned[index]?.id} ${x.toFixed(3)} ${y.toFixed(3)}`)
              .toSorted(),
          };
        };
        const { layout, places } = draw(0);
        expect(draw(turn % nodes.length).places).toEqual(places);
        expect(layout.nodes).toHaveLength(nodes.length);
        for (const one of layout.nodes) {
          expect(one.x).toBeGreaterThanOrEqual(0);
          expect(one.x + layout.nodeWidth).toBeLessThanOrEqual(layout.width + 0.001);
          expect(one.y + NODE_HEIGHT).toBeLessThanOrEqual(layout.height);
          for (const other of layout.nodes) {
            if (other.index === one.index || other.x !== one.x) continue;
            expect(Math.abs(other.y - one.y)).toBeGreaterThanOrEqual(NODE_HEIGHT);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('the turns of a shared device', () => {
  const owners = [{ person: 'ben' }, { from: 200, person: 'ada' }, { from: 800, person: 'ben' }];

  it('share the time in which it was seen', () => {
    const turns = turnsOf(owners, { firstSeen: 100, lastSeen: 1100 });
    expect(turns.map(({ person, from, share }) => [person, from, share])).toEqual([
      ['ben', undefined, 0.1],
      ['ada', 200, 0.6],
      ['ben', 800, 0.3],
    ]);
  });

  it('can all be seen, whatever is known of the device', () => {
    expect(turnsOf(owners, undefined).map(({ share }) => share)).toEqual([0.01, 1, 0.01]);
    expect(turnsOf([{ person: 'ben' }], { firstSeen: 5, lastSeen: 5 })).toEqual([
      { person: 'ben', from: undefined, share: 1 },
    ]);
  });
});
