/** A set of positions as bits: position `i` is bit `i & 31` of word `i >>> 5`. */
export type Bitmap = Uint32Array;

export const bitmapWords = (length: number): number => (length + 31) >>> 5;

export const bitmapHas = (bitmap: Bitmap, position: number): boolean =>
  (((bitmap[position >>> 5] as number) >>> (position & 31)) & 1) === 1;

export const bitmapAdd = (bitmap: Bitmap, position: number): void => {
  bitmap[position >>> 5] = (bitmap[position >>> 5] as number) | (1 << (position & 31));
};

/** How many positions are in the set. */
export function bitmapCount(bitmap: Bitmap): number {
  let count = 0;
  for (const word of bitmap) {
    let bits = word - ((word >>> 1) & 0x55555555);
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return count;
}
