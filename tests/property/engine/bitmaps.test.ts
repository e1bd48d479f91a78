/** Bits of codes, and bits in another order, against the same one by one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatherBits, markCodes } from '../../../electron/engine/query/bitmaps';
import { bitmapHas, bitmapWords } from '../../../shared/base/bitmap';

const WORD = 32;
const codesOf = fc.oneof(
  fc.uint8Array({ max: 5, maxLength: 200 }),
  fc.uint16Array({ max: 5, maxLength: 200 }),
  fc.uint32Array({ max: 5, maxLength: 200 }),
);
const passesOf = fc.uint8Array({ max: 1, minLength: 6, maxLength: 6 });

describe('bitmaps over events', () => {
  it('have the places whose codes pass, however many are marked at a time', () => {
    fc.assert(
      fc.property(codesOf, passesOf, fc.integer({ min: 1, max: 4 }), (codes, passes, words) => {
        const into = new Uint32Array(bitmapWords(codes.length));
        for (let from = 0; from < codes.length; from += words * WORD) {
          markCodes(codes, passes, into, from, Math.min(codes.length, from + words * WORD));
        }
        for (let at = 0; at < into.length * WORD; at++) {
          expect(bitmapHas(into, at)).toBe(at < codes.length && passes[codes[at] as number] === 1);
        }
      }),
    );
  });

  it('are gathered in any order, a word of places at a time or more', () => {
    const bitsAndPlaces = fc
      .uint32Array({ minLength: 1, maxLength: 6 })
      .chain((bits) =>
        fc.tuple(fc.constant(bits), fc.uint32Array({ max: bits.length * WORD - 1, maxLength: 150 }), fc.nat(3)),
      );
    fc.assert(
      fc.property(bitsAndPlaces, ([bits, places, skipped]) => {
        const from = skipped * WORD;
        const into = new Uint32Array(bitmapWords(from + places.length));
        gatherBits(bits, places, into, from);
        for (let at = 0; at < into.length * WORD; at++) {
          const place = places[at - from];
          expect(bitmapHas(into, at)).toBe(place !== undefined && bitmapHas(bits, place));
        }
      }),
    );
  });
});
