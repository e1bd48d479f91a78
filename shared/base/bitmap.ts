/** A set of positions as bits: position `i` is bit `i & 31` of word `i >>> 5`. */
export type Bitmap = Uint32Array;

export const bitmapWords = (length: number): number => (length + 31) >>> 5;

export const bitmapHas = (bitmap: Bitmap, position: number): boolean =>
  (((bitmap[position >>> 5] as number) >>> (position & 31)) & 1) === 1;

export const bitmapAdd = (bitmap: Bitmap, position: number): void => {
  bitmap[position >>> 5] = (bitmap[position >>> 5] as number) | (1 << (position & 31));
};
