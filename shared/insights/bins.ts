/**
 * Numbers as bins: equal in width, with round edges, so that the same bins come back while the data grows. The width is
 * the smallest of 1, 2 or 5 times a power of ten with which no more bins are needed than asked for, and no finer than the
 * values themselves: whole numbers have whole edges. A bin holds its lower edge and not its upper one: 10 is in «10–20».
 * Where bins are so narrow that each holds one value, they are called by it.
 *
 * Stray values shall not squeeze all others into one bin: of a hundred different values and more the outermost hundredth
 * at either end goes, where it lies outside, into «below» and «from» bins of its own.
 */
import { NONE } from './common';

export interface Bins {
  /** The bin of a value as the dictionary spells it; `$none` where that is no number. */
  labelOf(text: string): string;
  /** Places the bins by their numbers; `$none` comes last. */
  orderOf(label: string): number;
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** The number that a text is, if it is one. */
export function numberOf(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Bins for the values that there are; `count` is how many at most, without those of stray values. */
export function computeBins(texts: Iterable<string>, count: number): Bins {
  const values = [...new Set([...texts].flatMap((text) => numberOf(text) ?? []))].sort((a, b) => a - b);
  const stray = Math.floor(values.length / 100);
  const low = values[stray];
  const high = values[values.length - 1 - stray];
  if (low === undefined || high === undefined) return { labelOf: () => NONE, orderOf: () => 0 };
  const decimals = values
    .slice(stray, values.length - stray)
    .reduce((most, value) => Math.max(most, decimalsOf(value)), 0);
  const grid = fittingGrid(low, high, decimals, count);
  const [first, last] = [grid.indexOf(low), grid.indexOf(high)];
  const [start, end] = [grid.edge(first), grid.edge(last + 1)];
  const [below, above] = [`< ${start}`, `≥ ${end}`];
  const labelOf = (text: string): string => {
    const value = numberOf(text);
    if (value === undefined) return NONE;
    return value < start ? below : value >= end ? above : nameOf(grid.indexOf(value));
  };
  const nameOf = (index: number): string => binLabel(grid, index, decimals);
  const order = new Map([
    [below, first - 1],
    [above, last + 1],
  ]);
  for (let index = first; index <= last; index += 1) order.set(nameOf(index), index);
  return { labelOf, orderOf: (label) => order.get(label) ?? Infinity };
}

/** Bin i is [edge(i), edge(i + 1)), and edge(i) is i widths from zero. */
interface Grid {
  edge(index: number): number;
  /** For values of no more than a million million widths. */
  indexOf(value: number): number;
}

function fittingGrid(low: number, high: number, decimals: number, count: number): Grid {
  // Dividing first: the difference of the greatest numbers would be infinite.
  const rough = high / count - low / count;
  // Edges need room among the numbers that there are: 1e20 and 1e20 + 1 are one.
  const finest = Math.max(-decimals, magnitude(Math.max(Math.abs(low), Math.abs(high))) - 12);
  for (let exponent = Math.max(finest, magnitude(rough) - 1); ; exponent += 1) {
    for (const step of [1, 2, 5]) {
      const grid = gridOf(step, exponent);
      if (grid.indexOf(high) - grid.indexOf(low) < count) return grid;
    }
  }
}

/** Digits after the point; 15 for numbers that have no short decimal. */
function decimalsOf(value: number): number {
  let decimals = 0;
  while (decimals < 15 && Number(value.toFixed(decimals)) !== value) decimals += 1;
  return decimals;
}

const magnitude = (value: number): number => (value === 0 ? -Infinity : Math.floor(Math.log10(Math.abs(value))));

function gridOf(step: number, exponent: number): Grid {
  // Edges are what their decimal texts say: 3 × 0.1 would lie beyond 0.3.
  const edge = (index: number): number => Number(`${index * step}e${exponent}`);
  const width = edge(1);
  return {
    edge,
    indexOf: (value) => {
      let index = Math.floor(value / width);
      while (value < edge(index)) index -= 1;
      while (value >= edge(index + 1)) index += 1;
      return index;
    },
  };
}

function binLabel(grid: Grid, index: number, decimals: number): string {
  const [from, to] = [grid.edge(index), grid.edge(index + 1)];
  if (grid.edge(1) === Number(`1e${-decimals}`)) return String(from);
  return from < 0 ? `${from} to ${to}` : `${from}–${to}`;
}
