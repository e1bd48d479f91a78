/**
 * Paths as they are asked for most: of whole sessions, in which every event counts, without a breakdown. Counts what
 * `visitPaths` would tell of each path, without putting paths together.
 */
import type { PersonRange } from '../../model/sequences';
import type { FoldInput, Stop } from '../insight';
import { PERSONS_PER_LOOK } from '../matches';
import type { FlowPart, NodeColumns } from './parts';
import type { PathsParams } from './plan';
import { takenOfRange } from './taken';

/** A table of all links that there may be is no larger than this. */
const MOST_LINKS = 1 << 22;

/** Undefined where the question asks for more, or a link took longer than half the room of a number holds. */
export function foldPlain(
  input: FoldInput,
  params: PathsParams,
  range: PersonRange,
  stop: Stop,
  width: number,
): FlowPart | undefined {
  const { steps } = params;
  if (!isPlain(params) || steps * width * width > MOST_LINKS) return undefined;
  const { offsets, session, time } = input.sequences;
  const codes = input.codes[params.column] as Int32Array;
  const table = input.tables[params.names] as Int32Array;
  const { collapse } = params;
  const first = new Int32Array(width);
  const ended = new Int32Array(steps * width);
  const links = new LinkCounts(steps * width * width);
  const { numbers } = links;
  let { sessions, persons: linkPersons, takenBy } = links;
  const rows = takenOfRange();
  let taken = rows.links;
  let ms = rows.ms;
  let row = 0;
  let paths = 0;
  let persons = 0;
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) break;
    const from = offsets[person] as number;
    const to = offsets[person + 1] as number;
    if (row + to - from > taken.length) {
      rows.length = row;
      rows.reserve(to - from);
      taken = rows.links;
      ms = rows.ms;
    }
    const before = paths;
    // No session has this number, and events outside all of them have another.
    let group = -2;
    let length = steps;
    let last = -1;
    let node = 0;
    let began = 0;
    for (let position = from; position < to; position += 1) {
      const own = session[position] as number;
      if (own !== group) {
        if (own < 0) continue;
        if (length < steps && length > 0) ended[node] = (ended[node] as number) + 1;
        group = own;
        length = 0;
        last = -1;
      }
      if (length >= steps) continue;
      const code = codes[position] as number;
      if (code < 0) continue;
      const name = table[code] as number;
      if (collapse && name === last) continue;
      last = name;
      const at = time[position] as number;
      if (length === 0) {
        paths += 1;
        first[name] = (first[name] as number) + 1;
        node = name;
      } else {
        const key = node * width + name;
        let link = (numbers[key] as number) - 1;
        if (link < 0) {
          link = links.add(key);
          ({ sessions, persons: linkPersons, takenBy } = links);
        }
        sessions[link] = (sessions[link] as number) + 1;
        linkPersons[link] = (linkPersons[link] as number) + (takenBy[link] === person ? 0 : 1);
        takenBy[link] = person;
        const took = at - began;
        if (took !== took >>> 0) return undefined;
        taken[row] = link;
        ms[row] = took;
        row += 1;
        node = length * width + name;
      }
      began = at;
      length += 1;
    }
    if (length < steps && length > 0) ended[node] = (ended[node] as number) + 1;
    if (paths > before) persons += 1;
  }
  rows.length = row;
  const { keys, size } = links;
  const own = sessions.slice(0, size);
  const reached = new Int32Array(steps * width);
  reached.set(first);
  for (let link = 0; link < size; link += 1) {
    const key = keys[link] as number;
    const target = (Math.floor(key / (width * width)) + 1) * width + (key % width);
    reached[target] = (reached[target] as number) + (own[link] as number);
  }
  return {
    paths,
    persons,
    nodes: nodesOf(reached, ended),
    links: { keys: keys.slice(0, size), persons: linkPersons.slice(0, size), ...rows.byLink(own) },
  };
}

const isPlain = ({ gapMs, seen, startAt, endAt, exclude, breakdown, from, to }: PathsParams): boolean =>
  gapMs < 0 &&
  Math.max(seen, startAt, endAt, breakdown) < 0 &&
  exclude.length === 0 &&
  from === -Infinity &&
  to === Infinity;

/** Links by number, in the order in which they were first taken. */
class LinkCounts {
  /** By key the number plus one; 0 before it was taken. */
  readonly numbers: Int32Array;
  keys = new Float64Array(256);
  sessions = new Int32Array(256);
  persons = new Int32Array(256);
  /** The person that took it last; -1 for none. */
  takenBy = new Int32Array(256).fill(-1);
  size = 0;

  constructor(space: number) {
    this.numbers = new Int32Array(space);
  }

  /** The number of a link that is taken for the first time. The arrays may be others after it. */
  add(key: number): number {
    const link = this.size;
    if (link === this.keys.length) this.grow(link * 2);
    this.keys[link] = key;
    this.size = link + 1;
    this.numbers[key] = link + 1;
    return link;
  }

  private grow(room: number): void {
    const { keys, sessions, persons, takenBy } = this;
    this.keys = new Float64Array(room);
    this.keys.set(keys);
    this.sessions = new Int32Array(room);
    this.sessions.set(sessions);
    this.persons = new Int32Array(room);
    this.persons.set(persons);
    this.takenBy = new Int32Array(room).fill(-1);
    this.takenBy.set(takenBy);
  }
}

function nodesOf(sessions: Int32Array, ended: Int32Array): NodeColumns {
  const keys = Float64Array.from(sessions.keys()).filter((node) => (sessions[node] as number) > 0);
  return {
    keys,
    sessions: Int32Array.from(keys, (node) => sessions[node] as number),
    ended: Int32Array.from(keys, (node) => ended[node] as number),
  };
}
