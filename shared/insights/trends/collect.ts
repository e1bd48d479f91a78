/** The fold's side of the measures: each collector takes matching events and ends as columns. */
import { floatColumn, intColumn } from '../../base/columns';
import { addExactly, type ExactSum } from '../../stats/exact-sum';
import type { FoldInput } from '../insight';
import { FRESH, IN_RANGE, type Columns } from './parts';
import type { Measure } from './plan';
import { UnitCounter } from './unit-counter';

/** One matching event. */
export interface Match {
  position: number;
  combo: number;
  /** The buckets that the event speaks for; one and the same but for trailing measures. */
  low: number;
  high: number;
  /** False for an event before the range, which only a trailing measure looks at. */
  inRange: boolean;
}

export interface Collector {
  /** Called before the first event of each person. */
  nextPerson(): void;
  add(match: Match): void;
  finish(): Columns;
}

export function collectorsFor(
  measure: Measure,
  input: FoldInput,
  buckets: number,
  hasBreakdown: boolean,
): readonly Collector[] {
  switch (measure.type) {
    case 'events':
      return [new CountCollector(buckets)];
    case 'units':
      return [unitCollector(measure.unit, input, buckets, hasBreakdown)];
    case 'active':
      return [unitCollector('person', input, buckets, hasBreakdown)];
    case 'perPerson':
      return [new CountCollector(buckets), unitCollector('person', input, buckets, hasBreakdown)];
    case 'distinct':
      return [new DistinctCollector(input.codes[measure.column] as Int32Array, buckets)];
    case 'numbers': {
      const values = input.numbers[measure.column] as Float64Array;
      if (measure.fn === 'sum' || measure.fn === 'avg') return [new SumCollector(values, buckets)];
      if (measure.fn === 'min' || measure.fn === 'max') return [new ExtremeCollector(values, buckets, measure.fn)];
      return [new SampleCollector(values, buckets)];
    }
  }
}

/** Numbers the cells (combo, bucket) that have anything in them. */
class CellIndex {
  private readonly cells = new Map<number, number>();
  readonly keys = floatColumn();

  constructor(private readonly buckets: number) {}

  cellOf(match: Match): number {
    const key = match.combo * this.buckets + match.low;
    const known = this.cells.get(key);
    if (known !== undefined) return known;
    this.cells.set(key, this.keys.length);
    this.keys.push(key);
    return this.keys.length - 1;
  }
}

class CountCollector implements Collector {
  private readonly index: CellIndex;
  private readonly counts: number[] = [];

  constructor(buckets: number) {
    this.index = new CellIndex(buckets);
  }

  nextPerson(): void {
    // Events count one by one, whosever they are.
  }

  add(match: Match): void {
    const cell = this.index.cellOf(match);
    this.counts[cell] = (this.counts[cell] ?? 0) + 1;
  }

  finish(): Columns {
    return { kind: 'counts', keys: this.index.keys.toArray(), counts: Float64Array.from(this.counts) };
  }
}

function unitCollector(
  unit: 'person' | 'session',
  input: FoldInput,
  buckets: number,
  hasBreakdown: boolean,
): Collector {
  const sessions = unit === 'session' ? input.sequences.session : undefined;
  return hasBreakdown ? new UnitRowCollector(sessions) : new UnitCountCollector(sessions, buckets);
}

/** Tells when a new unit begins: with each person, and where sessions are counted with each session too. */
class UnitBoundary {
  private session = -1;
  private isFresh = true;

  constructor(private readonly sessions: Int32Array | undefined) {}

  nextPerson(): void {
    this.isFresh = true;
  }

  /** True once for the first event of a unit. */
  begins(position: number): boolean {
    const session = this.sessions?.[position] ?? 0;
    const begins = this.isFresh || session !== this.session;
    this.isFresh = false;
    this.session = session;
    return begins;
  }
}

class UnitCountCollector implements Collector {
  private readonly boundary: UnitBoundary;
  private readonly counter: UnitCounter;

  constructor(sessions: Int32Array | undefined, buckets: number) {
    this.boundary = new UnitBoundary(sessions);
    this.counter = new UnitCounter(1, buckets);
  }

  nextPerson(): void {
    this.boundary.nextPerson();
  }

  add({ position, low, high, inRange }: Match): void {
    if (this.boundary.begins(position)) this.counter.nextUnit();
    this.counter.cover(0, low, high, inRange);
  }

  finish(): Columns {
    return { kind: 'unitCounts', counts: this.counter.countsOf(0), total: this.counter.totalOf(0) };
  }
}

