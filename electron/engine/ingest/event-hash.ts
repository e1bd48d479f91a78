/** The 64-bit hash by which duplicates are looked for: the upper half of md5, as DuckDB's `md5_number_upper` gives it. */
import { hash } from 'node:crypto';

/** As two unsigned 32-bit halves. */
export interface EventHash {
  readonly high: number;
  readonly low: number;
}

export function eventHash(eventId: string): EventHash {
  const digest = hash('md5', eventId, 'buffer');
  return { low: digest.readUInt32LE(0), high: digest.readUInt32LE(4) };
}

export const hashToBigInt = ({ high, low }: EventHash): bigint => (BigInt(high) << 32n) | BigInt(low);

/** The same in SQL. */
export const sqlEventHash = (column: string): string => `md5_number_upper(${column})`;
