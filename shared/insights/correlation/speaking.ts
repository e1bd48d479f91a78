/** The events that may speak in a correlation: those that the insight sees and that are not what is asked about. */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import type { FoldInput } from '../insight';
import type { CorrelationParams } from './plan';

export class SpeakingEvents {
  private readonly seen: Bitmap | undefined;
  private readonly asked: readonly Bitmap[];

  constructor({ predicates }: FoldInput, { seen, asked }: CorrelationParams) {
    this.seen = predicates[seen];
    this.asked = asked.map((place) => predicates[place] as Bitmap);
  }

  /** Calls `visit` with every such position in [from, end), ascending. */
  each(from: number, end: number, visit: (position: number) => void): void {
    if (from >= end) return;
    const { seen, asked } = this;
    const last = (end - 1) >>> 5;
    for (let word = from >>> 5; word <= last; word += 1) {
      let bits = rangeMask(word, from, end);
      if (seen !== undefined) bits &= seen[word] as number;
      for (let index = 0; index < asked.length; index += 1) bits &= ~((asked[index] as Bitmap)[word] as number);
      while (bits !== 0) {
        const bit = bits & -bits;
        bits ^= bit;
        visit((word << 5) + 31 - Math.clz32(bit));
      }
    }
  }
}
