/** Flows from the parts of all persons: the whole, and one per value of the breakdown. */
import { floatColumn } from '../../base/columns';
import { medianOf, type Numbers } from '../../stats/median';
import { rowsOfValues, type ValueRows } from '../breakdown-values';
import type { GroupsPart, NodeColumns, PathsPartial } from './parts';
import type { PathsParams } from './plan';

/** Each time that a link was taken. */
export class LinkFlow {
  persons = 0;
  /** Person index plus one; 0 before the first. */
  lastPerson = 0;
  /** How often. */
  sessions = 0;
  /** The milliseconds of each time, in as many arrays as they came in; and those that came one by one. */
  private readonly parts: Numbers[] = [];
  private readonly single = floatColumn();

  /** `ms` is kept as it is. */
  addAll(ms: Numbers): void {
    this.parts.push(ms);
    this.sessions += ms.length;
  }

  add(ms: number): void {
    this.single.push(ms);
    this.sessions += 1;
  }

  /** Undefined where it was never taken. */
  medianMs(): number | undefined {
    return medianOf([...this.parts, this.single.toArray()]);
  }
}

/** Nodes and links by their keys without a group. */
export interface Flow {
  paths: number;
  persons: number;
  lastPerson: number;
  readonly nodes: Map<number, number>;
  readonly ended: Map<number, number>;
  readonly links: Map<number, LinkFlow>;
}

const emptyFlow = (): Flow => ({
  paths: 0,
  persons: 0,
  lastPerson: 0,
  nodes: new Map(),
  ended: new Map(),
  links: new Map(),
});

const add = (map: Map<number, number>, key: number, count: number): void => {
  if (count > 0) map.set(key, (map.get(key) ?? 0) + count);
};

function linkOf({ links }: Flow, key: number): LinkFlow {
  let link = links.get(key);
  if (link === undefined) links.set(key, (link = new LinkFlow()));
  return link;
}

function addNodes(columns: NodeColumns, flowOf: (key: number) => readonly [Flow, number]): void {
  columns.keys.forEach((key, row) => {
    const [flow, node] = flowOf(key);
    add(flow.nodes, node, columns.sessions[row] as number);
    add(flow.ended, node, columns.ended[row] as number);
  });
}

export function wholeFlow({ parts }: PathsPartial): Flow {
  const whole = emptyFlow();
  for (const { flow } of parts) {
    whole.paths += flow.paths;
    whole.persons += flow.persons;
    addNodes(flow.nodes, (key) => [whole, key]);
    flow.links.keys.forEach((key, row) => {
      const link = linkOf(whole, key);
      link.persons += flow.links.persons[row] as number;
      link.addAll(flow.links.ms.subarray(row === 0 ? 0 : flow.links.ends[row - 1], flow.links.ends[row]));
    });
  }
  return whole;
}

/** By value, the one with the most paths first, the folded rest last; bins in their order. */
export function flowsByValue(
  params: PathsParams,
  { parts, width }: PathsPartial,
  dictionary: readonly string[],
): ReadonlyMap<string, Flow> {
  const groups = parts.flatMap((part) => (part.groups === undefined ? [] : [part.groups]));
  const { shown, nameOf } = pathValues(params, groups, dictionary);
  const flows = new Map(shown.map((value) => [value, emptyFlow()]));
  const flowOf = (code: number): Flow => {
    const value = nameOf(code);
    let flow = flows.get(value);
    if (flow === undefined) flows.set(value, (flow = emptyFlow()));
    return flow;
  };
  for (const part of groups) addGroups(part, Array.from(part.codes, flowOf), params.steps * width, width);
  return flows;
}

/** Which values have a flow of their own, and the name that a code goes under. */
export function pathValues(
  params: PathsParams,
  groups: readonly GroupsPart[],
  dictionary: readonly string[],
): ValueRows {
  const totals = new Map<number, number>();
  for (const { codes, paths } of groups) {
    codes.forEach((code, group) => {
      totals.set(code, (totals.get(code) ?? 0) + (paths[group] as number));
    });
  }
  return rowsOfValues(totals, dictionary, params);
}

function addGroups(part: GroupsPart, flows: readonly Flow[], perGroup: number, width: number): void {
  part.paths.forEach((count, group) => {
    (flows[group] as Flow).paths += count;
  });
  part.members.groups.forEach((group, row) => {
    const flow = flows[group] as Flow;
    const person = (part.members.persons[row] as number) + 1;
    if (flow.lastPerson !== person) flow.persons += 1;
    flow.lastPerson = person;
  });
  addNodes(part.nodes, (key) => [flows[Math.floor(key / perGroup)] as Flow, key % perGroup]);
  const links = Array.from(part.linkKeys, (key) =>
    linkOf(flows[Math.floor(key / (perGroup * width))] as Flow, key % (perGroup * width)),
  );
  part.taken.links.forEach((number, row) => {
    const link = links[number] as LinkFlow;
    const person = (part.taken.persons[row] as number) + 1;
    if (link.lastPerson !== person) link.persons += 1;
    link.lastPerson = person;
    link.add(part.taken.ms[row] as number);
  });
}
