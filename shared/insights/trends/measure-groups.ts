/**
 * The shape's side of the measures: cells of many parts become one number per group and bucket. A group is a line of the
 * chart, or one value of one property while values are being ranked. NaN stands for "nothing to say", such as the
 * average of nothing. The order of the parts changes no digit.
 */
import { BugError } from '../../base/assert';
import { mergeExactly, roundExactly, type ExactSum } from '../../stats/exact-sum';
import { quantilesOf } from '../../stats/quantile';
import { FRESH, IN_RANGE, type Columns, type SeriesPart } from './parts';
import type { Measure } from './plan';
import { UnitCounter } from './unit-counter';

/** A part of one series and the group that each of its combos belongs to. */
export interface GroupedPart {
  readonly part: SeriesPart;
  readonly groupOf: Int32Array;
}

export interface Measured {
  /** groups × buckets, row by row. */
  readonly cells: Float64Array;
  readonly totals: Float64Array;
}

/** How the cells are laid out; with `wantCells` false only totals are made. */
interface Layout {
  readonly groups: number;
  readonly buckets: number;
  readonly wantCells: boolean;
  /** Every cell is of its own bucket and all before it. Units come from the fold with all buckets that they cover. */
  readonly cumulative: boolean;
}

const QUANTILES = { median: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

export function measureGroups(parts: readonly GroupedPart[], measure: Measure, layout: Layout): Measured {
  switch (measure.type) {
    case 'events':
      return countEvents(parts, layout);
    case 'units':
    case 'active':
      return countUnits(parts, 0, layout);
    case 'perPerson': {
      const events = countEvents(parts, layout);
      const persons = countUnits(parts, 1, layout);
      const ratio = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, at) => value / (b[at] as number));
      return { cells: ratio(events.cells, persons.cells), totals: ratio(events.totals, persons.totals) };
    }
    case 'distinct':
      return countDistinct(parts, layout);
    case 'numbers':
      if (measure.fn === 'sum' || measure.fn === 'avg') return sumNumbers(parts, measure.fn, layout);
      if (measure.fn === 'min' || measure.fn === 'max') return extremeNumbers(parts, measure.fn, layout);
      return rankNumbers(parts, QUANTILES[measure.fn], layout);
  }
}

const emptyMeasured = ({ groups, buckets, wantCells }: Layout, fill: number): Measured => ({
  cells: new Float64Array(wantCells ? groups * buckets : 0).fill(fill),
  totals: new Float64Array(groups).fill(fill),
});

/** The columns of a kind at a place of a part; a fold that brought others is a bug. */
function columnsOf<K extends Columns['kind']>(part: SeriesPart, kind: K, place = 0): Extract<Columns, { kind: K }> {
  const columns = part.columns[place];
  if (columns?.kind !== kind) throw new BugError(`Expected ${kind} of the fold, got ${columns?.kind ?? 'nothing'}`);
  return columns as Extract<Columns, { kind: K }>;
}

/** Calls `visit` with each row's group and cell; the cell is -1 where none are wanted. */
function visitRows(
  { groupOf }: GroupedPart,
  keys: Float64Array,
  { buckets, wantCells }: Layout,
  visit: (row: number, group: number, cell: number) => void,
): void {
  for (let row = 0; row < keys.length; row += 1) {
    const key = keys[row] as number;
    const combo = Math.floor(key / buckets);
    const group = groupOf[combo] as number;
    visit(row, group, wantCells ? group * buckets + (key - combo * buckets) : -1);
  }
}

function countEvents(parts: readonly GroupedPart[], layout: Layout): Measured {
  const { cells, totals } = emptyMeasured(layout, 0);
  for (const grouped of parts) {
    const { keys, counts } = columnsOf(grouped.part, 'counts');
    visitRows(grouped, keys, layout, (row, group, cell) => {
      const count = counts[row] as number;
      totals[group] = (totals[group] as number) + count;
      if (cell >= 0) cells[cell] = (cells[cell] as number) + count;
    });
  }
  if (layout.cumulative) accumulate(cells, layout, (before, own) => before + own);
  return { cells, totals };
}

/** Carries each group's cells on from bucket to bucket. */
function accumulate(cells: Float64Array, { buckets }: Layout, join: (before: number, own: number) => number): void {
  for (let cell = 1; cell < cells.length; cell += 1) {
    if (cell % buckets !== 0) cells[cell] = join(cells[cell - 1] as number, cells[cell] as number);
  }
}

function countUnits(parts: readonly GroupedPart[], place: number, layout: Layout): Measured {
  const { groups, buckets, wantCells } = layout;
  const { cells, totals } = emptyMeasured(layout, 0);
  const counter = new UnitCounter(groups, wantCells ? buckets : 0);
  for (const { part, groupOf } of parts) {
    const columns = part.columns[place];
    if (columns?.kind === 'unitCounts') {
      totals[0] = (totals[0] as number) + columns.total;
      if (wantCells) columns.counts.forEach((count, bucket) => (cells[bucket] = (cells[bucket] as number) + count));
      continue;
    }
    const { combos, lows, highs, flags } = columnsOf(part, 'unitRows', place);
    for (let row = 0; row < combos.length; row += 1) {
      const flag = flags[row] as number;
      if ((flag & FRESH) !== 0) counter.nextUnit();
      const group = groupOf[combos[row] as number] as number;
      counter.cover(group, lows[row] as number, highs[row] as number, (flag & IN_RANGE) !== 0);
    }
  }
  for (let group = 0; group < groups; group += 1) {
    totals[group] = (totals[group] as number) + counter.totalOf(group);
    if (!wantCells) continue;
    counter.countsOf(group).forEach((count, bucket) => {
      const cell = group * buckets + bucket;
      cells[cell] = (cells[cell] as number) + count;
    });
  }
  return { cells, totals };
}

