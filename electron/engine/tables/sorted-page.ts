/** The page after a cursor of rows ordered by one column, as SQL. Empty values come last, both ways. Pure. */
import type { Cursor } from './cursor';
import { sqlNumber, sqlText } from '../../../shared/sql/quote';

/** The direction of the column the page is ordered by. */
export const printDirection = (descending: boolean): string => `${descending ? 'DESC' : 'ASC'} NULLS LAST`;

/** `tie`: the condition that a row of equal value comes after the cursor's. */
export function printAfter(column: string, descending: boolean, { value }: Cursor, tie: string): string {
  if (value === null) return `(${column} IS NULL AND ${tie})`;
  const literal = printLiteral(value);
  return `(${column} ${descending ? '<' : '>'} ${literal} OR ${column} IS NULL OR (${column} = ${literal} AND ${tie}))`;
}

function printLiteral(value: string | number | boolean): string {
  if (typeof value === 'string') return sqlText(value);
  return typeof value === 'number' ? sqlNumber(value) : String(value);
}
