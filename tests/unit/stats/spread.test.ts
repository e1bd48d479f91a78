/** Quantiles of samples in several parts against those of the whole. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantilesOf } from '../../../shared/stats/quantile';
import { quantilesOfSpreads, spreadOf } from '../../../shared/stats/spread';

const PS = [0, 0.1, 0.5, 0.9, 1];

test('of no values', () => {
  expect(quantilesOfSpreads([], [0.5])).toEqual([undefined]);
  expect(quantilesOfSpreads([spreadOf(new Float64Array(0))], [0.5])).toEqual([undefined]);
});

test('of some of an array', () => {
  const { values, sum } = spreadOf(Float64Array.of(4, 2, 100), 2);
  expect([...values]).toEqual([2, 4]);
  expect(sum).toBe(6);
});

test('of many, whatever their sizes and however they are parted', () => {
  const value = fc.oneof(
    fc.constantFrom(0, 1, 2, 1_000, 2 ** 42, 2 ** 52),
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 0, max: 2 ** 40 }),
    fc.double({ min: 0, max: 1e9, noNaN: true }).map((each) => Math.abs(each)),
  );
  fc.assert(
    fc.property(fc.array(fc.array(value, { maxLength: 60 }), { maxLength: 4 }), (parts) => {
      const spreads = parts.map((part) => spreadOf(Float64Array.from(part)));
      expect(quantilesOfSpreads(spreads, PS)).toEqual(quantilesOf(Float64Array.from(parts.flat()), PS));
    }),
  );
});
