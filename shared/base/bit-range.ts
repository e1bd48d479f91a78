/** Word arithmetic for walking a range of a bitmap word by word. */
import type { Bitmap } from './bitmap';

/** The bits of word `word` that stand for positions in [from, to), which must not be empty in it. */
export function rangeMask(word: number, from: number, to: number): number {
  const base = word << 5;
  const low = from > base ? -1 << (from - base) : -1;
  const high = to < base + 32 ? ~(-1 << (to - base)) : -1;
  return low & high;
}

/** Sets the positions `from` … `to - 1`. */
export function setRange(bitmap: Bitmap, from: number, to: number): void {
  if (from >= to) return;
  for (let word = from >>> 5; word <= (to - 1) >>> 5; word += 1) {
    bitmap[word] = (bitmap[word] as number) | rangeMask(word, from, to);
  }
}
