/**
 * Distributions that brush one another: for every column, how many items fall where, and how many of those pass the
 * brushes of all other columns. A brush of the column itself never takes from its own bars.
 */
import { lastNotAfter } from '../base/time';

export type Dimension =
  | { readonly type: 'numbers'; readonly values: ArrayLike<number> }
  /** A code of -1: the item has no value. Codes are below `size`. */
  | { readonly type: 'codes'; readonly codes: ArrayLike<number>; readonly size: number };

/** A closed range of numbers, or the codes that are picked (-1 picks items without a value). */
export type Brush = readonly [number, number] | ReadonlySet<number>;

/** Counts of all items, and of those that the other columns' brushes leave. */
export interface Tally {
  readonly all: Uint32Array;
  readonly held: Uint32Array;
}

/** Which items pass which brushes. At most 254 brushes. */
export class Brushed {
  /** How many brushes an item fails, counted to two. */
  private readonly fails: Uint8Array;
  /** The last brush that an item fails. */
  private readonly failed: Uint8Array;
  private readonly columns: string[] = [];

  constructor(items: number) {
    this.fails = new Uint8Array(items);
    this.failed = new Uint8Array(items);
  }

  add(column: string, dimension: Dimension, brush: Brush): void {
    const { fails, failed } = this;
    const number = this.columns.push(column) - 1;
    const passes = passesOf(dimension, brush);
    for (let item = 0; item < fails.length; item++) {
      if (passes(item)) continue;
      if (fails[item] !== 2) fails[item] = (fails[item] as number) + 1;
      failed[item] = number;
    }
  }

  /** Whether an item passes every brush but the column's own. */
  holdsBut(column: string): (item: number) => boolean {
    const { fails, failed } = this;
    const own = this.columns.indexOf(column);
    return (item) => fails[item] === 0 || (fails[item] === 1 && failed[item] === own);
  }
}

function passesOf(dimension: Dimension, brush: Brush): (item: number) => boolean {
  if (dimension.type === 'numbers') {
    if (!isRange(brush)) return () => false;
    const [low, high] = brush;
    const { values } = dimension;
    return (item) => (values[item] as number) >= low && (values[item] as number) <= high;
  }
  if (isRange(brush)) return () => false;
  const picked = new Uint8Array(dimension.size + 1);
  for (const code of brush) picked[code + 1] = 1;
  const { codes } = dimension;
  return (item) => picked[(codes[item] as number) + 1] === 1;
}

const isRange = (brush: Brush): brush is readonly [number, number] => Array.isArray(brush);

/** Per bin between two neighbouring `edges`; each holds its lower edge, the last one its upper edge too. */
export function tallyNumbers(
  values: ArrayLike<number>,
  edges: ArrayLike<number>,
  items: Iterable<number>,
  holds: (item: number) => boolean,
): Tally {
  const bins = Math.max(0, edges.length - 1);
  const tally = { all: new Uint32Array(bins), held: new Uint32Array(bins) };
  for (const item of items) {
    const bin = Math.min(bins - 1, lastNotAfter(edges, values[item] as number));
    count(tally, bin, holds(item));
  }
  return tally;
}

/** Per code plus one: place 0 counts the items without a value. */
export function tallyCodes(
  codes: ArrayLike<number>,
  size: number,
  items: Iterable<number>,
  holds: (item: number) => boolean,
): Tally {
  const tally = { all: new Uint32Array(size + 1), held: new Uint32Array(size + 1) };
  for (const item of items) count(tally, (codes[item] as number) + 1, holds(item));
  return tally;
}

function count({ all, held }: Tally, place: number, isHeld: boolean): void {
  all[place] = (all[place] as number) + 1;
  if (isHeld) held[place] = (held[place] as number) + 1;
}

/** Places with the highest counts, highest first, at most `limit`; `before` orders places that count the same. */
export function topPlaces(counts: Uint32Array, limit: number, before: (a: number, b: number) => number): number[] {
  const top: number[] = [];
  const order = (a: number, b: number): number => (counts[b] as number) - (counts[a] as number) || before(a, b);
  for (let place = 0; place < counts.length; place++) {
    if (counts[place] === 0) continue;
    const last = top.at(-1);
    if (top.length === limit && last !== undefined && order(place, last) > 0) continue;
    let at = top.length;
    while (at > 0 && order(place, top[at - 1] as number) < 0) at--;
    top.splice(at, 0, place);
    if (top.length > limit) top.pop();
  }
  return top;
}