/** Which values fold into `$other` is not known yet, so every unit is kept with its combos. */
class UnitRowCollector implements Collector {
  private readonly boundary: UnitBoundary;
  private readonly rows = { combos: intColumn(), lows: intColumn(), highs: intColumn(), flags: intColumn() };
  /** Per combo of the current unit: the last bucket covered, and whether it was seen in the range. */
  private readonly seen = new Map<number, { high: number; inRange: boolean }>();
  private fresh = 0;

  constructor(sessions: Int32Array | undefined) {
    this.boundary = new UnitBoundary(sessions);
  }

  nextPerson(): void {
    this.boundary.nextPerson();
  }

  add({ position, combo, low, high, inRange }: Match): void {
    if (this.boundary.begins(position)) {
      this.seen.clear();
      this.fresh = FRESH;
    }
    const seen = this.seen.get(combo);
    if (seen !== undefined && seen.high >= high && (seen.inRange || !inRange)) return;
    this.seen.set(combo, { high, inRange: inRange || seen?.inRange === true });
    const { combos, lows, highs, flags } = this.rows;
    combos.push(combo);
    lows.push(low);
    highs.push(high);
    flags.push(this.fresh | (inRange ? IN_RANGE : 0));
    this.fresh = 0;
  }

  finish(): Columns {
    const { combos, lows, highs, flags } = this.rows;
    return {
      kind: 'unitRows',
      combos: combos.toArray(),
      lows: lows.toArray(),
      highs: highs.toArray(),
      flags: flags.toArray(),
    };
  }
}

/** Events without a number under the property are no part of any numeric measure. */
abstract class NumberCollector implements Collector {
  protected readonly index: CellIndex;

  constructor(
    private readonly values: Float64Array,
    buckets: number,
  ) {
    this.index = new CellIndex(buckets);
  }

  nextPerson(): void {
    // Values count one by one, whosever they are.
  }

  add(match: Match): void {
    const value = this.values[match.position] as number;
    if (Number.isFinite(value)) this.addValue(match, value);
  }

  protected abstract addValue(match: Match, value: number): void;
  abstract finish(): Columns;
}

class SumCollector extends NumberCollector {
  private readonly sums: ExactSum[] = [];
  private readonly counts: number[] = [];

  protected addValue(match: Match, value: number): void {
    const cell = this.index.cellOf(match);
    const sum = (this.sums[cell] ??= []);
    addExactly(sum, value);
    this.counts[cell] = (this.counts[cell] ?? 0) + 1;
  }

  finish(): Columns {
    return {
      kind: 'sums',
      keys: this.index.keys.toArray(),
      sums: this.sums,
      counts: Float64Array.from(this.counts),
    };
  }
}

class ExtremeCollector extends NumberCollector {
  private readonly extremes: number[] = [];

  constructor(
    values: Float64Array,
    buckets: number,
    private readonly fn: 'min' | 'max',
  ) {
    super(values, buckets);
  }

  protected addValue(match: Match, value: number): void {
    const cell = this.index.cellOf(match);
    this.extremes[cell] = Math[this.fn](this.extremes[cell] ?? value, value);
  }

  finish(): Columns {
    return { kind: 'extremes', keys: this.index.keys.toArray(), values: Float64Array.from(this.extremes) };
  }
}

class SampleCollector extends NumberCollector {
  private readonly rowKeys = floatColumn();
  private readonly rowValues = floatColumn();
  private readonly buckets: number;

  constructor(values: Float64Array, buckets: number) {
    super(values, buckets);
    this.buckets = buckets;
  }

  protected addValue({ combo, low }: Match, value: number): void {
    this.rowKeys.push(combo * this.buckets + low);
    this.rowValues.push(value);
  }

  finish(): Columns {
    return { kind: 'samples', keys: this.rowKeys.toArray(), values: this.rowValues.toArray() };
  }
}

class DistinctCollector implements Collector {
  private readonly codesOf = new Map<number, Set<number>>();

  constructor(
    private readonly column: Int32Array,
    private readonly buckets: number,
  ) {}

  nextPerson(): void {
    // Values count once per cell, whosever they are.
  }

  add({ position, combo, low }: Match): void {
    const code = this.column[position] as number;
    if (code < 0) return;
    const key = combo * this.buckets + low;
    const codes = this.codesOf.get(key);
    if (codes === undefined) this.codesOf.set(key, new Set([code]));
    else codes.add(code);
  }

  finish(): Columns {
    const keys = floatColumn();
    const codes = intColumn();
    for (const [key, set] of this.codesOf) {
      for (const code of set) {
        keys.push(key);
        codes.push(code);
      }
    }
    return { kind: 'distinct', keys: keys.toArray(), codes: codes.toArray() };
  }
}
