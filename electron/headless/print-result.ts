/** Tables of results for people and spreadsheets, as the command line writes them. */
import { neutraliseCell } from '../../shared/base/csv-cell';
import type { ResultCell, ResultTable } from '../../shared/insights/result-table';

const show = (cell: ResultCell): string => {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'number' && !Number.isInteger(cell) ? String(Math.round(cell * 1e4) / 1e4) : String(cell);
};

/** RFC 4180: quoted where it must be, CRLF between rows, numbers in full, and no text that a spreadsheet would execute. */
export function printCsv({ columns, rows }: ResultTable): string {
  const quote = (cell: ResultCell): string => {
    const text =
      cell === null || cell === undefined ? '' : typeof cell === 'string' ? neutraliseCell(cell) : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(quote).join(',')).join('\r\n');
}

/** Columns in line; numbers to the right. */
export function printAligned({ columns, rows }: ResultTable): string {
  const isNumber = columns.map((_name, index) => rows.every((row) => typeof (row[index] ?? 0) === 'number'));
  const texts = [columns.map(String), ...rows.map((row) => columns.map((_name, index) => show(row[index])))];
  const widths = columns.map((_name, index) => Math.max(...texts.map((row) => (row[index] ?? '').length)));
  return texts
    .map((row) =>
      row
        .map((cell, index) =>
          isNumber[index] === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
