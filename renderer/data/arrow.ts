/** Reads columns of Arrow answers into what views need: typed numbers and plain text. */
import type { Table } from '@uwdata/flechette';
import { ensure } from '../../shared/base/assert';

const columnOf = (table: Table, name: string): Iterable<unknown> & { readonly length: number } =>
  ensure(table.getChild(name), `The column ${name} of the answer`);

/** A numeric or time column; null becomes NaN. 64-bit integers beyond 2^53 lose their last digits, which no view shows. */
export function numberColumn(table: Table, name: string): Float64Array {
  const out = new Float64Array(table.numRows);
  let row = 0;
  for (const value of columnOf(table, name)) {
    out[row] = toNumber(value);
    row += 1;
  }
  return out;
}

function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  return Number.NaN;
}

/** A text column; null becomes the empty text. */
export function textColumn(table: Table, name: string): string[] {
  const out: string[] = [];
  for (const value of columnOf(table, name)) {
    if (typeof value === 'string') out.push(value);
    else if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
      out.push(String(value));
    else out.push('');
  }
  return out;
}
