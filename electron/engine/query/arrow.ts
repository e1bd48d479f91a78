/** Column tables as Arrow IPC streams, for answers of many rows. */
import { float64, tableFromArrays, tableToIPC, utf8, dictionary, bool, int32 } from '@uwdata/flechette';
import { BugError } from '../../../shared/base/assert';

export type ArrowColumn =
  /** Repeats a lot: sent once, then as codes. */
  | { readonly type: 'dictionary'; readonly values: readonly (string | null)[] }
  | { readonly type: 'text'; readonly values: readonly (string | null)[] }
  | { readonly type: 'number'; readonly values: readonly (number | null)[] | Float64Array }
  | { readonly type: 'boolean'; readonly values: readonly (boolean | null)[] };

const TYPES = {
  dictionary: () => dictionary(utf8(), int32()),
  text: () => utf8(),
  number: () => float64(),
  boolean: () => bool(),
} as const;

export function toArrow(columns: Readonly<Record<string, ArrowColumn>>): Uint8Array {
  const entries = Object.entries(columns);
  const table = tableFromArrays(
    Object.fromEntries(entries.map(([name, column]) => [name, column.values as unknown[]])),
    { types: Object.fromEntries(entries.map(([name, column]) => [name, TYPES[column.type]()])) },
  );
  const bytes = tableToIPC(table, { format: 'stream' });
  if (bytes === null) throw new BugError('Arrow encoding gave nothing');
  return bytes;
}
