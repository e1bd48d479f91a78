/** Paths fold: how often each node stands in each step, and each link between two. */
import { floatColumn, intColumn } from '../../base/columns';
import type { PersonRange } from '../../model/sequences';
import type { FoldInput, Stop } from '../insight';
import { Counts } from './counts';
import { KeyIndex } from './key-index';
import type { FlowPart, GroupsPart, NodeColumns, PathsPartial } from './parts';
import { foldPlain } from './plain';
import type { PathsParams } from './plan';
import { takenOfRange } from './taken';
import { moreCode, type Path, visitPaths } from './walk';

export function foldPaths(input: FoldInput, params: PathsParams, range: PersonRange, stop: Stop): PathsPartial {
  const width = moreCode(input, params) + 1;
  const plain = foldPlain(input, params, range, stop, width);
  if (plain !== undefined) return { width, parts: stop() ? [] : [{ flow: plain }] };
  const flow = new FlowCounter(input, params, width);
  const groups = params.breakdown < 0 ? undefined : new GroupCounter(input, params, width);
  visitPaths(input, params, range, stop, (path) => {
    flow.add(path);
    groups?.add(path);
  });
  // Putting by link what nobody waits for would take as long as finding it.
  if (stop()) return { width, parts: [] };
  return { width, parts: [{ flow: flow.finish(), ...(groups === undefined ? {} : { groups: groups.finish() }) }] };
}

export function mergePaths(a: PathsPartial, b: PathsPartial): PathsPartial {
  return { width: a.width, parts: [...a.parts, ...b.parts] };
}

class NodeCounter {
  private readonly index: KeyIndex;
  private readonly sessions = new Counts();
  private readonly ended = new Counts();

  constructor(space: number) {
    this.index = new KeyIndex(space);
  }

  add(key: number, ended: boolean): void {
    const node = this.index.numberOf(key);
    this.sessions.add(node);
    if (ended) this.ended.add(node);
  }

  addMany(key: number, sessions: number): void {
    const node = this.index.numberOf(key);
    this.sessions.set(node, this.sessions.get(node) + sessions);
  }

  /** One of those counted otherwise ended there. */
  end(key: number): void {
    this.ended.add(this.index.numberOf(key));
  }

  finish(): NodeColumns {
    const { keys, size } = this.index;
    return { keys: keys.toArray(), sessions: this.sessions.toArray(size), ended: this.ended.toArray(size) };
  }
}

class FlowCounter {
  private paths = 0;
  private persons = 0;
  private lastPerson = -1;
  private readonly first: NodeCounter;
  private readonly links: KeyIndex;
  private readonly sessions = new Counts();
  private readonly linkPersons = new Counts();
  /** Per link the person that took it last, plus one. */
  private readonly takenBy = new Counts();
  /** A row for each time that a link was taken. */
  private readonly rows = takenOfRange();
  private readonly time: Float64Array;
  private readonly space: number;

  constructor(
    input: FoldInput,
    { steps }: PathsParams,
    private readonly width: number,
  ) {
    this.time = input.sequences.time;
    this.space = steps * width;
    this.first = new NodeCounter(this.space);
    this.links = new KeyIndex(this.space * width);
  }

  add({ person, length, firstStep, names, positions, ended }: Path): void {
    const { width, time, rows, links, sessions, takenBy } = this;
    this.paths += 1;
    if (person !== this.lastPerson) this.persons += 1;
    this.lastPerson = person;
    const last = length - 1;
    let node = firstStep * width + (names[0] as number);
    let began = time[positions[0] as number] as number;
    // Every other node is at the end of a link, which is counted.
    this.first.add(node, ended && last === 0);
    for (let at = 1; at <= last; at += 1) {
      const name = names[at] as number;
      const link = links.numberOf(node * width + name);
      sessions.add(link);
      if (takenBy.get(link) !== person + 1) {
        takenBy.set(link, person + 1);
        this.linkPersons.add(link);
      }
      const reached = time[positions[at] as number] as number;
      rows.add(link, reached - began);
      began = reached;
      node = (firstStep + at) * width + name;
    }
    if (ended && last > 0) this.first.end(node);
  }

  finish(): FlowPart {
    const { size, keys } = this.links;
    const sessions = this.sessions.toArray(size);
    const linkKeys = keys.toArray();
    for (let link = 0; link < size; link += 1)
      this.first.addMany(this.targetOf(linkKeys[link] as number), sessions[link] as number);
    return {
      paths: this.paths,
      persons: this.persons,
      nodes: this.first.finish(),
      links: { keys: linkKeys, persons: this.linkPersons.toArray(size), ...this.rows.byLink(sessions) },
    };
  }

  /** The node that a link leads to, one step on. */
  private targetOf(link: number): number {
    const { width } = this;
    return (Math.floor(link / (width * width)) + 1) * width + (link % width);
  }
}

/** The same by the value of each path's first event. */
class GroupCounter {
  private readonly groups: KeyIndex;
  private readonly paths = new Counts();
  private readonly memberOf = new Counts();
  private readonly members = { groups: intColumn(), persons: intColumn() };
  private readonly nodes: NodeCounter;
  private readonly links: KeyIndex;
  private readonly taken = { links: intColumn(), persons: intColumn(), ms: floatColumn() };
  private readonly time: Float64Array;
  private readonly codes: Int32Array;
  private readonly perGroup: number;

  constructor(
    input: FoldInput,
    { breakdown, steps }: PathsParams,
    private readonly width: number,
  ) {
    const values = (input.codeSizes[breakdown] ?? 0) + 1;
    this.perGroup = steps * width;
    this.groups = new KeyIndex(values);
    this.nodes = new NodeCounter(values * this.perGroup);
    this.links = new KeyIndex(values * this.perGroup * width);
    this.time = input.sequences.time;
    this.codes = input.codes[breakdown] as Int32Array;
  }

  add({ person, length, firstStep, names, positions, ended }: Path): void {
    const { width, time, taken } = this;
    const group = this.groups.numberOf((this.codes[positions[0] as number] as number) + 1);
    this.paths.add(group);
    if (this.memberOf.get(group) !== person + 1) {
      this.memberOf.set(group, person + 1);
      this.members.groups.push(group);
      this.members.persons.push(person);
    }
    for (let at = 0; at < length; at += 1) {
      const node = group * this.perGroup + (firstStep + at) * width + (names[at] as number);
      this.nodes.add(node, ended && at + 1 === length);
      if (at + 1 === length) return;
      taken.links.push(this.links.numberOf(node * width + (names[at + 1] as number)));
      taken.persons.push(person);
      taken.ms.push((time[positions[at + 1] as number] as number) - (time[positions[at] as number] as number));
    }
  }

  finish(): GroupsPart {
    const { size, keys } = this.groups;
    return {
      codes: Int32Array.from(keys.toArray(), (key) => key - 1),
      paths: this.paths.toArray(size),
      members: { groups: this.members.groups.toArray(), persons: this.members.persons.toArray() },
      nodes: this.nodes.finish(),
      linkKeys: this.links.keys.toArray(),
      taken: {
        links: this.taken.links.toArray(),
        persons: this.taken.persons.toArray(),
        ms: this.taken.ms.toArray(),
      },
    };
  }
}
