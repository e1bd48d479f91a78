/**
 * Two-by-two tables: is the share of `a` among `a + b` another one than that of `c` among `c + d`? The odds ratio with its
 * interval says by how much, the p-value how surely.
 *
 *              outcome   not
 *   exposed       a       b
 *   unexposed     c       d
 */
import { twoSidedTail, Z_95 } from './normal';

export interface Table2x2 {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

export interface OddsRatio {
  readonly ratio: number;
  /** 95 %. */
  readonly interval: readonly [number, number];
}

/**
 * The odds ratio with half a unit added to each cell (Haldane 1956, Anscombe 1956), so that empty cells give large
 * numbers rather than infinite ones, and its 95 % interval: normal on the scale of log odds (Woolf 1955).
 */
export function oddsRatio({ a, b, c, d }: Table2x2): OddsRatio {
  const cells = [a + 0.5, b + 0.5, c + 0.5, d + 0.5] as const;
  const ratio = (cells[0] * cells[3]) / (cells[1] * cells[2]);
  const half = Z_95 * Math.sqrt(cells.reduce((sum, cell) => sum + 1 / cell, 0));
  return { ratio, interval: [ratio * Math.exp(-half), ratio * Math.exp(half)] };
}

/** The smallest count to be expected in a cell were there no association; 0 for an empty table. */
export function smallestExpected({ a, b, c, d }: Table2x2): number {
  const total = a + b + c + d;
  if (total === 0) return 0;
  return (Math.min(a + b, c + d) * Math.min(a + c, b + d)) / total;
}

/** Pearson's χ² test, one degree of freedom, no continuity correction. 1 where a row or a column is empty. */
export function chiSquarePValue({ a, b, c, d }: Table2x2): number {
  const margins = (a + b) * (c + d) * (a + c) * (b + d);
  if (margins === 0) return 1;
  const statistic = ((a * d - b * c) ** 2 * (a + b + c + d)) / margins;
  // χ² of one degree of freedom is the square of a standard normal.
  return twoSidedTail(Math.sqrt(statistic));
}

/** Tables as likely as the one seen differ from it by rounding alone; R's fisher.test allows as much. */
const AS_LIKELY = 1 + 1e-7;

/**
 * Fisher's exact test, two-sided: the probability, margins given, of all tables no likelier than this one. The
 * hypergeometric weights are walked from the likeliest table outwards, each from its neighbour, so that no factorial is
 * ever taken; their scale cancels.
 */
export function fisherPValue({ a, b, c, d }: Table2x2): number {
  const row = a + b;
  const column = a + c;
  const total = row + c + d;
  const low = Math.max(0, row + column - total);
  const high = Math.min(row, column);
  const mode = Math.min(high, Math.max(low, Math.floor(((row + 1) * (column + 1)) / (total + 2))));
  const rising = (cell: number): number =>
    ((row - cell) * (column - cell)) / ((cell + 1) * (total - row - column + cell + 1));
  const weights = [{ cell: mode, weight: 1 }];
  for (let cell = mode, weight = 1; cell < high && weight > 0; cell += 1) {
    weight *= rising(cell);
    weights.push({ cell: cell + 1, weight });
  }
  for (let cell = mode, weight = 1; cell > low && weight > 0; cell -= 1) {
    weight /= rising(cell - 1);
    weights.push({ cell: cell - 1, weight });
  }
  // A table too far out to have a weight is less likely than any number can say.
  const seen = weights.find(({ cell }) => cell === a)?.weight ?? 0;
  // Smallest first, so that small terms are not lost in the sum.
  const ascending = weights.map(({ weight }) => weight).sort((x, y) => x - y);
  const sum = ascending.reduce((all, weight) => all + weight, 0);
  const tail = ascending.reduce((all, weight) => (weight <= seen * AS_LIKELY ? all + weight : all), 0);
  return Math.min(1, tail / sum);
}

export interface Association {
  readonly pValue: number;
  readonly test: 'fisher' | 'chi2';
}

/** Cochran's rule: below this expected count χ² is no good approximation. */
const ENOUGH_EXPECTED = 5;

/** The two-sided p-value of a table: exact where a cell's expected count is under 5, else by χ². */
export function testAssociation(table: Table2x2): Association {
  return smallestExpected(table) < ENOUGH_EXPECTED
    ? { pValue: fisherPValue(table), test: 'fisher' }
    : { pValue: chiSquarePValue(table), test: 'chi2' };
}
