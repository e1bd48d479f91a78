/** How long units took for a step: what is told of it, and where it comes from. */
import { floatColumn } from '../../base/columns';
import { quantilesOf } from '../../stats/quantile';
import { quantilesOfSpreads, type Spread, spreadOf } from '../../stats/spread';

/** Milliseconds, one for each unit. */
export interface Times {
  readonly count: number;
  readonly sum: number;
  /** The p-quantiles (0 to 1, ascending); undefined where there are no times. */
  quantiles(ps: readonly number[]): (number | undefined)[];
}

/** Times that come one by one. */
export class GatheredTimes implements Times {
  private readonly all = floatColumn();

  push(ms: number): void {
    this.all.push(ms);
  }

  get count(): number {
    return this.all.length;
  }

  get sum(): number {
    let sum = 0;
    for (let i = 0; i < this.all.length; i += 1) sum += this.all.get(i);
    return sum;
  }

  quantiles(ps: readonly number[]): (number | undefined)[] {
    return quantilesOf(this.all.toArray(), ps);
  }

  spread(): Spread {
    return spreadOf(this.all.toArray());
  }
}

/** Times that were gathered range by range. */
export class SpreadTimes implements Times {
  constructor(private readonly parts: readonly Spread[]) {}

  get count(): number {
    return this.parts.reduce((sum, { values }) => sum + values.length, 0);
  }

  get sum(): number {
    return this.parts.reduce((sum, part) => sum + part.sum, 0);
  }

  quantiles(ps: readonly number[]): (number | undefined)[] {
    return quantilesOfSpreads(this.parts, ps);
  }
}
