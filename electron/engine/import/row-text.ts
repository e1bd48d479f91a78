/** One row of a file as text: taken apart, held against the limits, and given to its reader. */
import { isTooDeep } from '../../../shared/formats/rows';
import type { RowReading } from '../../../shared/formats/vendor';
import { isJsonObject, type JsonObject } from '../../../shared/model/json';
import { MAX_JSON_DEPTH, MAX_JSON_KEYS, TOO_WIDE } from '../../../shared/sql/strict-json';

const malformed = (message: string): RowReading => ({
  events: [],
  rejects: [{ code: 'malformed_row', message, place: '', raw: '' }],
});

/** One row, given as the text of a JSON object. */
export function readObjectText(
  text: string,
  read: (row: JsonObject) => RowReading,
  maxDepth = MAX_JSON_DEPTH,
): RowReading {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    return malformed('The line is not one JSON object.');
  }
  if (!isJsonObject(row)) return malformed('The line is not one JSON object.');
  // What has so many keys has so many colons; most texts are too short for them.
  if (text.length > 4 * MAX_JSON_KEYS && isTooWide(row)) return malformed(TOO_WIDE);
  if (isTooDeep(text, row, maxDepth)) {
    return malformed(`The row is nested deeper than ${maxDepth} levels.`);
  }
  return read(row);
}

/** One row, given as cells between tabs. */
export function readCells(line: string, columns: readonly string[], read: (row: JsonObject) => RowReading): RowReading {
  const cells = line.split('\t');
  if (cells.length !== columns.length) {
    return malformed(`A row has ${columns.length} columns, the line has ${cells.length}.`);
  }
  const row: Record<string, string> = {};
  for (const [index, cell] of cells.entries()) if (cell !== '') row[columns[index] as string] = cell;
  return read(row);
}

function isTooWide(row: JsonObject): boolean {
  const { properties } = row;
  return [row, properties].some((each) => isJsonObject(each) && Object.keys(each).length > MAX_JSON_KEYS);
}
