/** Numbers written as text. */

const DECIMAL = /^[ \t\n\v\f\r]*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[ \t\n\v\f\r]*$/i;

/** The finite number that a decimal text stands for; undefined for other texts, such as `0x10`, `1_000`, `1e999` and ``. */
export function numberOfText(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
