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

/**
 * Sets in `into` the places `from` … `to - 1` at which `codes` have one that passes, 1 by code. Both ends are those of
 * words, but for the last place of all. Bits of all events are few enough to lie near the processor, codes are not: it
 * takes half the time to look up the ones in whatever order than the others.
 */
export function markCodes(codes: ArrayLike<number>, passes: Uint8Array, into: Bitmap, from: number, to: number): void {
  for (let at = from; at < to; at += 32) {
    const count = Math.min(32, to - at);
    let set = 0;
    for (let i = 0; i < count; i++) set |= (passes[codes[at + i] as number] as number) << i;
    into[at >>> 5] = set;
  }
}

/** Sets in `into`, from the place `from` on, which begins a word, the bits of `bits` that `places` name. */
export function gatherBits(bits: Bitmap, places: Uint32Array, into: Bitmap, from: number): void {
  for (let at = 0; at < places.length; at += 32) {
    const count = Math.min(32, places.length - at);
    let set = 0;
    for (let i = 0; i < count; i++) {
      const place = places[at + i] as number;
      set |= (((bits[place >>> 5] as number) >>> (place & 31)) & 1) << i;
    }
    into[(from + at) >>> 5] = set;
  }
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
