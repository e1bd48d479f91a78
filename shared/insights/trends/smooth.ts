/** Moving averages. */

/**
 * Every value becomes the average of the `width` values that end with it; at the beginning, of those there are. Nulls are
 * no part of an average; one of nulls alone is null.
 */
export function smoothed(values: readonly (number | null)[], width: number): (number | null)[] {
  return values.map((_, index) => {
    // Each is summed anew: a running sum would drag the rounding of all values before along.
    let sum = 0;
    let count = 0;
    for (let at = Math.max(0, index - width + 1); at <= index; at += 1) {
      const value = values[at] ?? null;
      if (value === null) continue;
      sum += value;
      count += 1;
    }
    return count === 0 ? null : sum / count;
  });
}
