/**
 * The paths of each person, one after another: events cut into sessions (or runs without a long silence), the part
 * between start and end, repeats collapsed, shortened to the steps that are asked for.
 */
import { bitmapHas, type Bitmap } from '../../base/bitmap';
import type { PersonRange } from '../../model/sequences';
import type { FoldInput, Stop } from '../insight';
import { PERSONS_PER_LOOK } from '../matches';
import type { PathsParams } from './plan';

/** One path. The same object each time. */
export interface Path {
  person: number;
  length: number;
  /** Which column the first node stands in. */
  firstStep: number;
  /** Name codes; the code after the last name stands for what was left out between. */
  readonly names: Int32Array;
  /** Positions of the nodes; of what was left out, the first of it. */
  readonly positions: Int32Array;
  /** Nothing followed its last node, and there was room for more. */
  ended: boolean;
}

export function visitPaths(
  input: FoldInput,
  params: PathsParams,
  range: PersonRange,
  stop: Stop,
  visit: (path: Path) => void,
): void {
  const walk = new Walk(input, params, visit);
  const { offsets } = input.sequences;
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    walk.person(person, offsets[person] as number, offsets[person + 1] as number);
  }
}

class Walk {
  private readonly path: Path;
  /** The nodes of the session being read: after its start, repeats collapsed, and no more than can matter. */
  private names = new Int32Array(64);
  private positions = new Int32Array(64);
  private length = 0;
  private start = -1;
  private end = -1;
  private readonly more: number;
  private readonly seen: Bitmap | undefined;
  private readonly starts: Bitmap | undefined;
  private readonly ends: Bitmap | undefined;
  private readonly excluded: readonly Bitmap[];
  /** Nodes beyond these change nothing: where paths have no end, one more than their steps says that there was more. */
  private readonly room: number;
  /** Nothing but the session and the name of an event matters. */
  private readonly isPlain: boolean;

  constructor(
    private readonly input: FoldInput,
    private readonly params: PathsParams,
    private readonly visit: (path: Path) => void,
  ) {
    const { steps, endAt } = params;
    const bitmapAt = (place: number): Bitmap | undefined => (place < 0 ? undefined : input.predicates[place]);
    this.more = moreCode(input, params);
    this.seen = bitmapAt(params.seen);
    this.starts = bitmapAt(params.startAt);
    this.ends = bitmapAt(endAt);
    this.excluded = params.exclude.map((place) => input.predicates[place] as Bitmap);
    this.room = endAt < 0 ? steps + 1 : Infinity;
    const nothing = [this.seen, this.starts, this.ends].every((bitmap) => bitmap === undefined);
    this.isPlain = params.gapMs < 0 && nothing && this.excluded.length === 0;
    if (this.isPlain) {
      this.names = new Int32Array(this.room);
      this.positions = new Int32Array(this.room);
    }
    // What such a path is told by is what was read of it.
    const names = this.isPlain ? this.names : new Int32Array(steps);
    const positions = this.isPlain ? this.positions : new Int32Array(steps);
    this.path = { person: 0, length: 0, firstStep: 0, names, positions, ended: false };
  }

  person(person: number, from: number, to: number): void {
    const { input, params, seen, starts, ends } = this;
    const { time, session } = input.sequences;
    if (this.isPlain && this.isInRange(from, to)) {
      this.plainPerson(person, from, to);
      return;
    }
    const codes = input.codes[params.column] as Int32Array;
    const table = input.tables[params.names] as Int32Array;
    const { gapMs, from: earliest, to: latest } = params;
    this.path.person = person;
    this.length = 0;
    this.start = -1;
    this.end = -1;
    let group = -1;
    let last = 0;
    for (let position = from; position < to; position += 1) {
      const at = time[position] as number;
      if (at < earliest || at >= latest) continue;
      if (seen !== undefined && !bitmapHas(seen, position)) continue;
      if (gapMs < 0) {
        const own = session[position] as number;
        if (own < 0) continue;
        if (own !== group) this.flush();
        group = own;
      } else {
        if (at - last > gapMs) this.flush();
        last = at;
      }
      // A start or an end need not be a node itself: an event between two pages may be one.
      if (starts !== undefined && this.start < 0) {
        if (!bitmapHas(starts, position)) continue;
        this.start = position;
      }
      if (ends !== undefined && bitmapHas(ends, position)) this.end = position;
      const code = codes[position] as number;
      if (code < 0 || this.length >= this.room || this.isExcluded(position)) continue;
      this.push(table[code] as number, position);
    }
    this.flush();
  }

