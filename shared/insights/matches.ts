/** The matching events of one person, walked word by word of a bitmap. */
import { rangeMask } from '../base/bit-range';
import type { Bitmap } from '../base/bitmap';

/** Persons between two looks at whether an answer is still wanted: few, since each may have thousands of events. */
export const PERSONS_PER_LOOK = 256;

/** The first set position in [from, end), or -1. */
export function firstMatch(bitmap: Bitmap, from: number, end: number): number {
  if (from >= end) return -1;
  const last = (end - 1) >>> 5;
  for (let word = from >>> 5; word <= last; word += 1) {
    const bits = (bitmap[word] as number) & rangeMask(word, from, end);
    if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits & -bits);
  }
  return -1;
}

/** How many positions in [from, end) are set. */
export function countMatches(bitmap: Bitmap, from: number, end: number): number {
  if (from >= end) return 0;
  let count = 0;
  const last = (end - 1) >>> 5;
  for (let word = from >>> 5; word <= last; word += 1) {
    count += bitsIn((bitmap[word] as number) & rangeMask(word, from, end));
  }
  return count;
}

/** How many bits of a word are set. */
export function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Calls `visit` with every set position in [from, end), ascending. */
export function eachMatch(bitmap: Bitmap, from: number, end: number, visit: (position: number) => void): void {
  if (from >= end) return;
  const last = (end - 1) >>> 5;
  for (let word = from >>> 5; word <= last; word += 1) {
    let bits = (bitmap[word] as number) & rangeMask(word, from, end);
    while (bits !== 0) {
      const bit = bits & -bits;
      bits ^= bit;
      visit((word << 5) + 31 - Math.clz32(bit));
    }
  }
}
