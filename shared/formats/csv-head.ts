/** The first line of a CSV file: its delimiter and its column names. The rest is the database's reader's business. */
import { ENRICHED_COLUMNS, isEnrichedLine } from './snowplow/columns';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Splits the first record of `text` by RFC 4180: quotes hold delimiters and newlines, a doubled quote is a quote. */
function firstRecord(text: string, delimiter: string): { readonly cells: string[]; readonly end: number } {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  let i = 0;
  for (; i < text.length; i++) {
    const char = text[i] as string;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (char === '\n' || char === '\r') break;
    else cell += char;
  }
  return { cells: [...cells, cell], end: i };
}

export interface CsvHead {
  readonly delimiter: string;
  /** Usable as column names: none empty (`column3`), none twice in any letter case (`name_2`). */
  readonly names: readonly string[];
  /** How its lines end, where a line break inside a name says otherwise: readers go by the first one they see. */
  readonly newline?: '\r\n';
  /** The text ends before the header does: there may be more columns than these. */
  readonly isCut?: true;
  /** The first line is a row already: the columns are known from what stands in it. Such files know no quotes. */
  readonly headless?: true;
}

/** `reserved` names are given to no column. The delimiter is the one that parts the header into most cells. */
export function readCsvHead(head: string, reserved: readonly string[] = []): CsvHead {
  const text = head.replace(/^\uFEFF/, '');
  if (isEnrichedLine((/^[^\r\n]*/.exec(text)?.[0] ?? '').split('\t'))) {
    return { delimiter: '\t', names: ENRICHED_COLUMNS, headless: true };
  }
  const candidates = DELIMITERS.map((delimiter) => ({ delimiter, ...firstRecord(text, delimiter) }));
  const { delimiter, cells, end } = candidates.reduce((best, each) =>
    each.cells.length > best.cells.length ? each : best,
  );
  const names = uniqueNames(cells, reserved);
  const isMisleading = text.slice(end, end + 2) === '\r\n' && /(?:^|[^\r])\n/.test(text.slice(0, end));
  return {
    delimiter,
    names,
    ...(isMisleading ? { newline: '\r\n' } : {}),
    ...(end === text.length ? { isCut: true } : {}),
  };
}

/** Names for columns: none empty (`column3`), none of the reserved, none twice in any letter case (`name_2`). */
export function uniqueNames(cells: readonly string[], reserved: readonly string[] = []): readonly string[] {
  const used = new Set(reserved.map((name) => name.toLowerCase()));
  return cells.map((cell, i) => {
    const base = cell.trim() === '' ? `column${i + 1}` : cell.trim();
    let name = base;
    for (let again = 2; used.has(name.toLowerCase()); again++) name = `${base}_${again}`;
    used.add(name.toLowerCase());
    return name;
  });
}
