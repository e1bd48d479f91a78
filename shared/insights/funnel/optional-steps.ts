/** Optional steps read off their bitmaps, once the chain of the required ones is known. */
import type { Bitmap } from '../../base/bitmap';
import { firstMatch } from '../matches';
import type { FunnelParams } from './plan';
import type { UnitJourney } from './unit-search';
import type { HeldValues } from './value-slots';

export class OptionalSteps {
  /** Positions that optional steps of the unit's chains have taken. */
  readonly used: number[] = [];
  /** By optional step how many required ones are before it. */
  private readonly before: readonly number[];

  constructor(
    private readonly bitmaps: readonly Bitmap[],
    private readonly time: Float64Array,
    private readonly params: Pick<FunnelParams, 'optional' | 'required' | 'windowMs'>,
    private readonly held: HeldValues | undefined,
  ) {
    const { optional, required } = params;
    this.before = optional.map((place) => required.filter((each) => each < place).length);
  }

  /**
   * Fills in the journey of the unit at [from, to): each step is done by the first event that matches it, has no step yet,
   * and lies between the steps before and after it in the chain; after the chain's end, within the window.
   */
  fill(journey: UnitJourney, from: number, to: number): void {
    const { bitmaps, held, time } = this;
    const { optional, required, windowMs } = this.params;
    const { level, positions } = journey;
    const value = held?.at(positions[0] as number);
    for (let index = 0; index < optional.length; index += 1) {
      const place = optional[index] as number;
      const before = this.before[index] as number;
      if (before > level) continue;
      let low = positions[required[before - 1] as number] as number;
      for (let step = (required[before - 1] as number) + 1; step < place; step += 1) {
        if (((journey.reached >>> step) & 1) === 1) low = positions[step] as number;
      }
      const earliest = time[low];
      while (low > from && time[low - 1] === earliest) low -= 1;
      const latest =
        before < level
          ? (time[positions[required[before] as number] as number] as number)
          : (time[positions[0] as number] as number) + windowMs;
      const bitmap = bitmaps[index] as Bitmap;
      for (let at = firstMatch(bitmap, low, to); at >= 0; at = firstMatch(bitmap, at + 1, to)) {
        if ((time[at] as number) > latest) break;
        if (this.isTaken(journey, at) || (held !== undefined && held.at(at) !== value)) continue;
        this.used.push(at);
        journey.reached |= 1 << place;
        positions[place] = at;
        break;
      }
    }
  }

  private isTaken({ level, positions }: UnitJourney, at: number): boolean {
    const { required } = this.params;
    for (let slot = 0; slot < level; slot += 1) if (positions[required[slot] as number] === at) return true;
    return this.used.includes(at);
  }
}
