/** Word arithmetic for walking a range of a bitmap word by word. */

/** The bits of word `word` that stand for positions in [from, to), which must not be empty in it. */
export function rangeMask(word: number, from: number, to: number): number {
  const base = word << 5;
  const low = from > base ? -1 << (from - base) : -1;
  const high = to < base + 32 ? ~(-1 << (to - base)) : -1;
  return low & high;
}
