/**
 * The median of values that are gone through twice rather than held: once they are counted by size, then only those of the
 * middle's size are kept. Says what `medianOf` says of all of them. Of durations and the like: no value is below 0.
 */
import { select } from './quantile';
import { BINS, binOf } from './spread';

export class MedianSieve {
  private readonly counts = new Uint32Array(BINS);
  private total = 0;
  /** The bins that the middle two values are in, and how many values are in those before. */
  private low = 0;
  private high = -1;
  private before = 0;
  private kept = new Float64Array(0);
  private count = 0;

  /** The first time: a value that is no NaN. */
  see(value: number): void {
    const bin = binOf(value);
    this.counts[bin] = (this.counts[bin] as number) + 1;
    this.total += 1;
  }

  /** Between the first time and the second. */
  turn(): void {
    const { counts, total } = this;
    if (total === 0) return;
    let ended = 0;
    const binAt = (place: number, from: number): number => {
      let bin = from;
      while (ended + (counts[bin] as number) <= place) ended += counts[bin++] as number;
      return bin;
    };
    this.low = binAt((total - 1) >>> 1, 0);
    this.before = ended;
    this.high = binAt(total >>> 1, this.low);
    let wanted = 0;
    for (let bin = this.low; bin <= this.high; bin += 1) wanted += counts[bin] as number;
    this.kept = new Float64Array(wanted);
  }

  /** The second time: the same values, in whatever order. */
  seeAgain(value: number): void {
    const bin = binOf(value);
    if (bin >= this.low && bin <= this.high) this.kept[this.count++] = value;
  }

  /** Linear between the middle two; undefined for none. */
  median(): number | undefined {
    const { before, kept, total } = this;
    if (total === 0) return undefined;
    const place = ((total - 1) >>> 1) - before;
    const below = select(kept, place);
    if (total % 2 === 1) return below;
    let above = Infinity;
    for (let i = place + 1; i < kept.length; i += 1) above = Math.min(above, kept[i] as number);
    return below === above ? below : below + (above - below) * 0.5;
  }
}
