/**
 * Counts distinct units per bucket and over the whole range, for units that come one after the other with their buckets
 * ascending. A unit covers each bucket of a group once, however many of its events do.
 */
export class UnitCounter {
  /** Per group and bucket how many units begin to cover here, less how many ceased; `buckets` + 1 entries a group. */
  private readonly steps: Float64Array;
  private readonly totals: Float64Array;
  private readonly seenBy: Int32Array;
  private readonly countedBy: Int32Array;
  private readonly covered: Int32Array;
  private unit = 0;

  /** With no buckets only totals are counted. */
  constructor(
    groups: number,
    private readonly buckets: number,
  ) {
    this.steps = new Float64Array(groups * (buckets + 1));
    this.totals = new Float64Array(groups);
    this.seenBy = new Int32Array(groups);
    this.countedBy = new Int32Array(groups);
    this.covered = new Int32Array(groups);
  }

  nextUnit(): void {
    this.unit += 1;
  }

  /** The current unit covers buckets [low, high] of a group, none where low > high; true where that was new. */
  cover(group: number, low: number, high: number, inRange: boolean): boolean {
    const { covered, seenBy, steps, totals, unit } = this;
    let isNew = false;
    if (seenBy[group] !== unit) {
      seenBy[group] = unit;
      covered[group] = -1;
    }
    if (inRange && this.countedBy[group] !== unit) {
      this.countedBy[group] = unit;
      totals[group] = (totals[group] as number) + 1;
      isNew = true;
    }
    if (low > high || high <= (covered[group] as number)) return isNew;
    if (this.buckets > 0) {
      const base = group * (this.buckets + 1);
      const start = base + Math.max(low, (covered[group] as number) + 1);
      steps[start] = (steps[start] as number) + 1;
      const end = base + high + 1;
      steps[end] = (steps[end] as number) - 1;
    }
    covered[group] = high;
    return true;
  }

  /** Units per bucket of a group. */
  countsOf(group: number): Float64Array {
    const counts = new Float64Array(this.buckets);
    let running = 0;
    for (let bucket = 0; bucket < this.buckets; bucket += 1) {
      running += this.steps[group * (this.buckets + 1) + bucket] as number;
      counts[bucket] = running;
    }
    return counts;
  }

  totalOf(group: number): number {
    return this.totals[group] as number;
  }
}
