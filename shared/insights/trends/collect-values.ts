/** The fold's side of the measures of a property's values. */
import { floatColumn, intColumn } from '../../base/columns';
import { addExactly, type ExactSum } from '../../stats/exact-sum';
import { CellIndex, type Collector, type Match } from './cells';
import type { Columns } from './parts';

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

export class SumCollector extends NumberCollector {
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

export class ExtremeCollector extends NumberCollector {
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

export class SampleCollector extends NumberCollector {
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

export class DistinctCollector implements Collector {
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
