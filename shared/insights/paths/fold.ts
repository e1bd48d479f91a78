/** Paths fold: how often each node stands in each step, and each link between two. */
import { floatColumn, intColumn } from '../../base/columns';
import type { PersonRange } from '../../model/sequences';
import type { FoldInput, Stop } from '../insight';
import { Counts } from './counts';
import { KeyIndex } from './key-index';
import type { FlowPart, GroupsPart, NodeColumns, PathsPartial } from './parts';
import type { PathsParams } from './plan';
import { moreCode, type Path, visitPaths } from './walk';

export function foldPaths(input: FoldInput, params: PathsParams, range: PersonRange, stop: Stop): PathsPartial {
  const width = moreCode(input, params) + 1;
  const flow = new FlowCounter(input, params, width, range);
  const groups = params.breakdown < 0 ? undefined : new GroupCounter(input, params, width);
  visitPaths(input, params, range, stop, (path) => {
    flow.add(path);
    groups?.add(path);
  });
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

  finish(): NodeColumns {
    const { keys, size } = this.index;
    return { keys: keys.toArray(), sessions: this.sessions.toArray(size), ended: this.ended.toArray(size) };
  }
}

/** Which link was taken and how long that took, time after time. */
class Taken {
  length = 0;
  links: Int32Array<ArrayBuffer>;
  ms: Float64Array<ArrayBuffer>;

  /** @param room for so many at first. */
  constructor(room: number) {
    this.links = new Int32Array(room);
    this.ms = new Float64Array(room);
  }

  add(link: number, ms: number): void {
    const row = this.length;
    if (row === this.links.length) this.grow();
    this.links[row] = link;
    this.ms[row] = ms;
    this.length = row + 1;
  }

  /** Whether all are whole numbers below 2³² (seven weeks), as those of times in one session are. */
  areShort(): boolean {
    const { ms, length } = this;
    for (let row = 0; row < length; row += 1) if (ms[row] !== (ms[row] as number) >>> 0) return false;
    return true;
  }

  private grow(): void {
    const links = new Int32Array(this.length * 2);
    const ms = new Float64Array(this.length * 2);
    links.set(this.links);
    ms.set(this.ms);
    this.links = links;
    this.ms = ms;
  }
}

class FlowCounter {
  private paths = 0;
  private persons = 0;
  private lastPerson = -1;
  private readonly nodes: NodeCounter;
  private readonly links: KeyIndex;
  private readonly sessions = new Counts();
  private readonly linkPersons = new Counts();
  /** Per link the person that took it last, plus one. */
  private readonly takenBy = new Counts();
  /** A row for each time that a link was taken. */
  private readonly rows: Taken;
  private readonly time: Float64Array;

  constructor(
    input: FoldInput,
    { steps }: PathsParams,
    private readonly width: number,
    range: PersonRange,
  ) {
    const { time, offsets } = input.sequences;
    this.time = time;
    // About every second event follows another in a path.
    this.rows = new Taken(256 + (((offsets[range.to] as number) - (offsets[range.from] as number)) >>> 1));
    this.nodes = new NodeCounter(steps * width);
    this.links = new KeyIndex(steps * width * width);
  }

  add({ person, length, firstStep, names, positions, ended }: Path): void {
    const { width, time, nodes, rows } = this;
    this.paths += 1;
    if (person !== this.lastPerson) this.persons += 1;
    this.lastPerson = person;
    const last = length - 1;
    for (let at = 0; at <= last; at += 1) {
      const node = (firstStep + at) * width + (names[at] as number);
      nodes.add(node, ended && at === last);
      if (at === last) return;
      const link = this.links.numberOf(node * width + (names[at + 1] as number));
      this.sessions.add(link);
      if (this.takenBy.get(link) !== person + 1) {
        this.takenBy.set(link, person + 1);
        this.linkPersons.add(link);
      }
      rows.add(link, (time[positions[at + 1] as number] as number) - (time[positions[at] as number] as number));
    }
  }

  finish(): FlowPart {
    const { size, keys } = this.links;
    const ends = this.sessions.toArray(size);
    const next = new Int32Array(size);
    for (let link = 1; link < size; link += 1) {
      next[link] = ends[link - 1] as number;
      ends[link] = (ends[link] as number) + (ends[link - 1] as number);
    }
    const { rows } = this;
    const ms = rows.areShort() ? new Uint32Array(rows.length) : new Float64Array(rows.length);
    for (let row = 0; row < ms.length; row += 1) {
      const link = rows.links[row] as number;
      const place = next[link] as number;
      ms[place] = rows.ms[row] as number;
      next[link] = place + 1;
    }
    return {
      paths: this.paths,
      persons: this.persons,
      nodes: this.nodes.finish(),
      links: { keys: keys.toArray(), persons: this.linkPersons.toArray(size), ends, ms },
    };
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
