/** Two-by-two tables and many tests at once, against published values and other programs' answers. */
import { describe, expect, test } from 'vitest';
import {
  chiSquarePValue,
  fisherPValue,
  oddsRatio,
  smallestExpected,
  testAssociation,
  type Table2x2,
} from '../../../shared/stats/contingency';
import { falseDiscoveryRates } from '../../../shared/stats/false-discovery';

const table = (a: number, b: number, c: number, d: number): Table2x2 => ({ a, b, c, d });
const swapped = ({ a, b, c, d }: Table2x2): Table2x2 => ({ a: c, b: d, c: a, d: b });
const turned = ({ a, b, c, d }: Table2x2): Table2x2 => ({ a, b: c, c: b, d });

describe("Fisher's exact test", () => {
  test.each([
    // The lady tasting tea: Agresti, Categorical Data Analysis, and R's example(fisher.test).
    [table(3, 1, 1, 3), 0.4857142857142857],
    // R's example(fisher.test), twins convicted: p-value = 0.0005367.
    [table(2, 10, 15, 3), 5.367241191434357e-4],
    // Wikipedia, Fisher's exact test, dieting: 0.002759456.
    [table(1, 9, 11, 3), 2.7594561852200836e-3],
    // SciPy 1.17 fisher_exact; the first is its manual's example.
    [table(8, 2, 1, 5), 0.03496503496503497],
    [table(40, 2, 60, 300), 3.4203558811051442e-25],
    [table(7, 1200, 3, 80000), 1.8174173996683554e-11],
    [table(0, 500_000, 4, 300_000), 0.019775802614143773],
    [table(0, 0, 4, 3), 1],
  ])('of %o is %d', (seen, p) => {
    expect(Math.abs(fisherPValue(seen) / p - 1)).toBeLessThan(1e-8);
    expect(Math.abs(fisherPValue(swapped(seen)) / p - 1)).toBeLessThan(1e-8);
    expect(Math.abs(fisherPValue(turned(seen)) / p - 1)).toBeLessThan(1e-8);
  });

  test('has a p of 0 where no number is small enough', () => {
    expect(fisherPValue(table(5000, 0, 0, 5000))).toBe(0);
  });
});

describe("Pearson's χ² test", () => {
  test.each([
    // SciPy 1.17 chi2_contingency(correction=False).
    [table(10, 20, 30, 40), 0.37299848361348686],
    // Doll and Hill 1950, men: smokers 647 and 622, others 2 and 27; χ² = 22.04 without correction.
    [table(647, 622, 2, 27), 2.66e-6],
  ])('of %o is %d', (seen, p) => {
    expect(Math.abs(chiSquarePValue(seen) / p - 1)).toBeLessThan(0.005);
  });

  test('says nothing where a row or a column is empty', () => {
    expect(chiSquarePValue(table(0, 0, 5, 5))).toBe(1);
    expect(chiSquarePValue(table(0, 5, 0, 5))).toBe(1);
  });

  test('stands aside where fewer than five are to be expected', () => {
    expect(smallestExpected(table(3, 7, 9, 5))).toBe(5);
    expect(testAssociation(table(3, 7, 9, 5)).test).toBe('chi2');
    expect(testAssociation(table(3, 7, 8, 6))).toEqual({ test: 'fisher', pValue: fisherPValue(table(3, 7, 8, 6)) });
    expect(smallestExpected(table(0, 0, 0, 0))).toBe(0);
  });
});

describe('an odds ratio', () => {
  test('is that of the cells with half a unit more, its interval Woolf’s', () => {
    const { ratio, interval } = oddsRatio(table(10, 5, 3, 12));
    expect(ratio).toBeCloseTo((10.5 * 12.5) / (5.5 * 3.5), 12);
    const error = Math.sqrt(1 / 10.5 + 1 / 5.5 + 1 / 3.5 + 1 / 12.5);
    expect(interval[0]).toBeCloseTo(Math.exp(Math.log(ratio) - 1.959963984540054 * error), 12);
    expect(interval[1]).toBeCloseTo(Math.exp(Math.log(ratio) + 1.959963984540054 * error), 12);
  });

  test('of empty cells is large, and finite', () => {
    const { ratio, interval } = oddsRatio(table(20, 0, 0, 20));
    expect(ratio).toBe(41 * 41);
    expect(interval.every(Number.isFinite)).toBe(true);
  });
});

describe('rates of false discoveries', () => {
  // Benjamini and Hochberg 1995, §4.1: fifteen endpoints of the myocardial infarction study.
  const published = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];

  test('reject the four hypotheses of the published example', () => {
    expect(falseDiscoveryRates(published).filter((q) => q <= 0.05)).toHaveLength(4);
  });

  test('agree with SciPy’s false_discovery_control', () => {
    const expected = [
      0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714, 0.06385714, 0.0645, 0.0765, 0.486, 0.58118182, 0.714875,
      0.75323077, 0.81321429, 1,
    ];
    falseDiscoveryRates(published).forEach((q, place) => {
      expect(q).toBeCloseTo(expected[place] ?? Number.NaN, 8);
    });
  });

  test('come in the order of the p-values given', () => {
    const reversed = falseDiscoveryRates(published.toReversed());
    expect(reversed).toEqual(falseDiscoveryRates(published).toReversed());
    expect(falseDiscoveryRates([])).toEqual([]);
  });
});
