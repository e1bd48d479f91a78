import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addExactly, mergeExactly, roundExactly, type ExactSum } from '../../../shared/stats/exact-sum';
import { twoSidedTail } from '../../../shared/stats/normal';
import { twoProportionPValue, wilsonInterval } from '../../../shared/stats/proportions';
import { quantilesOf } from '../../../shared/stats/quantile';

const share = (successes: number, trials: number) => ({ successes, trials });

describe('the two-proportion z-test', () => {
  test.each([
    // statsmodels' documentation, proportions_ztest.
    [share(5, 83), share(12, 99), 0.159, 3],
    // By hand: pooled 0.28, standard error √(0.28 · 0.72 · (1/100 + 1/150)) = 0.057966, z = 2.3002.
    [share(20, 100), share(50, 150), 0.02144, 4],
  ])('of %o against %o is %d', (a, b, p, digits) => {
    expect(twoProportionPValue(a, b)).toBeCloseTo(p, digits);
  });

  test('says nothing without trials or without variation', () => {
    expect(twoProportionPValue(share(0, 0), share(1, 2))).toBeUndefined();
    expect(twoProportionPValue(share(2, 2), share(5, 5))).toBeUndefined();
    expect(twoProportionPValue(share(0, 2), share(0, 5))).toBeUndefined();
  });

  test('is the same whichever comes first', () => {
    expect(twoProportionPValue(share(5, 83), share(12, 99))).toBe(twoProportionPValue(share(12, 99), share(5, 83)));
  });
});

test.each([
  [0, 1],
  [1, 0.3173105078629141],
  [1.959963984540054, 0.05],
  [3.5, 4.652581580710802e-4],
  [-6, 1.973175290075e-9],
])('a z of %d has the two-sided tail %d', (z, tail) => {
  expect(Math.abs(twoSidedTail(z) / tail - 1)).toBeLessThan(1e-9);
});

describe('Wilson’s interval', () => {
  test('of 10 in 100', () => {
    const [low, high] = wilsonInterval(share(10, 100)) ?? [];
    expect(low).toBeCloseTo(0.0552, 4);
    expect(high).toBeCloseTo(0.1744, 4);
  });

  test('touches the ends and nothing beyond', () => {
    expect(wilsonInterval(share(0, 10))?.[0]).toBe(0);
    expect(wilsonInterval(share(10, 10))?.[1]).toBe(1);
    expect(wilsonInterval(share(0, 0))).toBeUndefined();
  });
});

describe('a quantile', () => {
  test.each([
    [[1, 2, 3, 4], 0.5, 2.5],
    [[1, 2, 3, 4], 0.9, 3.7],
    [[7], 0.99, 7],
    [[1, 3], 0, 1],
    [[1, 3], 1, 3],
  ])('of %o at %d is %d', (sorted, p, value) => {
    expect(quantilesOf(Float64Array.from(sorted).reverse(), [p])[0]).toBeCloseTo(value, 12);
  });

  test('of nothing is not known', () => {
    expect(quantilesOf(new Float64Array(0), [0.5])).toEqual([undefined]);
  });

  test('selects what sorting would find, several at once', () => {
    const values = fc.array(
      fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });
    fc.assert(
      fc.property(values, shares, (sample, unordered) => {
        const ps = unordered.sort((a, b) => a - b);
        const sorted = Float64Array.from(sample).sort();
        const expected = ps.map((p) => {
          const rank = p * (sorted.length - 1);
          const [below = 0, above = below] = sorted.subarray(Math.floor(rank));
          return below === above ? below : below + (above - below) * (rank - Math.floor(rank));
        });
        const found = quantilesOf(Float64Array.from(sample), ps);
        found.forEach((value, index) => expect((value ?? Number.NaN) + 0).toBe((expected[index] ?? Number.NaN) + 0));
      }),
    );
  });
});

describe('an exact sum', () => {
  const sumOf = (values: readonly number[]): number => {
    const sum: ExactSum = [];
    for (const value of values) addExactly(sum, value);
    return roundExactly(sum);
  };

  test('loses nothing on the way', () => {
    expect(sumOf([1e100, 1, -1e100])).toBe(1);
    expect(sumOf(Array.from({ length: 10 }, () => 0.1))).toBe(1);
    expect(sumOf([])).toBe(0);
    expect(sumOf([1e16, 1, 1e-16])).toBe(1e16 + 2);
  });

  test('is the same in any order and however split', () => {
    const numbers = fc.array(fc.double({ noNaN: true, min: -1e200, max: 1e200 }), { maxLength: 40 });
    fc.assert(
      fc.property(numbers, fc.nat(40), (values, cut) => {
        const forward = sumOf(values);
        expect(sumOf(values.toReversed())).toBe(forward);
        const [left, right]: [ExactSum, ExactSum] = [[], []];
        values.forEach((value, index) => addExactly(index < cut ? left : right, value));
        mergeExactly(left, right);
        expect(roundExactly(left)).toBe(forward);
      }),
    );
  });

  test('is exact for decimals of equal scale', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 })), (quarters) => {
        const expected = quarters.reduce((a, b) => a + b, 0) / 4;
        expect(sumOf(quarters.map((value) => value / 4))).toBe(expected + 0);
      }),
    );
  });
});
