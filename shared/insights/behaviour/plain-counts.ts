/**
 * Behaviours that ask how often a person ever did something: a loop over persons of its own for each, since they are asked
 * of everybody. Whether somebody did it cannot be foreseen, by a processor neither, so answers are added up without a jump.
 */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { bitsIn } from '../matches';

/**
 * Takes the 1 in `members` from those of the persons `from` … `to - 1` of whom something does not hold; 0 stays 0. A
 * person's events are at `offsets[person]` … `offsets[person + 1] - 1`.
 */
export type Narrow = (offsets: Uint32Array, members: Uint8Array, from: number, to: number) => void;

/** Who did it at least `least` times (a whole number, 1 to 2³¹ − 1). */
export const keepAtLeast =
  (matching: Bitmap, least: number): Narrow =>
  (offsets, members, from, to) => {
    let end = offsets[from] as number;
    for (let person = from; person < to; person += 1) {
      const start = end;
      end = offsets[person + 1] as number;
      let missing = least;
      const last = (end - 1) >>> 5;
      for (let word = start >>> 5; start < end && word <= last && missing > 0; word += 1) {
        missing -= bitsIn((matching[word] as number) & rangeMask(word, start, end));
      }
      members[person] = (members[person] as number) & ((missing - 1) >>> 31);
    }
  };

/** Who never did it. */
export const keepNone =
  (matching: Bitmap): Narrow =>
  (offsets, members, from, to) => {
    let end = offsets[from] as number;
    for (let person = from; person < to; person += 1) {
      const start = end;
      end = offsets[person + 1] as number;
      let any = 0;
      const last = (end - 1) >>> 5;
      for (let word = start >>> 5; start < end && word <= last; word += 1) {
        any |= (matching[word] as number) & rangeMask(word, start, end);
      }
      members[person] = (members[person] as number) & (((any | -any) >>> 31) ^ 1);
    }
  };
