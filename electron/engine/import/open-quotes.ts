/**
 * CSV whose quotes do not all close. A reader takes what follows an open quote for its value, up to the next quote or to the
 * end of the file; here the line that it opens in is put aside, and reading goes on with the next one. Cells of several lines
 * stay as they are wherever the record that they make is one of the table.
 */
const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;

export interface TableShape {
  readonly delimiter: string;
  /** How many columns the header names. */
  readonly columns: number;
}

/** A line that is put aside. */
export interface BrokenLine {
  /** Where it begins, in bytes. */
  readonly at: number;
  readonly raw: Uint8Array;
  /** Its quote took lines after it along; else it has text behind a quote that closes. */
  readonly isOpen: boolean;
}

export interface MendOptions {
  /** A record is no longer than that, in bytes. */
  readonly maxBytes: number;
  readonly onBroken: (line: BrokenLine) => void;
}

/** Once so many bytes were looked at in vain, records of so many are looked for: what is made to take long does not. */
const PATIENCE_BYTES = 256e6;
const IMPATIENT_BYTES = 64 * 1024;
const PIECE_BYTES = 1 << 20;

/** The text with empty lines in the place of broken ones, so that every other line keeps its number. */
export async function* withoutBroken(
  text: AsyncIterable<Uint8Array>,
  { delimiter, columns }: TableShape,
  { maxBytes, onBroken }: MendOptions,
): AsyncGenerator<Uint8Array> {
  const source = text[Symbol.asyncIterator]();
  const comma = delimiter.charCodeAt(0);
  let bytes: Buffer = Buffer.alloc(0);
  /** Where `bytes` begin in the text. */
  let base = 0;
  /** What is before `at` is decided, what is before `from` is handed on. */
  let [from, at] = [0, 0];
  let [isEnd, isHeader, isLongLine] = [false, true, false];
  let wasted = 0;

  const more = async (): Promise<Uint8Array> => {
    const done = bytes.subarray(from, at);
    const parts: Uint8Array[] = [bytes.subarray(at)];
    // A long record is looked at again from its beginning: not for every piece of it.
    for (let size = 0; size < Math.max(PIECE_BYTES, bytes.length - at);) {
      const next = await source.next();
      isEnd = next.done === true;
      if (next.done === true) break;
      parts.push(next.value);
      size += next.value.length;
    }
    base += at;
    bytes = Buffer.concat(parts);
    [from, at] = [0, 0];
    return done;
  };

  for (;;) {
    if (isLongLine) {
      const end = bytes.indexOf(NEWLINE, at) + 1;
      at = end > 0 ? end : bytes.length;
      isLongLine = end === 0 && !isEnd;
      if (isLongLine) {
        yield await more();
        continue;
      }
    }
    if (!isHeader) {
      const quote = bytes.indexOf(QUOTE, at);
      const lines = bytes.lastIndexOf(NEWLINE, quote < 0 ? bytes.length : quote) + 1;
      at = Math.max(at, lines);
      if (quote < 0) {
        if (isEnd) break;
        yield await more();
        continue;
      }
    }
    if (at === bytes.length && isEnd) break;
    const limit = wasted > PATIENCE_BYTES ? Math.min(maxBytes, IMPATIENT_BYTES) : maxBytes;
    const record = readRecord(bytes, at, { comma, limit, isEnd });
    if (record.is === 'cut') {
      yield await more();
      continue;
    }
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline < 0 && !isEnd) {
      // Nobody can hold such a line; the reader tells of it.
      isLongLine = true;
      continue;
    }
    const lineEnd = newline < 0 ? bytes.length : newline;
    const isLong = record.end > lineEnd;
    const fits =
      record.is === 'whole' &&
      (isHeader ||
        !isLong ||
        record.cells === columns ||
        !hasRow(bytes, lineEnd + 1, record.end, columns, { comma, limit, isEnd }));
    isHeader = false;
    if (fits) {
      at = Math.min(record.end + 1, bytes.length);
      continue;
    }
    wasted += record.end - at;
    if (from < at) yield bytes.subarray(from, at);
    const end = lineEnd > at && bytes[lineEnd - 1] === RETURN ? lineEnd - 1 : lineEnd;
    onBroken({ at: base + at, raw: bytes.subarray(at, end), isOpen: isLong });
    from = end;
    at = Math.min(lineEnd + 1, bytes.length);
  }
  yield bytes.subarray(from);
}

interface Reading {
  readonly comma: number;
  readonly limit: number;
  /** There are no bytes after these. */
  readonly isEnd: boolean;
}

/** `end`: where its line break is or the text ends; of a `broken` one, how far it was looked at. */
type CsvRecord =
  | { readonly is: 'whole'; readonly end: number; readonly cells: number }
  | { readonly is: 'broken'; readonly end: number }
  | { readonly is: 'cut' };

/** By RFC 4180, but that blanks may follow a closing quote and quotes inside of an open cell are text. */
function readRecord(bytes: Buffer, start: number, { comma, limit, isEnd }: Reading): CsvRecord {
  let at = start;
  const over = (end: number): CsvRecord =>
    isEnd || end - start > limit ? { is: 'broken', end: Math.min(end, bytes.length) } : { is: 'cut' };
  for (let cells = 1; ; cells++) {
    if (bytes[at] === QUOTE) {
      at = closingQuote(bytes, at + 1);
      if (at < 0 || at - start > limit) return over(at < 0 ? bytes.length : at);
      if (at === bytes.length - 1 && !isEnd) return { is: 'cut' };
      at++;
      while (bytes[at] === SPACE) at++;
      if (bytes[at] === RETURN) at++;
      if (at < bytes.length && bytes[at] !== comma && bytes[at] !== NEWLINE) return { is: 'broken', end: at };
    } else {
      while (at < bytes.length && bytes[at] !== comma && bytes[at] !== NEWLINE) at++;
      if (at - start > limit) return { is: 'broken', end: at };
    }
    if (at >= bytes.length) return isEnd ? { is: 'whole', end: bytes.length, cells } : { is: 'cut' };
    if (bytes[at] === NEWLINE) return { is: 'whole', end: at, cells };
    at++;
  }
}

/** The place of the quote that closes; doubled ones do not. -1 where there is none. */
function closingQuote(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(QUOTE, from); at >= 0; at = bytes.indexOf(QUOTE, at + 2)) {
    if (bytes[at + 1] !== QUOTE) return at;
  }
  return -1;
}

/** Whether any line between these places begins a row of the table. */
function hasRow(bytes: Buffer, start: number, end: number, columns: number, reading: Reading): boolean {
  for (let line = start; line > 0 && line < end; line = bytes.indexOf(NEWLINE, line) + 1) {
    const record = readRecord(bytes, line, reading);
    if (record.is === 'whole' && record.cells === columns) return true;
  }
  return false;
}
