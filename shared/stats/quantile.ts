/** Quantiles and means of samples. */

/**
 * The p-quantile (0 to 1) of values sorted ascending, linear between closest ranks: rank p · (n − 1). Undefined for no
 * values.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const rank = p * (sorted.length - 1);
  const low = Math.floor(rank);
  const below = sorted[low] as number;
  const above = sorted[Math.min(low + 1, sorted.length - 1)] as number;
  return below === above ? below : below + (above - below) * (rank - low);
}