  private isInRange(from: number, to: number): boolean {
    const { params } = this;
    if (params.from === -Infinity && params.to === Infinity) return true;
    const { time } = this.input.sequences;
    return (time[from] as number) >= params.from && (time[to - 1] as number) < params.to;
  }

  /** The same where a session is a path, every event counts and all of them lie in the range. */
  private plainPerson(person: number, from: number, to: number): void {
    const { input, params, room, names, positions } = this;
    const { session } = input.sequences;
    const codes = input.codes[params.column] as Int32Array;
    const table = input.tables[params.names] as Int32Array;
    const { collapse } = params;
    this.path.person = person;
    // No session has this number, and events outside all of them have another.
    let group = -2;
    let length = 0;
    let last = -1;
    for (let position = from; position < to; position += 1) {
      const own = session[position] as number;
      if (own !== group) {
        if (own < 0) continue;
        if (length > 0) this.tell(length);
        group = own;
        length = 0;
        last = -1;
      }
      const code = codes[position] as number;
      if (code < 0 || length >= room) continue;
      const name = table[code] as number;
      if (collapse && name === last) continue;
      names[length] = name;
      positions[length] = position;
      last = name;
      length += 1;
    }
    if (length > 0) this.tell(length);
  }

  private isExcluded(position: number): boolean {
    for (const bitmap of this.excluded) if (bitmapHas(bitmap, position)) return true;
    return false;
  }

  private push(name: number, position: number): void {
    const { length } = this;
    if (length > 0 && this.params.collapse && this.names[length - 1] === name) return;
    if (length === this.names.length) {
      const grow = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
        const next = new Int32Array(old.length * 2);
        next.set(old);
        return next;
      };
      this.names = grow(this.names);
      this.positions = grow(this.positions);
    }
    this.names[length] = name;
    this.positions[length] = position;
    this.length = length + 1;
  }

  /** Tells of the session read so far, and forgets it. */
  private flush(): void {
    const { ends, starts, positions } = this;
    let kept = this.length;
    // Without an end that comes after the start there is no path.
    if (ends !== undefined) while (kept > 0 && (positions[kept - 1] as number) > this.end) kept -= 1;
    if (kept > 0 && (starts === undefined || this.start >= 0)) this.tell(kept);
    this.length = 0;
    this.start = -1;
    this.end = -1;
  }

  private tell(kept: number): void {
    const { path, params, names, positions } = this;
    const { steps } = params;
    const hasStart = this.starts !== undefined;
    const hasEnd = this.ends !== undefined;
    const isLong = kept > steps;
    const length = isLong ? steps : kept;
    path.length = length;
    path.ended = !hasEnd && kept < steps;
    path.firstStep = hasEnd && !hasStart ? steps - length : 0;
    if (isLong && hasStart && hasEnd) this.shorten(kept);
    else if (!this.isPlain) {
      const first = hasEnd ? kept - length : 0;
      for (let node = 0; node < length; node += 1) {
        path.names[node] = names[first + node] as number;
        path.positions[node] = positions[first + node] as number;
      }
    }
    this.visit(path);
  }

  /** Between a start and an end the middle goes, one node standing for it. */
  private shorten(kept: number): void {
    const { path, params, names, positions } = this;
    const head = Math.ceil((params.steps - 1) / 2);
    const tail = params.steps - 1 - head;
    path.names.set(names.subarray(0, head));
    path.positions.set(positions.subarray(0, head));
    path.names[head] = this.more;
    path.positions[head] = positions[head] as number;
    path.names.set(names.subarray(kept - tail, kept), head + 1);
    path.positions.set(positions.subarray(kept - tail, kept), head + 1);
  }
}

/** The code of what was left out: one more than any name's. */
export function moreCode({ tables }: FoldInput, { names }: PathsParams): number {
  let highest = -1;
  for (const code of tables[names] ?? []) if (code > highest) highest = code;
  return highest + 1;
}
