/** A CSV file with a quote that is not closed, as a copy without the lines that are broken by it. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { readCsvHead } from '../../../shared/formats/csv-head';
import { type BrokenLine, withoutBroken } from './open-quotes';
import { linesAt } from './record-lines';
import type { StagedRejects } from './staged-rows';
import { type PlainFile, readHead } from './unpack';

/** A quote took lines of a CSV file along that may be rows. */
export class OpenQuote extends Error {}

export interface MendedFile extends PlainFile {
  /** The lines that it does not have any more. */
  readonly broken: readonly StagedRejects[];
}

/** Bytes kept of a broken line, and of all of them; how many are kept. */
const MAX_RAW = 65_536;
const MAX_KEPT_BYTES = 64e6;
const MAX_KEPT = 100_000;

/** Hands the copy on; it lies at `scratch`, and is gone afterwards. `bytes`: of so many of them, from the first on. */
export async function withoutBrokenLines<T>(
  file: PlainFile,
  { scratch, maxBytes, bytes }: { readonly scratch: string; readonly maxBytes: number; readonly bytes?: number },
  work: (mended: MendedFile) => Promise<T>,
): Promise<T> {
  const { delimiter, names, isCut } = readCsvHead((await readHead(file)).toString('utf8'));
  // Of a header too long to be seen here nobody knows how many columns it names: only quotes tell what is broken then.
  const columns = isCut === true ? 0 : names.length;
  const lines: (Omit<BrokenLine, 'raw'> & { readonly raw: string })[] = [];
  let [kept, more] = [0, 0];
  const onBroken = ({ at, raw, isOpen }: BrokenLine): void => {
    if (lines.length === MAX_KEPT) {
      more++;
      return;
    }
    const shown = kept > MAX_KEPT_BYTES ? '' : Buffer.from(raw.subarray(0, MAX_RAW)).toString('utf8');
    kept += shown.length;
    lines.push({ at, isOpen, raw: shown });
  };
  try {
    const text = createReadStream(file.path, {
      highWaterMark: 1 << 20,
      ...(bytes === undefined ? {} : { end: bytes - 1 }),
    });
    const mended = withoutBroken(text, { delimiter, columns }, { maxBytes, onBroken });
    await pipeline(mended, createWriteStream(scratch, { mode: 0o600 }));
    const { size } = await stat(scratch);
    const numbers = await linesAt(
      file.path,
      lines.map(({ at }) => at),
    );
    const broken = lines.map(({ raw, isOpen }, index): StagedRejects => {
      const count = index === lines.length - 1 && more > 0 ? { count: 1 + more } : {};
      return { line: numbers[index] ?? 0, raw, ...count, ...(isOpen ? OPEN : CLOSED) };
    });
    return await work({ ...file, path: scratch, size, broken });
  } finally {
    await rm(scratch, { force: true });
  }
}

const OPEN = {
  message:
    'A quote that opens in this line is not closed. The line was left out, and the file was read on from the next one that fits the table.',
  quote: 'open',
} as const;
const CLOSED = { message: 'A quoted value does not end, or text follows its closing quote.' } as const;
