/**
 * Rows as CSV (RFC 4180): lines end in CRLF, fields with commas, quotes or breaks are quoted, and texts that a spreadsheet
 * would execute are neutralised.
 */
import { neutraliseCell } from '../../shared/base/csv-cell';

export type CsvValue = string | number | boolean | null | undefined;

const NEEDS_QUOTES = /[",\r\n]/;

function field(value: CsvValue): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  const text = typeof value === 'string' ? neutraliseCell(value) : String(value);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function printCsv(header: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  const lines = [header.map(field).join(',')];
  for (const row of rows) lines.push(row.map(field).join(','));
  return `${lines.join('\r\n')}\r\n`;
}
