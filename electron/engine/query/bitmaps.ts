/** Bitmaps of filters made of those of their parts. A loop for each kind: one that is told what to do takes several times as long. */
import { type Bitmap, bitmapWords } from '../../../shared/base/bitmap';

/** On shared memory, all clear. */
export const sharedBitmap = (length: number): Bitmap => {
  const words = bitmapWords(length);
  return new Uint32Array(new SharedArrayBuffer(Math.max(words, 1) * 4), 0, words);
};

/** What all of them have; everything where there are none. */
export function bitmapOfAll(bitmaps: readonly Bitmap[], length: number): Bitmap {
  const result = sharedBitmap(length);
  const [first, ...rest] = bitmaps;
  if (first === undefined) result.fill(0xffffffff);
  else result.set(first.subarray(0, result.length));
  for (const bitmap of rest) intersect(result, bitmap);
  return cut(result, length);
}

/** What any of them has. */
export function bitmapOfAny(bitmaps: readonly Bitmap[], length: number): Bitmap {
  const result = sharedBitmap(length);
  const [first, ...rest] = bitmaps;
  if (first !== undefined) result.set(first.subarray(0, result.length));
  for (const bitmap of rest) unite(result, bitmap);
  return cut(result, length);
}

/** What it has not. */
export function oppositeBitmap(bitmap: Bitmap, length: number): Bitmap {
  const result = sharedBitmap(length);
  for (let word = 0; word < result.length; word++) result[word] = ~(bitmap[word] as number);
  return cut(result, length);
}

function intersect(into: Bitmap, other: Bitmap): void {
  for (let word = 0; word < into.length; word++) into[word] = (into[word] as number) & (other[word] as number);
}

function unite(into: Bitmap, other: Bitmap): void {
  for (let word = 0; word < into.length; word++) into[word] = (into[word] as number) | (other[word] as number);
}

/** Bits beyond the last position stay clear, so that counting is right. */
function cut(bitmap: Bitmap, length: number): Bitmap {
  if (length % 32 !== 0 && bitmap.length > 0) {
    const last = bitmap.length - 1;
    bitmap[last] = (bitmap[last] as number) & ((1 << (length % 32)) - 1);
  }
  return bitmap;
}
