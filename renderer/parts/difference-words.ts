/** How two figures that stand beside one another differ, in signs. Pure. */

/** `+120`, `−3`; empty where nothing differs or there is nothing to compare with. */
export function countDifference(value: number | undefined, base: number | undefined): string {
  if (value === undefined || base === undefined || Math.round(value) === Math.round(base)) return '';
  const difference = Math.round(value) - Math.round(base);
  return `${difference > 0 ? '+' : '−'}${new Intl.NumberFormat('en-US').format(Math.abs(difference))}`;
}

/** The same of two shares, in percentage points. */
export function shareDifference(value: number | undefined, base: number | undefined): string {
  if (value === undefined || base === undefined) return '';
  const difference = Number((value - base).toFixed(9));
  if (difference === 0) return '';
  const points = Math.abs(difference) * 100;
  const size = Number(points < 0.1 ? points.toPrecision(1) : points.toFixed(2));
  return `${difference > 0 ? '+' : '−'}${size} pp`;
}
