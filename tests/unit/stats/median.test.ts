/** Medians of numbers in several arrays are those of all in one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../shared/base/random';
import { medianOf } from '../../../shared/stats/median';
import { quantilesOf } from '../../../shared/stats/quantile';

const median = (parts: readonly Float64Array[]): number | undefined =>
  quantilesOf(Float64Array.from(parts.flatMap((part) => [...part])), [0.5])[0];

test('of few numbers', () => {
  expect(medianOf([])).toBeUndefined();
  expect(medianOf([Float64Array.of(3)])).toBe(3);
  expect(medianOf([Float64Array.of(1, 9), Float64Array.of(2, 4)])).toBe(3);
});

test('of many, whatever they are', () => {
  const number = fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: -10_000_000, max: 10_000_000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(number, { maxLength: 40 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 60 }),
      (parts, times) => {
        const many = parts.map((part) =>
          Float64Array.from({ length: part.length * times }, (_, i) => part[i % part.length] as number),
        );
        expect(medianOf(many)).toBe(median(many));
      },
    ),
    { numRuns: 300 },
  );
});

test('of so many that a sample says where the middle is, misleading ones too', () => {
  const random = seededRandom(7);
  const draws: readonly [string, (at: number, length: number) => number][] = [
    ['evenly spread', () => Math.floor(random.next() * 1e9)],
    ['few different ones', () => Math.floor(random.next() * 3)],
    ['all equal', () => 5],
    ['one half far from the other', (at) => (at % 2 === 0 ? 3 : 4_000_000_000)],
    ['most of them nothing', () => (random.next() < 0.6 ? 0 : Math.floor(random.next() * 1e6))],
    // What a sample at equal distances sees is another kind than the rest.
    ['of a period', (at, length) => (at % Math.floor(length / 2_048) === 15 ? 1_000_000 : at % 1_000)],
  ];
  for (const [title, draw] of draws) {
    for (const length of [32_768, 65_537, 100_000]) {
      const all = Float64Array.from({ length }, (_, at) => draw(at, length));
      const parts = [all.subarray(0, 1), all.subarray(1, 1), all.subarray(1, length >>> 1), all.subarray(length >>> 1)];
      const [wanted] = quantilesOf(all.slice(), [0.5]);
      expect(medianOf(parts), title).toBe(wanted);
      expect(medianOf(parts.map((part) => Uint32Array.from(part))), title).toBe(wanted);
    }
  }
});
