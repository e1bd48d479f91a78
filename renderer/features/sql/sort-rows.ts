/** The order of a result's rows when one sorts by a column: numbers by size, then text by letters, NULL last both ways. Pure. */
import type { SqlCell } from '../../../shared/insights/cells';

const collator = new Intl.Collator('en', { numeric: true });

/** Row indexes; rows that are equal keep their order. */
export function sortedRows(rows: readonly (readonly SqlCell[])[], column: number, descending: boolean): Uint32Array {
  const order = Uint32Array.from(rows.keys());
  const sign = descending ? -1 : 1;
  return order.sort((a, b) => {
    const left = rows[a]?.[column] ?? null;
    const right = rows[b]?.[column] ?? null;
    if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1;
    return sign * compare(left, right) || a - b;
  });
}

function compare(left: string | number | boolean, right: string | number | boolean): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return collator.compare(left, right);
  if (typeof left === typeof right) return Number(left) - Number(right);
  // Whole numbers that no double holds are texts among numbers.
  const numbers = [Number(left), Number(right)] as const;
  if (numbers.some(Number.isNaN)) return typeof left === 'number' ? -1 : 1;
  return numbers[0] - numbers[1];
}
