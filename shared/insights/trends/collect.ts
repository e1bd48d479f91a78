/** The fold's side of the measures: each collector takes matching events and ends as columns. */
import { intColumn } from '../../base/columns';
import type { FoldInput } from '../insight';
import { CellIndex, type Collector, type Match } from './cells';
import { DistinctCollector, ExtremeCollector, SampleCollector, SumCollector } from './collect-values';
import { FRESH, IN_RANGE, type Columns } from './parts';
import type { Measure } from './plan';
import { UnitCounter } from './unit-counter';

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

  /** True for what happened outside all sessions, such as a server's doing: where sessions are counted it has no unit. */
  isOutside(position: number): boolean {
    return this.sessions !== undefined && (this.sessions[position] as number) < 0;
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
    if (this.boundary.isOutside(position)) return;
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
  /** Per combo: the unit that had it last, the last bucket that this unit covers, and whether it was in the range. */
  private seenBy = new Int32Array(64);
  private covered = new Int32Array(64);
  private wasInRange = new Int32Array(64);
  private unit = 0;
  private fresh = 0;

  constructor(sessions: Int32Array | undefined) {
    this.boundary = new UnitBoundary(sessions);
  }

  nextPerson(): void {
    this.boundary.nextPerson();
  }

  add({ position, combo, low, high, inRange }: Match): void {
    if (this.boundary.isOutside(position)) return;
    if (this.boundary.begins(position)) {
      this.unit += 1;
      this.fresh = FRESH;
    }
    if (combo >= this.seenBy.length) this.widen(combo);
    const inRangeFlag = inRange ? IN_RANGE : 0;
    if (this.seenBy[combo] === this.unit) {
      if ((this.covered[combo] as number) >= high && (this.wasInRange[combo] as number) >= inRangeFlag) return;
      this.wasInRange[combo] = Math.max(this.wasInRange[combo] as number, inRangeFlag);
    } else {
      this.seenBy[combo] = this.unit;
      this.wasInRange[combo] = inRangeFlag;
    }
    this.covered[combo] = high;
    const { combos, lows, highs, flags } = this.rows;
    combos.push(combo);
    lows.push(low);
    highs.push(high);
    flags.push(this.fresh | inRangeFlag);
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

  private widen(combo: number): void {
    const wider = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(Math.max(combo + 1, old.length * 2));
      next.set(old);
      return next;
    };
    this.seenBy = wider(this.seenBy);
    this.covered = wider(this.covered);
    this.wasInRange = wider(this.wasInRange);
  }
}
