/** Paths fold and drill: how often each node stands in each step, and each link between two. */
import { floatColumn, type GrowingColumn } from '../../base/columns';
import type { PersonRange } from '../../model/sequences';
import type { DrillUnits, FoldInput, Stop } from '../insight';
import type { PathsParams } from './plan';
import { MORE, type PathsCell } from './spec';
import { moreCode, type Path, visitPaths } from './walk';

/** Nodes are `step · width + name`; links `node · width + next name`, where width is one more than there are names. */
export interface PathsPart {
  readonly paths: number;
  readonly persons: number;
  readonly nodes: ReadonlyMap<number, number>;
  readonly ended: ReadonlyMap<number, number>;
  readonly links: ReadonlyMap<number, { readonly persons: number; readonly ms: Float64Array }>;
}

export interface PathsPartial {
  readonly width: number;
  readonly parts: readonly PathsPart[];
}

interface OpenLink {
  persons: number;
  lastPerson: number;
  readonly ms: GrowingColumn<Float64Array<ArrayBuffer>>;
}

const add = (map: Map<number, number>, key: number): void => {
  map.set(key, (map.get(key) ?? 0) + 1);
};

export function foldPaths(input: FoldInput, params: PathsParams, range: PersonRange, stop: Stop): PathsPartial {
  const { time } = input.sequences;
  const width = moreCode(input, params) + 1;
  const nodes = new Map<number, number>();
  const ended = new Map<number, number>();
  const links = new Map<number, OpenLink>();
  let paths = 0;
  let persons = 0;
  let lastPerson = -1;
  visitPaths(input, params, range, stop, (path) => {
    paths += 1;
    if (path.person !== lastPerson) persons += 1;
    lastPerson = path.person;
    for (let at = 0; at < path.length; at += 1) {
      const node = nodeOf(path, at, width);
      add(nodes, node);
      if (at + 1 === path.length) {
        if (path.ended) add(ended, node);
        continue;
      }
      const key = node * width + (path.names[at + 1] as number);
      let link = links.get(key);
      if (link === undefined) links.set(key, (link = { persons: 0, lastPerson: -1, ms: floatColumn() }));
      if (link.lastPerson !== path.person) link.persons += 1;
      link.lastPerson = path.person;
      link.ms.push((time[path.positions[at + 1] as number] as number) - (time[path.positions[at] as number] as number));
    }
  });
  const told = new Map([...links].map(([key, link]) => [key, { persons: link.persons, ms: link.ms.toArray() }]));
  return { width, parts: [{ paths, persons, nodes, ended, links: told }] };
}

const nodeOf = (path: Path, at: number, width: number): number =>
  (path.firstStep + at) * width + (path.names[at] as number);

export function mergePaths(a: PathsPartial, b: PathsPartial): PathsPartial {
  return { width: a.width, parts: [...a.parts, ...b.parts] };
}

export function drillPaths(
  input: FoldInput,
  params: PathsParams,
  cell: PathsCell,
  range: PersonRange,
  dictionaries: readonly (readonly string[])[],
): DrillUnits {
  const persons: number[] = [];
  const positions: number[][] = [];
  const names = dictionaries.at(-1) ?? [];
  const width = moreCode(input, params) + 1;
  const wanted = (id: string): number => {
    const colon = id.indexOf(':');
    const name = id.slice(colon + 1);
    const code = name === MORE ? width - 1 : names.indexOf(name);
    return code < 0 ? -1 : Number(id.slice(0, colon)) * width + code;
  };
  const first = wanted('node' in cell ? cell.node : 'dropoff' in cell ? cell.dropoff : cell.source);
  const second = 'target' in cell ? wanted(cell.target) : -1;
  visitPaths(
    input,
    params,
    range,
    () => false,
    (path) => {
      for (let at = 0; at < path.length; at += 1) {
        if (nodeOf(path, at, width) !== first) continue;
        const isLast = at + 1 === path.length;
        if ('dropoff' in cell && !(isLast && path.ended)) continue;
        if ('target' in cell && (isLast || nodeOf(path, at + 1, width) !== second)) continue;
        const own = Array.from(path.positions.subarray(at, 'target' in cell ? at + 2 : at + 1));
        if (persons.at(-1) === path.person) positions.at(-1)?.push(...own);
        else {
          persons.push(path.person);
          positions.push(own);
        }
      }
    },
  );
  return { unit: 'persons', persons, positions };
}
