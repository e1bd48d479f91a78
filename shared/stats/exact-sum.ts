/**
 * Sums that do not depend on the order of their terms. Plain addition rounds at every step, so the same numbers in
 * another order give other last digits; here the sum is kept exactly, as a few numbers that do not overlap (Shewchuk
 * 1997), and rounded once at the end.
 */

/** An exact sum in the making: the numbers whose mathematical sum it is. Empty is zero. */
export type ExactSum = number[];

/** Adds one finite number in place. */
export function addExactly(sum: ExactSum, value: number): void {
  let carry = value;
  let kept = 0;
  for (let index = 0; index < sum.length; index += 1) {
    let other = sum[index] as number;
    if (Math.abs(carry) < Math.abs(other)) [carry, other] = [other, carry];
    const high = carry + other;
    const low = other - (high - carry);
    if (low !== 0) {
      sum[kept] = low;
      kept += 1;
    }
    carry = high;
  }
  sum.length = kept;
  sum.push(carry);
}

/** Adds another exact sum in place. */
export function mergeExactly(sum: ExactSum, other: ExactSum): void {
  for (const part of other) addExactly(sum, part);
}

/** The sum as the nearest double; ties to even, as one addition of two doubles would round. */
export function roundExactly(sum: ExactSum): number {
  let index = sum.length - 1;
  if (index < 0) return 0;
  let high = sum[index] as number;
  let low = 0;
  while (index > 0 && low === 0) {
    index -= 1;
    const before = high;
    const part = sum[index] as number;
    high = before + part;
    low = part - (high - before);
  }
  // The rest decides only where `low` is exactly half a unit in the last place of `high`.
  const rest = index > 0 ? (sum[index - 1] as number) : 0;
  if ((low < 0 && rest < 0) || (low > 0 && rest > 0)) {
    const doubled = low * 2;
    const nudged = high + doubled;
    if (doubled === nudged - high) high = nudged;
  }
  return high + 0;
}
