/** A property whose different values alone do not fit: whoever tells events apart by them would hold them all. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '../../../shared/contract/errors';
import { readNumber } from '../store/read';

/** Of the budget, what the different values of one property may take; a text takes so much beside its letters. */
const MOST_SHARE = 0.25;
const LEAST_BYTES = 64 * 1024 * 1024;
const BYTES_PER_TEXT = 40;

export interface Texts {
  readonly count: number;
  /** All of them together, in UTF-8. */
  readonly bytes: number;
}

/** Throws `invalid_request` where they are too much; says what may be asked instead. */
export function refuseTexts(property: string, { count, bytes }: Texts, budgetBytes: number): void {
  if (bytes + count * BYTES_PER_TEXT <= Math.max(LEAST_BYTES, budgetBytes * MOST_SHARE)) return;
  fail(
    'invalid_request',
    `«${property}» has ${count.toLocaleString('en')} different values, more than fit the memory that Waymark may use when ` +
      'events are told apart by them. Take a property of fewer values, put its numbers in bins, ask SQL, or allow Waymark ' +
      'more memory. Filters on it work.',
  );
}

/** The different values in the column `text` of `table`. */
export const measureTexts = async (connection: DuckDBConnection, table: string): Promise<Texts> => ({
  count: await readNumber(connection, `SELECT count(*) FROM ${table}`),
  bytes: await readNumber(connection, `SELECT coalesce(sum(strlen(text)), 0)::DOUBLE FROM ${table}`),
});
