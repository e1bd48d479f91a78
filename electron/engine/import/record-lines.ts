/**
 * Line numbers of CSV records. The reader gives records, people want lines; the two part company at quoted newlines,
 * blank lines and records that the reader refused. Only asked where there is something to report.
 */
import { createReadStream } from 'node:fs';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * The 1-based line on which each wanted record begins. `wanted` are 0-based record numbers after the header, counting
 * only records the reader took; `refused` are the lines of those it did not. `headless`: the first line is a record, and
 * quotes are text like any other.
 */
export async function recordLines(
  path: string,
  wanted: readonly number[],
  refused: ReadonlySet<number>,
  headless = false,
): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  const sought = new Set(wanted);
  let line = 1;
  let start = 1;
  let record = headless ? 0 : -1;
  let quoted = false;
  let blank = true;
  const end = (): void => {
    if (blank) return;
    // The header is record -1.
    if (record >= 0 && refused.has(start)) return;
    if (sought.has(record)) found.set(record, start);
    record++;
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte === QUOTE && !headless) quoted = !quoted;
      if (byte === NEWLINE) {
        // A quote that never closes ends with its line, once the reader has refused that line.
        if (!quoted || refused.has(start)) {
          end();
          blank = true;
          quoted = false;
          start = line + 1;
        }
        line++;
      } else if (byte !== RETURN) blank = false;
    }
    if (found.size === sought.size) return found;
  }
  end();
  return found;
}

/** The 1-based line of each place, given in bytes and in order. */
export async function linesAt(path: string, places: readonly number[]): Promise<number[]> {
  const lines: number[] = [];
  let [line, before] = [1, 0];
  if (places.length === 0) return lines;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let at = 0;
    const pass = (newlineBefore: number): void => {
      for (
        let next = chunk.indexOf(NEWLINE, at);
        next >= 0 && next < newlineBefore;
        next = chunk.indexOf(NEWLINE, at)
      ) {
        line++;
        at = next + 1;
      }
    };
    for (let place = places[lines.length]; place !== undefined; place = places[lines.length]) {
      if (place - before > chunk.length) break;
      pass(place - before);
      lines.push(line);
    }
    if (lines.length === places.length) return lines;
    pass(chunk.length);
    before += chunk.length;
  }
  while (lines.length < places.length) lines.push(line);
  return lines;
}
