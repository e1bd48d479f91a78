/** Medians of numbers in several arrays are those of all in one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
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
