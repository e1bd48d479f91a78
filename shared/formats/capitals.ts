/**
 * Tables of Snowflake and Oracle, whose columns are called in capitals where nobody put quotes around their names: read
 * as the same table with the names that its vendor gave them.
 */
import { type Json, type JsonObject, setKey } from '../model/json';
import type { FileOutline, VendorFormat } from './vendor';

/** Of a dot path into JSON only the first part is a column's name. */
const columnOf = (name: string): string => {
  const dot = name.indexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
};

const lowered = (name: string): string => `${columnOf(name).toLowerCase()}${name.slice(columnOf(name).length)}`;

/** Whether no column's name has a small letter. */
export const isInCapitals = ({ columns }: FileOutline): boolean =>
  columns.length > 0 && columns.every(({ name }) => /^[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u.test(columnOf(name)));

export const inLowerCase = ({ container, columns }: FileOutline): FileOutline => ({
  container,
  columns: columns.map((column) => ({ ...column, name: lowered(column.name) })),
});

/** The reader of `format` for rows whose columns are called in capitals. */
export const withCapitals = (format: VendorFormat): VendorFormat => ({
  ...format,
  reader: (receivedAt, types) => {
    const read = format.reader(
      receivedAt,
      types === undefined ? undefined : new Map([...types].map(([name, type]) => [lowered(name), type])),
    );
    return (row) => read(withLowerNames(row));
  },
});

function withLowerNames(row: JsonObject): JsonObject {
  const renamed: JsonObject = {};
  for (const name in row) setKey(renamed, name.toLowerCase(), row[name] as Json);
  return renamed;
}
