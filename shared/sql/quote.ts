/** How values and names enter SQL text. There is no other way in. */

/** A text literal. NUL cannot stand in SQL text, and no stored text holds one, so it becomes U+FFFD. */
export const sqlText = (value: string): string => `'${value.replaceAll("'", "''").replaceAll('\0', '\uFFFD')}'`;

/** An identifier. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""').replaceAll('\0', '\uFFFD')}"`;

/** So many values DuckDB compares one by one; of more it makes a table to join with. */
const COMPARED = 4;

/**
 * Whether `value` is one of the texts; NULL where it is NULL. Never a join: rows that pass through one are worked out by a
 * single thread where they are to come in order.
 */
export function sqlOneOf(value: string, texts: readonly string[]): string {
  const parts = Array.from({ length: Math.ceil(texts.length / COMPARED) }, (_, n) =>
    texts.slice(n * COMPARED, (n + 1) * COMPARED),
  );
  return `(${parts.map((part) => `${value} IN (${part.map(sqlText).join(', ')})`).join(' OR ')})`;
}

/** A number literal; throws RangeError on NaN and infinities. */
export function sqlNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no SQL number`);
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : `${value}::DOUBLE`;
}

/** A JSON pointer (RFC 6901) as a text literal, for json_extract: any key is safe in it. */
export const sqlPointer = (keys: readonly string[]): string =>
  sqlText(keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
