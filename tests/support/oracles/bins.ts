/** Bins of numbers, the slow way. */

/** Values in tenths, so that all edges are whole numbers. For fewer than a hundred different values: none is stray. */
export function binsOf(values: readonly string[], count: number): (value: string) => string {
  const tenths = (text: string): number => Math.round(Number(text) * 10);
  const numbers = values.filter((text) => !Number.isNaN(Number(text))).map(tenths);
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const widths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
  const bin = (value: number, width: number): number => Math.floor(value / width);
  const finest = numbers.every((value) => value % 10 === 0) ? 10 : 1;
  const width = widths.find((own) => own >= finest && bin(high, own) - bin(low, own) < count) ?? 0;
  return (text) => {
    if (Number.isNaN(Number(text))) return '$none';
    const from = bin(tenths(text), width) * width;
    const [a, b] = [String(from / 10), String((from + width) / 10)];
    if (width === finest) return a;
    return from < 0 ? `${a} to ${b}` : `${a}–${b}`;
  };
}
