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
  /** The nodes of the session being read, before any are left out. */
  private names = new Int32Array(64);
  private positions = new Int32Array(64);
  private length = 0;
  private start = -1;
  private end = -1;

  constructor(
    private readonly input: FoldInput,
    private readonly params: PathsParams,
    private readonly visit: (path: Path) => void,
  ) {
    const { steps } = params;
    this.path = {
      person: 0,
      length: 0,
      firstStep: 0,
      names: new Int32Array(steps),
      positions: new Int32Array(steps),
      ended: false,
    };
  }

  person(person: number, from: number, to: number): void {
    const { input, params } = this;
    const { time, session } = input.sequences;
    const codes = input.codes[params.column] as Int32Array;
    const table = input.tables[params.names] as Int32Array;
    const seen = this.predicate(params.seen);
    const starts = this.predicate(params.startAt);
    const ends = this.predicate(params.endAt);
    const excluded = params.exclude.map((place) => input.predicates[place] as Bitmap);
    this.path.person = person;
    this.length = 0;
    this.start = -1;
    this.end = -1;
    let group = -1;
    let last = 0;
    for (let position = from; position < to; position += 1) {
      const at = time[position] as number;
      if (at < params.from || at >= params.to) continue;
      if (seen !== undefined && !bitmapHas(seen, position)) continue;
      if (params.gapMs < 0) {
        const own = session[position] as number;
        if (own < 0) continue;
        if (own !== group) this.flush();
        group = own;
      } else {
        if (at - last > params.gapMs) this.flush();
        last = at;
      }
      // A start or an end need not be a node itself: an event between two pages may be one.
      if (starts !== undefined && this.start < 0 && bitmapHas(starts, position)) this.start = position;
      if (ends !== undefined && bitmapHas(ends, position)) this.end = position;
      const code = codes[position] as number;
      if (code < 0 || excluded.some((bitmap) => bitmapHas(bitmap, position))) continue;
      this.push(table[code] as number, position);
    }
    this.flush();
  }

  private predicate(place: number): Bitmap | undefined {
    return place < 0 ? undefined : this.input.predicates[place];
  }

  private push(name: number, position: number): void {
    if (this.length === this.names.length) {
      const grow = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
        const next = new Int32Array(old.length * 2);
        next.set(old);
        return next;
      };
      this.names = grow(this.names);
      this.positions = grow(this.positions);
    }
    this.names[this.length] = name;
    this.positions[this.length] = position;
    this.length += 1;
  }

  /** Tells of the session read so far, and forgets it. */
  private flush(): void {
    const { params } = this;
    const hasStart = params.startAt >= 0;
    const hasEnd = params.endAt >= 0;
    const isWanted =
      (!hasStart || this.start >= 0) && (!hasEnd || this.end >= 0) && !(hasStart && hasEnd && this.end < this.start);
    if (this.length > 0 && isWanted)
      this.tell(hasStart ? this.start : 0, hasEnd ? this.end : Infinity, hasStart, hasEnd);
    this.length = 0;
    this.start = -1;
    this.end = -1;
  }

  private tell(from: number, to: number, hasStart: boolean, hasEnd: boolean): void {
    const { path, params, names, positions } = this;
    // In place: what is kept never overtakes what is read.
    let kept = 0;
    for (let node = 0; node < this.length; node += 1) {
      const position = positions[node] as number;
      if (position < from || position > to) continue;
      if (params.collapse && kept > 0 && names[kept - 1] === names[node]) continue;
      names[kept] = names[node] as number;
      positions[kept] = position;
      kept += 1;
    }
    if (kept === 0) return;
    const { steps } = params;
    const isLong = kept > steps;
    path.length = Math.min(kept, steps);
    path.ended = !hasEnd && !isLong && kept < steps;
    path.firstStep = hasEnd && !hasStart ? steps - path.length : 0;
    if (isLong && hasStart && hasEnd) this.shorten(kept);
    else {
      const first = hasEnd ? kept - path.length : 0;
      path.names.set(names.subarray(first, first + path.length));
      path.positions.set(positions.subarray(first, first + path.length));
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
    path.names[head] = moreCode(this.input, params);
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