function sumNumbers(parts: readonly GroupedPart[], fn: 'sum' | 'avg', layout: Layout): Measured {
  const empty = fn === 'sum' ? 0 : Number.NaN;
  const measured = emptyMeasured(layout, empty);
  const cellSums = new Map<number, { sum: ExactSum; count: number }>();
  const totalSums = new Map<number, { sum: ExactSum; count: number }>();
  const add = (to: typeof cellSums, at: number, sum: ExactSum, count: number): void => {
    const known = to.get(at);
    if (known === undefined) to.set(at, { sum: [...sum], count });
    else {
      mergeExactly(known.sum, sum);
      known.count += count;
    }
  };
  for (const grouped of parts) {
    const { keys, sums, counts } = columnsOf(grouped.part, 'sums');
    visitRows(grouped, keys, layout, (row, group, cell) => {
      const sum = sums[row] as ExactSum;
      add(totalSums, group, sum, counts[row] as number);
      if (cell >= 0) add(cellSums, cell, sum, counts[row] as number);
    });
  }
  const write = (from: typeof cellSums, to: Float64Array): void => {
    for (const [at, { sum, count }] of from) to[at] = fn === 'sum' ? roundExactly(sum) : roundExactly(sum) / count;
  };
  if (layout.cumulative) carrySums(cellSums, layout);
  write(cellSums, measured.cells);
  write(totalSums, measured.totals);
  return measured;
}

/** Running sums are as exact as single ones. */
function carrySums(cells: Map<number, { sum: ExactSum; count: number }>, { groups, buckets }: Layout): void {
  for (let cell = 1; cell < groups * buckets; cell += 1) {
    const before = cell % buckets === 0 ? undefined : cells.get(cell - 1);
    if (before === undefined) continue;
    const own = cells.get(cell);
    if (own === undefined) cells.set(cell, { sum: [...before.sum], count: before.count });
    else {
      mergeExactly(own.sum, before.sum);
      own.count += before.count;
    }
  }
}

function extremeNumbers(parts: readonly GroupedPart[], fn: 'min' | 'max', layout: Layout): Measured {
  const { cells, totals } = emptyMeasured(layout, Number.NaN);
  const take = (to: Float64Array, at: number, value: number): void => {
    const known = to[at] as number;
    to[at] = Number.isNaN(known) ? value : Math[fn](known, value);
  };
  for (const grouped of parts) {
    const { keys, values } = columnsOf(grouped.part, 'extremes');
    visitRows(grouped, keys, layout, (row, group, cell) => {
      take(totals, group, values[row] as number);
      if (cell >= 0) take(cells, cell, values[row] as number);
    });
  }
  if (layout.cumulative) {
    accumulate(cells, layout, (before, own) =>
      Number.isNaN(before) ? own : Number.isNaN(own) ? before : Math[fn](before, own),
    );
  }
  return { cells, totals };
}

function rankNumbers(parts: readonly GroupedPart[], p: number, layout: Layout): Measured {
  const measured = emptyMeasured(layout, Number.NaN);
  const cellSamples = new Map<number, number[]>();
  const totalSamples = new Map<number, number[]>();
  const add = (to: Map<number, number[]>, at: number, value: number): void => {
    const known = to.get(at);
    if (known === undefined) to.set(at, [value]);
    else known.push(value);
  };
  for (const grouped of parts) {
    const { keys, values } = columnsOf(grouped.part, 'samples');
    visitRows(grouped, keys, layout, (row, group, cell) => {
      add(totalSamples, group, values[row] as number);
      if (cell >= 0) add(cellSamples, cell, values[row] as number);
    });
  }
  const write = (from: Map<number, number[]>, to: Float64Array): void => {
    for (const [at, values] of from) to[at] = quantilesOf(Float64Array.from(values), [p])[0] ?? Number.NaN;
  };
  write(cellSamples, measured.cells);
  write(totalSamples, measured.totals);
  return measured;
}

function countDistinct(parts: readonly GroupedPart[], layout: Layout): Measured {
  const measured = emptyMeasured(layout, 0);
  const cellCodes = new Map<number, Set<number>>();
  const totalCodes = new Map<number, Set<number>>();
  const add = (to: Map<number, Set<number>>, at: number, code: number): void => {
    const known = to.get(at);
    if (known === undefined) to.set(at, new Set([code]));
    else known.add(code);
  };
  for (const grouped of parts) {
    const { keys, codes } = columnsOf(grouped.part, 'distinct');
    visitRows(grouped, keys, layout, (row, group, cell) => {
      add(totalCodes, group, codes[row] as number);
      if (cell >= 0) add(cellCodes, cell, codes[row] as number);
    });
  }
  if (layout.cumulative) countFirsts(cellCodes, measured.cells, layout);
  else for (const [at, codes] of cellCodes) measured.cells[at] = codes.size;
  for (const [at, codes] of totalCodes) measured.totals[at] = codes.size;
  return measured;
}

/** Running distinct values: each counts from the first bucket of its group that has it. */
function countFirsts(cellCodes: ReadonlyMap<number, Set<number>>, cells: Float64Array, layout: Layout): void {
  const { groups, buckets } = layout;
  for (let group = 0; group < groups; group += 1) {
    const known = new Set<number>();
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const cell = group * buckets + bucket;
      for (const code of cellCodes.get(cell) ?? []) known.add(code);
      cells[cell] = known.size;
    }
  }
}
