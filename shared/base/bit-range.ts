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
  const first = from >>> 5;
  const last = (to - 1) >>> 5;
  bitmap[first] = (bitmap[first] as number) | rangeMask(first, from, to);
  if (last === first) return;
  for (let word = first + 1; word < last; word += 1) bitmap[word] = 0xffffffff;
  bitmap[last] = (bitmap[last] as number) | rangeMask(last, from, to);
}
