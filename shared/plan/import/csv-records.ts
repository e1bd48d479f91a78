/** A small CSV (a plan, not data) as records by column name. RFC 4180; the delimiter is told from the first line. */
import { err, ok, type Result } from '../../base/result';
import { readCsvHead } from '../../formats/csv-head';

export interface CsvRecord {
  /** Where the record begins, from 1. */
  readonly line: number;
  /** By the column's name in small letters. */
  readonly cells: ReadonlyMap<string, string>;
}

export function readCsv(text: string): Result<readonly CsvRecord[], string> {
  const source = text.replace(/^\uFEFF/, '');
  const { delimiter, names } = readCsvHead(source);
  const records: CsvRecord[] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  let line = 1;
  let began = 1;
  const endRow = (): void => {
    row.push(cell);
    const cells = new Map(names.map((name, index) => [name.trim().toLowerCase(), (row[index] ?? '').trim()]));
    if (row.some((each) => each.trim() !== '')) records.push({ line: began, cells });
    row = [];
    cell = '';
    began = line + 1;
  };
  for (let i = 0; i < source.length; i++) {
    const char = source[i] as string;
    if (char === '\n') line += 1;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (source[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === delimiter) {
      row.push(cell);
      cell = '';
    } else if (char === '\n' || (char === '\r' && source[i + 1] !== '\n')) {
      if (char === '\n') line -= 1;
      endRow();
      if (char === '\n') line += 1;
    } else if (char !== '\r') cell += char;
  }
  if (quoted) return err(`A quote that begins on line ${began} does not end.`);
  endRow();
  return ok(records.slice(1));
}
