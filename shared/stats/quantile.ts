/** Quantiles of samples, found by selection: the rest of the sample need not be sorted. */

/**
 * The p-quantiles (0 to 1, ascending) of values without NaN, linear between closest ranks: rank p · (n − 1). Undefined for
 * no values. Puts `values` in another order.
 */
export function quantilesOf(values: Float64Array, ps: readonly number[]): (number | undefined)[] {
  const last = values.length - 1;
  let settled = 0;
  return ps.map((p) => {
    if (last < 0) return undefined;
    const rank = p * last;
    const low = Math.floor(rank);
    const below = select(values, low, settled);
    settled = low;
    if (low === last || rank === low) return below;
    // Everything behind a selected place is at least as great.
    let above = Infinity;
    for (let i = low + 1; i <= last; i += 1) above = Math.min(above, values[i] as number);
    return below === above ? below : below + (above - below) * (rank - low);
  });
}

/**
 * The value at `place` of the sorted sample, by Hoare's quickselect; afterwards no value before it is greater and none
 * behind it smaller. Values before `from` are known to be no greater than the others.
 */
export function select(values: Float64Array, place: number, from = 0): number {
  let low = from;
  let high = values.length - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low] as number, values[(low + high) >>> 1] as number, values[high] as number);
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) < pivot) i += 1;
      while ((values[j] as number) > pivot) j -= 1;
      if (i > j) break;
      const swapped = values[i] as number;
      values[i] = values[j] as number;
      values[j] = swapped;
      i += 1;
      j -= 1;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place] as number;
}

const medianOfThree = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
