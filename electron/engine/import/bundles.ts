/**
 * Small files of one shape, one behind the other as one file: to open each by itself takes hundreds of times as long as to
 * read it. Each row of them is one line, so it is known whose it is.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { ensure } from '../../../shared/base/assert';
import type { AppFailure } from '../../../shared/contract/errors';
import { isEnrichedLine } from '../../../shared/formats/snowplow/columns';
import { isJsonObject } from '../../../shared/model/json';
import type { PlainFile } from './unpack';

/** What cannot be read is told of. */
export type Found = PlainFile | { readonly name: string; readonly failure: AppFailure };

/** Small files that follow each other. */
export interface Bundle {
  readonly parts: readonly Part[];
}

export interface Part {
  readonly file: PlainFile;
  readonly text: Buffer;
  /** Bytes of its header, which stands at the beginning of the bundle alone. */
  readonly head: number;
  /** Lines that are rows. */
  readonly rows: number;
  /** Those that are alike can stand one behind the other. */
  readonly shape: string;
}

/** Larger ones are worth opening. */
const SMALL_BYTES = 256 * 1024;
const BUNDLE_BYTES = 16e6;
const BUNDLE_FILES = 5_000;
/** Rows that are stored in one step, and of which every one may be a reject that is kept. */
const BUNDLE_ROWS = 100_000;

export const isSmall = ({ size }: { readonly size: number }): boolean => size <= SMALL_BYTES;

/** The same files in the same order. */
export async function* bundlesOf(files: AsyncIterable<Found>): AsyncGenerator<Found | Bundle> {
  let parts: Part[] = [];
  let [bytes, rows] = [0, 0];
  const flush = function* (): Generator<Bundle> {
    const ready = parts;
    [parts, bytes, rows] = [[], 0, 0];
    if (ready.length > 0) yield { parts: ready };
  };
  for await (const found of files) {
    const part = 'failure' in found ? undefined : await partOf(found);
    if (part === undefined) {
      yield* flush();
      yield found;
      continue;
    }
    const isFull =
      bytes + part.text.length > BUNDLE_BYTES || rows + part.rows > BUNDLE_ROWS || parts.length === BUNDLE_FILES;
    if (isFull) yield* flush();
    bytes += part.text.length;
    rows += part.rows;
    parts.push(part);
  }
  yield* flush();
}

/** Those of one shape together, by their places in it. */
export function groupsOf({ parts }: Bundle): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  for (const [at, { shape }] of parts.entries()) {
    const group = groups.get(shape);
    if (group === undefined) groups.set(shape, [at]);
    else group.push(at);
  }
  return [...groups.values()];
}

/** Parts of one shape as one file at `path`, called as the first of them is. */
export async function layOut(parts: readonly Part[], path: string): Promise<PlainFile> {
  const [first] = parts;
  const texts = parts.map(({ text, head }, index) => (index === 0 ? text : text.subarray(head)));
  const pieces = parts.length === 1 ? texts : texts.flatMap((text) => [text, endOf(text)]);
  await writeFile(path, pieces, { mode: 0o600 });
  return {
    ...ensure(first, 'a part').file,
    path,
    size: pieces.reduce((sum, { length }) => sum + length, 0),
    packedSize: packedSizeOf(parts),
  };
}

/** Bytes of the given file. */
export const packedSizeOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, { file }) => sum + file.packedSize, 0);

const NEWLINE = 0x0a;

const endOf = (text: Buffer): Buffer => (text.at(-1) === NEWLINE ? NOTHING : LINE);
const NOTHING = Buffer.alloc(0);
const LINE = Buffer.from('\n');

/** Undefined where it had better be read by itself. */
async function partOf(file: PlainFile): Promise<Part | undefined> {
  const { container, damage, lineOf } = file;
  if (!isSmall(file) || damage !== undefined || lineOf !== undefined) return undefined;
  if (container !== 'jsonl' && container !== 'csv') return undefined;
  const text = await readFile(file.path);
  const lines = text.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const [first = ''] = lines;
  // Blank lines count in some files and not in others.
  if (first.startsWith('\uFEFF') || lines.some((line) => line.trim() === '')) return undefined;
  if (container === 'jsonl') {
    const keys = keysOf(first);
    return keys === undefined ? undefined : { file, text, shape: `jsonl ${keys}`, rows: lines.length, head: 0 };
  }
  if (isEnrichedLine(first.split('\t'))) return { file, text, shape: 'enriched', rows: lines.length, head: 0 };
  // Quotes may hold lines.
  if (text.includes('"') && lines.some((line) => countOf(line, '"') % 2 === 1)) return undefined;
  const head = text.indexOf(NEWLINE) + 1 || text.length;
  return { file, text, shape: `csv ${first}`, rows: lines.length - 1, head };
}

const countOf = (text: string, char: string): number => text.split(char).length - 1;

function keysOf(line: string): string | undefined {
  try {
    const row: unknown = JSON.parse(line);
    return isJsonObject(row) ? JSON.stringify(Object.keys(row).sort()) : undefined;
  } catch {
    return undefined;
  }
}
