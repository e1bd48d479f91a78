/** The normal distribution's tail, to about 15 digits. */

const SQRT_PI = Math.sqrt(Math.PI);

/** erf for small arguments: a series of positive terms, so nothing cancels. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * Number.EPSILON; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / SQRT_PI) * Math.exp(-x * x) * sum;
}

/** erfc for large arguments: its continued fraction, evaluated from far out inwards. */
function erfcFraction(x: number): number {
  let tail = 0;
  for (let n = 80; n >= 1; n -= 1) tail = n / 2 / (x + tail);
  return Math.exp(-x * x) / (SQRT_PI * (x + tail));
}

/** P(|Z| ≥ |z|) for a standard normal Z: the two-sided p-value of a z statistic. */
export function twoSidedTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  return x < 2.5 ? 1 - erfSeries(x) : erfcFraction(x);
}

/** The standard normal's 97.5 % quantile: half the width of a 95 % interval in standard errors. */
export const Z_95 = 1.959963984540054;
