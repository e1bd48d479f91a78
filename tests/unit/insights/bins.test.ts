/** Bins: round edges, no finer than the values, stray values apart. */
import { describe, expect, test } from 'vitest';
import { computeBins } from '../../../shared/insights/bins';

/** The labels of the values, in the order of their bins. */
function labels(values: (number | string)[], count: number): string[] {
  const texts = values.map(String);
  const { labelOf, orderOf } = computeBins(texts, count);
  return [...new Set(texts.map(labelOf))].sort((a, b) => orderOf(a) - orderOf(b));
}

const range = (count: number, step = 1): number[] => Array.from({ length: count }, (_, index) => index * step);

describe('bins', () => {
  test.each([
    [range(50), 5, ['0–10', '10–20', '20–30', '30–40', '40–50']],
    [range(51), 5, ['0–20', '20–40', '40–60']],
    [[1, 2, 3], 10, ['1', '2', '3']],
    [[-15, -1, 0, 14], 4, ['-20 to -10', '-10 to 0', '0–10', '10–20']],
    [[0.1, 0.2, 0.3], 3, ['0.1', '0.2', '0.3']],
    [[1999.99, 0.5], 2, ['0–1000', '1000–2000']],
    [[7], 5, ['7']],
    [[0], 5, ['0']],
    [['plain', '5', ' 6 ', '$none'], 5, ['5', '6', '$none']],
    [['plain'], 5, ['$none']],
  ])('of %o are %o', (values, count, expected) => {
    expect(labels(values, count)).toEqual(expected);
  });

  test('put stray values into bins of their own', () => {
    expect(labels([...range(198), 1_000_000, -5_000], 4)).toEqual([
      '< 0',
      '0–50',
      '50–100',
      '100–150',
      '150–200',
      '≥ 200',
    ]);
  });

  test.each([[[1e20, 1e20 + 65_536]], [[-1.7e308, 1.7e308]], [[5e-324, 1e-300]], [[1e300, 1]], [[0.1 + 0.2, 0.3]]])(
    'come to an end for %o',
    (values) => {
      const found = labels(values, 5);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThanOrEqual(5);
    },
  );
});
