/** Many tests at once: how many of those called findings are none. */

/**
 * Benjamini and Hochberg's q of each p-value, in the order given: the smallest rate of false discoveries at which the
 * test still counts as one (their step-up procedure of 1995; R's `p.adjust(method = "BH")`).
 */
export function falseDiscoveryRates(pValues: readonly number[]): number[] {
  const descending = [...pValues.keys()].sort((i, j) => (pValues[j] as number) - (pValues[i] as number));
  const rates = pValues.map(() => 1);
  let lowest = 1;
  descending.forEach((place, above) => {
    lowest = Math.min(lowest, ((pValues[place] as number) * pValues.length) / (pValues.length - above));
    rates[place] = lowest;
  });
  return rates;
}
