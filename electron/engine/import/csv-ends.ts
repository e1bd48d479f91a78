/**
 * Where the records of a CSV text end: at line breaks outside of quotes. Lines that end in LF and others in CR LF are given
 * one end here, since the database's reader takes only one of them in a file; what stands in quotes stays as it is, and
 * so does the number of every line.
 */
import { createReadStream } from 'node:fs';
import { readCsvHead } from '../../../shared/formats/csv-head';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BOM = 0xef;
const CR = Buffer.from('\r');

interface CsvShape {
  readonly delimiter: string;
  /** Quotes are text like any other. */
  readonly headless?: true;
}

/** Tells of each line break outside of quotes; a quote opens at the beginning of a cell alone. */
class LineEnds {
  private quoted = false;
  private isStart = true;
  private justClosed = false;
  private last = 0;
  private readonly delimiter: number;

  constructor(private readonly shape: CsvShape) {
    this.delimiter = shape.delimiter.charCodeAt(0);
  }

  /** `onEnd` gets the place of each LF, and whether it has no CR before it. */
  push(chunk: Uint8Array, onEnd: (at: number, isBare: boolean) => void): void {
    const { delimiter } = this;
    const knowsQuotes = this.shape.headless !== true;
    let { quoted, isStart, justClosed, last } = this;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (quoted) {
        if (byte === QUOTE) [quoted, justClosed] = [false, true];
      } else if (byte === QUOTE && knowsQuotes && (isStart || justClosed)) {
        // Doubled, it goes on.
        [quoted, isStart, justClosed] = [true, false, false];
      } else {
        if (byte === NEWLINE) onEnd(at, last !== RETURN);
        // The mark of UTF-8 stands before the first cell.
        isStart = byte === delimiter || byte === NEWLINE || (isStart && byte >= 0xbb && byte <= BOM);
        justClosed = false;
      }
      last = byte;
    }
    Object.assign(this, { quoted, isStart, justClosed, last });
  }
}

/** Whether lines of both ends are among these; `head` is a file's beginning. */
export function hasMixedEnds(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (!bytes.includes(RETURN)) return false;
  const ends = new Set<boolean>();
  new LineEnds(readCsvHead(bytes.toString('utf8'))).push(bytes, (_, isBare) => ends.add(isBare));
  return ends.size > 1;
}

/** The text with every line ended by CR LF. `head`: its beginning. */
export async function* evenEnds(text: AsyncIterable<Uint8Array>, head: Uint8Array): AsyncGenerator<Uint8Array> {
  const ends = new LineEnds(readCsvHead(Buffer.from(head).toString('utf8')));
  for await (const chunk of text) {
    const parts: Uint8Array[] = [];
    let from = 0;
    ends.push(chunk, (at, isBare) => {
      if (!isBare) return;
      parts.push(chunk.subarray(from, at), CR);
      from = at;
    });
    yield parts.length === 0 ? chunk : Buffer.concat([...parts, chunk.subarray(from)]);
  }
}

/**
 * How many line breaks outside of quotes there are up to the end of the so manieth record, blank lines and the header
 * included: what a reader has to step over to go on behind it. Undefined where the file has fewer records.
 */
export async function endsOfRecords(path: string, records: number, headless: boolean): Promise<number | undefined> {
  const wanted = records + (headless ? 0 : 1);
  let [ends, found, quoted] = [0, 0, false];
  // Of the line so far: its bytes, as far as it matters, and the last one.
  let [length, last] = [0, 0];
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let [at, quote] = [0, -1];
    const nextQuote = (): number => {
      if (headless) return chunk.length;
      if (quote < at) quote = chunk.indexOf(QUOTE, at);
      if (quote < 0) quote = chunk.length;
      return quote;
    };
    while (at < chunk.length) {
      if (quoted) {
        const close = nextQuote();
        quoted = close === chunk.length;
        at = close + 1;
        length = 2;
        continue;
      }
      const newline = chunk.indexOf(NEWLINE, at);
      const end = newline < 0 ? chunk.length : newline;
      if (nextQuote() < end) {
        [quoted, at] = [true, nextQuote() + 1];
        continue;
      }
      length += end - at;
      if (end > at) last = chunk[end - 1] as number;
      at = end + 1;
      if (newline < 0) break;
      ends++;
      if (length > 1 || (length === 1 && last !== RETURN)) found++;
      if (found === wanted) return ends;
      length = 0;
    }
  }
  return undefined;
}
