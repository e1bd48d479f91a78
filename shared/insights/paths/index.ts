/** The paths insight: INSIGHTS §3.4. */
import { quantileOfSorted } from '../../stats/quantile';
import { compareText } from '../breakdown-values';
import type { Insight } from '../insight';
import { drillPaths, foldPaths, mergePaths, type PathsPartial } from './fold';
import { DEFAULT_EDGES, type PathsParams, planPaths } from './plan';
import {
  MORE,
  type PathsCell,
  pathsCellSchema,
  type PathsResult,
  pathsResultSchema,
  type PathsSpec,
  pathsSpecSchema,
} from './spec';

type Link = PathsResult['links'][number];

function shapePaths(
  spec: PathsSpec,
  _params: PathsParams,
  { width, parts }: PathsPartial,
  dictionaries: readonly (readonly string[])[],
): PathsResult {
  const names = dictionaries.at(-1) ?? [];
  const stepOf = (node: number): number => Math.floor(node / width);
  const nameOf = (node: number): string => (node % width === width - 1 ? MORE : (names[node % width] ?? MORE));
  const idOf = (node: number): string => `${stepOf(node)}:${nameOf(node)}`;
  const sum = (pick: (part: PathsPartial['parts'][number]) => ReadonlyMap<number, number>): Map<number, number> => {
    const total = new Map<number, number>();
    for (const part of parts) for (const [key, count] of pick(part)) total.set(key, (total.get(key) ?? 0) + count);
    return total;
  };
  const links = linksOf(parts, width, idOf).sort(
    (a, b) => b.sessions - a.sessions || compareText(a.source, b.source) || compareText(a.target, b.target),
  );
  const shown = links
    .filter(({ sessions }) => sessions >= (spec.minEdge ?? 1))
    .slice(0, spec.maxEdges ?? DEFAULT_EDGES);
  const touched = new Set(shown.flatMap(({ source, target }) => [source, target]));
  const nodes = [...sum(({ nodes: own }) => own)]
    .map(([node, sessions]) => ({ id: idOf(node), step: stepOf(node), name: nameOf(node), sessions }))
    .filter(({ id }) => touched.has(id) || shown.length === 0)
    .sort((a, b) => a.step - b.step || b.sessions - a.sessions || compareText(a.name, b.name))
    .slice(0, touched.size > 0 ? undefined : DEFAULT_EDGES);
  const ids = new Set(nodes.map(({ id }) => id));
  const dropoffs = [...sum(({ ended }) => ended)]
    .map(([node, sessions]) => ({ node: idOf(node), sessions }))
    .filter(({ node }) => ids.has(node))
    .sort((a, b) => b.sessions - a.sessions || compareText(a.node, b.node));
  const told = shown.reduce((total, { sessions }) => total + sessions, 0);
  const taken = links.reduce((total, { sessions }) => total + sessions, 0);
  return {
    kind: 'paths',
    sessions: parts.reduce((total, { paths }) => total + paths, 0),
    persons: parts.reduce((total, { persons }) => total + persons, 0),
    nodes,
    links: shown,
    dropoffs,
    other: { links: links.length - shown.length, sessions: taken - told },
  };
}

function linksOf(parts: PathsPartial['parts'], width: number, idOf: (node: number) => string): Link[] {
  const gathered = new Map<number, { persons: number; ms: Float64Array[] }>();
  for (const part of parts) {
    for (const [key, { persons, ms }] of part.links) {
      const link = gathered.get(key);
      if (link === undefined) gathered.set(key, { persons, ms: [ms] });
      else {
        link.persons += persons;
        link.ms.push(ms);
      }
    }
  }
  return [...gathered].map(([key, { persons, ms }]) => {
    const source = Math.floor(key / width);
    const target = (Math.floor(source / width) + 1) * width + (key % width);
    const sessions = ms.reduce((total, part) => total + part.length, 0);
    const all = new Float64Array(sessions);
    let at = 0;
    for (const part of ms) {
      all.set(part, at);
      at += part.length;
    }
    const medianSeconds = (quantileOfSorted(all.sort(), 0.5) ?? 0) / 1000;
    return { source: idOf(source), target: idOf(target), sessions, persons, medianSeconds };
  });
}

export const paths: Insight<PathsSpec, PathsParams, PathsPartial, PathsResult, PathsCell> = {
  kind: 'paths',
  spec: pathsSpecSchema,
  result: pathsResultSchema,
  cell: pathsCellSchema,
  plan: planPaths,
  fold: foldPaths,
  merge: mergePaths,
  shape: shapePaths,
  drill: drillPaths,
};
