/** Paths shape: flows to nodes and links with names, cut to what can be looked at. */
import { compareText } from '../breakdown-values';
import { flowsByValue, type Flow, type LinkFlow, wholeFlow } from './flows';
import type { PathsPartial } from './parts';
import { DEFAULT_EDGES, type PathsParams } from './plan';
import { MORE, type PathsFlow, type PathsResult, type PathsSpec } from './spec';

type Link = PathsFlow['links'][number];

export function shapePaths(
  spec: PathsSpec,
  params: PathsParams,
  partial: PathsPartial,
  dictionaries: readonly (readonly string[])[],
): PathsResult {
  const names = dictionaries.at(-1) ?? [];
  const shape = (flow: Flow): PathsFlow => shapeFlow(spec, flow, partial.width, names);
  const values = params.breakdown < 0 ? undefined : flowsByValue(params, partial, dictionaries[params.breakdown] ?? []);
  return {
    kind: 'paths',
    ...shape(wholeFlow(partial)),
    ...(values === undefined ? {} : { breakdowns: [...values].map(([value, flow]) => ({ value, ...shape(flow) })) }),
  };
}

function shapeFlow(spec: PathsSpec, flow: Flow, width: number, names: readonly string[]): PathsFlow {
  const stepOf = (node: number): number => Math.floor(node / width);
  const nameOf = (node: number): string => (node % width === width - 1 ? MORE : (names[node % width] ?? MORE));
  const idOf = (node: number): string => `${stepOf(node)}:${nameOf(node)}`;
  const links = linksOf(flow, width, idOf).sort(
    (a, b) => b.sessions - a.sessions || compareText(a.source, b.source) || compareText(a.target, b.target),
  );
  const shown = links
    .filter(({ sessions }) => sessions >= (spec.minEdge ?? 1))
    .slice(0, spec.maxEdges ?? DEFAULT_EDGES);
  const touched = new Set(shown.flatMap(({ source, target }) => [source, target]));
  const nodes = [...flow.nodes]
    .map(([node, sessions]) => ({ id: idOf(node), step: stepOf(node), name: nameOf(node), sessions }))
    .filter(({ id }) => touched.has(id) || shown.length === 0)
    .sort((a, b) => a.step - b.step || b.sessions - a.sessions || compareText(a.name, b.name))
    .slice(0, touched.size > 0 ? undefined : DEFAULT_EDGES);
  const ids = new Set(nodes.map(({ id }) => id));
  const dropoffs = [...flow.ended]
    .map(([node, sessions]) => ({ node: idOf(node), sessions }))
    .filter(({ node }) => ids.has(node))
    .sort((a, b) => b.sessions - a.sessions || compareText(a.node, b.node));
  const told = shown.reduce((total, { sessions }) => total + sessions, 0);
  const taken = links.reduce((total, { sessions }) => total + sessions, 0);
  return {
    sessions: flow.paths,
    persons: flow.persons,
    nodes,
    // Most links are not shown, and need no median.
    links: shown.map(measured),
    dropoffs,
    other: { links: links.length - shown.length, sessions: taken - told },
  };
}

interface NamedLink extends Omit<Link, 'medianSeconds'> {
  readonly flow: LinkFlow;
}

const linksOf = ({ links }: Flow, width: number, idOf: (node: number) => string): NamedLink[] =>
  [...links].map(([key, flow]) => {
    const source = Math.floor(key / width);
    const target = (Math.floor(source / width) + 1) * width + (key % width);
    return { source: idOf(source), target: idOf(target), sessions: flow.sessions, persons: flow.persons, flow };
  });

const measured = ({ flow, ...link }: NamedLink): Link => ({ ...link, medianSeconds: (flow.medianMs() ?? 0) / 1000 });
