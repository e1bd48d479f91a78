/** A vendor's export read in memory: recognised by what its rows have, then read row by row, as the importer does. */
import type { FileOutline, RowReading } from '../../shared/formats/vendor';
import { recogniseVendor } from '../../shared/formats/vendors';
import type { CellTypes } from '../../shared/formats/rows';
import type { CanonicalEvent } from '../../shared/model/event';
import { isJsonObject, type JsonObject } from '../../shared/model/json';

export const READ_AT = Date.UTC(2026, 5, 1);

/** As the importer sees JSON rows: their keys, and dot paths to what is plain within them. */
export function outlineOf(rows: readonly JsonObject[], container: FileOutline['container'] = 'jsonl'): FileOutline {
  const samples = new Map<string, string[]>();
  const note = (name: string, index: number, value: unknown): void => {
    const column = samples.get(name) ?? rows.map(() => '');
    samples.set(name, column);
    if (value !== null && value !== undefined)
      column[index] = typeof value === 'string' ? value : JSON.stringify(value);
  };
  for (const [index, row] of rows.entries()) {
    for (const [key, value] of Object.entries(row)) {
      note(key, index, value);
      if (container !== 'jsonl' || !isJsonObject(value)) continue;
      for (const [inner, nested] of Object.entries(value)) {
        if (typeof nested !== 'object') note(`${key}.${inner}`, index, nested);
      }
    }
  }
  return {
    container,
    columns: [...samples].map(([name, values]) => ({
      name,
      type: 'text',
      samples: values,
      distinct: new Set(values).size,
      rows: rows.length,
    })),
  };
}

export interface ReadRows {
  readonly title: string;
  readonly readings: readonly RowReading[];
  readonly events: readonly CanonicalEvent[];
  readonly rejects: readonly string[];
}

/** Rejects as `code place`. */
export function readRows(
  rows: readonly JsonObject[],
  container?: FileOutline['container'],
  types?: CellTypes,
): ReadRows {
  const found = recogniseVendor(outlineOf(rows, container));
  if (found === undefined) throw new Error('no vendor recognises these rows');
  const read = found.format.reader(READ_AT, types);
  const readings = rows.map((row) => read(row));
  return {
    title: found.format.title,
    readings,
    events: readings.flatMap(({ events }) => events),
    rejects: readings.flatMap(({ rejects }) => rejects.map(({ code, place }) => `${code} ${place}`)),
  };
}
