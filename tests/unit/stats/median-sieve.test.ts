/** The median of values that are looked at twice is that of all of them held. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { medianOf } from '../../../shared/stats/median';
import { MedianSieve } from '../../../shared/stats/median-sieve';
import { runs } from '../../support/runs';

function sieved(first: readonly number[], second: readonly number[] = first): number | undefined {
  const sieve = new MedianSieve();
  for (const value of first) sieve.see(value);
  sieve.turn();
  for (const value of second) sieve.seeAgain(value);
  return sieve.median();
}

it('says nothing of no values', () => {
  expect(sieved([])).toBeUndefined();
});

it('lies half-way between values of different sizes', () => {
  expect(sieved([0, 0, 3_600, 86_400])).toBe(1_800);
  expect(sieved([5])).toBe(5);
});

it('is the median, in whatever order they come the second time', () => {
  const value = fc.oneof(
    fc.nat(5),
    fc.nat(100_000).map((ms) => ms / 1_000),
    fc.double({ min: 0, max: 1e15, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), (values) => {
      expect(sieved(values, [...values].reverse())).toBe(medianOf([Float64Array.from(values)]));
    }),
    runs(1_000),
  );
});
